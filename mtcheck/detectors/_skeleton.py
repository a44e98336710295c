"""Copy this module for a new family: state the rules first, then one class with ``detect``.

Copy to ``<family>.py``, put words and patterns into ``mtcheck/data/<family>.tsv``, cases into ``tests/cases/<family>.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.rule import Context, Rule

EXAMPLE = Rule(
    id="skeleton.example",
    title="A word that a table lists",
    category="other/uncategorized",
    severity="minor",
    why="Say in one or two sentences what a machine did and why a reader should care.",
    known_problems="Say what it is known to flag wrongly and to miss.",
    bad=("This is ⟦teh⟧ first.", "And ⟦teh⟧ second."),
    good=("This is the first.", "Teh is a surname."),
    since="0.1",
    status="preview",
)


class SkeletonDetector:
    """Find the listed words."""

    family = "skeleton"
    rules = (EXAMPLE,)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each listed word."""
        listed = ctx.table("skeleton").by_key
        for tok, form in zip(doc.tokens, doc.forms, strict=True):
            row = listed.get(form)
            if row is not None:
                yield Finding(
                    EXAMPLE.id,
                    tok.span,
                    score=1.0,
                    message=f"{form!r} is listed; {row['value']!r} is meant",
                    evidence=(TableHit("skeleton", row.key, row.source),),
                    edits=(Edit(tok.span, row["value"], "safe"),),
                )


detector = SkeletonDetector()

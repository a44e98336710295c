"""Make findings of the grammar rules that point at a stretch of tokens."""

from __future__ import annotations

from mtcheck.core.finding import Edit, Evidence, Finding, TableHit
from mtcheck.core.rule import Rule
from mtcheck.detectors.grammar.view import View

GRAMMAR = "English grammar"
_QUOTED = 0.6  # the score of what stands in quoted speech, where people speak as they do


def found(
    view: View, rule: Rule, first: int, last: int, message: str, *edits: str, evidence: Evidence | None = None
) -> Finding:
    """Return a finding on the tokens ``first`` to ``last``; each edit replaces them all, and keeps the capital in front."""
    span = view.span(first, last)
    capital = view.upper(first)
    texts = [text[:1].upper() + text[1:] if capital else text for text in edits if text]
    return Finding(
        rule.id,
        span,
        score=_QUOTED if view.quoted(span) else 0.85,
        message=message,
        evidence=(evidence or TableHit("lexicon", view.words[last], GRAMMAR),),
        edits=tuple(Edit(span, text) for text in dict.fromkeys(texts)),
    )


def shown(view: View, first: int, last: int) -> str:
    """Return the tokens as written, quoted for a message."""
    return repr(view.doc.of(view.span(first, last)))

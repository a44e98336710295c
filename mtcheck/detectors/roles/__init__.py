"""Find who does what to whom where that cannot be: reversed roles in frames of crime and contracts, scores, offices."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.roles import frames, persons
from mtcheck.detectors.roles.rules import RULES
from mtcheck.detectors.roles.view import View
from mtcheck.tables import Table

_FRAMES = ((frames.blamed, ("blame", "harm")), (frames.offending, ("victim",)), (frames.given, ("body", "prize")),
           (frames.score, ("win",)))  # fmt: skip
_SKIPPED = frozenset({"code", "chrome", "table"})


class RolesDetector:
    """Look at each sentence for the closed frames, and at the whole article for what should stay the same."""

    family = "roles"
    rules = RULES

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of every rule."""
        table: Table = ctx.table("roles")
        view = View(doc, table)
        wanted = [frame for frame, keys in _FRAMES if all(view.holds(key) for key in keys)]
        for sent in doc.sentences if wanted else ():
            if doc.blocks[sent.block].kind not in _SKIPPED:
                for frame in wanted:
                    yield from frame(view, sent)
        yield from persons.first_person(view)
        yield from persons.offices(view)


detector = RolesDetector()

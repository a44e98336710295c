"""Find what a text says otherwise than its reference: numbers, dates, names, units, negation, quotations, whole sentences.

The reference comes with the context, compared word by word; without one this family is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context, Traits
from mtcheck.detectors.reference import facts, rules, sentences, wording


class ReferenceDetector:
    """Make findings of the differences that the context holds."""

    family = "reference"
    rules = rules.ALL
    traits = Traits(needs=frozenset({"reference"}))

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings; nothing where there is no reference."""
        compared = ctx.differences
        if compared is None:
            return
        yield from facts.find(doc, compared, ctx)
        yield from sentences.find(doc, compared)
        yield from wording.find(doc, compared)


detector = ReferenceDetector()

"""Compare each block with its source: numbers, names, placeholders, copied words, length, questions.

The sources come with the document, from a bilingual file or paired by the engine; without them this family is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context, Traits
from mtcheck.detectors.source import copies, dates, language, lengths, marks, names, numbers, placeholders, rules, syllables


class SourceDetector:
    """Make findings of what a block says otherwise than its source."""

    family = "source"
    rules = rules.ALL
    traits = Traits(needs=frozenset({"source"}))

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings; nothing where no source is known."""
        if not any(doc.sources):
            return
        spoken = language.language_of(doc)
        for number, source in enumerate(doc.sources):
            if source.strip():
                yield from numbers.find(doc, number, source, spoken, ctx.table)
                yield from dates.find(doc, number, source, spoken, ctx.table)
                yield from names.find(doc, number, source, spoken, ctx.table)
                yield from syllables.find(doc, number, source, spoken, ctx.table)
                yield from copies.find(doc, number, source, ctx)
                yield from language.find(doc, number, ctx)
                yield from placeholders.find(doc, number, source)
                yield from marks.find(doc, number, source)
        yield from lengths.find(doc)


detector = SourceDetector()

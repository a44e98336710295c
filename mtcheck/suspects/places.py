"""Find where suspects and paragraphs lie in the file, in the units of every output."""

from __future__ import annotations

from collections.abc import Sequence

from mtcheck.core.document import Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import Paragraph, Place, Region
from mtcheck.core.sourcemap import SourceMap


def regions(doc: Document, suspects: Sequence[SuspectSpan]) -> tuple[Region, ...]:
    """Return the stretch of the file that each suspect stands for."""
    return tuple(_region(doc.source_map, suspect.span.start, suspect.span.end) for suspect in suspects)


def _region(source_map: SourceMap, start: int, end: int) -> Region:
    begin, stop = source_map.raw_range(start, end)
    return Region(_place(source_map, begin), _place(source_map, stop))


def _place(source_map: SourceMap, raw_offset: int) -> Place:
    line, line_start = source_map.line_start(raw_offset)
    before = source_map.raw[line_start:raw_offset]
    utf16, utf8 = len(before.encode("utf-16-le", "surrogatepass")) // 2, len(before.encode("utf-8", "surrogatepass"))
    return Place(line, len(before) + 1, utf16 + 1, utf8 + 1)


def paragraphs(doc: Document) -> tuple[Paragraph, ...]:
    """Return the blocks of the article with their lines in the file and their words."""
    found = []
    for index, block in enumerate(doc.blocks):
        first, last = doc.source_map.line_range(block.span.start, block.span.end)
        words = sum(doc.tokens[at].kind in ("word", "number") for at in doc.block_tokens(index))
        found.append(Paragraph(first, last, 0 if block.kind == "chrome" else words))
    return tuple(found)

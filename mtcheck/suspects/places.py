"""Find where suspects and paragraphs lie in the file, in the units of every output."""

from __future__ import annotations

from bisect import bisect_right

from mtcheck.core.document import Document
from mtcheck.core.finding import Excerpt
from mtcheck.core.region import Place, Region
from mtcheck.core.report import Paragraph
from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span

_REACH = 200  # characters of a sentence that an excerpt shows on either side


def region(doc: Document, span: Span) -> Region:
    """Return the stretch of the file that a span stands for."""
    begin, stop = doc.source_map.raw_range(span.start, span.end)
    return Region(_place(doc.source_map, begin), _place(doc.source_map, stop))


def excerpt(doc: Document, span: Span) -> Excerpt:
    """Return the sentence that a span begins in, the whole span in it, cut where it reaches far."""
    start, end = span.start, span.end
    at = min(bisect_right(doc.sentences, span.start, key=lambda sent: sent.span.end), len(doc.sentences) - 1)
    if doc.sentences and (home := doc.sentences[at].span).overlaps(span):
        start, end = min(start, home.start), max(end, home.end)
    start, end = max(start, span.start - _REACH), min(end, span.end + _REACH)
    return Excerpt(doc.text[start:end], span.start - start)


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

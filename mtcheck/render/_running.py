"""Write the running text of an article: its blocks in their own shape, every suspect as marks that link to its entry."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from mtcheck.core.document import Block, Document
from mtcheck.core.span import Span
from mtcheck.render import _suspects as view
from mtcheck.render._inline import Segment, inline, segments

_OWN_BULLET = re.compile(r"\s*(?:[•●▪◦‣∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one block as the template shows it: which element, the text with its marks, where it begins, and its source."""

    element: str
    html: Markup
    start: int
    own_bullet: bool = False
    source: Markup | None = None


def running_text(doc: Document, listed: Sequence[view.Entry], places: Sequence[Span]) -> tuple[list[Part], dict[int, int]]:
    """Write every block with its marks; the second value leads from a suspect's number to its first piece."""
    blocks = list(all_blocks(doc))
    worst = sorted(
        range(len(listed)),
        key=lambda i: (-listed[i].level, -listed[i].suspect.probability, len(listed[i].suspect.span), i),
    )
    worse = [0] * len(listed)
    for place, index in enumerate(worst):
        worse[index] = place
    pieces = list(segments([block.span for block in blocks], [entry.suspect.span for entry in listed], places, worse=worse))
    starts = [piece.span.start for piece in pieces]
    last = {index: number for number, piece in enumerate(pieces) for index in piece.suspects}
    anchors: dict[int, int] = {}
    debris = {entry.suspect.span for entry in listed if entry.suspect.category == view.DEBRIS}
    sources = {block.span: inline(text) for block, text in zip(doc.blocks, doc.sources, strict=False) if text.strip()}
    parts = []
    headed = False
    for block in blocks:
        low, high = bisect_left(starts, block.span.start), bisect_right(starts, block.span.end - 1)
        html = _block_html(doc, block.span, pieces, range(low, high), listed, last, anchors)
        element: str = "chrome" if block.span in debris else block.kind
        if element == "heading":
            element, headed = ("subheading" if headed else "heading"), True
        bullet = block.kind == "item" and _OWN_BULLET.match(doc.of(block)) is not None
        parts.append(Part(element, html, block.span.start, bullet, sources.get(block.span)))
    return parts, anchors


def all_blocks(doc: Document) -> Iterator[Block]:
    """Yield the blocks, and whatever text a reader left between them as a paragraph: nothing of an article is hidden."""
    end = 0
    for block in (*doc.blocks, Block(Span(len(doc.text), len(doc.text)), "paragraph")):
        gap = doc.text[end : block.span.start]
        if gap.strip():
            yield Block(Span(end, block.span.start), "paragraph")
        if len(block.span):
            yield block
        end = max(end, block.span.end)


def _block_html(
    doc: Document,
    span: Span,
    pieces: Sequence[Segment],
    inside: Iterable[int],
    listed: Sequence[view.Entry],
    last: Mapping[int, int],
    anchors: dict[int, int],
) -> Markup:
    out: list[str] = []
    at = span.start
    for number in inside:
        piece = pieces[number]
        out.append(inline(doc.text[at : piece.span.start]))
        for index in piece.suspects:
            anchors.setdefault(listed[index].number, number)
        ends = [listed[index].number for index in sorted(piece.suspects) if last[index] == number]
        out.append(_piece_html(doc.text[piece.span.slice], number, piece, [listed[i] for i in piece.suspects], ends))
        at = piece.span.end
    out.append(inline(doc.text[at : span.end]))
    return Markup("".join(out))


def _piece_html(text: str, number: int, piece: Segment, covering: Sequence[view.Entry], ends: Sequence[int]) -> str:
    """Write one piece: a mark that looks like its worst suspect and links to it, or a bare anchor for a related place."""
    related = f' data-rel="{" ".join(map(str, piece.related))}"' if piece.related else ""
    if not covering:
        return f'<span id="p{number}"{related}>{inline(text)}</span>'
    top = covering[0]
    ids = f' data-ids="{" ".join(str(entry.number) for entry in covering)}"' if len(covering) > 1 else ""
    closing = f' data-n="{",".join(map(str, ends))}"' if ends else ""
    classes = f"m {top.mark} s{top.level}"
    return f'<mark id="p{number}" class="{classes}"{ids}{related}{closing}><a href="#s{top.number}">{inline(text)}</a></mark>'


def grouped(parts: Iterable[Part]) -> list[tuple[str, list[Part]]]:
    """Join neighbours of one kind, so that list items stand in one list."""
    return [(element, list(run)) for element, run in groupby(parts, key=lambda part: part.element)]

"""Find the blocks of plain text: paragraphs, headings, list items."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from mtcheck.core.document import Block, BlockKind
from mtcheck.core.span import Span

_LINE = regex.compile(r"[^\r\n]+")
_BLANK = regex.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_ITEM = regex.compile(r"\s*(?:[•●▪◦‣∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_SENTENCE_END = regex.compile(r"""[.!?…。！？:;,]["'”’»)\]]*\s*$""")
_WRAP_WIDTH = 100
_HEADING_WORDS = 14


def plain_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a plain text: one per line, or one per blank-line paragraph where the lines are hard-wrapped."""
    wrapped = _is_hard_wrapped(text)
    for start, end in _chunks(text, wrapped=wrapped):
        body = text[start:end]
        lead = len(body) - len(body.lstrip())
        stripped = body.strip()
        if not stripped:
            continue
        span = Span(start + lead, start + lead + len(stripped))
        yield Block(span, _kind(stripped))


def _chunks(text: str, *, wrapped: bool) -> Iterator[tuple[int, int]]:
    if not wrapped:
        for match in _LINE.finditer(text):
            yield match.start(), match.end()
        return
    start = 0
    for match in _BLANK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _kind(body: str) -> BlockKind:
    if _ITEM.match(body):
        return "item"
    if len(body.split()) <= _HEADING_WORDS and not _SENTENCE_END.search(body):
        return "heading"
    return "paragraph"


def _is_hard_wrapped(text: str) -> bool:
    """Tell whether lines were broken at a fixed width: most line ends inside a paragraph stand in mid-sentence."""
    lines = text.splitlines()
    inner = [(line, after) for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(inner) < 4 or max(map(len, lines)) > _WRAP_WIDTH:
        return False
    broken = sum(len(line) > 40 and not _SENTENCE_END.search(line) for line, _ in inner)
    return broken * 2 > len(inner)

"""Find the blocks of plain text: paragraphs, headings, list items, captions, quoted lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from mtcheck.core.document import Block, BlockKind
from mtcheck.core.span import Span

_LINE = regex.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")  # the line ends of str.splitlines
_BLANK = regex.compile(r"(?>\r\n|\r|\n)(?:[^\S\r\n]*(?>\r\n|\r|\n))++|[\f\u2029]")
_ITEM = regex.compile(r"(?:[•●▪◦‣∙·※►▶*–—-]|\(?\d{1,2}[.)](?!\d)|\(?[a-zA-Z]\)|\(?[ivx]{1,4}[.)])\s+(?=\S)")
_BULLET = regex.compile(r"[^\S\r\n]*[•●▪◦‣∙►▶]\s*(?=\S)")
_QUOTED = regex.compile(r">+\s*\S")
_CAPTION = regex.compile(
    r"(?:photo|image|picture|file photo|source|caption|video|graphic)(?: (?:by|courtesy))?\s*[:|/©]", regex.I
)
_CREDIT = regex.compile(
    r"""(?: [./|]\s?(?:Yonhap|Reuters|AFP|AP|EPA|Xinhua|Kyodo|TASS|Getty|KCNA|Newsis|News1)[\w ]*
          | [([](?:AP|AFP|Reuters|EPA|Xinhua|Yonhap|Kyodo|TASS|KCNA|Getty|Photo|File|Image)\b[^()\[\]]{0,40}[)\]]
          | (?:Source|Photo|Credit|Image|Courtesy)\s?:\s[^.!?]{2,60}
          | [©][^.!?]{2,60}
        )\s*$""",
    regex.VERBOSE,
)
_SENTENCE_END = regex.compile(r"""[.!?…。！？:;,]["'”’»)\]]*\s*$""")
_LINE_OF_PROSE_END = regex.compile(r"""[.!?…。！？:]["'”’»)\]]*\s*$""")
_WRAP_WIDTH = 100
_HEADING_WORDS = 14
_CAPTION_WORDS = 45


def plain_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a plain text: one per line, or one per blank-line paragraph where the lines are hard-wrapped."""
    wrapped = _is_hard_wrapped(text)
    for start, end in _chunks(text, wrapped=wrapped):
        body = text[start:end]
        stripped = body.strip()
        if not stripped:
            continue
        lead = start + len(body) - len(body.lstrip())
        yield Block(Span(lead, lead + len(stripped)), _kind(stripped))


def _chunks(text: str, *, wrapped: bool) -> Iterator[tuple[int, int]]:
    if not wrapped:
        for match in _LINE.finditer(text):
            yield match.start(), match.end()
        return
    start = 0
    for match in _BLANK.finditer(text):
        yield from _items(text, start, match.start())
        start = match.end()
    yield from _items(text, start, len(text))


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a wrapped paragraph before each line that begins a list item."""
    listed = _ITEM.match(text, start, end) is not None
    for line in _LINE.finditer(text, start, end):
        begins = _BULLET.match(text, line.start(), line.end()) or (
            listed and _ITEM.match(text, line.start() + _lead(line.group()), line.end())
        )
        if begins and line.start() > start:
            yield start, line.start()
            start = line.start()
    yield start, end


def _lead(line: str) -> int:
    return len(line) - len(line.lstrip())


def _kind(body: str) -> BlockKind:
    if _ITEM.match(body) or _BULLET.match(body):
        return "item"
    if _QUOTED.match(body):
        return "quote"
    # A few words are enough to count: a paragraph of a megabyte need not be split into all of its words.
    words = len(body[: 40 * _CAPTION_WORDS].split(None, _CAPTION_WORDS))
    if words <= _CAPTION_WORDS and (_CAPTION.match(body) or _CREDIT.search(body, max(0, len(body) - 120))):
        return "caption"
    if words <= _HEADING_WORDS and not _SENTENCE_END.search(body, max(0, len(body) - 20)):
        return "heading"
    return "paragraph"


def _is_hard_wrapped(text: str) -> bool:
    """Tell whether lines were broken at a fixed width.

    That is so where few lines are long, most line ends inside a paragraph stand in mid-sentence, at full width, and most of
    the lines after them begin with a small letter: a list of headlines has none of the last.
    """
    lines = [match.group() for match in regex.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text)]
    lines = [line.rstrip() for line in lines]
    inner = [(line, after) for line, after in pairwise(lines) if line and after]
    if len(inner) < 3 or sum(len(line) > _WRAP_WIDTH for line in lines) * 50 > len(inner):
        return False
    width = sorted(map(len, lines))[len(lines) * 9 // 10]
    broken = [
        after.lstrip()
        for line, after in inner
        if len(line) > 40
        and not _LINE_OF_PROSE_END.search(line, max(0, len(line) - 20))
        and len(line) + 1 + len(after.split(None, 1)[0]) > width * 0.8
    ]
    full = sum(len(line) > 40 for line, _ in inner)
    small = sum(line[0].islower() for line in broken)
    return len(broken) * 2 > full and len(broken) * 3 > len(inner) and small * 2 >= len(broken)

"""Cut HTML into tags and text with exact offsets, in linear time whatever the page holds.

The library's parser gives lines and columns and has grown quadratic on hostile pages; this one gives offsets and cannot.
It follows the HTML standard where it matters for text: comments, raw text elements, quotes in attributes, stray ``<``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+)>""")
ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW_TEXT}
_MOST_BROKEN_TAGS = 64  # a tag that never closes is looked for to the end of the page; this many times and no more

EventKind = Literal["text", "start", "end", "raw"]


class Event(NamedTuple):
    """Hold a stretch of text, a start tag, an end tag, or the inside of a raw text element (``raw``), with its name."""

    kind: EventKind
    start: int
    end: int
    name: str = ""
    attributes: str = ""


def scan(raw: str, start: int = 0, end: int | None = None) -> Iterator[Event]:
    """Yield what stands in ``raw[start:end]``, in order; comments and declarations are passed over."""
    end = len(raw) if end is None else end
    position = searched = start
    broken = 0
    while (found := raw.find("<", searched, end)) >= 0:
        match = TAG.match(raw, found, end) if broken < _MOST_BROKEN_TAGS else None
        if match is None:
            stop = _markup_end(raw, found, end)
            if stop is None:  # a "<" that is only text
                broken += raw[found + 1 : found + 2].isalpha()
                searched = found + 1
                continue
            if found > position:
                yield Event("text", position, found)
            position = searched = stop
            continue
        if found > position:
            yield Event("text", position, found)
        position = searched = match.end()
        name = match[2].lower()
        if match[1]:
            yield Event("end", found, position, name)
            continue
        yield Event("start", found, position, name, match[3])
        if name in _RAW_TEXT and not match[3].endswith("/"):
            closing = _RAW_END[name].search(raw, position, end)
            stop = closing.start() if closing else end
            yield Event("raw", position, stop, name)
            position = searched = stop
    if position < end:
        yield Event("text", position, end)


def _markup_end(raw: str, start: int, end: int) -> int | None:
    """Return where a comment or declaration ends that begins at ``start``; None where there is none."""
    if raw.startswith("<!--", start):
        if raw.startswith((">", "->"), start + 4):
            return raw.index(">", start + 4) + 1
        stop = raw.find("-->", start + 4, end)
        return end if stop < 0 else stop + 3
    if raw.startswith(("<!", "<?"), start) or (raw.startswith("</", start) and not raw[start + 2 : start + 3].isalpha()):
        stop = raw.find(">", start, end)
        return end if stop < 0 else stop + 1
    return None


def attributes(source: str) -> dict[str, str]:
    """Return the attributes of a tag, names in lower case; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        value = match[2] or ""
        if value[:1] in "\"'":
            value = value[1:-1]
        found.setdefault(match[1].lower(), value)
    return found

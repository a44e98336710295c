"""Say where the text of an article stands in its file, and how a new wording is written there, for each format.

A target is the decoded file with a map from the article's text; what is written goes between the characters that stay.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mtcheck.core.errors import ReadError
from mtcheck.core.sourcemap import SourceMap
from mtcheck.readers.article import Article
from mtcheck.readers.bilingual import read_bilingual
from mtcheck.readers.decoding import encode
from mtcheck.readers.html import read_html
from mtcheck.readers.markdown import read_markdown

FORMATS = {
    "text": "plain text",
    "markdown": "Markdown",
    "html": "HTML",
    "xliff": "XLIFF",
    "tmx": "TMX",
    "po": "PO",
    "tsv": "tab-separated columns",
    "jsonl": "JSON Lines",
}
"""What is written by splicing the decoded file; Word files have their own writer."""

_XML = ("xliff", "tmx")
_PO = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})
_UNITS = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_SPACES = re.compile(r"[ \t\r\n]*")


class Unwritable(Exception):
    """A wording that the format has no way to write; the message says what stands in the way."""


@dataclass(frozen=True)
class Target:
    """The decoded file of an article, the map from its text, and how text becomes the file's own.

    ``again`` reads an edited file and returns the article's text, so that an edit which would come out otherwise is refused.
    """

    raw: str
    source_map: SourceMap
    written: Callable[[str], str]
    again: Callable[[str], str]


def target(article: Article, raw: str | None = None) -> Target:
    """Return where the article stands; ``raw`` is its whole file for JSON Lines, whose articles know their own text alone."""
    kind = article.meta.get("format", "")
    if kind == "jsonl" and raw is not None:
        return _record(article, raw)
    encoding = article.meta.get("encoding", "utf-8")
    written = {
        "html": lambda text: _references(html.escape(text, quote=False), encoding),
        **dict.fromkeys(_XML, lambda text: _references(_no_controls(html.escape(text, quote=False)), encoding)),
        "po": lambda text: text.translate(_PO),
        "tsv": _one_cell,
    }.get(kind, lambda text: text)
    return Target(article.raw, article.source_map, written, lambda edited: _read_again(article, edited))


def contiguous(found: SourceMap, start: int, end: int) -> bool:
    """Tell whether no markup lies inside a stretch of the text: the raw pieces that it is made of touch each other."""
    at: int | None = None
    for text_start, raw_start, length, raw_length in found.pieces:
        if text_start + length <= start or text_start >= end:
            continue
        if at is not None and at != raw_start:
            return False
        at = raw_start + raw_length
    return True


def _read_again(article: Article, raw: str) -> str:
    """Read an edited file as the format's own reader does; the text of its one article, or nothing where it is broken."""
    kind, name = article.meta.get("format", "text"), article.meta.get("encoding", "utf-8")
    if kind == "text":
        return raw
    try:
        data = encode(raw, name)
        plain = name.partition(" with ")[0]
        if kind == "markdown":
            found: Iterable[Article] = read_markdown(data, article.path, id=article.id, encoding=plain)
        elif kind == "html":
            found = read_html(data, article.path, id=article.id, encoding=plain)
        else:
            found = read_bilingual(data, article.path, id=article.id, kind=kind, encoding=plain)
        return next(iter(found)).text
    except (ReadError, UnicodeEncodeError, StopIteration):
        return ""


# --- the formats' own ways of writing


def _references(text: str, encoding: str) -> str:
    """Write characters that the file's encoding lacks as numeric references, which XML and HTML have for them."""
    name = encoding.partition(" with ")[0]
    return text.encode(name, "xmlcharrefreplace").decode(name)


def _no_controls(text: str) -> str:
    if found := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text):
        raise Unwritable(f"XML has no place for the character U+{ord(found[0]):04X}")
    return text


def _one_cell(text: str) -> str:
    if re.search(r"[\t\r\n]", text):
        raise Unwritable("a cell of a table holds no tab and no line break")
    return text


# --- a record of JSON Lines


def _record(article: Article, raw: str) -> Target:
    """Find the string that is the article's text in its line, and map its escapes."""
    number = int(article.meta["line"])
    start = 0
    for _ in range(number - 1):
        start = raw.index("\n", start) + 1
    begin, end = _value(raw, start)
    pieces = tuple(_string_pieces(raw, begin, end))
    ascii_only = raw[begin:end].isascii()

    def written(text: str) -> str:
        return json.dumps(text, ensure_ascii=ascii_only)[1:-1]

    def again(edited: str) -> str:
        line = edited[start:].partition("\n")[0]
        try:
            return str(json.loads(line)["text"])
        except (ValueError, KeyError, RecursionError):
            return ""

    return Target(raw, SourceMap(raw, pieces), written, again)


def _value(raw: str, at: int) -> tuple[int, int]:
    """Return the raw range of the string ``text`` of the object that begins a line, without its quotation marks."""
    decoder = json.JSONDecoder(strict=True)
    found: tuple[int, int] | None = None
    at = _skip(raw, raw.index("{", at) + 1)
    while raw[at] == '"':
        key, at = decoder.raw_decode(raw, at)
        at = _skip(raw, raw.index(":", at) + 1)
        _, end = decoder.raw_decode(raw, at)
        if key == "text":
            found = at + 1, end - 1  # of a key that is there twice the last counts, as for the reader
        at = _skip(raw, end)
        if raw[at] == ",":
            at = _skip(raw, at + 1)
    if found is None:
        raise Unwritable("the record has no text")
    return found


def _skip(raw: str, at: int) -> int:
    match = _SPACES.match(raw, at)
    return match.end() if match else at


def _string_pieces(raw: str, begin: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the pieces of a JSON string: plain stretches as they are, escapes as a whole; a pair of surrogates is one."""
    text_at, plain = 0, begin
    at = begin
    while at < end:
        match = _UNITS.match(raw, at, end)
        assert match is not None
        if not match[0].startswith("\\"):
            at = match.end()
            continue
        if plain < at:
            yield text_at, plain, at - plain, at - plain
            text_at += at - plain
        stop = match.end()
        follow = _UNITS.match(raw, stop, end)
        if _unit(match[0]) in _HIGH and follow and _unit(follow[0]) in _LOW:
            stop = follow.end()
        yield text_at, at, 1, stop - at
        text_at += 1
        at = plain = stop
    if plain < end:
        yield text_at, plain, end - plain, end - plain


def _unit(escape: str) -> int:
    return int(escape[2:], 16) if escape.startswith("\\u") else -1

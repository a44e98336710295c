"""Read JSON Lines: one document a line with ``text``, and if wanted ``id`` and ``source``; a bad line stops no other.

JSON is UTF-8; another ASCII-based encoding can be named. Lines and columns of a report count inside the field ``text``.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from mtcheck.core.errors import ReadError
from mtcheck.input import parse_json
from mtcheck.readers.article import Article, text_digest
from mtcheck.readers.decoding import text_encoding
from mtcheck.readers.files import lines, opened
from mtcheck.readers.plain import article

_WIDE = ("utf-16", "utf-32")


def read_jsonl(path: str, *, id: str, encoding: str | None = None) -> Iterator[Article | ReadError]:
    """Yield the documents of a JSON Lines file, plain or compressed, and an error for each line that holds none.

    ``id`` is the file's own; a document without id is called ``ID:LINE``.
    """
    name = text_encoding(encoding, path) or "utf-8"
    if name.startswith(_WIDE):
        raise ReadError(path, f"JSON Lines cannot be read as {name}; save it as UTF-8", code="encoding")
    seen: dict[str, int] = {}
    anything = False
    with opened(path) as stream:
        for number, line in enumerate(lines(stream, path), 1):
            if isinstance(line, ReadError):
                anything = True
                yield line
                continue
            if number == 1:
                line = _without_mark(line, path)
            if line.strip():
                anything = True
                yield _checked(line, path, number, seen, prefix=id, encoding=name)
    if not anything:
        raise ReadError(path, "the file is empty", code="empty")


def _without_mark(line: bytes, path: str) -> bytes:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ReadError(path, "JSON Lines in UTF-16 or UTF-32; save it as UTF-8", code="encoding")
    return line.removeprefix(codecs.BOM_UTF8)


def _checked(line: bytes, path: str, number: int, seen: dict[str, int], *, prefix: str, encoding: str) -> Article | ReadError:
    """Return the line's article, or the error that tells why there is none."""
    try:
        record = _parse(line, path, number, encoding)
        text = _text(record, path, number)
        id = _id(record, path, number) or f"{prefix}:{number}"
        if id in seen:
            reason = f"line {number} has the id {id!r} of line {seen[id]}; ids must differ"
            raise ReadError(path, reason, code="duplicate-id")
    except ReadError as error:
        return error
    seen[id] = number
    meta = {"format": "jsonl", "line": str(number)}
    if isinstance(record.get("source"), str):
        meta["source"] = record["source"]
    return article(text, id=id, path=path, sha256=text_digest(text), meta=meta)


def _parse(line: bytes, path: str, number: int, encoding: str) -> dict[str, Any]:
    try:
        record = parse_json(line.decode(encoding))
    except UnicodeDecodeError as error:
        reason = f"line {number} is not valid {encoding.upper()} at its byte {error.start}; save the file as UTF-8"
        raise ReadError(path, reason, code="encoding") from error
    except json.JSONDecodeError as error:
        raise ReadError(path, f"line {number}, column {error.colno} is not JSON: {error.msg}", code="json") from error
    except ValueError as error:
        raise ReadError(path, f"line {number} is not JSON that can be read: {error}", code="json") from error
    if not isinstance(record, dict):
        raise ReadError(path, f'line {number} is not an object {{"id": ..., "text": ...}}', code="json")
    return record


def _text(record: dict[str, Any], path: str, number: int) -> str:
    text = record.get("text")
    if not isinstance(text, str):
        what = "has no field" if "text" not in record else "holds no string in its field"
        raise ReadError(path, f'line {number} {what} "text"', code="no-text")
    if not text.strip():
        raise ReadError(path, f"line {number} has an empty text", code="empty")
    return text


def _id(record: dict[str, Any], path: str, number: int) -> str:
    value = record.get("id")
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ReadError(path, f'line {number}: "id" must be a string or a whole number', code="json")
    return str(value)

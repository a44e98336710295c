"""Turn bytes into Articles: one module per format, imported when the suffix asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

from mtcheck.core.errors import ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.files import MAX_BYTES, read_bytes, read_capped
from mtcheck.readers.paths import BILINGUAL, SUFFIXES, expand, format_of
from mtcheck.readers.plain import read_plain

__all__ = ["MAX_BYTES", "SUFFIXES", "Article", "ReadError", "expand", "read"]


def read(path: str, *, encoding: str | None = None, stdin: BinaryIO | None = None) -> Iterator[Article | ReadError]:
    """Yield the articles of a file (``-``: of standard input, as plain text), and an error for each that cannot be read.

    Nothing that a file may hold makes this raise. ``encoding`` is the one the user names for files without byte order mark.
    """
    try:
        for found in _articles(path, encoding, stdin):
            yield found if isinstance(found, ReadError) else _not_empty(found)
    except ReadError as error:
        yield error
    except MemoryError:
        yield ReadError(path, "not enough memory to read it", code="too-large")


def _articles(path: str, encoding: str | None, stdin: BinaryIO | None) -> Iterator[Article | ReadError]:
    if path == "-":
        try:
            data = read_capped(stdin or sys.stdin.buffer, path)
        except (OSError, ValueError) as error:
            raise ReadError(path, f"standard input cannot be read: {error}") from error
        return read_plain(data, path, id=path, encoding=encoding)
    id = path.replace(os.sep, "/")
    kind = format_of(path)
    if kind == "jsonl":
        from mtcheck.readers.jsonl import read_jsonl

        return read_jsonl(path, id=id, encoding=encoding)
    data = read_bytes(path)
    if kind is not None and kind in BILINGUAL.values():
        from mtcheck.readers.bilingual import read_bilingual

        return read_bilingual(data, path, id=id, kind=kind, encoding=encoding)
    if kind == "html":
        from mtcheck.readers.html import read_html

        return read_html(data, path, id=id, encoding=encoding)
    if kind == "docx":
        from mtcheck.readers.docx import read_docx

        return read_docx(data, path, id=id)
    if kind == "markdown":
        from mtcheck.readers.markdown import read_markdown

        return read_markdown(data, path, id=id, encoding=encoding)
    return read_plain(data, path, id=id, encoding=encoding)


def _not_empty(article: Article) -> Article | ReadError:
    if article.text.strip():
        return article
    what = "is empty" if not article.raw else "holds no text, only white space or markup"
    return ReadError(article.path, f"the file {what}", code="empty")

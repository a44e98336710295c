"""Read plain text: the text is the decoded file, less its byte order mark; line ends stay as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.sourcemap import SourceMap
from mtcheck.readers.article import Article, text_digest
from mtcheck.readers.decoding import decode


def from_string(text: str, *, id: str = "", path: str = "<text>") -> Document:
    """Make a Document of a string; its digest is that of the UTF-8 bytes (lone surrogates passed through)."""
    return article(text, id=id or path, path=path, sha256=text_digest(text), meta={"format": "text"}).document()


def article(text: str, *, id: str, path: str, sha256: str, meta: dict[str, str]) -> Article:
    """Make an Article whose text is its raw form."""
    return Article(id=id, path=path, raw=text, text=text, source_map=SourceMap.identity(text), sha256=sha256, meta=meta)


def read_plain(data: bytes, path: str, *, id: str, encoding: str | None = None) -> Iterator[Article]:
    """Yield the one article of a plain text file."""
    text, name = decode(data, path, encoding=encoding)
    meta = {"format": "text", "encoding": name}
    yield article(text, id=id, path=path, sha256=hashlib.sha256(data).hexdigest(), meta=meta)

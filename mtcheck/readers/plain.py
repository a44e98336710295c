"""Read plain text: the text is the decoded file, less its byte order mark."""

from __future__ import annotations

import hashlib

from mtcheck.core.document import Document
from mtcheck.core.sourcemap import SourceMap
from mtcheck.segment import segment


def from_string(text: str, *, id: str = "", path: str = "<text>") -> Document:
    """Make a Document of a string; its digest is that of the UTF-8 bytes (lone surrogates passed through)."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return segment(
        id=id or path,
        path=path,
        raw=text,
        text=text,
        source_map=SourceMap.identity(text),
        sha256=digest,
        meta={"format": "text"},
    )

"""Define Article: one text as a reader hands it over, cheap to make and to send to another process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from mtcheck.core.document import Block, Codes, Document
from mtcheck.core.sourcemap import SourceMap


@dataclass(frozen=True)
class Article:
    """Hold one article before segmentation. ``blocks`` is None where the text alone tells them (plain text).

    ``sources`` has the source text of each block where the file is bilingual, ``codes`` its inline elements.
    ``sha256`` is the digest of the file's bytes as decompressed, or of the text's UTF-8 bytes for one document of many.
    """

    id: str
    path: str
    raw: str
    text: str
    source_map: SourceMap
    sha256: str
    blocks: tuple[Block, ...] | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    codes: tuple[Codes, ...] = ()

    def document(self) -> Document:
        """Cut the text into blocks, sentences and tokens."""
        from mtcheck.segment import segment

        return segment(
            id=self.id,
            path=self.path,
            raw=self.raw,
            text=self.text,
            source_map=self.source_map,
            sha256=self.sha256,
            blocks=self.blocks,
            meta=self.meta,
            sources=self.sources,
            codes=self.codes,
        )


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes; lone surrogates are passed through."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

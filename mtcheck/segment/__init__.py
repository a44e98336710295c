"""Cut a text into blocks, sentences and tokens; every span points into the text as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtcheck.core.document import Block, Codes, Document, Sentence, Token
from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span
from mtcheck.segment.blocks import plain_blocks
from mtcheck.segment.quotations import scan_quotes
from mtcheck.segment.sentences import split_sentences
from mtcheck.segment.tokens import tokenize

__all__ = ["plain_blocks", "segment"]


def segment(
    *,
    id: str,
    path: str,
    raw: str,
    text: str,
    source_map: SourceMap,
    sha256: str,
    blocks: Sequence[Block] | None = None,
    meta: Mapping[str, str] | None = None,
    sources: tuple[str, ...] = (),
    codes: tuple[Codes, ...] = (),
) -> Document:
    """Make a Document of a text whose reader gives its blocks; without blocks, those of plain text are found."""
    blocks = tuple(plain_blocks(text) if blocks is None else blocks)
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    quotations: list[Span] = []
    for index, block in enumerate(blocks):
        first = len(tokens)
        tokens.extend(tokenize(text, block.span))
        quoted, closing = scan_quotes(text, block.span)
        quotations.extend(quoted)
        sentences.extend(split_sentences(text, tokens, first, index, closing))
    return Document(
        id=id,
        path=path,
        raw=raw,
        text=text,
        source_map=source_map,
        sha256=sha256,
        blocks=blocks,
        sentences=tuple(sentences),
        tokens=tuple(tokens),
        quotations=tuple(quotations),
        meta=dict(meta or {}),
        sources=sources,
        codes=codes,
    )

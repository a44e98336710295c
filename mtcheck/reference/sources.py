"""Find the source text of each block of a translation, where it comes as a text of its own."""

from __future__ import annotations

import re

from mtcheck.core.document import Document
from mtcheck.reference.align import align_lengths

_UNREAD = ("code", "chrome")
_DIGITS = re.compile(r"\d+")


def paired_sources(doc: Document, source: str) -> tuple[str, ...]:
    """Return the source of each block: line by line where there are as many, else aligned by lengths and numbers."""
    lines = [" ".join(line.split()) for line in source.splitlines() if line.strip()]
    blocks = [number for number, block in enumerate(doc.blocks) if block.kind not in _UNREAD]
    out = [""] * len(doc.blocks)
    if len(lines) == len(blocks):
        for number, line in zip(blocks, lines, strict=True):
            out[number] = line
        return tuple(out)
    texts = [doc.of(doc.blocks[number]) for number in blocks]
    for link in align_lengths(texts, lines, [_numbers(text) for text in texts], [_numbers(line) for line in lines]):
        joined = " ".join(lines[number] for number in link.reference)
        if len(link.hypothesis) == 1:  # of several blocks against one line none can be judged alone
            out[blocks[link.hypothesis[0]]] = joined
    return tuple(out)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(_DIGITS.findall(text))

"""Find the quotations of a text: stretches between paired quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from mtcheck.core.document import Block
from mtcheck.core.span import Span

_PAIRS = regex.compile(
    r"“[^“”]*”|«[^«»]*»|「[^「」]*」|『[^『』]*』"
    r'|(?<![\p{L}\p{N}])"(?=\S)[^"]*(?<=\S)"(?![\p{L}\p{N}])'
    r"|(?<![\p{L}\p{N}])‘[^‘\n]*?(?<=\S)’(?![\p{L}\p{N}])"
)
_OPEN_TO_END = regex.compile(r"[“\"](?=\S)[^“”\"]*$")


def find_quotations(text: str, blocks: Sequence[Block]) -> Iterator[Span]:
    """Yield the quotations of each block, marks included; one left open runs to the end of its block."""
    for block in blocks:
        end = block.span.start
        for match in _PAIRS.finditer(text, block.span.start, block.span.end):
            yield Span(match.start(), match.end())
            end = match.end()
        tail = _OPEN_TO_END.search(text, end, block.span.end)
        if tail:
            yield Span(tail.start(), tail.end())

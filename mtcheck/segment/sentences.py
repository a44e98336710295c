"""Split the tokens of a block into sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck import tables
from mtcheck.core.document import Sentence, Token
from mtcheck.core.span import Span

_FINAL = frozenset(".!?…。！？") | {"..", "...", "...."}
_CLOSERS = frozenset("\"'”’»)]）」』")
_OPENERS = frozenset("\"'“‘«([（「『¿¡—–-•")

_STARTERS = frozenset(
    """The This That These Those It He She We They I You In On At But And As For If When While However After Before There
    His Her Its Their Our My A An Some Many Most All No Not""".split()
)


def split_sentences(text: str, tokens: Sequence[Token], first: int, block: int) -> Iterator[Sentence]:
    """Yield the sentences of the block whose tokens are ``tokens[first:]``."""
    start = first
    index = first
    while index < len(tokens):
        form = text[tokens[index].span.slice]
        index += 1
        if form not in _FINAL and not (form.endswith(".") and tokens[index - 1].kind == "word"):
            continue
        end = _absorb_closers(text, tokens, index)
        if end == len(tokens) or _ends_here(text, tokens, index - 1, end):
            yield _sentence(tokens, start, end, block)
            start = index = end
    if start < len(tokens):
        yield _sentence(tokens, start, len(tokens), block)


def _sentence(tokens: Sequence[Token], start: int, end: int, block: int) -> Sentence:
    return Sentence(Span(tokens[start].span.start, tokens[end - 1].span.end), range(start, end), block)


def _absorb_closers(text: str, tokens: Sequence[Token], index: int) -> int:
    """Return the index after final marks and closing quotes or brackets that touch the one before."""
    while index < len(tokens):
        tok = tokens[index]
        if tok.span.start != tokens[index - 1].span.end:
            break
        form = text[tok.span.slice]
        if form not in _CLOSERS and form not in _FINAL:
            break
        if form in "\"'" and index + 1 < len(tokens) and tokens[index + 1].span.start == tok.span.end:
            break  # a straight quote that touches the next word opens
        index += 1
    return index


def _ends_here(text: str, tokens: Sequence[Token], final: int, following: int) -> bool:
    after = following
    while after < len(tokens) and text[tokens[after].span.slice] in _OPENERS:
        after += 1
    if after == len(tokens):
        return True
    gap = tokens[following].span.start > tokens[following - 1].span.end
    mark = text[tokens[final].span.slice]
    following_form = text[tokens[after].span.slice]
    if mark in "。！？":
        return True
    if not gap or not (following_form[0].isupper() or following_form[0].isdigit() or not following_form[0].isascii()):
        return False
    if mark[0] in "!?":
        return True
    return not _is_abbreviation(text, tokens, final, following_form)


def _is_abbreviation(text: str, tokens: Sequence[Token], final: int, following_form: str) -> bool:
    abbreviations = tables.load("abbreviations").by_key
    mark = tokens[final]
    if mark.kind == "word":  # U.S. and the like: ends the sentence only before a word that begins one
        return following_form not in _STARTERS
    if final == 0 or tokens[final - 1].span.end != mark.span.start or text[mark.span.slice] != ".":
        return False
    before = text[tokens[final - 1].span.slice]
    if len(before) == 1 and before.isupper() and before != "I":
        return True
    row = abbreviations.get(before) or abbreviations.get(before.lower())
    if row is None:
        return False
    return row["follows"] == "any" or (row["follows"] == "number" and following_form[0].isdigit())

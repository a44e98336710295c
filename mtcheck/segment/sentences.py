"""Split the tokens of a block into sentences.

A sentence ends at a final mark (. ! ? … and those of other scripts) with the closing quotes and brackets after it, where
what follows can begin a sentence. "end.Next", a space lost after the stop, is two sentences: machine output is full of it,
and a reader sees two; "Mr.Smith", "Node.Js" and addresses stay whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

import regex

from mtcheck import tables
from mtcheck.core.document import Sentence, Token
from mtcheck.core.span import Span

_HARD = frozenset("。！？｡؟۔।॥։።")  # these end a sentence without a space after them
_FINAL = _HARD | frozenset(".!?…‼⁇⁈⁉")
_CLOSERS = frozenset("\"'”’»)]）］」』｣》】}›")
_OPENERS = frozenset("\"'“‘«„‚‹»([（［「『｢《【{¿¡—–-•*")
_UPPER = regex.compile(r"[\p{Lu}\p{Lt}]")
_SUFFIXES = frozenset("Js Net Com Org Io Ai Gov Edu Tv".split())


@cache
def _words(use: str) -> frozenset[str]:
    return frozenset(row.key for row in tables.load("segment_words") if use in row["use"].split())


def split_sentences(
    text: str, tokens: Sequence[Token], first: int, block: int, closing: Collection[int] = ()
) -> Iterator[Sentence]:
    """Yield the sentences of the block whose tokens are ``tokens[first:]``; ``closing``: offsets of closing quotes."""
    if first == len(tokens):
        return
    caseless = not _UPPER.search(text, tokens[first].span.start, tokens[-1].span.end)
    splitter = _Splitter(text, tokens, closing, caseless)
    start = index = first
    while index < len(tokens):
        tok = tokens[index]
        index += 1
        last = text[tok.span.end - 1]
        if last not in _FINAL:
            continue
        end = splitter.absorb(index)
        if end == len(tokens) or splitter.ends(start, index - 1, end):
            yield _sentence(tokens, start, end, block)
            start = end
        index = end
    if start < len(tokens):
        yield _sentence(tokens, start, len(tokens), block)


def _sentence(tokens: Sequence[Token], start: int, end: int, block: int) -> Sentence:
    return Sentence(Span(tokens[start].span.start, tokens[end - 1].span.end), range(start, end), block)


class _Splitter:
    """Judge the final marks of one block."""

    def __init__(self, text: str, tokens: Sequence[Token], closing: Collection[int], caseless: bool) -> None:
        self.text = text
        self.tokens = tokens
        self.closing = closing
        self.caseless = caseless

    def form(self, index: int) -> str:
        """Return the characters of a token; empty beyond the last."""
        return self.text[self.tokens[index].span.slice] if index < len(self.tokens) else ""

    def touches(self, index: int) -> bool:
        """Tell whether no white space stands before the token."""
        return self.tokens[index].span.start == self.tokens[index - 1].span.end

    def absorb(self, index: int) -> int:
        """Return the index after the final marks, closing quotes, brackets and emoji that belong to the mark before."""
        while index < len(self.tokens):
            form = self.form(index)
            if self.touches(index):
                if form[-1] not in _FINAL and form not in _CLOSERS and self.tokens[index].span.start not in self.closing:
                    break
                if form in "\"'”’»" and not self._closes(index):
                    break
                if form[0].isalnum():
                    break
            elif not (form == "." or self._stands_free(index, form)):
                break
            index += 1
        return index

    def _closes(self, index: int) -> bool:
        """Tell whether a quote that touches the mark before it closes: by its pair, else where no word follows at once."""
        if self.tokens[index].span.start in self.closing:
            return True
        return index + 1 == len(self.tokens) or not self.touches(index + 1) or self.form(index + 1) in _CLOSERS

    def _stands_free(self, index: int, form: str) -> bool:
        """Tell whether a mark after a space still belongs to the sentence: a closing quote set apart, an emoji."""
        if form in '"”’»':
            return self.tokens[index].span.start in self.closing and (
                index + 1 == len(self.tokens) or not self.touches(index + 1)
            )
        if self.tokens[index].kind != "symbol" or form[0] < "\u2190" or form[0] == "￥":
            return False
        return index + 1 == len(self.tokens) or not self.touches(index + 1) or self.tokens[index + 1].kind == "symbol"

    def ends(self, start: int, final: int, following: int) -> bool:
        """Tell whether a sentence that began at ``start`` ends before the token ``following``."""
        after = following
        while after < len(self.tokens) and after - following < 8 and self.form(after) in _OPENERS:
            after += 1
        if after >= len(self.tokens):
            return True
        form, mark = self.form(after), self.form(final)
        gap = not self.touches(following)
        if mark[-1] in _HARD:
            return gap or following == final + 1 or form[0].isascii()
        if not gap:
            return self._lost_space(start, final, following, after)
        if not _can_begin(form, self.form(after + 1) if after + 1 < len(self.tokens) and self.touches(after + 1) else ""):
            return self._before_lower_case(start, final, following)
        if mark[-1] in "!?‼⁇⁈⁉":
            return not self._goes_on(start, final, following, after)
        if following - final > 2 and self.form(following - 1) == "." and self.form(following - 2) in _CLOSERS:
            return True  # (Warner Bros.). The stop after the bracket is the sentence's own
        return not self._is_abbreviation(start, final, following, after)

    def _before_lower_case(self, start: int, final: int, following: int) -> bool:
        """Split before a small letter only in text without capitals, or at a stop set off by spaces (tokenised text)."""
        if following != final + 1 or self.form(final) not in (".", "!", "?"):
            return False
        if not self.caseless:
            return self.form(final) == "." and final > 0 and not self.touches(final)
        return not self._is_abbreviation(start, final, following, following)

    def _lost_space(self, start: int, final: int, following: int, after: int) -> bool:
        """Tell whether ``end.Next`` is two sentences: a full word, the mark, a capitalised word of letters."""
        form, mark = self.form(after), self.form(final)
        if after > following:  # said."Next
            return self.form(following)[0] in '"“‘' and form[0].isupper() and mark in (".", "!", "?")
        if final == start or mark not in (".", "!", "?", "...", "…") or form in _SUFFIXES:
            return False
        if not (form[0].isupper() and (form[1:2].islower() or form in ("I", "A"))):
            return False
        if following > final + 1:
            return True  # the quote or bracket between them is no part of any name
        before = self.form(final - 1)
        if not self.touches(final) or before != before.lower() or len(before) < 2 or self._row(before) is not None:
            return False
        return before.isalpha() or (before.isdigit() and final - 1 > start and mark == ".")

    def _goes_on(self, start: int, final: int, following: int, after: int) -> bool:
        """Tell whether the sentence goes on after ``!`` or ``?``: “Why?” Kim asked; Yahoo! News; (at last!) Kim came."""
        closers = {self.form(index) for index in range(final + 1, following)}
        if final > start and self.touches(final) and self._row(self.form(final - 1) + self.form(final)) is not None:
            return self.form(after) not in _words("starter")
        if closers & set("\"'”’»"):
            for index in range(after + 1, min(after + 6, len(self.tokens))):
                form = self.form(index)
                if form in _words("reporting"):
                    return True
                if not (form[0].isupper() or form == "."):
                    return False
        return ")" in closers and self.form(start) != "(" and self.form(after) not in _words("starter")

    def _row(self, form: str) -> tables.Row | None:
        by_key = tables.load("abbreviations").by_key
        row: tables.Row | None = by_key.get(form) or by_key.get(form.lower())
        if row is None and self.caseless:
            row = by_key.get(form.capitalize())
        return row

    def _is_abbreviation(self, start: int, final: int, following: int, after: int) -> bool:
        """Tell whether the stop belongs to an abbreviation, an initial or a list number, and the sentence goes on."""
        mark = self.tokens[final]
        form = self.form(after)
        if mark.kind == "word":
            before = self.form(final)
            row = self._row(before.rstrip("."))
            if row is None and before.islower() and before.rstrip(".") not in ("a.m", "p.m"):
                return True
        elif self.form(final) != "." or final <= start or not self.touches(final):
            return False
        else:
            before = self.form(final - 1)
            row = self._row(before)
            if self._is_initial(final, before):
                return form not in _words("starter") or self._is_letter(after)
            if before.isdigit() and final - 1 == start:
                return following == final + 1 and len(before) <= 3  # "1. Introduction"
            if row is None:
                return False
        if self.form(following - 1) == ")" and following > final + 1 and (row is None or row["follows"] != "ends"):
            return True
        return self._allows(row["follows"] if row is not None else "starter", form, after)

    def _is_initial(self, final: int, before: str) -> bool:
        if len(before) != 1 or not before.isupper():
            return False
        return before != "I" or self._is_letter(final + 1)

    def _is_letter(self, index: int) -> bool:
        """Tell whether the token is an initial with its stop."""
        form = self.form(index)
        return len(form) == 1 and form.isupper() and self.form(index + 1) == "." and self.touches(index + 1)

    def _allows(self, follows: str, form: str, after: int) -> bool:
        if follows == "any":
            return True
        if follows == "number":
            return form[0].isdigit() or (after + 1 < len(self.tokens) and form in "§(" and self.form(after + 1)[0].isdigit())
        if follows == "time":
            return form in _words("zone")
        return follows == "starter" and form not in _words("starter")


def _can_begin(form: str, touching: str) -> bool:
    first = form[0]
    if first.islower():
        return form[1:2].isupper() or (first in "ie" and len(form) == 1 and touching[:1] in ("-", "‑"))  # iPhone; e-mail
    return first.isalnum() or first in "$€£¥￥₩#@%&§…" or ord(first) > 0x2030 or form.startswith(("http", "www"))

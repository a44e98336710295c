"""Cut a stretch of text into tokens; joined with the white space between them, they give back the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import regex

from mtcheck.core.document import Token, TokenKind
from mtcheck.core.span import Span

_EAST_ASIAN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_DOMAIN_END = r"(?:com|org|net|gov|edu|mil|info|int|co\.[a-z]{2}|ac\.[a-z]{2})"

# Every length in an address is bounded: a megabyte of "a.a.a." must not be read again from each of its characters.
_URL = rf"""
    (?P<url> (?:https?://|www\.)[^\s\x1c-\x1f<>"”’）)\]]*[\w/]
           | [\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}
           | (?:[a-zA-Z0-9][\w-]{{0,62}}\.){{1,4}}{_DOMAIN_END}(?![\w.-]\w)(?:/[^\s\x1c-\x1f<>"”’）)\]]*[\w/])? )
  |"""
_REST = rf"""
    (?P<number> (?: \d{{1,2}}:\d\d(?::\d\d)?(?!:) | \d+(?:[.,]\d+)* ) (?:st|nd|rd|th|s|m|bn|k|am|pm)?\b(?!\w) )
  | (?P<word>
        (?:[A-Za-z]\.){{2,}}(?:[-‐‑]\p{{L}}+)*                               # U.S.  e.g.  U.S.-led
      | [\p{{Han}}\p{{Hiragana}}\p{{Katakana}}ー々]+ | \p{{Hangul}}+             # a run of one East Asian writing
      | (?=_*[\p{{L}}\p{{N}}])[[\p{{L}}\p{{M}}\p{{N}}_]--[{_EAST_ASIAN}]]+          # a word, with inner apostrophes and hyphens
        (?:[-‐‑'’ʼ\u00ad\u200c\u200d][[\p{{L}}\p{{M}}\p{{N}}]--[{_EAST_ASIAN}]]+)*
    )
  | (?P<punct> \.{{2,}} | -{{2,}} | _+ | \p{{P}}[\uFE0E\uFE0F]? )
  | (?P<symbol> [^\s\x1c-\x1f][\p{{M}}\u200d\U0001F3FB-\U0001F3FF]* )
"""
_FLAGS = regex.VERBOSE | regex.VERSION1
_TOKEN = regex.compile(_REST, _FLAGS)
_TOKEN_OR_URL = regex.compile(_URL + _REST, _FLAGS)
_HAS_URL = regex.compile(rf"@|://|www\.|\w\.{_DOMAIN_END}\b")


def tokenize(text: str, span: Span) -> Iterator[Token]:
    """Yield the tokens of ``text[span]`` in order; every character that is not white space belongs to exactly one.

    White space is what ``str.isspace`` says. A time (6:47am), a decimal or grouped number, an ordinal, an abbreviation with
    inner stops (U.S.-led), an address and an emoji with its modifiers are one token each.
    """
    pattern = _TOKEN_OR_URL if _HAS_URL.search(text, span.start, span.end) else _TOKEN
    for match in pattern.finditer(text, span.start, span.end):
        yield Token(Span(match.start(), match.end()), cast(TokenKind, match.lastgroup))

"""Cut a stretch of text into tokens; joined with the white space between them, they give back the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import regex

from mtcheck.core.document import Token, TokenKind
from mtcheck.core.span import Span

_TOKEN = regex.compile(
    r"""
    (?P<url> (?:https?://|www\.)[^\s<>"”’）)\]]*[\w/] | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ )
  | (?P<number> \d+(?:[.,]\d+)*(?:st|nd|rd|th|s|m|bn|k|am|pm)?\b(?!\w) )
  | (?P<word>
        (?:[A-Za-z]\.){2,}(?:-\p{L}+)*                                      # U.S.  e.g.  U.S.-led
      | [\p{Han}\p{Hiragana}\p{Katakana}ー々]+ | \p{Hangul}+                   # a run of one East Asian writing
      | [[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]+     # a word, with inner apostrophes and hyphens
        (?:[-‐‑'’ʼ][[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]+)*
    )
  | (?P<punct> \.{2,} | -{2,} | \p{P} )
  | (?P<symbol> \S )
    """,
    regex.VERBOSE | regex.VERSION1,
)


def tokenize(text: str, span: Span) -> Iterator[Token]:
    """Yield the tokens of ``text[span]`` in order; every character that is not white space belongs to exactly one."""
    for match in _TOKEN.finditer(text, span.start, span.end):
        yield Token(Span(match.start(), match.end()), cast(TokenKind, match.lastgroup))

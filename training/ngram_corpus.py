"""Read the corpora for the n-gram model: sentences of model words, as arrays of word ids.

Words are those of ``mtcheck.signals.words``. Tokens and sentences are cut as ``mtcheck.segment`` does in the ordinary case (a
final mark, white space, then a capital or a digit, unless an abbreviation or an initial stands before the mark). The rules are
written down here again, and simpler, because they must not move: the model can then be built again to the byte after
``mtcheck.segment`` has learned more, and 77 million words take minutes.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import regex

from mtcheck.signals.words import model_words

TOKEN = regex.compile(
    r"""
    (?:https?://|www\.)[^\s<>"”’）)\]]*[\w/] | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
  | \d+(?:[.,]\d+)*(?:st|nd|rd|th|s|m|bn|k|am|pm)?\b(?!\w)
  | (?:[A-Za-z]\.){2,}(?:-\p{L}+)*
  | [\p{Han}\p{Hiragana}\p{Katakana}ー々]+ | \p{Hangul}+
  | [[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]+
    (?:[-‐‑'’ʼ][[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]+)*
  | \.{2,} | -{2,} | \p{P} | \S
    """,
    regex.VERBOSE | regex.VERSION1,
)
STARTERS = frozenset(
    """The This That These Those It He She We They I You In On At But And As For If When While However After Before There
    His Her Its Their Our My A An Some Many Most All No Not""".split()
)
BEFORE_ANY = frozenset(
    """Mr Mrs Ms Dr Prof St Gen Col Lt Sgt Capt Maj Adm Gov Sen Rep Rev Hon Pres Messrs Mme Mlle Sr Fr vs Ft Mt""".split()
)
BEFORE_NUMBER = frozenset(
    """No Nos Art Sec Fig Figs Vol pp p ch Ch Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec approx ca c""".split()
)
BREAK = re.compile(r"""(?:[!?…]|(?P<dot>\.))["'”’)\]]*\s+(?=["'“‘(\[]*(?P<next>[^\W_]+))""")
LAST_WORD = re.compile(r"\S+$")

SENTENCE = -1  # stands after each sentence in the arrays


class Encoder:
    """Assign an id to each word, in the order of first sight, and remember how often it began with a capital.

    The ids in the arrays are ``2 * word + capital``, so that words out of vocabulary can be told names from others later.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self._ids: dict[str, int] = {}
        self._forms: dict[str, tuple[int, ...]] = {}

    def form(self, form: str) -> tuple[int, ...]:
        """Return the ids of one token's words."""
        ids = self._forms.get(form)
        if ids is None:
            capital = int(form[:1].isupper())
            ids = self._forms[form] = tuple(2 * self._id(word) + capital for word in model_words(form))
        return ids

    def _id(self, word: str) -> int:
        index = self._ids.get(word)
        if index is None:
            index = self._ids[word] = len(self.words)
            self.words.append(sys.intern(word))
        return index

    def encode(self, paragraphs: Iterator[str]) -> np.ndarray:
        """Return the ids of all words of the paragraphs, ``SENTENCE`` after each sentence."""
        parts: list[np.ndarray] = []
        ids: list[int] = []
        for paragraph in paragraphs:
            for sentence in split(paragraph):
                for form in TOKEN.findall(sentence):
                    ids += self._forms.get(form) or self.form(form)
                ids.append(SENTENCE)
            if len(ids) > 1_000_000:
                parts.append(np.array(ids, np.int32))
                ids.clear()
        return np.concatenate([*parts, np.array(ids, np.int32)])


def read_paragraphs(path: Path) -> Iterator[str]:
    """Yield the lines of a packed corpus file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if line:
                yield line


def split(paragraph: str) -> Iterator[str]:
    """Yield the sentences of one paragraph."""
    start = 0
    for match in BREAK.finditer(paragraph):
        following = match["next"]
        if not (following[0].isupper() or following[0].isdigit()):
            continue
        if match["dot"] and _is_abbreviation(paragraph, match.start("dot"), following):
            continue
        yield paragraph[start : match.end()]
        start = match.end()
    if start < len(paragraph):
        yield paragraph[start:]


def _is_abbreviation(paragraph: str, dot: int, following: str) -> bool:
    last = LAST_WORD.search(paragraph, max(0, dot - 24), dot)
    before = last[0].lstrip("\"'“‘([") if last else ""
    if "." in before and before.replace(".", "").isalpha():  # U.S and the like, less its last dot
        return following not in STARTERS
    if len(before) == 1 and before.isupper() and before != "I":
        return True
    names = {before, before.lower()}
    return bool(names & BEFORE_ANY) or (following[0].isdigit() and bool(names & BEFORE_NUMBER))

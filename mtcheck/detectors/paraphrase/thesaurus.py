"""Return the words that a form or a phrase may stand for: near-synonyms inflected alike, and what it was seen to replace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.alike import UNKNOWN, Alike

GAP = -1
FORMS_KEPT = 4096  # forms whose candidates are held ready
# The groups of a payload beyond the steps 0, 1 and 2 of the thesaurus.
LEARNED, RELAYED, TRANSLATED = 3, 4, 5
LISTED, USED = 6, 7  # of the table ``alike``
STEPS = np.array((0, 1, 2, 0, 1, 1, 1, 1))  # by group: how far from the form, all told


@dataclass(frozen=True, slots=True)
class Candidates:
    """Hold the candidates of one form or phrase.

    ``rows`` holds their word ids, left-aligned and padded with ``GAP`` to three columns; ``sizes`` how many words each has;
    ``group`` 0 to 2 steps in the thesaurus, or ``LEARNED`` (a pair shows it), ``RELAYED`` (a pair shows it of a near-synonym),
    ``TRANSLATED`` (people corrected machine translation so), ``LISTED`` (another thesaurus has them in one line), ``USED``
    (found in like contexts); ``learned`` log2(1 + pairs that show it), else 0; ``alike`` the rows of single words in the table
    of vectors, ``cosine`` how like the form they are there (0 where one has no vector).
    """

    texts: tuple[str, ...]
    rows: NDArray[np.int64]
    sizes: NDArray[np.int64]
    group: NDArray[np.int64]
    learned: NDArray[np.float64]
    alike: NDArray[np.int64]
    cosine: NDArray[np.float64]
    told: float  # log2(1 + all pairs in which the form stood for another word)


_NO_IDS, _NO_VALUES = np.zeros(0, np.int64), np.zeros(0)
_NONE = Candidates((), np.zeros((0, 3), np.int64), _NO_IDS, _NO_IDS, _NO_VALUES, _NO_IDS, _NO_VALUES, 0.0)


class Thesaurus:
    """Read candidates from the tables on demand, and hold those of the last forms ready."""

    def __init__(
        self, table: Mapping[str, str], alike: Alike, ngrams: NgramCounts, never: frozenset[str] = frozenset()
    ) -> None:
        """Take the tables, and the words that are never put in the place of others."""
        self._never = never
        self.table, self.alike, self._ngrams = table, alike, ngrams
        self.of = lru_cache(FORMS_KEPT)(self._of)
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for key in table:
            if "_" in key:
                words = tuple(key.split("_"))
                self._phrases.setdefault(words[0], []).append(words)

    def __contains__(self, form: str) -> bool:
        return form in self.table or self.alike.row(form) != UNKNOWN

    def phrases(self, first: str) -> list[tuple[str, ...]]:
        """Return the phrases with candidates that begin with a word."""
        return self._phrases.get(first, [])

    def _of(self, form: str) -> Candidates:
        """Return the candidates of a form or a phrase (``_`` between), those alone that the language model knows."""
        texts, rows, groups, counts = [], [], [], []
        told = 0
        payload = self.table.get(form, "")
        for group, entries in enumerate(payload.split("|")):
            for entry in entries.split():
                word, _, count = entry.partition(":")
                shown = int(count) if group == LEARNED else 0
                told += shown
                ids = [self._ngrams.word_id(part) for part in word.split("_")]
                if min(ids) < 0 or len(ids) > 3 or not self._never.isdisjoint(word.split("_")):
                    continue
                texts.append(word.replace("_", " "))
                rows.append(ids + [GAP] * (3 - len(ids)))
                groups.append(group)
                counts.append(math.log2(1 + shown))
        known = frozenset(texts)
        for group, words in zip((LISTED, USED), self.alike.neighbours(form), strict=True):
            for word in words:
                number = self._ngrams.word_id(word)
                if number >= 0 and word not in known and word not in self._never:
                    texts.append(word)
                    rows.append([number, GAP, GAP])
                    groups.append(group)
                    counts.append(0.0)
        if not texts:
            return _NONE
        matrix = np.array(rows, np.int64)
        sizes = (matrix != GAP).sum(axis=1)
        alike = self.alike.rows(texts)
        cosine = (self.alike.vectors(alike) @ self.alike.vectors(np.array(self.alike.row(form)))).astype(np.float64)
        return Candidates(tuple(texts), matrix, sizes, np.array(groups), np.array(counts), alike, cosine, math.log2(1 + told))

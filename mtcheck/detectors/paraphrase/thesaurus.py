"""Give the words that a form may stand for: near-synonyms inflected alike, and what pairs showed that it replaced."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts

LEARNED = 3  # the "distance" of a candidate known from pairs alone
GAP = -1


@dataclass(frozen=True, slots=True)
class Candidates:
    """Be the candidates of one form.

    ``rows`` holds their word ids, left-aligned and padded with ``GAP`` to three columns; ``sizes`` how many words each has;
    ``distance`` 0 to 2 steps in the thesaurus or ``LEARNED``; ``learned`` log2(1 + pairs that show it).
    """

    texts: tuple[str, ...]
    rows: NDArray[np.int64]
    sizes: NDArray[np.int64]
    distance: NDArray[np.int64]
    learned: NDArray[np.float64]
    told: float  # log2(1 + all pairs in which the form stood for another word)


_NONE = Candidates((), np.zeros((0, 3), np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), 0.0)


class Thesaurus:
    """Read candidates from the table on demand; each form once."""

    def __init__(self, table: Mapping[str, str], ngrams: NgramCounts) -> None:
        self.table, self._ngrams = table, ngrams
        self._read: dict[str, Candidates] = {}

    def __contains__(self, form: str) -> bool:
        return form in self.table

    def of(self, form: str) -> Candidates:
        """Return the candidates of a form, those alone that the language model knows."""
        found = self._read.get(form)
        if found is None:
            payload = self.table.get(form)
            found = self._read[form] = self._parse(payload) if payload else _NONE
        return found

    def _parse(self, payload: str) -> Candidates:
        texts, rows, distances, counts = [], [], [], []
        told = 0
        for distance, group in enumerate(payload.split("|")):
            for entry in group.split():
                word, _, count = entry.partition(":")
                told += int(count or 0)
                ids = [self._ngrams.word_id(part) for part in word.split("_")]
                if min(ids) < 0 or len(ids) > 3:
                    continue
                texts.append(word.replace("_", " "))
                rows.append(ids + [GAP] * (3 - len(ids)))
                distances.append(distance)
                counts.append(math.log2(1 + int(count or 0)))
        if not texts:
            return _NONE
        matrix = np.array(rows, np.int64)
        sizes = (matrix != GAP).sum(axis=1)
        return Candidates(tuple(texts), matrix, sizes, np.array(distances), np.array(counts), math.log2(1 + told))

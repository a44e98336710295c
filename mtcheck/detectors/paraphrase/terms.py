"""Tell whether a candidate and its neighbours make a listed term."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts

Ids = NDArray[np.int64]
_LIGHT = 100  # the most frequent words tell nothing about a term


class Terms:
    """Hold the two-word stretches of listed terms, as pairs of word ids."""

    def __init__(self, table: Mapping[str, str], ngrams: NgramCounts) -> None:
        self._size = len(ngrams.words)
        keys: set[int] = set()
        for first, rests in table.items():
            for rest in rests.split("|"):
                ids = [ngrams.word_id(word) for word in (first, *rest.split())]
                keys.update(a * self._size + b for a, b in pairwise(ids) if min(a, b) >= _LIGHT)
        self._keys = np.array(sorted(keys), np.int64)

    def has(self, first: Ids, second: Ids) -> NDArray[np.bool_]:
        """Tell for each pair of ids whether it stands in a term; a negative id (a gap) never does."""
        if not len(self._keys):
            return np.zeros(len(first), np.bool_)
        asked = first * self._size + second
        at = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        return np.asarray((self._keys[at] == asked) & (first >= 0) & (second >= 0))

    def around(self, first: Ids, last: Ids, before: Ids, after: Ids) -> NDArray[np.bool_]:
        """Tell for wordings, given by their first and last words, whether they make a term with the word before or after."""
        return self.has(before, first) | self.has(last, after)

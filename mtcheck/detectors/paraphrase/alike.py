"""Compare words by their vectors: which are listed with a form or used like it, how like two are, how one fits its context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

NONE = 0xFFFF
UNKNOWN = -1
WINDOW = 15  # words on either side that make the context
_LONG = np.float32(127.0)  # the length that vectors are scaled to in the table

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


class Alike:
    """Hold the table ``alike`` (training/build_alike.py): words, their vectors, their neighbours, all by row."""

    def __init__(self, table: Mapping[str, NDArray[np.generic]]) -> None:
        self.words = table["words"].tobytes().decode().split("\n")
        self._vectors = np.asarray(table["vectors"], np.int8)
        self._listed, self._used = np.asarray(table["listed"], np.uint16), np.asarray(table["used"], np.uint16)
        self._row = {word: row for row, word in enumerate(self.words)}

    def row(self, form: str) -> int:
        """Return the row of a form; ``UNKNOWN`` where it has none."""
        return self._row.get(form, UNKNOWN)

    def rows(self, forms: Sequence[str]) -> Ids:
        """Return the rows of forms."""
        row = self._row
        return np.array([row.get(form, UNKNOWN) for form in forms], np.int64)

    def neighbours(self, form: str) -> tuple[list[str], list[str]]:
        """Return the forms that a thesaurus lists with a form, and those that are used like it, best first."""
        row = self.row(form)
        if row == UNKNOWN:
            return [], []
        listed, used = (table[row][table[row] != NONE].tolist() for table in (self._listed, self._used))
        return [self.words[other] for other in listed], [self.words[other] for other in used]

    def vectors(self, rows: Ids) -> Floats:
        """Return the vectors of rows, of length 1 (nought for ``UNKNOWN``)."""
        found = self._vectors[rows].astype(np.float32) / _LONG
        found[rows == UNKNOWN] = 0.0
        return found

    def contexts(self, rows: Ids, places: Ids) -> Floats:
        """Return for each place the direction of the words round it, the same word apart; ``rows`` holds those of the text."""
        at = places[:, None] + np.concatenate([np.arange(-WINDOW, 0), np.arange(1, WINDOW + 1)])
        near = np.where((at < 0) | (at >= len(rows)), UNKNOWN, rows[at.clip(0, len(rows) - 1)])
        near[near == rows[places][:, None]] = UNKNOWN
        whole = self.vectors(near).sum(axis=1)
        return np.asarray(whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9))

"""Price the spelling of words that the word model does not know, piece by piece.

A SentencePiece model cuts the word; an n-gram model over pieces, estimated from the rare words of the corpora, says how
probable that chain of pieces is for a rare word written in lower case, or for one with a capital (most often a name). So an
ordinary derivation ("unputdownable") costs little and a garbled or foreign name much.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.errors import ModelError
from mtcheck.signals.packed import Packed, open_packed
from mtcheck.signals.words import BEGIN, END

LONGEST = 64  # characters of a word that are priced; what is longer is no word, and the text may be hostile
STRANGE_BITS = 16.0  # for each character that no piece holds
BATCH = 5_000
PRICES_KEPT = 50_000
BITS_PER_LOG10 = 3.321928094887362


class Spelling:
    """Return -log2 P(spelling | a word out of vocabulary, its case)."""

    def __init__(self, packed: Packed, pieces: Any) -> None:
        self._packed, self._pieces = packed, pieces
        self._ids = {piece: number for number, piece in enumerate(packed.words)}
        self._strange = self._ids["<unk>"]
        self._prices: dict[tuple[str, str], float] = {}

    @classmethod
    def load(cls, path: Path, pieces: Path) -> Spelling:
        """Open the n-grams of the pieces and the SentencePiece model that cuts them."""
        import sentencepiece  # only texts with unknown words need it

        packed = open_packed(path)
        try:
            model = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
        except (OSError, RuntimeError) as err:
            raise ModelError(f"{pieces}: the model of word pieces cannot be opened ({err}); reinstall mtcheck") from err
        return cls(packed, model)

    def bits(self, words: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return the bits of each (word, unknown-word symbol)."""
        if len(self._prices) > PRICES_KEPT:
            self._prices = {}
        prices = self._prices
        asked = [entry for entry in dict.fromkeys(words) if entry not in prices]
        for start in range(0, len(asked), BATCH):
            part = asked[start : start + BATCH]
            prices.update(zip(part, self._priced(part), strict=True))
        return np.array([prices[entry] for entry in words], np.float64)

    def cut(self, word: str) -> list[str]:
        """Return the pieces of a word."""
        sound = word[:LONGEST].encode("utf-8", "replace").decode("utf-8")  # lone surrogates are no text to the model
        return list(self._pieces.encode(sound, out_type=str))

    def _priced(self, words: Sequence[tuple[str, str]]) -> list[float]:
        """Return the bits of each entry, all scored in one go."""
        ids: list[int] = []
        starts, strange = [], []
        for word, symbol in words:
            pieces = self.cut(word)
            known = [self._ids.get(piece, self._strange) for piece in pieces]
            ids += (-1, self._ids[BEGIN], self._ids[symbol])
            starts.append(len(ids))
            ids += (*known, self._ids[END])
            strange.append(sum(len(p) for p, number in zip(pieces, known, strict=True) if number == self._strange))
        prob, _ = self._packed.score(np.array(ids, np.int64))
        prob[np.add.outer(np.array(starts), (-1, -2))] = 0.0  # the symbol and the beginning are given
        bits = np.add.reduceat(prob.astype(np.float64), starts) * -BITS_PER_LOG10
        return [float(value) + STRANGE_BITS * count for value, count in zip(bits.tolist(), strange, strict=True)]

"""Price the spelling of words that the word model does not know, piece by piece.

A SentencePiece model cuts the word; an n-gram model over pieces, estimated from the rare words of the corpora, says how
probable that chain of pieces is for a rare word written in lower case, or for one with a capital (most often a name). So an
ordinary derivation ("unputdownable") costs little and a garbled or foreign name much.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.errors import ModelError
from mtcheck.lm.packed import Packed, open_packed
from mtcheck.lm.words import BEGIN, END

LONGEST = 64  # characters of a word that are priced; what is longer is no word, and the text may be hostile
STRANGE_BITS = 16.0  # for each character that no piece holds
BITS_PER_LOG10 = 3.321928094887362


class Spelling:
    """Give -log2 P(spelling | a word out of vocabulary, its case)."""

    def __init__(self, packed: Packed, pieces: Any) -> None:
        self._packed, self._pieces = packed, pieces
        self._ids = {piece: number for number, piece in enumerate(packed.words)}
        self._strange = self._ids["<unk>"]
        self._price = lru_cache(maxsize=50_000)(self._price_one)

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
        return np.array([self._price(word, symbol) for word, symbol in words], np.float64)

    def cut(self, word: str) -> list[str]:
        """Return the pieces of a word."""
        sound = word[:LONGEST].encode("utf-8", "replace").decode("utf-8")  # lone surrogates are no text to the model
        return list(self._pieces.encode(sound, out_type=str))

    def _price_one(self, word: str, symbol: str) -> float:
        pieces = self.cut(word)
        known = [self._ids.get(piece, self._strange) for piece in pieces]
        ids = np.array([-1, self._ids[BEGIN], self._ids[symbol], *known, self._ids[END]], np.int64)
        prob, _ = self._packed.score(ids)
        strange = sum(len(piece) for piece, number in zip(pieces, known, strict=True) if number == self._strange)
        return float(-prob[3:].astype(np.float64).sum() * BITS_PER_LOG10 + STRANGE_BITS * strange)

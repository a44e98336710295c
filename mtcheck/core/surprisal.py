"""Define how a language model finds a text as a whole: surprisal by word, of the article and of its sentences."""

from __future__ import annotations

from dataclasses import dataclass

from mtcheck.core.span import Span


@dataclass(frozen=True, slots=True)
class SentenceSurprisal:
    """Hold the mean surprisal of the words of one sentence, in bits; None where no word of it was scored."""

    span: Span
    bits_per_word: float | None


@dataclass(frozen=True, slots=True)
class Surprisal:
    """Hold the mean surprisal of an article's words in bits, and where it lies among those of clean texts.

    Words and numbers count; marks, code and page furniture do not. ``percentile`` says how many of 100 passages of ``kind``
    have fewer bits per word (None: the model is not calibrated, or the article is too short). ``sentences`` are there where
    they were asked for.
    """

    model: str
    bits_per_word: float
    kind: str = "clean"
    percentile: float | None = None
    sentences: tuple[SentenceSurprisal, ...] | None = None

    @property
    def perplexity(self) -> float | None:
        """Return 2 to the bits per word; None where that is no number any more."""
        return 2.0**self.bits_per_word if self.bits_per_word < 1000.0 else None

"""Define what the language models say of a document, as detectors and reports see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordSignals:
    """Hold one value per token of the document; None where nothing was scored (marks, code, page furniture).

    ``bits`` is the surprisal of the language model. ``bad`` is the probability that a person would mark the word, made of
    all models; ``replaced`` that of a content word put there instead of another. ``spun`` and ``machine`` are probabilities
    for the article as a whole (None: not enough text).
    """

    bits: Sequence[float | None]
    bad: Sequence[float | None]
    replaced: Sequence[float | None]
    spun: float | None = None
    machine: float | None = None

"""Define what the language models say of a document, as detectors and reports see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indication:
    """Hold how probable it is that an article as a whole is of some kind, with a 95 % interval."""

    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WordSignals:
    """Hold one value per token of the document; None where nothing was scored (marks, code, page furniture).

    ``bits`` is the surprisal of the language model. ``bad`` is the probability that people agree that the word is wrong,
    made of all models; ``noted`` that it is one of those that any rater of a machine translation would mark; ``replaced``
    that it was put there instead of another. ``indications`` are for the article as a whole: ``spun`` and ``mt`` (None: the
    models that they need were not asked for, or the text is too short).
    """

    bits: Sequence[float | None]
    bad: Sequence[float | None]
    noted: Sequence[float | None]
    replaced: Sequence[float | None]
    indications: Mapping[str, Indication] | None = None

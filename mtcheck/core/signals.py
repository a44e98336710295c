"""Define what the language models say of a document, as detectors and reports see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mtcheck.core.span import Span


@dataclass(frozen=True, slots=True)
class Indication:
    """Hold how probable it is that an article as a whole is of some kind, with a 95 % interval."""

    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold a stretch of an article that reads like machine translation (kind ``mt``) or like spun text (``spun``)."""

    span: Span
    kind: str
    probability: float


@dataclass(frozen=True, slots=True)
class Fault:
    """Describe what the reader takes a token for: the likeliest class of fault, how it is repaired, and the words for it.

    ``kinds`` holds the classes with their probabilities, likeliest first. ``operation`` is ``delete``, ``replace`` or
    ``insert`` (a word is missing before the token). ``words`` holds what may be put or inserted, likeliest first, with
    probabilities (of the words alone); empty for ``delete``.
    """

    kinds: tuple[tuple[str, float], ...]
    operation: str
    sureness: float
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class WordSignals:
    """Hold one value per token of the document; None where nothing was scored (marks, code, page furniture).

    ``bits`` is the surprisal of the language model. ``bad`` is the probability that people agree that the word is wrong,
    made of all models; ``faulty`` that a careful editor would change it; ``replaced`` that it was put there instead of
    another. ``faults`` says of the tokens that may be faulty what is wrong with them. ``indications`` are for the article as
    a whole: ``spun`` and ``mt`` (None: the models that they need were not asked for, or the text is too short);
    ``passages`` are the stretches of it that are of such a kind, ``spun`` the higher of both by token (empty: the article's).
    """

    bits: Sequence[float | None]
    bad: Sequence[float | None]
    faulty: Sequence[float | None]
    replaced: Sequence[float | None]
    indications: Mapping[str, Indication] | None = None
    faults: Mapping[int, Fault] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    spun: Sequence[float] = ()

    def spun_by_token(self) -> Sequence[float]:
        """Return for each token the probability that its surroundings are spun: the article's, or its passage's if higher."""
        known = self.indications["spun"].probability if self.indications else 0.0
        return self.spun or [known] * len(self.bad)

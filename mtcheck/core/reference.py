"""Define what a document's reference says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtcheck.core.document import Document
from mtcheck.core.span import Span

WordState = Literal["same", "moved", "changed", "alone"]
"""Tell whether the reference has a word, has it elsewhere in the sentence, has it not, or has not even the sentence."""


@dataclass(frozen=True, slots=True)
class Link:
    """Join sentences ``hypothesis`` and ``reference`` (ascending numbers; either may be empty, never both).

    ``score`` is their similarity in [0, 1]; 0 where a side is empty: the reference has more (an omission) or the text has.
    """

    hypothesis: tuple[int, ...]
    reference: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a stretch of a segment: ``own`` is what the other side has not, ``moved`` what it has elsewhere, empty the rest."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one place where text and reference differ.

    ``tokens`` are the words that the reference has not; where there are none, the reference has more, and ``span`` is the
    word that it would stand behind. ``reference`` is the place in the reference's text; None where it has nothing there.
    """

    span: Span
    reference: Span | None
    tokens: tuple[int, ...]


@dataclass(frozen=True)
class Differences:
    """Hold what a reference says of a document.

    ``links`` hold sentence numbers of both documents. ``states`` and ``partners`` have an entry a token: what the reference
    says of the word, None where it was not compared, and the reference's token that it is kept as. ``article`` is the
    probability that the text is a machine's, and not another person's translation; ``marked`` that a person would mark the
    word, of models and reference together, empty until they are fused.
    """

    reference: Document
    links: tuple[Link, ...]
    states: tuple[WordState | None, ...]
    partners: tuple[int | None, ...]
    places: tuple[Difference, ...]
    article: float = 0.5
    marked: tuple[float | None, ...] = ()

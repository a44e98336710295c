"""Choose the segments that a page shows, and mark how they differ from their references."""

from __future__ import annotations

from mtcheck.core.comparison import Comparison, Scored, Shown
from mtcheck.core.reference import Piece
from mtcheck.reference.marking import marked


def worst_segments(found: Comparison, most: int) -> list[Shown]:
    """Return the segments with the lowest chrF of any system, lowest first."""
    places = [
        (min(_value(scored, number, "chrF") for scored in doc.units_scored or doc.scored), at, number)
        for at, doc in enumerate(found.documents)
        for number in range(len((doc.units or doc.segments)[0]))
    ]
    return [_shown(found, at, number) for _, at, number in sorted(places)[:most]]


def _shown(found: Comparison, at: int, number: int) -> Shown:
    doc = found.documents[at]
    segments = doc.units or doc.segments
    references = [text for text in segments[0][number].references if text]
    systems, sides = [], []
    for part, scored in zip(segments, doc.units_scored or doc.scored, strict=True):
        text = part[number].hypothesis
        alone = (Piece(text, "own"),) if text else ()
        pieces, first = marked(text, references[0]) if references else (alone, ())
        systems.append((pieces, _value(scored, number, "chrF"), _value(scored, number, "TER")))
        sides.append(first)
    shown = [sides[0], *(marked(segments[0][number].hypothesis, text)[1] for text in references[1:])]
    return Shown(doc.id, number + 1, tuple(systems), tuple(part for part in shown if part))


def _value(scored: Scored, number: int, name: str) -> float:
    return next(figure.value for figure in scored.segments[number] if figure.name == name)

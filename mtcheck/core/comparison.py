"""Define what a comparison with references consists of: segments, figures, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtcheck.core.reference import Piece
from mtcheck.core.report import Notice

Segmentation = Literal["lines", "sentences"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one score with sacreBLEU's signature."""

    name: str
    value: float
    signature: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold what is scored as one: a stretch of the text and of each reference; None where a reference has nothing there.

    ``similarity`` is that of the alignment, None where lines were paired as they stand.
    """

    hypothesis: str
    references: tuple[str | None, ...]
    similarity: float | None = None

    @property
    def is_omission(self) -> bool:
        """Tell whether a reference says something that the text does not."""
        return not self.hypothesis and any(map(_speaks, self.references))

    @property
    def is_addition(self) -> bool:
        """Tell whether the text says something that no reference does."""
        return _speaks(self.hypothesis) and not any(self.references)


def _speaks(text: str | None) -> bool:
    """Tell whether there is a letter or a digit in it: a mark that stands alone is neither left out nor added."""
    return any(map(str.isalnum, text or ""))


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold the scores of a set of segments: of all, and of each."""

    figures: tuple[Figure, ...]
    segments: tuple[tuple[Figure, ...], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold the outcome of the paired bootstrap for one metric.

    ``baseline`` and ``system`` are score, mean over the samples and half of the 95 % interval.
    """

    name: str
    baseline: tuple[float, float, float]
    system: tuple[float, float, float]
    p_value: float
    signature: str


@dataclass(frozen=True, slots=True)
class ComparedDocument:
    """Hold one document's segments and their scores, one entry a system.

    Each system is paired with the references by itself. ``units`` are the smallest pieces that hold whole segments of two
    systems, ``units_scored`` their scores; with one system they are empty.
    """

    id: str
    segmentation: Segmentation
    segments: tuple[tuple[Segment, ...], ...]
    scored: tuple[Scored, ...]
    notices: tuple[Notice, ...] = ()
    units: tuple[tuple[Segment, ...], ...] = ()
    units_scored: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold a whole comparison: systems, their figures, the documents, and the test of the second system against the first.

    ``post_edit`` says that the references are post-edits: TER is HTER then.
    """

    systems: tuple[str, ...]
    figures: tuple[tuple[Figure, ...], ...]
    documents: tuple[ComparedDocument, ...]
    differences: tuple[Difference, ...] = ()
    notices: tuple[Notice, ...] = ()
    post_edit: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one segment as a page shows it: each system's text with its chrF and TER, and the references."""

    document: str
    number: int
    systems: tuple[tuple[tuple[Piece, ...], float, float], ...]
    references: tuple[tuple[Piece, ...], ...]

    @property
    def is_alone(self) -> bool:
        """Tell whether no system has the segment, or no reference."""
        return not self.references or not any(pieces for pieces, _, _ in self.systems)

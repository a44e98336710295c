"""Write a comparison as a page: figures, how the segments are spread, and the segments, worst first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from mtcheck.core.comparison import Comparison, Shown
from mtcheck.core.plural import plural
from mtcheck.render._inline import visible
from mtcheck.render._page import fill

_BINS = 20
_WIDTH, _HEIGHT = 400, 90


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar of a plot, in the plot's own units, with what it says in words."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Hold the distribution of one score over the segments of one system; ``mean_at`` is where the mean stands."""

    name: str
    system: str
    bars: tuple[Bar, ...]
    mean: float
    mean_at: float


def page(found: Comparison, shown: Sequence[Shown], *, total: int) -> str:
    """Return the page; ``shown`` are the segments to show, in order, of ``total``."""
    names = [visible(name) for name in short_names(found.systems)]
    return fill(
        "comparison.html",
        sheets=("report.css", "comparison.css"),
        scripts=(),
        found=found,
        names=names,
        paths=[visible(path) for path in found.systems],
        alone=[segment for segment in shown if segment.is_alone],
        shown=[segment for segment in shown if not segment.is_alone],
        total=total,
        plots=[plot for score in ("chrF", "TER") for plot in _plots(score, found, names)],
        rows=list(zip(*found.figures, strict=True)),
        documents=[(doc, [scored.figures for scored in doc.scored]) for doc in found.documents],
        differences={row.name: row for row in found.differences},
        width=_WIDTH,
        height=_HEIGHT,
    )


def short_names(paths: Sequence[str]) -> list[str]:
    """Return the ends of the paths, of as many parts as tell them apart."""
    parts = [re.split(r"[/\\]", path.rstrip("/\\")) for path in paths]
    for count in range(1, max(map(len, parts))):
        names = ["/".join(part[-count:]) for part in parts]
        if len(set(names)) == len(names):
            return names
    return list(paths)


def _plots(score: str, found: Comparison, names: Sequence[str]) -> Iterator[Plot]:
    """Count each system's segments in twenty equal steps of the score, all on one scale; TER above 100 is in the last step."""
    values = [
        [
            figure.value
            for doc in found.documents
            for figures in doc.scored[at].segments
            for figure in figures
            if figure.name == score
        ]
        for at in range(len(names))
    ]
    counts = [Counter(min(_BINS - 1, int(value * _BINS / 100)) for value in part) for part in values]
    most = max(count for part in counts for count in part.values())
    step = _WIDTH / _BINS
    for name, part, count in zip(names, values, counts, strict=True):
        bars = []
        for number in range(_BINS):
            height = _HEIGHT * count[number] / most
            low, high = 100 * number // _BINS, 100 * (number + 1) // _BINS
            more = " and more" if number == _BINS - 1 and score == "TER" else ""
            words = f"{score} {low} to {high}{more}: {plural(count[number], 'segment')}"
            bars.append(
                Bar(round(number * step + 1, 1), round(_HEIGHT - height, 1), round(step - 2, 1), round(height, 1), words)
            )
        mean = fmean(part)
        yield Plot(score, name, tuple(bars), mean, round(_WIDTH * min(mean, 100.0) / 100, 1))

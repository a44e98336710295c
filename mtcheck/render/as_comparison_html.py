"""Write a comparison as a page: figures, how the segments are spread, and the segments, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtcheck.core.comparison import Comparison, Shown
from mtcheck.render._page import fill

_BINS = 20
_WIDTH, _HEIGHT = 400, 90


@dataclass(frozen=True, slots=True)
class Bar:
    """Be one bar of a plot, in the plot's own units, with what it says in words."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Be the distribution of one score over the segments of one system."""

    name: str
    system: str
    bars: tuple[Bar, ...]


def page(found: Comparison, shown: Sequence[Shown], *, total: int) -> str:
    """Return the page; ``shown`` are the segments to show, in order, of ``total``."""
    return fill(
        "comparison.html",
        sheets=("report.css", "comparison.css"),
        scripts=(),
        found=found,
        shown=shown,
        total=total,
        plots=[_plot(name, found, at) for at in range(len(found.systems)) for name in ("chrF", "TER")],
        rows=list(zip(*found.figures, strict=True)),
        documents=[(doc, [scored.figures for scored in doc.scored]) for doc in found.documents],
        differences={row.name: row for row in found.differences},
        width=_WIDTH,
        height=_HEIGHT,
    )


def _plot(name: str, found: Comparison, at: int) -> Plot:
    """Count the segments in twenty equal steps of the score; TER above 100 stands in the last one."""
    counts = [0] * _BINS
    for doc in found.documents:
        for figures in doc.scored[at].segments:
            value = next(figure.value for figure in figures if figure.name == name)
            counts[min(_BINS - 1, int(value * _BINS / 100))] += 1
    most = max(*counts, 1)
    step = _WIDTH / _BINS
    bars = []
    for number, count in enumerate(counts):
        height = _HEIGHT * count / most
        low, high = 100 * number // _BINS, 100 * (number + 1) // _BINS
        words = f"{name} {low} to {high}{' and more' if number == _BINS - 1 and name == 'TER' else ''}: {count} segments"
        bars.append(Bar(round(number * step + 1, 1), round(_HEIGHT - height, 1), round(step - 2, 1), round(height, 1), words))
    return Plot(name, found.systems[at], tuple(bars))

"""Point at office holders whose name has the shape of another country's names and whom no table knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mtcheck.core.finding import Finding, Measure
from mtcheck.detectors.names.context import Run, Surroundings
from mtcheck.detectors.names.index import Index
from mtcheck.detectors.names.rules import UNKNOWN
from mtcheck.detectors.names.shapes import shape_countries
from mtcheck.lang.sounds import letters

_LOOKS = {frozenset({"KP", "KR"}): "Korean", frozenset({"VN"}): "Vietnamese"}
_NEIGHBOURS = {"Korean": ("CN", "JP", "VN", "RU", "TW"), "Vietnamese": ("CN", "JP", "RU")}


def unknown_readings(runs: Iterable[Run], around: Surroundings, index: Index) -> Iterator[Finding]:
    """Yield a finding for 'Chinese President' before a name that only another country's people bear."""
    for run in runs:
        shapes = shape_countries(run.text)
        look = _LOOKS.get(shapes)
        if look is None or run.opened or run.words < 2 or letters(run.text) in index.accepted:
            continue
        if look == "Korean" and "-" not in run.text:
            continue
        country = around.office_country(run)
        if country and country in _NEIGHBOURS[look]:
            name = around.lists.country_names[country]
            yield Finding(
                UNKNOWN.id,
                run.span,
                score=0.4,
                message=f"{run.text!r} looks like a {look} name, but the office is one of {name}: check who is meant",
                evidence=(Measure("name of another country's shape", 1.0, look, 1.0),),
            )

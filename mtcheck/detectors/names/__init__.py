"""Find garbled names: people, organisations and places read through another language or translated word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context, Traits
from mtcheck.detectors.names import literal, misbuilt, months, organisations, persons, places, spun, structural, unknown
from mtcheck.detectors.names.composed import composed_names
from mtcheck.detectors.names.context import Surroundings, capitalised_runs
from mtcheck.detectors.names.engine import engine_of
from mtcheck.detectors.names.grouping import tied
from mtcheck.detectors.names.rules import RULES


class NamesDetector:
    """Cut the capitalised runs, match them, and look for the structural traces of misread names."""

    family = "names"
    rules = RULES
    traits = Traits(whole_names=True)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of every rule."""
        engine = engine_of(ctx.table)
        around = Surroundings(doc, engine.lists)
        runs = tuple(capitalised_runs(doc, around))
        named = persons.rightly_named(runs, engine.index)
        found = [
            *structural.literal_names(runs, around, engine),
            *organisations.literal_forms(doc, around, engine.organisations),
            *organisations.agency_country(doc, around, engine.organisations),
            *structural.half_translated(doc, runs, around, engine),
            *structural.given_as_surname(doc, runs, around, named, engine),
            *structural.leftover_characters(doc, named, engine),
            *misbuilt.misbuilt_names(doc, runs, around, named, engine),
            *misbuilt.foreign_offices(runs, around, engine),
            *spun.spun_names(doc, around, engine.spun),
            *months.months_as_words(doc, around, engine.months),
        ]
        found += _apart(literal.literal_bodies(doc, around, engine.bodies), found)
        composed = composed_names(doc, around, engine.composed)
        found += _apart(composed, found)
        free = [run for run in runs if not any(run.span.overlaps(finding.span) for finding in found)]
        found += persons.garbled_people(free, engine.matcher, around, named)
        free = [run for run in free if not any(run.span.overlaps(finding.span) for finding in found)]
        found += places.garbled_places(free, around, engine)
        free = [run for run in free if not any(run.span.overlaps(finding.span) for finding in found)]
        found += unknown.unknown_readings(free, around, engine.index)
        yield from tied(doc, found, runs, engine.index)


def _apart(findings: Iterable[Finding], found: list[Finding]) -> list[Finding]:
    """Return the findings that overlap none of those found before."""
    return [finding for finding in findings if not any(finding.span.overlaps(other.span) for other in found)]


detector = NamesDetector()

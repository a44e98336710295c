"""Find place names read through another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtcheck.core.finding import Derivation, Edit, Finding, Measure, TableHit
from mtcheck.core.rule import Tables
from mtcheck.detectors.names.context import Run, Surroundings
from mtcheck.detectors.names.distance import likeness
from mtcheck.detectors.names.persons import ROUTES
from mtcheck.detectors.names.rules import PLACE
from mtcheck.lang.readings import Reading, read_characters
from mtcheck.lang.sounds import letters, sounds

if TYPE_CHECKING:
    from mtcheck.detectors.names.engine import Engine

_LEAST_SOUNDS = 6
_LIKE = 0.94


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """Hold one reading of a place's characters."""

    place: str
    country: str
    characters: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Places:
    """Hold the readings of places by their sounds, and the names that are right."""

    keys: dict[str, tuple[PlaceKey, ...]]
    right: frozenset[str]
    countries: frozenset[str]


def load_places(table: Tables) -> Places:
    """Read the characters of every place in the languages that are not its own."""
    chars = {row.key: row.cells for row in table("names_characters")}
    keys: dict[str, list[PlaceKey]] = {}
    right = frozenset(letters(row.key) for row in table("names_places"))
    for row in table("names_places"):
        for reading in read_characters(row["native"], 0, row["country"], chars):
            key = sounds(reading.given)
            if (
                len(key) >= _LEAST_SOUNDS
                and reading.route in ("sino-korean", "pinyin", "on-reading")
                and letters(reading.given) not in right
            ):
                keys.setdefault(key, []).append(PlaceKey(row.key, row["country"], row["native"], reading))
    return Places(
        {key: tuple(found) for key, found in keys.items()}, right, frozenset(row["country"] for row in table("names_places"))
    )


def garbled_places(runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding for each single unknown word that sounds like a reading of a place whose country the sentence names."""
    for run in runs:
        form = letters(run.text)
        if (
            run.words > 1
            or run.opened
            or form in engine.index.known
            or form in engine.index.accepted
            or form in engine.places.right
        ):
            continue
        if not around.countries(run.sent) & engine.places.countries:
            continue
        folded = sounds(run.text)
        if _is_old_name(run, around):
            continue
        for key in engine.places.keys.get(folded, ()) or _near(folded, engine.places.keys):
            if key.country in around.countries(run.sent):
                yield _place(run, key, likeness(folded, sounds(key.reading.given)))
                break


def _is_old_name(run: Run, around: Surroundings) -> bool:
    """Tell whether the run stands in brackets behind another name, or is said to be a name: an old one, and meant so."""
    before = around.words[max(0, run.first - 3) : run.first]
    return "(" in before or "called" in before or "formerly" in before


def _near(folded: str, keys: dict[str, tuple[PlaceKey, ...]]) -> tuple[PlaceKey, ...]:
    if len(folded) < _LEAST_SOUNDS:
        return ()
    close = [
        key for key in keys if abs(len(key) - len(folded)) < 2 and key[-1] == folded[-1] and likeness(folded, key) >= _LIKE
    ]
    return tuple(found for key in close for found in keys[key])


def _place(run: Run, key: PlaceKey, alike: float) -> Finding:
    written = key.reading.given
    return Finding(
        PLACE.id,
        run.span,
        score=0.85 if alike >= 0.98 else 0.7,
        message=f"{run.text!r} is probably {key.place}: {written!r} is {ROUTES[key.reading.route]} {key.characters}",
        evidence=(
            Derivation(
                (
                    ("canonical name", key.place),
                    ("characters", key.characters),
                    (f"read as {key.reading.route}", key.reading.native),
                    ("romanised", written),
                    ("as written", run.text),
                )
            ),
            Measure("sound match", round(alike, 3), "share of sounds", _LIKE),
            TableHit("names_places", key.place, "facts"),
        ),
        edits=(Edit(run.span, key.place),),
    )

"""Explain a single name without a text round it."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.rule import Tables
from mtcheck.detectors.names.engine import Engine, engine_of
from mtcheck.detectors.names.index import Key
from mtcheck.detectors.names.people import Person
from mtcheck.detectors.names.persons import chain_text
from mtcheck.lang.sounds import letters, sounds


def look_up(name: str, table: Tables, *, most: int) -> list[str]:
    """Return lines that say whom a name may mean; one line that says so where it is unknown."""
    engine = engine_of(table)
    form = letters(name)
    right = engine.index.accepted.get(form, ()) or engine.index.by_surname.get(form, ())
    if right:
        return [f"{name!r} is an accepted form of {_described(person, engine)}" for person in right[:most]]
    lines = [*_organisations(name, engine), *_places(name, engine)]
    nearest: dict[str, tuple[Key, float]] = {}
    for key, alike in engine.matcher.nearest(name):
        nearest.setdefault(key.person.key, (key, alike))
    for key, alike in list(nearest.values())[:most]:
        lines.append(f"{alike:.3f}  {_described(key.person, engine)}")
        lines.append(f"       {chain_text(key)}")
    return lines or [f"{name!r} is not in the tables, and sounds like no reading of a name in them"]


def _described(person: Person, engine: Engine) -> str:
    country = engine.lists.country_names.get(person.country, person.country)
    native = f" {person.characters}" if person.native else ""
    return f"{person.en}{native} ({country}; {', '.join(person.roles)})"


def _organisations(name: str, engine: Engine) -> Iterator[str]:
    for forms in engine.organisations.forms.values():
        for form in forms:
            if letters(form.text) == letters(name):
                yield f"{name!r} is a literal or misread form of {form.en} ({form.native})"


def _places(name: str, engine: Engine) -> Iterator[str]:
    for key in engine.places.keys.get(sounds(name), ()):
        yield f"{name!r} is a reading ({key.reading.route}) of {key.characters}: {key.place}"

"""Make the keys under which a person's readings are found, and load the index that the build made of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from mtcheck.core.rule import Tables
from mtcheck.detectors.names.distance import Lexicon
from mtcheck.detectors.names.people import SINOSPHERE, Person, person_of
from mtcheck.lang.lexicon import can_be, frequency
from mtcheck.lang.readings import (
    Characters,
    Reading,
    kana_to_latin,
    own_korean,
    read_characters,
    read_korean,
    read_spelling,
)
from mtcheck.lang.sounds import classes, letters, sounds

_LEAST_SOUNDS = 4
_LEAST_SURNAME = 5
_COMMON = 6
_ARTICLE = re.compile(r"\b(?:al|el|ul)[- ]", re.IGNORECASE)


def readings_of(person: Person, chars: Characters) -> Iterator[Reading]:
    """Yield every reading of a person's name that a garbled form may come from, and the accepted spellings (route spelling)."""
    for form in person.forms:
        words = form.split()
        surname = person.surname if person.surname in form else words[-1]
        given = " ".join(word for word in words if word not in surname.split())
        yield Reading("spelling", form, surname, given)
    if person.native and person.characters.isalpha():
        yield from read_characters(person.characters, person.split, person.country, chars)
    if person.country in ("KR", "KP") and person.own:
        yield from read_korean(person.own, person.split)
    first = person.country == "HU"
    for column, text in person.spelled:
        yield from read_spelling(column, text, chars, surname_first=first and column in ("zh", "ja"))


def keys_of(person: Person, chars: Characters) -> Iterator[tuple[str, str]]:
    """Yield (sounds, entry) for whole names in both orders and for surnames that are long enough to stand alone.

    An entry is ``person,route,kind,native,surname,given``; kind f is a whole name, r one turned round, s a surname.
    """
    eastern = person.country in SINOSPHERE and bool(person.native)
    for reading in readings_of(person, chars):
        natural, turned = (reading.surname, reading.given), (reading.given, reading.surname)
        orders = (("f", natural), ("r", turned)) if eastern else (("f", turned),)
        native = reading.native.replace(",", "")
        if reading.given and reading.surname:
            for kind, parts in orders:
                key = sounds(" ".join(parts))
                if len(key) >= _LEAST_SOUNDS:
                    yield key, ",".join((person.key, reading.route, kind, native, reading.surname, reading.given))
            middle = reading.given.split()
            if not eastern and len(middle) > 1:
                for part in (middle[0], middle[-1]):
                    yield (
                        sounds(f"{part} {reading.surname}"),
                        ",".join((person.key, reading.route, "f", native, reading.surname, part)),
                    )
        alone = sounds(reading.surname)
        if len(alone) >= _LEAST_SURNAME - (not eastern) and (not eastern or person.country == "JP"):
            yield alone, ",".join((person.key, reading.route, "s", native, reading.surname, ""))


@dataclass(frozen=True, slots=True)
class Key:
    """Hold one way in which a person's name may come out: its route, what was read, and its parts in Latin letters."""

    person: Person
    route: str
    kind: str
    native: str
    surname: str
    given: str

    @property
    def written(self) -> str:
        """Return the romanised reading in the order of the key."""
        parts = (self.surname, self.given) if self.kind == "f" and self.person.native else (self.given, self.surname)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Known:
    """Hold words that are ordinary names; the tables are asked one word at a time, since a run asks for few of them."""

    tables: tuple[Container[str], ...]

    def __contains__(self, word: object, /) -> bool:
        return any(word in table for table in self.tables)


@dataclass(frozen=True)
class Index:
    """Hold people, the keys to them and the words and forms that are no garbled names."""

    people: dict[str, Person]
    entries: dict[str, str]
    names: tuple[str, ...]
    lexicon: Lexicon
    class_strings: tuple[str, ...]
    by_class: tuple[tuple[int, ...], ...]
    accepted: dict[str, tuple[Person, ...]]
    by_surname: dict[str, tuple[Person, ...]]
    by_given: dict[str, tuple[Person, ...]]
    known: Container[str]
    lexicon_words: Mapping[str, str]

    def keys(self, folded: str) -> Iterator[Key]:
        """Yield the keys with these very sounds."""
        for entry in self.entries[folded].split(";"):
            key, route, kind, native, surname, given = entry.split(",")
            yield Key(self.people[key], route, kind, native, surname, given)


def is_word(payload: str) -> bool:
    """Tell whether a payload of the lexicon is that of a common word, not of a name."""
    return frequency(payload) >= _COMMON and not can_be(payload, "Q")


def accepted_forms(person: Person) -> Iterator[str]:
    """Yield the letters of every form of the name that is right, with both orders and the standard romanisations."""
    for form in person.forms:
        yield letters(form)
        yield letters(_ARTICLE.sub("", form))
        words = form.split()
        if len(words) > 1:
            yield letters(" ".join([words[-1], *words[:-1]]))
            yield letters(" ".join([*words[1:], words[0]]))
            if len(words) > 2 and not person.native:
                yield letters(words[0] + words[-1])
                yield letters("".join(words[-2:]))
    surnames = [
        person.surname,
        *(form for form in person.forms if " " not in form),
        *(form.split()[-1] for form in person.accepted),
    ]
    if not person.native:
        for form in person.forms:
            for surname in surnames if " " in form else ():
                yield letters(" ".join([*form.split()[:-1], surname]))
    if person.country in ("KR", "KP"):
        for reading in own_korean(person.own, person.split):
            yield letters(reading.surname + reading.given)
    if person.country == "JP" and person.own:
        yield letters(kana_to_latin(person.own))


def make_index(people: dict[str, Person], entries: dict[str, str], known: Container[str], words: Mapping[str, str]) -> Index:
    """Return the index over the given people and entries."""
    names = tuple(entries)
    by_class: dict[str, list[int]] = {}
    for place, folded in enumerate(names):
        by_class.setdefault(classes(folded), []).append(place)
    accepted: dict[str, tuple[Person, ...]] = {}
    by_surname: dict[str, tuple[Person, ...]] = {}
    for person in people.values():
        for form in dict.fromkeys(accepted_forms(person)):
            accepted[form] = (*accepted.get(form, ()), person)
        alone = [person.surname, *(form for form in person.forms if " " not in form)]
        if not person.native:
            alone += [person.surname.split()[-1], *(form.split()[-1] for form in person.forms)]
        for form in dict.fromkeys(map(letters, alone)):
            by_surname[form] = (*by_surname.get(form, ()), person)
    by_given: dict[str, tuple[Person, ...]] = {}
    for person in people.values():
        if person.native and person.split:
            by_given[letters(person.given)] = (*by_given.get(letters(person.given), ()), person)
    return Index(
        people,
        entries,
        names,
        Lexicon(names),
        tuple(by_class),
        tuple(map(tuple, by_class.values())),
        accepted,
        by_surname,
        by_given,
        known,
        words,
    )


def load_index(table: Tables) -> Index:
    """Load the index of the tables that the package ships."""
    people = {row.key: person_of(row.cells) for row in table("names_people")}
    given = frozenset(letters(word) for person in people.values() if not person.native for word in person.given.split())
    known = Known((table("names_known"), table("names_known_ja"), given))
    entries: dict[str, str] = dict(table("names_index").pairs())
    for key, entry in _kanji_keys(people, table):
        entries[key] = f"{entries[key]};{entry}" if key in entries else entry
    return make_index(people, entries, known, table("lexicon"))


def _kanji_keys(people: dict[str, Person], table: Tables) -> Iterator[tuple[str, str]]:
    """Yield the other readings of Japanese surnames; they are of a source with a licence of its own."""
    readings = {row.key: row["readings"].split(";") for row in table("names_kanji")}
    for person in people.values():
        own = letters(person.surname)
        for reading in readings.get(person.native.partition(" ")[0], ()) if person.country == "JP" else ():
            if sounds(reading) == sounds(own):
                continue
            for kind, text in (("f", f"{reading} {person.given}"), ("r", f"{person.given} {reading}")):
                yield sounds(text), ",".join((person.key, "kanji-reading", kind, person.characters, reading, person.given))

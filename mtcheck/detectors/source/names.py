"""Look for people, places and bodies that the source names in its own writing, and that go by another name in the text."""

from __future__ import annotations

from collections.abc import Container, Iterator

import regex
from rapidfuzz import fuzz

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules
from mtcheck.detectors.source.entities import Entity, entities, is_named, named_in, readings, written_alike
from mtcheck.lang.sounds import classes, letters, sounds

_LONGEST = 3  # words
_LIKE, _LIKE_ALONE = 62.0, 75.0  # likeness of a wrong form, of several words and of one: less is somebody else
_LIKE_READ, _LEAST_SOUNDS = 70.0, 7  # likeness of the sounds of two whole names; of short ones too many are alike
_WHOLE = 20.0  # that several words are the better place
_WORD = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]+")


def find(doc: Document, number: int, source: str, language: str, table: Tables) -> Iterator[Finding]:
    """Yield the name in the block that stands for one that the source has, where no accepted form of that is there."""
    known = entities(language, table)
    if not known:
        return
    span = doc.blocks[number].span
    text = doc.of(span)
    native = written_alike(source, language, table)
    there = named_in(native, language, table)
    lost = [(entity, form) for entity, form in there if not is_named(entity, text)]
    if not lost:
        return
    runs = list(_runs(text))
    present = [entity for entity, _ in there]
    for entity, form in lost:
        whole = [run for run in runs if form not in entity.short or " " not in text[run[0] : run[1]]]
        place = _spelt_wrong(entity, text, whole, present, table("names_known"))
        if place is None:
            place = _read_wrong(entity, text, runs, table)
        if place is None and entity.table == "names_people" and len(lost) == 1:
            place = _somebody_else(text, runs, known, native)
        if place is not None:
            yield _finding(entity, form, Span(span.start + place[0], span.start + place[1]), doc)


def _finding(entity: Entity, form: str, place: Span, doc: Document) -> Finding:
    right = entity.name if " " in doc.of(place) else entity.surname
    message = f"the source has {form}, in English {entity.name}, not {doc.of(place)!r}"
    hit = TableHit(entity.table, entity.row.key, entity.row.source)
    return Finding(rules.NAME.id, place, 0.9, message, (hit,), (Edit(place, right),))


def _spelt_wrong(
    entity: Entity, text: str, runs: list[tuple[int, int]], present: list[Entity], known: Container[str]
) -> tuple[int, int] | None:
    """Return the place of a bad form: one that the table knows, or the likest capitalised words that are no other name."""
    for form in entity.wrong:
        at = text.find(form)
        if at >= 0 and not text[at - 1 : at].isalpha() and not text[at + len(form) :][:1].isalpha():
            return at, at + len(form)
    if entity.table == "names_orgs":
        return None
    likest: tuple[float, tuple[int, int]] = (0.0, (0, 0))
    for start, end in runs:
        run = text[start:end]
        alone = " " not in run
        likeness = fuzz.ratio(fold(run), fold(entity.surname if alone else entity.name))
        somebody = any(is_named(other, run) for other in present)
        if (
            entity.table == "names_people" and entity.row["native"] and classes(sounds(run)) == classes(sounds(entity.name))
        ):  # Ho Lifeng is another romanisation
            continue
        if likeness >= (_LIKE_ALONE if alone else _LIKE) and not somebody and not (alone and letters(run) in known):
            likest = max(likest, (likeness if alone else likeness + _WHOLE, (start, end)))
    return likest[1] if likest[0] else None


def _read_wrong(entity: Entity, text: str, runs: list[tuple[int, int]], table: Tables) -> tuple[int, int] | None:
    """Return the place of a whole name that is what another language makes of the characters."""
    likest: tuple[float, tuple[int, int]] = (0.0, (0, 0))
    for start, end in runs:
        heard = sounds(text[start:end])
        if " " in text[start:end] and len(heard) >= _LEAST_SOUNDS:
            likeness = max((fuzz.ratio(heard, read) for read in readings(entity, table)), default=0.0)
            likest = max(likest, (likeness, (start, end)))
    return likest[1] if likest[0] >= _LIKE_READ else None


def _somebody_else(text: str, runs: list[tuple[int, int]], known: tuple[Entity, ...], native: str) -> tuple[int, int] | None:
    """Return the place of another known person, whom the source does not name."""
    people = {
        letters(form): entity for entity in known if entity.table == "names_people" for form in entity.forms if " " in form
    }
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        entity = people.get(letters(text[start:end]))
        if (
            entity is not None
            and " " in text[start:end]
            and not entity.is_in(native, shortened=True)
            and entity.native[0][:1] not in native
        ):
            return start, end
    return None


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield every stretch of one to three capitalised words."""
    words = [match.span() for match in _WORD.finditer(text)]
    for at, (start, _) in enumerate(words):
        for end in range(at, min(at + _LONGEST, len(words))):
            if end > at and text[words[end - 1][1] : words[end][0]] != " ":
                break
            yield start, words[end][1]

"""Hold the people, places and bodies of the name tables under the writing of a source's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from mtcheck.core.rule import Tables
from mtcheck.lang.readings import read_characters
from mtcheck.lang.sounds import letters, sounds
from mtcheck.tables import Row

_COLUMNS = {
    "zh": ("native", "zh"),
    "ja": ("native", "own", "ja"),
    "ko": ("own", "ko"),
    "ru": ("ru",),
    "uk": ("ru",),
    "ar": ("ar",),
}
_PARTS = regex.compile(r"[\s·・＝=-]+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Kana}\p{Hangul}]")
_SHORTEST, _SHORTEST_UNSPACED = 4, 2
_SHORTEST_PART, _SHORTEST_PART_UNSPACED = 5, 3  # of a family name without the given name
_ENDING = 3  # letters that a Russian case may put to a name, or that it takes the place of
_CYRILLIC = str.maketrans("ІіЇїЫыЙйЄєЭэҐґ", "ИиИиИиИиЕеЕеГг", "ЬьЪъ'’")
_NAME_BEFORE = regex.compile(r"\p{Lu}\p{Ll}+ $")
_QUOTES = regex.compile("['’]")
_WORDS = regex.compile(r"[\p{L}\p{M}'’]+")
_START = 2  # characters by which forms are looked up
_CLITICS = "و|ف|ب|ل|ك|ال"


@dataclass(frozen=True, slots=True)
class Entity:
    """Hold one person, place or body: its English forms, the usual one first, and how the source's language writes it.

    ``wrong`` are translations of it that are known to be bad; ``short`` is what a second mention may be written like.
    """

    table: str
    row: Row
    forms: tuple[str, ...]
    native: tuple[str, ...]
    short: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the usual English form."""
        return self.forms[0]

    @property
    def surname(self) -> str:
        """Return what a second mention in English may be; the whole name of a place or body."""
        return self.row["surname"] if self.table == "names_people" else self.name

    def is_in(self, source: str, *, shortened: bool) -> str:
        """Return the form under which a source has the entity; empty where it has not."""
        short = (
            form for form in (self.short if shortened else ()) if _stands(form, source) and not _is_after_given(form, source)
        )
        return next((form for form in self.native if _stands(form, source)), "") or next(short, "")


def _stands(form: str, source: str) -> bool:
    if form[:_START] not in source:  # most forms are not there, and this is quick
        return False
    if _UNSPACED.search(form):
        return form in source
    words = [rf"{regex.escape(word[: max(_SHORTEST, len(word) - _ENDING)])}\w{{0,{_ENDING + 3}}}" for word in form.split()]
    return regex.search(rf"\b(?:{_CLITICS})?" + r"\s+".join(words) + r"\b", source) is not None


def _is_after_given(form: str, source: str) -> bool:
    """Tell whether another name stands before a surname: somebody else's, or the whole name would have been found."""
    before = source[: source.find(form[: max(_SHORTEST, len(form) - _ENDING)])]
    return before.endswith(("·", "・")) or _NAME_BEFORE.search(before) is not None


def written_alike(text: str, language: str, table: Tables) -> str:
    """Return a text as the forms of the tables are kept: Chinese characters simplified, Ukrainian as Russian would spell it."""
    if language == "uk":
        return text.translate(_CYRILLIC)
    if language not in ("zh", "ja"):
        return text
    characters = table("source_characters")
    return "".join(characters.get(char, "").partition(" ")[2] or char if char >= "\u3400" else char for char in text)


@cache
def entities(language: str, table: Tables) -> tuple[Entity, ...]:
    """Return all entities that have a form in the language; none for languages that the tables do not know."""
    return tuple(_load(language, table)) if language in _COLUMNS else ()


def named_in(source: str, language: str, table: Tables) -> list[tuple[Entity, str]]:
    """Return the entities that a source has, in the order of the tables, each with the form it stands there in."""
    known = entities(language, table)
    numbers = {number for start, under in _by_start(language, table).items() if start in source for number in under}
    found = ((known[number], known[number].is_in(source, shortened=True)) for number in sorted(numbers))
    return [(entity, form) for entity, form in found if form]


@cache
def _by_start(language: str, table: Tables) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the entities by how their forms begin: of most forms not even that stands in a source."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for number, entity in enumerate(entities(language, table)):
        for form in (*entity.native, *entity.short):
            found[form[:_START]][number] = None
    return {start: tuple(numbers) for start, numbers in found.items()}


def _load(language: str, table: Tables) -> Iterator[Entity]:
    chinese = language in ("zh", "ja")
    for row in table("names_people"):
        written = [form for column in _COLUMNS[language] for form in row[column].split(";") if form]
        native, short = [], []
        for form in written:
            parts = [part for part in _PARTS.split(form) if part]
            whole = "".join(parts) if _UNSPACED.search(form) and not _PARTS.search(form.replace(" ", "")) else form
            if _is_long(whole):
                native.append(whole)
            least = _SHORTEST_PART_UNSPACED if _UNSPACED.search(form) else _SHORTEST_PART
            foreign = form not in (row["native"], row["own"])
            if len(parts) > 1 and foreign and len(parts[-1]) >= least:  # 卡特 also begins 卡特里
                short.append(parts[-1])
        forms = (row["en"], *filter(None, row["accepted"].split(";")))
        if native:
            yield Entity("names_people", row, forms, _folded(native, language, table), _folded(short, language, table))
    for row in table("names_places"):
        native = [row["native"] if chinese else row["own"] if language == "ko" else ""]
        if native[0]:
            yield Entity("names_places", row, (row.key,), _folded(native, language, table))
    for row in table("names_orgs"):
        native = [form for form in row["native"].split("/") if _is_long(form)]
        accepted, wrong = (tuple(filter(None, row[column].split(";"))) for column in ("accepted", "bad"))
        if native:
            yield Entity("names_orgs", row, (row["en"], *accepted), _folded(native, language, table), wrong=wrong)


def _is_long(form: str) -> bool:
    return len(form) >= (_SHORTEST_UNSPACED if _UNSPACED.search(form) else _SHORTEST)


def _folded(forms: list[str], language: str, table: Tables) -> tuple[str, ...]:
    return tuple(dict.fromkeys(written_alike(form, language, table) for form in forms))


def is_named(entity: Entity, text: str) -> bool:
    """Tell whether an English text has the entity in any accepted form; of people a part of the name is enough."""
    plain, words = letters(text), {letters(word) for form in _WORDS.findall(text) for word in (form, *_QUOTES.split(form))}
    parts = [part for part in _PARTS.split(entity.surname) if len(part) > 1 and part[0].isupper()] or [entity.name]
    return any(letters(part) in words for part in parts) or any(letters(form) in plain for form in entity.forms)


def readings(entity: Entity, table: Tables) -> tuple[str, ...]:
    """Return the sounds of what other languages make of a name in Chinese characters; none for other names."""
    native = entity.row["native"]
    if entity.table != "names_people" or " " not in native:
        return ()
    return _heard(native.replace(" ", ""), native.index(" "), entity.row["country"].partition(";")[0], table)


@cache
def _heard(native: str, split: int, country: str, table: Tables) -> tuple[str, ...]:
    characters = {row.key: row.cells for row in table("names_characters")}
    read = read_characters(native, split, country, characters)
    return tuple(dict.fromkeys(sounds(f"{reading.surname} {reading.given}") for reading in read))

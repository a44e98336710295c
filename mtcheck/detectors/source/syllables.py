"""Read Chinese and Korean names syllable by syllable: one in the text must be a reading of one in the source.

Only a name that the source nearly has is reported: family name and one syllable of the given name agree, or the given name
does. What usual romanisations write differently counts as the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol

import regex

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules
from mtcheck.detectors.source.entities import entities
from mtcheck.lang.readings import SURNAMES, hangul_to_latin
from mtcheck.lang.sounds import classes, letters, plain, sounds

_WORD = regex.compile(r"\p{Lu}\p{Ll}+(?:-\p{L}\p{Ll}+)?")
_EASTERN = {"zh": regex.compile(r"\p{Han}{3}"), "ko": regex.compile(r"\p{Hangul}{3}")}
_INITIALS = (
    ("zh", "C"),
    ("ch", "C"),
    ("sh", "S"),
    ("j", "C"),
    ("q", "C"),
    ("x", "S"),
    ("z", "Z"),
    ("c", "Z"),
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
)
_LONGEST = 6  # letters of a pinyin syllable

Syllables = tuple[str, str, str]


class _Reader(Protocol):
    """Read one language: cut a name of the text, match its syllables with characters, write three characters in English."""

    surnames: str
    other_surname: bool  # whether two given syllables alone tie a name to one of the source

    def cut(self, first: str, second: str) -> Syllables | None: ...

    def reads(self, syllable: str, char: str) -> bool: ...

    def write(self, name: str) -> str: ...


class _Chinese:
    """Read pinyin; what Wade and Giles or a dialect's spelling begins otherwise counts as the same."""

    other_surname = True

    def __init__(self, table: Tables) -> None:
        self.surnames = table("source_words").by_key["zh.surname"]["forms"]
        self._characters: Mapping[str, str] = table("source_characters")
        self._syllables = {
            reading for _, payload in table("source_characters").pairs() for reading in payload.split(" ")[0].split(",")
        }

    def cut(self, first: str, second: str) -> Syllables | None:
        family, given = plain(first), plain(second)
        if family not in self._syllables:
            return None
        for at in range(1, min(_LONGEST, len(given) - 1) + 1):
            if given[:at] in self._syllables and given[at:] in self._syllables:
                return family, given[:at], given[at:]
        return None

    def reads(self, syllable: str, char: str) -> bool:
        return any(_folded(reading) == _folded(syllable) for reading in self._readings(char))

    def write(self, name: str) -> str:
        family, *given = (self._readings(char)[0] for char in name)
        return f"{family.capitalize()} {''.join(given).capitalize()}"

    def _readings(self, char: str) -> list[str]:
        return self._characters.get(char, "?").partition(" ")[0].split(",")


def _folded(syllable: str) -> str:
    """Return a syllable with the initials that romanisations disagree on made one."""
    for initial, folded in _INITIALS:
        if syllable.startswith(initial):
            return folded + syllable[len(initial) :]
    return syllable


class _Korean:
    """Read hangul; vowels, and consonants of one class, are written in too many ways to count."""

    other_surname = False

    def __init__(self, table: Tables) -> None:
        self.surnames = table("source_words").by_key["ko.surname"]["forms"]

    def cut(self, first: str, second: str) -> Syllables | None:
        parts = second.split("-")
        return (first, parts[0], parts[1]) if len(parts) == 2 else None

    def reads(self, syllable: str, char: str) -> bool:
        written = [hangul_to_latin(char), hangul_to_latin(char, "mr"), *SURNAMES.get(char, ())]
        return any(classes(sounds(syllable)) == classes(sounds(other)) for other in written)

    def write(self, name: str) -> str:
        family = (*SURNAMES.get(name[0], ()), hangul_to_latin(name[0]))[0]
        return f"{family.capitalize()} {hangul_to_latin(name[1:]).capitalize()}"


@cache
def _reader(language: str, table: Tables) -> _Reader:
    return _Chinese(table) if language == "zh" else _Korean(table)


def find(doc: Document, number: int, source: str, language: str, table: Tables) -> Iterator[Finding]:
    """Yield names of three syllables in the text that read all but one of a name in the source."""
    pattern = _EASTERN.get(language)
    if pattern is None or not pattern.search(source):
        return
    reader = _reader(language, table)
    span = doc.blocks[number].span
    text = doc.of(span)
    native = [match.group() for match in pattern.finditer(source, overlapped=True)]
    names = [name for name in native if name[0] in reader.surnames]
    for start, end, syllables in _named(text, reader):
        if any(all(map(reader.reads, syllables, name)) for name in native):
            continue
        near = [name for name in names if _is_near(syllables, name, reader) and not _is_written(name, text, reader)]
        if near:
            place, read = Span(span.start + start, span.start + end), reader.write(near[0])
            right = next((entity.name for entity in entities(language, table) if near[0] in entity.native), read)
            message = f"the source has {near[0]}, which reads {read}, not {doc.of(place)!r}"
            evidence = (Derivation((("characters", near[0]), ("read", read), ("as written", doc.of(place)))),)
            yield Finding(rules.NAME.id, place, 0.85, message, evidence, (Edit(place, right),))


def _named(text: str, reader: _Reader) -> Iterator[tuple[int, int, Syllables]]:
    """Yield a family name with a given name of two syllables, where no further capitalised word goes on."""
    words = list(_WORD.finditer(text))
    for at in range(len(words) - 1):
        first, second = words[at], words[at + 1]
        after = words[at + 2] if at + 2 < len(words) and text[second.end() : words[at + 2].start()] == " " else None
        if text[first.end() : second.start()] == " " and after is None:
            syllables = reader.cut(first.group(), second.group())
            if syllables is not None:
                yield first.start(), second.end(), syllables


def _is_near(syllables: Syllables, name: str, reader: _Reader) -> bool:
    same = [reader.reads(syllable, char) for syllable, char in zip(syllables, name, strict=True)]
    return sum(same) == 2 and (same[0] or reader.other_surname)


def _is_written(name: str, text: str, reader: _Reader) -> bool:
    """Tell whether the text has the name rightly somewhere, in either order."""
    family, _, given = reader.write(name).partition(" ")
    return any(letters(form) in letters(text) for form in (family + given, given + family))

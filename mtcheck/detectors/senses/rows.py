"""Read the tables of senses: one table a language, one row a wrong wording, checked here and made ready for matching.

A table is ``data/senses/LANGUAGE.tsv`` (ISO 639-1). Beside the usual head it says ``# language: Indonesian`` and
``# keyed-by: wrong frame right``. The columns:

| column | what stands there |
| --- | --- |
| source | the words of the source language that explain the error |
| wrong | the wording as an engine writes it, in lemmas: see below |
| right | what was meant; alternatives parted by ``|``; ``~`` takes over the determiner that ``~`` in ``wrong`` met |
| frame | groups of which **all** must hold; empty: the wording itself is wrong |
| unless | groups of which **none** may hold |
| example | a sentence in which the row fires, with the place in ⟦ and ⟧ |
| near_miss | a sentence with the same words in which it is silent |
| note | anything |

Elements of ``wrong``, parted by spaces or hyphens: ``word`` (a lemma: matches every inflection), ``=word`` (this form alone),
``a|b`` (either), ``{class}`` (a word of ``classes.tsv``), each of them with ``?`` behind it (may be missing); ``~`` (up
to two determiners, possessives and number words, or none); ``*`` (any one word). It begins and ends with a word.

A group is ``kind:a|b``; a word is a lemma, ``=form`` a form, ``two_words`` a phrase, ``{class}`` a class. Kinds: ``prev`` and
``next`` (the word before, after), ``left``, ``right`` (within four words), ``near`` (the sentence), ``article`` (anywhere),
all of them outside the match; ``start:yes`` (it begins its clause) and ``end:yes`` (no noun follows that would go on with it:
a mark, a preposition, a conjunction, an auxiliary, a determiner). A match with a capital inside a sentence is taken for a
name and is silent, unless the frame says ``cap:yes`` (there must be one) or ``cap:any``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtcheck.core.errors import TableError
from mtcheck.lang.inflection import Inflections
from mtcheck.lang.phrases import level_spelling
from mtcheck.tables import Row, Table

CLASSES = "classes"
SIGNS = "signs"
WINDOWS = ("prev", "next", "left", "right", "near", "article")
FLAGS = ("cap", "start", "end")
DETERMINERS = "~"
ANY = "*"
COLUMNS = ("source", "wrong", "right", "frame", "unless", "example", "near_miss", "note")
_WORD = re.compile(r"=?'?[\w$%€£](?:[\w'.]*\w)?")
_MARKED = re.compile(r"[^⟦⟧]*⟦[^⟦⟧]+⟧[^⟦⟧]*")


@dataclass(frozen=True, slots=True)
class Element:
    """Hold one place of a wording: the words that may stand there, ``~`` and ``*`` among them; whether it may be empty."""

    words: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Hold one condition: the kind, and for a window the phrases of which one must stand there."""

    kind: str
    phrases: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sense:
    """Hold one row, read: its language and table, what it matches, when it counts, what was meant."""

    language: str
    table: str
    row: Row
    elements: tuple[Element, ...]
    frame: tuple[Group, ...]
    unless: tuple[Group, ...]
    meant: tuple[str, ...]

    @property
    def capitalised(self) -> bool:
        """Tell whether the row is about a capitalised word."""
        return any(group.kind in ("cap", "cap:any") for group in self.frame)


class Reader:
    """Read the rows of tables; ``classes`` are the named lists of words, ``inflections`` tells lemmas from inflected forms."""

    def __init__(self, classes: Table, inflections: Inflections) -> None:
        self._listed = {row.key: row for row in classes}
        self._inflections = inflections
        self._classes: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._table = classes.name

    def senses(self, language: str, name: str, table: Table) -> list[Sense]:
        """Return the rows of a language's table; TableError names file and line of the first that is broken."""
        if table.columns != COLUMNS:
            raise TableError(f"{table.name}: the columns must be {', '.join(COLUMNS)}, got {', '.join(table.columns)}")
        if not table.head.get("language"):
            raise TableError(f"{table.name}: the head lacks '# language: ...', the English name of the language")
        return [self._sense(language, name, row, f"{table.name}:{row.line}") for row in table]

    def _sense(self, language: str, name: str, row: Row, place: str) -> Sense:
        for column in ("source", "wrong", "right", "example", "near_miss"):
            if not row[column].strip():
                raise TableError(f"{place}: {column} must not be empty")
        if not _MARKED.fullmatch(row["example"]):
            raise TableError(f"{place}: example: one place must stand in ⟦ and ⟧, got {row['example']!r}")
        if "⟦" in row["near_miss"] or "⟧" in row["near_miss"]:
            raise TableError(f"{place}: near_miss: nothing may be marked, got {row['near_miss']!r}")
        elements = tuple(self._element(text, f"{place}: wrong") for text in row["wrong"].replace("-", " ").split())
        if elements[0].optional or {DETERMINERS, ANY} & {*elements[0].words, *elements[-1].words}:
            raise TableError(f"{place}: wrong: it must begin and end with a word, and the first may not be optional")
        return Sense(
            language,
            name,
            row,
            elements,
            self._groups(row["frame"], f"{place}: frame"),
            self._groups(row["unless"], f"{place}: unless"),
            tuple(text.strip() for text in row["right"].split("|") if text.strip()),
        )

    def _element(self, text: str, place: str) -> Element:
        optional = len(text) > 1 and text.endswith("?")
        text = text.removesuffix("?") if optional else text
        if text in (DETERMINERS, ANY):
            return Element((text,), optional)
        phrases = self._phrases(text, place)
        if any(len(phrase) > 1 for phrase in phrases):
            raise TableError(f"{place}: {text!r} holds a phrase of several words; write them as elements of their own")
        for (word,) in phrases:
            if not word.startswith("=") and not self._inflections.is_lemma(word):
                lemma = self._inflections.lemmas(word)[1]
                raise TableError(f"{place}: {word!r} is a form of {lemma!r}; write the lemma, or '={word}' for this form alone")
        return Element(tuple(dict.fromkeys(word for (word,) in phrases)), optional)

    def _groups(self, cell: str, place: str) -> tuple[Group, ...]:
        groups = []
        for text in cell.split():
            kind, colon, words = text.partition(":")
            if (kind in FLAGS and words == "yes") or text == "cap:any":
                groups.append(Group(text.replace(":yes", ""), frozenset()))
            elif kind in WINDOWS and colon and words:
                groups.append(Group(kind, frozenset(self._phrases(words, place))))
            else:
                known = ", ".join([*(f"{name}:a|b" for name in WINDOWS), *(f"{name}:yes" for name in FLAGS), "cap:any"])
                raise TableError(f"{place}: {text!r} is no group; there are {known}")
        return tuple(groups)

    def _phrases(self, text: str, place: str) -> tuple[tuple[str, ...], ...]:
        """Return the phrases of alternatives parted by ``|``, each a run of lemmas or ``=forms``."""
        found: list[tuple[str, ...]] = []
        for part in text.split("|"):
            if part.startswith("{") and part.endswith("}"):
                found += self._class(part[1:-1], place, ())
            else:
                found.append(self._phrase(part, place))
        return tuple(found)

    def _phrase(self, text: str, place: str) -> tuple[str, ...]:
        words = []
        for word in text.replace("-", "_").split("_"):
            if not _WORD.fullmatch(word) or word != word.lower():
                raise TableError(f"{place}: {word!r} in {text!r} is no word in lower case")
            possessive = word.endswith("'s") and not word.startswith("=")
            words.append(f"={word}" if possessive else word if word.startswith("=") else level_spelling(word))
        return tuple(words)

    def _class(self, name: str, place: str, within: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        if name not in self._listed:
            raise TableError(f"{place}: no class {{{name}}}; there are {', '.join(sorted(self._listed))}")
        if name in within:
            raise TableError(f"{place}: the class {{{name}}} holds itself")
        if name not in self._classes:
            row = self._listed[name]
            inside = f"{self._table}:{row.line}"
            found: list[tuple[str, ...]] = []
            for part in row["words"].split():
                if part.startswith("{"):
                    found += self._class(part[1:-1], inside, (*within, name))
                else:
                    found.append(self._phrase(part, inside))
            self._classes[name] = tuple(dict.fromkeys(found))
        return self._classes[name]


def read_all(tables: Mapping[str, Table], inflections: Inflections) -> list[Sense]:
    """Return the rows of all tables of a folder, in the order of their languages and lines."""
    reader = Reader(tables[CLASSES], inflections)
    return [
        sense
        for name, table in tables.items()
        if name not in (CLASSES, SIGNS)
        for sense in reader.senses(name.partition(".")[0], f"senses/{name}", table)
    ]


def names_of(tables: Mapping[str, Table]) -> dict[str, str]:
    """Map the codes of the languages to their English names."""
    found: dict[str, Any] = {}
    for name, table in tables.items():
        if name not in (CLASSES, SIGNS):
            found.setdefault(name.partition(".")[0], table.head["language"])
    return found

"""Look for persons whom the source names in its own writing, and who go by another name in the translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex
from rapidfuzz import fuzz

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules
from mtcheck.tables import Row, Table

_WRITINGS = ("native", "own", "ru", "ar", "fa", "zh", "ja", "ko")
_PART = regex.compile(r"[\p{L}\p{M}]+")
_LONGEST = 3  # words
_SHORTEST = 3  # characters of a native form; shorter ones are also words
_LEAST, _MOST = 55.0, 99.0  # likeness of the name in the text: less is somebody else, more is the same
_WORD = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Kana}]")
_LATIN = regex.compile(r"\p{Latin}")


def find(doc: Document, number: int, source: str, people: Mapping[str, Row]) -> Iterator[Finding]:
    """Yield the name in the block that is most like the person's, where no accepted form of it is there."""
    span = doc.blocks[number].span
    text = doc.of(span)
    folded = fold(text)
    words = set(_PART.findall(folded))
    for native, row in _persons(source, people):
        accepted = [row["en"], *filter(None, row["accepted"].split(";"))]
        if fold(row["surname"]) in words or any(fold(form) in folded for form in accepted):
            continue
        runs = [(fuzz.ratio(fold(text[start:end]), fold(row["en"])), (start, end)) for start, end in _runs(text)]
        if not runs:
            continue
        likeness, (start, end) = max(runs)
        if _LEAST <= likeness <= _MOST:
            place = Span(span.start + start, span.start + end)
            message = f"the source has {native}, in English {row['en']}, not {text[start:end]!r}"
            hit = TableHit("names_people", row.key, row.source)
            yield Finding(rules.NAME.id, place, 0.9, message, (hit,), (Edit(place, row["en"]),))


def _persons(source: str, index: Mapping[str, Row]) -> Iterator[tuple[str, Row]]:
    seen = set()
    for native, row in index.items():
        if native in source and row.key not in seen:
            seen.add(row.key)
            yield native, row


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield every stretch of one to three capitalised words."""
    words = [match.span() for match in _WORD.finditer(text)]
    for at, (start, _) in enumerate(words):
        for end in range(at, min(at + _LONGEST, len(words))):
            if end > at and text[words[end - 1][1] : words[end][0]] != " ":
                break
            yield start, words[end][1]


def native_forms(table: Table) -> Mapping[str, Row]:
    """Map each native form to its person."""
    return {
        form: row
        for row in table
        for writing in _WRITINGS
        for written in row[writing].split(";")
        for form in (written.replace(" ", "") if _UNSPACED.search(written) else written,)
        if len(form) >= _SHORTEST and not _LATIN.search(form)
    }

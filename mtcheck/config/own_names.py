"""Read the names that a project adds: a TSV of people and organisations, laid over the tables that the package ships.

One line of column names, then a row for each name; ``#`` begins a comment. Lists inside a cell are parted by ``;``.

| column | what stands there |
| --- | --- |
| kind | ``person`` or ``organisation`` |
| en | the English name as it should stand |
| accepted | other right forms: never reported |
| country | codes as in ``names_countries``: KR, CN, US ... |
| native | the name in its own script; in Chinese characters with a space after the surname, so that it can be read |
| surname | a person's surname; without it the last word, or the first where native is given |
| own | a Korean's name in hangul, a Japanese's in kana |
| roles | a person's offices, the noun last: foreign minister |
| ru ar fa zh ja ko | how other languages spell a foreign person's name |
| bad | wrong forms of an organisation that are to be reported |

``kind`` and ``en`` are needed; other columns may be left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mtcheck import tables
from mtcheck.core.errors import ConfigError
from mtcheck.detectors.names.index import keys_of
from mtcheck.detectors.names.people import SPELLED, person_of
from mtcheck.input import read_whole
from mtcheck.lang.sounds import letters

COLUMNS = ("kind", "en", "accepted", "country", "native", "surname", "own", "roles", *SPELLED, "bad")
_NEEDED = ("kind", "en")
_KINDS = {"person": "names_people", "organisation": "names_orgs"}
_READINGS = ("mandarin", "hangul", "on", "vietnamese")


@dataclass(frozen=True)
class OwnNames:
    """Look tables up as the package's loader does, with the names of these files laid over them."""

    files: tuple[str, ...]

    def __call__(self, name: str) -> Any:
        """Return the table called ``name``."""
        return self._laid_over[name] if name in self._laid_over else tables.load(name)

    def __hash__(self) -> int:
        return hash(self.files)

    @cached_property
    def digest(self) -> str:
        """Return a digest of the rows, for the signature of a run."""
        rows = [sorted(row.cells.items()) for path in self.files for _, row in _rows(Path(path))]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:10]

    @cached_property
    def _laid_over(self) -> dict[str, Any]:
        found: dict[str, list[tables.Row]] = {table: [] for table in _KINDS.values()}
        for path in self.files:
            for table, row in _rows(Path(path)):
                found[table].append(row)
        made: dict[str, Any] = {table: _merged(tables.load(table), rows) for table, rows in found.items() if rows}
        if found["names_people"]:
            made["names_characters"] = _characters(found["names_people"])
            made["names_index"] = _index(made["names_people"], found["names_people"], made["names_characters"])
        return made


@cache
def own_names(files: tuple[str, ...]) -> OwnNames:
    """Return the tables with the names of these files; ConfigError names file, line and column of what is wrong."""
    own = OwnNames(files)
    own("names_people")  # read now, so that a mistake is reported before the first article
    return own


def _rows(path: Path) -> Iterator[tuple[str, tables.Row]]:
    try:
        lines = read_whole(path).decode("utf-8-sig").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: the table of names cannot be read: {error.strerror}; correct the setting names") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the table of names is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise ConfigError(f"{path}: no line of column names; begin with {' '.join(COLUMNS[:4])}, parted by tabs")
    columns = _columns(path, *numbered[0])
    for number, line in numbered[1:]:
        cells = line.split("\t")
        if len(cells) > len(columns):
            raise ConfigError(f"{path}:{number}: {len(cells)} cells for {len(columns)} columns; is a tab too many?")
        row = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        _check(path, number, row)
        yield _KINDS[row["kind"]], tables.Row(f"own:{path.name}:{number}", str(path), number, row)


def _columns(path: Path, number: int, line: str) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in line.split("\t"))
    for name in columns:
        if name not in COLUMNS:
            raise ConfigError(f"{path}:{number}: unknown column {name!r}; known are {', '.join(COLUMNS)}")
    missing = [name for name in _NEEDED if name not in columns]
    if missing or len(set(columns)) < len(columns):
        what = f"the column {missing[0]!r} is missing" if missing else "a column is there twice"
        raise ConfigError(f"{path}:{number}: {what}; {' and '.join(_NEEDED)} are needed, each column once")
    return columns


def _check(path: Path, number: int, row: Mapping[str, str]) -> None:
    """Raise ConfigError for the first cell that cannot be right."""

    def wrong(column: str, reason: str) -> ConfigError:
        return ConfigError(f"{path}:{number}: column {column!r}: {reason}")

    if row["kind"] not in _KINDS:
        raise wrong("kind", f"{row['kind']!r} is none; write person or organisation")
    if len(letters(row["en"])) < 2 or not row["en"].replace(" ", "").isprintable():
        raise wrong("en", f"{row['en']!r} is not a name in Latin letters")
    for code in _list(row["country"]):
        if code not in tables.load("names_countries").by_key and code not in ("XX", "UN", "EU"):
            raise wrong("country", f"{code!r} is not a known country code; write KR, CN, US (XX for none)")
    if row["surname"] and row["surname"] not in row["en"]:
        raise wrong("surname", f"{row['surname']!r} is not part of the name {row['en']!r}; write it as it is written there")
    right = {letters(form) for form in (row["en"], *_list(row["accepted"]))}
    for form in _list(row["bad"]):
        if row["kind"] == "person":
            raise wrong("bad", "wrong forms are listed for organisations alone; a person's are found by their readings")
        if letters(form) in right:
            raise wrong("bad", f"{form!r} is an accepted form of the same row; take it out of one of the two")


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _merged(table: tables.Table, own: list[tables.Row]) -> tables.Table:
    """Return the table with the own rows; one of a name that is known adds to what is known of it."""
    known = {letters(row["en"]): row for row in table}
    rows = {row.key: row for row in table}
    for row in own:
        before = known.get(letters(row["en"]))
        cells = dict.fromkeys(table.columns, "") | {name: row[name] for name in COLUMNS if name in table.columns}
        if before is None:
            cells |= {"key": row.key, "source": row.source, "country": row["country"] or "XX"}
            if "surname" in cells:
                cells["surname"] = row["surname"] or row["en"].split()[0 if " " in row["native"] else -1]
            rows[row.key] = replace(row, cells=MappingProxyType(cells))
        else:
            joined = dict(before.cells)
            for name in {"accepted", "bad", "roles"} & set(cells):
                joined[name] = ";".join(filter(None, (before[name], cells[name])))
            rows[before.key] = replace(before, cells=MappingProxyType(joined))
    return replace(table, rows=tuple(rows.values()))


def _characters(own: list[tables.Row]) -> tables.Table:
    """Return the table of characters with those of the own names."""
    table: tables.Table = tables.load("names_characters")
    wanted = {char for row in own for char in row["native"] + row["zh"]} - set(table.by_key) - set(" ·")
    if not wanted:
        return table
    readings = tables.load("names_readings")
    rows = []
    for char in sorted(wanted & set(readings)):
        cells = {"key": char, "source": "Unihan"} | dict(zip(_READINGS, readings[char].split("|"), strict=True))
        rows.append(tables.Row(char, "Unihan", 0, MappingProxyType(cells)))
    return replace(table, rows=(*table.rows, *rows))


def _index(people: tables.Table, own: list[tables.Row], characters: tables.Table) -> tables.Words:
    """Return the index with the keys of the own people."""
    chars = {row.key: row.cells for row in characters}
    index: dict[str, str] = dict(tables.load("names_index").pairs())
    names = {letters(row["en"]) for row in own}
    for row in people:
        if letters(row["en"]) in names:
            for key, entry in keys_of(person_of(row.cells), chars):
                entries = index.get(key, "").split(";")
                index[key] = ";".join(dict.fromkeys([*filter(None, entries), entry]))
    return tables.Words([f"{key}\t{entries}".encode() for key, entries in index.items()])

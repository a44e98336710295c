"""Load the data tables: the one place that reads ``mtcheck/data``; each row is checked, and a failure names file and line.

Three kinds of file, told by their suffix:

- ``NAME.tsv``: comment lines ``# source: ...``, ``# licence: ...``, ``# version: ...`` first (all three required), then one
  line of column names, then the rows. The first column is ``key``; there is a column ``source``. Gives a ``Table``.
- ``NAME.toml``: gives the parsed object.
- ``NAME.words.gz``: gzipped lines ``word<TAB>payload``, same three comment lines first. Gives a dict, word to payload.
"""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from mtcheck.core.errors import TableError

_HEAD = ("source", "licence", "version")


@dataclass(frozen=True, slots=True)
class Row:
    """Be one row; ``row["column"]`` gives a cell, an absent last cell is empty."""

    key: str
    source: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Table:
    """Be one TSV table: its name, its head (source, licence, version), its columns and its rows in file order."""

    name: str
    head: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        """Map each key to its row."""
        return MappingProxyType({row.key: row for row in self.rows})

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@cache
def load(name: str, folder: Traversable | None = None) -> Any:
    """Return the table called ``name``, the package's or a folder's; TableError where there is none or where it is broken."""
    folder = folder or files("mtcheck") / "data"
    for suffix, parse in ((".tsv", _parse_tsv), (".toml", _parse_toml), (".words.gz", _parse_words)):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return parse(name, path)
    raise TableError(f"{folder}: no table {name!r} ({name}.tsv, {name}.toml or {name}.words.gz)")


def parse_rows(name: str, text: str) -> Table:
    """Parse the text of a TSV table; ``name`` is what messages call it."""
    head: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#") and not columns:
            label, _, value = line.lstrip("# ").partition(":")
            head[label.strip().lower()] = value.strip()
        elif not columns:
            columns = tuple(line.split("\t"))
            _check_head(name, number, head, columns)
        elif line.strip():
            rows.append(_row(name, number, line, columns))
    if not columns:
        raise TableError(f"{name}: no line of column names")
    keys = [row.key for row in rows]
    if len(set(keys)) < len(keys):
        twice = next(row for index, row in enumerate(rows) if row.key in keys[:index])
        raise TableError(f"{name}:{twice.line}: key {twice.key!r} stands twice")
    return Table(name, MappingProxyType(head), columns, tuple(rows))


def _check_head(name: str, number: int, head: Mapping[str, str], columns: tuple[str, ...]) -> None:
    missing = [label for label in _HEAD if not head.get(label)]
    if missing:
        raise TableError(f"{name}:{number}: the head lacks '# {missing[0]}: ...'")
    if columns[0] != "key" or "source" not in columns:
        raise TableError(f"{name}:{number}: the first column must be 'key' and one must be 'source', got {columns}")


def _row(name: str, number: int, line: str, columns: tuple[str, ...]) -> Row:
    cells = line.split("\t")
    if len(cells) > len(columns):
        raise TableError(f"{name}:{number}: {len(cells)} cells for {len(columns)} columns")
    cells += [""] * (len(columns) - len(cells))
    named = dict(zip(columns, cells, strict=True))
    if not named["key"] or not named["source"]:
        raise TableError(f"{name}:{number}: key and source must not be empty")
    return Row(named["key"], named["source"], number, MappingProxyType(named))


def _parse_tsv(name: str, path: Traversable) -> Table:
    return parse_rows(f"{name}.tsv", path.read_text(encoding="utf-8"))


def _parse_toml(name: str, path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{name}.toml: {error}") from error


def _parse_words(name: str, path: Traversable) -> dict[str, str]:
    words: dict[str, str] = {}
    with path.open("rb") as packed:
        for line in gzip.decompress(packed.read()).decode("utf-8").splitlines():
            if not line.startswith("#"):
                word, _, payload = line.partition("\t")
                words[word] = payload
    return words

"""Load the data tables: the one place that reads ``mtcheck/data``; each row is checked, and a failure names file and line.

A folder is loaded as the mapping of its ``.tsv`` tables by name. Four kinds of file, told by their suffix:

- ``NAME.tsv``: comment lines ``# source: ...``, ``# licence: ...``, ``# version: ...`` first (all three required), then one
  line of column names, then the rows. The first column is ``key``; there is a column ``source``. Gives a ``Table``.
  A head line ``# keyed-by: COLUMN COLUMN`` makes the key of those columns instead; the source is then that of the head.
- ``NAME.toml``: gives the parsed object.
- ``NAME.words.gz``: gzipped lines ``word<TAB>payload``, same three comment lines first. Gives ``Words``, word to payload.
- ``NAME.npz``: arrays by name, of which ``source``, ``licence`` and ``version`` are texts. Gives a dict of the others.
"""

from __future__ import annotations

import gzip
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from mtcheck.core.errors import TableError

_HEAD = ("source", "licence", "version")
_WORDS_KEPT = 1 << 17


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row; ``row["column"]`` gives a cell, an absent last cell is empty."""

    key: str
    source: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Table:
    """Hold one TSV table: its name, its head (source, licence, version), its columns and its rows in file order."""

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


class Words(Mapping[str, str]):
    """Map words to payloads; a line is read when its word is first asked for, since a run asks for few of them.

    The lines stand in the order of their bytes. That is the order of their words too: nothing sorts before the tab.
    """

    def __init__(self, lines: list[bytes]) -> None:
        lines.sort()
        self._lines = lines
        self._asked: dict[str, str | None] = {}

    def get(self, word: str, default: Any = None) -> Any:
        """Return the payload of a word, or the default where the table has no such word."""
        asked = self._asked
        if word not in asked:
            if len(asked) >= _WORDS_KEPT:
                asked.clear()
            asked[word] = self._find(word)
        payload = asked[word]
        return default if payload is None else payload

    def __getitem__(self, word: str) -> str:
        payload: str | None = self.get(word)
        if payload is None:
            raise KeyError(word)
        return payload

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.get(word) is not None

    def __iter__(self) -> Iterator[str]:
        return (word for word, _ in self.pairs())

    def __len__(self) -> int:
        return len(self._lines)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield all words with their payloads; quicker than ``items``."""
        for line in b"\n".join(self._lines).decode("utf-8").split("\n") if self._lines else ():
            word, _, payload = line.partition("\t")
            yield word, payload

    def _find(self, word: str) -> str | None:
        key = word.encode("utf-8", "surrogatepass")  # the text that is checked may hold lone surrogates
        at = bisect_left(self._lines, key)
        found, _, payload = self._lines[at].partition(b"\t") if at < len(self._lines) else (b"", b"", b"")
        return payload.decode("utf-8") if found == key and key else None


@cache
def load(name: str, folder: Traversable | None = None) -> Any:
    """Return the table called ``name``, the package's or a folder's; TableError where there is none or where it is broken."""
    folder = folder or files("mtcheck") / "data"
    for suffix, parse in ((".tsv", _parse_tsv), (".toml", _parse_toml), (".words.gz", _parse_words), (".npz", _parse_arrays)):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return parse(name, path)
    if (folder / name).is_dir():
        return load_folder(name, folder / name)
    raise TableError(f"{folder}: no table {name!r} ({name}.tsv, {name}.toml, {name}.words.gz or {name}.npz)")


def load_folder(name: str, folder: Traversable) -> Mapping[str, Table]:
    """Return the ``.tsv`` tables of a folder by name, in the order of their names; messages call the folder ``name``."""
    stems = sorted(path.name.removesuffix(".tsv") for path in folder.iterdir() if path.name.endswith(".tsv"))
    return MappingProxyType({stem: _parse_tsv(f"{name}/{stem}", folder / f"{stem}.tsv") for stem in stems})


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
            rows.append(_row(name, number, line, columns, head))
    if not columns:
        raise TableError(f"{name}: no line of column names")
    keys = [row.key for row in rows]
    if len(set(keys)) < len(keys):
        twice = next(row for index, row in enumerate(rows) if row.key in keys[:index])
        raise TableError(f"{name}:{twice.line}: key {twice.key!r} is there twice")
    return Table(name, MappingProxyType(head), columns, tuple(rows))


def _check_head(name: str, number: int, head: Mapping[str, str], columns: tuple[str, ...]) -> None:
    missing = [label for label in _HEAD if not head.get(label)]
    if missing:
        raise TableError(f"{name}:{number}: the head lacks '# {missing[0]}: ...'")
    unknown = [column for column in head.get("keyed-by", "").split() if column not in columns]
    if unknown:
        raise TableError(
            f"{name}:{number}: '# keyed-by:' names {unknown[0]!r}, which is not a column; there are {', '.join(columns)}"
        )
    if "keyed-by" not in head and (columns[0] != "key" or "source" not in columns):
        raise TableError(f"{name}:{number}: the first column must be 'key' and one must be 'source', got {columns}")


def _row(name: str, number: int, line: str, columns: tuple[str, ...], head: Mapping[str, str]) -> Row:
    cells = line.split("\t")
    if len(cells) > len(columns):
        raise TableError(f"{name}:{number}: {len(cells)} cells for {len(columns)} columns")
    cells += [""] * (len(columns) - len(cells))
    named = dict(zip(columns, cells, strict=True))
    if "keyed-by" in head:
        key = " / ".join(filter(None, (named[column] for column in head["keyed-by"].split())))
        return Row(key, head["source"], number, MappingProxyType(named))
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


def _parse_words(name: str, path: Traversable) -> Words:
    with path.open("rb") as packed:
        lines = gzip.decompress(packed.read()).rstrip(b"\n").split(b"\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith(b"#")), len(lines))
    return Words(lines[first:])


def _parse_arrays(name: str, path: Traversable) -> dict[str, Any]:
    import numpy as np

    with path.open("rb") as packed, np.load(packed, allow_pickle=False) as held:
        missing = [label for label in _HEAD if label not in held]
        if missing:
            raise TableError(f"{name}.npz: there is no {missing[0]!r}")
        return {label: held[label] for label in held if label not in _HEAD}

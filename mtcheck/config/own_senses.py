"""Read the tables of senses that a project or a plug-in adds, laid over those of the package.

A folder (setting ``senses``) holds tables named ``LANGUAGE.tsv`` (ISO 639-1), and may hold ``classes.tsv``: classes of words of
its own. ``docs/senses.md`` describes the format. Another package brings a folder under the entry-point group
``mtcheck.senses``: the entry names the package, or sub-package, that the tables lie in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mtcheck import tables
from mtcheck.core.errors import ConfigError, TableError
from mtcheck.core.rule import Tables
from mtcheck.detectors.senses.rows import CLASSES, SIGNS, read_all
from mtcheck.lang.inflection import Inflections

ENTRY_POINT_GROUP = "mtcheck.senses"
_FOLDER = "senses"


@dataclass(frozen=True)
class OwnSenses:
    """Look tables up as another look-up does, with the tables of senses of these folders laid over the package's."""

    below: Tables
    folders: tuple[str, ...]

    def __call__(self, name: str) -> Any:
        """Return the table called ``name``."""
        folder, _, table = name.partition("/")
        if folder != _FOLDER:
            return self.below(name)
        return self._laid_over[table] if table else self._laid_over

    def __hash__(self) -> int:
        return hash((self.below, self.folders))

    @cached_property
    def digest(self) -> str:
        """Return a digest of the rows that were added, for the signature of a run."""
        rows = [sorted(row.cells.items()) for table in self._added for row in table[1]]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:10]

    @cached_property
    def _added(self) -> list[tuple[str, tables.Table]]:
        """Return the tables of the folders and plug-ins with the names under which they are known: ``es.own1``."""
        read = [_tables(folder, Path(folder)) for folder in self.folders] + [_of_plug_in(point) for point in _plug_ins()]
        return [
            (name if name == CLASSES else f"{name}.own{number}", table)
            for number, found in enumerate(read, 1)
            for name, table in found.items()
        ]

    @cached_property
    def _laid_over(self) -> Mapping[str, tables.Table]:
        made = dict(tables.load(_FOLDER))
        for name, table in self._added:
            made[name] = _joined(made[CLASSES], table) if name == CLASSES else table
        return MappingProxyType(made)


@cache
def own_senses(below: Tables, folders: tuple[str, ...]) -> Tables:
    """Return the look-up with the senses of the folders and the plug-ins; ConfigError names file and line of a mistake."""
    if not folders and not _plug_ins():
        return below
    own = OwnSenses(below, folders)
    try:
        read_all(own(_FOLDER), Inflections(own("lexicon"), own("inflections")))  # now, before the first article
    except TableError as error:
        raise ConfigError(f"{error}; correct the table, or the setting senses") from error
    return own


def digest_of(folders: tuple[str, ...]) -> str:
    """Return a digest of the senses that the folders and the plug-ins add; empty where there are none."""
    own = own_senses(tables.load, folders)
    return own.digest if isinstance(own, OwnSenses) else ""


@cache
def _plug_ins() -> tuple[EntryPoint, ...]:
    return tuple(sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name))


def _of_plug_in(point: EntryPoint) -> Mapping[str, tables.Table]:
    try:
        folder = files(point.value)
    except ModuleNotFoundError as error:
        raise ConfigError(f"plug-in {point.name!r}: its tables of senses cannot be read: {error}") from error
    return _tables(point.value, folder)


def _tables(name: str, folder: Traversable) -> Mapping[str, tables.Table]:
    if not folder.is_dir():
        raise ConfigError(f"{name}: no such folder of tables of senses; correct the setting senses")
    try:
        found = tables.load_folder(name, folder)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: a table of senses cannot be read: {error}") from error
    if not found or SIGNS in found:
        reason = f"{SIGNS}.tsv is the package's own" if found else "no table LANGUAGE.tsv in this folder"
        raise ConfigError(f"{name}: {reason}; correct the setting senses")
    return found


def _joined(table: tables.Table, other: tables.Table) -> tables.Table:
    """Return a table with the rows of another: a row of the same key takes the place of the first."""
    return replace(table, rows=tuple({**table.by_key, **other.by_key}.values()))

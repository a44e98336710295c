"""Add names that a reviewer called right to a project's own table of names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mtcheck.core.errors import ReadError
from mtcheck.output import write_text

_HEAD = "kind\ten\n"
_KIND, _NAME = "kind", "en"


def add(path: Path, wanted: Iterable[str]) -> list[str]:
    """Put names into the table as persons, and return those that it had not; ReadError where it is no such table."""
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"the table of names cannot be read: {error}") from error
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    columns = [cell.strip() for cell in rows[0]] if rows else []
    if _KIND not in columns or _NAME not in columns:
        raise ReadError(str(path), "is no table of names: a first line with the columns kind and en is wanted")
    place = columns.index(_NAME)
    known = {row[place].strip() for row in rows[1:] if len(row) > place}
    fresh = [name for name in (" ".join(each.split()) for each in wanted) if name and name not in known and name.isprintable()]
    if fresh:
        cells = [["person" if column == _KIND else name if column == _NAME else "" for column in columns] for name in fresh]
        lines = ["\t".join(row).rstrip("\t") for row in cells]
        write_text(path, (text if text.endswith("\n") else f"{text}\n") + "".join(f"{line}\n" for line in lines))
    return fresh

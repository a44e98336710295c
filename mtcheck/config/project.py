"""Name files as the project knows them: relative to its root, with slashes; and match them against patterns."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path


def project_path(path: str, root: Path) -> str:
    """Return the file's path relative to the root, links resolved; the full path where it lies elsewhere, ``-`` as it is."""
    if path == "-":
        return path
    full, top = os.path.realpath(path), os.path.realpath(root)
    inside = full.startswith(top.rstrip(os.sep) + os.sep)
    return (os.path.relpath(full, top) if inside else full).replace(os.sep, "/")


def matches(pattern: str, path: str) -> bool:
    """Tell whether a project path fits a pattern: ``*`` and ``?`` stay inside a folder, ``**`` goes through folders.

    A pattern that names a folder covers everything under it.
    """
    return bool(_expression(pattern).fullmatch(path))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = [part for part in pattern.replace("\\", "/").split("/") if part not in ("", ".")]
    pieces = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            pieces.append(".*" if last else "(?:[^/]+/)*")
        else:
            pieces.append(_part(part) + ("(?:/.*)?" if last else "/"))
    return re.compile("".join(pieces), re.DOTALL)


def _part(part: str) -> str:
    found = re.split(r"(\*+|\?)", part)
    return "".join("[^/]*" if piece.startswith("*") else "[^/]" if piece == "?" else re.escape(piece) for piece in found)

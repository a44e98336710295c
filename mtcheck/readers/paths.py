"""Expand what the user names on the command line - files, folders, globs, ``-`` - to a list of files."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mtcheck.core.errors import ReadError
from mtcheck.readers.files import COMPRESSIONS

_PLAIN_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
BILINGUAL: Mapping[str, str] = {".xlf": "xliff", ".xliff": "xliff", ".tmx": "tmx", ".po": "po", ".tsv": "tsv"}
"""The suffixes of files that hold source and translation."""

SUFFIXES: Mapping[str, str] = {**_PLAIN_SUFFIXES, **BILINGUAL} | {
    suffix + packed: kind for suffix, kind in _PLAIN_SUFFIXES.items() if kind != "docx" for packed in COMPRESSIONS
}
"""The suffixes that are looked for in folders, and the format each stands for."""

_ENDS = tuple(SUFFIXES)
_MAGIC = re.compile(r"[*?\[]")
_DEEPEST = 256  # folders; deeper than any tree of articles


def format_of(path: str) -> str | None:
    """Return the format that the suffix of a path stands for; None for an unknown one."""
    name = os.path.basename(path).lower()
    ends = [suffix for suffix in _ENDS if name.endswith(suffix)]
    return SUFFIXES[max(ends, key=len)] if ends else None


def expand(paths: Sequence[str], *, apart: Iterable[str] = ()) -> Iterator[str | ReadError]:
    """Yield each file once, in the order named, those of a folder or glob sorted; an error where a name leads to nothing.

    Files ``apart`` (tables of names, say) are no articles: they are left out.
    """
    seen = {os.path.realpath(path) for path in apart}
    for path in paths:
        for found in _expand_one(path):
            if isinstance(found, ReadError):
                yield found
                continue
            real = found if found == "-" else os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield found


def _expand_one(path: str) -> Iterator[str | ReadError]:
    if path == "-":
        yield path
    elif "\0" in path or not path:
        yield ReadError(path, "no such file or folder", code="missing")
    elif os.path.isdir(path):
        yield from _folder(path)
    elif os.path.lexists(path):
        yield path if os.path.exists(path) else ReadError(path, "a link that leads nowhere", code="missing")
    elif _MAGIC.search(path):
        yield from _glob(path)
    else:
        yield ReadError(path, "no such file or folder", code="missing")


def _folder(path: str) -> Iterator[str | ReadError]:
    anything = False
    for found in _walk(path):
        if isinstance(found, ReadError) or format_of(found):
            anything = True
            yield found
    if not anything:
        known = ", ".join((*_PLAIN_SUFFIXES, *BILINGUAL))
        yield ReadError(path, f"no articles in this folder (looked for {known})", code="no-articles")


def _walk(top: str) -> Iterator[str | ReadError]:
    """Yield the files under a folder in sorted order, without hidden ones; no folder is entered twice, however linked."""
    entered: set[str] = set()
    stack: list[tuple[str, int]] = [(top, 0)]
    while stack:
        path, depth = stack.pop()
        if not os.path.isdir(path):
            if os.path.isfile(path):
                yield path
            elif os.path.islink(path) and format_of(path):
                yield ReadError(path, "a link that leads nowhere", code="missing")
            continue
        real = os.path.realpath(path)
        if real in entered or depth > _DEEPEST:
            continue
        entered.add(real)
        try:
            names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
        except OSError as error:
            yield ReadError(path, f"the folder cannot be read: {error.strerror}", code="permission")
            continue
        stack.extend((os.path.join(path, name), depth + 1) for name in names)


def _glob(pattern: str) -> Iterator[str | ReadError]:
    """Yield what a pattern matches; a bare ``*`` at its end takes known suffixes only, as a folder does."""
    last = re.split(r"[/\\]" if os.sep == "\\" else "/", pattern.rstrip("/"))[-1]
    matches = _deep_glob(pattern) if "**" in pattern else iter(sorted(glob.glob(pattern)))
    anything = False
    for match in matches:
        folder = not isinstance(match, ReadError) and os.path.isdir(match)
        inside = _walk(match) if isinstance(match, str) and folder else iter((match,))
        for found in inside:
            if isinstance(found, str) and (folder or last in ("*", "**")) and not format_of(found):
                continue
            anything = True
            yield found
    if not anything:
        yield ReadError(pattern, "no article matches this pattern", code="no-match")


def _deep_glob(pattern: str) -> Iterator[str | ReadError]:
    """Match a pattern with ``**`` against the walk of its fixed beginning; glob's own would run round in linked folders."""
    parts = pattern.rstrip("/").split("/")
    fixed = next(index for index, part in enumerate(parts) if _MAGIC.search(part))
    base = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else "")
    expression = "".join(
        ("(?:[^/]+/)*" if index < len(parts) - 1 else ".*")
        if part == "**"
        else _part(part) + ("/" if index < len(parts) - 1 else "")
        for index, part in enumerate(parts[fixed:], fixed)
    )
    try:
        matches = re.compile(expression).fullmatch
    except re.error as error:
        yield ReadError(pattern, f"this pattern cannot be read: {error}", code="no-match")
        return
    for found in _walk(base or "."):
        path = found.path if isinstance(found, ReadError) else found
        relative = os.path.relpath(path, base or ".").replace(os.sep, "/")
        if isinstance(found, ReadError):
            if found.code == "permission" or matches(relative):
                yield found
        elif matches(relative):
            yield found if base else relative


def _part(part: str) -> str:
    """Translate one path part of a pattern to a regular expression; hidden names need a dot of their own."""
    pieces = re.split(r"(\*+|\?|\[[!^]?\]?[^\]]*\])", part)
    expression = "" if part.startswith(".") else r"(?!\.)"
    for piece in pieces:
        if piece.startswith("*"):
            expression += "[^/]*"
        elif piece == "?":
            expression += "[^/]"
        elif piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
            negated = piece[1] in "!^"
            inside = piece[2 if negated else 1 : -1].replace("\\", r"\\").replace("[", r"\[").replace("]", r"\]")
            expression += f"[{'^' if negated else ''}{inside}]"
        else:
            expression += re.escape(piece)
    return expression

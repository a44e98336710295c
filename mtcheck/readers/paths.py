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


def expand(paths: Sequence[str], *, apart: Iterable[str] = (), follow_links: bool = False) -> Iterator[str | ReadError]:
    """Yield each file once, in the order named, those of a folder or glob sorted; an error where a name leads to nothing.

    Files ``apart`` (tables of names, say) are no articles: they are left out. A link that leads out of the folders named is
    passed over with a warning, unless ``follow_links`` asks for it: what a folder holds is not always written by whoever
    runs the check. A link that is itself named is followed.
    """
    seen = {os.path.realpath(path) for path in apart}
    roots = None if follow_links else _Roots(paths)
    for path in paths:
        for found in _expand_one(path, roots):
            if isinstance(found, ReadError) and found.level == "error":
                yield found
                continue
            real = _place(found)
            if real not in seen:
                seen.add(real)
                yield found


def _place(found: str | ReadError) -> str:
    """Return what a file, or a link that is not followed, is known by."""
    if isinstance(found, ReadError):
        folder, name = os.path.split(found.path)
        return os.path.join(os.path.realpath(folder), name)
    return found if found == "-" else os.path.realpath(found)


class _Roots:
    """The folders that a run was asked to read, links resolved."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._tops: set[str] = set()
        for path in paths:
            folder = path
            if "\0" in path or not os.path.isdir(path):
                if os.path.lexists(path.replace("\0", "")) or not _MAGIC.search(path):
                    continue
                folder = _fixed(path)[0] or "."
            self._tops.add(os.path.join(os.path.realpath(folder), ""))

    def lead_out(self, path: str) -> ReadError | None:
        """Return the warning for a path that leads out of all of them."""
        real = os.path.realpath(path)
        if any(real.startswith(top) or os.path.join(real, "") == top for top in self._tops):
            return None
        reason = f"a link that leads out of the folder, to {real}; not read (name it, or say --follow-links)"
        return ReadError(path, reason, code="link-out", level="warning")


def _expand_one(path: str, roots: _Roots | None) -> Iterator[str | ReadError]:
    if path == "-":
        yield path
    elif "\0" in path or not path:
        yield ReadError(path, "no such file or folder", code="missing")
    elif os.path.isdir(path):
        yield from _folder(path, roots)
    elif os.path.lexists(path):
        yield path if os.path.exists(path) else ReadError(path, "a link to a file that does not exist", code="missing")
    elif _MAGIC.search(path):
        yield from _glob(path, roots)
    else:
        yield ReadError(path, "no such file or folder", code="missing")


def _folder(path: str, roots: _Roots | None) -> Iterator[str | ReadError]:
    anything = False
    for found in _walk(path, roots):
        if isinstance(found, ReadError) or format_of(found):
            anything = anything or not _is_warning(found)
            yield found
    if not anything:
        known = ", ".join((*_PLAIN_SUFFIXES, *BILINGUAL))
        yield ReadError(path, f"no articles in this folder (looked for {known})", code="no-articles")


def _is_of_no_matter(found: str | ReadError) -> bool:
    """Tell whether a file that was not named in full is no article, or a link to none."""
    if isinstance(found, ReadError):
        return found.code == "link-out" and not os.path.isdir(found.path) and not format_of(found.path)
    return not format_of(found)


def _is_warning(found: str | ReadError) -> bool:
    return isinstance(found, ReadError) and found.level == "warning"


def _walk(top: str, roots: _Roots | None) -> Iterator[str | ReadError]:
    """Yield the files under a folder in sorted order, without hidden ones; no folder is entered twice, however linked."""
    entered: set[str] = set()
    stack: list[tuple[str, int]] = [(top, 0)]
    while stack:
        path, depth = stack.pop()
        if roots and depth and (warning := _link_out(path, roots)):
            yield warning
            continue
        if not os.path.isdir(path):
            if os.path.isfile(path):
                yield path
            elif os.path.islink(path) and format_of(path):
                yield ReadError(path, "a link to a file that does not exist", code="missing")
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


def _link_out(path: str, roots: _Roots) -> ReadError | None:
    """Return the warning for a link to a folder or an article that leads out of the folders named."""
    matters = os.path.islink(path) and os.path.exists(path) and (os.path.isdir(path) or format_of(path))
    return roots.lead_out(path) if matters else None


def _glob(pattern: str, roots: _Roots | None) -> Iterator[str | ReadError]:
    """Yield what a pattern matches; a bare ``*`` at its end takes known suffixes only, as a folder does."""
    last = re.split(r"[/\\]" if os.sep == "\\" else "/", pattern.rstrip("/"))[-1]
    matches = _deep_glob(pattern, roots) if "**" in pattern else iter(sorted(glob.glob(pattern)))
    anything = False
    for match in matches:
        folder = not isinstance(match, ReadError) and os.path.isdir(match)
        inside = _inside(match, roots) if isinstance(match, str) else iter((match,))
        for found in inside:
            if (folder or last in ("*", "**")) and _is_of_no_matter(found):
                continue
            anything = anything or not _is_warning(found)
            yield found
    if not anything:
        yield ReadError(pattern, "no article matches this pattern", code="no-match")


def _inside(match: str, roots: _Roots | None) -> Iterator[str | ReadError]:
    """Yield a file that matched, or what lies under a folder that did."""
    warning = roots.lead_out(match) if roots and os.path.exists(match) else None
    if warning:
        yield warning
    elif os.path.isdir(match):
        yield from _walk(match, roots)
    else:
        yield match


def _fixed(pattern: str) -> tuple[str, list[str]]:
    """Cut a pattern into the folder that its fixed beginning names and the parts after it."""
    parts = pattern.rstrip("/").split("/")
    fixed = next((index for index, part in enumerate(parts) if _MAGIC.search(part)), len(parts) - 1)
    return "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ""), parts[fixed:]


def _deep_glob(pattern: str, roots: _Roots | None) -> Iterator[str | ReadError]:
    """Match a pattern with ``**`` against the walk of its fixed beginning; glob's own would run round in linked folders."""
    base, parts = _fixed(pattern)
    expression = "".join(
        ("(?:[^/]+/)*" if index < len(parts) - 1 else ".*")
        if part == "**"
        else _part(part) + ("/" if index < len(parts) - 1 else "")
        for index, part in enumerate(parts)
    )
    try:
        matches = re.compile(expression).fullmatch
    except re.error as error:
        yield ReadError(pattern, f"this pattern cannot be read: {error}", code="no-match")
        return
    for found in _walk(base or ".", roots):
        path = found.path if isinstance(found, ReadError) else found
        relative = os.path.relpath(path, base or ".").replace(os.sep, "/")
        if isinstance(found, ReadError):
            if found.code in ("permission", "link-out") or matches(relative):
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

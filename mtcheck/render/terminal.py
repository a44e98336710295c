"""Lay text out for a terminal: lines of a given width, measured in cells, with styles that never cross a line."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator

import click

PLAIN_WIDTH = 100  # of what goes into a file or a pipe
_NARROWEST, _WIDEST = 60, 120
_BEGIN, _END = "\ue000", "\ue001"  # private use: ``visible`` leaves none of them in any text


def columns() -> int:
    """Return the width to write for: that of the terminal, or of COLUMNS where it is set."""
    return min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns))


def colour() -> bool | None:
    """Return what ``click.echo`` wants to know: False where NO_COLOR is set, else let it look at the stream."""
    return False if os.environ.get("NO_COLOR") else None


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: wide characters two, combining ones none."""
    return sum(map(_cells, click.unstyle(text)))


def _cells(char: str) -> int:
    if char in (_BEGIN, _END) or unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def strong(text: str) -> str:
    """Return the text so that ``wrapped`` sets it bold."""
    return f"{_BEGIN}{text}{_END}"


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> Iterator[str]:
    """Yield the lines of a text; ``first`` stands before the first line, ``rest`` before the others.

    Lines are cut at spaces, a word that is wider than a line inside the word.
    """
    lead, line, used = first, "", 0
    for space, word in _words(text, max(1, width - max(cells(first), cells(rest)))):
        size = cells(word)
        if line and cells(lead) + used + len(space) + size > width:
            yield lead + line
            lead, line, used = rest, word, size
        else:
            line, used = (line + space + word, used + len(space) + size) if line else (word, size)
    yield lead + line


def styled(lines: Iterator[str]) -> Iterator[str]:
    """Turn what ``strong`` marked bold, line by line."""
    inside = False
    for line in lines:
        begun = _BEGIN + line if inside else line
        inside = begun.rfind(_BEGIN) > begun.rfind(_END)
        closed = begun + _END if inside else begun
        yield closed.replace(_BEGIN, "\x1b[1m").replace(_END, "\x1b[0m")


def _words(text: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield each word with the spaces before it; one of more than ``most`` cells in pieces."""
    for space, word in re.findall(r"( *)([^ ]+)", text):
        while cells(word) > most:
            at = _cut(word, most)
            yield space, word[:at]
            space, word = "", word[at:]
        yield space, word


def _cut(word: str, most: int) -> int:
    used = 0
    for at, char in enumerate(word):
        used += _cells(char)
        if used > most:
            return max(1, at)
    return len(word)


def shortened(text: str, width: int) -> str:
    """Return the text in at most ``width`` cells; the end, which tells files apart, is kept."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[1:]
    return f"…{text}"


def paint(text: str, colour_name: str, *, bold: bool = False) -> str:
    """Return the text in a colour; ``click.echo`` takes it out where it does not belong."""
    return click.style(text, fg=colour_name, bold=bold or None)

"""Define places in the file, in the units of every output."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Hold a place in the file, 1-based; the column in code points, UTF-16 units and UTF-8 bytes: tools count differently."""

    line: int
    column: int
    column_utf16: int
    column_utf8: int


@dataclass(frozen=True, slots=True)
class Region:
    """Hold a half-open stretch of the file, markup included: ``end`` is the place after the last character."""

    start: Place
    end: Place

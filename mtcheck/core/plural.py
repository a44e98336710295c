"""Write numbers of things as people do: one suspect, two suspects."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """Return the number with its noun: ``1 article``, ``2 articles``; the last word of ``noun`` takes the ending."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"

"""Measure how the time of a piece of work grows with its input, so that a quadratic step is seen however quick it is.

The input grows fourfold until the work takes long enough to be measured well. A step that is linear, or n log n, takes some
four times as long each time, a quadratic one sixteen times; the limit lies between the two. So the check needs no guess at
how fast the machine is, and a slow quadratic step is found at a small size, before it can take minutes.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

from mtcheck.core.document import Document
from mtcheck.readers.plain import from_string

STEP = 4
LIMIT = 9.0  # times as long for a step; 4 where it grows linearly, 16 where quadratically
ENOUGH = 0.25  # seconds: longer work need not grow on
_MEASURABLE = 0.02  # seconds: below, what else the processor does weighs too much
_RUNS = 2  # the shorter counts: what else the machine does only adds
_SMALLEST, _LARGEST = 500, 500_000  # characters

T = TypeVar("T")


class GrowthError(AssertionError):
    """The time grows faster than n log n."""


def check_growth(work: Callable[[T], object], make: Callable[[int], T], *, largest: int = _LARGEST) -> None:
    """Raise GrowthError where the work on ``make(size)`` takes longer than its size explains."""
    size, before = _SMALLEST, 0.0
    seen: list[str] = []
    while size <= largest:
        taken = _seconds(work, make, size)
        seen.append(f"{size:,}: {taken:.4f} s")
        if before and taken > _MEASURABLE and taken > LIMIT * max(before, _MEASURABLE / LIMIT):
            taken = min(taken, _seconds(work, make, size))  # once more, before anybody is blamed
            if taken > LIMIT * max(before, _MEASURABLE / LIMIT):
                raise GrowthError(f"{STEP} times the size takes {taken / before:.1f} times as long: {'; '.join(seen)}")
        if taken > ENOUGH:
            return
        size, before = size * STEP, taken


def check_text_growth(work: Callable[[Document], object], text: str, *, largest: int = _LARGEST) -> None:
    """Check the growth over a text that is repeated."""

    def make(size: int) -> Document:
        doc = from_string(text * max(1, size // len(text)))
        assert doc.folded is not None  # made when first asked for, which is none of the work's time
        return doc

    check_growth(work, make, largest=largest)


def _seconds(work: Callable[[T], object], make: Callable[[int], T], size: int) -> float:
    best = float("inf")
    for _ in range(_RUNS):
        given = make(size)
        gc.collect()
        gc.disable()  # its passes over all objects come at random
        try:
            start = time.process_time()
            work(given)
            best = min(best, time.process_time() - start)
        finally:
            gc.enable()
        if best > ENOUGH:
            break
    return best

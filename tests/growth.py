"""Measure how the time of a piece of work grows with the text, so that a quadratic rule is seen."""

from __future__ import annotations

import time
from collections.abc import Callable

from mtcheck.core.document import Document
from mtcheck.readers.plain import from_string

_RUNS = 3  # the shortest of them counts: what else the machine does only adds


def seconds(work: Callable[[Document], object], text: str) -> float:
    """Return the seconds of processor time that the work takes on a text, read anew each time."""
    return min(_once(work, from_string(text)) for _ in range(_RUNS))


def _once(work: Callable[[Document], object], doc: Document) -> float:
    assert doc.folded is not None  # made when first asked for, which is none of the work's time
    start = time.process_time()
    work(doc)
    return time.process_time() - start

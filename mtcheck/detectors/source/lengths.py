"""Find blocks whose length is out of proportion to that of their source, compared with the rest of the article."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding, Measure
from mtcheck.detectors.source import rules

_BLOCKS = 8
_SHORTEST = 25  # characters of the source, weighted by how dense its writing is
_TIMES = 2.2
_DENSE = 3.0  # an ideograph or a syllable says about as much as three letters


def find(doc: Document) -> Iterator[Finding]:
    """Yield whole blocks that are far too short or too long."""
    sizes = {number: _size(source) for number, source in enumerate(doc.sources) if source.strip()}
    ratios = {number: math.log(len(doc.of(doc.blocks[number])) / size) for number, size in sizes.items() if size >= _SHORTEST}
    if len(ratios) < _BLOCKS:
        return
    middle = median(ratios.values())
    for number, ratio in ratios.items():
        times = math.exp(abs(ratio - middle))
        if times >= _TIMES:
            how = "longer" if ratio > middle else "shorter"
            evidence = (Measure(f"times {how} than usual here", round(times, 2), "", _TIMES),)
            message = f"{times:.1f} times {how} than the article's other blocks are, measured by their sources"
            yield Finding(rules.LENGTH.id, doc.blocks[number].span, min(1.0, times / 5), message, evidence)


def _size(source: str) -> float:
    return sum(_DENSE if ord(char) >= 0x2E80 else 1.0 for char in source.strip())

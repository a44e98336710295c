"""Find the passages of an article that read like machine translation, or like spun text.

An article may be clean but for a paragraph, and averages over all of it would hide that. Windows of whole sentences, about
``WORDS`` words long and overlapping by half, are judged as articles are (``article_probability``). Who looks at many windows
finds one by chance: the log-odds of each are lowered by the logarithm of the number of windows that do not overlap, which
shares out the prior odds of the article (Bonferroni's correction). Neighbouring windows of one kind are joined.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from mtcheck.core.document import Document
from mtcheck.core.odds import logistic, logit
from mtcheck.core.signals import Passage
from mtcheck.core.span import Span
from mtcheck.signals.article_probability import KINDS, Sentences, indicate

WORDS = 150
LEAST = 60  # words: what is left at the end is judged with what stands before it
SHOWN_FROM = 0.5
_MOST = 0.999


def passages(doc: Document, found: Sentences, table: Mapping[str, Any], *, trust: Mapping[str, float]) -> tuple[Passage, ...]:
    """Return the passages that are more likely than not of a kind, in order, their probabilities corrected."""
    windows = list(_windows(found))
    times = math.log(max(1.0, float(found.sizes.sum()) / WORDS))
    out: list[Passage] = []
    for kind in KINDS:
        for start, stop in windows:
            part = found.part(start, stop)
            raw = indicate(part, table[kind], trust=trust.get(kind, 1.0)).probability
            probability = float(logistic(logit(np.array([min(raw, _MOST)])) - times)[0])
            if probability < SHOWN_FROM:
                continue
            span = Span(doc.sentences[found.numbers[start]].span.start, doc.sentences[found.numbers[stop - 1]].span.end)
            before = out[-1] if out and out[-1].kind == kind else None
            if before is not None and span.start <= before.span.end + 2:
                span, probability = Span(before.span.start, span.end), max(before.probability, probability)
                out.pop()
            out.append(Passage(span, kind, round(probability, 3)))
    return tuple(sorted(out, key=lambda passage: (passage.span, passage.kind)))


def _windows(found: Sentences) -> Iterator[tuple[int, int]]:
    """Yield first and past-the-last sentences of windows of about ``WORDS`` words, each begun half-way through the last."""
    ends = np.cumsum(found.sizes)
    total = float(ends[-1])
    start = 0
    while True:
        before = float(ends[start - 1]) if start else 0.0
        stop = int(np.searchsorted(ends, before + WORDS)) + 1
        if total - float(ends[min(stop, len(ends)) - 1]) < LEAST:
            stop = len(ends)
        yield start, stop
        if stop == len(ends):
            return
        start = max(start + 1, int(np.searchsorted(ends, before + WORDS / 2)) + 1)

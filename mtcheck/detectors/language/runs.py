"""Gather faulty words that stand together: people mark phrases, and a repair concerns a phrase."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.signals import WordSignals
from mtcheck.lang.wording import unchosen

# A run begins where the probability reaches the high mark and goes on while it stays above the low one.
HIGH, LOW = 0.4, 0.35
_SKIPPED = ("code", "chrome")
_LONGEST = 8  # words: what is longer is a bad sentence, and no place


def runs(doc: Document, signals: WordSignals) -> Iterator[list[int]]:
    """Yield runs of token indexes of one sentence that may be faulty, with at least one word that is likely to be."""
    fixed = unchosen(doc)
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind in _SKIPPED:
            continue
        run: list[int] = []
        for index in (*sent.tokens, -1):
            if index >= 0 and _goes_on(doc, signals, index, run):
                run.append(index)
                continue
            yield from _cut(run, signals, fixed)
            run = [index] if index >= 0 and _goes_on(doc, signals, index, []) else []


def _goes_on(doc: Document, signals: WordSignals, index: int, run: list[int]) -> bool:
    value = signals.faulty[index]
    if value is None or value < LOW or doc.tokens[index].kind == "punct":
        return False
    return not run or _alike(signals, run[-1], index)


def _alike(signals: WordSignals, before: int, index: int) -> bool:
    """Tell whether neighbours show one fault: where both are surely faulty and of other kinds, they are two."""
    if min(signals.faulty[before] or 0.0, signals.faulty[index] or 0.0) < HIGH:
        return True
    kinds = [signals.faults[token].kinds[0] for token in (before, index)]
    return kinds[0][0] == kinds[1][0] or min(share for _, share in kinds) < 0.5


def _cut(run: list[int], signals: WordSignals, fixed: frozenset[int]) -> Iterator[list[int]]:
    """Yield the run, or its parts where it is overlong, if a word of it is likely to be faulty."""
    if len(run) > _LONGEST:
        weakest = min(range(1, len(run) - 1), key=lambda at: signals.faulty[run[at]] or 0.0)
        yield from _cut(run[:weakest], signals, fixed)
        yield from _cut(run[weakest + 1 :], signals, fixed)
    elif any((signals.faulty[index] or 0.0) >= HIGH for index in run if index not in fixed):
        yield run

"""Compute the figures that word tags, spans and labels are judged by; plain Python, so that a user can check each by hand."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

Group = tuple[Sequence[int], Sequence[float]]  # gold tags (0 or 1) and scores of one segment


def mcc(gold: Sequence[int], scores: Sequence[float], threshold: float) -> float:
    """Return Matthews' correlation of ``score > threshold`` with the gold; 0.0 where a margin is empty."""
    tp, fp, tn, fn = _confusion(gold, scores, threshold)
    below = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return (tp * tn - fp * fn) / below if below else 0.0


def f1(gold: Sequence[int], scores: Sequence[float], threshold: float) -> float:
    """Return F1 of the marked class at ``score > threshold``."""
    tp, fp, _, fn = _confusion(gold, scores, threshold)
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def _confusion(gold: Sequence[int], scores: Sequence[float], threshold: float) -> tuple[int, int, int, int]:
    tp = fp = tn = fn = 0
    for is_bad, score in zip(gold, scores, strict=True):
        if score > threshold:
            tp, fp = (tp + 1, fp) if is_bad else (tp, fp + 1)
        else:
            tn, fn = (tn, fn + 1) if is_bad else (tn + 1, fn)
    return tp, fp, tn, fn


def average_precision(gold: Sequence[int], scores: Sequence[float]) -> float:
    """Return the mean of the precisions at each marked item, by falling score; 0.0 where nothing is marked."""
    order = sorted(range(len(gold)), key=lambda index: -scores[index])
    found = 0
    total = 0.0
    for rank, index in enumerate(order, 1):
        if gold[index]:
            found += 1
            total += found / rank
    return total / found if found else 0.0


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a positive scores above a negative (ties count half); None where either is empty."""
    if not positive or not negative:
        return None
    wins = sum((one > other) + 0.5 * (one == other) for one in positive for other in negative)
    return wins / (len(positive) * len(negative))


def crossfit(groups: Sequence[Group], *, seed: int = 7) -> tuple[float, float]:
    """Return MCC and F1 with the threshold chosen on one half of the segments and used on the other, averaged."""
    order = list(range(len(groups)))
    random.Random(seed).shuffle(order)
    half = len(order) // 2
    found = []
    for chosen, used in ((order[:half], order[half:]), (order[half:], order[:half])):
        fit, use = _joined(groups, chosen), _joined(groups, used)
        best = max((step / 50 for step in range(1, 50)), key=lambda threshold: mcc(*fit, threshold))
        found.append((mcc(*use, best), f1(*use, best)))
    return sum(pair[0] for pair in found) / 2, sum(pair[1] for pair in found) / 2


def _joined(groups: Sequence[Group], chosen: Sequence[int]) -> tuple[list[int], list[float]]:
    return [tag for i in chosen for tag in groups[i][0]], [score for i in chosen for score in groups[i][1]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Be one row of a reliability table: how sure the suspects were on average, and what share was right."""

    low: float
    high: float
    count: int
    stated: float
    observed: float


def reliability(stated: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Return the reliability table over equal bins of the stated probability; empty bins are left out."""
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [i for i, p in enumerate(stated) if low <= p < high or (p == 1.0 and number == bins - 1)]
        if inside:
            mean = sum(stated[i] for i in inside) / len(inside)
            rows.append(Bin(low, high, len(inside), mean, sum(right[i] for i in inside) / len(inside)))
    return rows


@dataclass(slots=True)
class SpanMatch:
    """Count span matches with partial credit, micro-averaged: a span earns the share of its characters that is matched.

    Each span is matched with the span of the other side that overlaps it most; precision is the credit of the suspects over
    their number, recall that of the gold spans over theirs. (Soft span matching with one-sided credit.)
    """

    gold: int = 0
    suspects: int = 0
    gold_credit: float = 0.0
    suspect_credit: float = 0.0

    def add(self, gold: Sequence[tuple[int, int]], suspects: Sequence[tuple[int, int]]) -> None:
        """Count one segment."""
        self.gold += len(gold)
        self.suspects += len(suspects)
        self.gold_credit += sum(_best_share(span, suspects) for span in gold)
        self.suspect_credit += sum(_best_share(span, gold) for span in suspects)

    @property
    def f1(self) -> float:
        """Give the harmonic mean of soft precision and soft recall."""
        precision = self.suspect_credit / self.suspects if self.suspects else 0.0
        recall = self.gold_credit / self.gold if self.gold else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _best_share(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> float:
    length = max(1, span[1] - span[0])
    return max((max(0, min(span[1], end) - max(span[0], start)) / length for start, end in others), default=0.0)

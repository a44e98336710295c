"""Compute the figures that word tags, spans and labels are judged by; plain Python, so that a user can check each by hand."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

Range = tuple[int, int]  # half-open
Group = tuple[Sequence[int], Sequence[float]]  # gold tags (0 or 1) and scores of one segment

THRESHOLDS = tuple(step / 50 for step in range(1, 50))


def mcc(gold: Sequence[int], scores: Sequence[float], threshold: float) -> float:
    """Return Matthews' correlation of ``score > threshold`` with the gold; 0.0 where a margin is empty."""
    return _correlation(*_confusion(gold, scores, threshold))


def _correlation(tp: int, fp: int, tn: int, fn: int) -> float:
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
    """Return the precision averaged over the marked items, by falling score; 0.0 where nothing is marked.

    Items of equal score come in together: all of them have the precision at the last one, whatever their order.
    """
    order = sorted(range(len(gold)), key=lambda index: -scores[index])
    found = rank = 0
    total = 0.0
    for _, tied in groupby(order, key=lambda index: scores[index]):
        marked = [bool(gold[index]) for index in tied]
        found, rank = found + sum(marked), rank + len(marked)
        total += sum(marked) * found / rank
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
        best = best_threshold([groups[index] for index in chosen])
        gold = [tag for index in used for tag in groups[index][0]]
        scores = [score for index in used for score in groups[index][1]]
        found.append((mcc(gold, scores, best), f1(gold, scores, best)))
    return sum(pair[0] for pair in found) / 2, sum(pair[1] for pair in found) / 2


def best_threshold(groups: Sequence[Group]) -> float:
    """Return the fiftieth between 0 and 1 at which the MCC is highest, the lowest one of several."""
    bad, good = [0] * (len(THRESHOLDS) + 1), [0] * (len(THRESHOLDS) + 1)
    for tags, scores in groups:
        for is_bad, score in zip(tags, scores, strict=True):
            (bad if is_bad else good)[bisect_left(THRESHOLDS, score)] += 1
    best, highest = THRESHOLDS[0], -math.inf
    fn = tn = 0
    for step, threshold in enumerate(THRESHOLDS):
        fn, tn = fn + bad[step], tn + good[step]
        value = _correlation(sum(bad) - fn, sum(good) - tn, tn, fn)
        if value > highest:
            best, highest = threshold, value
    return best


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold one row of a reliability table: how sure the suspects were on average, and what share was right."""

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


class Cover:
    """Hold the union of spans as sorted, disjoint ranges."""

    def __init__(self, spans: Iterable[Range]) -> None:
        self.ranges: list[Range] = []
        for start, end in sorted(spans):
            if self.ranges and start <= self.ranges[-1][1]:
                self.ranges[-1] = (self.ranges[-1][0], max(self.ranges[-1][1], end))
            else:
                self.ranges.append((start, end))

    @property
    def size(self) -> int:
        """Return the number of characters."""
        return sum(end - start for start, end in self.ranges)

    def shared(self, span: Range) -> int:
        """Return how many characters of a span lie inside."""
        return sum(overlap(span, other) for other in self.ranges)

    def common(self, other: Cover) -> int:
        """Return how many characters lie in both."""
        return sum(self.shared(span) for span in other.ranges)


def overlap(one: Range, other: Range) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


@dataclass(slots=True)
class SpanMatch:
    """Count span matches with partial overlap and partial credit, micro-averaged (arXiv 2603.19921), and characters.

    Spans are matched one to one, so that the matched pairs agree best. A matched suspect earns the share of its characters
    that lies in its gold span, a matched gold span the share that lies in its suspect; precision is the credit of all
    suspects over their number, recall that of all gold spans over theirs. Characters are counted one by one beside.
    """

    gold: int = 0
    suspects: int = 0
    gold_credit: float = 0.0
    suspect_credit: float = 0.0
    gold_chars: int = 0
    suspect_chars: int = 0
    shared_chars: int = 0

    def add(self, gold: Sequence[Range], suspects: Sequence[Range]) -> None:
        """Count one segment, as one rater marked it."""
        self.gold += len(gold)
        self.suspects += len(suspects)
        for one, other in match_spans(gold, suspects):
            shared = overlap(one, other)
            self.gold_credit += shared / (one[1] - one[0])
            self.suspect_credit += shared / (other[1] - other[0])
        in_gold, in_suspects = Cover(gold), Cover(suspects)
        self.gold_chars += in_gold.size
        self.suspect_chars += in_suspects.size
        self.shared_chars += in_gold.common(in_suspects)

    @property
    def precision(self) -> float | None:
        """Return the mean credit of the suspects."""
        return self.suspect_credit / self.suspects if self.suspects else None

    @property
    def recall(self) -> float | None:
        """Return the mean credit of the gold spans."""
        return self.gold_credit / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall; None where either side is empty."""
        precision, recall = self.precision, self.recall
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def char_f1(self) -> float | None:
        """Return the harmonic mean of character precision and recall; None where nothing is marked on either side."""
        both = self.gold_chars + self.suspect_chars
        return 2 * self.shared_chars / both if both else None


def match_spans(gold: Sequence[Range], suspects: Sequence[Range]) -> list[tuple[Range, Range]]:
    """Return the one-to-one matching, in the order of the text, whose pairs share most (2 x common over both lengths).

    Among spans that are disjoint on their own side no other matching shares more; of nested ones the order decides.
    """
    rows, columns = sorted(gold), sorted(suspects)
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i, one in enumerate(rows, 1):
        for j, other in enumerate(columns, 1):
            pair = best[i - 1][j - 1][0] + 2 * overlap(one, other) / max(1, one[1] - one[0] + other[1] - other[0])
            best[i][j] = max((best[i - 1][j][0], 1), (best[i][j - 1][0], 2), (pair, 0), key=lambda step: step[0])
    pairs = []
    i, j = len(rows), len(columns)
    while i and j:
        way = best[i][j][1]
        if way == 0:
            pairs.append((rows[i - 1], columns[j - 1]))
        i, j = i - (way != 2), j - (way != 1)
    return pairs[::-1]

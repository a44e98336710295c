"""Turn features into a decision: which candidate is meant, whether a word was replaced, and what the article as a whole says.

The coefficients stand in ``data/paraphrase_model.toml`` (fitted by training/fit_paraphrase.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.detectors.paraphrase import pairs, singles

Floats = NDArray[np.float64]
ABSENT = -6.0  # the log-odds of a place that no pair covers


@dataclass(frozen=True, slots=True)
class Linear:
    """Be a linear form over named features."""

    weights: Floats
    bias: float

    def __call__(self, features: Floats) -> Floats:
        return np.asarray(features @ self.weights + self.bias)

    @classmethod
    def of(cls, row: Mapping[str, float], names: Sequence[str]) -> Linear:
        """Read the weights of the named features; KeyError where one is absent."""
        return cls(np.array([row[name] for name in names]), row["bias"])


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold the fitted forms and the article's part: ``base`` is the share of replaced words that clean text seems to have."""

    rank: Linear
    single: Linear
    pair: Linear
    own: float
    pair_weight: float
    pair_there: float
    base: float
    prior_words: float
    article_low: float
    article_high: float
    article_knee: float
    article_most: float
    threshold: float
    pair_threshold: float

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Decision:
        """Read the table ``paraphrase_model``."""
        return cls(
            Linear.of(table["rank"], singles.FEATURES),
            Linear.of(table["single"], (*singles.FEATURES, "rank")),
            Linear.of(table["pair"], pairs.FEATURES),
            **{name: float(value) for name, value in table["article"].items()},
        )

    def article(self, odds: Floats, words: int) -> float:
        """Return how far the article's rate of seeming replacements lies above that of clean text (log-odds)."""
        rate = (float(sigmoid(odds).sum()) + self.prior_words * self.base) / (words + self.prior_words)
        return float(np.log(rate / (1 - rate)) - np.log(self.base / (1 - self.base)))

    def lift(self, article: float) -> float:
        """Return what the article's rate adds to each of its places."""
        low = min(article, self.article_knee)
        high = min(article, self.article_most) - self.article_knee
        return self.article_low * low + self.article_high * max(0.0, high)


def sigmoid(odds: Floats) -> Floats:
    """Return the probability of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Hold one entry per place and width with a candidate: its rows of candidates best first, log-odds before the article."""

    places: NDArray[np.int64]
    widths: NDArray[np.int64]
    rows: list[list[int]]
    odds: Floats


def rank_singles(decision: Decision, found: singles.Singles) -> Ranked:
    """Return the places in order, with their candidates best first and the log-odds that the word was replaced."""
    if not len(found.place):
        return Ranked(found.place, found.width, [], np.zeros(0))
    merit = decision.rank(found.features)
    order = np.lexsort((-merit, found.width, found.place))
    group = (found.place * 8 + found.width)[order]  # a phrase of three words and two hyphens is the widest
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    top = order[starts]
    odds = decision.single(np.concatenate([found.features[top], merit[top, None]], axis=1))
    rows = [part.tolist() for part in np.split(order, starts[1:])]
    return Ranked(found.place[top], found.width[top], rows, odds)


def rank_pairs(decision: Decision, found: pairs.Pairs) -> Ranked:
    """Return the same for pairs, whose candidates come best first already."""
    if not len(found.place):
        return Ranked(found.place, found.place, [], np.zeros(0))
    starts = np.flatnonzero(np.diff(found.place, prepend=found.place[0] - 1))
    rows = [part.tolist() for part in np.split(np.arange(len(found.place)), starts[1:])]
    return Ranked(found.place[starts], np.full(len(starts), 2), rows, decision.pair(found.features[starts]))


def final_odds(decision: Decision, one: Ranked, two: Ranked, words: int) -> tuple[Floats, Floats, float]:
    """Return the log-odds of single places and of pairs, each less its threshold, and what the article says."""
    article = decision.article(one.odds, words)
    lift = decision.lift(article)
    best: dict[int, float] = {}
    for place, odds in zip(two.places.tolist(), two.odds.tolist(), strict=True):
        for at in (place, place + 1):
            best[at] = max(best.get(at, ABSENT), odds)
    covered = np.array([best.get(place, ABSENT) for place in one.places.tolist()])
    there = covered > ABSENT
    singly = decision.own * one.odds + decision.pair_weight * covered + decision.pair_there * there + lift
    return singly - decision.threshold, two.odds + lift - decision.pair_threshold, article

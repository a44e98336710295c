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
from mtcheck.detectors.paraphrase.view import View

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
Bools = NDArray[np.bool_]
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
    """Hold the fitted forms and the article's part: ``base`` is the share of replaced words that clean text seems to have.

    ``article_spread`` is the standard deviation of what ``article`` says of clean texts.
    """

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
    article_spread: float
    quoted_cost: float
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
    """Hold one entry per place and width with a candidate: its rows of candidates best first, log-odds before the article.

    ``forms`` are the words as written; ``quoted`` and ``verse`` tell that they stand in quoted speech or in verse.
    """

    places: Ids
    widths: Ids
    rows: list[list[int]]
    odds: Floats
    forms: tuple[str, ...]
    quoted: Bools
    verse: Bools

    @classmethod
    def of(cls, view: View, places: Ids, widths: Ids, rows: list[list[int]], odds: Floats) -> Ranked:
        """Add what the view knows of the places."""
        stretches = zip(places.tolist(), widths.tolist(), strict=True)
        forms = tuple(" ".join(view.forms[at : at + width]) for at, width in stretches)
        return cls(places, widths, rows, odds, forms, view.quoted[places], view.verse[places])


def rank_singles(decision: Decision, found: singles.Singles, view: View) -> Ranked:
    """Return the places in order, with their candidates best first and the log-odds that the word was replaced."""
    if not len(found.place):
        return Ranked.of(view, found.place, found.width, [], np.zeros(0))
    merit = decision.rank(found.features)
    order = np.lexsort((-merit, found.width, found.place))
    group = (found.place * 8 + found.width)[order]  # a phrase has 7 words at most, its hyphens counted
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    top = order[starts]
    odds = decision.single(np.concatenate([found.features[top], merit[top, None]], axis=1))
    rows = [part.tolist() for part in np.split(order, starts[1:])]
    return Ranked.of(view, found.place[top], found.width[top], rows, odds)


def rank_pairs(decision: Decision, found: pairs.Pairs, view: View) -> Ranked:
    """Return the same for pairs, whose candidates come best first already."""
    if not len(found.place):
        return Ranked.of(view, found.place, found.place, [], np.zeros(0))
    starts = np.flatnonzero(np.diff(found.place, prepend=found.place[0] - 1))
    rows = [part.tolist() for part in np.split(np.arange(len(found.place)), starts[1:])]
    two = np.full(len(starts), 2)
    return Ranked.of(view, found.place[starts], two, rows, decision.pair(found.features[starts]))


def final_odds(decision: Decision, one: Ranked, two: Ranked, words: int) -> tuple[Floats, Floats, float]:
    """Return the log-odds of single places and of pairs, each less its threshold, and what the article says.

    ``words`` counts those open to replacement outside verse, which is odd by nature: it is no evidence against the article, and
    an article full of gains is none against its verse. Quoted speech may be odd and faithful: it weighs less, unless narration
    shows the same oddity.
    """
    article = decision.article(one.odds[~one.verse], words)
    lift = decision.lift(article)
    best: dict[int, float] = {}
    for place, odds in zip(two.places.tolist(), two.odds.tolist(), strict=True):
        for at in (place, place + 1):
            best[at] = max(best.get(at, ABSENT), odds)
    covered = np.array([best.get(place, ABSENT) for place in one.places.tolist()])
    there = covered > ABSENT
    singly = decision.own * one.odds + decision.pair_weight * covered + decision.pair_there * there
    return (
        singly + _aside(decision, one, lift) - decision.threshold,
        two.odds + _aside(decision, two, lift) - decision.pair_threshold,
        article,
    )


def _aside(decision: Decision, seen: Ranked, lift: float) -> Floats:
    """Return the article's part by place, with what verse and quoted speech take away."""
    narrated = {
        form
        for form, odds, quoted in zip(seen.forms, seen.odds.tolist(), seen.quoted.tolist(), strict=True)
        if odds > 0 and not quoted
    }
    alone = np.array([form not in narrated for form in seen.forms], np.bool_)
    return np.asarray(np.where(seen.verse, min(lift, 0.0), lift) - decision.quoted_cost * (seen.quoted & alone))

"""Turn features into a decision: which candidate is meant, whether a word was replaced, and what the article as a whole says.

Where the word models judged the article, what they say of each word and of the article counts with it: they see that a word is
odd, the search sees that another one would not be.

The coefficients stand in ``data/paraphrase_model.toml`` (fitted by training/fit_paraphrase.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.odds import logistic, logit
from mtcheck.core.signals import WordSignals
from mtcheck.detectors.paraphrase import pairs, singles
from mtcheck.detectors.paraphrase.view import View

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
Bools = NDArray[np.bool_]
ABSENT = -6.0  # the log-odds of a place that no pair covers
_LEAST_HEARD = 1e-4
_CLOSE = 2.0  # log-odds: a candidate this far behind the best is not named with it
# What the last step adds up: the place's own log-odds, those of the best pair that covers it and whether there is one, what the
# article's rate adds, and what the word models say of the place and of the article.
PARTS = ("odds", "covered", "there", "article", "word", "spun")


@dataclass(frozen=True, slots=True)
class Linear:
    """Compute a linear form over named features."""

    weights: Floats
    bias: float

    def __call__(self, features: Floats) -> Floats:
        return np.asarray(features @ self.weights + self.bias)

    @classmethod
    def of(cls, row: Mapping[str, float], names: Sequence[str]) -> Linear:
        """Read the weights of the named features; KeyError where one is absent."""
        return cls(np.array([row[name] for name in names]), row["bias"])


@dataclass(frozen=True, slots=True)
class Step:
    """Hold the last step, for single places and for pairs: linear forms over ``PARTS``, less the thresholds."""

    single: Linear
    pair: Linear

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, float]]) -> Step:
        """Read both forms."""
        return cls(Linear.of(table["single"], PARTS), Linear.of(table["pair"], PARTS))


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold the fitted forms and the article's part: ``base`` is the share of replaced words that clean text seems to have.

    ``alone`` is the last step where no word model spoke, ``heard`` where they did. ``article_spread`` is the standard deviation
    of what ``article`` says of clean texts.
    """

    rank: Linear
    single: Linear
    rank_pair: Linear
    pair: Linear
    alone: Step
    heard: Step
    base: float
    prior_words: float
    article_low: float
    article_high: float
    article_knee: float
    article_most: float
    article_spread: float
    quoted_cost: float

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Decision:
        """Read the table ``paraphrase_model``."""
        return cls(
            Linear.of(table["rank"], singles.FEATURES),
            Linear.of(table["single"], (*singles.FEATURES, "rank")),
            Linear.of(table["rank_pair"], pairs.FEATURES),
            Linear.of(table["pair"], pairs.FEATURES),
            Step.of(table["alone"]),
            Step.of(table["heard"]),
            **{name: float(value) for name, value in table["article"].items()},
        )

    def article(self, odds: Floats, words: int) -> float:
        """Return how far the article's rate of seeming replacements lies above that of clean text (log-odds)."""
        rate = (float(logistic(odds).sum()) + self.prior_words * self.base) / (words + self.prior_words)
        return float(np.log(rate / (1 - rate)) - np.log(self.base / (1 - self.base)))

    def lift(self, article: float) -> float:
        """Return what the article's rate adds to each of its places."""
        low = min(article, self.article_knee)
        high = min(article, self.article_most) - self.article_knee
        return self.article_low * low + self.article_high * max(0.0, high)


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold what the word models say, in log-odds by position: that the word was replaced, that its surroundings are spun."""

    words: Floats
    spun: Floats

    @classmethod
    def of(cls, view: View, signals: WordSignals | None) -> Heard | None:
        """Take it from the signals; None where the models did not judge the article as a whole."""
        found = signals.indications if signals else None
        if signals is None or found is None:
            return None
        by_token = np.array([_LEAST_HEARD if value is None else value for value in (*signals.replaced, None)])
        spun = np.array([*signals.spun_by_token(), found["spun"].probability])
        return cls(*(logit(values[view.token], least=_LEAST_HEARD) for values in (by_token, spun)))

    def at(self, places: Ids, widths: Ids) -> Floats:
        """Return the highest of the words at each place."""
        values = self.words[places]
        for more in range(1, int(widths.max(initial=1))):
            values = np.where(widths > more, np.maximum(values, self.words[places + np.minimum(more, widths - 1)]), values)
        return values


@dataclass(frozen=True, slots=True)
class Ranked:
    """Hold one entry per place and width with a candidate: its rows of candidates best first, log-odds before the article.

    ``close`` counts the candidates that may be meant as well as the best. ``forms`` are the words as written; ``quoted`` and
    ``verse`` tell that they stand in quoted speech or in verse.
    """

    places: Ids
    widths: Ids
    rows: list[list[int]]
    close: list[int]
    odds: Floats
    forms: tuple[str, ...]
    quoted: Bools
    verse: Bools

    @classmethod
    def of(cls, view: View, places: Ids, widths: Ids, rows: list[list[int]], merit: Floats, odds: Floats) -> Ranked:
        """Add what the view knows of the places; ``merit`` is that of the candidates."""
        close = [int((merit[row] > merit[row[0]] - _CLOSE).sum()) for row in rows]
        stretches = zip(places.tolist(), widths.tolist(), strict=True)
        forms = tuple(" ".join(view.forms[at : at + width]) for at, width in stretches)
        return cls(places, widths, rows, close, odds, forms, view.quoted[places], view.verse[places])


def rank_singles(decision: Decision, found: singles.Singles, view: View) -> Ranked:
    """Return the places in order, with their candidates best first and the log-odds that the word was replaced."""
    if not len(found.place):
        return Ranked.of(view, found.place, found.width, [], np.zeros(0), np.zeros(0))
    merit = decision.rank(found.features)
    order = np.lexsort((-merit, found.width, found.place))
    group = (found.place * 8 + found.width)[order]  # a phrase has 7 words at most, its hyphens counted
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    top = order[starts]
    odds = decision.single(np.concatenate([found.features[top], merit[top, None]], axis=1))
    rows = [part.tolist() for part in np.split(order, starts[1:])]
    return Ranked.of(view, found.place[top], found.width[top], rows, merit, odds)


def rank_pairs(decision: Decision, found: pairs.Pairs, view: View) -> Ranked:
    """Return the same for pairs."""
    if not len(found.place):
        return Ranked.of(view, found.place, found.place, [], np.zeros(0), np.zeros(0))
    merit = decision.rank_pair(found.features)
    order = np.lexsort((-merit, found.place))
    starts = np.flatnonzero(np.diff(found.place[order], prepend=-1))
    rows = [part.tolist() for part in np.split(order, starts[1:])]
    top = order[starts]
    return Ranked.of(view, found.place[top], np.full(len(top), 2), rows, merit, decision.pair(found.features[top]))


def final_odds(decision: Decision, one: Ranked, two: Ranked, words: int, heard: Heard | None) -> tuple[Floats, Floats, float]:
    """Return the log-odds of single places and of pairs, each less its threshold, and what the article says.

    ``words`` counts those open to replacement outside verse, which is odd by nature: it is no evidence against the article, and
    an article full of gains is none against its verse. Quoted speech may be odd and faithful: it weighs less, unless narration
    shows the same oddity.
    """
    article = decision.article(one.odds[~one.verse], words)
    lift = decision.lift(article)
    step = decision.heard if heard else decision.alone
    nothing = np.zeros(len(two.places))
    one_odds = step.single(parts(one, covered(one, two), lift, heard))
    two_odds = step.pair(parts(two, nothing, lift, heard))
    return one_odds - _aside(decision, one), two_odds - _aside(decision, two), article


def covered(one: Ranked, two: Ranked) -> Floats:
    """Return the log-odds of the best pair that covers each place; ``ABSENT`` where there is none."""
    best: dict[int, float] = {}
    for place, odds in zip(two.places.tolist(), two.odds.tolist(), strict=True):
        for at in (place, place + 1):
            best[at] = max(best.get(at, ABSENT), odds)
    return np.array([best.get(place, ABSENT) for place in one.places.tolist()])


def parts(seen: Ranked, pair: Floats, lift: float, heard: Heard | None) -> Floats:
    """Return a row of ``PARTS`` for each place; an article full of gains says nothing against its verse."""
    spun = heard.spun[seen.places] if heard else np.zeros(len(seen.places))
    columns = (
        seen.odds,
        pair,
        pair > ABSENT,
        np.where(seen.verse, min(lift, 0.0), lift),
        heard.at(seen.places, seen.widths) if heard else np.zeros(len(seen.places)),
        np.where(seen.verse, np.minimum(spun, 0.0), spun),
    )
    return np.stack(columns, axis=1).astype(np.float64)


def _aside(decision: Decision, seen: Ranked) -> Floats:
    """Return what quoted speech takes away by place."""
    narrated = {
        form
        for form, odds, quoted in zip(seen.forms, seen.odds.tolist(), seen.quoted.tolist(), strict=True)
        if odds > 0 and not quoted
    }
    alone = np.array([form not in narrated for form in seen.forms], np.bool_)
    return np.asarray(decision.quoted_cost * (seen.quoted & alone))

"""Try the near-synonyms of two neighbours at once: is there an established expression that both replaced?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.singles import EXPECTED, LEARNED_BONUS, STEP_COST
from mtcheck.detectors.paraphrase.thesaurus import FORMS_KEPT, LEARNED, LISTED, STEPS, TRANSLATED, Candidates, Thesaurus
from mtcheck.detectors.paraphrase.view import View, contexts, joint, written_prob

WIDE = 20  # candidates of each word that are crossed
KEEP, WEIGHED = 8, 12  # expressions kept of each place, and of how many the context is asked
STRETCH = 512  # places weighed at once
UNSEEN = 2.5  # a pair written in the corpora at least this often is left alone
MIN_PMI = 1.0  # log10
MIN_COUNT = 3.0
TERM_BONUS = 1.0

FEATURES = (
    "gain", "gain_over_3", "gain_over_6", "pmi", "count", "term", "steps_first", "steps_second", "alone_first", "alone_second",
    "learned_first", "learned_second", "both_learned", "told_first", "told_second", "told_both", "own_first", "own_second",
    "other_first", "other_second", "surprisal", "written", "own_pmi", "quoted", "alike_first", "alike_second", "listed_both",
)  # fmt: skip

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
# Indexes into the candidates of the first and of the second word, and whether both make a listed term.
Crossed = tuple[Ids, Ids, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hold kept candidates for two neighbours: place of the first, text, features, counts of both expressions."""

    place: Ids
    texts: list[str]
    features: Floats
    counts: Floats  # as written, the candidate


@dataclass(frozen=True, slots=True)
class Side:
    """Hold the one-word candidates of a form, best grounds first."""

    texts: list[str]
    ids: Ids
    cost: Floats
    steps: Floats
    alone: NDArray[np.bool_]
    learned: Floats
    alike: Floats
    listed: NDArray[np.bool_]

    @classmethod
    def of(cls, found: Candidates) -> Side:
        one = found.sizes == 1
        merit = (LEARNED_BONUS * found.learned - STEP_COST[found.group] + found.cosine)[one]
        order = np.argsort(-merit, kind="stable")
        group = found.group[one][order]
        texts = [text for text, single in zip(found.texts, one.tolist(), strict=True) if single]
        return cls(
            [texts[index] for index in order.tolist()], found.rows[one, 0][order], merit[order],
            STEPS[group].astype(float), (group >= LEARNED) & (group <= TRANSLATED), found.learned[one][order],
            found.cosine[one][order], group >= LISTED,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Batch:
    """Hold crossed candidates of several places: ``owner`` the number of the place, ``index`` which candidate on each side."""

    sides: tuple[list[Side], list[Side]]
    owner: Ids
    index: tuple[Ids, Ids]
    term: NDArray[np.bool_]

    @classmethod
    def of(cls, sides: tuple[list[Side], list[Side]], crossed: list[Crossed]) -> _Batch:
        owner = np.repeat(np.arange(len(crossed)), [len(first) for first, _, _ in crossed])
        first, second, term = (np.concatenate([part[k] for part in crossed]) for k in range(3))
        return cls(sides, owner, (first, second), term)

    def both(self, name: str) -> tuple[Floats, Floats]:
        """Return a property of the candidates on either side."""
        one, two = (self._gather(side, name) for side in (0, 1))
        return one, two

    def _gather(self, side: int, name: str) -> Floats:
        given = self.sides[side]
        starts = np.concatenate([[0], np.cumsum([len(part.ids) for part in given])[:-1]])
        return np.asarray(np.concatenate([getattr(part, name) for part in given])[starts[self.owner] + self.index[side]])

    def take(self, rows: Ids) -> _Batch:
        """Return some of the rows."""
        return _Batch(self.sides, self.owner[rows], (self.index[0][rows], self.index[1][rows]), self.term[rows])

    def texts(self) -> list[str]:
        """Return the expressions."""
        one, two = self.sides
        rows = zip(self.owner.tolist(), self.index[0].tolist(), self.index[1].tolist(), strict=True)
        return [f"{one[at].texts[i]} {two[at].texts[j]}" for at, i, j in rows]


class PairSearch:
    """Search expressions for pairs; keeps the candidates of each form in the shape that the crossing needs."""

    def __init__(self, thesaurus: Thesaurus, terms: Mapping[str, str], ngrams: NgramCounts, logcounts: Floats) -> None:
        self._thesaurus, self._terms, self._ngrams, self._logcounts = thesaurus, terms, ngrams, logcounts
        self._log_total = float(np.log10(ngrams.total))
        self.side = lru_cache(FORMS_KEPT)(self._side)

    def _side(self, form: str) -> Side:
        """Return the one-word candidates of a form."""
        return Side.of(self._thesaurus.of(form))

    def places(self, view: View) -> Ids:
        """Return the positions where two words stand that are not an expression by themselves."""
        both = view.open[:-1] & view.open[1:] & (view.prob[1:] < EXPECTED) & (np.minimum(view.prob[:-1], view.prob[1:]) < -3.0)
        able = np.array([form in self._thesaurus for form in view.forms], np.bool_)
        at = np.flatnonzero(both & able[:-1] & able[1:])
        return at[self._written(view, at) < UNSEEN] if len(at) else at

    def _written(self, view: View, at: Ids) -> Floats:
        """Return how often the pairs as written stand in the corpora."""
        known = (view.spelling[at] >= 0) & (view.spelling[at + 1] >= 0)
        return np.where(known, self._ngrams.counts(np.stack([view.ids[at], view.ids[at + 1]], axis=1)), 0.0)

    def search(self, view: View) -> Pairs:
        """Return the expressions found, at most ``KEEP`` a place; done in stretches, to save memory."""
        places = self.places(view)
        stretches = [places[start : start + STRETCH] for start in range(0, len(places), STRETCH)]
        parts = [self._weigh(view, some) for some in stretches]
        if not parts:
            return Pairs(places, [], np.zeros((0, len(FEATURES))), np.zeros((0, 2)))
        place, features, counts = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("place", "features", "counts")
        )
        return Pairs(place, [text for part in parts for text in part.texts], features, counts)

    def _cross(self, one: Side, two: Side) -> Crossed:
        """Return indexes into the two sides, and whether the pair is a listed term, of pairs worth weighing."""
        a, b = min(WIDE, len(one.ids)), min(WIDE, len(two.ids))
        first, second = np.repeat(np.arange(a), b), np.tile(np.arange(b), a)
        where = {text: index for index, text in enumerate(two.texts)}
        listed: list[tuple[int, int]] = []
        for index, text in enumerate(one.texts):
            rest = self._terms.get(text)
            if rest:
                listed += [(index, where[tail]) for tail in rest.split("|") if tail in where]
        if listed:
            first = np.concatenate([first, [x for x, _ in listed]])
            second = np.concatenate([second, [y for _, y in listed]])
        return first, second, np.arange(len(first)) >= a * b

    def _firm(self, batch: _Batch) -> tuple[_Batch, Floats, Floats]:
        """Keep the expressions that are listed or firm in the corpora, the best of each place; add log PMI and log count."""
        one, two = (ids.astype(np.int64) for ids in batch.both("ids"))
        prob = self._ngrams.logprob(np.stack([one, two], axis=1), context=1)
        pmi = prob - (self._logcounts[two] - self._log_total)
        count = self._logcounts[one] + prob
        fit = np.flatnonzero(((pmi > MIN_PMI) & (count > np.log10(MIN_COUNT))) | batch.term)
        kept = batch.take(fit)
        cost = np.add(*kept.both("cost"))
        merit = pmi[fit].clip(0, 4) + 0.5 * count[fit].clip(-1, 4) + 2 * cost + TERM_BONUS * kept.term
        order = np.lexsort((-merit, kept.owner))
        order = order[_rank(kept.owner[order]) < WEIGHED]
        return kept.take(order), pmi[fit[order]], count[fit[order]]

    def _weigh(self, view: View, places: Ids) -> Pairs:
        sides = tuple([self.side(view.forms[at + side]) for at in places.tolist()] for side in (0, 1))
        crossed = [self._cross(one, two) for one, two in zip(*sides, strict=True)]
        batch, pmi, count = self._firm(_Batch.of((sides[0], sides[1]), crossed))
        at = places[batch.owner]
        before, after = contexts(view, at, 2)
        rows = np.stack([*(ids.astype(np.int64) for ids in batch.both("ids")), np.full(len(at), -1)], axis=1)
        gain = joint(self._ngrams, before, rows, after, np.full(len(at), 2)) - written_prob(view, at, 2)
        written = self._written(view, at)
        step, alone, learned, alike, listed = (batch.both(name) for name in ("steps", "alone", "learned", "alike", "listed"))
        counts = view.unigram[at], view.unigram[at + 1]
        rare = [self._told(view, at + side) for side in (0, 1)]
        log_written = np.log10(written + 0.05)
        own_pmi = log_written + self._log_total - counts[0] - counts[1]
        columns = (
            gain.clip(-2, 12), (gain - 3).clip(0, 9), (gain - 6).clip(0, 6), pmi.clip(-1, 5), count.clip(-1, 4), batch.term,
            *step, *alone, *learned, np.minimum(*learned), *rare, np.minimum(*rare), *counts,
            self._logcounts[rows[:, 0]], self._logcounts[rows[:, 1]],
            -(view.prob[at] + view.prob[at + 1]).clip(-16, 0), log_written, own_pmi.clip(-3, 4), view.quoted[at],
            *alike, np.minimum(*listed),
        )  # fmt: skip
        features = np.stack(columns, axis=1).astype(np.float64)
        best = np.lexsort((-merit_of(features), at))
        best = best[_rank(at[best]) < KEEP]
        texts, totals = batch.texts(), np.stack([written, 10.0**count], axis=1)
        return Pairs(at[best], [texts[k] for k in best.tolist()], features[best], totals[best])

    def _told(self, view: View, at: Ids) -> Floats:
        """Return how often pairs showed the word in the place of another, against its count in the corpora."""
        told = np.array([self._thesaurus.of(view.forms[place]).told for place in at.tolist()])
        return np.where(told > 0, (told - view.unigram[at]).clip(-4, 4), -4.0)


def merit_of(features: Floats) -> Floats:
    """Order the candidates of one place: what the context gains, how firm the expression is, on what grounds it was found."""
    gain, pmi, count, term = (features[:, FEATURES.index(name)] for name in ("gain", "pmi", "count", "term"))
    grounds = features[:, FEATURES.index("learned_first")] + features[:, FEATURES.index("learned_second")]
    steps = features[:, FEATURES.index("steps_first")] + features[:, FEATURES.index("steps_second")]
    return np.asarray(0.5 * gain + pmi.clip(0, 4) + 0.5 * count + TERM_BONUS * term + LEARNED_BONUS * 2 * grounds - 0.5 * steps)


def _rank(groups: Ids) -> Ids:
    """Return the place of each element within its run of equal values."""
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1)) if len(groups) else np.zeros(0, np.int64)
    lengths = np.diff(np.append(starts, len(groups)))
    return np.asarray(np.arange(len(groups)) - np.repeat(starts, lengths))

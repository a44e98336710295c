"""Try the near-synonyms of two neighbours at once: is there an established expression that both replaced?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.singles import EXPECTED, LEARNED_BONUS, STEP_COST
from mtcheck.detectors.paraphrase.thesaurus import LEARNED, Candidates, Thesaurus
from mtcheck.detectors.paraphrase.view import View, contexts, joint, written_prob

WIDE = 20  # candidates of each word that are crossed
KEEP = 3
STRETCH = 512  # places weighed at once
UNSEEN = 2.5  # a pair written in the corpora at least this often is left alone
MIN_PMI = 1.0  # log10
MIN_COUNT = 3.0
TERM_BONUS = 1.0

FEATURES = (
    "gain", "gain_over_3", "gain_over_6", "pmi", "count", "term", "steps_first", "steps_second", "alone_first", "alone_second",
    "learned_first", "learned_second", "both_learned", "told_first", "told_second", "told_both", "own_first", "own_second",
    "other_first", "other_second", "surprisal", "written", "own_pmi", "quoted",
)  # fmt: skip

# Indexes into the candidates of the first and of the second word, and whether both make a listed term.
Crossed = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hold kept candidates for two neighbours: place of the first, text, features, counts of both expressions."""

    place: NDArray[np.int64]
    texts: list[str]
    features: NDArray[np.float64]
    counts: NDArray[np.float64]  # as written, the candidate


@dataclass(slots=True)
class _Side:
    texts: list[str]
    ids: NDArray[np.int64]
    cost: NDArray[np.float64]
    steps: NDArray[np.float64]
    alone: NDArray[np.bool_]
    learned: NDArray[np.float64]


def _side(found: Candidates) -> _Side:
    one = found.sizes == 1
    merit = (LEARNED_BONUS * found.learned - np.array(STEP_COST)[found.distance])[one]
    order = np.argsort(-merit, kind="stable")
    distance = found.distance[one][order]
    texts = [text for text, single in zip(found.texts, one.tolist(), strict=True) if single]
    return _Side(
        [texts[index] for index in order.tolist()], found.rows[one, 0][order], merit[order],
        np.where(distance == LEARNED, 0, distance).astype(float), distance == LEARNED, found.learned[one][order],
    )  # fmt: skip


class PairSearch:
    """Search expressions for pairs; keeps the candidates of each form in the shape that the crossing needs."""

    def __init__(
        self, thesaurus: Thesaurus, terms: Mapping[str, str], ngrams: NgramCounts, logcounts: NDArray[np.float64]
    ) -> None:
        self._thesaurus, self._terms, self._ngrams, self._logcounts = thesaurus, terms, ngrams, logcounts
        self._log_total = float(np.log10(ngrams.total))
        self._sides: dict[str, _Side] = {}

    def side(self, form: str) -> _Side:
        """Return the one-word candidates of a form, best grounds first."""
        found = self._sides.get(form)
        if found is None:
            found = self._sides[form] = _side(self._thesaurus.of(form))
        return found

    def places(self, view: View) -> NDArray[np.int64]:
        """Return the positions where two words stand that are not an expression by themselves."""
        both = view.open[:-1] & view.open[1:] & (view.prob[1:] < EXPECTED) & (np.minimum(view.prob[:-1], view.prob[1:]) < -3.0)
        at = np.flatnonzero(both)
        at = np.array([place for place in at.tolist() if self._able(view, place)], np.int64)
        if not len(at):
            return at
        known = (view.spelling[at] >= 0) & (view.spelling[at + 1] >= 0)
        counts = np.where(known, self._ngrams.counts(np.stack([view.ids[at], view.ids[at + 1]], axis=1)), 0.0)
        return at[counts < UNSEEN]

    def _able(self, view: View, place: int) -> bool:
        return view.forms[place] in self._thesaurus and view.forms[place + 1] in self._thesaurus

    def search(self, view: View, quoted: NDArray[np.bool_]) -> Pairs:
        """Return the expressions found, at most ``KEEP`` a place; done in stretches, to save memory."""
        places = self.places(view)
        parts = []
        for start in range(0, max(1, len(places)), STRETCH):
            some = places[start : start + STRETCH]
            parts.append(self._weigh(view, some, [self._cross(view, at) for at in some.tolist()], quoted))
        return Pairs(
            np.concatenate([part.place for part in parts]),
            [text for part in parts for text in part.texts],
            np.concatenate([part.features for part in parts]),
            np.concatenate([part.counts for part in parts]),
        )

    def _cross(self, view: View, at: int) -> Crossed:
        """Return indexes into the two sides, and whether the pair is a listed term, of pairs worth weighing."""
        one, two = self.side(view.forms[at]), self.side(view.forms[at + 1])
        a, b = min(WIDE, len(one.ids)), min(WIDE, len(two.ids))
        first, second = np.repeat(np.arange(a), b), np.tile(np.arange(b), a)
        listed: list[tuple[int, int]] = []
        where = {text: index for index, text in enumerate(two.texts)}
        for index, text in enumerate(one.texts):
            rest = self._terms.get(text)
            if rest:
                listed += [(index, where[tail]) for tail in rest.split("|") if tail in where]
        if listed:
            first = np.concatenate([first, [x for x, _ in listed]])
            second = np.concatenate([second, [y for _, y in listed]])
        term = np.arange(len(first)) >= a * b
        return first, second, term

    def _weigh(self, view: View, places: NDArray[np.int64], crossed: list[Crossed], quoted: NDArray[np.bool_]) -> Pairs:
        empty = Pairs(places[:0], [], np.zeros((0, len(FEATURES))), np.zeros((0, 2)))
        if not len(places):
            return empty
        sides = [(self.side(view.forms[at]), self.side(view.forms[at + 1])) for at in places.tolist()]
        lengths = np.array([len(first) for first, _, _ in crossed])
        if not lengths.sum():
            return empty
        owner = np.repeat(np.arange(len(places)), lengths)
        first, second = (np.concatenate([part[k] for part in crossed]) for k in (0, 1))
        term = np.concatenate([part[2] for part in crossed])

        def gather(side: int, name: str, index: NDArray[np.int64], own: NDArray[np.int64]) -> NDArray[np.float64]:
            starts = np.concatenate([[0], np.cumsum([len(pair[side].ids) for pair in sides])[:-1]])
            values = np.concatenate([getattr(pair[side], name) for pair in sides])
            return np.asarray(values[starts[own] + index])

        ids = np.stack([gather(0, "ids", first, owner), gather(1, "ids", second, owner)], axis=1)
        chance = self._logcounts[ids[:, 1]] - self._log_total
        prob = self._ngrams.logprob(ids, context=1)
        pmi = prob - chance
        count = self._logcounts[ids[:, 0]] + prob
        fit = np.flatnonzero(((pmi > MIN_PMI) & (count > np.log10(MIN_COUNT))) | term)
        if not len(fit):
            return empty
        cost = gather(0, "cost", first[fit], owner[fit]) + gather(1, "cost", second[fit], owner[fit])
        merit = pmi[fit].clip(0, 4) + 0.5 * count[fit].clip(-1, 4) + 2 * cost + TERM_BONUS * term[fit]
        order = fit[np.lexsort((-merit, owner[fit]))]
        order = order[_rank(owner[order]) < 2 * KEEP]
        own = owner[order]
        at = places[own]
        before, after = contexts(view, places, 2)
        rows = np.concatenate([ids[order], np.full((len(order), 1), -1)], axis=1)
        size = np.full(len(order), 2)
        gain = joint(self._ngrams, before[own], rows, after[own], size) - written_prob(view, places, 2)[own]
        known = (view.spelling[at] >= 0) & (view.spelling[at + 1] >= 0)
        written = np.where(known, self._ngrams.counts(np.stack([view.ids[at], view.ids[at + 1]], axis=1)), 0.0)
        step = [gather(side, "steps", index[order], own) for side, index in ((0, first), (1, second))]
        alone = [gather(side, "alone", index[order], own) for side, index in ((0, first), (1, second))]
        learned = [gather(side, "learned", index[order], own) for side, index in ((0, first), (1, second))]
        told = [np.array([self._thesaurus.of(view.forms[place + side]).told for place in at.tolist()]) for side in (0, 1)]
        counts = [view.unigram[at], view.unigram[at + 1]]
        rare = [np.where(t > 0, (t - c).clip(-4, 4), -4.0) for t, c in zip(told, counts, strict=True)]
        log_written = np.log10(written + 0.05)
        own_pmi = log_written + self._log_total - counts[0] - counts[1]
        columns = (
            gain.clip(-2, 12), (gain - 3).clip(0, 9), (gain - 6).clip(0, 6),
            pmi[order].clip(-1, 5), count[order].clip(-1, 4), term[order],
            *step, *alone, *learned, np.minimum(learned[0], learned[1]),
            *rare, np.minimum(rare[0], rare[1]), *counts,
            self._logcounts[ids[order, 0]], self._logcounts[ids[order, 1]],
            -(view.prob[at] + view.prob[at + 1]).clip(-16, 0), log_written, own_pmi.clip(-3, 4), quoted[at],
        )  # fmt: skip
        features = np.stack(columns, axis=1).astype(np.float64)
        texts = [
            f"{sides[o][0].texts[i]} {sides[o][1].texts[j]}"
            for o, i, j in zip(own.tolist(), first[order].tolist(), second[order].tolist(), strict=True)
        ]
        totals = np.stack([written, 10.0 ** count[order]], axis=1)
        best = np.lexsort((-(merit_of(features)), at))
        best = best[_rank(at[best]) < KEEP]
        return Pairs(at[best], [texts[k] for k in best.tolist()], features[best], totals[best])


def merit_of(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Order the candidates of one place: what the context gains, how firm the expression is, on what grounds it was found."""
    gain, pmi, count, term = (features[:, FEATURES.index(name)] for name in ("gain", "pmi", "count", "term"))
    grounds = features[:, FEATURES.index("learned_first")] + features[:, FEATURES.index("learned_second")]
    steps = features[:, FEATURES.index("steps_first")] + features[:, FEATURES.index("steps_second")]
    return np.asarray(0.5 * gain + pmi.clip(0, 4) + 0.5 * count + TERM_BONUS * term + LEARNED_BONUS * 2 * grounds - 0.5 * steps)


def _rank(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each element within its run of equal values."""
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1)) if len(groups) else np.zeros(0, np.int64)
    lengths = np.diff(np.append(starts, len(groups)))
    return np.asarray(np.arange(len(groups)) - np.repeat(starts, lengths))

"""Try what single words and listed phrases may stand for: which makes the text more expected, by how much, on what grounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.alike import UNKNOWN
from mtcheck.detectors.paraphrase.terms import Terms
from mtcheck.detectors.paraphrase.thesaurus import LEARNED, LISTED, RELAYED, TRANSLATED, USED, Candidates, Thesaurus
from mtcheck.detectors.paraphrase.view import View, contexts, joint, written_prob

EXPECTED = -2.2  # log10 P above which a word needs no candidates
KEEP = 4  # candidates kept of each place
HYPHEN = "-"  # within a token; the model reads it as a word
STRETCH = 2048  # places compared at once
MARGIN = 0.3  # a candidate must gain at least this (log10)
STEP_COST = np.array((0.0, 0.3, 0.6, 0.2, 0.4, 0.4, 0.6, 0.6))  # by group of the thesaurus
LEARNED_BONUS = 0.4
TERM_BONUS = 0.5
_FLOOR = 0.05

FEATURES = (
    "gain", "gain_left", "gain_right", "gain_over_2", "gain_over_4",
    "step_1", "step_2", "pair_alone", "relayed", "translated", "learned", "told", "told_rare", "term", "wide",
    "own_count", "other_count", "own_rare", "surprisal", "bigram_left", "bigram_right", "other_left", "other_right",
    "pmi_left", "pmi_right", "runners", "several", "here", "other_here", "quoted", "gain_learned",
    "listed", "used", "alike", "alike_unknown", "fit", "fit_gain",
)  # fmt: skip

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Singles:
    """Hold kept candidates: place (position), its width in words, text and features; best first within a place and width."""

    place: Ids
    width: Ids
    texts: list[str]
    features: Floats
    counts: Floats  # written left, written right, other left, other right: bigram counts


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what the search needs beside the text."""

    thesaurus: Thesaurus
    terms: Terms
    ngrams: NgramCounts
    logcounts: Floats

    def run(self, view: View) -> Singles:
        """Return the candidates that make the text more expected, at most ``KEEP`` a place; in stretches, to save memory."""
        times = np.bincount(np.maximum(view.ids, 0), minlength=len(self.logcounts))
        rows = self.thesaurus.alike.rows(view.forms)
        parts = []
        for width, able in sorted(places_to_try(view, self.thesaurus).items()):
            last = able + width - 1
            terms = self.terms.around(view.ids[able], view.ids[last], view.ids[able - 1], view.ids[last + 1])
            places = able[~terms]  # a listed term is left alone
            for start in range(0, len(places), STRETCH):
                parts.append(self._try(view, places[start : start + STRETCH], width, times, rows))
        return _joined(parts)

    def _try(self, view: View, places: Ids, width: int, times: Ids, rows: Ids) -> Singles:
        batch = _Batch.of([self.thesaurus.of(_key(view, at, width)) for at in places.tolist()])
        before, after = contexts(view, places, width)
        written = written_prob(view, places, width)
        own = batch.owner
        gain = joint(self.ngrams, before[own], batch.rows, after[own], batch.sizes) - written[own]
        last = batch.rows[np.arange(len(own)), batch.sizes - 1]
        term = self.terms.around(batch.rows[:, 0], last, before[own, -1], after[own, 0])
        kept = batch.best(gain - STEP_COST[batch.group] + LEARNED_BONUS * batch.learned + TERM_BONUS * term)
        own = batch.owner[kept]
        at = places[own]
        tried, back = np.unique(own, return_inverse=True)
        head, tail, alike = batch.rows[kept, 0], last[kept], self.thesaurus.alike
        counts = _bigrams(self.ngrams, view, at, width, head, tail)
        own_prob = view.prob[at[:, None] + np.arange(width)].sum(axis=1)
        left = self.ngrams.logprob(np.concatenate([before[own], batch.rows[kept]], axis=1), context=before.shape[1]) - own_prob
        own_count = self._log_count(view, at, width)
        other_count = np.minimum(self.logcounts[head], self.logcounts[tail])
        runners = np.bincount(batch.owner, gain > 1.0, minlength=len(places))[own]
        seen = np.where(view.spelling[at] < 0, 1, times[view.ids[at]])
        columns = (
            *_gains(gain[kept], left),
            *(batch.group[kept] == group for group in (1, 2, LEARNED, RELAYED, TRANSLATED)),
            batch.learned[kept], batch.told[own], (batch.told[own] - own_count).clip(-4, 4) * (batch.told[own] > 0),
            term[kept],
            np.full(len(kept), width > 1),
            own_count, other_count, (2.5 - own_count).clip(0, 3), -own_prob.clip(-8, 0),
            *_collocations(counts, other_count - own_count),
            np.log2(1 + runners), batch.sizes[kept] > 1,
            np.log2(seen), np.log2(1 + np.where(batch.sizes[kept] > 1, 0, times[head])), view.quoted[at],
            gain[kept].clip(-2, 8) * batch.learned[kept],
            *(batch.group[kept] == group for group in (LISTED, USED)),
            *self._likeness(batch, kept, np.where(width > 1, UNKNOWN, rows[at]), alike.contexts(rows, places[tried])[back]),
        )  # fmt: skip
        features = np.stack(columns, axis=1).astype(np.float64)
        return Singles(at, np.full(len(at), width), [batch.texts[index] for index in kept.tolist()], features, counts)

    def _likeness(self, batch: _Batch, kept: Ids, own: Ids, context: NDArray[np.float32]) -> tuple[Floats, ...]:
        """Return how like the candidate is, whether that is unknown, how the word fits its context, how much better it does."""
        alike, other = self.thesaurus.alike, batch.alike[kept]
        unknown = (own == UNKNOWN) | (other == UNKNOWN)
        fit = (alike.vectors(own) * context).sum(axis=1)
        gain = np.where(unknown, 0.0, (alike.vectors(other) * context).sum(axis=1) - fit)
        return np.where(unknown, 0.0, batch.cosine[kept]), unknown, fit, gain

    def _log_count(self, view: View, at: Ids, width: int) -> Floats:
        """Return log10 of the count, plus one, of the words as written."""
        if width == 1:
            return view.unigram[at]
        ids = view.ids[at[:, None] + np.arange(width)]
        known = (view.spelling[at[:, None] + np.arange(width)] >= 0).all(axis=1)
        return np.asarray(np.log10(np.where(known, self.ngrams.counts(ids), 0.0) + 1.0))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Hold the candidates of several places in one piece; ``owner`` is the number of the place, ``told`` is by place."""

    owner: Ids
    rows: Ids
    sizes: Ids
    group: Ids
    learned: Floats
    alike: Ids
    cosine: Floats
    texts: list[str]
    told: Floats

    @classmethod
    def of(cls, lists: list[Candidates]) -> _Batch:
        owner = np.repeat(np.arange(len(lists)), [len(found.texts) for found in lists])
        rows, sizes, group, learned, alike, cosine = (
            np.concatenate([getattr(found, name) for found in lists])
            for name in ("rows", "sizes", "group", "learned", "alike", "cosine")
        )
        texts = [text for found in lists for text in found.texts]
        return cls(owner, rows, sizes, group, learned, alike, cosine, texts, np.array([found.told for found in lists]))

    def best(self, merit: Floats) -> Ids:
        """Return the rows of the ``KEEP`` best of each place that have the margin, best first."""
        order = np.lexsort((-merit, self.owner))
        first = np.searchsorted(self.owner, self.owner)
        rank = np.arange(len(order)) - first[order]
        return np.asarray(order[(rank < KEEP) & (merit[order] > MARGIN)])


def places_to_try(view: View, thesaurus: Thesaurus) -> dict[int, Ids]:
    """Return, by width, the positions of words that are not expected and have candidates, and those of phrases."""
    found: dict[int, list[int]] = {}
    forms = view.forms
    for at in np.flatnonzero(view.open).tolist():
        if view.prob[at] < EXPECTED and forms[at] in thesaurus:
            found.setdefault(1, []).append(at)
        for words in thesaurus.phrases(forms[at]):
            width = _match(view, at, words)
            if width:
                found.setdefault(width, []).append(at)
    return {width: np.array(places, np.int64) for width, places in found.items()}


def _match(view: View, at: int, words: tuple[str, ...]) -> int:
    """Return over how many positions the words stand here, with or without hyphens between them; 0 where they do not."""
    end = at
    for word in words:
        if end > at and view.forms[end] == HYPHEN:
            end += 1
        if view.forms[end] != word or not view.open[end]:
            return 0
        end += 1
    return end - at


def _key(view: View, at: int, width: int) -> str:
    return "_".join(form for form in view.forms[at : at + width] if form != HYPHEN)


def _gains(total: Floats, left: Floats) -> tuple[Floats, ...]:
    right = total - left
    return total.clip(-2, 8), left.clip(-3, 6), right.clip(-4, 5), (total - 2).clip(0, 6), (total - 4).clip(0, 6)


def _bigrams(ngrams: NgramCounts, view: View, at: Ids, width: int, head: Ids, tail: Ids) -> Floats:
    """Return the counts of what is written with the word before and after it, then of the candidate with them."""
    last = at + width - 1
    previous, following = view.ids[at - 1], view.ids[last + 1]
    columns = (
        np.where(view.spelling[at] < 0, 0.0, ngrams.counts(np.stack([previous, view.ids[at]], axis=1))),
        np.where(view.spelling[last] < 0, 0.0, ngrams.counts(np.stack([view.ids[last], following], axis=1))),
        ngrams.counts(np.stack([previous, head], axis=1)),
        ngrams.counts(np.stack([tail, following], axis=1)),
    )
    return np.stack(columns, axis=1)


def _collocations(counts: Floats, rarer: Floats) -> tuple[Floats, ...]:
    """Return the logarithms of the counts, and how much firmer the candidate's expressions are, its frequency apart."""
    logs = np.log10(counts + _FLOOR)
    left, right = logs[:, 2] - logs[:, 0] - rarer, logs[:, 3] - logs[:, 1] - rarer
    return *logs.T, left.clip(-4, 4), right.clip(-4, 4)


def _joined(parts: list[Singles]) -> Singles:
    if not parts:
        none = np.zeros(0, np.int64)
        return Singles(none, none, [], np.zeros((0, len(FEATURES))), np.zeros((0, 4)))
    place, width, features, counts = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("place", "width", "features", "counts")
    )
    return Singles(place, width, [text for part in parts for text in part.texts], features, counts)

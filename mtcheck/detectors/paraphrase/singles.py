"""Try the near-synonyms of single words: which make the text more expected, by how much, and on what grounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.thesaurus import LEARNED, Thesaurus
from mtcheck.detectors.paraphrase.view import View, contexts, joint, written_prob

EXPECTED = -2.2  # log10 P above which a word needs no candidates
KEEP = 4  # candidates kept of each place
STRETCH = 2048  # places compared at once
MARGIN = 0.3  # a candidate must gain at least this (log10)
STEP_COST = (0.0, 0.3, 0.6, 0.2)
LEARNED_BONUS = 0.4
_FLOOR = 0.05

FEATURES = (
    "gain", "gain_left", "gain_right", "gain_over_2", "gain_over_4",
    "step_1", "step_2", "pair_alone", "learned", "told", "told_rare",
    "own_count", "other_count", "own_rare", "surprisal", "bigram_left", "bigram_right", "other_left", "other_right",
    "pmi_left", "pmi_right", "runners", "several", "here", "other_here", "quoted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Singles:
    """Hold kept candidates: place (position), text, ids and the matrix of features; places ascend, best candidates first."""

    place: NDArray[np.int64]
    texts: list[str]
    features: NDArray[np.float64]
    counts: NDArray[np.float64]  # written left, written right, other left, other right: bigram counts


def places_to_try(view: View, thesaurus: Thesaurus) -> NDArray[np.int64]:
    """Return the positions of words that are not expected and have candidates."""
    able = np.flatnonzero(view.open & (view.prob < EXPECTED))
    return np.array([at for at in able.tolist() if view.forms[at] in thesaurus], np.int64)


def try_singles(
    view: View, thesaurus: Thesaurus, ngrams: NgramCounts, logcounts: NDArray[np.float64], quoted: NDArray[np.bool_]
) -> Singles:
    """Return the candidates that make the text more expected, at most ``KEEP`` a place; done in stretches, to save memory."""
    places = places_to_try(view, thesaurus)
    times = np.bincount(np.maximum(view.ids, 0), minlength=len(logcounts))
    starts = range(0, max(1, len(places)), STRETCH)
    parts = [_try(view, places[at : at + STRETCH], thesaurus, ngrams, (logcounts, times), quoted) for at in starts]
    return Singles(
        np.concatenate([part.place for part in parts]),
        [text for part in parts for text in part.texts],
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def _try(
    view: View, places: NDArray[np.int64], thesaurus: Thesaurus, ngrams: NgramCounts,
    known: tuple[NDArray[np.float64], NDArray[np.int64]], quoted: NDArray[np.bool_],
) -> Singles:  # fmt: skip
    logcounts, times = known
    lists = [thesaurus.of(view.forms[at]) for at in places.tolist()]
    lengths = np.array([len(found.texts) for found in lists], np.int64)
    if not lengths.sum():
        return Singles(places[:0], [], np.zeros((0, len(FEATURES))), np.zeros((0, 4)))
    owner = np.repeat(np.arange(len(places)), lengths)
    rows = np.concatenate([found.rows for found in lists])
    sizes = np.concatenate([found.sizes for found in lists])
    distance = np.concatenate([found.distance for found in lists])
    learned = np.concatenate([found.learned for found in lists])
    told = np.array([found.told for found in lists])
    before, after = contexts(view, places, 1)
    gain = joint(ngrams, before[owner], rows, after[owner], sizes) - written_prob(view, places, 1)[owner]
    merit = gain - np.array(STEP_COST)[distance] + LEARNED_BONUS * learned
    runners = np.bincount(owner, gain > 1.0, minlength=len(places))
    order = np.lexsort((-merit, owner))
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    rank = np.arange(len(order)) - first[owner[order]]
    kept = order[(rank < KEEP) & (merit[order] > MARGIN)]
    own = owner[kept]
    at = places[own]
    texts_of = [text for found in lists for text in found.texts]
    head = rows[kept, 0]
    tail = rows[kept, sizes[kept] - 1]
    last = np.maximum(0, sizes[kept] - 1)
    left_gain = ngrams.logprob(np.concatenate([before[own], rows[kept]], axis=1), context=before.shape[1]) - view.prob[at]
    previous, following = view.ids[at - 1], view.ids[at + 1]
    unknown = view.spelling[at] < 0
    counts = np.stack(
        [
            np.where(unknown, 0.0, ngrams.counts(np.stack([previous, view.ids[at]], axis=1))),
            np.where(unknown, 0.0, ngrams.counts(np.stack([view.ids[at], following], axis=1))),
            ngrams.counts(np.stack([previous, head], axis=1)),
            ngrams.counts(np.stack([tail, following], axis=1)),
        ],
        axis=1,
    )
    logs = np.log10(counts + _FLOOR)
    other_count = np.minimum(logcounts[head], logcounts[tail])
    own_count = view.unigram[at]
    total = gain[kept]
    here = np.where(unknown, 1, times[view.ids[at]]) - 1
    right_gain = total - left_gain
    rarer = other_count - own_count
    columns = (
        total.clip(-2, 8), left_gain.clip(-3, 6), right_gain.clip(-4, 5), (total - 2).clip(0, 6), (total - 4).clip(0, 6),
        distance[kept] == 1, distance[kept] == 2, distance[kept] == LEARNED,
        learned[kept], told[own], (told[own] - own_count).clip(-4, 4) * (told[own] > 0),
        own_count, other_count, (2.5 - own_count).clip(0, 3), -view.prob[at].clip(-8, 0), *logs.T,
        (logs[:, 2] - logs[:, 0] - rarer).clip(-4, 4), (logs[:, 3] - logs[:, 1] - rarer).clip(-4, 4),
        np.log2(1 + runners[own]), last > 0,
        np.log2(1 + here), np.log2(1 + np.where(last > 0, 0, times[head])), quoted[at],
    )  # fmt: skip
    features = np.stack(columns, axis=1).astype(np.float64)
    return Singles(at, [texts_of[index] for index in kept.tolist()], features, counts)

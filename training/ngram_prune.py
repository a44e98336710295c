"""Prune an n-gram model to a size: keep what tells most, weighted by how often it is met, per byte of the packed file.

The loss of leaving ``h w`` out is ``count(h w) * (log P(w|h) - log backoff(h) P(w|h'))`` (the weighted difference of Seymore
and Rosenfeld 1996). An n-gram stays while a longer one needs it, as its context or as its ending. Back-off weights are then set
anew, so that each distribution sums to one. Count cut-offs, by contrast, keep what back-off would have said anyhow.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.ngram_pack import Ngrams

BYTES = {2: 6.3, 3: 6.3, 4: 4.3}  # of one n-gram in the packed file: key, probability, back-off, count


class Linked:
    """Hold the orders sorted so that a row's number is its node, and the nodes of each row's context and ending."""

    def __init__(self, orders: list[Ngrams], word_bits: int) -> None:
        self.word_bits = np.uint64(word_bits)
        self.orders = [orders[0]]
        self.keys: list[np.ndarray] = []
        self.context: list[np.ndarray] = []
        self.ending: list[np.ndarray] = []
        for grams in orders[1:]:
            ending = self.find(grams.ids[:, 1:])
            key = (ending.astype(np.uint64) << self.word_bits) | grams.ids[:, 0].astype(np.uint64)
            ordered = np.argsort(key)
            self.keys.append(key[ordered])
            self.ending.append(ending[ordered])
            self.context.append(self.find(grams.ids[ordered, :-1]))
            self.orders.append(Ngrams(grams.ids[ordered], grams.prob[ordered], grams.backoff[ordered]))

    def find(self, rows: np.ndarray) -> np.ndarray:
        """Return the node of each row of word ids; all of them are in the model."""
        node = rows[:, -1].astype(np.int64)
        for back in range(2, rows.shape[1] + 1):
            key = (node.astype(np.uint64) << self.word_bits) | rows[:, -back].astype(np.uint64)
            table = self.keys[back - 2]
            node = np.searchsorted(table, key)
            if not (table[np.minimum(node, len(table) - 1)] == key).all():
                raise ValueError(f"an n-gram needs one of order {back} that the model does not hold")
        return node


def prune(orders: list[Ngrams], word_bits: int, count: Callable[[np.ndarray], np.ndarray], target: float) -> list[Ngrams]:
    """Return the orders with n-grams left out until those above the first take ``target`` bytes."""
    linked = Linked(orders, word_bits)
    losses = []
    for order in range(2, len(linked.orders) + 1):
        grams, below = linked.orders[order - 1], linked.orders[order - 2]
        gain = grams.prob - (below.backoff[linked.context[order - 2]] + below.prob[linked.ending[order - 2]])
        losses.append(np.maximum(count(grams.ids), 1) * gain / BYTES.get(order, 4.3))
    low, high = 0.0, 1000.0
    for _ in range(24):
        threshold = (low + high) / 2
        size = sum(keep.sum() * BYTES.get(order, 4.3) for order, keep in enumerate(_kept(linked, losses, threshold), 2))
        low, high = (threshold, high) if size > target else (low, threshold)
    kept = _kept(linked, losses, high)
    print(f"pruned at {high:.3f}: {[int(keep.sum()) for keep in kept]}", flush=True)
    return _rebuilt(linked, kept)


def _kept(linked: Linked, losses: list[np.ndarray], threshold: float) -> list[np.ndarray]:
    kept = [loss >= threshold for loss in losses]
    for order in range(len(kept) - 1, 0, -1):
        above = kept[order]
        kept[order - 1][linked.context[order][above]] = True
        kept[order - 1][linked.ending[order][above]] = True
    return kept


def _rebuilt(linked: Linked, kept: list[np.ndarray]) -> list[Ngrams]:
    result: list[Ngrams] = []
    keeps = [np.ones(len(linked.orders[0].prob), bool), *kept]
    for number, grams in enumerate(linked.orders):
        backoff = np.zeros(len(grams.prob))
        if number + 1 < len(linked.orders):
            above, keep = linked.orders[number + 1], keeps[number + 1]
            context, ending = linked.context[number][keep], linked.ending[number][keep]
            size = len(grams.prob)
            held = np.bincount(context, 10.0 ** above.prob[keep].astype(np.float64), minlength=size)
            below = np.bincount(context, 10.0 ** grams.prob[ending].astype(np.float64), minlength=size)
            extended = np.bincount(context, minlength=size) > 0
            sound = extended & (held < 1.0 - 1e-6) & (below < 1.0 - 1e-6)
            backoff[extended] = grams.backoff[extended]
            backoff[sound] = np.log10((1.0 - held[sound]) / (1.0 - below[sound]))
        keep = keeps[number]
        result.append(Ngrams(grams.ids[keep], grams.prob[keep], backoff[keep].astype(np.float32)))
    return result

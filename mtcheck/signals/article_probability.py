"""Judge an article as a whole: how probable it is that it was spun, and that it is unedited machine translation.

Two logistic regressions (``data/calibration/article.toml``, fitted by training/fit_article.py) over averages of what the
models say of the words and sentences. The log-odds are a mean over words of what each sentence speaks for, so that the spread
over the sentences gives their standard error; where an article has few sentences, the spread of other articles counts with
it. The interval is the log-odds plus and minus 1.96 standard errors, the probability their expectation: a short text that
could be either stays near the share that such articles have at large.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.odds import logistic, logit
from mtcheck.core.signals import Indication
from mtcheck.lang.wording import is_old_fashioned
from mtcheck.signals.models import Raw

Floats = NDArray[np.float64]

KINDS = ("spun", "mt")
HEADS = ("synthetic", "swapped", "edited", "marked", "fault")
EMBEDDING = ("embedding", "embedding_squared")  # weights of the values and of their squares, where a kind uses them
_Z95 = 1.96
_FEW = 8.0  # sentences that the spread of other articles counts for
_POINTS_AT = 0.4
_HALF_WAY = 200.0  # words
_NO_PROSE = ("code", "chrome", "table")
_FEWEST = 100  # words: a paragraph is no article
_OLD_TRUST = 0.25  # older and legal wording is odd to the models, as replaced words are: what they say of it counts so far


@dataclass(frozen=True, slots=True)
class Sentences:
    """Hold the scored sentences of an article: their words, a row of named values each, their embeddings, their numbers."""

    sizes: Floats
    rows: Floats
    names: tuple[str, ...]
    embeddings: Floats
    numbers: NDArray[np.int64]

    def part(self, start: int, stop: int) -> Sentences:
        """Return some neighbouring sentences."""
        chosen = slice(start, stop)
        return Sentences(self.sizes[chosen], self.rows[chosen], self.names, self.embeddings[chosen], self.numbers[chosen])


def sentences(doc: Document, raw: Raw) -> Sentences | None:
    """Return what the models say of each sentence; None where the reader did not run or nothing was scored."""
    if raw.machine is None or raw.spun is None or raw.embeddings is None or not doc.sentences:
        return None
    values, names = _word_values(doc, raw)
    bounds = np.array([(sent.tokens.start, sent.tokens.stop) for sent in doc.sentences], np.int64)
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    sums = sums[bounds[:, 1]] - sums[bounds[:, 0]]
    sizes = sums[:, 0]
    kept = (sizes > 0) & ~np.isnan(raw.machine) & np.array([_is_prose(doc, number) for number in range(len(bounds))], bool)
    if not kept.any():
        return None
    rows = np.column_stack([raw.machine[kept], raw.spun[kept], sums[kept, 1:] / sizes[kept, None]])
    return Sentences(sizes[kept], rows, ("machine", "spun", *names), raw.embeddings[kept], np.flatnonzero(kept))


def _is_prose(doc: Document, number: int) -> bool:
    """Tell whether a sentence stands where people write sentences: tables and code are judged by no model of language."""
    return doc.blocks[doc.sentences[number].block].kind not in _NO_PROSE


def _word_values(doc: Document, raw: Raw) -> tuple[Floats, tuple[str, ...]]:
    """Return a row per token: first whether it is a scored word, then its values (nought for what is none)."""
    is_word = np.array([tok.kind == "word" for tok in doc.tokens], bool)
    scored = is_word & ~np.isnan(raw.heads[HEADS[0]])
    columns: dict[str, Floats] = {}
    for head in HEADS:
        columns[head] = logit(raw.heads[head])
        columns[f"{head} high"] = (raw.heads[head] > _POINTS_AT).astype(np.float64)
    if raw.bits is not None and raw.order is not None:
        bits = np.minimum(np.nan_to_num(raw.bits.astype(np.float64), nan=8.0), 24.0)
        columns["bits"], columns["bits squared"], columns["order"] = bits, bits * bits, np.nan_to_num(raw.order)
    table = np.column_stack([np.ones(len(doc.tokens)), *columns.values()])
    return np.where(scored[:, None], table, 0.0), tuple(columns)


def indications(doc: Document, raw: Raw) -> dict[str, Indication] | None:
    """Return the indication of each kind; None: too short, or a model did not speak."""
    found = judgeable(doc, raw)
    if found is None:
        return None
    table, trust = tables.load("calibration/article"), trusted(doc)
    return {kind: indicate(found, table[kind], trust=trust[kind]) for kind in KINDS}


def judgeable(doc: Document, raw: Raw) -> Sentences | None:
    """Return the sentences of an article that the models can judge as a whole; None: too short, or a model did not speak."""
    found = sentences(doc, raw)
    if found is None or raw.bits is None or found.sizes.sum() < _FEWEST:
        return None
    return found if found.embeddings.shape[1] == int(tables.load("calibration/article")["width"]) else None


def trusted(doc: Document) -> dict[str, float]:
    """Return how far the models know the wording of an article, by kind (1: fully)."""
    return {"spun": _OLD_TRUST if is_old_fashioned(doc) else 1.0, "mt": 1.0}


def indicate(found: Sentences, model: Mapping[str, Any], *, trust: float = 1.0) -> Indication:
    """Return the probability of one kind with its interval; ``trust`` is how far the models know such wording (1: fully)."""
    weights = np.array([float(model["weights"][name]) for name in found.names])
    said = found.rows @ weights
    for power, name in enumerate(EMBEDDING, 1):
        if name in model:
            said = said + found.embeddings**power @ np.array(model[name])
    words = float(found.sizes.sum())
    mean = float(found.sizes @ said) / words
    spread = float(found.sizes @ (said - mean) ** 2)
    error = math.sqrt((_FEW * float(model["spread"]) + spread) / (_FEW + len(said) - 1) / words)
    # how far a text of this length is to be trusted against what articles are like at large, and what doubt is left
    trust *= settled(words)
    z = float(model["intercept"]) + trust * (mean - float(model["centre"]))
    error *= math.sqrt(trust)
    low, high = z - _Z95 * error, z + _Z95 * error
    # the expectation of a logistic under a normal error (MacKay 1992), which may leave the interval where that is narrow
    expected = min(max(z / math.sqrt(1.0 + math.pi / 8.0 * error * error), low), high)
    return Indication(*(round(float(at), 3) for at in logistic(np.array([expected, low, high]))))


def settled(words: float) -> float:
    """Return the weight of what a text says itself against what articles are like at large."""
    return words / (words + _HALF_WAY)

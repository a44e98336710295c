"""Rank the words that may repair a faulty word.

Candidates are what the reader offers for the place, and near-synonyms of the word from the thesaurus. They are weighed
together by a conditional logit model (McFadden 1974) over the reader's log-probability, how much more probable the n-gram
model finds the sentence with the candidate, and what the thesaurus says of the pair; one more alternative stands for "none of
these", so that the probabilities of the words sum to less than 1. The weights are in ``data/calibration/repairs.toml``, fitted
by training/fit_repairs.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables

if TYPE_CHECKING:
    from mtcheck.signals.reader import Wording

Floats = NDArray[np.float64]
Rescore = Callable[[Sequence[tuple[int, int, str]]], Floats]  # (first token, past the last, wording) -> gain in log10

FEATURES = ("reader", "offered", "gain", "same", "near", "far", "learned", "relayed", "translated", "stem", "several")
KEPT = 5
_LEARNED = 3  # group of the thesaurus whose entries carry counts
_LEAST_GAIN, _MOST_GAIN = -4.0, 8.0
_STEM = 4  # letters


def ranked(token: int, form: str, operation: str, said: Wording, rescore: Rescore | None) -> tuple[tuple[str, float], ...]:
    """Return the likeliest words with their probabilities, best first; none where it is doubtful that one is right.

    At least one in two of what is offered holds the right word among the first three, on dev. ``form`` is the word as written,
    in lower case; ``operation`` is ``replace`` or ``insert`` (before it).
    """
    offered = dict(said.put if operation == "replace" else said.inserted)
    offered.pop(form, None)
    related = neighbours(form) if operation == "replace" else {}
    words = list(dict.fromkeys([*offered, *(word for word in related if word != form)]))
    if not words:
        return ()
    rows = features(token, form, operation, words, offered, related, rescore)
    model: Mapping[str, Any] = tables.load("calibration/repairs")[operation]
    scores = rows @ np.array([float(model["weights"][name]) for name in FEATURES])
    powers = np.exp(scores - max(float(scores.max()), float(model["none"])))
    total = float(powers.sum()) + math.exp(float(model["none"]) - max(float(scores.max()), float(model["none"])))
    best = np.argsort(-powers, kind="stable")[:KEPT].tolist()
    if float(powers[best[:3]].sum()) / total < float(model["offer"]):
        return ()
    return tuple((words[at], float(powers[at]) / total) for at in best)


def features(
    token: int,
    form: str,
    operation: str,
    words: Sequence[str],
    offered: Mapping[str, float],
    related: Mapping[str, Mapping[int, float]],
    rescore: Rescore | None,
) -> Floats:
    """Return a row of FEATURES for each word."""
    floor = min(offered.values(), default=0.0) - 1.0
    wordings = [word if operation == "replace" else f"{word} {form}" for word in words]
    gains = np.zeros(len(words))
    if rescore is not None:
        gains = np.nan_to_num(rescore([(token, token + 1, wording) for wording in wordings]))
    rows = [
        [
            offered.get(word, floor),
            word in offered,
            float(np.clip(gain, _LEAST_GAIN, _MOST_GAIN)),
            *(related.get(word, {}).get(group, 0.0) for group in range(6)),
            _same_stem(word, form),
            " " in word,
        ]
        for word, gain in zip(words, gains.tolist(), strict=True)
    ]
    return np.array(rows, np.float64)


def neighbours(form: str) -> dict[str, dict[int, float]]:
    """Return the words that the thesaurus relates to a form, with the groups that do and their strength."""
    out: dict[str, dict[int, float]] = {}
    for group, entries in enumerate(tables.load("thesaurus").get(form, "").split("|")):
        for entry in entries.split():
            word, _, count = entry.partition(":")
            strength = math.log2(1 + int(count)) if group == _LEARNED and count else 1.0
            out.setdefault(word.replace("_", " "), {})[group] = strength
    return out


def _same_stem(word: str, form: str) -> bool:
    """Tell whether two words begin alike, as forms of one word do."""
    shared = next((at for at, (a, b) in enumerate(zip(word, form, strict=False)) if a != b), min(len(word), len(form)))
    return shared >= _STEM and 5 * shared >= 3 * max(len(word), len(form))

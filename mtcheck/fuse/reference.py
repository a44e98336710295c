"""Fuse what the reference says of each word with what the language models say of it, and weigh suspects by it.

Two logistic regressions (``data/calibration/reference.toml``, fitted by training/fit_reference.py). A reference may be another
translation, which differs in half of the words, or a post-edit, which differs where the text was wrong: how much of the
article and of the sentence differs is multiplied with everything else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.reference import Differences
from mtcheck.core.signals import WordSignals
from mtcheck.core.span import Span
from mtcheck.fuse.calibrate import CAP, combine
from mtcheck.fuse.words import apply

Floats = NDArray[np.float64]
_LOW, _HIGH = 0.002, 0.998
_DIFFERENT = ("changed", "alone")
_STEM = 4
TABLE = "calibration/reference"
FAMILY = "reference."


def word_probabilities(doc: Document, compared: Differences, signals: WordSignals | None) -> tuple[float | None, ...]:
    """Return for each token the probability that a person would mark it; None where it was not compared or not scored."""
    out: list[float | None] = [None] * len(doc.tokens)
    if signals is not None:
        index, rows, names = word_features(doc, compared, signals)
        for tok, value in zip(index, apply(tables.load(TABLE)["words"], rows, names).tolist(), strict=True):
            out[tok] = value
    return tuple(out)


def word_features(doc: Document, compared: Differences, signals: WordSignals) -> tuple[list[int], Floats, tuple[str, ...]]:
    """Return the compared and scored tokens, their features (one row each) and the features' names."""
    index = [tok for tok, state in enumerate(compared.states) if state is not None and signals.bad[tok] is not None]
    different = np.array([compared.states[tok] in _DIFFERENT for tok in index], float)
    sentence, likeness, has_form, has_stem = _sentence_values(doc, compared)
    bad = np.array([_logit(max(signals.bad[tok] or 0.0, signals.replaced[tok] or 0.0)) for tok in index])
    forms = [doc.forms[tok] for tok in index]
    base = {
        "one": np.ones(len(index)),
        "different": different,
        "moved": np.array([compared.states[tok] == "moved" for tok in index], float),
        "alone": np.array([compared.states[tok] == "alone" for tok in index], float),
        "models": bad,
        "models x different": bad * different,
        "beside": _beside(different),
        "models beside": _beside(bad),
        "form elsewhere": different * has_form[index],
        "stem elsewhere": different * has_stem[index],
        "capital x different": different * np.array([form[0].isupper() for form in forms], float),
        "number x different": different * np.array([doc.tokens[tok].kind == "number" for tok in index], float),
        "short x different": different * np.array([len(form) <= 3 for form in forms], float),
        "likeness": likeness[index],
    }
    share = float(different.mean()) if index else 0.0
    columns = {}
    for name, values in base.items():
        columns[name] = values
        columns[f"{name} x article"] = values * share
        columns[f"{name} x sentence"] = values * sentence[index]
    return index, np.stack(list(columns.values()), axis=1).reshape(len(index), len(columns)), tuple(columns)


def _sentence_values(doc: Document, compared: Differences) -> tuple[Floats, Floats, Floats, Floats]:
    """Return, by token: share of its sentence that differs, likeness of the sentences, whether form or stem is elsewhere."""
    out = [np.zeros(len(doc.tokens)) for _ in range(4)]
    theirs = compared.reference
    for link in compared.links:
        members = [tok for sent in link.hypothesis for tok in doc.sentences[sent].tokens if compared.states[tok] is not None]
        if not members:
            continue
        forms = {theirs.folded[tok] for sent in link.reference for tok in theirs.sentences[sent].tokens}
        stems = {form[:_STEM] for form in forms if len(form) >= _STEM}
        out[0][members] = sum(compared.states[tok] in _DIFFERENT for tok in members) / len(members)
        out[1][members] = link.score
        out[2][members] = [doc.folded[tok] in forms for tok in members]
        out[3][members] = [doc.folded[tok][:_STEM] in stems for tok in members]
    return out[0], out[1], out[2], out[3]


def _beside(values: Floats) -> Floats:
    """Return the mean of each value's two neighbours, itself where there is none."""
    if not len(values):
        return values
    return np.asarray((np.r_[values[:1], values[:-1]] + np.r_[values[1:], values[-1:]]) / 2, np.float64)


def weighed(suspects: Sequence[SuspectSpan], doc: Document, compared: Differences) -> tuple[SuspectSpan, ...]:
    """Return the suspects with their probability after the reference: more where it has other words, less where the same.

    What the reference itself told, and what was seen without it, bear on each other: the surer of the two counts.
    """
    shares = _shares([suspect.span for suspect in suspects], doc, compared)
    known = [suspect for suspect, share in zip(suspects, shares, strict=True) if share is not None]
    told = [[finding for finding in suspect.findings if finding.rule_id.startswith(FAMILY)] for suspect in known]
    rest = [[finding for finding in suspect.findings if not finding.rule_id.startswith(FAMILY)] for suspect in known]
    rows, names = suspect_features(
        [(suspect.span, combine(part)) for suspect, part in zip(known, rest, strict=True)], doc, compared
    )
    after = apply(tables.load(TABLE)["suspects"], rows, names)
    values = {
        suspect.fingerprint: min(CAP, max(float(value) if others else 0.0, combine(own) if own else 0.0))
        for suspect, own, others, value in zip(known, told, rest, after, strict=True)
    }
    return tuple(
        replace(suspect, probability=round(values.get(suspect.fingerprint, suspect.probability), 3)) for suspect in suspects
    )


def suspect_features(
    suspects: Sequence[tuple[Span, float]], doc: Document, compared: Differences
) -> tuple[Floats, tuple[str, ...]]:
    """Return the features of suspects (span, probability) and their names."""
    known = [state for state in compared.states if state is not None]
    article = sum(state in _DIFFERENT for state in known) / max(1, len(known))
    shares = [share or 0.0 for share in _shares([span for span, _ in suspects], doc, compared)]
    stated = [_logit(probability) for _, probability in suspects]
    rows = [
        (value, share, share * article, (1.0 - share), (1.0 - share) * article)
        for value, share in zip(stated, shares, strict=True)
    ]
    return np.array(rows, np.float64).reshape(len(rows), 5), ("stated", "has not", "has not x article", "has", "has x article")


def _shares(spans: Sequence[Span], doc: Document, compared: Differences) -> list[float | None]:
    """Return the share of each span's words that the reference does not have; None where it was not compared."""
    out: list[float | None] = []
    for span in spans:
        states = [
            state
            for tok, state in zip(doc.tokens, compared.states, strict=True)
            if state is not None and tok.span.overlaps(span)
        ]
        out.append(sum(state in _DIFFERENT for state in states) / len(states) if states else None)
    return out


def _logit(p: float) -> float:
    clipped = min(max(p, _LOW), _HIGH)
    return math.log(clipped / (1.0 - clipped))

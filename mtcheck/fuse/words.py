"""Fuse the language signals of each word into the probability that a person would mark it.

A logistic regression (``data/calibration/words.toml``, fitted by training/fit_words.py) over what the tagger and the n-gram
model say of the word and of its neighbours, what kind of word it is, and what the signals are like over the whole article: a
spinner touches many words, so that one odd word among many is more probable than one alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.signals import WordSignals
from mtcheck.lm.signals import Raw

Floats = NDArray[np.float64]

_LOW, _HIGH = 0.002, 0.998
_MOST_BITS = 24.0
_POINTS_AT = -0.4  # log-odds: 40 %


HEADS = ("synthetic", "swapped", "edited", "marked")


def profile(raw: Raw) -> str:
    """Name the set of signals that is there: ``tagger``, ``ngram`` or ``all``."""
    if raw.heads and raw.bits is not None:
        return "all"
    return "tagger" if raw.heads else "ngram"


def features(doc: Document, raw: Raw) -> tuple[NDArray[np.int64], Floats, tuple[str, ...]]:
    """Return the scored tokens' indexes, their features (one row each) and the features' names."""
    signal = raw.heads[HEADS[0]] if raw.heads else raw.bits
    if signal is None:
        raise ValueError("no signal is there to be fused")
    words = np.array([tok.kind in ("word", "number") for tok in doc.tokens], bool)
    index = np.flatnonzero(words & ~np.isnan(signal)) if len(words) else np.zeros(0, np.int64)
    columns: dict[str, Floats] = {}
    if raw.heads:
        _head_columns(columns, {head: _logit(raw.heads[head][index]) for head in HEADS}, tokenised=is_tokenised(doc))
        columns["machine"] = np.full(len(index), np.clip(raw.machine, -4, 4))
    if raw.bits is not None and raw.order is not None:
        _ngram_columns(columns, raw.bits[index], raw.order[index])
    _kind_columns(columns, doc, index)
    names = tuple(columns)
    return index, np.stack([columns[name] for name in names], axis=1) if len(index) else np.zeros((0, len(names))), names


def is_tokenised(doc: Document) -> bool:
    """Tell whether the text is laid out for machines, with spaces before its marks: what people mark in it differs."""
    marks = spaced = 0
    for before, tok in pairwise(doc.tokens):
        if tok.kind == "punct" and doc.text[tok.span.start] in ".,!?;:)":
            marks += 1
            spaced += tok.span.start > before.span.end
    return 2 * spaced > marks


def _head_columns(columns: dict[str, Floats], logits: Mapping[str, Floats], *, tokenised: bool) -> None:
    """Add the tagger's heads, the mean of each word's neighbours, and how much of the article the heads point at.

    Tokenised texts have columns of their own, since raters and post-editors of such texts mark other things.
    """
    kind = "tokenised" if tokenised else "plain"
    for head, logit in logits.items():
        nothing = np.zeros(len(logit))
        for name in ("plain", "tokenised"):
            columns[f"{head} {name}"] = logit if name == kind else nothing
            columns[f"{head} beside {name}"] = (_shift(logit, 1) + _shift(logit, -1)) / 2 if name == kind else nothing
    size = len(logits[HEADS[0]])
    columns["tokenised"] = np.full(size, float(tokenised))
    for head in ("synthetic", "swapped"):
        share = float((logits[head] > _POINTS_AT).mean()) if size else 0.0
        columns[f"{head} share"] = np.full(size, share)
        columns[f"{head} x share"] = logits[head] * share
    for head in ("edited", "marked"):
        columns[f"{head} article"] = np.full(size, logits[head].mean() if size else 0.0)


def _ngram_columns(columns: dict[str, Floats], bits: Floats, order: Floats) -> None:
    bits = np.minimum(np.nan_to_num(bits, nan=8.0), _MOST_BITS)
    columns["bits"] = bits
    columns["bits high"] = np.maximum(bits - 14.0, 0.0)
    columns["bits after"] = _shift(bits, -1)
    columns["order"] = order
    columns["order after"] = _shift(order, -1)


def _kind_columns(columns: dict[str, Floats], doc: Document, index: NDArray[np.int64]) -> None:
    forms = [doc.forms[i] for i in index]
    starts = {sent.tokens.start for sent in doc.sentences}
    columns["capital"] = np.array([form[0].isupper() and i not in starts for i, form in zip(index, forms, strict=True)], float)
    columns["number"] = np.array([doc.tokens[i].kind == "number" for i in index], float)
    columns["short"] = np.array([len(form) <= 3 for form in forms], float)
    columns["first"] = np.array([i in starts for i in index], float)
    columns["quoted"] = np.array([doc.is_quoted(doc.tokens[i].span) for i in index], float)


def _shift(values: Floats, by: int) -> Floats:
    """Return each value's neighbour ``by`` places before (after, where negative); at the edges the value itself."""
    if not len(values):
        return values
    out = np.roll(values, by)
    if by > 0:
        out[:by] = values[:by]
    else:
        out[by:] = values[by:]
    return out


def _logit(p: Floats) -> Floats:
    clipped = np.clip(p.astype(np.float64), _LOW, _HIGH)
    return np.log(clipped / (1.0 - clipped))


def word_signals(doc: Document, raw: Raw) -> WordSignals:
    """Return what detectors and reports see of the raw signals."""
    bits: list[float | None] = [None] * len(doc.tokens)
    if raw.shown_bits is not None:
        bits = [None if value != value else value for value in raw.shown_bits.tolist()]
    if not raw.heads and raw.bits is None:
        return WordSignals(bits, [None] * len(doc.tokens), [None] * len(doc.tokens))
    return WordSignals(bits, fuse(doc, raw, "bad"), fuse(doc, raw, "replaced"))


def fuse(doc: Document, raw: Raw, outcome: str = "bad") -> list[float | None]:
    """Return the fused probability per token: ``bad`` (a person would mark it) or ``replaced``; None where not scored."""
    index, rows, names = features(doc, raw)
    out: list[float | None] = [None] * len(doc.tokens)
    values = apply(tables.load("calibration/words")[profile(raw)][outcome], rows, names)
    for i, value in zip(index.tolist(), values.tolist(), strict=True):
        out[i] = value
    return out


def apply(model: Mapping[str, Any], rows: Floats, names: Sequence[str]) -> Floats:
    """Return the probabilities of a logistic regression; the model holds ``intercept`` and ``weights`` by feature name."""
    weights = np.array([float(model["weights"].get(name, 0.0)) for name in names])
    z = rows @ weights + float(model["intercept"])
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -30, 30))))

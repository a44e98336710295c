"""Fuse the language signals of each word into the probability that a person would mark it.

A word is bad where the article is unedited machine translation and raters would mark the word, or where the article is spun
and the word stands for another: ``1 - (1 - P(mt) * P(marked | mt)) * (1 - P(spun) * P(replaced))``. The tagger ranks the
words of translations better than any mixture of signals fitted on what it was trained on, so that its head is calibrated and
little else: ``marked`` for running text, ``edited`` for text laid out for machines, in which post-editors change other things.
For suspects ``P(mt) * P(noted | mt)`` is used, that any rater would mark the word, since a reviewer is one of them; broken
grammar counts there in any article: ``P(corrupted, no synonym) * P(noted | mt)``, save in sentences without a verb.

``replaced`` is a logistic regression over what the models say of the word and of its neighbours, what kind of word it is, and
what the signals are like over the whole article: a spinner touches many words, so that one odd word among many is more
probable than one alone. All are in ``data/calibration/words.toml``, fitted by training/fit_words.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.odds import logistic, logit
from mtcheck.core.signals import WordSignals
from mtcheck.lang.wording import without_verb
from mtcheck.signals.article_probability import HEADS, indications
from mtcheck.signals.models import Raw

Floats = NDArray[np.float64]

_MOST_BITS = 24.0
_POINTS_AT = -0.4  # log-odds: 40 %
# how an article that looks spun lifts its words, in log-odds: by how much of its own, from where on, at most (chosen on dev)
_LIFT, _LIFT_FROM, _MOST_LIFT = 0.5, 0.4, 2.6
_UNJUDGED = {"mt": 0.5, "spun": 0.05}  # where no article model spoke: shares such as an imported text may have


def profile(raw: Raw) -> str:
    """Name the set of signals that is there: ``tagger``, ``ngram`` or ``all``."""
    if raw.heads and raw.bits is not None:
        return "all"
    return "tagger" if raw.heads else "ngram"


def features(doc: Document, raw: Raw) -> tuple[NDArray[np.int64], Floats, tuple[str, ...]]:
    """Return the scored tokens' indexes (marks only where the tagger judges them), their features and the features' names."""
    signal = raw.heads[HEADS[0]] if raw.heads else raw.bits
    if signal is None:
        raise ValueError("no signal is there to be fused")
    kinds = ("word", "number", "punct", "symbol") if raw.heads else ("word", "number")
    wanted = np.array([tok.kind in kinds for tok in doc.tokens], bool)
    index = np.flatnonzero(wanted & ~np.isnan(signal)) if len(wanted) else np.zeros(0, np.int64)
    columns: dict[str, Floats] = {}
    if raw.heads:
        _head_columns(columns, {head: logit(raw.heads[head][index]) for head in HEADS})
        columns["machine"] = np.full(len(index), _mean(raw.machine))
    if raw.bits is not None and raw.order is not None:
        _ngram_columns(columns, raw.bits[index], raw.order[index])
    _kind_columns(columns, doc, index)
    names = tuple(columns)
    return index, np.stack([columns[name] for name in names], axis=1) if len(index) else np.zeros((0, len(names))), names


def _mean(machine: Floats | None) -> float:
    known = machine[~np.isnan(machine)] if machine is not None else np.zeros(0)
    return float(np.clip(known.mean(), -4, 4)) if len(known) else 0.0


def is_tokenised(doc: Document) -> bool:
    """Tell whether a text is laid out for machines, with spaces before its marks: what people change there differs."""
    marks = spaced = 0
    for before, tok in pairwise(doc.tokens):
        if tok.kind == "punct" and doc.text[tok.span.start] in ".,!?;:)":
            marks += 1
            spaced += tok.span.start > before.span.end
    return marks > 0 and 2 * spaced >= marks


def _head_columns(columns: dict[str, Floats], logits: Mapping[str, Floats]) -> None:
    """Add the tagger's heads, the mean of each word's neighbours, and how much of the article the heads point at."""
    for head, odds in logits.items():
        columns[head] = odds
        columns[f"{head} beside"] = (_shift(odds, 1) + _shift(odds, -1)) / 2
    size = len(logits[HEADS[0]])
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
    columns["mark"] = np.array([doc.tokens[i].kind in ("punct", "symbol") for i in index], float)
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


def word_signals(doc: Document, raw: Raw) -> WordSignals:
    """Return what detectors and reports see of the raw signals."""
    nothing: list[float | None] = [None] * len(doc.tokens)
    bits = nothing
    if raw.shown_bits is not None:
        bits = [None if value != value else value for value in raw.shown_bits.tolist()]
    if not raw.heads and raw.bits is None:
        return WordSignals(bits, nothing, nothing, nothing)
    tokenised = is_tokenised(doc)
    found = None if tokenised else indications(doc, raw)  # they were fitted on running text
    index, rows, names = features(doc, raw)
    models = tables.load("calibration/words")[profile(raw)]
    marked, noted, edited, replaced = (apply(models[name], rows, names) for name in ("marked", "noted", "edited", "replaced"))
    machine, is_spun = (found[kind].probability if found else _UNJUDGED[kind] for kind in ("mt", "spun"))
    replaced = _in_article(replaced, is_spun)
    # what is laid out for machines is hardly a person's own article; and good machine translation passes for a person's, so
    # that the article's word on it is trusted by half only where words are ranked
    faulty = edited if tokenised else (machine + _UNJUDGED["mt"]) / 2.0 * marked
    bad = 1.0 - (1.0 - faulty) * (1.0 - is_spun * replaced)
    noted = 1.0 - (1.0 - machine * (edited if tokenised else noted)) * (1.0 - _broken(doc, raw, index) * noted)
    return WordSignals(bits, _spread(bad, index, doc), _spread(noted, index, doc), _spread(replaced, index, doc), found)


def _broken(doc: Document, raw: Raw, index: NDArray[np.int64]) -> Floats:
    """Return the probability that each word was corrupted, and not by a synonym: that the grammar is broken there.

    A title or an entry of a list, which has no verb, looks broken to a model of sentences; there it says nothing.
    """
    if not raw.heads:
        return np.zeros(len(index))
    broken = np.maximum(0.0, raw.heads["synthetic"][index].astype(np.float64) - raw.heads["swapped"][index])
    apart = without_verb(doc, tables.load("lexicon"))
    return np.where([at in apart for at in index.tolist()], 0.0, broken)


def _in_article(replaced: Floats, is_spun: float) -> Floats:
    """Return the probabilities of replacement in an article that looks spun, or not: their odds rise with its own."""
    article = float(logit(np.array([is_spun]))[0])
    return logistic(logit(replaced) + _LIFT * min(max(0.0, article - _LIFT_FROM), _MOST_LIFT))


def _spread(values: Floats, index: NDArray[np.int64], doc: Document) -> list[float | None]:
    """Return a value per token; None for those that were not scored."""
    out: list[float | None] = [None] * len(doc.tokens)
    for i, value in zip(index.tolist(), values.tolist(), strict=True):
        out[i] = value
    return out


def apply(model: Mapping[str, Any], rows: Floats, names: Sequence[str]) -> Floats:
    """Return the probabilities of a logistic regression; the model holds ``intercept`` and ``weights`` by feature name."""
    weights = np.array([float(model["weights"].get(name, 0.0)) for name in names])
    return logistic(rows @ weights + float(model["intercept"]))

"""Fuse the language signals of each word into the probability that it is faulty.

Three questions are asked of a word. ``bad``: would raters agree that it is wrong? It is where the article is unedited machine
translation and raters would mark the word, or where the article is spun and the word stands for another:
``1 - (1 - P(mt) * P(marked | mt)) * (1 - P(spun) * P(replaced))``. ``faulty``: would a careful editor change it? A logistic
regression over what the reader's heads say of the word, of its neighbours and of the passage around it (some
``_AROUND`` words on either side, so that clean text before and after a bad passage takes nothing from it), and over what
kind of word it is. ``replaced``: does it stand for another word? As ``faulty``, with what the signals are like over the whole
article: a spinner touches many words.

All are in ``data/calibration/words.toml``, fitted by training/fit_words.py.
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
from mtcheck.core.signals import Fault, Passage, WordSignals
from mtcheck.lang.wording import without_verb
from mtcheck.signals.article_probability import HEADS, indications, judgeable, trusted
from mtcheck.signals.models import Raw
from mtcheck.signals.passages import passages
from mtcheck.signals.repairs import ranked

Floats = NDArray[np.float64]

_MOST_BITS = 24.0
_POINTS_AT = -0.4  # log-odds: 40 %
# how an article that looks spun lifts its words, in log-odds: by how much of its own, from where on, at most (chosen on dev)
_LIFT, _LIFT_FROM, _MOST_LIFT = 0.5, 0.4, 2.6
_AROUND = 60  # words on either side that are the passage of a word
_NEAREST = 2  # words on either side that speak for themselves
_ASKED_FROM = 0.15  # probability from which on the class and the repair of a word are looked up
_OPERATIONS = ("keep", "delete", "replace", "insert")
_UNJUDGED = {"mt": 0.5, "spun": 0.05}  # where no article model spoke: shares such as an imported text may have


def profile(raw: Raw) -> str:
    """Return the name of the set of signals that is there: ``reader``, ``ngram`` or ``all``."""
    if raw.heads and raw.bits is not None:
        return "all"
    return "reader" if raw.heads else "ngram"


def features(doc: Document, raw: Raw) -> tuple[NDArray[np.int64], Floats, tuple[str, ...]]:
    """Return the scored tokens' indexes (marks only where the reader judges them), their features and the features' names."""
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
        _passage_columns(columns, doc, raw, index)
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
    """Add the reader's heads, the mean of each word's neighbours, and how much of the article the heads point at."""
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


def _passage_columns(columns: dict[str, Floats], doc: Document, raw: Raw, index: NDArray[np.int64]) -> None:
    """Add what the passage around each word is like: how much the heads point at, and what its sentences look like."""
    for head in ("fault", "synthetic"):
        odds = columns[head]
        columns[f"{head} around"] = logit(np.clip(_around(logistic(odds)), 1e-3, 0.999))
    sentence = np.zeros(len(doc.tokens), np.int64)
    for number, sent in enumerate(doc.sentences):
        sentence[sent.tokens.start : sent.tokens.stop] = number
    for name, values in (("machine here", raw.machine), ("spun here", raw.spun)):
        known = np.zeros(len(doc.sentences)) if values is None else np.clip(np.nan_to_num(values), -5, 5)
        own = known[sentence[index]] if len(known) else np.zeros(len(index))
        columns[name] = own
        columns[f"{name} around"] = _around(own, nearest=0)


def _around(values: Floats, *, nearest: int = _NEAREST) -> Floats:
    """Return the mean of the values within ``_AROUND`` places of each, the ``nearest`` ones left out."""
    if not len(values):
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))

    def within(reach: int) -> tuple[Floats, Floats]:
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
        return total[high] - total[low], (high - low).astype(np.float64)

    far, count = within(_AROUND)
    if nearest:
        near, few = within(nearest)
        far, count = far - near, count - few
    return far / np.maximum(count, 1.0)


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
    apart = without_verb(doc, tables.load("lexicon"))
    columns["no verb"] = np.array([i in apart for i in index.tolist()], float)
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
    prose = None if tokenised else judgeable(doc, raw)  # the models of articles were fitted on running text
    found = indications(doc, raw) if prose else None
    index, rows, names = features(doc, raw)
    models = tables.load("calibration/words")[profile(raw)]
    marked, edited, replaced = (apply(models[name], rows, names) for name in ("marked", "edited", "replaced"))
    machine, article_spun = (found[kind].probability if found else _UNJUDGED[kind] for kind in ("mt", "spun"))
    odd = passages(doc, prose, tables.load("calibration/article"), trust=trusted(doc)) if prose else ()
    spun_here = _by_token(doc, article_spun, [one for one in odd if one.kind == "spun"])
    is_spun = spun_here[index]
    replaced = _in_article(replaced, is_spun)
    # what is laid out for machines is hardly a person's own article; and good machine translation passes for a person's, so
    # that the article's word on it is trusted by half only where words are ranked
    wrong = edited if tokenised else (machine + _UNJUDGED["mt"]) / 2.0 * marked
    bad = 1.0 - (1.0 - wrong) * (1.0 - is_spun * replaced)
    faulty = apply(models["faulty"], rows, names) if "faulty" in models else np.full(len(index), np.nan)
    faults = _faults(doc, raw, index, faulty)
    first, second, third = (_spread(each, index, doc) for each in (bad, faulty, replaced))
    return WordSignals(bits, first, second, third, found, faults, odd, spun_here.tolist())


def _by_token(doc: Document, article: float, odd: Sequence[Passage]) -> Floats:
    """Return for each token the probability of the article, or that of a passage it stands in where that is higher."""
    out = np.full(len(doc.tokens), article)
    for passage in odd:
        inside = doc.tokens_in(passage.span)
        stretch = slice(inside.start, inside.stop)
        out[stretch] = np.maximum(out[stretch], passage.probability)
    return out


def _faults(doc: Document, raw: Raw, index: NDArray[np.int64], faulty: Floats) -> dict[int, Fault]:
    """Return class and repair of the words that may be faulty."""
    if raw.faults is None or raw.operations is None:
        return {}
    asked = index[faulty >= _ASKED_FROM].tolist()
    wordings = raw.wordings(asked) if raw.wordings is not None and asked else {}
    out: dict[int, Fault] = {}
    for token in asked:
        order = np.argsort(-raw.faults[token], kind="stable")
        kinds = tuple((raw.classes[kind], float(raw.faults[token, kind])) for kind in order)
        shares = raw.operations[token, 1:] / raw.operations[token, 1:].sum()  # faulty as it is, it is not kept
        chosen = int(np.argmax(shares))
        operation = _OPERATIONS[chosen + 1]
        words: tuple[tuple[str, float], ...] = ()
        if operation != "delete" and token in wordings:
            words = ranked(token, doc.folded[token], operation, wordings[token], raw.rescore)
        out[token] = Fault(kinds, operation, float(shares[chosen]), words)
    return out


def _in_article(replaced: Floats, is_spun: Floats) -> Floats:
    """Return the probabilities of replacement in surroundings that look spun, or not: their odds rise with those of that."""
    return logistic(logit(replaced) + _LIFT * np.clip(logit(is_spun) - _LIFT_FROM, 0.0, _MOST_LIFT))


def _spread(values: Floats, index: NDArray[np.int64], doc: Document) -> list[float | None]:
    """Return a value per token; None for those that were not scored."""
    out: list[float | None] = [None] * len(doc.tokens)
    for i, value in zip(index.tolist(), values.tolist(), strict=True):
        out[i] = None if value != value else value
    return out


def apply(model: Mapping[str, Any], rows: Floats, names: Sequence[str]) -> Floats:
    """Return the probabilities of a logistic regression; the model holds ``intercept`` and ``weights`` by feature name."""
    weights = np.array([float(model["weights"].get(name, 0.0)) for name in names])
    return logistic(rows @ weights + float(model["intercept"]))

"""Fuse what the reference says of each word with what the language models say of it, and weigh suspects by it.

A difference from the reference is evidence only where the text is the worse of the two. Two people who translate the same
source differ in four words of ten, and neither is wrong; a post-edit differs in few, and each of them was. So the first
question is of the article: is it a machine's, its reference a person's? The reference is the control for that: it says the
same, so that whatever makes the text look more like a machine's than the reference does is not the subject. A word is bad
where the article is a machine's and raters would mark the word in it.

All regressions are logistic (``data/calibration/reference.toml``, fitted by training/fit_reference.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding, SuspectSpan
from mtcheck.core.odds import logistic, logit
from mtcheck.core.reference import Differences
from mtcheck.core.signals import WordSignals
from mtcheck.core.span import Span
from mtcheck.signals.word_probability import apply
from mtcheck.suspects.calibrate import CAP, combine

Floats = NDArray[np.float64]
_DIFFERENT = ("changed", "alone")
_STEM = 4
_FAR = 3.0  # two translations of which a third of the words differ are not close
_FEW = 30  # words: what the share of so few that differ tells of a text counts by half
TABLE = "calibration/reference"
FAMILY = "reference."
WORDING = "reference.wording"  # made of the words' probabilities, which hold the article's already


def fused(doc: Document, compared: Differences, signals: WordSignals | None, control: WordSignals | None) -> Differences:
    """Return the differences with the article's and the words' probabilities; ``control`` are the reference's own signals."""
    article = article_probability(compared, signals, control)
    return replace(compared, article=article, marked=_word_probabilities(doc, compared, signals, article))


def article_probability(compared: Differences, signals: WordSignals | None, control: WordSignals | None) -> float:
    """Return the probability that the text is a machine's, and not another person's translation."""
    rows, names = article_features(compared, signals, control)
    odds = logit(apply(tables.load(TABLE)["article"], rows, names))
    words = sum(state is not None for state in compared.states)
    return float(logistic(odds * words / (words + _FEW))[0])


def article_features(
    compared: Differences, signals: WordSignals | None, control: WordSignals | None
) -> tuple[Floats, tuple[str, ...]]:
    """Return one row for the article, and the features' names.

    ``machine`` says by how much more the text looks like a machine's than its reference does, in log-odds: nought where the
    models did not judge both. ``share`` is that of the words that differ.
    """
    sides = [side.indications["mt"].probability if side and side.indications else None for side in (signals, control)]
    machine = 0.0 if None in sides else float(np.subtract(*logit(np.array(sides, np.float64))))
    share = _article_share(compared)
    return np.array([[machine, share, share * share]]), ("machine", "share", "share squared")


def _word_probabilities(
    doc: Document, compared: Differences, signals: WordSignals | None, article: float
) -> tuple[float | None, ...]:
    """Return for each token the probability that a person would mark it; None where it was not compared or not scored."""
    out: list[float | None] = [None] * len(doc.tokens)
    if signals is not None:
        index, rows, names = word_features(doc, compared, signals)
        for tok, value in zip(index, (article * apply(tables.load(TABLE)["words"], rows, names)).tolist(), strict=True):
            out[tok] = value
    return tuple(out)


def word_features(doc: Document, compared: Differences, signals: WordSignals) -> tuple[list[int], Floats, tuple[str, ...]]:
    """Return the compared and scored tokens, their features (one row each) and the features' names."""
    index = [tok for tok, state in enumerate(compared.states) if state is not None and signals.bad[tok] is not None]
    different = np.array([compared.states[tok] in _DIFFERENT for tok in index], float)
    sentence, likeness, has_form, has_stem = _sentence_values(doc, compared)
    bad = logit(np.array([max(signals.bad[tok] or 0.0, signals.replaced[tok] or 0.0) for tok in index], np.float64))
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
    known = shares([suspect.span for suspect in suspects], doc, compared)
    return tuple(
        suspect if share is None else replace(suspect, probability=_after(suspect, share, doc, compared))
        for suspect, share in zip(suspects, known, strict=True)
    )


def _after(suspect: SuspectSpan, share: float, doc: Document, compared: Differences) -> float:
    """Return the probability of one suspect; ``share`` of its words are not in the reference."""
    wording = [finding for finding in suspect.findings if finding.rule_id == WORDING]
    facts = [finding for finding in suspect.findings if finding.rule_id.startswith(FAMILY) and finding not in wording]
    others = [finding for finding in suspect.findings if not finding.rule_id.startswith(FAMILY)]
    told = [_highest("wording", *wording_features(wording, doc))] if wording else []
    told += [_highest("facts", *suspect_features([(combine(facts), 1.0)], compared))] if facts else []
    told += [_highest("suspects", *suspect_features([(combine(others), share)], compared))] if others else []
    return round(min(CAP, max(told)), 3)


def _highest(model: str, rows: Floats, names: Sequence[str]) -> float:
    return float(apply(tables.load(TABLE)[model], rows, names).max())


def wording_features(wording: Sequence[Finding], doc: Document) -> tuple[Floats, tuple[str, ...]]:
    """Return the features of runs of doubtful words, and their names: in a long run one of the words is sooner wrong."""
    score = logit(np.array([finding.score for finding in wording], np.float64))
    words = np.log([1.0 + doc.of(finding.span).count(" ") for finding in wording])
    return np.stack([score, words], axis=1), ("score", "words")


def suspect_features(suspects: Sequence[tuple[float, float]], compared: Differences) -> tuple[Floats, tuple[str, ...]]:
    """Return the features of suspects (probability, share of their words that the reference has not) and their names.

    That the reference has the same words clears a suspect the more, the closer the two texts are, and the less they look like
    a machine's.
    """
    stated = logit(np.array([probability for probability, _ in suspects], np.float64))
    has_not = np.array([share for _, share in suspects], np.float64)
    machine = float(logit(np.array([compared.article]))[0])
    close = max(0.0, 1.0 - _FAR * _article_share(compared))
    columns = {
        "stated": stated,
        "has not": has_not,
        "has not x machine": has_not * machine,
        "has x close": (1.0 - has_not) * close,
        "has x person": (1.0 - has_not) * min(0.0, machine),
    }
    return np.stack(list(columns.values()), axis=1), tuple(columns)


def shares(spans: Sequence[Span], doc: Document, compared: Differences) -> list[float | None]:
    """Return the share of each span's words that the reference does not have; None where it was not compared."""
    out: list[float | None] = []
    for span in spans:
        states = [
            state
            for tok, state in zip(doc.tokens, compared.states, strict=True)
            if state is not None and tok.span.overlaps(span)
        ]
        out.append(_share(states) if states else None)
    return out


def _share(states: Sequence[str]) -> float:
    return sum(state in _DIFFERENT for state in states) / max(1, len(states))


def _article_share(compared: Differences) -> float:
    return _share([state for state in compared.states if state is not None])

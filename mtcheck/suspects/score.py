"""Turn suspects into the article's penalty per 1,000 words and its verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from types import MappingProxyType

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, Examination, Examined, Outcome, Score, Verdict
from mtcheck.core.taxonomy import Category
from mtcheck.suspects.calibrate import verdict_limits

MIN_WORDS = 40
_COUNTED_FROM = 0.5  # probability from which on a suspect is counted in the reason
_MIN_FUNCTION_WORDS = 0.15
_MIN_LATIN = 0.7
_Z95 = 1.96
_FUNCTION_WORDS = frozenset(
    """the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which
    their has its were been will would who we you i she her there all if more when what said no out so up can into than
    them other then only some could these do did our my your about after before over also""".split()
)


@cache
def categories() -> MappingProxyType[str, Category]:
    """Return the categories of ``data/taxonomy.toml`` by id."""
    return MappingProxyType({row["id"]: Category(**row) for row in tables.load("taxonomy")["category"]})


def penalty(suspects: Sequence[SuspectSpan], words: int, categories: Mapping[str, Category]) -> Score:
    """Return the expected penalty per 1,000 words, with a 95 % interval.

    Each suspect adds severity weight x category weight x probability. The interval takes the number of faults as compound
    Poisson (variance: the sum of squared weights times probability) and adds half a minor fault of doubt.
    """
    weights = tables.load("taxonomy")["severity"]
    total = 0.0
    variance = 0.5
    for suspect in suspects:
        weight = weights[suspect.severity] * categories[suspect.category].weight
        total += weight * suspect.probability
        variance += weight * weight * suspect.probability
    scale = 1000.0 / max(words, 1)
    margin = _Z95 * math.sqrt(variance)
    low, high = max(0.0, total - margin), total + margin
    return Score("penalty_per_1000_words", total * scale, low * scale, high * scale, _signature(weights))


def _signature(weights: Mapping[str, float]) -> str:
    return "penalty|" + "|".join(f"{name}:{value:g}" for name, value in weights.items())


def judged(found: Examination) -> DocumentReport:
    """Return the report on one document: penalty and verdict of its open suspects, unless something stands in the way."""
    score = penalty([suspect for suspect in found.suspects if suspect.state == "open"], found.words, categories())
    verdict, reason = verdict_of(found, score)
    if found.obstacle:
        verdict, reason = "not judged", found.obstacle
    known = {field.name: getattr(found, field.name) for field in fields(Examination)}
    return DocumentReport(**known, penalty=score, verdict=verdict, verdict_reason=reason)


def outcome_of(one: Examined) -> Outcome:
    """Return what was examined with its judgement."""
    return Outcome(judged(one.found) if one.found else None, one.notices)


def verdict_of(found: Examination, score: Score) -> tuple[Verdict, str]:
    """Return the verdict on one document, and its reasons in words.

    It fails where its language is garbled: the penalty is high, and high beyond chance. A reader is called for where the
    penalty is high, where the article or a passage of it reads like raw machine translation or like spun text, or where a
    critical suspect is probable. The limits stand in ``calibration/verdict``, fitted so that few clean articles reach them.
    """
    limits = verdict_limits()
    suspects = [suspect for suspect in found.suspects if suspect.state == "open" and suspect.probability >= _COUNTED_FROM]
    critical = [one for one in suspects if one.severity == "critical" and one.probability >= limits["critical"]]
    reasons = [_counted(len(suspects), found.words, score)]
    if critical:
        reasons.append(f"{plural(len(critical), 'critical suspect')} (first: {critical[0].text!r})")
    origins = [_origin(found, kind, limits[kind]) for kind in ("mt", "spun")]
    reasons += [reason for reason in origins if reason]
    if score.low >= limits["fail"] and score.value >= limits["review"]:
        return "fail", "; ".join(reasons)
    if score.value >= limits["review"] or critical or any(origins):
        return "review", "; ".join(reasons)
    return "pass", reasons[0]


def _counted(suspects: int, words: int, score: Score) -> str:
    return f"{plural(suspects, 'suspect')} in {plural(words, 'word')}, penalty {score.value:.1f} per 1,000 words"


def _origin(found: Examination, kind: str, limit: float) -> str:
    """Say that the article, or its worst passage, is of a kind more surely than the limit; empty where it is not."""
    looks = {"mt": "reads like a raw machine translation", "spun": "reads like spun text"}[kind]
    indication = (found.indications or {}).get(kind)
    if indication is not None and indication.probability >= limit:
        return f"{looks} ({indication.probability:.0%})"
    worst = max((one.probability for one in found.passages if one.kind == kind), default=0.0)
    return f"a passage {looks} ({worst:.0%})" if worst >= limit else ""


def why_not_judged(doc: Document) -> str:
    """Say why a text cannot be judged as an English article; empty where it can."""
    import regex

    words = [form for tok, form in zip(doc.tokens, doc.folded, strict=True) if tok.kind == "word"]
    sample = doc.text[:100_000]
    letters = len(regex.findall(r"\p{L}", sample))
    if letters and len(regex.findall(r"\p{Latin}", sample)) < _MIN_LATIN * letters:
        return "not English: most letters are not Latin"
    if doc.words < MIN_WORDS:
        return f"too short: {plural(doc.words, 'word')}; {MIN_WORDS} are needed"
    if sum(word in _FUNCTION_WORDS for word in words) < _MIN_FUNCTION_WORDS * len(words):
        return "not English: too few English function words"
    return ""

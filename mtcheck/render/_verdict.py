"""Say in words what the verdict on an article rests on, and draw its penalty on a scale that is the same for all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport
from mtcheck.core.taxonomy import SEVERITIES, severity_rank
from mtcheck.render._inline import visible

MOST = 200.0  # points per 1,000 words at the right end of the scale; a root scale, so that the low end can be read
_SHOWN = 48
_READS_LIKE = {"mt": "reads like a translation", "spun": "reads as if a thesaurus had been put through it"}
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Scale:
    """Hold what the penalty is made of and where its zones begin, as the run that judged the articles had it.

    ``review`` and ``fail`` are points per 1,000 words; ``severities`` and ``categories`` are the weights of a suspect.
    """

    review: float
    fail: float
    severities: Mapping[str, float]
    categories: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold the places on the drawn scale, each from 0 to 100: where review begins, and the penalty with its interval."""

    review: float
    low: float
    value: float
    high: float


def in_words(report: DocumentReport) -> str:
    """Return the reasons of the verdict as one sentence: how many suspects, the worst of them, what the article reads like."""
    opened = [suspect for suspect in report.suspects if suspect.state == "open"]
    said = f"{_counted(len(opened), 'suspect')} in {_counted(report.words, 'word')}"
    if report.verdict == "not judged":
        return f"{report.verdict_reason}; {said}, which do not count" if opened else report.verdict_reason
    worst = _worst(opened)
    likely = [
        f"{_READS_LIKE[kind]} ({round(100 * found.probability)} %)"
        for kind, found in (report.indications or {}).items()
        if kind in _READS_LIKE and found.probability >= _LIKELY
    ]
    return "; ".join([", ".join(filter(None, [said, worst])), *likely])


def drawn(report: DocumentReport, scale: Scale) -> Drawn:
    """Return where the penalty of an article stands on the scale."""
    penalty = report.penalty
    review, low, value, high = (
        round(100 * math.sqrt(min(figure, MOST) / MOST), 1)
        for figure in (scale.review, penalty.low, penalty.value, penalty.high)
    )
    return Drawn(review, low, value, high)


def _worst(suspects: Sequence[SuspectSpan]) -> str:
    """Name the worst suspects by number, and the likeliest of them with its first edit."""
    counts = Counter(suspect.severity for suspect in suspects)
    severity = next((name for name in reversed(SEVERITIES) if counts[name]), None)
    if severity is None or severity_rank(severity) < severity_rank("major"):
        return ""
    best = max((each for each in suspects if each.severity == severity), key=lambda each: each.probability)
    edits = best.replacements
    example = _short(best.text) + (f": {_short(edits[0])}?" if edits and edits[0].strip() else "")
    if counts[severity] == 1:
        return f"one {severity} ({example})"
    return f"{counts[severity]:,} {severity} (such as {example})"


def _short(text: str) -> str:
    text = " ".join(visible(text).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}" if number == 1 else f"{number or 'no'} {name}s" if number < 1000 else f"{number:,} {name}s"

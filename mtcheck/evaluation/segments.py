"""Measure word probabilities and suspects against annotated segments: post-edit word tags, or error spans of several raters.

A file is JSON Lines (packed or not) with ``text`` and either ``tags`` (0 or 1 per white-space token; mlqe-pe) or ``spans``
with ``rater`` and ``severity`` and the list ``raters`` (MQM). A word is bad where more than half of the raters marked it;
spans and characters are compared with each rater's own marks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from mtcheck.core.report import DocumentReport, TokenScore
from mtcheck.core.span import Span
from mtcheck.evaluation.documents import counted_suspects, read_entries
from mtcheck.evaluation.measures import Group, Range, SpanMatch, average_precision, crossfit, f1, mcc, reliability


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one annotated segment: its text, its white-space words, and what each rater marked (tags count as one rater)."""

    id: str
    text: str
    words: tuple[Range, ...]
    marked: Mapping[str, tuple[Range, ...]]

    def bad_words(self, raters: Iterable[str] | None = None) -> list[int]:
        """Return 0 or 1 per word: whether more than half of the raters (all, or those named) marked it."""
        chosen = list(self.marked) if raters is None else list(raters)
        votes = [0] * len(self.words)
        for rater in chosen:
            for index, (start, end) in enumerate(self.words):
                votes[index] += any(low < end and start < high for low, high in self.marked[rater])
        return [int(2 * count > len(chosen)) for count in votes]


def read_segment(entry: Mapping[str, Any], number: int) -> Segment:
    """Make a Segment of one object; raises KeyError or ValueError where it is none. A run of bad tags is one span."""
    words = white_space_words(entry["text"])
    if entry.get("tags") is not None:
        marked: dict[str, list[Range]] = {"": _runs(words, entry["tags"])}
    else:
        marked = {str(rater): [] for rater in entry.get("raters") or ()}
        for span in entry["spans"]:
            if span["severity"] != "neutral":
                marked.setdefault(str(span.get("rater") or ""), []).append((span["start"], span["end"]))
    kept = {rater: tuple(spans) for rater, spans in (marked or {"": []}).items()}
    return Segment(str(entry.get("id", number)), entry["text"], tuple(words), kept)


def white_space_words(text: str) -> list[Range]:
    """Return the ranges of the white-space words."""
    words, place = [], 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        words.append((start, place))
    return words


def _runs(words: Sequence[Range], tags: Sequence[int]) -> list[Range]:
    if len(tags) != len(words):
        raise ValueError(f"{len(tags)} tags for {len(words)} words")
    runs: list[Range] = []
    before = 0
    for word, tag in zip(words, tags, strict=True):
        if tag and before:
            runs[-1] = (runs[-1][0], word[1])
        elif tag:
            runs.append(word)
        before = tag
    return runs


def read_segments(path: Path) -> list[Segment]:
    """Read a file of segments; ReadError names the line that is broken."""
    return read_entries(path, read_segment, "annotated segment", "text, and tags or spans")


def word_scores(words: Sequence[Range], spans: Sequence[Span], values: Sequence[float]) -> list[float]:
    """Return per white-space word the highest value of the tokens that overlap it, 0.0 where there is none."""
    scores = []
    first = 0
    for start, end in words:
        while first < len(spans) and spans[first].end <= start:
            first += 1
        index, best = first, 0.0
        while index < len(spans) and spans[index].start < end:
            best = max(best, values[index])
            index += 1
        scores.append(best)
    return scores


def token_scores(segment: Segment, tokens: Sequence[TokenScore]) -> list[float]:
    """Return per white-space word the highest ``bad`` of the report's tokens."""
    return word_scores(segment.words, [token.span for token in tokens], [token.bad for token in tokens])


def evaluate_segments(
    segments: Sequence[Segment], reports: Sequence[DocumentReport], *, min_probability: float
) -> dict[str, Any]:
    """Return the figures over all segments: words, suspects as spans, raters among themselves, and a reliability table."""
    groups: list[Group] = []
    match = SpanMatch()
    for segment, report in zip(segments, reports, strict=True):
        groups.append((segment.bad_words(), token_scores(segment, report.tokens or ())))
        suspects = [(s.span.start, s.span.end) for s in counted_suspects(report, min_probability)]
        for spans in segment.marked.values():
            match.add(spans, suspects)
    gold = [tag for tags, _ in groups for tag in tags]
    scores = [score for _, values in groups for score in values]
    return {
        "segments": len(segments),
        **word_figures(groups),
        "span_precision": match.precision,
        "span_recall": match.recall,
        "span_f1": match.f1,
        "char_f1": match.char_f1,
        **human_figures(segments),
        "reliability": [asdict(row) for row in reliability(scores, [bool(tag) for tag in gold])],
    }


def word_figures(groups: Sequence[Group]) -> dict[str, float | int | None]:
    """Return what scores of words are worth: MCC and F1 at a cross-fitted threshold, average precision, its base rate."""
    gold = [tag for tags, _ in groups for tag in tags]
    correlation, best_f1 = crossfit(groups)
    base = sum(gold) / max(1, len(gold))
    precision = average_precision(gold, [score for _, values in groups for score in values])
    return {
        "words": len(gold),
        "base": base,
        "mcc": correlation,
        "f1": best_f1,
        "average_precision": precision,
        "average_precision_over_base": precision / base if base else None,
    }


def human_figures(segments: Sequence[Segment]) -> dict[str, float | None]:
    """Compare each rater with each other one over the segments both rated, all pairs alike; None without several raters."""
    words: dict[tuple[str, str], tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    match = SpanMatch()
    for segment in segments:
        for one, other in permutations(segment.marked, 2):
            words[one, other][0].extend(segment.bad_words([one]))
            words[one, other][1].extend(float(tag) for tag in segment.bad_words([other]))
            match.add(segment.marked[one], segment.marked[other])
    return {
        "human_f1": _mean(f1(gold, scores, 0.5) for gold, scores in words.values()),
        "human_mcc": _mean(mcc(gold, scores, 0.5) for gold, scores in words.values()),
        "human_span_f1": match.f1,
        "human_char_f1": match.char_f1,
    }


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None

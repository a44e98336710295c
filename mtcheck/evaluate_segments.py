"""Measure word probabilities and suspects against annotated segments: post-edit word tags, or error spans of several raters.

A file is JSON Lines (packed or not) with ``text`` and either ``tags`` (0 or 1 per white-space token; mlqe-pe) or ``spans``
with ``rater`` and ``severity`` and the list ``raters`` (MQM). A word is bad where more than half of the raters marked it.
"""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtcheck.core.errors import ReadError
from mtcheck.core.report import DocumentReport, TokenScore
from mtcheck.measures import Group, SpanMatch, average_precision, crossfit, f1, mcc

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """Be one annotated segment: its text, its white-space words, and what each rater marked (tags count as one rater)."""

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
    """Make a Segment of one object; raises KeyError or ValueError where it is none."""
    text = entry["text"]
    words, place = [], 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        words.append((start, place))
    if entry.get("tags") is not None:
        tags = entry["tags"]
        if len(tags) != len(words):
            raise ValueError(f"{len(tags)} tags for {len(words)} words")
        marked = {"": tuple(span for span, tag in zip(words, tags, strict=True) if tag)}
    else:
        by_rater: dict[str, list[Range]] = {str(rater): [] for rater in entry.get("raters") or ()}
        for span in entry["spans"]:
            if span["severity"] != "neutral":
                by_rater.setdefault(str(span.get("rater") or ""), []).append((span["start"], span["end"]))
        marked = {rater: tuple(spans) for rater, spans in (by_rater or {"": []}).items()}
    return Segment(str(entry.get("id", number)), text, tuple(words), marked)


def read_segments(path: Path) -> list[Segment]:
    """Read a file of segments, .jsonl or .jsonl.xz; ReadError names the line that is broken."""
    opener = lzma.open if path.suffix == ".xz" else open
    segments = []
    number = 0
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    segments.append(read_segment(json.loads(line), number))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError(
            str(path), f"line {number} is no annotated segment ({error!r}); wanted: text, and tags or spans"
        ) from error
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise ReadError(str(path), f"cannot be read: {error}") from error
    return segments


def word_scores(segment: Segment, tokens: Sequence[TokenScore]) -> list[float]:
    """Return per white-space word the highest ``bad`` of the tokens that overlap it, 0.0 where there is none."""
    scores = []
    first = 0
    for start, end in segment.words:
        while first < len(tokens) and tokens[first].span.end <= start:
            first += 1
        index, best = first, 0.0
        while index < len(tokens) and tokens[index].span.start < end:
            best = max(best, tokens[index].bad)
            index += 1
        scores.append(best)
    return scores


def evaluate_segments(
    segments: Sequence[Segment], reports: Sequence[DocumentReport], *, min_probability: float
) -> dict[str, float | int | None]:
    """Return the figures over all segments: words by MCC, F1 and average precision, suspects by soft span match.

    ``human_f1`` and ``human_mcc`` compare each rater with each other one, over segments with several; None without any.
    """
    groups: list[Group] = []
    match = SpanMatch()
    for segment, report in zip(segments, reports, strict=True):
        groups.append((segment.bad_words(), word_scores(segment, report.tokens or ())))
        suspects = [(s.span.start, s.span.end) for s in report.suspects if s.probability >= min_probability]
        for spans in segment.marked.values():
            match.add(spans, suspects)
    gold = [tag for tags, _ in groups for tag in tags]
    scores = [score for _, values in groups for score in values]
    correlation, best_f1 = crossfit(groups)
    human = list(_between_raters(segments))
    base = sum(gold) / max(1, len(gold))
    precision = average_precision(gold, scores)
    return {
        "segments": len(segments),
        "words": len(gold),
        "base": base,
        "mcc": correlation,
        "f1": best_f1,
        "average_precision": precision,
        "average_precision_over_base": precision / base if base else None,
        "span_f1": match.f1,
        "human_f1": _mean(pair[0] for pair in human),
        "human_mcc": _mean(pair[1] for pair in human),
    }


def _between_raters(segments: Sequence[Segment]) -> Iterator[tuple[float, float]]:
    pairs: dict[tuple[str, str], tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for segment in segments:
        for one in segment.marked:
            for other in segment.marked:
                if one != other:
                    pairs[one, other][0].extend(segment.bad_words([one]))
                    pairs[one, other][1].extend(float(tag) for tag in segment.bad_words([other]))
    for gold, scores in pairs.values():
        yield f1(gold, scores, 0.5), mcc(gold, scores, 0.5)


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None

"""Measure suspects against a gold file: span precision, recall, character F1, and false positives on clean text.

A gold file is JSON Lines: ``file``, ``label``, ``spans``; a span has ``start``, ``end`` (code points, half-open),
``category``, ``severity``. A gold span counts as found where suspects cover at least half of it; a suspect counts as right
where gold spans cover at least half of it; characters are counted one by one.
"""

from __future__ import annotations

import lzma
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from mtcheck.core.errors import ReadError
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport
from mtcheck.core.span import Span
from mtcheck.evaluation.measures import Cover, Range
from mtcheck.input import open_regular, parse_json


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Hold a stretch that a person marked."""

    span: Span
    category: str
    severity: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """Hold one annotated document: file name, label (``mt``, ``spun``, ``human``), marked spans."""

    file: str
    label: str
    spans: tuple[GoldSpan, ...]


@dataclass(slots=True)
class Tally:
    """Count for one slice of the data; the shares are None where there is nothing to share."""

    gold: int = 0
    found: int = 0
    suspects: int = 0
    right: int = 0
    gold_chars: int = 0
    suspect_chars: int = 0
    shared_chars: int = 0

    @property
    def recall(self) -> float | None:
        """Return the share of gold spans that were found."""
        return self.found / self.gold if self.gold else None

    @property
    def precision(self) -> float | None:
        """Return the share of suspects that were right."""
        return self.right / self.suspects if self.suspects else None

    @property
    def char_f1(self) -> float | None:
        """Return the harmonic mean of character precision and recall."""
        both = self.gold_chars + self.suspect_chars
        return 2 * self.shared_chars / both if both else None


@dataclass(slots=True)
class Evaluation:
    """Hold the tallies: over all, and by label, rule, category and severity."""

    slices: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    words: Counter[str] = field(default_factory=Counter)

    def tally(self, kind: str, name: str) -> Tally:
        """Return the tally of one slice, made where it is new."""
        return self.slices[kind][name]


def read_gold(path: Path) -> list[GoldDocument]:
    """Read a gold file of annotated documents; ReadError names the line that is broken."""
    return read_entries(
        path, lambda entry, _: _gold_document(entry), "gold entry", "file, label, spans with start, end, category, severity"
    )


def read_labels(path: Path) -> list[tuple[str, str]]:
    """Read articles with labels; returns label and text of each."""
    return read_entries(path, lambda entry, _: (_label(entry), str(entry["text"])), "article", "text, and label or system")


def _label(entry: Mapping[str, Any]) -> str:
    if "label" in entry:
        return str(entry["label"])
    return "human" if entry["system"] == "human" else "mt"


Kind = Literal["documents", "segments", "articles"]


def kind_of(path: Path) -> Kind:
    """Tell by its first line what a file holds: annotated documents, annotated segments, or articles with a label."""
    found = next(iter(read_entries(path, lambda entry, _: dict(entry), "object", _WANTED, only=1)), {})
    if "file" in found and "spans" in found:
        return "documents"
    if "text" in found and ("tags" in found or "spans" in found):
        return "segments"
    if "text" in found and ("label" in found or "system" in found):
        return "articles"
    raise ReadError(str(path), f"the first line is not a gold entry; expected: {_WANTED}")


_WANTED = "file, label and spans; or text, and tags or spans; or text, and label or system"
_Entry = TypeVar("_Entry")


def read_entries(
    path: Path, make: Callable[[dict[str, Any], int], _Entry], name: str, wanted: str, *, only: int | None = None
) -> list[_Entry]:
    """Read JSON Lines, .jsonl or .jsonl.xz (``only`` the first few); ReadError names the line that is broken."""
    entries: list[_Entry] = []
    number = 0
    try:
        with ExitStack() as stack:
            file = stack.enter_context(open_regular(path))
            lines = stack.enter_context(lzma.LZMAFile(file)) if path.suffix == ".xz" else file
            for number, line in enumerate(lines, 1):
                if line.strip():
                    entries.append(make(parse_json(line.decode("utf-8")), number))
                if len(entries) == only:
                    break
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"cannot be read as a gold file: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError(str(path), f"line {number} is not a valid {name} ({error!r}); expected: {wanted}") from error
    return entries


def _gold_document(entry: Mapping[str, Any]) -> GoldDocument:
    spans = tuple(GoldSpan(Span(raw["start"], raw["end"]), raw["category"], raw["severity"]) for raw in entry["spans"])
    return GoldDocument(entry["file"], entry["label"], spans)


def counted_suspects(report: DocumentReport, min_probability: float) -> list[SuspectSpan]:
    """Return the suspects that an audit would show: open, and at least as probable as ``min_probability``."""
    return [suspect for suspect in report.suspects if suspect.state == "open" and suspect.probability >= min_probability]


def evaluate(gold: Sequence[GoldDocument], reports: Mapping[str, DocumentReport], *, min_probability: float) -> Evaluation:
    """Compare suspects of at least ``min_probability`` with the gold; ``reports`` are keyed by the gold's file names."""
    out = Evaluation()
    for entry in gold:
        report = reports[entry.file]
        suspects = counted_suspects(report, min_probability)
        out.words[entry.label] += report.words
        in_gold = Cover(_range(marked.span) for marked in entry.spans)
        in_suspects = Cover(_range(suspect.span) for suspect in suspects)
        for marked in entry.spans:
            found = 2 * in_suspects.shared(_range(marked.span)) >= len(marked.span)
            for tally in _tallies(out, entry.label, category=marked.category, severity=marked.severity):
                tally.gold += 1
                tally.found += found
        for suspect in suspects:
            right = 2 * in_gold.shared(_range(suspect.span)) >= len(suspect.span)
            for tally in _tallies(out, entry.label, rule=suspect.rule_id, suspect_category=suspect.category):
                tally.suspects += 1
                tally.right += right
        for tally in _tallies(out, entry.label):
            tally.gold_chars += in_gold.size
            tally.suspect_chars += in_suspects.size
            tally.shared_chars += in_gold.common(in_suspects)
    return out


def _range(span: Span) -> Range:
    return span.start, span.end


def _tallies(out: Evaluation, label: str, **more: str) -> list[Tally]:
    return [out.tally("all", "all"), out.tally("label", label), *(out.tally(kind, name) for kind, name in more.items())]


def false_positives(reports: Iterable[DocumentReport], *, min_probability: float) -> tuple[int, int, Counter[str]]:
    """Return words, suspects and suspects by rule over documents that are taken as clean."""
    words = 0
    rules: Counter[str] = Counter()
    for report in reports:
        words += report.words
        rules.update(suspect.rule_id for suspect in counted_suspects(report, min_probability))
    return words, sum(rules.values()), rules

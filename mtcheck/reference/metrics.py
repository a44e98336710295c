"""Bind sacreBLEU's metrics, made quick where that changes no digit. Import this inside functions only: it loads sacreBLEU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mtcheck.reference.ter import edit_rate

Statistics = list[list[Any]]
"""One row of counts a segment: all that a score of any set of segments is made of."""

Streams = Sequence[Sequence[Any]]
"""Hold the references: one list of lines a reference, None where a segment has none (which sacreBLEU's own types leave out)."""

_CHARACTER_COUNTS = 3 * CHRF.CHAR_ORDER  # of the counts of chrF++ those that chrF has too


class QuickTer(TER):
    """Compute sacreBLEU's TER with a compiled edit distance."""

    def _compute_segment_statistics(self, hypothesis: str, ref_kwargs: dict[str, Any]) -> list[float]:
        words = hypothesis.split()
        found = [edit_rate(words, reference) for reference in ref_kwargs["ref_words"]]
        return [min(edits.count for edits in found), sum(edits.reference_words for edits in found) / len(found)]


def metrics() -> dict[str, Metric]:
    """Return new metrics, all with sacreBLEU's defaults, by the names of the reports."""
    return {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=CHRF.WORD_ORDER + 2), "TER": QuickTer()}


def sentence_metrics() -> dict[str, Metric]:
    """Return the metrics for single segments: BLEU takes the n-gram orders that a short one has."""
    return metrics() | {"BLEU": BLEU(effective_order=True)}


def statistics(hypotheses: Sequence[str], references: Streams) -> dict[str, Statistics]:
    """Return the counts of every metric, a row a segment; ``references`` are streams as long as ``hypotheses``."""
    known = metrics()
    plus = _by_reference(known["chrF++"], hypotheses, references)
    return {
        "BLEU": known["BLEU"]._extract_corpus_statistics(hypotheses, references),
        "chrF": _best(known["chrF"], [[row[:_CHARACTER_COUNTS] for row in rows] for rows in plus]),
        "chrF++": _best(known["chrF++"], plus),
        "TER": known["TER"]._extract_corpus_statistics(hypotheses, references),
    }


def _by_reference(metric: Metric, hypotheses: Sequence[str], references: Streams) -> list[Statistics]:
    """Return, for each segment, a row of counts for each of its references."""
    out: list[Statistics] = [[] for _ in hypotheses]
    for stream in references:
        chosen = [number for number, reference in enumerate(stream) if reference is not None]
        if chosen:
            rows = metric._extract_corpus_statistics(
                [hypotheses[number] for number in chosen], [[stream[number] for number in chosen]]
            )
            for number, row in zip(chosen, rows, strict=True):
                out[number].append(row)
    return out


def _best(metric: Any, candidates: Sequence[Statistics]) -> Statistics:
    """Choose, as chrF does, each segment's counts against the reference that gives the best score."""
    return [max(rows, key=metric._compute_f_score) for rows in candidates]


def score(metric: Any, rows: Statistics) -> float:
    """Return the score of a set of segments."""
    return float(metric._aggregate_and_compute(rows).score)


def signature(metric: Metric, references: int | None) -> str:
    """Return sacreBLEU's signature for so many references; None where the number differs from segment to segment."""
    metric.num_refs = -1 if references is None else references
    return str(metric.get_signature().format())


class _Units(list[str]):
    """Stand for the segments of a system where sacreBLEU asks for their texts; their counts are there already."""

    def __init__(self, rows: Mapping[str, Statistics]) -> None:
        super().__init__([""] * len(next(iter(rows.values()))))
        self.rows = rows


class _Counted:
    """Wrap a metric so that it takes counts as they are, instead of counting texts."""

    def __init__(self, name: str, metric: Metric) -> None:
        self._name, self._metric = name, metric

    def _extract_corpus_statistics(self, units: _Units, _: object) -> Statistics:
        return units.rows[self._name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._metric, name)


def paired_bootstrap(
    systems: Mapping[str, Mapping[str, Statistics]], references: int | None, samples: int
) -> tuple[dict[str, str], dict[str, list[Any]]]:
    """Run sacreBLEU's test on counts, a row a unit; the first system is the baseline.

    ``references`` is their number, None where it differs. Return signatures and results, by metric.
    """
    from sacrebleu.significance import PairedTest

    known = metrics()
    for metric in known.values():
        metric.num_refs = -1 if references is None else references
    counted: dict[str, Any] = {name: _Counted(name, metric) for name, metric in known.items()}
    units: list[tuple[str, Sequence[str]]] = [(name, _Units(rows)) for name, rows in systems.items()]
    test = PairedTest(units, counted, None, test_type="bs", n_samples=samples)
    signatures, results = test()
    names = dict(zip(signatures, known, strict=True))  # sacreBLEU calls chrF chrF2, and chrF++ chrF2++
    return (
        {names[name]: value.format() for name, value in signatures.items()},
        {names[name]: rows for name, rows in results.items() if name in names},
    )

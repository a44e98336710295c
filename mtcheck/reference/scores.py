"""Score segments against their references with sacreBLEU: the whole, each part, and two systems against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mtcheck.core.comparison import Difference, Figure, Scored, Segment

NAMES = ("BLEU", "chrF", "chrF++", "TER")
SAMPLES = 1000  # sacreBLEU's own choice


class Counts:
    """Hold the counts of segments, from which every score is made; counts of several documents can be joined."""

    def __init__(self, streams: Sequence[Sequence[str | None]], rows: Mapping[str, list[list[float]]]) -> None:
        self._streams, self._rows = streams, rows

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Counts:
        """Count what the segments and their references share."""
        from mtcheck.reference.metrics import statistics

        streams = reference_streams(segments)
        return cls(streams, statistics([segment.hypothesis for segment in segments], streams))

    @classmethod
    def joined(cls, parts: Iterable[Counts]) -> Counts:
        """Put the counts of several documents together."""
        known = list(parts)
        streams = [[line for part in known for line in part._streams[at]] for at in range(len(known[0]._streams))]
        return cls(streams, {name: [row for part in known for row in part._rows[name]] for name in NAMES})

    def grouped(self, groups: Sequence[Sequence[int]]) -> Counts:
        """Return the counts with each group of segments as one; a group without any has the counts of nothing."""
        streams = [[_joined([lines[number] for number in group]) for group in groups] for lines in self._streams]
        rows = {
            name: [_summed([found[number] for number in group], len(found[0])) for group in groups]
            for name, found in self._rows.items()
        }
        return Counts(streams, rows)

    def rows(self, name: str) -> list[list[float]]:
        """Return the counts of one metric, a row a segment."""
        return self._rows[name]

    def reference_number(self) -> int | None:
        """Return how many references each segment has; None where that differs."""
        numbers = set(self._reference_numbers())
        return numbers.pop() if len(numbers) == 1 else None

    def scored(self) -> Scored:
        """Return the scores of all segments together and of each."""
        from mtcheck.reference import metrics

        single = metrics.sentence_metrics()
        numbers = self._reference_numbers()
        signatures = {
            (name, number): metrics.signature(metric, number) for name, metric in single.items() for number in set(numbers)
        }
        segments = tuple(
            tuple(Figure(name, metrics.score(single[name], [self._rows[name][at]]), signatures[name, number]) for name in NAMES)
            for at, number in enumerate(numbers)
        )
        return Scored(self.figures(), segments)

    def figures(self) -> tuple[Figure, ...]:
        """Return the scores of all segments together."""
        from mtcheck.reference import metrics

        number = self.reference_number()
        return tuple(
            Figure(name, metrics.score(metric, self._rows[name]), metrics.signature(metric, number))
            for name, metric in metrics.metrics().items()
        )

    def _reference_numbers(self) -> list[int]:
        return [sum(line is not None for line in lines) for lines in zip(*self._streams, strict=True)]


def _joined(lines: Sequence[str | None]) -> str | None:
    return None if lines and all(line is None for line in lines) else " ".join(filter(None, lines))


def _summed(rows: Sequence[Sequence[float]], width: int) -> list[float]:
    return [sum(row[at] for row in rows) for at in range(width)]


def reference_streams(segments: Sequence[Segment]) -> list[list[str | None]]:
    """Return one list of lines a reference, as sacreBLEU takes them; a segment without any reference has an empty one."""
    count = max(len(segment.references) for segment in segments)
    return [
        [segment.references[at] if any(line is not None for line in segment.references) else "" for segment in segments]
        for at in range(count)
    ]


def compare_systems(
    baseline: tuple[str, Counts], system: tuple[str, Counts], *, samples: int = SAMPLES
) -> tuple[Difference, ...]:
    """Return sacreBLEU's paired bootstrap test of two systems by the counts of the same units."""
    from mtcheck.reference.metrics import paired_bootstrap

    first, second = baseline[0], system[0] if system[0] != baseline[0] else f"{system[0]} (2)"
    rows = {
        name: {metric: counts.rows(metric) for metric in NAMES} for name, counts in ((first, baseline[1]), (second, system[1]))
    }
    signatures, results = paired_bootstrap(rows, baseline[1].reference_number(), samples)
    return tuple(
        Difference(
            name,
            _numbers(results[name][0]),
            _numbers(results[name][1]),
            float(results[name][1].p_value),
            signatures[name],
        )
        for name in NAMES
    )


def _numbers(result: Any) -> tuple[float, float, float]:
    return float(result.score), float(result.mean), float(result.ci)

"""Compare documents with their references: segments, scores, what is missing, and two systems against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mtcheck.core.comparison import ComparedDocument, Comparison, Difference, Segment, Segmentation
from mtcheck.core.document import Document
from mtcheck.core.plural import plural
from mtcheck.core.report import Notice
from mtcheck.reference.scores import SAMPLES, Counts, compare_systems
from mtcheck.reference.segments import PairingError, Row, look_shifted, segment_rows, shared_units

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Texts:
    """Hold what is compared: one document's hypotheses (one a system) and its references."""

    id: str
    hypotheses: tuple[Document, ...]
    references: tuple[Document, ...]


def compare_document(texts: Texts, segmentation: Segmentation | Literal["auto"]) -> tuple[ComparedDocument, tuple[Counts, ...]]:
    """Pair each system with the references and score it, so that its figures do not hang on the other system.

    Return the counts of each system too, and behind them, where there are two, those by the units that both share.
    PairingError where there is nothing to be scored.
    """
    systems = [_paired(replace(texts, hypotheses=(doc,)), segmentation) for doc in texts.hypotheses]
    segments = tuple(part for _, _, part, _ in systems)
    counts = tuple(Counts.of(part) for part in segments)
    notices = dict.fromkeys(notice for *_, found in systems for notice in found)
    doc = ComparedDocument(texts.id, systems[0][0], segments, tuple(part.scored() for part in counts), tuple(notices))
    if len(systems) == 1:
        return doc, counts
    groups = shared_units(systems[0][1], systems[1][1])
    sides = [[unit[at] for unit in groups] for at in range(len(systems))]
    together = tuple(part.grouped(side) for part, side in zip(counts, sides, strict=True))
    units = tuple(_units(part, side, segments[0], sides[0]) for part, side in zip(segments, sides, strict=True))
    return replace(doc, units=units, units_scored=tuple(part.scored() for part in together)), (*counts, *together)


def _paired(
    texts: Texts, segmentation: Segmentation | Literal["auto"]
) -> tuple[Segmentation, list[Row], tuple[Segment, ...], list[Notice]]:
    """Pair one system with the references."""
    found, rows = segment_rows([*texts.hypotheses, *reversed(texts.references)], segmentation)
    if not rows:
        raise PairingError(f"{texts.hypotheses[0].path}: there is nothing to compare in it, nor in {texts.references[0].path}")
    segments = tuple(_segment(row, 0, 1, found) for row in rows)
    return found, rows, segments, _notices(texts, found, rows, (segments,))


def _units(
    segments: Sequence[Segment], groups: Sequence[Sequence[int]], first: Sequence[Segment], own: Sequence[Sequence[int]]
) -> tuple[Segment, ...]:
    """Return the text of a system in each unit, with the references as the first system has them."""
    return tuple(
        Segment(
            " ".join(segments[number].hypothesis for number in group if segments[number].hypothesis),
            tuple(" ".join(filter(None, texts)) or None for texts in zip(*(first[at].references for at in mine), strict=True)),
        )
        for group, mine in zip(groups, own, strict=True)
    )


def _segment(row: Row, at: int, systems: int, segmentation: Segmentation) -> Segment:
    """Make the segment of one system; a side that has nothing there has an empty line where lines are paired."""
    references = tuple(reversed(row.texts[systems:]))
    if segmentation == "lines":
        references = tuple(text or "" for text in references)
    return Segment(row.texts[at] or "", references, row.similarity[at] if row.similarity else None)


def _notices(
    texts: Texts, segmentation: Segmentation, rows: Sequence[Row], segments: Sequence[Sequence[Segment]]
) -> list[Notice]:
    """Say what makes the figures doubtful: empty lines, and lines that seem to be paired with the wrong ones."""
    if segmentation == "sentences":
        return []
    notices = []
    for doc, part in zip(texts.hypotheses, segments, strict=True):
        empty = [number for number, segment in enumerate(part, 1) if not segment.hypothesis.strip()]
        if empty:
            notices.append(_empty(doc, empty, "counts as a translation left out"))
    for doc, lines in zip(texts.references, zip(*(segment.references for segment in segments[0]), strict=True), strict=True):
        empty = [number for number, line in enumerate(lines, 1) if not (line or "").strip()]
        if empty:
            notices.append(_empty(doc, empty, "makes every word against it an error"))
    if look_shifted(rows):
        message = "many lines are more like another line than like the one beside them; try --segments sentences"
        notices.append(Notice("warning", "lines-shifted", texts.hypotheses[0].path, message))
    return notices


def _empty(doc: Document, numbers: Sequence[int], meaning: str) -> Notice:
    shown = ", ".join(map(str, numbers[:_SHOWN])) + (", ..." if len(numbers) > _SHOWN else "")
    return Notice("warning", "empty-segments", doc.path, f"{plural(len(numbers), 'empty segment')} ({shown}); each {meaning}")


def gather(
    systems: Sequence[str],
    compared: Sequence[tuple[ComparedDocument, tuple[Counts, ...]]],
    *,
    notices: Sequence[Notice] = (),
    post_edit: bool = False,
    samples: int = SAMPLES,
) -> Comparison:
    """Make the figures of all documents together; test the second system, where there is one, against the first."""
    documents = tuple(doc for doc, _ in compared)
    figures = tuple(Counts.joined(counts[at] for _, counts in compared).figures() for at in range(len(systems)))
    differences: tuple[Difference, ...] = ()
    remarks: list[Notice] = []
    if len(systems) > 1:
        together = [Counts.joined(counts[len(systems) + at] for _, counts in compared) for at in range(2)]
        differences = compare_systems((systems[0], together[0]), (systems[1], together[1]), samples=samples)
        first, second = ([unit.hypothesis for doc in documents for unit in doc.units[at]] for at in range(2))
        if first == second:
            remarks.append(Notice("warning", "same-system", systems[1], f"says the same as {systems[0]}: p means nothing"))
    every = (*notices, *remarks, *(notice for doc in documents for notice in doc.notices))
    return Comparison(tuple(systems), figures, documents, differences, every, post_edit)

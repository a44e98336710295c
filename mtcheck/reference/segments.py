"""Cut texts that say the same - one or two systems' outputs, one or more references - into segments that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mtcheck.core.comparison import Segmentation
from mtcheck.core.document import Document
from mtcheck.core.errors import MtcheckError
from mtcheck.core.reference import Link
from mtcheck.reference.align import align

_UNREAD = ("code", "chrome")
_LEAST_ON_DIAGONAL = 0.8


class PairingError(MtcheckError):
    """Texts cannot be paired: names both and says how they differ."""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one segment: the text of each side, in the order of the sides; None where a side has nothing there.

    ``similarity`` is that of each other side with the last one, by which they were aligned; None for paired lines.
    ``anchors`` are the numbers of the last side's sentences in it.
    """

    texts: tuple[str | None, ...]
    similarity: tuple[float, ...] | None = None
    anchors: tuple[int, ...] = ()


def by_lines(sides: Sequence[Document]) -> list[Row]:
    """Pair the lines as they stand; lines that are blank on every side are left out. PairingError where numbers differ."""
    lines = [_lines(side) for side in sides]
    if len({len(part) for part in lines}) > 1:
        filled = [[line for line in part if line] for part in lines]
        if len({len(part) for part in filled}) > 1:
            counts = ", ".join(f"{side.path}: {len(part)} lines" for side, part in zip(sides, lines, strict=True))
            raise PairingError(f"not the same number of lines ({counts}); use --segments sentences to align them")
        lines = filled
    return [Row(texts) for texts in zip(*lines, strict=True) if any(texts)]


def by_sentences(sides: Sequence[Document]) -> list[Row]:
    """Align the sentences of every side with those of the last one, the first reference's translation."""
    sentences = [sentence_texts(side) for side in sides]
    anchor = sentences[-1]
    links = [align(part, anchor) for part in sentences[:-1]]
    rows = []
    for places, group in _joined(links, len(anchor)):
        members = [sorted({number for link in part for number in link.hypothesis}) for part in group]
        texts = [
            " ".join(part[number] for number in chosen) or None for part, chosen in zip(sentences[:-1], members, strict=True)
        ]
        texts.append(" ".join(anchor[number] for number in places) or None)
        similarity = tuple(max((link.score for link in part), default=0.0) for part in group)
        rows.append(Row(tuple(texts), similarity, tuple(places)))
    return rows


def segment_rows(sides: Sequence[Document], segmentation: Segmentation | Literal["auto"]) -> tuple[Segmentation, list[Row]]:
    """Return the rows and how they were found: ``auto`` takes lines where all sides have as many, else sentences."""
    if segmentation == "sentences":
        return "sentences", by_sentences(sides)
    try:
        return "lines", by_lines(sides)
    except PairingError:
        if segmentation == "lines":
            raise
        return "sentences", by_sentences(sides)


def shared_units(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[list[int], list[int]]]:
    """Return the smallest units that hold whole rows of both systems, as the numbers of their rows.

    Lines are units one by one where both systems have as many; sentences are joined where they share one of the last side. A
    row that has none of these belongs to the unit before it. Where one system has lines and the other sentences, or the
    numbers of lines differ, the whole document is one unit.
    """
    by_sentence = [all(row.similarity is not None for row in rows) for rows in (first, second)]
    if not any(by_sentence) and len(first) == len(second):
        return [([number], [number]) for number in range(len(first))]
    if not all(by_sentence):
        return [(list(range(len(first))), list(range(len(second))))]
    unit_of = _joined_anchors([row.anchors for rows in (first, second) for row in rows])
    units: dict[int, tuple[list[int], list[int]]] = {}
    start = min(unit_of.values(), default=0)
    for side, rows in enumerate((first, second)):
        unit = start
        for number, row in enumerate(rows):
            unit = unit_of[row.anchors[0]] if row.anchors else unit
            units.setdefault(unit, ([], []))[side].append(number)
    return [units[unit] for unit in sorted(units)]


def _joined_anchors(groups: Sequence[tuple[int, ...]]) -> dict[int, int]:
    """Return for each number the least one that groups tie it to."""
    root: dict[int, int] = {}

    def find(place: int) -> int:
        while root.setdefault(place, place) != place:
            place = root[place]
        return place

    for group in groups:
        for place in group:
            low, high = sorted((find(group[0]), find(place)))
            root[high] = low
    return {place: find(place) for place in list(root)}


def look_shifted(rows: Sequence[Row]) -> bool:
    """Tell whether lines that stand side by side are often not the ones that say the same."""
    first = [row.texts[0] or "" for row in rows]
    last = [row.texts[-1] or "" for row in rows]
    joined = [link for link in align(first, last) if link.hypothesis and link.reference]
    straight = sum(link.hypothesis == link.reference for link in joined)
    return straight < _LEAST_ON_DIAGONAL * len(joined)


def sentence_texts(doc: Document) -> list[str]:
    """Return the sentences of all blocks that hold language, white space made single."""
    kept = (sent for sent in doc.sentences if doc.blocks[sent.block].kind not in _UNREAD)
    return [" ".join(doc.of(sent).split()) for sent in kept]


def _lines(doc: Document) -> list[str]:
    """Return the lines as sacreBLEU's command line reads them: without white space at their ends."""
    lines = [line.rstrip() for line in doc.text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _joined(links: Sequence[Sequence[Link]], count: int) -> list[tuple[list[int], list[list[Link]]]]:
    """Return groups of anchor sentences with the links of each side that hold them together, in order of the anchor.

    What a side has alone is a group of its own, after the anchor sentence that its forerunner is linked to.
    """
    root = list(range(count))

    def find(place: int) -> int:
        while root[place] != place:
            place = root[place]
        return place

    for part in links:
        for link in part:
            for place in link.reference[1:]:
                low, high = sorted((find(link.reference[0]), find(place)))
                root[high] = low
    groups: dict[int, tuple[list[int], list[list[Link]]]] = {}
    for place in range(count):
        groups.setdefault(find(place), ([], [[] for _ in links]))[0].append(place)
    placed: list[tuple[tuple[int, int, int], tuple[list[int], list[list[Link]]]]] = []
    for side, part in enumerate(links):
        after = -1
        for link in part:
            if link.reference:
                after = find(link.reference[0])
                groups[after][1][side].append(link)
            else:
                alone: list[list[Link]] = [[] for _ in links]
                alone[side].append(link)
                placed.append(((after, side + 1, link.hypothesis[0]), ([], alone)))
    placed.extend(((first, 0, 0), group) for first, group in groups.items())
    return [group for _, group in sorted(placed, key=lambda entry: entry[0])]

"""Read the development texts that quality is measured on; a limit takes the first texts of a fixed shuffle."""

from __future__ import annotations

import json
import lzma
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mtcheck.evaluation.documents import GoldDocument, read_gold
from mtcheck.evaluation.segments import Segment, read_segment

CAMPAIGNS = ("mqm-wmt20-zh-en", "mqm-wmt21-zh-en", "mqm-wmt22qe-zh-en", "mqm-wmt23qe-xx-en")
DOCUMENT_SETS = ("docs-wmt-xx-en", "docs-mqm-zh-en", "docs-wmt2x-pseudo-xx-en")
FRAMES = (
    "In this study we use {} to improve the results reported earlier.",
    "The authors describe recent progress in {} and its main uses.",
    "Much of the work on {} has been done in the last ten years.",
)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold a tortured phrase and the expected one, each in the same sentence; the range is that of the tortured phrase."""

    tortured: str
    expected: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one document by a machine or a person, with its language of origin."""

    language: str
    human: bool
    text: str


def take(items: Sequence[Item], limit: int) -> list[Item]:
    """Return ``limit`` of the items (0: all) from a shuffle that is always the same."""
    chosen = list(items)
    random.Random(3).shuffle(chosen)
    return chosen[:limit] if limit else chosen


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, packed or not."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def dev(data: Path, stem: str, part: str = "dev") -> Path:
    """Find a file of annotated translations."""
    return next(path for path in sorted((data / "qe").glob(f"{stem}.{part}.jsonl*")))


def word_tags(data: Path, limit: int) -> dict[str, list[Segment]]:
    """Return the segments of mlqe-pe by language pair."""
    found = defaultdict(list)
    for row in rows(dev(data, "mlqe-pe-xx-en")):
        if row.get("tags"):
            found[row["dataset"].split("-")[2] + "-en"].append(row)
    return {pair: [read_segment(row, number) for number, row in enumerate(take(found[pair], limit))] for pair in sorted(found)}


def rated(data: Path, limit: int, part: str = "dev") -> dict[str, list[Segment]]:
    """Return the segments of the MQM campaigns; none has more than 1,200."""
    return {
        stem.removeprefix("mqm-"): [
            read_segment(row, number) for number, row in enumerate(take(list(rows(dev(data, stem, part))), limit or 1200))
        ]
        for stem in CAMPAIGNS
    }


def wild(data: Path) -> list[tuple[GoldDocument, str]]:
    """Return the wild documents with their texts."""
    folder = data / "wild"
    return [(gold, (folder / "docs" / gold.file).read_text(encoding="utf-8")) for gold in read_gold(folder / "gold.jsonl")]


def clean(data: Path, every: int) -> dict[str, list[str]]:
    """Return every so many-th of the clean documents, GUM apart."""
    files = [line.split("\t")[0] for line in (data / "clean" / "index.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    names = {"gum": [name for name in files if name.startswith("gum")], "other": [n for n in files if not n.startswith("gum")]}
    return {
        kind: [(data / "clean" / name).read_text(encoding="utf-8") for name in found[::every]] for kind, found in names.items()
    }


def pages(data: Path, limit: int) -> list[Page]:
    """Return documents by machine and by person, at most ``limit`` of either kind for each language of origin."""
    found: dict[tuple[str, bool], list[Page]] = defaultdict(list)
    for stem in DOCUMENT_SETS:
        for row in rows(dev(data, stem)):
            page = Page(row["src_lang"], row["system"] == "human", row["text"])
            found[page.language, page.human].append(page)
    return [page for key in sorted(found) for page in take(found[key], limit)]


def names(data: Path) -> list[dict[str, Any]]:
    """Return the development cases of garbled names."""
    return list(rows(data / "names" / "cases.dev.jsonl"))


def spun(data: Path, limit: int) -> list[dict[str, Any]]:
    """Return spun documents with their originals."""
    return take(list(rows(data / "spun" / "docs.jsonl")), limit)


def tortured(data: Path, limit: int) -> list[Pair]:
    """Return tortured phrases whose expected expression is among the three tenths that no pattern is learned from."""
    lines = [line.split("\t") for line in (data / "tortured" / "pairs.tsv").read_text(encoding="utf-8").splitlines()]
    pairs = []
    for line in lines[1:]:
        row = dict(zip(lines[0], line, strict=False))
        expected = row["expected"].split("(")[0].strip()
        usable = expected and "?" not in row["expected"] and not row["pps_query"] and row["tortured"].isascii()
        if usable and 2 <= len(row["tortured"].split()) <= 4 and zlib.crc32(expected.lower().encode()) % 10 < 3:
            pairs.append((row["tortured"], expected))
    out = []
    for number, (odd, expected) in enumerate(take(pairs, limit)):
        frame = FRAMES[number % len(FRAMES)]
        text = frame.format(odd)
        start = text.index(odd)
        out.append(Pair(text, frame.format(expected), start, start + len(odd)))
    return out

"""Measure the source checks on machine translation that people marked: recall by kind of error, flags per 1,000 segments.

Numbers and names that a script replaced (DEMETR, ten languages) are errors beyond doubt. Raters of MQM and BioMQM mark more
than what a source can show: a number's or a name's form is their affair too; of their mistranslations those count that are
little but digits (numbers) or capitalised words (names).

usage: python -m benchmarks.source [--split dev] [--data ../shared/data] [--draw 100 OUT.tsv]
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.source import detector
from mtcheck.readers.plain import from_string
from mtcheck.reference.sources import paired_sources
from training.texts import json_lines

ROOT = Path(__file__).resolve().parent.parent
SEED = 20
REPLACED = {"9": "names replaced (DEMETR)", "10": "numbers replaced (DEMETR)"}
NUMBER = re.compile(r"\D{0,3}\d[\d.,/: -]*\D{0,12}")
NAME = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}")
FORMS = re.compile(r"number|date|time|currency|measurement", re.IGNORECASE)
FOR = {"numbers": ("source.number", "source.date"), "names": ("source.name",)}


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one segment: the text with its source, what people marked in it, and what the checks flag."""

    language: str
    synthetic: bool
    doc: Document
    marks: tuple[tuple[str, int, int], ...]
    findings: tuple[Finding, ...]


def kind_of(mark: dict[str, Any], text: str) -> str | None:
    """Say which kind of error a mark is; None for what no check of numbers or names is for."""
    category, marked = mark["category"] or "", text[mark["start"] : mark["end"]].strip()
    replaced = REPLACED.get(category.partition(" ")[0])
    if replaced:
        return replaced
    if "Mistranslation" in category:
        if NUMBER.fullmatch(marked):
            return "numbers mistranslated (MQM)"
        return "names mistranslated (MQM)" if mark["start"] and NAME.fullmatch(marked) else None
    if FORMS.search(category):
        return "numbers' form (MQM)"
    return "names' form (MQM)" if "Name" in category else None


def segments(data: Path, split: str) -> Iterator[Segment]:
    """Yield the segments that have a source, each text but once."""
    context = Context(table=tables.load)
    seen: set[tuple[str, str]] = set()
    for path in sorted((data / "qe").glob(f"*.{split}.jsonl*")):
        if path.name.startswith(("docs-", "mlqe", "wmt18")):  # tokenised texts and whole documents
            continue
        for entry in json_lines(path):
            key = (entry["source"], entry["text"])
            if key in seen or not entry["source"] or entry.get("system") == "human":
                continue
            seen.add(key)
            bare = from_string(entry["text"])
            doc = replace(bare, sources=paired_sources(bare, entry["source"]))
            marks = tuple(
                (kind, mark["start"], mark["end"]) for mark in entry["spans"] if (kind := kind_of(mark, entry["text"]))
            )
            yield Segment(entry["src_lang"], path.name.startswith("demetr"), doc, marks, tuple(detector.detect(doc, context)))


def is_found(segment: Segment, kind: str, start: int, end: int) -> bool:
    """Tell whether a flag of the rules that are for the kind of error touches its place."""
    rules = FOR[kind.split("'")[0].split()[0]]
    return any(
        finding.rule_id in rules and finding.span.start < end and start < finding.span.end for finding in segment.findings
    )


def main() -> None:
    """Print recall by kind of error, and the flags of each rule by 1,000 segments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--split", choices=("train", "dev"), default="dev")
    parser.add_argument(
        "--draw", nargs=2, metavar=("N", "OUT"), help="write N flags drawn at random, DEMETR's left out, to be read"
    )
    args = parser.parse_args()
    marked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    drawn: list[tuple[Segment, Finding]] = []
    for segment in segments(args.data, args.split):
        languages[segment.language] += 1
        flags.update(finding.rule_id for finding in segment.findings)
        if not segment.synthetic:
            drawn += [(segment, finding) for finding in segment.findings]
        for kind, start, end in segment.marks:
            marked[kind] += 1
            found[kind] += is_found(segment, kind, start, end)
    total = sum(languages.values())
    print(f"{total} segments:", ", ".join(f"{name} {count}" for name, count in languages.most_common()))
    for kind, count in sorted(marked.items()):
        print(f"recall of {kind}: {found[kind] / count:.3f} ({found[kind]} of {count})")
    for rule, count in sorted(flags.items()):
        print(f"{rule}: {1000 * count / total:.2f} flags per 1,000 segments ({count})")
    if args.draw:
        count = min(int(args.draw[0]), len(drawn))
        lines = (_row(*flag) for flag in random.Random(SEED).sample(drawn, count))
        Path(args.draw[1]).write_text("rule\tlanguage\ttext\tsource\tmessage\n" + "".join(lines), encoding="utf-8")


def _row(segment: Segment, finding: Finding) -> str:
    doc, span = segment.doc, finding.span
    shown = f"{doc.text[: span.start]}⟦{doc.of(span)}⟧{doc.text[span.end :]}".replace("\n", " ")
    return "\t".join((finding.rule_id, segment.language, shown, " ".join(doc.sources), finding.message)) + "\n"


if __name__ == "__main__":
    main()

"""Rank word sequences by how much oftener machine translation writes them than people do.

One observation is one source segment: a sequence that fifteen systems wrote for one source sentence counts once, and a
reference that holds it counts once on the human side. Sequences are 2 to 6 tokens, and 3 or 4 tokens with one open place
(``*``); digits are folded to ``#``. The corpora of people's English add to the human side. The score is the z-value of the
log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), the prior being all counts together.

Output: a TSV to read as an editor, best first. Nothing goes into ``mtcheck/data/signatures.tsv`` unread.

    nice -n 10 python training/mine_signatures.py --qe ../shared/data/qe --corpora ../shared/corpora -o /tmp/mined.tsv
"""

from __future__ import annotations

import argparse
import html
import json
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

TOKEN = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+)*|[():]")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
DOC_FILES = ("docs-mqm-zh-en", "docs-wmt-xx-en", "docs-wmt17-xx-en", "docs-wmt2x-pseudo-xx-en", "docs-biomqm-xx-en")
POST_EDITED = ("mlqe-pe-xx-en",)
CLEAN = ("wikinews", "slate_oanc", "state_history", "un_general_debate", "wikipedia")
FOLD = str.maketrans({"’": "'", "‑": "-"})
BUCKETS = 1 << 26


@dataclass
class Seen:
    """Count one sequence: source segments on both sides, documents, languages, and how often raters marked it."""

    mt: int = 0
    human: int = 0
    systems: int = 0
    annotated: int = 0
    marked: int = 0
    clean: int = 0
    docs: set[int] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    example: str = ""


@dataclass(frozen=True)
class Segment:
    """Hold one source segment with all that systems and people made of it: texts, and the marked spans where annotated."""

    doc: int
    dataset: str
    language: str
    mt: tuple[tuple[str, tuple[tuple[int, int], ...] | None], ...]
    human: tuple[str, ...]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, packed by xz or not."""
    packed = path.with_name(path.name + ".xz")
    with lzma.open(packed, "rt", encoding="utf-8") if packed.exists() else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def segments(folder: Path, part: str) -> Iterator[Segment]:
    """Yield the source segments of all document files, then those of the post-edited sets."""
    number = 0
    for stem in DOC_FILES:
        groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for entry in read_lines(folder / f"{stem}.{part}.jsonl"):
            groups[entry["dataset"], str(entry["doc"])].append(entry)
        for versions in groups.values():
            number += 1
            yield from document_segments(versions, number)
    for stem in POST_EDITED:
        for entry in read_lines(folder / f"{stem}.{part}.jsonl"):
            number += 1
            spans = tuple((span["start"], span["end"]) for span in entry["spans"])
            yield Segment(
                number, entry["dataset"], entry["src_lang"], ((entry["text"], spans),), (entry.get("post_edit") or "",)
            )


def document_segments(versions: list[dict[str, Any]], number: int) -> Iterator[Segment]:
    """Cut all versions of one document into lines and put the lines of one source segment together."""
    most = max(version["text"].count("\n") for version in versions) + 1
    mt: list[list[tuple[str, tuple[tuple[int, int], ...] | None]]] = [[] for _ in range(most)]
    human: list[list[str]] = [[] for _ in range(most)]
    for version in versions:
        start = 0
        for index, line in enumerate(version["text"].split("\n")):
            end = start + len(line)
            if version["system"] == "human":
                human[index].append(html.unescape(line))
            elif version.get("spans") is None:
                mt[index].append((html.unescape(line), None))
            else:
                inside = (s for s in version["spans"] if s["start"] < end and s["end"] > start and s["severity"] != "neutral")
                mt[index].append((line, tuple((s["start"] - start, s["end"] - start) for s in inside)))
            start = end + 1
    for index in range(most):
        yield Segment(number, versions[0]["dataset"], versions[0]["src_lang"], tuple(mt[index]), tuple(human[index]))


def sequences(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each sequence of a line with its start and end in the line."""
    found = [(DIGITS.sub("#", match.group()), match.start(), match.end()) for match in TOKEN.finditer(text)]
    words = [word.lower().translate(FOLD) for word, _, _ in found]
    for first in range(len(words)):
        for size in range(2, min(6, len(words) - first) + 1):
            yield " ".join(words[first : first + size]), found[first][1], found[first + size - 1][2]
        for size in (3, 4):
            if first + size <= len(words):
                part = words[first : first + size]
                for place in range(1, size - 1):
                    yield " ".join([*part[:place], "*", *part[place + 1 :]]), found[first][1], found[first + size - 1][2]


def frequent(parts: Iterable[Segment], least: int) -> bytearray:
    """Count each sequence's source segments in hashed buckets: an upper bound that keeps the exact count small."""
    buckets = bytearray(BUCKETS)
    for seg in parts:
        for key in {hash(words) % BUCKETS for text, _ in seg.mt for words, _, _ in sequences(text)}:
            if buckets[key] < least:
                buckets[key] += 1
    return buckets


def count(parts: Iterable[Segment], buckets: bytearray, least: int) -> tuple[dict[str, Seen], int, int]:
    """Count the frequent sequences exactly; give the table and the number of segments on both sides."""
    table: dict[str, Seen] = {}
    units = references = 0
    for seg in parts:
        units += bool(seg.mt)
        references += bool(any(seg.human))
        wrote: Counter[str] = Counter()
        for text, marks in seg.mt:
            here: set[str] = set()
            for words, start, end in sequences(text):
                if buckets[hash(words) % BUCKETS] < least:
                    continue
                seen = table.setdefault(words, Seen())
                if marks is not None:
                    seen.annotated += 1
                    seen.marked += any(a < end and start < b for a, b in marks)
                if words not in here:
                    here.add(words)
                    seen.example = seen.example or text[max(0, start - 60) : end + 60]
            wrote.update(here)
        for words, systems in wrote.items():
            seen = table[words]
            seen.mt += 1
            seen.systems += systems
            seen.docs.add(seg.doc)
            seen.languages[seg.language] += 1
        for words in {words for text in seg.human for words, _, _ in sequences(text)}:
            if words in table:
                table[words].human += 1
    return table, units, references


def count_clean(table: dict[str, Seen], folder: Path, names: Iterable[str], limit: int) -> int:
    """Count the sequences in up to ``limit`` words of each corpus; give the number of words read."""
    total = 0
    for name in names:
        read = 0
        with lzma.open(folder / f"{name}.txt.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                for words, _, _ in sequences(line):
                    seen = table.get(words)
                    if seen is not None:
                        seen.clean += 1
                read += line.count(" ") + 1
                if read >= limit:
                    break
        total += read
    return total


def score(seen: Seen, units: int, references: int, clean_words: int) -> float:
    """Return the z-value of the log-odds ratio between systems and people under the Dirichlet prior of all counts."""
    people, size = seen.human + seen.clean, references + clean_words / 25
    prior = 500.0 * (seen.mt + people) / (units + size)
    left = math.log((seen.mt + prior) / (units + 500.0 - seen.mt - prior))
    right = math.log((people + prior) / max(1.0, size + 500.0 - people - prior))
    return (left - right) / math.sqrt(1 / (seen.mt + prior) + 1 / (people + prior))


def write(table: dict[str, Seen], sizes: tuple[int, int, int], out: TextIO) -> None:
    """Write the ranked rows."""
    out.write("z\twords\tmt\tdocs\tsystems\thuman\tclean\tmarked\tlanguages\texample\n")
    for z, words in sorted(
        ((score(seen, *sizes), words) for words, seen in table.items()), key=lambda pair: (-pair[0], pair[1])
    ):
        seen = table[words]
        marked = f"{seen.marked}/{seen.annotated}"
        languages = " ".join(f"{name}:{n}" for name, n in seen.languages.most_common(4))
        cells = (
            f"{z:.2f}",
            words,
            seen.mt,
            len(seen.docs),
            seen.systems,
            seen.human,
            seen.clean,
            marked,
            languages,
            seen.example,
        )
        out.write("\t".join(map(str, cells)) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--qe", type=Path, required=True, help="folder of the annotated sets")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora of people's English")
    parser.add_argument("--part", default="train", choices=["train", "dev"])
    parser.add_argument("--words", type=int, default=4_000_000, help="words to read of each corpus")
    parser.add_argument("--least-segments", type=int, default=3)
    parser.add_argument("--least-documents", type=int, default=2)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    buckets = frequent(segments(args.qe, args.part), args.least_segments)
    table, units, references = count(segments(args.qe, args.part), buckets, args.least_segments)
    table = {
        words: seen
        for words, seen in table.items()
        if seen.mt >= args.least_segments and len(seen.docs) >= args.least_documents and seen.mt > 2 * seen.human
    }
    clean = count_clean(table, args.corpora, CLEAN, args.words)
    print(f"{units} machine segments, {references} with a reference, {clean} words of people's English, {len(table)} sequences")
    with args.output.open("w", encoding="utf-8") as out:
        write(table, (units, references, clean), out)


if __name__ == "__main__":
    main()

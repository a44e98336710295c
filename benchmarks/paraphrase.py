"""Measure the odd-paraphrase engine: recovery, silence on clean text, speed, memory. Prints figures, tests nothing.

``tortured``: terms whose expected expression is held out (see ``build_tortured.held_out``), in sentences. ``--tables`` names a
folder with tables that do not know them (training/build_thesaurus.py --folds 3456789); without it, those that ship are used,
which know all pairs. ``spun``: documents with their originals, as JSON Lines with ``text``, ``clean`` and ``spans`` (``start``,
``end``, ``original``): the aligned ones and, with ``--spun``, others, as training/spin_otherwise.py writes them. ``clean``:
suspects per 1,000 words of clean articles. ``speed``: words a second and peak memory on clean articles, on one core. With
``--models`` the engine hears the word models, as it does in an audit; ``speed`` leaves them out, whatever is asked.

usage: nice python -m benchmarks.paraphrase [--tables FOLDER] [--spun FILE] [--models] [tortured spun clean speed]
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mtcheck import tables
from mtcheck.config.schema import MIN_PROBABILITY, Config
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.paraphrase import ParaphraseDetector
from mtcheck.engine import context_for
from mtcheck.readers.plain import from_string
from mtcheck.signals.ngram import NgramModel
from mtcheck.suspects.calibrate import rule_probability
from training.build_tortured import held_out

ROOT = Path(__file__).resolve().parent.parent
CARRIERS = (
    "In this study we use {} to improve the results reported earlier.",
    "The authors describe recent progress in {} and its main uses.",
    "Much of the work on {} has been done in the last ten years.",
)


@dataclass(frozen=True, slots=True)
class Engine:
    """Run the detector on texts."""

    detector: ParaphraseDetector
    ctx: Context
    with_models: bool = False

    @classmethod
    def of(cls, folder: Path | None, *, with_models: bool = False) -> Engine:
        """Make the engine, with the tables of a folder before those that ship."""

        def table(name: str) -> Any:
            path = folder / f"{name}.words.gz" if folder else None
            return tables.load(name, folder) if path and path.is_file() else tables.load(name)

        return cls(ParaphraseDetector(), Context(table=table, ngrams=NgramModel.load()), with_models)

    def findings(self, text: str, least: float = MIN_PROBABILITY) -> tuple[Document, list[Finding]]:
        """Return what is found with at least this probability."""
        doc = from_string(text)
        ctx = replace(self.ctx, listen=context_for(doc, Config()).listen) if self.with_models else self.ctx
        found = self.detector.detect(doc, ctx)
        return doc, [finding for finding in found if rule_probability(finding.rule_id, finding.score) >= least]


def tortured(engine: Engine, path: Path, show: bool) -> Iterator[tuple[str, float]]:
    """Yield the shares of held-out terms flagged, restored, and of expected expressions flagged."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            (row["tortured"], row["expected"].split("(")[0].strip())
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if held_out(row["expected"]) and not row["pps_query"] and "?" not in row["expected"]
        ]
    rows = [(a, b) for a, b in rows if 2 <= len(a.split()) <= 4 and a.isascii() and b]
    random.Random(5).shuffle(rows)
    flagged = restored = wrong = 0
    for number, (written, meant) in enumerate(rows[:900]):
        carrier = CARRIERS[number % len(CARRIERS)]
        start = carrier.index("{}")
        _, found = engine.findings(carrier.format(written))
        hits = [f for f in found if f.span.start < start + len(written) and start < f.span.end]
        edits = " ".join(edit.replacement for f in hits for edit in f.edits[:3]).lower()
        _, amiss = engine.findings(carrier.format(meant))
        back = meant.lower().split()[-1][:6] in edits
        flagged, restored, wrong = flagged + bool(hits), restored + back, wrong + bool(amiss)
        if show:
            print(f"  {'R' if back else 'f' if hits else '-'}{'X' if amiss else ' '} {written} <- {meant}: {edits}", end=" ")
            print("|", *(f.message[:60] for f in amiss))
    count = len(rows[:900])
    yield from (("tortured flagged", flagged / count), ("tortured restored", restored / count))
    yield "tortured expected flagged", wrong / count


def spun(engine: Engine, path: Path) -> Iterator[tuple[str, float]]:
    """Yield the shares of replaced words flagged and restored, what else is flagged, and how often the originals score less."""
    count: Counter[str] = Counter()
    ordered = 0.0
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        _, found = engine.findings(row["text"], 0.5)
        _, amiss = engine.findings(row["clean"], 0.5)
        for span in row["spans"]:
            hits = [f for f in found if f.span.start < span["end"] and span["start"] < f.span.end]
            edits = [edit.replacement.lower() for f in hits for edit in f.edits[:3]]
            count["spans"] += 1
            count["flagged"] += bool(hits)
            count["restored"] += any(span["original"][:5] in edit for edit in edits)
        spans = row["spans"]
        count["other"] += sum(not any(f.span.start < s["end"] and s["start"] < f.span.end for s in spans) for f in found)
        count["amiss"] += len(amiss)
        count["words"] += len(row["clean"].split())
        ordered += (len(found) > len(amiss)) + 0.5 * (len(found) == len(amiss))
    yield from ((f"{path.stem} {name}", count[name] / count["spans"]) for name in ("flagged", "restored"))
    yield f"{path.stem} other suspects per 1,000 words", 1000 * count["other"] / count["words"]
    yield f"{path.stem} suspects per 1,000 words of the originals", 1000 * count["amiss"] / count["words"]
    yield f"{path.stem} pairs in the right order", ordered / len(rows)


def clean(engine: Engine, folder: Path, show: bool) -> Iterator[tuple[str, float]]:
    """Yield the suspects per 1,000 words of clean articles, GUM apart."""
    words: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt")):
        group = "gum" if path.name.startswith("gum") else "other"
        doc, found = engine.findings(path.read_text(encoding="utf-8"), 0.5)
        words[group] += len(doc.text.split())
        seen[group] += len(found)
        for finding in found if show else ():
            around = doc.text[max(0, finding.span.start - 50) : finding.span.end + 40].replace("\n", " ")
            print(f"  {path.stem} {finding.score:.2f} …{around}… -> {[edit.replacement for edit in finding.edits]}")
    yield from ((f"clean {group} suspects per 1,000 words", 1000 * seen[group] / words[group]) for group in sorted(words))


def speed(engine: Engine, folder: Path) -> Iterator[tuple[str, float]]:
    """Yield words a second on clean articles, the n-gram model's own scoring included, and peak memory."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    engine.findings(texts[0])
    docs = [from_string(text) for text in texts]
    words = sum(len(text.split()) for text in texts)
    began = time.process_time()
    for doc in docs:
        list(engine.detector.detect(doc, engine.ctx))
    yield "words per second of processor time", words / (time.process_time() - began)
    yield "peak memory in MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["tortured", "spun", "clean", "speed"])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--spun", type=Path, action="append", default=[])
    parser.add_argument("--models", action="store_true", help="let the engine hear the word models")
    parser.add_argument("--show", action="store_true", help="print each term and each clean suspect")
    args = parser.parse_args()
    tried = Engine.of(args.tables, with_models=args.models)
    for what in args.what:
        if what == "tortured":
            figures = [*tortured(tried, args.data / "tortured" / "pairs.tsv", args.show)]
        elif what == "spun":
            figures = [row for path in (args.data / "spun" / "docs.jsonl", *args.spun) for row in spun(tried, path)]
        elif what == "clean":
            figures = [*clean(tried, args.data / "clean", args.show)]
        else:
            figures = [*speed(tried, args.data / "clean")]
        for name, value in figures:
            print(f"{name}: {value:.4g}", flush=True)


if __name__ == "__main__":
    main()

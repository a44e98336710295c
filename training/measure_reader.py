"""Measure a reader on the development texts, by head, class, operation and word, and write the figures into its manifest.

    python -m training.measure_reader --reader mtcheck/data/models/reader.onnx [--every 4] [--manifest]

Authored passages (dev), clean texts of kinds that the reader has not seen, documents of real spinners and their originals.
``word ap`` is average precision of a head over words, ``recall at precision`` the share of faulty words found where the
rest of what is found is clean; ``noise`` the share of clean words above that same threshold, per 1,000.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mtcheck.evaluation.measures import auc, average_precision
from mtcheck.readers.plain import from_string
from mtcheck.signals.reader import DELETE, INSERT, REPLACE, Reader, ReaderScores
from training.reader_corrupt import KEEP, UNKNOWN, Repairs
from training.reader_data import FAULTS, align
from training.signal_texts import Example, replaced, silent
from training.texts import json_lines

ROOT = Path(__file__).resolve().parent.parent
PRECISION = 0.75
HEADS = ("fault", "synthetic", "marked", "edited")


@dataclass
class Words:
    """Hold the scored words of a set of texts: a row per word with the heads, and whether each is faulty."""

    scores: list[np.ndarray] = field(default_factory=list)
    bad: list[np.ndarray] = field(default_factory=list)

    def add(self, got: ReaderScores, bad: np.ndarray, kept: np.ndarray) -> None:
        """Add the words of one text."""
        columns = [got.heads.index(head) for head in HEADS]
        self.scores.append(got.words[kept][:, columns])
        self.bad.append(bad[kept])

    def joined(self) -> tuple[np.ndarray, np.ndarray]:
        """Return all rows and all labels."""
        return np.concatenate(self.scores), np.concatenate(self.bad)


def touched(example: Example, doc: Any) -> np.ndarray:
    """Tell for each token whether it is part of a bad range."""
    return np.array([any(a < tok.span.end and tok.span.start < b for a, b in example.bad) for tok in doc.tokens], bool)


def words_of(reader: Reader, examples: Iterable[Example]) -> dict[str, Words]:
    """Score texts; return their words by the set they belong to."""
    out: dict[str, Words] = {}
    for example in examples:
        doc = from_string(example.text)
        got = reader.score(doc)
        kept = np.array([tok.kind in ("word", "number") for tok in doc.tokens], bool) & ~np.isnan(got.words[:, 0])
        out.setdefault(example.origin, Words()).add(got, touched(example, doc), kept)
    return out


def repairs(reader: Reader, rows: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Measure classes, operations and words at the marked places of authored passages."""
    counts: Counter[str] = Counter()
    for row in rows:
        text = row["text"]
        doc = from_string(text)
        got = reader.score(doc)
        found = Repairs(np.full(len(text), UNKNOWN), np.full(len(text), KEEP), {})
        for span in row["spans"]:
            align(text, span["start"], span["end"], span["suggestion"], found)
            inside = [k for k, tok in enumerate(doc.tokens) if span["start"] <= tok.span.start < span["end"]]
            inside = [k for k in inside if not np.isnan(got.faults[k, 0])]
            if inside:
                counts["spans"] += 1
                counts["class"] += FAULTS[int(got.faults[inside].mean(0).argmax())] == span["category"]
        asked = {}
        for k, tok in enumerate(doc.tokens):
            operation = int(found.ops[tok.span.start])
            if operation in (DELETE, REPLACE, INSERT) and not np.isnan(got.operations[k, 0]):
                counts["operations"] += 1
                counts["operation"] += int(got.operations[k, 1:].argmax()) + 1 == operation
                if tok.span.start in found.wants:
                    asked[k] = operation, found.wants[tok.span.start]
        offered = reader.wordings(got, list(asked))
        for k, (operation, want) in asked.items():
            counts["words"] += 1
            if k in offered:
                names = [word for word, _ in (offered[k].put if operation == REPLACE else offered[k].inserted)]
                counts["first"] += want in names[:1]
                counts["first three"] += want in names[:3]
    return {
        "class right": counts["class"] / counts["spans"],
        "operation right": counts["operation"] / counts["operations"],
        "word right": counts["first"] / counts["words"],
        "word right in three": counts["first three"] / counts["words"],
    }


def figures(reader: Reader, data: Path, every: int) -> dict[str, float]:
    """Return all figures by name; only every so many texts of each set are read."""
    rows = list(json_lines(data / "authored" / "dev.jsonl"))[::every]
    authored = [
        Example(row["text"], tuple((s["start"], s["end"]) for s in row["spans"]), "spun" if row["src_lang"] == "en" else "mt")
        for row in rows
        if row["spans"]
    ]
    clean = [one for one in silent(data, every=1) if one.origin == "clean2"][::every]
    sets = words_of(reader, [*authored, *clean, *list(replaced(data))[: max(2, 60 // every)]])
    quiet, _ = sets["clean2"].joined()
    out = repairs(reader, [row for row in rows if row["spans"]])
    for name in ("mt", "spun", "real spun"):
        scores, bad = sets[name].joined()
        for column, head in enumerate(HEADS):
            out[f"{name} {head} word ap"] = average_precision(bad.astype(int).tolist(), scores[:, column].tolist())
            out[f"{name} {head} word auc"] = (
                auc(scores[bad, column][:4000].tolist(), scores[~bad, column][:4000].tolist()) or 0.0
            )
        order = np.argsort(-scores[:, 0])
        precision = np.cumsum(bad[order]) / np.arange(1, len(order) + 1)
        at = np.flatnonzero(precision >= PRECISION)
        last = int(at[-1]) if len(at) else 0
        least = scores[order[last], 0]
        out[f"{name} fault recall at precision {PRECISION}"] = float(bad[order[: last + 1]].sum() / bad.sum())
        out[f"{name} fault noise at precision {PRECISION}"] = 1000 * float((quiet[:, 0] >= least).mean())
    return out


def main() -> None:
    """Measure, print, and add to the manifest where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", type=Path, default=None)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--every", type=int, default=1, help="only every so many texts of each set")
    parser.add_argument("--manifest", action="store_true", help="write the figures into the manifest beside the model")
    args = parser.parse_args()
    found = figures(Reader.load(args.reader), args.data, args.every)
    for name, value in found.items():
        print(f"{name} {value:.4f}")
    if args.manifest and args.reader is not None:
        path = args.reader.with_suffix(".manifest.toml")
        head = path.read_text(encoding="utf-8").partition("\n[dev]\n")[0]
        lines = "\n".join(f'"{name}" = {value:.4f}' for name, value in found.items())
        path.write_text(f"{head}\n[dev]\n{lines}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Print how the fused word signals do on dev texts: average precision, and words over thresholds on clean text.

usage: python -m training.dev_words [--data ../shared/data] [--tagger FILE] [--lm ngram]
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from mtcheck.readers.plain import from_string
from mtcheck.signals.models import Models, raw_signals
from mtcheck.signals.word_probability import word_signals
from training.fit_words import ROOT
from training.signal_texts import MQM
from training.texts import json_lines, majority_spans

Labelled = tuple[str, list[tuple[int, int]]]


def dev_sets(data: Path) -> dict[str, list[Labelled]]:
    """Return texts with bad ranges, by name."""
    sets: dict[str, list[Labelled]] = {}
    for stem in MQM:
        rows = list(json_lines(next(p for p in sorted((data / "qe").glob(f"{stem}.dev.jsonl*")))))
        random.Random(3).shuffle(rows)
        sets[stem] = [(row["text"], majority_spans(row)) for row in rows[:400]]
    spun = [json.loads(line) for line in (data / "spun" / "docs.jsonl").read_text(encoding="utf-8").splitlines()]
    sets["spun"] = [(row["text"], [(s["start"], s["end"]) for s in row["spans"]]) for row in spun]
    sets["originals"] = [(row["clean"], []) for row in spun]
    gold = [json.loads(line) for line in (data / "wild" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    for label in ("mt", "spun", "human"):
        sets[f"wild {label}"] = [
            ((data / "wild" / "docs" / row["file"]).read_text(encoding="utf-8"), [(s["start"], s["end"]) for s in row["spans"]])
            for row in gold
            if row["label"] == label
        ]
    clean = sorted((data / "clean").glob("*.txt"))
    sets["clean gum"] = [(path.read_text(encoding="utf-8"), []) for path in clean if path.name.startswith("gum")]
    sets["clean other"] = [(path.read_text(encoding="utf-8"), []) for path in clean if not path.name.startswith("gum")][::3]
    return sets


def main() -> None:
    """Print one line a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--tagger", default="default")
    parser.add_argument("--lm", default="ngram")
    args = parser.parse_args()
    models = Models.load(lm=args.lm, reader=args.tagger)
    for name, texts in dev_sets(args.data).items():
        labels, scores = [], {"bad": [], "replaced": []}
        for text, spans in texts:
            doc = from_string(text)
            raw = raw_signals(doc, models)
            signals = word_signals(doc, raw)
            index = [i for i, value in enumerate(signals.bad) if value is not None]
            flags = np.zeros(len(text) + 1, bool)
            for start, end in spans:
                flags[start:end] = True
            labels.append(np.array([flags[doc.tokens[i].span.start : doc.tokens[i].span.end].any() for i in index], bool))
            for outcome, values in scores.items():
                values.append(np.array([getattr(signals, outcome)[i] for i in index]))
        y = np.concatenate(labels)
        parts = [f"{name:24} words {len(y):6} base {y.mean():.3f}"]
        for outcome, values in scores.items():
            p = np.concatenate(values)
            if y.any():
                parts.append(
                    f"{outcome} AP {average_precision_score(y, p):.3f} = {average_precision_score(y, p) / y.mean():.2f} x"
                )
            for t in (0.5, 0.7):
                hit = p >= t
                share = (
                    f" precision {y[hit].mean():.2f} recall {(hit & y).sum() / y.sum():.2f}" if y.any() and hit.any() else ""
                )
                parts.append(f">{t}: {1000 * hit.mean():.1f}/1000{share}")
        print("  ".join(parts), flush=True)


if __name__ == "__main__":
    main()

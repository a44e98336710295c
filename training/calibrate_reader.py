"""Measure how often the findings of the reader are right, and write mtcheck/data/calibration/reader.toml.

The texts are those of dev on which ``faulty`` is fitted (training/fit_words.py), each set with the same weight: authored
passages and their repairs, documents of real spinners and their originals, clean texts of many kinds. Rated segments are
left out: raters mark five faults of a segment at most. A finding is right where half of it is marked. The precision of a
rule in a bin of scores is pulled towards that of all rules in the bin (empirical Bayes with a prior weight of PRIOR
findings).

usage: python -m training.calibrate_reader --cache FILE [--every 1]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

from mtcheck.detectors.language import detector
from mtcheck.detectors.language.findings import finding
from mtcheck.detectors.language.runs import runs
from mtcheck.signals.word_probability import word_signals
from mtcheck.suspects.calibrate import SCORE_BINS, score_bin
from training.fit_words import CLEAN_EVERY, FAULTY, every_other
from training.raw_cache import RawCache
from training.signal_texts import Example, authored, replaced, silent
from training.table_head import table_head

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "reader.toml"
PRIOR = 12.0


def texts(data: Path, every: int) -> list[Example]:
    """Return the texts on which findings are measured."""
    return every_other([*authored(data, "dev"), *silent(data, every=CLEAN_EVERY), *replaced(data)], every)


def is_right(example: Example, start: int, end: int) -> bool:
    """Tell whether half of a range is marked."""
    marked = np.zeros(len(example.text) + 1, np.int64)
    for low, high in example.bad:
        marked[low:high] = 1
    return bool(2 * marked[start:end].sum() >= end - start)


def count(cache: RawCache, examples: list[Example]) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, int]]:
    """Return weighted [seen, right] by bin over all rules, the same by rule, and the plain number of findings by rule."""
    words: dict[str, int] = defaultdict(int)
    rows: list[tuple[str, str, int, bool]] = []
    for example, (doc, raw) in zip(examples, cache.score([one.text for one in examples]), strict=True):
        words[example.origin] += doc.words
        signals = word_signals(doc, raw)
        for run in runs(doc, signals):
            one = finding(doc, run, signals)
            right = is_right(example, one.span.start, one.span.end)
            rows.append((one.rule_id, example.origin, score_bin(one.score), right))
    per_word = {origin: FAULTY[origin] / count for origin, count in words.items()}
    scale = len(rows) / max(1e-12, sum(per_word[origin] for _, origin, _, _ in rows))
    every = np.zeros((len(SCORE_BINS) + 1, 2))
    by_rule: dict[str, np.ndarray] = {rule.id: np.zeros_like(every) for rule in detector.rules}
    seen: dict[str, int] = defaultdict(int)
    for rule_id, origin, at, right in rows:
        weight = per_word[origin] * scale
        for table in (every, by_rule[rule_id]):
            table[at] += (weight, weight * right)
        seen[rule_id] += 1
    return every, by_rule, dict(seen)


def main() -> None:
    """Count, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--cache", type=Path, required=True, help="file in which raw signals are kept, as for fit_words")
    parser.add_argument("--reader", type=Path, default=None)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    cache = RawCache(args.cache, reader=args.reader)
    every, by_rule, seen = count(cache, texts(args.data, args.every))
    shared = (every[:, 1] + 1.0) / (every[:, 0] + 2.0)
    print("all", np.round(shared, 3).tolist(), np.round(every[:, 0]).tolist())
    lines = table_head("training/calibrate_reader.py", args.data, cache.digests, {"prior": PRIOR, "weights": FAULTY}, {})
    for rule_id, table in by_rule.items():
        share = (table[:, 1] + PRIOR * shared) / (table[:, 0] + PRIOR)
        right = seen.get(rule_id, 0) * float(table[:, 1].sum() / max(1e-9, table[:, 0].sum()))
        print(rule_id, seen.get(rule_id, 0), np.round(share, 3).tolist())
        lines += ["", f'[rules."{rule_id}"]', f"seen = {seen.get(rule_id, 0)}", f"right = {round(right)}"]
        lines.append(f"by_score = {[round(float(value), 3) for value in share]}")
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

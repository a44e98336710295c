"""Measure how often raters mark the words that each family of rules points at; write mtcheck/data/calibration/raters.toml.

A reviewer who is shown a date without its month calls it wrong; the raters of a translation mark few such places. What is
promised of a word is that a person would mark it, so that the findings of a family count for a word by the share measured
here: words of running text, train part of the MQM sets, marked by most raters. FEW words with an even share are added to each
family, so that one that hardly ever speaks there keeps a say.

usage: python -m training.fit_raters [--data DIR] [--most N]
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from mtcheck.config.schema import Config
from mtcheck.engine import detect
from mtcheck.readers.plain import from_string
from mtcheck.registry import registry
from mtcheck.signals.schedule import context_for
from mtcheck.signals.word_probability import is_tokenised
from training.signal_texts import bad_tokens, segments
from training.table_head import table_head

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "raters.toml"
FEW = 10.0
SIGNALS = "language"  # its findings are made of the word signals, and no evidence beside them


def count(data: Path, most: int) -> tuple[Counter[str], Counter[str]]:
    """Return, for each family and for all words (``words``), how many words there are and how many are marked."""
    seen: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    cfg = Config()
    for example in segments(data, "train", most):
        doc = from_string(example.text)
        if is_tokenised(doc):
            continue
        starts, ends = (np.array([getattr(tok.span, side) for tok in doc.tokens], np.int64) for side in ("start", "end"))
        bad = bad_tokens(example.bad, starts, ends, len(doc.text))
        words = np.array([tok.kind in ("word", "number") for tok in doc.tokens], bool)
        touched = {"words": words}
        for finding in detect(doc, cfg, context_for(doc, cfg))[0]:
            family = finding.rule_id.partition(".")[0]
            inside = (starts < finding.span.end) & (ends > finding.span.start)
            touched[family] = touched.get(family, np.zeros(len(words), bool)) | inside & words
        for family, chosen in touched.items():
            seen[family] += int(chosen.sum())
            marked[family] += int((chosen & bad).sum())
    return seen, marked


def main() -> None:
    """Count, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--most", type=int, default=2000, help="segments of each set")
    args = parser.parse_args()
    seen, marked = count(args.data, args.most)
    lines = table_head("training/fit_raters.py", args.data, {}, {"segments of each set": args.most, "few": FEW}, {})
    lines += [f"words = {seen['words']}", f"base = {marked['words'] / seen['words']:.4f}", "", "[families]"]
    for family in sorted({rule.family for rule in registry().rules.values()} - {SIGNALS}):
        share = (marked[family] + FEW / 2) / (seen[family] + FEW)
        print(f"{family}: {seen[family]} words, {marked[family]} marked, {share:.3f}")
        lines.append(f"{family} = {share:.3f}")
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

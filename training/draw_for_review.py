"""Draw findings of each rule at random, in their context, for a person to read; the counts go into reviewed.tsv.

Half of the words are machine translation (train), half human (references and corpora), as in calibrate.py; where a rule has
few findings there, all of them are drawn.

usage: python -m training.draw_for_review OUT.tsv [--words 3000000] [--each 40] [--data DIR] [--corpora DIR]
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

from mtcheck import engine
from mtcheck.config.schema import Config
from mtcheck.readers.plain import from_string
from mtcheck.render.safe import visible
from training.calibrate import ROOT, SEED
from training.texts import CORPORA, Marked, corpus_texts, machine_translations, references, sample

REACH = 140


def pool(data: Path, corpora: Path, words: int) -> list[Marked]:
    """Return the texts to draw from."""
    human = sample(references(data, "train"), words=words // 4, seed=SEED + 1)
    rest = words // 2 - sum(len(entry.text.split()) for entry in human)
    for name in CORPORA:
        human += corpus_texts(corpora, name, words=rest // len(CORPORA), seed=SEED + 1)
    return sample(machine_translations(data, "train"), words=words // 2, seed=SEED + 1) + human


def main() -> None:
    """Write one line a drawn finding: rule, origin, text before, text, text after, message."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=int, default=3_000_000)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--corpora", type=Path, default=ROOT / ".." / "shared" / "corpora")
    args = parser.parse_args()
    cfg = Config()
    found: dict[str, list[str]] = defaultdict(list)
    for entry in pool(args.data, args.corpora, args.words):
        doc = from_string(entry.text)
        for finding in engine.detect(doc, cfg, engine.context_for(doc, cfg))[0]:
            start, end = finding.span.start, finding.span.end
            cells = (
                finding.rule_id,
                "human" if entry.human else "mt",
                visible(doc.text[max(0, start - REACH) : start]),
                visible(doc.text[start:end][:300]),
                visible(doc.text[end : end + REACH]),
                visible(finding.message),
            )
            found[finding.rule_id].append("\t".join(cells))
    draw = random.Random(SEED)
    lines = []
    for rule_id, rows in sorted(found.items()):
        lines += draw.sample(rows, min(args.each, len(rows)))
        print(f"{rule_id}\t{len(rows)}")
    args.out.write_text("rule\torigin\tbefore\ttext\tafter\tmessage\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

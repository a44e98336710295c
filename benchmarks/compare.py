"""Measure how long it takes to compare 100 articles of 1,000 words with a reference. Prints figures, tests nothing.

usage: python benchmarks/compare.py [--clean ../shared/data/clean] [--jobs 2]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARAGRAPH = (
    "The minister said on Monday that the talks in Geneva had been “long but useful,” and that 12.5 million people "
    "would be helped, according to the U.N. agency’s report. "
)
WORDS = 1000
ARTICLES = 100


def articles(folder: Path) -> list[list[str]]:
    """Cut the sentences of human texts into articles, each a list of paragraphs."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))] or [PARAGRAPH * 40] * ARTICLES
    lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    out: list[list[str]] = [[]]
    while len(out) <= ARTICLES:
        for line in lines:
            out[-1].append(line)
            if sum(len(part.split()) for part in out[-1]) >= WORDS:
                out.append([])
    return out[:ARTICLES]


def damaged(paragraphs: list[str], rnd: random.Random) -> str:
    """Change, drop and move words, and join paragraphs, as another translation might."""
    pool = [word for line in paragraphs for word in line.split()]
    out = []
    for line in paragraphs:
        words = [rnd.choice(pool) if rnd.random() < 0.25 else word for word in line.split() if rnd.random() > 0.05]
        cut = rnd.randrange(len(words) + 1)
        out.append(" ".join(words if rnd.random() < 0.7 else [*words[cut:], *words[:cut]]))
    return "\n".join([*out[:1], " ".join(out[1:3]), *out[3:]])


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, default=ROOT / ".." / "shared" / "data" / "clean")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    rnd = random.Random(1)
    with tempfile.TemporaryDirectory() as place:
        sides = [Path(place) / "hyp.jsonl", Path(place) / "ref.jsonl"]
        found = articles(args.clean)
        for path, texts in zip(
            sides, ([damaged(part, rnd) for part in found], ["\n".join(part) for part in found]), strict=True
        ):
            path.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)))
        words = sum(len(line.split()) for part in found for line in part)
        command = [sys.executable, "-m", "mtcheck", "compare", *map(str, sides), "--jobs", str(args.jobs), "--format", "json"]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - start
        figures = json.loads(done.stdout)
        print(
            f"{ARTICLES} articles, {words} words, {len(figures['segments'])} segments: {seconds:.1f} s on {args.jobs} processes"
        )
        print(", ".join(f"{row['name']} {row['value']:.1f}" for row in figures["scores"]))


if __name__ == "__main__":
    main()

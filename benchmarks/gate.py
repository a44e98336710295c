"""Measure the gate: 1,000 short articles without the language models, first fresh and then from the cache.

usage: python -m benchmarks.gate [--articles N] [--jobs N]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def articles(count: int) -> list[str]:
    """Return short articles of three paragraphs each, made of those of the seeds; no two are alike."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    paragraphs = [part.strip() for text in texts for part in text.split("\n\n") if len(part.split()) > 20]
    chance = random.Random(7)
    return ["\n\n".join([f"Report {number} of the day.", *chance.sample(paragraphs, 3)]) + "\n" for number in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    texts = articles(args.articles)
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:05}.txt").write_text(text, encoding="utf-8")
        print(f"articles {len(texts)}")
        print(f"words {sum(len(text.split()) for text in texts)}")
        for name in ("fresh", "cached"):
            print(f"{name} s {seconds(folder, args.jobs):.2f}", flush=True)


def seconds(folder: str, jobs: int) -> float:
    """Return how long one run takes, start-up and all."""
    command = [sys.executable, "-m", "mtcheck", "gate", folder, "--lm", "none", "--tagger", "none", "--jobs", str(jobs)]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--no-config", "--output", f"json={folder}/out.json"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

"""Measure speed and memory of the rules: words a second, start-up, peak memory, awkward inputs. Prints figures, tests nothing.

usage: python benchmarks/rules.py [--clean ../shared/data/clean]
"""

from __future__ import annotations

import argparse
import json
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
CHILD = """
import resource, runpy, sys
sys.argv = ["mtcheck", *sys.argv[1:]]
try:
    runpy.run_module("mtcheck", run_name="__main__")
finally:
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(used, file=sys.stderr)
"""


def audit(path: Path, *extra: str) -> tuple[float, float]:
    """Return seconds and peak memory in MB of one audit in a fresh process."""
    command = [sys.executable, "-c", CHILD, "audit", str(path), "--format", "json", "-o", str(path.parent / "out.json"), *extra]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.perf_counter() - start, int(done.stderr.split()[-1]) / 1024


def lines_file(path: Path, texts: list[str]) -> Path:
    """Write texts as JSON Lines."""
    path.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)), encoding="utf-8")
    return path


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, default=ROOT / ".." / "shared" / "data" / "clean")
    parser.add_argument("--extra", action="append", default=[], help="an option for the audit, e.g. --extra=--lm=none")
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(args.clean.glob("*.txt"))] or [PARAGRAPH * 40] * 300
    words = sum(len(text.split()) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        extra = args.extra
        one = lines_file(place / "one.jsonl", texts[:1])
        start = min(audit(one, *extra)[0] for _ in range(3))
        print(f"start-up with one short article: {start:.2f} s")
        seconds, memory = audit(lines_file(place / "all.jsonl", texts), *extra)
        print(f"{len(texts)} articles, {words} words: {words / (seconds - start):.0f} words/s, peak {memory:.0f} MB")
        many = lines_file(place / "many.jsonl", (texts * 4)[:1000])
        seconds, memory = audit(many, *extra)
        print(f"1,000 articles: {seconds:.1f} s, peak {memory:.0f} MB")
        (place / "long.txt").write_text((PARAGRAPH * 4 + "\n") * (200_000 // (4 * len(PARAGRAPH.split()))), encoding="utf-8")
        seconds, memory = audit(place / "long.txt", *extra)
        print(f"one article of 200,000 words: {seconds:.1f} s, peak {memory:.0f} MB")
        (place / "line.txt").write_text(PARAGRAPH * (10_000_000 // len(PARAGRAPH)), encoding="utf-8")
        seconds, memory = audit(place / "line.txt", *extra)
        print(f"10 MB in one line: {seconds:.1f} s, peak {memory:.0f} MB")


if __name__ == "__main__":
    main()

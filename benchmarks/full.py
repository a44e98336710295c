"""Measure start-up, speed and memory of the whole check, of its parts, and of harper-py on the same text.

    python benchmarks/full.py [--texts ../shared/data/clean] [--runs 3] [--only full]

Each figure is the best of several fresh processes. Wall-clock time needs a machine that does nothing else; processor time
(user and system, all threads) stands beside it. Words a second are those after the start-up, which is one short article.
harper-py is asked for by this benchmark alone: pip install harper-py.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AUDIT = ["-m", "mtcheck", "audit"]
PROFILES = {
    "full": [],
    "no tagger": ["--tagger", "none"],
    "rules alone": ["--lm", "none", "--tagger", "none"],
}
HARPER = """
import json, sys
from harper import Linter
linter = Linter()
for line in open(sys.argv[1], encoding="utf-8"):
    linter.lint(json.loads(line)["text"], language="plaintext")
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold what one process took: seconds by the clock, seconds of the processors, peak memory in MB."""

    wall: float
    cpu: float
    peak: float


def run(command: list[str]) -> Cost:
    """Run a command in a fresh process."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace"))
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(command: list[str], runs: int) -> Cost:
    """Return the least of each figure over some runs, but the highest peak."""
    costs = [run(command) for _ in range(runs)]
    return Cost(min(cost.wall for cost in costs), min(cost.cpu for cost in costs), max(cost.peak for cost in costs))


def report(name: str, one: list[str], all_: list[str], words: int, runs: int) -> None:
    """Print one line of figures."""
    run(one)  # fills the caches of the file system
    start, whole = best(one, runs), best(all_, runs)
    by_clock, by_cpu = (words / max(1e-6, a - b) for a, b in ((whole.wall, start.wall), (whole.cpu, start.cpu)))
    print(
        f"{name:12} start-up {start.wall:5.2f} s ({start.cpu:5.2f} s CPU)   "
        f"{by_clock:8.0f} words/s ({by_cpu:8.0f} per CPU second)   peak {max(start.peak, whole.peak):4.0f} MB",
        flush=True,
    )


def lines_file(path: Path, texts: list[str]) -> str:
    """Write texts as JSON Lines."""
    path.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)), encoding="utf-8")
    return str(path)


def main() -> None:
    """Print a line for each profile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=ROOT / ".." / "shared" / "data" / "clean", help="folder of .txt files")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=[*PROFILES, "harper"], action="append", help="these lines alone")
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(args.texts.glob("*.txt"))]
    if not texts:
        raise SystemExit(f"{args.texts}: no .txt files; name a folder of articles with --texts")
    words = sum(len(text.split()) for text in texts)
    wanted = args.only or [*PROFILES, "harper"]
    print(f"{len(texts)} articles, {words:,} words, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        one, all_ = lines_file(Path(folder, "one.jsonl"), texts[:1]), lines_file(Path(folder, "all.jsonl"), texts)
        out = ["--format", "json", "-o", str(Path(folder, "out.json"))]
        for name, options in PROFILES.items():
            if name in wanted:
                report(name, [*AUDIT, one, *out, *options], [*AUDIT, all_, *out, *options], words, args.runs)
        if "harper" in wanted and importlib.util.find_spec("harper") is None:
            print("harper       not measured: pip install harper-py")
        elif "harper" in wanted:
            report("harper", ["-c", HARPER, one], ["-c", HARPER, all_], words, args.runs)


if __name__ == "__main__":
    main()

"""Measure the names family alone: start-up, words a second on one core, peak memory. Prints figures, tests nothing.

usage: python -m benchmarks.names [--clean ../shared/data/clean]
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from mtcheck import tables
from mtcheck.core.rule import Context
from mtcheck.readers.plain import from_string

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "Chinese President Shim Geun-pyeong met Angela Merkel in Berlin on Monday, and the talks were called useful. "


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, default=ROOT / ".." / "shared" / "data" / "clean")
    clean = parser.parse_args().clean
    texts = [path.read_text(encoding="utf-8") for path in sorted(clean.glob("*.txt"))] or [SENTENCE * 40] * 300
    docs = [from_string(text) for text in texts]
    words = sum(doc.words for doc in docs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    from mtcheck.detectors.names import detector

    context = Context(table=tables.load)
    list(detector.detect(from_string(SENTENCE), context))
    print(f"names start-up {time.process_time() - start:.3f} s of processor time")
    start = time.process_time()
    for doc in docs:
        list(detector.detect(doc, context))
    spent = time.process_time() - start
    print(f"names speed {words / spent:.0f} words a second of processor time ({words} words)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"names memory {peak - memory:.0f} MB, {peak:.0f} MB with the documents and Python")


if __name__ == "__main__":
    main()

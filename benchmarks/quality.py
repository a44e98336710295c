"""Measure the quality of mtcheck on the development texts, signal by signal and beside other checkers; write docs/quality.md.

    python -m benchmarks.quality                               # mtcheck: all parts, on a sample
    python -m benchmarks.quality --segments 0 --clean-every 1  # more of them
    python -m benchmarks.quality --only words --only clean     # some parts; the others keep their figures
    python -m benchmarks.quality --only tables                 # write the tables anew from benchmarks/quality.json
    python -m benchmarks.quality --peers --peer-python PYTHON  # other checkers: harper-py, proselint, Link Grammar, write-good
    python -m benchmarks.quality --only cases --held-out FOLDER

Figures are printed as they come, kept in benchmarks/quality.json, and put between the markers of docs/quality.md. Another
checker that is not installed is left out with a line that says so, and keeps the figures it had. FOLDER holds tables made
without the pairs that the tortured phrases are measured on: training/build_tortured.py --hold-out, and
training/build_thesaurus.py --folds 3456789.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import quality_parts as parts
from benchmarks.quality_sets import rated
from benchmarks.quality_systems import (
    PROFILES,
    NotInstalledError,
    System,
    default_pythons,
    ours,
    peers,
    surprisal,
    surprisal_threshold,
    with_tables,
)
from benchmarks.quality_tables import fill_tables
from benchmarks.quality_worker import CHECKERS
from mtcheck import engine

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "benchmarks" / "quality.json"
PAGE = ROOT / "docs" / "quality.md"
PARTS = ("words", "signals", "calibration", "wild", "clean", "pages", "cases", "tables")
LINK_GRAMMAR_SLOWER = 4

Figures = dict[str, dict[str, Any]]


class Book:
    """Keep the figures by part and checker; each new one is printed and saved at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.figures: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def note(self, part: str, name: str, measure: Callable[[], dict[str, Any]]) -> None:
        """Measure and keep; a checker that is not installed is named and passed over."""
        began = time.perf_counter()
        try:
            found = measure()
        except NotInstalledError:
            print(f"{part} / {name}: not installed, left out", flush=True)
            return
        self.figures.setdefault(part, {})[name] = found
        print(f"{part} / {name} ({time.perf_counter() - began:.0f} s)", flush=True)
        for key, value in found.items():
            print(f"  {key}: {json.dumps(_rounded(value))}", flush=True)
        text = json.dumps(_rounded(self.figures), indent=1, sort_keys=True, ensure_ascii=False)
        self.path.write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


def measure_ours(book: Book, args: argparse.Namespace) -> None:
    """Measure mtcheck: its profiles, each signal by itself, and a threshold on surprisal."""
    wanted = args.only or PARTS
    book.figures["signature"] = {"mtcheck": engine.signature(PROFILES["everything"])}
    systems: dict[str, System] = {name: partial(ours, cfg) for name, cfg in PROFILES.items()}
    fitted = [segment for found in rated(args.data, 100, "train").values() for segment in found]
    threshold = surprisal_threshold([segment.text for segment in fitted], [segment.bad_words() for segment in fitted])
    systems["surprisal threshold"] = partial(surprisal, threshold)
    for name, system in systems.items():
        if "words" in wanted:
            book.note("words", name, partial(parts.words, system, args.data, args.segments))
        if "wild" in wanted and name != "everything":
            book.note("wild", name, partial(parts.wild, system, args.data))
        if "clean" in wanted:
            book.note("clean", name, partial(parts.clean, system, args.data, args.clean_every))
    if "words" in wanted:
        book.note("words", "human", partial(parts.humans, args.data, args.segments))
    if "signals" in wanted:
        book.note("signals", "words", partial(parts.signals, args.data, args.segments))
    whole = partial(ours, PROFILES["everything"])
    if "wild" in wanted:
        book.note("wild", "everything", partial(parts.wild, whole, args.data))
    if "calibration" in wanted:
        book.note("calibration", "everything", partial(parts.calibration, systems["everything"], args.data, args.segments))
    if "pages" in wanted:
        book.note("pages", "everything", partial(parts.pages, whole, args.data, args.pages))
    if "cases" in wanted:
        measure_cases(book, args)


def measure_cases(book: Book, args: argparse.Namespace) -> None:
    """Measure names, spun documents and tortured phrases; the latter also by what has not seen them."""
    everything = partial(ours, PROFILES["everything"])
    book.note("cases", "names", partial(parts.names, everything, args.data))
    book.note("cases", "spun", partial(parts.spun, everything, args.data, args.spun))
    book.note("cases", "tortured", partial(parts.tortured, everything, args.data, args.tortured))
    without = partial(ours, replace(PROFILES["everything"], ignore=("tortured",)))
    book.note("cases", "tortured, no phrase table", partial(parts.tortured, without, args.data, args.tortured))
    if args.held_out:
        unseen = partial(with_tables, args.held_out, PROFILES["everything"])
        book.note("cases", "tortured, held out", partial(parts.tortured, unseen, args.data, args.tortured))


def measure_peers(book: Book, args: argparse.Namespace) -> None:
    """Measure the other checkers on the same texts; Link Grammar, which is slow, on a part of them."""
    wanted = args.only or PARTS
    for name, system in peers(args.peer_python, args.system_python, args.node_modules).items():
        if args.peers and name not in args.peers:
            continue
        slower = LINK_GRAMMAR_SLOWER if name == "link-grammar" else 1
        if "words" in wanted:
            limit = (args.segments or 1200) // slower
            book.note("words", name, partial(parts.words, system, args.data, limit, campaigns=slower == 1))
        if "wild" in wanted:
            book.note("wild", name, partial(parts.wild, system, args.data))
        if "clean" in wanted:
            book.note("clean", name, partial(parts.clean, system, args.data, args.clean_every * slower))


def main() -> None:
    """Measure what is asked for, and write the tables."""
    python, system_python = default_pythons()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--only", action="append", choices=PARTS, help="a part to measure; may be given again")
    parser.add_argument("--segments", type=int, default=300, help="segments of each language and campaign; 0: all")
    parser.add_argument("--clean-every", type=int, default=3, help="take every N-th clean document; 1: all")
    parser.add_argument("--pages", type=int, default=25, help="documents of each language, by machine and by person; 0: all")
    parser.add_argument("--spun", type=int, default=20, help="spun documents; 0: all")
    parser.add_argument("--tortured", type=int, default=300, help="tortured phrases; 0: all")
    parser.add_argument("--held-out", type=Path, metavar="FOLDER", help="tables that do not know the tortured phrases measured")
    parser.add_argument(
        "--peers", nargs="*", choices=CHECKERS, help="measure other checkers (these, or all) instead of mtcheck"
    )
    parser.add_argument("--peer-python", default=python, metavar="PYTHON", help="a Python that has harper-py and proselint")
    parser.add_argument("--system-python", default=system_python, metavar="PYTHON", help="a Python that has linkgrammar")
    parser.add_argument("--node-modules", type=Path, default=ROOT / "node_modules", help="a folder that holds write-good")
    parser.add_argument("--figures", type=Path, default=FIGURES, help="the JSON file that keeps the figures")
    args = parser.parse_args()
    book = Book(args.figures)
    if args.only != ["tables"]:
        (measure_ours if args.peers is None else measure_peers)(book, args)
    figures = json.loads(args.figures.read_text(encoding="utf-8"))
    PAGE.write_text(fill_tables(figures, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"tables in {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

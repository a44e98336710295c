"""Print time and memory of an audit over texts of nasty shapes, each at several sizes; growth beyond n log n is marked.

    python -m benchmarks.growth [--sizes 10000 100000 1000000] [--only xliff table] [--models]

Each figure is a fresh process, less what an audit of one short sentence takes. Without --models the rules run alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAR = 3.0  # times as much as the size explains
LEAST = 0.5  # seconds: below, growth says nothing


def repeated(piece: str) -> Callable[[int], str]:
    """Return what makes a text of a piece that is repeated."""
    return lambda size: piece * max(1, size // len(piece))


def nested(opening: str, closing: str, frame: str = "{}") -> Callable[[int], str]:
    """Return what makes elements inside each other."""

    def make(size: int) -> str:
        count = max(1, size // len(opening + closing))
        return frame.replace("{}", f"{opening * count}The end.{closing * count}")

    return make


XLIFF = (
    '<xliff version="1.2"><file source-language="ko" target-language="en"><trans-unit id="1">'
    "<source>{}</source><target>{}</target></trans-unit></file></xliff>"
)
TMX = (
    '<tmx version="1.4"><body><tu><tuv xml:lang="ko"><seg>{}</seg></tuv>'
    '<tuv xml:lang="en"><seg>{}</seg></tuv></tu></body></tmx>'
)
SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "prose": (".txt", repeated("The minister said on Monday that the talks had been long. ")),
    "one long line": (".txt", repeated("word ")),
    "one long word": (".txt", repeated("w")),
    "brackets": (".txt", repeated("( [ { ")),
    "closed brackets": (".txt", nested("(a ", ")")),
    "quotes": (".txt", repeated("“ ")),
    "digits": (".txt", repeated("1234567890")),
    "numbers": (".txt", repeated("12,345.6 ")),
    "cjk": (".txt", repeated("習近平在北京")),
    "lines": (".txt", repeated("a\n\n")),
    "markdown quotes": (".md", repeated("> ")),
    "markdown brackets": (".md", repeated("[a](")),
    "markdown table": (".md", lambda size: "|a|b|\n|-|-|\n" + repeated("|the end|of it|\n")(size)),
    "html nested": (".html", nested("<div>a ", "</div>")),
    "html table": (".html", repeated("<table><tr><td>a</td></tr>")),
    "html entities": (".html", repeated("&amp;&lt;a ")),
    "xliff nested": (".xlf", nested('<g id="1">a ', "</g>", XLIFF)),
    "tmx nested": (".tmx", nested("<hi>a ", "</hi>", TMX)),
    "po lines": (
        ".po",
        lambda size: 'msgid ""\n' + repeated('"a "\n')(size // 2) + 'msgstr ""\n' + repeated('"a "\n')(size // 2),
    ),
    "tsv rows": (".tsv", repeated("원문\tThe end of it.\n")),
    "jsonl line": (".jsonl", lambda size: '{"text": "' + repeated("The end of it. ")(size) + '"}\n'),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processors and MB at the peak, of one process."""

    seconds: float
    peak: float


def audit(path: Path, *, models: bool) -> Cost:
    """Audit one file in a fresh process."""
    command = [sys.executable, "-m", "mtcheck", "audit", str(path), "--format", "json", "-o", str(path.with_suffix(".out"))]
    command += [] if models else ["--lm", "none", "--tagger", "none"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    """Print a line for each shape and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="characters")
    parser.add_argument("--only", nargs="+", default=[], help="shapes whose name holds one of these words")
    parser.add_argument("--models", action="store_true", help="with the language models")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder, "start.txt")
        start.write_text("The end of it.\n", encoding="utf-8")
        audit(start, models=args.models)  # fills the caches of the file system
        base = audit(start, models=args.models)
        print(f"start-up {base.seconds:.2f} s of the processors, {base.peak:.0f} MB")
        for name, (suffix, make) in SHAPES.items():
            if not args.only or any(word in name for word in args.only):
                show(name, Path(folder, f"text{suffix}"), make, base, args)


def show(name: str, path: Path, make: Callable[[int], str], base: Cost, args: argparse.Namespace) -> None:
    """Print the figures of one shape."""
    before = (0, 0.0)
    for size in sorted(args.sizes):
        path.write_text(make(size), encoding="utf-8")
        cost = audit(path, models=args.models)
        taken, memory = max(0.0, cost.seconds - base.seconds), max(0.0, cost.peak - base.peak)
        far = before[0] and taken > LEAST and taken > FAR * size / before[0] * max(before[1], LEAST / 10)
        mark = "   grows faster than the text" if far else ""
        print(
            f"{name:18} {size:>10,} characters {taken:8.2f} s {memory:7.0f} MB {memory * 1e6 / size:6.0f} B each{mark}",
            flush=True,
        )
        before = (size, taken)


if __name__ == "__main__":
    main()

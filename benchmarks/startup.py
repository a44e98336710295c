"""Measure how long commands take that do nothing: processor time of the process, least of several runs.

usage: python -m benchmarks.startup
"""

from __future__ import annotations

import resource
import subprocess
import sys

RUNS = 7
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "mtcheck --version": ("-m", "mtcheck", "--version"),
    "mtcheck audit --help": ("-m", "mtcheck", "audit", "--help"),
    "mtcheck gate --help": ("-m", "mtcheck", "gate", "--help"),
}


def seconds(args: tuple[str, ...]) -> float:
    """Return the least processor time, in seconds, of several runs of Python with these arguments."""
    times = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *args], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def main() -> None:
    for name, args in COMMANDS.items():
        print(f"{name:<24} {seconds(args):.3f} s")


if __name__ == "__main__":
    main()

"""Set the limits of the verdict by what clean articles reach, and write mtcheck/data/calibration/verdict.toml.

Clean documents and clean texts of many kinds (dev) are checked with everything on. A share of REVIEW of them may be sent to
a reader, of FAIL may fail; the reasons (penalty, machine translation, spun text, a critical suspect) have the shares of
REASONS. The false positive rates are stated with their 95 % intervals (Wilson), and so is what the limits stop of authored
articles.

usage: python -m training.fit_verdict [--every 1]
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from pathlib import Path

from mtcheck import Checker, tables
from mtcheck.config.schema import Config
from mtcheck.core.report import DocumentReport
from mtcheck.suspects.score import verdict_of
from training.texts import json_lines

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "verdict.toml"
REVIEW, FAIL = 0.02, 0.005
REASONS = {"review": 0.4, "mt": 0.35, "spun": 0.25}  # of the reviews
CRITICAL = 0.8
LEAST = {"review": 5.0, "fail": 0.5, "mt": 0.5, "spun": 0.5}  # below that no limit falls
Z95 = 1.96
WORST = 12  # clean texts that are printed, worst first, for a person to read
PASSAGES = 5  # authored passages of one language and engine that make an article


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z95 * Z95 / of
    middle, half = share + spread / 2, Z95 * math.sqrt(share * (1 - share) / of + spread / of / 4)
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def clean_texts(data: Path, every: int) -> list[str]:
    """Return the clean documents and the clean texts of many kinds, every so many of them."""
    paths = [*sorted((data / "clean").glob("*.txt")), *sorted((data / "clean2" / "docs").glob("*.txt"))]
    return [path.read_text(encoding="utf-8") for path in paths[::every]]


def bad_texts(data: Path) -> dict[str, list[str]]:
    """Return articles made of authored passages (dev), translated and spun ones."""
    by: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in json_lines(data / "authored" / "dev.jsonl"):
        if row["spans"]:
            by[row["src_lang"], row["engine"]].append(row["text"])
    out: dict[str, list[str]] = {"mt": [], "spun": []}
    for (language, _), passages in sorted(by.items()):
        kind = "spun" if language == "en" else "mt"
        out[kind] += ["\n\n".join(passages[at : at + PASSAGES]) for at in range(0, len(passages), PASSAGES)]
    return out


def strength(report: DocumentReport, kind: str) -> float:
    """Return what a limit is compared with: penalty, its lower bound, or the surest origin of article and passages."""
    if kind == "review":
        return report.penalty.value
    if kind == "fail":
        return report.penalty.low
    indication = (report.indications or {}).get(kind)
    passages = (one.probability for one in report.passages if one.kind == kind)
    return max(indication.probability if indication else 0.0, *passages, 0.0)


def limits_of(reports: list[DocumentReport]) -> dict[str, float]:
    """Return the lowest limits that so few clean articles reach."""
    shares = {**{kind: share * REVIEW for kind, share in REASONS.items()}, "fail": FAIL}
    found = {"critical": CRITICAL}
    for kind, share in shares.items():
        values = sorted((strength(report, kind) for report in reports), reverse=True)
        allowed = math.floor(share * len(values))
        found[kind] = max(LEAST[kind], math.ceil(1000 * values[allowed] + 1) / 1000)
    return found


def main() -> None:
    """Check, set the limits, print what they stop, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    with Checker(Config(jobs=args.jobs)) as checker:
        clean = [one for one in checker.check_many(clean_texts(args.data, args.every)) if one.verdict != "not judged"]
        bad = {kind: list(checker.check_many(texts)) for kind, texts in bad_texts(args.data).items()}
    for report in sorted(clean, key=lambda one: -one.penalty.value)[:WORST]:
        found = ", ".join(f"{one.rule_id} {one.text[:30]!r}" for one in report.suspects[:4])
        print(f"{report.penalty.value:.1f} ({report.penalty.low:.1f}) {report.words} words: {found}", flush=True)
    limits = limits_of(clean)
    lines = ["# Built by training/fit_verdict.py; do not edit.", "# source: clean texts of the dev part", "# version: 1"]
    lines += ["# licence: Apache-2.0 (figures only)", "", "[limits]", *(f"{name} = {value}" for name, value in limits.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tables.load.cache_clear()
    verdicts = {"clean": clean, **bad}
    figures = []
    for name, reports in verdicts.items():
        said = [verdict_of(report, report.penalty)[0] for report in reports if report.verdict != "not judged"]
        for verdict, wanted in (("fail", {"fail"}), ("fail or review", {"fail", "review"})):
            hits = sum(one in wanted for one in said)
            low, high = wilson(hits, len(said))
            figures.append(f'"{name} {verdict}" = [{hits / max(1, len(said)):.4f}, {low:.4f}, {high:.4f}]')
    lines += ["", "[dev]  # share of texts, and its 95 % interval", f"texts = {len(clean)}", *figures]
    print("\n".join(lines))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

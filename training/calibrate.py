"""Measure how often each rule is right, and write mtcheck/data/calibration/rules.toml.

The texts are half machine translation that professional raters marked (train part), half human English (reference
translations and corpora): the mix is part of what a probability means, and is written into the table. A finding is right
where it overlaps a marked stretch. Raters leave out what concerns no translation (page furniture) and mark at most five
faults a segment, so findings that were read one by one (reviewed.tsv: drawn at random from the same mix) are added.
Raters of machine translation saw no spun text: for odd paraphrases and fused signals texts that carry the substitutions of real
spinners (dev) join the mix, some 30,000 words that weigh as much as either half, and there a finding is right where a word was
replaced.

A rule's precision is pulled towards that of its family, and the family's towards that of all (empirical Bayes with a prior
weight of PRIOR findings), so that a rule with three findings does not claim certainty.

usage: python -m training.calibrate [--data ../shared/data] [--corpora ../shared/corpora] [--words 600000]
"""

from __future__ import annotations

import argparse
import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mtcheck import engine, tables
from mtcheck.config.schema import Config
from mtcheck.readers.plain import from_string
from mtcheck.registry import registry
from mtcheck.suspects.calibrate import SCORE_BINS, calibration_table, score_bin
from mtcheck.suspects.score import why_not_judged
from training.texts import CORPORA, Marked, annotated_mt, corpus_texts, json_lines, references, sample

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "rules.toml"
REVIEWED = Path(__file__).parent / "reviewed.tsv"
PRIOR = 8.0
UNKNOWN = 0.45  # the most that a rule that only asks says where nothing was measured
SEED = 20
SPUN_FAMILIES = ("paraphrase", "language")
SPLITS = {"language": "dev"}  # the reader has learnt the train part: there it is right oftener than on new text
REVIEW_SHARE = 0.05  # of human articles that may be sent to a reader
FAIL_SHARE = 0.01  # of human articles that may fail
LIMIT_WORDS = 150  # in shorter texts one suspect weighs too much to set a limit by

Counts = dict[str, list[list[float]]]  # rule -> per score bin [seen, right]


def texts(data: Path, corpora: Path, words: int, split: str = "train") -> list[Marked]:
    """Return the calibration texts: half marked machine translation, half human."""
    human = sample(references(data, split), words=words // 4, seed=SEED)
    for name in CORPORA:
        human += corpus_texts(corpora, name, words=words // 4 // len(CORPORA), seed=SEED)
    return sample(annotated_mt(data, split), words=words // 2, seed=SEED) + human


def is_right(starts: list[int], spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether [start, end) overlaps one of the spans, which are sorted and disjoint."""
    index = bisect_left(starts, end)
    return index > 0 and spans[index - 1][1] > start


def merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the union of the ranges, sorted and disjoint."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def spun(data: Path) -> list[Marked]:
    """Return texts with the substitutions of real spinners, marked where they stand (dev: a spinner of our own is no judge)."""
    rows = json_lines(data / "spun" / "docs.jsonl")
    return [Marked(row["text"], tuple((span["start"], span["end"]) for span in row["spans"]), human=False) for row in rows]


def count(entries: list[Marked], cfg: Config) -> Counts:
    """Return the counts by rule and score bin."""
    counts: Counts = defaultdict(lambda: [[0.0, 0.0] for _ in range(len(SCORE_BINS) + 1)])
    for entry in entries:
        doc = from_string(entry.text)
        spans = merge(entry.spans)
        starts = [start for start, _ in spans]
        for finding in engine.detect(doc, cfg, engine.context_for(doc, cfg))[0]:
            cell = counts[finding.rule_id][score_bin(finding.score)]
            cell[0] += 1
            cell[1] += is_right(starts, spans, finding.span.start, finding.span.end)
    return counts


def with_spun(counts: Counts, data: Path, words: int) -> Counts:
    """Return the counts with those of spun texts, which weigh as much as half of so many words."""
    entries = spun(data)
    weight = words / 2 / sum(len(entry.text.split()) for entry in entries)
    for rule_id, cells in count(entries, Config(select=SPUN_FAMILIES)).items():
        for cell, other in zip(counts[rule_id], cells, strict=True):
            cell[0], cell[1] = cell[0] + weight * other[0], cell[1] + weight * other[1]
    return counts


def keep(rules: dict[str, dict[str, Any]], family: str) -> None:
    """Write the rows of one family anew and leave the others as they are."""
    head, *rows = OUT.read_text(encoding="utf-8").split("\n[rules.")
    kept = [row for row in rows if not row.startswith(f'"{family}.')]
    for rule_id, row in rules.items():
        if rule_id.startswith(f"{family}."):
            kept.append(f'"{rule_id}"]\n' + "".join(f"{name} = {value}\n" for name, value in row.items()))
            print(rule_id, row)
    OUT.write_text("\n[rules.".join([head, *(row.rstrip("\n") + "\n" for row in sorted(kept))]), encoding="utf-8")


def add_reviewed(counts: Counts) -> dict[str, tuple[int, int]]:
    """Replace the automatic counts of the rules that were read one by one; return what was read, by rule."""
    reviewed = {}
    for row in tables.parse_rows(REVIEWED.name, REVIEWED.read_text(encoding="utf-8")):
        seen, right = int(row["seen"]), int(row["right"])
        automatic = counts[row.key]
        total = sum(cell[0] for cell in automatic) or 1.0
        shares = [cell[0] / total for cell in automatic] if total > 1 else [*[0.0] * len(SCORE_BINS), 1.0]
        counts[row.key] = [[share * seen, share * right] for share in shares]
        reviewed[row.key] = (seen, right)
    return reviewed


def shrink(counts: Counts, families: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """Return counts and shrunken precision by score bin for the families' rules; without families, of all that stand alone."""
    every = _share([cell for cells in counts.values() for cell in cells], 0.5)
    out = {}
    for rule_id in sorted(registry().rules):
        family = rule_id.partition(".")[0]
        if family not in families if families else family in registry().comparing:
            continue
        relatives = [cell for other, cells in counts.items() if other.partition(".")[0] == family for cell in cells]
        rule_share = _share(counts[rule_id], _share(relatives, every))
        cells = counts[rule_id]
        rule = registry().rules[rule_id]
        unknown = rule.status == "preview" and rule.severity == "neutral" and not any(seen for seen, _ in cells)
        out[rule_id] = {
            "seen": round(sum(cell[0] for cell in cells)),
            "right": round(sum(cell[1] for cell in cells)),
            "by_score": [min(UNKNOWN if unknown else 1.0, round(_share([cell], rule_share), 3)) for cell in cells],
        }
    return out


def _share(cells: list[list[float]], prior: float) -> float:
    seen, right = sum(cell[0] for cell in cells), sum(cell[1] for cell in cells)
    return (right + PRIOR * prior) / (seen + PRIOR)


def verdict_limits(data: Path) -> dict[str, float]:
    """Return the penalties that REVIEW_SHARE and FAIL_SHARE of clean articles (dev) reach.

    The corpora would not do: the language models were trained on them, and find less amiss there than elsewhere.
    """
    cfg = Config()
    values, lows = [], []
    for path in sorted((data / "clean").glob("*.txt")):
        doc = from_string(path.read_text(encoding="utf-8"))
        report = engine.check_document(doc, cfg).report
        if report is None or why_not_judged(doc) or doc.words < LIMIT_WORDS:
            continue
        values.append(report.penalty.value)
        lows.append(report.penalty.low)
    values.sort()
    lows.sort()
    return {
        "review": round(values[int(len(values) * (1 - REVIEW_SHARE))] + 0.05, 1),
        "fail": round(lows[int(len(lows) * (1 - FAIL_SHARE))] + 0.05, 1),
    }


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write(rules: dict[str, dict[str, Any]], limits: dict[str, float], note: str) -> None:
    """Write the table as TOML."""
    lines = [
        "# Built by training/calibrate.py; do not edit. seen, right: findings in the calibration data, the right ones.",
        f"# {note}",
        "# source: WMT and BioMQM annotations (train part), reference translations, corpora",
        "# licence: Apache-2.0 (figures only)",
        "# version: 1",
        "prior = 0.5",
        "",
        "[verdict]",
        *(f"{name} = {value}" for name, value in limits.items()),
    ]
    for rule_id, row in rules.items():
        lines += ["", f'[rules."{rule_id}"]', *(f"{name} = {_toml(value)}" for name, value in row.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tables.load.cache_clear()
    calibration_table.cache_clear()


def main() -> None:
    """Measure twice: the precision of each rule, then, with it, the penalties of human articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--corpora", type=Path, default=ROOT / ".." / "shared" / "corpora")
    parser.add_argument("--words", type=int, default=600_000)
    parser.add_argument("--only", choices=SPUN_FAMILIES, help="calibrate one family, leave the others as they are")
    parser.add_argument("--only-limits", action="store_true", help="set the limits of the verdict anew, leave all else")
    args = parser.parse_args()
    if args.only_limits:
        table = calibration_table()
        note = OUT.read_text(encoding="utf-8").splitlines()[1].removeprefix("# ")
        own = {rule_id: row for rule_id, row in table["rules"].items() if rule_id.partition(".")[0] not in registry().comparing}
        write(own, verdict_limits(args.data), note)
        return
    if args.only:
        chosen = Config(select=(args.only,))
        counts = count(texts(args.data, args.corpora, args.words, SPLITS.get(args.only, "train")), chosen)
        counts = with_spun(counts, args.data, args.words)
        add_reviewed(counts)
        keep(shrink(counts), args.only)
        return
    entries = texts(args.data, args.corpora, args.words)
    counts = with_spun(count(entries, Config()), args.data, args.words)
    reviewed = add_reviewed(counts)
    rules = shrink(counts)
    for rule_id in reviewed:
        rules[rule_id]["reviewed"] = True
    digest = hashlib.sha256("\x1e".join(entry.text for entry in entries).encode()).hexdigest()[:16]
    note = f"{len(entries)} texts, about {args.words} words, half MT half human; digest {digest}; seed {SEED}"
    write(rules, {"review": 1e9, "fail": 1e9}, note)
    limits = verdict_limits(args.data)
    write(rules, limits, note)
    for rule_id, row in rules.items():
        print(f"{rule_id:40} seen {row['seen']:6} right {row['right']:6} p {row['by_score']}")
    print(limits)


if __name__ == "__main__":
    main()

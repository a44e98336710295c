"""Measure against a gold file: ``mtcheck evaluate GOLD``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from mtcheck import engine
from mtcheck.config import Config
from mtcheck.core.errors import ReadError
from mtcheck.core.report import DocumentReport
from mtcheck.evaluate import Evaluation, Tally, evaluate, false_positives, read_gold
from mtcheck.readers import expand, read


@click.command(name="evaluate")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--docs", type=click.Path(path_type=Path), metavar="DIR", help="Where the gold's files lie [default: docs/ beside GOLD]."
)
@click.option(
    "--clean", multiple=True, metavar="PATH", help="Clean articles (file, folder or glob) on which every suspect is false."
)
@click.option("--min-probability", type=float, default=0.5, show_default=True, metavar="P")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--jobs", type=int, default=1, show_default=True, metavar="N")
def command(gold: Path, docs: Path | None, clean: tuple[str, ...], min_probability: float, format_: str, jobs: int) -> None:
    """Print span precision, recall and character F1 against GOLD, and false positives per 1,000 words on clean text."""
    entries = read_gold(gold)
    folder = docs if docs is not None else (gold.parent / "docs")
    cfg = Config(min_probability=0.0, jobs=jobs)
    reports = dict(zip((entry.file for entry in entries), _reports([str(folder / e.file) for e in entries], cfg), strict=True))
    outcome = evaluate(entries, reports, min_probability=min_probability)
    result = _as_object(outcome)
    if clean:
        words, count, rules = false_positives(_reports(list(clean), cfg), min_probability=min_probability)
        result["clean"] = {
            "words": words,
            "suspects": count,
            "suspects_per_1000_words": 1000 * count / max(1, words),
            "by_rule": dict(rules.most_common()),
        }
    click.echo(json.dumps(result, indent=1) if format_ == "json" else "\n".join(_lines(result)))


def _reports(paths: list[str], cfg: Config) -> Iterator[DocumentReport]:
    def items() -> Iterator[Any]:
        for path in expand(paths):
            if isinstance(path, ReadError):
                raise path
            yield from read(path)

    for outcome in engine.run(items(), cfg):
        if outcome.report is None or not outcome.report.complete:
            raise ReadError(outcome.notices[0].path, outcome.notices[0].message)
        yield outcome.report


def _as_object(outcome: Evaluation) -> dict[str, Any]:
    return {
        kind: {name: _tally(tally) for name, tally in sorted(slices.items())} for kind, slices in outcome.slices.items()
    } | {"words": dict(outcome.words)}


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "gold": tally.gold,
        "recall": tally.recall,
        "suspects": tally.suspects,
        "precision": tally.precision,
        "char_f1": tally.char_f1,
    }


def _lines(result: dict[str, Any]) -> Iterator[str]:
    for kind in ("all", "label", "category", "severity", "rule", "suspect_category"):
        if kind not in result:
            continue
        yield f"{kind.replace('_', ' '):<34} {'gold':>6} {'recall':>7} {'suspects':>8} {'precision':>9} {'char F1':>8}"
        for name, row in result[kind].items():
            yield (
                f"  {name:<32} {row['gold']:>6} {_share(row['recall']):>7} {row['suspects']:>8} "
                f"{_share(row['precision']):>9} {_share(row['char_f1']):>8}"
            )
    if "clean" in result:
        clean = result["clean"]
        yield f"clean: {clean['words']} words, {clean['suspects_per_1000_words']:.2f} suspects per 1,000 words"
        for rule, count in clean["by_rule"].items():
            yield f"  {rule:<32} {count:>6}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"

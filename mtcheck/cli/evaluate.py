"""Measure against a gold file: ``mtcheck evaluate GOLD``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mtcheck import engine
from mtcheck.config import Config
from mtcheck.core.errors import ReadError
from mtcheck.core.report import DocumentReport
from mtcheck.core.sourcemap import SourceMap
from mtcheck.evaluate import Evaluation, GoldDocument, Tally, evaluate, false_positives, read_gold
from mtcheck.evaluate_segments import evaluate_segments, read_segments
from mtcheck.measures import auc, reliability
from mtcheck.readers import expand, read
from mtcheck.readers.article import Article, text_digest


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
    """Measure against GOLD, and count false positives per 1,000 words on clean text.

    GOLD is JSON Lines: annotated documents (file, label, spans), or annotated segments (text, and word tags as in mlqe-pe
    or error spans of several raters as in MQM); which, its first line tells.
    """
    if _holds_segments(gold):
        figures = _segment_figures(gold, min_probability, jobs)
        click.echo(json.dumps(figures, indent=1) if format_ == "json" else "\n".join(_figure_lines(figures)))
        return
    entries = read_gold(gold)
    folder = docs if docs is not None else (gold.parent / "docs")
    cfg = Config(min_probability=0.0, jobs=jobs)
    reports = dict(zip((entry.file for entry in entries), _reports([str(folder / e.file) for e in entries], cfg), strict=True))
    outcome = evaluate(entries, reports, min_probability=min_probability)
    result = _as_object(outcome) | {"auc": _label_auc(entries, reports), "reliability": _reliability(entries, reports)}
    if clean:
        words, count, rules = false_positives(_reports(list(clean), cfg), min_probability=min_probability)
        result["clean"] = {
            "words": words,
            "suspects": count,
            "suspects_per_1000_words": 1000 * count / max(1, words),
            "by_rule": dict(rules.most_common()),
        }
    click.echo(json.dumps(result, indent=1) if format_ == "json" else "\n".join(_lines(result)))


def _holds_segments(gold: Path) -> bool:
    if gold.suffix == ".xz":
        return True
    try:
        with gold.open(encoding="utf-8") as lines:
            return '"text"' in lines.readline().partition('"spans"')[0]
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(gold), f"cannot be read as a gold file: {error}") from error


def _segment_figures(gold: Path, min_probability: float, jobs: int) -> dict[str, Any]:
    segments = read_segments(gold)
    articles = (
        Article(segment.id, str(gold), segment.text, segment.text, SourceMap.identity(segment.text), text_digest(segment.text))
        for segment in segments
    )
    cfg = Config(min_probability=0.0, jobs=jobs, tokens=True)
    reports = [outcome.report for outcome in engine.run(articles, cfg) if outcome.report is not None]
    return dict(evaluate_segments(segments, reports, min_probability=min_probability))


def _figure_lines(figures: dict[str, Any]) -> Iterator[str]:
    for name, value in figures.items():
        yield f"{name:<30} {value if isinstance(value, int) else _share(value):>10}"


def _label_auc(entries: Sequence[GoldDocument], reports: Mapping[str, DocumentReport]) -> dict[str, float | None]:
    """Say how well the penalty tells each label from ``human``."""
    penalties: dict[str, list[float]] = {}
    for entry in entries:
        penalties.setdefault(entry.label, []).append(reports[entry.file].penalty.value)
    human = penalties.get("human", [])
    return {label: auc(values, human) for label, values in sorted(penalties.items()) if label != "human"}


def _reliability(entries: Sequence[GoldDocument], reports: Mapping[str, DocumentReport]) -> list[dict[str, float]]:
    """Compare what the suspects state with what the gold says, all labels together."""
    stated, right = [], []
    for entry in entries:
        for suspect in reports[entry.file].suspects:
            stated.append(suspect.probability)
            right.append(any(marked.span.overlaps(suspect.span) for marked in entry.spans))
    return [asdict(row) for row in reliability(stated, right)]


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
    for label, value in result["auc"].items():
        yield f"auc of the penalty, {label} against human: {_share(value)}"
    yield f"{'reliability: stated':<34} {'suspects':>8} {'mean':>7} {'right':>7}"
    for row in result["reliability"]:
        stated = f"{row['low']:.1f}-{row['high']:.1f}"
        yield f"  {stated:<32} {row['count']:>8} {row['stated']:>7.2f} {row['observed']:>7.2f}"
    if "clean" in result:
        clean = result["clean"]
        yield f"clean: {clean['words']} words, {clean['suspects_per_1000_words']:.2f} suspects per 1,000 words"
        for rule, count in clean["by_rule"].items():
            yield f"  {rule:<32} {count:>6}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"

"""Measure against a gold file: ``mtcheck evaluate GOLD``."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from mtcheck.checker import Checker
from mtcheck.cli.configured import config_options, settings_of
from mtcheck.cli.help import examples
from mtcheck.cli.models_options import LM, TAGGER
from mtcheck.config.schema import MIN_PROBABILITY, Config
from mtcheck.core.errors import ConfigError, ReadError
from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, Outcome
from mtcheck.core.sourcemap import SourceMap
from mtcheck.evaluation.documents import (
    Evaluation,
    GoldDocument,
    Tally,
    counted_suspects,
    evaluate,
    false_positives,
    kind_of,
    read_gold,
    read_labels,
)
from mtcheck.evaluation.measures import auc, reliability
from mtcheck.evaluation.segments import evaluate_segments, read_segments
from mtcheck.readers import expand, read
from mtcheck.readers.article import Article, text_digest
from mtcheck.render.safe import visible
from mtcheck.suspects.score import categories, penalty


@click.command(
    name="evaluate",
    epilog=examples(
        "mtcheck evaluate mtcheck-gold.jsonl --docs .",
        "mtcheck evaluate gold.jsonl --clean clean/ --format json",
    ),
)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--docs", type=click.Path(path_type=Path), metavar="DIR", help="Where the gold's files lie [default: docs/ beside GOLD]."
)
@click.option(
    "--clean", multiple=True, metavar="PATH", help="Clean articles (file, folder or glob) on which every suspect is false."
)
@click.option(
    "--min-probability",
    type=float,
    metavar="P",
    help=f"Count suspects from P, as audit shows them [default: {MIN_PROBABILITY}].",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lm", metavar=LM, help="As for audit.")
@click.option("--reader", "--tagger", "tagger", metavar=TAGGER, help="As for audit.")
@click.option("--jobs", type=int, metavar="N", help="Processes to run at once.")
@config_options
def command(gold: Path, docs: Path | None, clean: tuple[str, ...], format_: str, **_settings: object) -> None:
    """Measure against GOLD, and count false positives per 1,000 words on clean text.

    GOLD is JSON Lines: annotated documents (file, label, spans), annotated segments (text, and word tags as in mlqe-pe or
    error spans of several raters as in MQM), or articles (text, and a label such as mt, spun, human; of WMT documents
    without spans the system tells). Its first line tells which.
    """
    kind = kind_of(gold)
    configured = settings_of(click.get_current_context()).config
    min_probability = configured.min_probability
    cfg = replace(configured, min_probability=0.0, tokens=kind == "segments")
    if kind == "documents":
        result = _document_figures(gold, docs or gold.parent / "docs", clean, min_probability, cfg)
        lines = _lines(result)
    elif clean:
        raise ConfigError(f"--clean goes with annotated documents, and {gold} holds {kind}")
    else:
        result = (
            _segment_figures(gold, min_probability, cfg) if kind == "segments" else _article_figures(gold, min_probability, cfg)
        )
        lines = _figure_lines(result)
    click.echo(json.dumps(result, indent=1) if format_ == "json" else "\n".join(lines))


def _document_figures(gold: Path, folder: Path, clean: tuple[str, ...], min_probability: float, cfg: Config) -> dict[str, Any]:
    entries = read_gold(gold)
    reports = dict(zip((entry.file for entry in entries), _reports([str(folder / e.file) for e in entries], cfg), strict=True))
    outcome = evaluate(entries, reports, min_probability=min_probability)
    penalties = [_shown_penalty(reports[entry.file], min_probability) for entry in entries]
    found = _label_auc([entry.label for entry in entries], penalties)
    result = _as_object(outcome) | {"auc": found, "reliability": _reliability(entries, reports)}
    if clean:
        words, count, rules = false_positives(_reports(list(clean), cfg), min_probability=min_probability)
        result["clean"] = {
            "words": words,
            "suspects": count,
            "suspects_per_1000_words": 1000 * count / max(1, words),
            "by_rule": dict(rules.most_common()),
        }
    return result


def _segment_figures(gold: Path, min_probability: float, cfg: Config) -> dict[str, Any]:
    segments = read_segments(gold)
    reports = _reports_on(((segment.id, segment.text) for segment in segments), gold, cfg)
    return evaluate_segments(segments, list(reports), min_probability=min_probability)


def _article_figures(gold: Path, min_probability: float, cfg: Config) -> dict[str, Any]:
    articles = read_labels(gold)
    reports = _reports_on(((str(number), text) for number, (_, text) in enumerate(articles, 1)), gold, cfg)
    penalties = [_shown_penalty(report, min_probability) for report in reports]
    return {"articles": len(articles), "auc": _label_auc([label for label, _ in articles], penalties)}


def _reports_on(texts: Iterable[tuple[str, str]], gold: Path, cfg: Config) -> Iterator[DocumentReport]:
    items = (Article(id_, str(gold), text, text, SourceMap.identity(text), text_digest(text)) for id_, text in texts)
    return _complete(Checker(cfg).outcomes(items))


def _figure_lines(figures: dict[str, Any]) -> Iterator[str]:
    for name, value in figures.items():
        if name == "reliability":
            yield from _reliability_lines(value, "words")
        elif name == "auc":
            yield from _auc_lines(value)
        else:
            yield f"{name.replace('_', ' '):<34} {value if isinstance(value, int) else _share(value):>10}"


def _label_auc(labels: Sequence[str], penalties: Sequence[float]) -> dict[str, float | None]:
    """Say how well the penalty tells each label from ``human``."""
    by_label: dict[str, list[float]] = {}
    for label, value in zip(labels, penalties, strict=True):
        by_label.setdefault(label, []).append(value)
    human = by_label.pop("human", [])
    return {label: auc(values, human) for label, values in sorted(by_label.items())}


def _shown_penalty(report: DocumentReport, min_probability: float) -> float:
    """Return the penalty that an audit shows: that of the open suspects from ``min_probability``."""
    shown = counted_suspects(report, min_probability)
    return penalty(shown, report.words, categories()).value


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
            if isinstance(path, ReadError) and path.level == "warning":
                click.echo(f"mtcheck: warning: {visible(str(path))}", err=True)
                continue
            if isinstance(path, ReadError):
                raise path
            yield from read(path)

    return _complete(Checker(cfg).outcomes(items()))


def _complete(outcomes: Generator[Outcome, None, None]) -> Iterator[DocumentReport]:
    with closing(outcomes):
        for outcome in outcomes:
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
    yield from _auc_lines(result["auc"])
    yield from _reliability_lines(result["reliability"], "suspects")
    if "clean" in result:
        clean = result["clean"]
        yield f"clean: {plural(clean['words'], 'word')}, {clean['suspects_per_1000_words']:.2f} suspects per 1,000 words"
        for rule, count in clean["by_rule"].items():
            yield f"  {rule:<32} {count:>6}"


def _auc_lines(found: Mapping[str, float | None]) -> Iterator[str]:
    for label, value in found.items():
        yield f"auc of the penalty, {label} against human: {_share(value)}"


def _reliability_lines(rows: Sequence[Mapping[str, float]], what: str) -> Iterator[str]:
    yield f"{'reliability: stated':<34} {what:>8} {'mean':>7} {'right':>7}"
    for row in rows:
        stated = f"{row['low']:.1f}-{row['high']:.1f}"
        yield f"  {stated:<32} {row['count']:>8} {row['stated']:>7.2f} {row['observed']:>7.2f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"

"""Render a RunReport for a terminal: each suspect in its sentence with why and edit, worst first, then a summary table."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport, RunReport
from mtcheck.core.taxonomy import severity_rank
from mtcheck.render.indications import INDICATED, indicated
from mtcheck.render.safe import visible

_COLOURS = {"critical": "red", "major": "yellow", "minor": "cyan", "neutral": "white"}
_VERDICT_COLOURS = {"fail": "red", "review": "yellow", "pass": "green", "not judged": "magenta"}
_REACH = 110


def render(run: RunReport) -> str:
    """Return the whole report; colours are in it as ANSI codes, which ``click.echo`` strips where they do not belong."""
    lines: list[str] = []
    for report in run.documents:
        lines.extend(_document(report, run))
    lines.extend(_notices(run))
    lines.extend(_summary(run))
    return "\n".join(lines) + "\n"


def _document(report: DocumentReport, run: RunReport) -> Iterator[str]:
    verdict = click.style(report.verdict.upper(), fg=_VERDICT_COLOURS[report.verdict], bold=True)
    yield f"{click.style(visible(report.id), bold=True)}  {verdict}  {visible(report.verdict_reason)}"
    if report.indications is not None:
        yield "  " + "; ".join(INDICATED[kind] + f": {indicated(i)}" for kind, i in report.indications.items())
    for suspect in sorted(report.suspects, key=_worst_first):
        if suspect.state == "open":
            yield from _suspect(suspect, run)
    if closed := sum(suspect.state != "open" for suspect in report.suspects):
        yield f"  {closed} accepted"
    yield ""


def _worst_first(suspect: SuspectSpan) -> tuple[float, int]:
    return (-severity_rank(suspect.severity) * suspect.probability, suspect.span.start)


def _suspect(suspect: SuspectSpan, run: RunReport) -> Iterator[str]:
    place = suspect.region.start
    severity = click.style(suspect.severity, fg=_COLOURS[suspect.severity])
    name = run.categories[suspect.category].name
    yield f"  {place.line}:{place.column}  {severity}  {name}  p={suspect.probability:.2f}  [{suspect.rule_id}]"
    yield f"      text: {_in_context(suspect.context.text, suspect.context.start, len(suspect.span))}"
    yield f"      why: {visible(suspect.message)}"
    if suspect.replacements:
        yield "      edit: " + " | ".join(visible(text) or "(delete)" for text in suspect.replacements)


def _in_context(context: str, start: int, length: int) -> str:
    before, text, after = context[:start], context[start : start + length], context[start + length :]
    before = before if len(before) <= _REACH else "…" + before[-_REACH:]
    after = after if len(after) <= _REACH else after[:_REACH] + "…"
    if len(text) > 2 * _REACH:
        text = f"{text[:_REACH]} … {text[-_REACH:]}"
    return visible(before) + click.style(f"[{visible(text)}]", bold=True) + visible(after)


def _notices(run: RunReport) -> Iterator[str]:
    for notice in run.notices:
        if notice.level != "note":
            level = click.style(notice.level, fg="red" if notice.level == "error" else "yellow")
            yield f"{level}: {visible(notice.path)}: {visible(notice.message)}"


def _summary(run: RunReport) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("article", "verdict", "words", "penalty/1000", "critical", "major", "minor", "other")]
    for report in run.documents:
        suspects = [suspect for suspect in report.suspects if suspect.state == "open"]
        counts = [sum(suspect.severity == level for suspect in suspects) for level in ("critical", "major", "minor")]
        other = len(suspects) - sum(counts)
        interval = f"{report.penalty.value:.1f} ({report.penalty.low:.1f}-{report.penalty.high:.1f})"
        rows.append((visible(report.id), report.verdict, str(report.words), interval, *map(str, counts), str(other)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first = row[0].ljust(widths[0])
        yield "  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]).rstrip()
    total = sum(suspect.state == "open" for report in run.documents for suspect in report.suspects)
    yield f"{len(run.documents)} articles, {total} suspects, verdict: {run.verdict}"

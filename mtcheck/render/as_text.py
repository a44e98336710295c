"""Render a RunReport for a terminal: the worst suspects of each article in their sentences, then a table of all articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, RunReport
from mtcheck.core.taxonomy import severity_rank
from mtcheck.render.indications import INDICATED, indicated
from mtcheck.render.safe import visible
from mtcheck.render.terminal import PLAIN_WIDTH, cells, paint, shortened, strong, styled, wrapped

TOP = 5
_COLOURS = {"critical": "red", "major": "yellow", "minor": "cyan", "neutral": "white"}
_VERDICT_COLOURS = {"fail": "red", "review": "yellow", "pass": "green", "not judged": "magenta"}
_REACH = 110  # characters of the sentence on either side
_LEAST_NAME = 12  # cells of an article's name in the table
_HEAD = ("article", "verdict", "words", "penalty/1000", "critical", "major", "minor", "other")
_SHORT_HEAD = ("article", "verdict", "words", "penalty", "crit", "maj", "min", "etc")


@dataclass(frozen=True, slots=True)
class View:
    """Say what to show: the line's width, suspects of an article (None: all), the table alone, where the pages are."""

    width: int = PLAIN_WIDTH
    top: int | None = TOP
    quiet: bool = False
    report: str = ""


def render(run: RunReport, view: View | None = None) -> str:
    """Return the whole output; colours are in it as ANSI codes, which ``click.echo`` strips where they do not belong.

    An article that passes stands in the table alone, unless it is the only one or all suspects are asked for.
    """
    view = view or View()
    lines: list[str] = []
    for report in run.documents:
        if not view.quiet and (report.verdict != "pass" or len(run.documents) == 1 or view.top is None):
            lines.extend(_document(report, run, view))
    lines.extend(_notices(run, view.width))
    lines.extend(_summary(run, view))
    return "\n".join(lines) + "\n"


def _document(report: DocumentReport, run: RunReport, view: View) -> Iterator[str]:
    order = sorted(_open(report), key=_worst_first)
    if report.verdict == "pass" and not order:
        return
    head = f"{strong(visible(report.id))}  {report.verdict.upper()}  {visible(report.verdict_reason)}"
    first, *more = styled(wrapped(head, view.width, rest="  "))
    colour = _VERDICT_COLOURS[report.verdict]
    yield first.replace(report.verdict.upper(), paint(report.verdict.upper(), colour, bold=True), 1)
    yield from more
    if report.indications is not None and report.indications:
        looks = "; ".join(f"{INDICATED[kind]}: {indicated(found)}" for kind, found in report.indications.items())
        yield from wrapped(looks, view.width, first="  ", rest="  ")
    if report.verdict == "not judged" and order:
        yield from wrapped("The suspects below do not count: there is no verdict.", view.width, first="  ", rest="  ")
    for suspect in order[: view.top]:
        yield ""
        yield from _suspect(suspect, run, view.width)
    left = len(order) - len(order[: view.top])
    accepted = len(report.suspects) - len(order)
    if left or accepted:
        yield ""
    if left:
        yield f"  and {plural(left, 'more suspect')}; --all shows {'it' if left == 1 else 'them'}"
    if accepted:
        yield f"  {plural(accepted, 'suspect')} accepted"
    yield ""


def _open(report: DocumentReport) -> list[SuspectSpan]:
    return [suspect for suspect in report.suspects if suspect.state == "open"]


def _worst_first(suspect: SuspectSpan) -> tuple[float, int]:
    return (-severity_rank(suspect.severity) * suspect.probability, suspect.span.start)


def _suspect(suspect: SuspectSpan, run: RunReport, width: int) -> Iterator[str]:
    place = suspect.region.start
    name = run.categories[suspect.category].name
    head = f"{suspect.severity}  {name}  p={suspect.probability:.2f}  [{suspect.rule_id}]"
    first, *more = wrapped(head, width, first=f"  {place.line}:{place.column}  ", rest=" " * 12)
    yield first.replace(suspect.severity, paint(suspect.severity, _COLOURS[suspect.severity]), 1)
    yield from more
    context = _in_context(suspect.context.text, suspect.context.start, len(suspect.span))
    yield from styled(wrapped(context, width, first="      text: ", rest=" " * 12))
    yield from wrapped(visible(suspect.message), width, first="      why:  ", rest=" " * 12)
    if any(not _says(suspect.message, text, suspect.text) for text in suspect.replacements):
        edits = " | ".join(visible(text) or "(delete)" for text in suspect.replacements)
        yield from wrapped(edits, width, first="      edit: ", rest=" " * 12)


def _says(message: str, replacement: str, text: str) -> bool:
    """Tell whether a message names a replacement, and not only the words of the suspect that it keeps."""
    if not replacement or replacement in text:
        return False
    return re.search(rf"(?<!\w){re.escape(replacement)}(?!\w)", message) is not None


def _in_context(context: str, start: int, length: int) -> str:
    before, text, after = context[:start], context[start : start + length], context[start + length :]
    if len(before) > _REACH:
        cut = before[-_REACH:]
        before = f"… {cut[cut.find(' ') + 1 :]}"
    if len(after) > _REACH:
        cut = after[:_REACH]
        after = f"{cut[: cut.rfind(' ')] if ' ' in cut else cut} …"
    if len(text) > 2 * _REACH:
        text = f"{text[:_REACH]} … {text[-_REACH:]}"
    return visible(before) + strong(f"[{visible(text)}]") + visible(after)


def _notices(run: RunReport, width: int) -> Iterator[str]:
    for notice in run.notices:
        if notice.level != "note":
            text = f"{notice.level}: {visible(notice.path)}: {visible(notice.message)}"
            first, *more = wrapped(text, width, rest="  ")
            colour = "red" if notice.level == "error" else "yellow"
            yield first.replace(notice.level, paint(notice.level, colour), 1)
            yield from more


def _summary(run: RunReport, view: View) -> Iterator[str]:
    yield from _table(run, view.width)
    total = sum(len(_open(report)) for report in run.documents)
    yield f"{plural(len(run.documents), 'article')}, {plural(total, 'suspect')}, verdict: {run.verdict}"
    if view.report:
        yield f"report: {visible(view.report)}"


def _rows(run: RunReport, *, short: bool) -> Iterator[tuple[str, ...]]:
    yield _SHORT_HEAD if short else _HEAD
    for report in run.documents:
        suspects = _open(report)
        counts = [sum(suspect.severity == level for suspect in suspects) for level in ("critical", "major", "minor")]
        other = len(suspects) - sum(counts)
        penalty = f"{report.penalty.value:.1f}"
        if not short:
            penalty += f" ({report.penalty.low:.1f}-{report.penalty.high:.1f})"
        yield visible(report.id), report.verdict, str(report.words), penalty, *map(str, counts), str(other)


def _table(run: RunReport, width: int) -> Iterator[str]:
    """Yield the rows, columns set under each other; a narrow line leaves the intervals out and shortens names."""
    for short in (False, True):
        rows = list(_rows(run, short=short))
        widths = [max(cells(row[at]) for row in rows) for at in range(len(_HEAD))]
        room = width - sum(size + 2 for size in widths[1:])
        if room >= min(widths[0], _LEAST_NAME):
            break
    widths[0] = min(widths[0], max(_LEAST_NAME, room))
    for row in rows:
        name = shortened(row[0], widths[0])
        first = name + " " * (widths[0] - cells(name))
        yield "  ".join([first, *(cell.rjust(size) for cell, size in zip(row[1:], widths[1:], strict=True))]).rstrip()

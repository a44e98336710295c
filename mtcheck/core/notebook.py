"""Show reports in a notebook: a small HTML table, in which the text of articles is inert."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, RunReport

_MOST = 20  # suspects of a document
_REACH = 60  # characters on either side of a suspect
_HIDDEN = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")  # categories of characters that move, hide or command
_CELL = ' style="text-align: left; vertical-align: top"'


def document_html(report: DocumentReport) -> str:
    """Return verdict and suspects of one document, the most probable first."""
    suspects = sorted((each for each in report.suspects if each.state == "open"), key=lambda each: -each.probability)
    head = f"<p><b>{_inert(report.id)}</b>: {_inert(report.verdict)}, {_inert(report.verdict_reason)}</p>"
    rows = _table(("place", "text", "why", "instead", "p", "rule"), map(_suspect, suspects[:_MOST]))
    left = len(suspects) - _MOST
    return (
        head + (rows if suspects else "<p>No suspects.</p>") + (f"<p>{plural(left, 'more suspect')}.</p>" if left > 0 else "")
    )


def run_html(run: RunReport) -> str:
    """Return one row a document."""
    rows = (
        [_inert(each.id), each.verdict, str(each.words), f"{each.penalty.value:.1f}", _count(each)] for each in run.documents
    )
    notices = "".join(f"<p>{each.level}: {_inert(each.path)}: {_inert(each.message)}</p>" for each in run.notices)
    return _table(("article", "verdict", "words", "penalty per 1,000 words", "suspects"), rows) + notices


def _count(report: DocumentReport) -> str:
    return str(sum(suspect.state == "open" for suspect in report.suspects))


def _suspect(suspect: SuspectSpan) -> list[str]:
    place, context = suspect.region.start, suspect.context
    start, end = context.start, context.start + len(suspect.span)
    before, after = context.text[max(0, start - _REACH) : start], context.text[end : end + _REACH]
    return [
        f"{place.line}:{place.column}",
        f"{_inert(before)}<mark>{_inert(suspect.text)}</mark>{_inert(after)}",
        _inert(suspect.message),
        " | ".join(_inert(text) or "(delete)" for text in suspect.replacements),
        f"{suspect.probability:.2f}",
        _inert(suspect.rule_id),
    ]


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> str:
    """Return a table of cells that are HTML already."""
    top = "".join(f"<th{_CELL}>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td{_CELL}>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _inert(text: str) -> str:
    shown = (f"\\u{ord(char):04x}" if unicodedata.category(char) in _HIDDEN else char for char in " ".join(text.split()))
    return escape("".join(shown))

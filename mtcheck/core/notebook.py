"""Show reports in a notebook: a small HTML table, in which the text of articles is inert."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, RunReport

_MOST = 20  # suspects of a document
_REACH = 60  # characters on either side of a suspect
_HIDDEN = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")  # categories of characters that move, hide or command
_CELL = ' style="text-align: left; vertical-align: top"'


def document_html(report: DocumentReport) -> str:
    """Return verdict and suspects of one document, the most probable first."""
    suspects = sorted(
        (number for number, suspect in enumerate(report.suspects) if suspect.state == "open"),
        key=lambda number: -report.suspects[number].probability,
    )
    head = f"<p><b>{_inert(report.id)}</b>: {_inert(report.verdict)}, {_inert(report.verdict_reason)}</p>"
    rows = _table(("place", "text", "why", "instead", "p", "rule"), (_suspect(report, number) for number in suspects[:_MOST]))
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


def _suspect(report: DocumentReport, number: int) -> list[str]:
    suspect, (line, column), (context, start) = report.suspects[number], report.positions[number], report.contexts[number]
    end = start + len(suspect.span)
    before, text, after = context[max(0, start - _REACH) : start], context[start:end], context[end : end + _REACH]
    return [
        f"{line}:{column}",
        f"{_inert(before)}<mark>{_inert(text)}</mark>{_inert(after)}",
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

"""Write what reviewers decided as a list for the translator: tab-separated text, or a sheet for a spreadsheet program.

A cell is never a formula, whatever the article holds: a spreadsheet takes text that begins with such a sign for one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from mtcheck.review.decisions import Decision, Reviewed

COLUMNS = ("article", "place", "before", "words", "after", "correction", "class", "severity", "decision", "comment", "reviewer")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (24, 10, 28, 28, 28, 28, 24, 10, 14, 36, 14)
_SAID = {"artifact": "fault", "false-positive": "no fault", "unsure": "unsure"}
_SHEET_LIMIT = 32_767  # characters that a cell of a spreadsheet holds


def rows(documents: Iterable[Reviewed]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each decision, in the order of the articles and of their text."""
    for document in documents:
        for made in sorted(document.decisions, key=lambda each: (each.start, each.end)):
            yield _row(document, made)


def as_tsv(documents: Iterable[Reviewed]) -> str:
    """Return the list as tab-separated text, with a line of column names; every cell is one line."""
    lines = [COLUMNS, *([_neutral(" ".join(cell.split())) for cell in row] for row in rows(documents))]
    return "".join("\t".join(line) + "\n" for line in lines)


def as_xlsx(documents: Iterable[Reviewed]) -> bytes:
    """Return the list as a sheet; all cells are strings, and the file has no date of its own."""
    from datetime import UTC, datetime

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("decisions")
    head, body = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, body)
        sheet.write_string(0, column, name, head)
    count = 0
    for count, row in enumerate(rows(documents), 1):
        for column, cell in enumerate(row):
            sheet.write_string(count, column, _plain(cell)[:_SHEET_LIMIT], body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    book.close()
    return out.getvalue()


def _row(document: Reviewed, made: Decision) -> tuple[str, ...]:
    correction = "" if made.edit is None else made.edit or "(leave out)"
    decision = "conflict" if made.in_conflict else _SAID.get(made.decision or "", "")
    if made.origin == "reviewer":
        decision = "missed fault"
    said = [f"{each.reviewer or 'somebody'}: {_SAID[each.decision]}" for each in made.opinions if made.in_conflict]
    comment = "; ".join(filter(None, [made.comment, *said]))
    name = document.id if document.id != document.path else PurePath(document.path).name
    place = f"{made.start}-{made.end}"
    return (
        name,
        place,
        made.before,
        made.text,
        made.after,
        correction,
        made.category,
        made.severity,
        decision,
        comment,
        made.reviewer,
    )


def _neutral(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula when it opens the text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(char if char in "\t\n" or char.isprintable() else "\ufffd" for char in cell)

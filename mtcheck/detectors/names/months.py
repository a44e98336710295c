"""Find months translated as the word that they also are: "since Walk 2020", "on 12 Walk", "the 12th of Can"."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.errors import TableError
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Surroundings
from mtcheck.detectors.names.rules import SPUN

_MONTHS = frozenset(("March", "May", "August"))
_BEFORE_YEAR = frozenset("in since until till from by of during before after between late early mid to last".split())
_BEFORE_DAY = frozenset("on since until till from by of before after between the to dated".split())
_ORDINAL = ("st", "nd", "rd", "th")


def load_months(table: Tables) -> dict[str, str]:
    """Load what a machine writes for a month, mapped to the month."""
    months: dict[str, str] = {}
    for row in table("names_months"):
        if row["month"] not in _MONTHS or not row["written"].islower():
            raise TableError(
                f"names_months.tsv:{row.line}: a word in lower case and one of {', '.join(sorted(_MONTHS))} are needed"
            )
        months[row["written"]] = row["month"]
    return months


def months_as_words(doc: Document, around: Surroundings, months: dict[str, str]) -> Iterator[Finding]:
    """Yield a finding where such a word, capitalised, has a day or a year beside it as a month has."""
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind in ("code", "chrome"):
            continue
        for index in sent.tokens:
            month = months.get(doc.folded[index])
            if month is not None and doc.forms[index].istitle() and _is_dated(around.words, index, sent.tokens):
                span = doc.tokens[index].span
                yield _finding(doc, span, month, doc.folded[index])


def _is_dated(words: tuple[str, ...], index: int, sent: range) -> bool:
    """Tell whether the word stands as a month: after a preposition and before a year or day, or after a day."""
    before, earlier, at_start = (words[place] if place >= sent.start else "" for place in (index - 1, index - 2, index - 3))
    after, later = (words[place] if place < sent.stop else "" for place in (index + 1, index + 2))
    if _is_year(after) and before in _BEFORE_YEAR:
        return True
    if _is_day(after) and later != "of" and before in _BEFORE_DAY - {"the", "to", "of"}:
        return True
    day = _is_day(before) or (before == "of" and earlier.endswith(_ORDINAL) and _is_day(earlier))
    led = at_start if before == "of" else earlier
    return day and (_is_year(after) or (after == "," and _is_year(later)) or led in _BEFORE_DAY)


def _is_day(word: str) -> bool:
    number = word[:-2] if word.endswith(_ORDINAL) else word
    return number.isdecimal() and number.isascii() and 1 <= int(number[:3]) <= 31


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdecimal() and word[:2] in ("17", "18", "19", "20")


def _finding(doc: Document, span: Span, month: str, key: str) -> Finding:
    return Finding(
        SPUN.id,
        span,
        score=0.9,
        message=f"{doc.of(span)!r} stands where a month does; {month} is probably meant",
        evidence=(TableHit("names_months", key, "written for this project"),),
        edits=(Edit(span, month),),
    )

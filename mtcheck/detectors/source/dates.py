"""Compare the months and the days of the week that both sides name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules
from mtcheck.detectors.source.figures import Words, plain, words_of

_MONTH_FIGURE = re.compile(
    r"(?<!\d)(1[0-2]|0?[1-9])\s?(?:月|월)|(?<![十一二三四五六七八九个個箇ヶカか数數\d])(十[一二]?|[一二三四五六七八九])月"
)
_FIGURES = {name: value for value, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}
_NUMERIC = re.compile(r"(?<![\d.,])\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?(?![\d])")
_WHOLE = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_AMBIGUOUS = frozenset(("March", "May"))  # also a verb and a noun
_NEAR_DATE = re.compile(
    r"(?:\d|\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ee]arly|[Ll]ate|[Oo]f|[Bb]y|[Ff]rom|[Ll]ast|[Nn]ext))(?:st|nd|rd|th)? $"
)
_KINDS = ("month", "weekday")


def find(doc: Document, number: int, source: str, language: str, table: Tables) -> Iterator[Finding]:
    """Yield a month or weekday that the source does not name, where the text lacks one that it does name."""
    span = doc.blocks[number].span
    text = plain(source)
    for kind in _KINDS:
        theirs = named(text, kind, words_of(table, language, kind))
        ours = list(_ours(doc, span, kind, table))
        lost = theirs - {value for _, value in ours}
        if kind == "month" and _NUMERIC.search(text):
            continue
        for place, value in ours:
            if lost and value not in theirs:
                names = [_name(table, kind, other) for other in sorted(lost)]
                message = f"the source names {' and '.join(names)}, not {doc.of(place)}"
                evidence = (Derivation((("text", doc.of(place)), ("source", ", ".join(names)))),)
                edits = (Edit(place, names[0]),) if len(names) == 1 else ()
                yield Finding(rules.DATE.id, place, 0.8, message, evidence, edits)


def named(text: str, kind: str, words: Words) -> set[int]:
    """Return the months (1 to 12) or weekdays (Monday is 1) that a source names."""
    lower = text.lower()
    found = {value for match in _WHOLE.finditer(lower) if (value := words.value(match.group())) is not None}
    found |= {value for form, value in words.whole.items() if (not form.isascii() and len(form) > 1 and _joined(form, lower))}
    if kind == "month":
        for match in _MONTH_FIGURE.finditer(text):
            found.add(int(match[1]) if match[1] else _FIGURES[match[2]])
    return found


def _joined(form: str, text: str) -> bool:
    """Tell whether a form stands in a text that puts no space round words, or more than one word is the form."""
    return (" " in form or ord(form[0]) >= 0x2E80) and form in text


def _ours(doc: Document, span: Span, kind: str, table: Tables) -> Iterator[tuple[Span, int]]:
    values = calendar(table, kind)
    for match in re.finditer(r"\b[A-Z][a-z]+\b", doc.of(span)):
        value = values.get(match.group())
        if value is None:
            continue
        before, after = doc.of(span)[: match.start()], doc.of(span)[match.end() : match.end() + 3]
        if match.group() not in _AMBIGUOUS or _NEAR_DATE.search(before) or re.match(r",? \d", after):
            yield Span(span.start + match.start(), span.start + match.end()), value


@cache
def calendar(table: Tables, kind: str) -> dict[str, int]:
    """Return the English names of months (1 to 12) or weekdays (Monday is 1) with their numbers."""
    first = 0 if kind == "month" else 1  # the table counts weekdays from 0
    return {row.key: int(row["value"]) + first for row in table("number_date") if row["class"] == kind}


def _name(table: Tables, kind: str, value: int) -> str:
    return next(name for name, number in calendar(table, kind).items() if number == value)

"""Compare numbers, whatever the writing: first by their significant digits, then by their size where both are certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules
from mtcheck.detectors.source.dates import calendar
from mtcheck.detectors.source.figures import Figure, figures, plain, words_of
from mtcheck.lang.numbers import Amount, amounts

_LARGE = 13  # smaller numbers are often written in words, and hours, months and days are counted otherwise
_VAGUE = 100  # what is smaller the source may have in a word, a billion too; and a translator may say which year is meant
_AROUND = 12  # characters that are looked at beside a number
_ROUNDED = 2  # digits at least that a rounded number keeps
_YEARS = range(1500, 2101)
_MAGNITUDE = 1000  # from here on sizes are compared, where a scale says them
_TENFOLD = Decimal(9)  # sizes that differ by less were rounded
_UNSURE = re.compile(
    r"[一二三四五六七八九]{2}[十百千万萬]|[十百千万萬][一二三四五六七八九]{2}|令和|平成|昭和|大正|明治|民國|民国|هـ|พ\.ศ\.|檀紀|단기|주체"
)  # about so many, or years by reigns and calendars that nobody converts here
_ATTACHED = re.compile(r"[\w:.]-?$|[:\d] $")  # COVID-19, 9:30, 8599 3119
_DIGITS_BEFORE, _DIGITS_AFTER = re.compile(r"(?:\d+[ -]){1,3}$"), re.compile(r"(?:[ -]\d+){1,3}")
_PREFIX = re.compile(r"[^\W\d_]+-$")  # COVID-19: a name, where the source has it
_INITIAL = re.compile(r"\d ?[mk]$", re.IGNORECASE)  # metres, months, minutes; millions
_RANGE = re.compile(r"\s?(?:-|–|—|to|and|or)\s?(?:about |nearly |around )?$")
_NO_COUNT = frozenset("one first second half quarter once single".split())  # words that often count nothing
_ANY, _ALONE = re.compile(r"\d+"), re.compile(r"(?<![\d.,])\d+(?![.,]?\d)")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:(?: |[.,] ?)\d{3})+(?!\d)")  # 28. 404. 603
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")


@dataclass(frozen=True, slots=True)
class _Sides:
    """Hold the numbers of a block and of its source: the significant digits that each side has."""

    ours: tuple[Amount, ...]
    theirs: tuple[Figure, ...]
    own: frozenset[str]
    known: frozenset[str]
    source: str

    @property
    def lost(self) -> list[Figure]:
        """Return the source's numbers that the block has in no writing; those in words where the words are certain."""
        return [
            figure
            for figure in self.theirs
            if (figure.in_digits or figure.sure)
            and not any(_is_among(_significant(value), self.own) for value in figure.values)
        ]


def find(doc: Document, number: int, source: str, language: str, table: Tables) -> Iterator[Finding]:
    """Yield the numbers that the block's source does not have, and those of another size."""
    span = doc.blocks[number].span
    text = plain(source)
    if _UNSURE.search(text):
        return
    words = words_of(table, language, "number")
    theirs = tuple(figures(text, words, words_of(table, language, "scale")))
    months = {str(month).strip("0") for name, month in calendar(table, "month").items() if name in doc.of(span)}
    ours = tuple(_joined(doc, span))
    own = {form for amount in ours for form in _forms(amount)} | _digits(doc.of(span), _ALONE) | months
    known = {_significant(value) for figure in theirs for value in figure.values} | _digits(text, _ANY)
    if not known:
        return
    sides = _Sides(ours, theirs, frozenset(own), frozenset(known), text.lower())
    for amount in ours:
        if amount.in_digits:
            yield from _in_digits(doc, amount, sides)
        elif words.whole and " " not in doc.of(amount.span) and doc.of(amount.span).lower() not in _NO_COUNT:
            yield from _in_words(doc, amount, sides)


def _joined(doc: Document, span: Span) -> Iterator[Amount]:
    """Yield the amounts of a block, digits in groups with spaces between them as one."""
    spaced = [Span(span.start + match.start(), span.start + match.end()) for match in _SPACED.finditer(doc.of(span))]
    for place in spaced:
        yield Amount(Decimal("".join(doc.of(place).split())), place, True)
    for amount in amounts(doc.of(span), span.start):
        if not any(place.start <= amount.span.start < place.end for place in spaced):
            yield amount


def _in_digits(doc: Document, amount: Amount, sides: _Sides) -> Iterator[Finding]:
    if _is_known(amount, sides.known):
        yield from _of_another_size(doc, amount, sides)
        return
    before = doc.text[max(0, amount.span.start - _AROUND) : amount.span.start]
    prefix = _PREFIX.search(before)
    parted = _are_run_on(doc.of(amount.span), sides) or _is_parted(doc, amount, sides)
    if parted or (prefix and prefix.group().lower() not in sides.source):
        return
    lost = [figure for figure in sides.lost if figure.in_digits]
    small = abs(amount.value) < _LARGE or _ATTACHED.search(before)
    vague = amount.value < _VAGUE or amount.value in _YEARS or len(_significant(amount.value)) < _ROUNDED
    if not lost and (small or vague):
        return
    yield _finding(doc, amount, sides, lost, 0.9 if lost and not small else 0.8 if lost else 0.6)


def _are_run_on(text: str, sides: _Sides) -> bool:
    """Tell whether the digits are two numbers of the source with a comma and no space: August 1,2019."""
    parts = text.split(",")
    return (
        len(parts) > 1
        and len(parts[-1]) != 3
        and all(_significant(Decimal(part)) in sides.known for part in parts if part.isdigit())
    )


def _is_parted(doc: Document, amount: Amount, sides: _Sides) -> bool:
    """Tell whether the digits with those beside them are a number of the source, such as one of a telephone."""
    start, end = amount.span.start, amount.span.end
    before = _DIGITS_BEFORE.search(doc.text[max(0, start - _AROUND) : start])
    after = _DIGITS_AFTER.match(doc.text[end : end + _AROUND])
    whole = (before.group() if before else "") + doc.of(amount.span) + (after.group() if after else "")
    joined = "".join(filter(str.isdigit, whole))
    return bool(before or after) and _significant(Decimal(joined or "0")) in sides.known


def _in_words(doc: Document, amount: Amount, sides: _Sides) -> Iterator[Finding]:
    if 1 < amount.value < 100 and not _is_known(amount, sides.known):
        lost = [figure for figure in sides.lost if any(value > 1 for value in figure.values)]
        if lost:
            yield _finding(doc, amount, sides, lost, 0.7)


def _finding(doc: Document, amount: Amount, sides: _Sides, lost: list[Figure], score: float) -> Finding:
    text = doc.of(amount.span)
    message = f"the source has no number {text!r}" + (f"; it has {lost[0].text}" if len(lost) == 1 else "")
    evidence = (Derivation((("text", text), ("source", ", ".join(figure.text for figure in sides.theirs)))),)
    return Finding(rules.NUMBER.id, amount.span, score, message, evidence, _edits(amount, lost))


def _shown(value: Decimal) -> str:
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value.normalize():,f}"


def _edits(amount: Amount, lost: list[Figure]) -> tuple[Edit, ...]:
    """Return the one number that can be meant, where there is but one."""
    values = {value for figure in lost for value in figure.values if value == value.to_integral_value()}
    if len(lost) != 1 or len(values) != 1:
        return ()
    (value,) = values
    return (Edit(amount.span, f"{int(value)}" if int(value) in _YEARS else _shown(value)),)


def _of_another_size(doc: Document, amount: Amount, sides: _Sides) -> Iterator[Finding]:
    """Yield the finding where the digits are right, and every number with them is ten times as large or small, or more."""
    same = [
        figure for figure in sides.theirs if any(_is_known(amount, frozenset({_significant(value)})) for value in figure.values)
    ]
    if (
        not same
        or not all(figure.sure for figure in same)
        or amount.value <= 0
        or _INITIAL.search(doc.of(amount.span))
        or amount.value in _YEARS
    ):
        return
    values = {value for figure in same for value in figure.values if value}
    sizes = {amount.value} | {amount.value * times for times in _ranged(doc, amount, sides)}
    if max(values | sizes) < _MAGNITUDE or any(_times(value, size) < _TENFOLD for value in values for size in sizes):
        return
    text = doc.of(amount.span)
    value = _shown(next(iter(values)))
    message = f"{text!r} is of another size than the source's {same[0].text}, which is {value}"
    evidence = (
        Derivation((("text", text), ("is worth", _shown(amount.value)), ("source", same[0].text), ("is worth", value))),
    )
    edits = (Edit(amount.span, value),) if len(values) == 1 else ()
    yield Finding(rules.NUMBER.id, amount.span, 0.85, message, evidence, edits)


def _times(value: Decimal, size: Decimal) -> Decimal:
    return max(value / size, size / value)


def _ranged(doc: Document, amount: Amount, sides: _Sides) -> Iterator[Decimal]:
    """Yield the scales that a number of a range may share with the other one: 2 to 3 million."""
    for other in sides.ours:
        between = doc.text[amount.span.end : other.span.start]
        if other.span.start > amount.span.end and len(between) < 20 and _RANGE.match(between):
            yield from (Decimal(10) ** power for power in (3, 6, 9, 12) if other.value >= Decimal(10) ** power)


def _is_known(amount: Amount, known: frozenset[str]) -> bool:
    """Tell whether the source has the number, or one that was cut or rounded to it."""
    return any(_is_among(form, known) for form in _forms(amount))


def _is_among(form: str, known: frozenset[str]) -> bool:
    return form in known or any(
        len(form) >= _ROUNDED and len(other) > len(form) and (other.startswith(form) or _rounded(other, len(form)) == form)
        for other in known
    )


def _rounded(digits: str, length: int) -> str:
    return str(int(digits[:length]) + (digits[length] >= "5")).rstrip("0")


def _forms(amount: Amount) -> set[str]:
    """Return the significant digits that an amount may have in another writing: rounded, on the clock, as a short year."""
    values = {amount.value}
    if amount.value == amount.value.to_integral_value():
        if 1 <= amount.value <= 12:
            values.add(amount.value + 12)
        if 13 <= amount.value <= 24:
            values.add(amount.value - 12)
        if int(amount.value) in _YEARS:
            values |= {amount.value % 100}
    return {_significant(value) for value in values}


def _significant(value: Decimal) -> str:
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return digits or "0"


def _digits(text: str, stretch: re.Pattern[str]) -> set[str]:
    """Return the significant digits of every such stretch of digits, as it stands and with the groups joined."""
    joined = [re.sub(r"\D", "", match.group()) for match in _GROUPED.finditer(text)]
    return {_significant(Decimal(digits)) for digits in (*stretch.findall(text), *joined)}

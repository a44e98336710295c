"""Compare numbers by their significant digits, whatever the writing and the scale."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.numbers import Amount, amounts
from mtcheck.detectors.source import rules

_LEAST = 13  # smaller numbers are often written in words, and hours, months and days are counted otherwise
_ROUNDED = 2  # digits at least that a rounded number keeps
_YEARS = range(1500, 2101)
_UNSURE = re.compile(
    r"[一二三四五六七八九]{2}[十百千万萬]|令和|平成|昭和|大正|明治|民國|民国|هـ|พ\.ศ\.|檀紀|단기|주체"
)  # about so many, or years by reigns and calendars that nobody converts here
_ATTACHED = re.compile(r"[\w:.]-?$|[:\d] $")  # COVID-19, 9:30, 8599 3119
_NATIVE = re.compile(r"[\d零〇一二三四五六七八九十百千万萬億亿兆两兩만억조천백십.,٬٫']+")
_DIGIT = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TIMES = {"十": 10, "십": 10, "百": 100, "백": 100, "千": 1000, "천": 1000}
_GROUPS = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}


def find(doc: Document, number: int, source: str) -> Iterator[Finding]:
    """Yield the numbers in digits that the block's source does not have."""
    span = doc.blocks[number].span
    known = _known(source)
    if not known or _UNSURE.search(source):
        return
    ours = [amount for amount in amounts(doc.of(span), span.start) if amount.in_digits]
    own = {form for amount in ours for form in _forms(amount)}
    for amount in ours:
        if (
            abs(amount.value) < _LEAST
            or _is_known(amount, known)
            or _ATTACHED.search(doc.text[max(0, amount.span.start - 3) : amount.span.start])
        ):
            continue
        lost = sorted(form for form in known if form not in own and len(form) > 1)
        if not lost and amount.value in _YEARS:  # a translator may say which year is meant
            continue
        text = doc.of(amount.span)
        message = f"the source has no number {text!r}" + (f"; it has {lost[0]}" if len(lost) == 1 else "")
        evidence = (Derivation((("text", text), ("source", ", ".join(sorted(known))))),)
        yield Finding(rules.NUMBER.id, amount.span, 0.9 if lost else 0.6, message, evidence)


def _is_known(amount: Amount, known: frozenset[str]) -> bool:
    """Tell whether the source has the number, or one that was cut or rounded to it."""
    forms = _forms(amount)
    if known & forms:
        return True
    return any(
        len(form) >= _ROUNDED and len(other) > len(form) and (other.startswith(form) or _rounded(other, len(form)) == form)
        for form in forms
        for other in known
    )


def _rounded(digits: str, length: int) -> str:
    return str(int(digits[:length]) + (digits[length] >= "5")).rstrip("0")


def _forms(amount: Amount) -> set[str]:
    """Return the significant digits that an amount may have in another writing: rounded, on the clock, as a short year."""
    values = {amount.value}
    if amount.value == amount.value.to_integral_value():
        if 13 <= amount.value <= 24:
            values.add(amount.value - 12)
        if int(amount.value) in _YEARS:
            values |= {amount.value % 100}
    return {_significant(value) for value in values}


def _significant(value: Decimal) -> str:
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return digits or "0"


def _known(source: str) -> frozenset[str]:
    """Return the significant digits of all numbers of a source text, in any digits, Chinese and Korean ones too."""
    plain = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in unicodedata.normalize("NFKC", source))
    out = set()
    for match in _NATIVE.finditer(plain):
        written = match.group().strip(".,٬٫'")
        if not written:
            continue
        for digits in re.findall(r"\d+", written):
            out.add(_significant(Decimal(digits)))
        out |= {_significant(value) for value in _values(written)}
    out |= {_significant(Decimal(digits)) for digits in re.findall(r"\d+", plain)}
    out |= {_significant(Decimal("".join(digits.split()))) for digits in re.findall(r"\d{1,3}(?:\s\d{3})+", plain)}
    return frozenset(out)


def _values(written: str) -> Iterator[Decimal]:
    """Yield what a number may be worth: its digits without marks, and its Chinese and Korean figures summed."""
    yield Decimal(re.sub(r"\D", "", written) or "0")
    if any(char in _GROUPS or char in _TIMES or char in _DIGIT for char in written):
        yield _summed(written)
        figures = "".join(str(_DIGIT[char]) for char in written if char in _DIGIT)
        yield Decimal(figures or "0")


def _summed(written: str) -> Decimal:
    total = part = Decimal(0)
    current: Decimal | None = None
    for piece in re.findall(r"\d+(?:[.,]\d+)*|.", written):
        if piece[0].isdigit():
            current = Decimal(piece.replace(",", "")) if re.fullmatch(r"\d+(?:,\d{3})*(?:\.\d+)?", piece) else Decimal(0)
        elif piece in _DIGIT:
            current = Decimal(_DIGIT[piece])
        elif piece in _TIMES:
            part += (Decimal(1) if current is None else current) * _TIMES[piece]
            current = None
        elif piece in _GROUPS:
            total += (part + (current or Decimal(0)) or Decimal(1)) * _GROUPS[piece]
            part, current = Decimal(0), None
    return total + part + (current or Decimal(0))

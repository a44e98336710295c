"""Read the numbers of a source text: digits of any script, Chinese, Japanese and Korean figures, number words, scales."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property

from mtcheck.core.rule import Tables

_DIGIT = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TIMES = {"十": 10, "십": 10, "百": 100, "백": 100, "千": 1000, "천": 1000}
_GROUPS = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_LARGE = "".join({**_GROUPS, **_TIMES})
_KILO = "千(?=[米克瓦卡赫伏])"  # kilometre, kilogram ...
_NATIVE = re.compile(rf"(?:(?!{_KILO})[\d零〇一二三四五六七八九两兩{_LARGE}]|(?<=\d)[.,](?=\d)|(?<=[만억조]) (?=\d))+")
_DIGITS = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?![\d])|\d+(?:[.,]\d+)*")
_RANGED = re.compile(r"\s?(?:[-–—~]|à|a|bis|до|и|і|y|e|et|und|ou|o|oder|至|到|から|〜|에서|إلى|و)\s?\d")
_MARKS = str.maketrans({"٫": ".", "٬": ",", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_ROMAN = re.compile(r"\b[IVX]{1,6}\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_AND = frozenset("y e et und i та".split())  # treinta y seis
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one number: what it may be worth, how it is written, whether in digits; ``sure`` where it has but one reading."""

    values: frozenset[Decimal]
    text: str
    in_digits: bool
    sure: bool


@dataclass(frozen=True)
class Words:
    """Hold a language's words for numbers, scales, months or weekdays: whole forms, and stems of any ending."""

    whole: Mapping[str, int] = field(default_factory=dict)
    stems: tuple[tuple[str, int], ...] = ()

    def value(self, word: str) -> int | None:
        """Return the value of a lower-cased word; German puts units and tens into one: dreiunddreißig."""
        found = self.whole.get(word)
        if found is None:
            found = next((value for stem, value in self.stems if word.startswith(stem)), None)
        unit, und, tens = word.partition("und")
        if found is None and und and unit in self.whole and tens in self.whole:
            found = self.whole[unit] + self.whole[tens]
        return found

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Match any of the forms at a place, the longest first."""
        forms = [*(re.escape(form) + r"\b" for form in self.whole), *(re.escape(stem) + r"\w*" for stem, _ in self.stems)]
        return re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form))) or "(?!)")


@cache
def words_of(table: Tables, language: str, kind: str) -> Words:
    """Return a language's words of one kind; none where the table has no such row."""
    row = table("source_words").by_key.get(f"{language}.{kind}")
    whole: dict[str, int] = {}
    stems: list[tuple[str, int]] = []
    for entry in row["forms"].split(";") if row else ():
        value, _, forms = entry.partition("=")
        for form in forms.split(","):
            if form.endswith("*"):
                stems.append((form[:-1], int(value)))
            else:
                whole[form] = int(value)
    return Words(whole, tuple(stems))


def plain(source: str) -> str:
    """Return the source with digits of any script made ASCII, wide forms narrow, and number marks made plain."""
    text = unicodedata.normalize("NFKC", source).translate(_MARKS)
    return "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in text)


def figures(text: str, numbers: Words, scales: Words) -> Iterator[Figure]:
    """Yield the numbers of a text that ``plain`` returned, in order of kind: figures, Roman numerals, number words."""
    lower = text.lower()
    eastern = [match for match in _NATIVE.finditer(text) if any(char in _LARGE or char in _DIGIT for char in match.group())]
    yield from (_eastern(match.group()) for match in eastern)
    inside = {place for match in eastern for place in range(*match.span())}
    yield from (_western(match, lower, scales) for match in _DIGITS.finditer(text) if match.start() not in inside)
    for match in _ROMAN.finditer(text):
        yield Figure(frozenset({_roman(match.group())}), match.group(), False, False)
    yield from _in_words(lower, numbers, scales)


def _in_words(lower: str, numbers: Words, scales: Words) -> Iterator[Figure]:
    """Yield the number words; one that a scale or a smaller number follows may be the one or the other."""
    words = [match for match in _WORD.finditer(lower) if match.group() not in _AND]
    values = [numbers.value(match.group()) for match in words]
    for place, (match, value) in enumerate(zip(words, values, strict=True)):
        if value is None:
            continue
        options = {value}
        times = scales.pattern.match(lower, match.end() + 1)
        after = values[place + 1] if place + 1 < len(values) else None
        before = values[place - 1] if place else None
        if times:
            options.add(value * _scale(scales, times.group()))
        if after and after < 10 < value:
            options.add(value + after)
        joined = before is not None and value < 10 < before
        if not joined:
            yield Figure(frozenset(map(Decimal, options)), match.group(), False, len(options) == 1)


def _western(match: re.Match[str], lower: str, scales: Words) -> Figure:
    values = set(_readings(match.group()))
    at = match.end() + (lower[match.end() : match.end() + 1] in (" ", "-"))
    times = scales.pattern.match(lower, at)
    written = match.group()
    if times:
        values = {value * _scale(scales, times.group()) for value in values}
        written = lower[match.start() : times.end()]
    shared = not times and _RANGED.match(lower, match.end())  # 2 bis 3 Millionen: whose scale is it?
    return Figure(frozenset(values), written, True, bool(scales.whole) and len(values) == 1 and not shared)


def _scale(scales: Words, word: str) -> int:
    return scales.value(word) or 1


def _readings(digits: str) -> Iterator[Decimal]:
    """Yield what digits with marks may be worth: a mark before three digits may group or divide."""
    bare = re.sub(r"[ ']", "", digits)
    parts = re.split(r"[.,]", bare)
    marks = re.findall(r"[.,]", bare)
    grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
    if not marks or (grouped and len(set(marks)) == 1):
        yield Decimal("".join(parts))
    if len(marks) == 1 or (len(set(marks)) > 1 and marks[-1] not in marks[:-1]):
        yield Decimal("".join(parts[:-1]) + "." + parts[-1])
    if len(marks) > 1 and not grouped and len(set(marks)) == 1:  # a date, a section
        yield from map(Decimal, parts)


def _eastern(written: str) -> Figure:
    values = {_summed(written)}
    figures = "".join(str(_DIGIT[char]) for char in written if char in _DIGIT)
    if figures:
        values.add(Decimal(figures))
    return Figure(frozenset(values), written, written[0].isdigit(), written[0].isdigit() and not figures)


def _summed(written: str) -> Decimal:
    total = part = Decimal(0)
    current: Decimal | None = None
    for piece in re.findall(r"\d+(?:[.,]\d+)*|\S", written):
        if piece[0].isdigit():
            current = min(_readings(piece)) if "." in piece else Decimal(piece.replace(",", ""))
        elif piece in _DIGIT:
            current = Decimal(_DIGIT[piece])
        elif piece in _TIMES:
            part += (Decimal(1) if current is None else current) * _TIMES[piece]
            current = None
        elif piece in _GROUPS:
            total += (part + (current or Decimal(0)) or Decimal(1)) * _GROUPS[piece]
            part, current = Decimal(0), None
    return total + part + (current or Decimal(0))


def _roman(numeral: str) -> Decimal:
    values = [_ROMAN_VALUES[char] for char in numeral]
    return Decimal(sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)))

"""Read the amounts that a text names, in digits or in English words, so that two texts can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mtcheck.core.span import Span

_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9, "bln": 9, "mln": 6, "m": 6, "k": 3}
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_OTHERS = {"once": "1", "single": "1", "twice": "2", "both": "2", "double": "2", "pair": "2", "couple": "2", "dozen": "12"}
_OTHERS |= {"half": "0.5", "quarter": "0.25", "triple": "3", "decade": "10", "century": "100"}
_SIMPLE = (
    {word: Decimal(value) for value, word in enumerate(_UNITS)}
    | {word: Decimal(10 * value) for value, word in enumerate(_TENS, 2)}
    | {word: Decimal(value) for value, word in enumerate(_ORDINALS, 1)}
    | {word: Decimal(value) for word, value in _OTHERS.items()}
)
_DIGITS = re.compile(r"(?<![\w.,])[$€£¥]?(\d{1,15}(?:[.,]\d{1,15}){0,6})(?:st|nd|rd|th|s)?(?![\d])")
_SCALE = re.compile(r"[ \u00a0\u202f-]?(hundred|thousand|million|billion|trillion|bn|bln|mln|m|k)\b", re.IGNORECASE)
_LARGE = ("hundred", "thousand", "million", "billion")
_WORDS = re.compile(
    rf"\b(?:{'|'.join(_SIMPLE)})\b(?:[ -](?:and )?(?:{'|'.join([*_SIMPLE, *_LARGE])})\b){{0,8}}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Hold one amount: its value, where it stands, whether it is written in digits."""

    value: Decimal
    span: Span
    in_digits: bool


def amounts(text: str, offset: int = 0) -> Iterator[Amount]:
    """Yield the amounts of an English text; ``offset`` is added to their places."""
    for match in _DIGITS.finditer(text):
        value = digits_value(match[1])
        end = match.end()
        while scale := _SCALE.match(text, end):  # hundred million
            value = value.scaleb(_SCALES[scale[1].lower()])
            end = scale.end()
        yield Amount(value, Span(offset + match.start(1), offset + end), True)
    for match in _WORDS.finditer(text):
        yield Amount(_words_value(match.group()), Span(offset + match.start(), offset + match.end()), False)


def digits_value(digits: str) -> Decimal:
    """Return the value of digits with commas and points: groups of three are grouped, the rest is a fraction."""
    parts = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return Decimal(digits)
    if len(set(marks)) > 1 and marks[-1] not in marks[:-1]:
        return Decimal("".join(parts[:-1]) + "." + parts[-1])
    if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and parts[0] != "0" and marks[-1] == ",":
        return Decimal("".join(parts))
    if len(parts) > 2:
        return Decimal("".join(parts))
    return Decimal(".".join(parts))


def _words_value(words: str) -> Decimal:
    total = part = Decimal(0)
    for word in re.split(r"[ -]", words.lower()):
        if word in _SIMPLE:
            part += _SIMPLE[word]
        elif word == "hundred":
            part = max(part, Decimal(1)).scaleb(2)
        elif word in _SCALES:
            total += max(part, Decimal(1)).scaleb(_SCALES[word])
            part = Decimal(0)
    return total + part

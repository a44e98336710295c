"""Hold what cases cannot show: amounts in edits, replayed evidence, time on hostile text."""

from __future__ import annotations

import time

import pytest

from mtcheck import tables
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.layout import detector as layout
from mtcheck.detectors.number_date import detector
from mtcheck.readers.plain import from_string


def findings(text: str) -> list[Finding]:
    return list(detector.detect(from_string(text), Context(table=tables.load)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 hundred thousand", "200,000"),
        ("2.5 hundred million", "250 million"),
        ("1,200 ten thousand", "12 million"),
        ("3 thousand million", "3 billion"),
        ("40 million million", "40 trillion"),
        ("0.5 thousand", "500"),
        ("999.999 thousand", "999,999"),
    ],
)
def test_amounts_are_computed_exactly(text: str, meant: str) -> None:
    assert [finding.edits[0].replacement for finding in findings(f"It had {text} won.")] == [meant]


def test_a_year_before_a_multiple_is_a_year() -> None:
    assert findings("In 1942 ten thousand left, and 2 hundred thousands of them died.") == []


def test_the_last_step_of_a_derivation_is_the_edit() -> None:
    text = "It had 1.5 thousand men, 3 hundred million won, 5 % percent, 50$, on 10 month 18 day, 42,7 % of 23th in 1987 year."
    found = findings(text)
    assert len(found) == 8
    for finding in found:
        (evidence,) = finding.evidence
        assert isinstance(evidence, Derivation)
        assert evidence.steps[-1][1] in finding.edits[0].replacement


@pytest.mark.parametrize("day", range(1, 29))
def test_one_weekday_in_seven_is_silent(day: int) -> None:
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    hits = [len(findings(f"It was {name}, February {day}, 2023 in town.")) for name in names]
    assert sum(hits) == 6
    assert hits[(day + 1) % 7] == 0  # 1 February 2023 was a Wednesday


HOSTILE = [
    "on the 5th ",
    "On the 5th, ",
    "1,1",
    "1.1",
    "1.1.1 ",
    "5 hundred ",
    "1 month ",
    "$5 ",
    "5$ ",
    "Monday, May 5 ",
    "1 million ",
    "0:",
    "th",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_length_only(unit: str) -> None:
    """Take 300,000 characters in a few seconds; a quadratic step would take many minutes."""
    doc = from_string(unit * (300_000 // len(unit)))
    started = time.perf_counter()
    for family in (detector, layout):
        list(family.detect(doc, Context(table=tables.load)))
    assert time.perf_counter() - started < 15


def test_code_is_passed_over() -> None:
    doc = from_string("It was 50$ then.")
    assert len(list(detector.detect(doc, Context(table=tables.load)))) == 1
    object.__setattr__(doc, "blocks", tuple(type(block)(block.span, "code") for block in doc.blocks))
    assert list(detector.detect(doc, Context(table=tables.load))) == []

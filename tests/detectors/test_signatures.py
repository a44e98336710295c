"""Check what cases cannot show: the pattern language, the table as a whole, and linear time."""

from __future__ import annotations

import time

import pytest

from mtcheck import tables
from mtcheck.core.errors import TableError
from mtcheck.core.rule import Context
from mtcheck.detectors.signatures import compile_rows, detector
from mtcheck.readers.plain import from_string
from mtcheck.tables import parse_rows

HEAD = "# source: test\n# licence: test\n# version: 1\n"
COLUMNS = "key\tpattern\trule\tlanguage\tmeant\tedit\tmt\thuman\tclean\tsource\tnote\n"


def context(*patterns: str) -> Context:
    lines = "".join(f"{pattern}\t{pattern}\tcalque\tde\t\t\t1\t0\t0\ttest\t\n" for pattern in patterns)
    table = parse_rows("signatures", HEAD + COLUMNS + lines)
    return Context(table=lambda name: table if name == "signatures" else tables.load(name))


def found(text: str, *patterns: str) -> list[str]:
    doc = from_string(text)
    return [doc.of(finding.span) for finding in detector.detect(doc, context(*patterns))]


@pytest.mark.parametrize(
    ("pattern", "text", "want"),
    [
        ("red/blue car", "A blue car and a red car.", ["blue car", "red car"]),
        ("by the? old car", "By the old car, by old car.", ["By the old car", "by old car"]),
        ("since # years", "Since 12 years or since some years.", ["Since 12 years"]),
        ("in #y year", "In 2015 year, in 20 year.", ["In 2015 year"]),
        ("by * means", "By all means, by any other means.", ["By all means"]),
        ("mr <name> said", "Mr Wang Bin said, mr wang said.", ["Mr Wang Bin said"]),
        ("{be} red", "It was red; it has red paint.", ["was red"]),
        ("# yen", "It cost 300 yen.", ["300 yen"]),
        ("( reporter <name>", "Here (Reporter Li) spoke.", ["(Reporter Li"]),
        ("well known", "A well-known case.", ["well-known"]),
    ],
)
def test_pattern_language(pattern: str, text: str, want: list[str]) -> None:
    assert found(text, pattern) == want


def test_longest_match_wins_and_none_overlap() -> None:
    assert found("a red car park", "red car", "red car park", "car park") == ["red car park"]


@pytest.mark.parametrize("pattern", ["* car", "old? car", "{nothing} car"])
def test_a_broken_pattern_names_its_line(pattern: str) -> None:
    table = parse_rows("signatures", HEAD + COLUMNS + f"k\t{pattern}\tcalque\tde\t\t\t1\t0\t0\ttest\t\n")
    with pytest.raises(TableError, match="signatures:5"):
        compile_rows(table, tables.load("signatures_slots"))


def test_table_holds_reviewed_rows_with_counts() -> None:
    rows = [row for row in tables.load("signatures") if row["rule"] != "exception"]
    assert len(rows) >= 120
    for row in rows:
        assert int(row["mt"]) > 0 or row.source == "project brief", row.key
        assert int(row["clean"]) <= 10, row.key


@pytest.mark.parametrize("part", ["although a ", "the # ", "( reporter Li ", "since ", "according to the ", "in-in-in-"])
def test_long_runs_of_a_trigger_stay_linear(part: str) -> None:
    doc = from_string(part * 40_000)
    start = time.perf_counter()
    list(detector.detect(doc, Context(table=tables.load)))
    assert time.perf_counter() - start < 10

"""Check what cases cannot show: the matcher's tolerance, conditions, edits, and linear time."""

from __future__ import annotations

import time

import pytest

from mtcheck import tables
from mtcheck.core.rule import Context
from mtcheck.detectors.tortured import detector, fit
from mtcheck.lang.phrases import PhraseTrie, base, pieces, stem
from mtcheck.readers.plain import from_string


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("organisations", "organization"),
        ("colours", "color"),
        ("studies", "study"),
        ("boxes", "box"),
        ("modelling", "modeling"),
    ],
)
def test_base_levels_number_and_spelling(left: str, right: str) -> None:
    assert base(left) == base(right)


@pytest.mark.parametrize("word", ["glass", "virus", "analysis", "gas", "bus"])
def test_base_keeps_final_s(word: str) -> None:
    assert base(word) == word


def test_stem_joins_verb_forms_and_not_other_verbs() -> None:
    assert len({stem(word) for word in ("utilize", "utilizes", "utilized", "utilizing", "utilise")}) == 1
    assert stem("learn") != stem("lean")


def test_a_verb_unit_matches_each_form_and_a_noun_unit_does_not() -> None:
    trie = PhraseTrie()
    trie.add(("arrive", "utilize~"), "k")
    assert trie.longest(pieces("arrive utilizing"), 0) == (2, "k")
    assert trie.longest(pieces("arriving utilize"), 0) is None


@pytest.mark.parametrize(
    ("written", "pattern", "meant", "want"),
    [
        ("bosom malignancies", "bosom malignancy", "breast cancer", "breast cancer"),
        ("fake gadgets", "fake gadget", "artificial device", "artificial devices"),
        ("FAKE GADGET", "fake gadget", "artificial device", "ARTIFICIAL DEVICE"),
        ("Fake Gadget", "fake gadget", "artificial device", "Artificial Device"),
        ("Fake gadget", "fake gadget", "artificial device", "Artificial device"),
        ("fake gadget", "fake gadget", "Global System", "Global System"),
    ],
)
def test_edit_takes_over_number_and_capitals(written: str, pattern: str, meant: str, want: str) -> None:
    assert fit(written, pattern, meant) == want


def test_no_expected_term_is_in_the_table_as_a_phrase() -> None:
    table = tables.load("tortured")
    ctx = Context(table=tables.load)
    meant = sorted({text for row in table for text in row["expected"].split("|") if text})
    flagged = [text for text in meant if list(detector.detect(from_string(f"We use {text} here."), ctx))]
    assert flagged == []


def test_long_runs_of_a_trigger_stay_linear() -> None:
    doc = from_string("fake neural " * 60_000)
    start = time.perf_counter()
    list(detector.detect(doc, Context(table=tables.load)))
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("text", "severity"), [("The Joined together Kingdom left.", "critical"), ("It has bosom malignancy.", None)]
)
def test_the_ruin_of_a_name_is_critical(text: str, severity: str | None) -> None:
    (found,) = detector.detect(from_string(text), Context(table=tables.load))
    assert found.severity == severity

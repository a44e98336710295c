"""Hold the families grammar, repetition and consistency to linear time, and their tables to their word."""

from __future__ import annotations

import time

import pytest

from mtcheck import tables
from mtcheck.core.finding import TableHit
from mtcheck.core.rule import Context
from mtcheck.lang.lexicon import can_be, frequency, only, tags, verb_share
from mtcheck.readers.plain import from_string
from mtcheck.registry import registry
from tests.growth import check_text_growth
from tests.marks import unmark

FAMILIES = ("consistency", "grammar", "repetition")
HOSTILE = {
    "one word": "the ",
    "loop with a break": "the end of the, end. ",
    "two articles": "a the ",
    "names": "Kim Jong Un and Kim Jong-un met. ",
    "name parts": "Abcdefg Bcdefgh Cdefghi Defghij ",
    "verbs": "has been has was will went did not went ",
    "one of": "one of the most most most ",
    "quotes": "He said, “a a,” he said. ",
    "there": "there is many many and has talks ",
    "there are": "there are a ",
    "frames": "listen the avoid to go worth to see can to be use ",
    "clauses": "although it is , but if they will meet and asked ",
}


def detectors(*families: str):  # type: ignore[no-untyped-def]
    return [detector for detector in registry().detectors if detector.family in families]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_time_grows_in_line_with_the_text(family: str, name: str) -> None:
    (detector,) = detectors(family)
    ctx = Context(table=tables.load)
    check_text_growth(lambda doc: list(detector.detect(doc, ctx)), HOSTILE[name])


def test_names_all_different_stay_linear() -> None:
    """A bucket of names that share a part is cut off, so that a list of ten thousand cousins does no harm."""
    letters = "bcdfghjklmnpqrstvwz"
    names = [f"Ivan Mor{a}{b}{c}ov" for a in letters for b in letters for c in letters]
    doc = from_string(". ".join(names))
    (detector,) = detectors("consistency")
    start = time.process_time()
    list(detector.detect(doc, Context(table=tables.load)))
    assert time.process_time() - start < 5


def test_table_hits_can_be_looked_up() -> None:
    """Every TableHit of the rules' own examples names a row that is there."""
    hits = 0
    for detector in detectors(*FAMILIES):
        for rule in detector.rules:
            for marked in rule.bad:
                doc = from_string(unmark(marked)[0])
                for finding in detector.detect(doc, Context(table=tables.load)):
                    for evidence in finding.evidence:
                        if isinstance(evidence, TableHit):
                            table = tables.load(evidence.table)
                            assert evidence.key in (table if evidence.table == "lexicon" else table.by_key)
                            hits += 1
    assert hits > 20


@pytest.mark.parametrize(
    ("form", "letters", "never"),
    [
        ("went", "D", "PVN"),
        ("countries", "S", "NV"),
        ("country", "N", "S"),
        ("written", "P", "DV"),
        ("goes", "Z", "V"),
        ("biggest", "X", "N"),
        ("the", "t", "N"),
        ("they", "o", "N"),
        ("putin", "Q", "N"),
    ],
)
def test_lexicon_knows(form: str, letters: str, never: str) -> None:
    payload = tables.load("lexicon")[form]
    assert set(letters) <= set(tags(payload))
    assert not can_be(payload, never)


def test_payload_is_read_by_place() -> None:
    """The first character is a digit of base 36 even where it looks like a tag."""
    assert frequency("iJ4") == 18 and tags("iJ4") == "J" and verb_share("iJ4") == 4
    assert not can_be("iJ", "i") and only("iJ", "J") and not only("i", "J")
    assert frequency("") == -1 and verb_share("7") is None

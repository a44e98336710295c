"""Test what cases cannot show: edits that mend the text, counts, evidence, and time on hostile lines."""

from __future__ import annotations

import time

import pytest

from mtcheck import tables
from mtcheck.core.finding import Measure, TableHit
from mtcheck.core.rule import Context
from mtcheck.readers.plain import from_string
from tests.test_cases import detector_of, run


def mended(text: str) -> str:
    doc, found = run("punctuation", text)
    out = doc.text
    for finding in sorted(found, key=lambda finding: finding.span, reverse=True):
        for edit in finding.edits[:1]:
            out = out[: edit.span.start] + edit.replacement + out[edit.span.end :]
    return out


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ('The agency, "Yonhap.” It said so.', 'The agency, "Yonhap." It said so.'),
        ("Animals come to“settle in the city” again.", "Animals come to “settle in the city” again."),
        ('York, the "City of Festivals "as they say, grows.', 'York, the "City of Festivals" as they say, grows.'),
        ("The talks failed , he said.", "The talks failed, he said."),
        ("The prices are good,many people come.", "The prices are good, many people come."),
        ("Industry，farming and trade（of old）grew。", "Industry, farming and trade (of old) grew."),
        ("He studied in Rome, . He then left.", "He studied in Rome. He then left."),
    ],
)
def test_edits_mend_the_text_and_leave_nothing_to_find(broken: str, whole: str) -> None:
    assert mended(broken) == whole
    assert run("punctuation", whole)[1] == []


def test_many_spaced_marks_are_one_finding_with_the_count() -> None:
    _, found = run("punctuation", "He left . She came . It rained . " + "They talked, ate, drank, slept, woke, sang. " * 5)
    assert [finding.rule_id for finding in found] == ["punctuation.space-before"]
    (measure,) = [item for item in found[0].evidence if isinstance(item, Measure)]
    assert measure.value == 3.0 >= measure.threshold


def test_wide_marks_have_a_row_in_the_table() -> None:
    _, (finding,) = run("punctuation", "Industry，farming grew.")
    (hit,) = finding.evidence
    assert isinstance(hit, TableHit)
    assert tables.load(hit.table).by_key[hit.key]["value"] == ","


@pytest.mark.parametrize("family", ["punctuation", "script", "boilerplate"])
@pytest.mark.parametrize(
    "unit", ["(", "[", '"', "“", " ,", "a,b", "a.B", "{{", "[a b=", "<a ", "習 (", "\u200ba", "Ã", "share ", "&"]
)
def test_time_grows_with_the_length_alone(family: str, unit: str) -> None:
    doc = from_string(unit * (10_000 // len(unit)))
    context = Context(table=tables.load)
    list(detector_of(family).detect(from_string("Warm up."), context))
    started = time.process_time()
    list(detector_of(family).detect(doc, context))
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize("text", ["The plan is good, ”he said and left.", "The plan is good.” He left."])
def test_a_closing_mark_that_lost_its_partner_is_not_called_open(text: str) -> None:
    (found,) = run("punctuation", text)[1]
    assert found.message == "‘”’ closes a quotation that was never opened"

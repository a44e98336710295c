"""Hold the grouping law: every finding belongs to exactly one group, and only those of one place share it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtcheck.core.finding import Finding
from mtcheck.core.span import Span
from mtcheck.suspects.group import group_findings

CATEGORIES = {"a.x": "linguistic/grammar", "b.x": "linguistic/punctuation", "c.x": "design/boilerplate"}


def finding(rule_id: str, start: int, end: int) -> Finding:
    return Finding(rule_id, Span(start, end), 1.0, "seen", ())


def groups(*findings: Finding) -> list[set[str]]:
    grouped = group_findings(findings, category_of=CATEGORIES.__getitem__, absorbing="design/boilerplate")
    return [{f"{entry.rule_id}@{entry.span.start}-{entry.span.end}" for entry in group} for group in grouped]


def test_half_of_the_longer_makes_one_place() -> None:
    assert groups(finding("a.x", 0, 10), finding("b.x", 5, 10)) == [{"a.x@0-10", "b.x@5-10"}]
    assert groups(finding("a.x", 0, 10), finding("b.x", 6, 10)) == [{"a.x@0-10"}, {"b.x@6-10"}]


def test_one_inside_the_other_only_within_a_category() -> None:
    assert len(groups(finding("a.x", 0, 100), finding("a.x", 4, 6))) == 1
    assert len(groups(finding("a.x", 0, 100), finding("b.x", 4, 6))) == 2


def test_furniture_takes_in_what_lies_inside_and_nothing_that_reaches_out() -> None:
    assert len(groups(finding("c.x", 0, 100), finding("b.x", 4, 6))) == 1
    assert len(groups(finding("c.x", 0, 100), finding("b.x", 10, 101))) == 2


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))
findings_lists = st.lists(st.tuples(st.sampled_from(sorted(CATEGORIES)), spans), max_size=25)


@given(findings_lists)
def test_nothing_is_lost_and_order_does_not_matter(entries: list[tuple[str, tuple[int, int]]]) -> None:
    findings = [finding(rule_id, *span) for rule_id, span in entries]
    grouped = group_findings(findings, category_of=CATEGORIES.__getitem__, absorbing="design/boilerplate")
    assert sorted(id(entry) for group in grouped for entry in group) == sorted(map(id, findings))
    assert groups(*findings) == groups(*reversed(findings))

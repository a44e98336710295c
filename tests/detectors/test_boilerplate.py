"""Test what cases cannot show: blocks that a reader set apart, and the joined patterns."""

from __future__ import annotations

import regex

from mtcheck import tables
from mtcheck.core.document import Block
from mtcheck.core.finding import TableHit
from mtcheck.core.rule import Context
from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span
from mtcheck.detectors.boilerplate import detector
from mtcheck.segment import segment
from tests.test_cases import run


def test_chrome_blocks_are_page_furniture_whatever_they_say() -> None:
    text = "Tweet us\nThe minister resigned on Monday."
    blocks = (Block(Span(0, 8), "chrome"), Block(Span(9, len(text)), "paragraph"))
    doc = segment(id="", path="", raw=text, text=text, source_map=SourceMap.identity(text), sha256="", blocks=blocks)
    found = list(detector.detect(doc, Context(table=tables.load)))
    assert [(finding.rule_id, finding.span) for finding in found] == [("boilerplate.page-furniture", Span(0, 8))]


def test_code_blocks_are_left_alone() -> None:
    text = "{{name}}"
    doc = segment(
        id="", path="", raw=text, text=text, source_map=SourceMap.identity(text), sha256="", blocks=(Block(Span(0, 8), "code"),)
    )
    assert list(detector.detect(doc, Context(table=tables.load))) == []


def test_every_row_compiles_alone_and_names_a_rule() -> None:
    names = {rule.id for rule in detector.rules}
    for row in tables.load("boilerplate"):
        assert f"boilerplate.{row['rule']}" in names, row.key
        assert row["where"] in ("line", "line-case", "inline"), row.key
        assert regex.compile(row["pattern"]).groups == 0, row.key
        assert bool(row["trigger"]) == (row["where"] == "inline"), row.key


def test_evidence_names_a_row_that_stands_in_the_table() -> None:
    doc, found = run("boilerplate", "Share on Facebook\nThe end &nbsp; came.")
    assert len(found) == 2
    for finding in found:
        (hit,) = finding.evidence
        assert isinstance(hit, TableHit)
        pattern = tables.load(hit.table).by_key[hit.key]["pattern"]
        assert regex.search(f"(?i:{pattern})", doc.of(finding.span))


def test_a_code_beyond_three_is_reported_once_with_its_count() -> None:
    _, found = run("boilerplate", "a &amp; b, c &amp; d, e &amp; f.")
    assert len(found) == 3
    _, found = run("boilerplate", "a &amp; b, c &amp; d, e &amp; f, g &amp; h.")
    assert len(found) == 1
    assert "4 times" in found[0].message

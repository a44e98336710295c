"""Test what cases cannot show: evidence that can be replayed, counts, whole passages, the table of foreign words."""

from __future__ import annotations

import unicodedata

from mtcheck import tables
from mtcheck.core.finding import Derivation, TableHit
from tests.test_cases import run


def test_homoglyph_evidence_replays_to_the_edit() -> None:
    doc, (finding,) = run("script", "The Wоrld Bank met.")
    derivation = next(item for item in finding.evidence if isinstance(item, Derivation))
    assert derivation.steps[0] == ("as written", doc.of(finding.span))
    assert derivation.steps[-1] == ("repaired", finding.edits[0].replacement)
    form = doc.of(finding.span)
    for hit in finding.evidence:
        if isinstance(hit, TableHit):
            form = form.replace(hit.key, tables.load("script").by_key[hit.key]["value"])
    assert form == finding.edits[0].replacement


def test_lookalikes_are_single_letters_of_another_script_that_map_to_latin() -> None:
    rows = [row for row in tables.load("script") if row["kind"] == "lookalike"]
    assert rows
    for row in rows:
        assert len(row.key) == 1 and "LATIN" in unicodedata.name(row["value"]), row.key
        assert "LATIN" not in unicodedata.name(row.key), row.key


def test_many_invisible_characters_are_one_finding_with_the_count() -> None:
    _, found = run("script", " ".join(["par\u00adty"] * 20))
    assert len(found) == 1
    assert "20 in the text" in found[0].message


def test_foreign_word_names_its_languages_and_its_row() -> None:
    doc, (finding,) = run("script", "Officials of the sjávarútvegur ministry declined to comment.")
    assert doc.of(finding.span) == "sjávarútvegur"
    assert "is" in finding.message.rpartition(": ")[2].split(", ")
    (hit,) = [item for item in finding.evidence if isinstance(item, TableHit)]
    assert " sjávarútvegur:is" in tables.load(hit.table)[hit.key]


def test_a_text_in_small_letters_throughout_hides_its_names() -> None:
    _, found = run("script", "the yıldırım office said the gospodarka of the town had grown . " * 5)
    assert found == []


def test_paragraphs_of_another_language_in_a_row_are_one_finding() -> None:
    foreign = "El secretario dijo que las personas deben presentar una solicitud durante el periodo de registro inicial."
    _, found = run("script", f"The talks went on.\n\n{foreign}\n\n{foreign}\n\nThe talks ended.")
    assert [finding.rule_id for finding in found] == ["script.untranslated-word"]

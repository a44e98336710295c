"""Run every case of ``tests/cases/*.toml`` and every example that a rule carries."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtcheck import tables
from mtcheck.config.schema import Config
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context, Detector, Rule
from mtcheck.core.span import Span
from mtcheck.engine import context_for
from mtcheck.readers.plain import from_string
from mtcheck.reference.companions import with_reference
from mtcheck.reference.sources import paired_sources
from mtcheck.registry import family_traits, registry
from tests.marks import unmark

CASES = Path(__file__).parent / "cases"
BESIDE = " ⇄ "  # between a text and the reference or source that it is compared with


def detector_of(family: str) -> Detector:
    return next(detector for detector in registry().detectors if detector.family == family)


def run(family: str, text: str) -> tuple[Document, list[Finding]]:
    text, _, beside = text.partition(BESIDE)
    doc = from_string(text)
    needs = family_traits(family).needs
    ctx = context_for(doc, Config()) if needs & {"signals", "ngrams", "reference"} else Context(table=tables.load)
    if "source" in needs:
        doc = replace(doc, sources=paired_sources(doc, beside))
    elif "reference" in needs:
        ctx = with_reference(doc, from_string(beside), ctx)
    return doc, list(detector_of(family).detect(doc, ctx))


def found(family: str, text: str) -> list[tuple[Span, str]]:
    _, findings = run(family, text)
    return sorted((finding.span, finding.rule_id) for finding in findings)


def cases() -> list[Any]:
    """Each case: label, text (marks round the expected spans), rules (one per mark, in order of start), status."""
    out = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case.get("status") == "known-failure" else []
            out.append(pytest.param(path.stem, case, id=f"{path.stem}: {case['label']}", marks=marks))
    return out


@pytest.mark.parametrize(("family", "case"), cases())
def test_case(family: str, case: dict[str, Any]) -> None:
    whole, spans = unmark(case["text"])
    text = whole.partition(BESIDE)[0]
    want = sorted(zip(spans, case.get("rules", []), strict=True))
    got = found(family, whole)
    assert [(text[span.slice], rule) for span, rule in got] == [(text[span.slice], rule) for span, rule in want]
    assert got == want
    if "edits" in case:
        _, findings = run(family, whole)
        ordered = sorted(findings, key=lambda finding: (finding.span, finding.rule_id))
        assert [finding.edits[0].replacement if finding.edits else None for finding in ordered] == case["edits"]


def rule_params() -> list[Any]:
    return [pytest.param(rule, id=rule.id) for rule in registry().rules.values()]


@pytest.mark.parametrize("rule", rule_params())
def test_rule_examples(rule: Rule) -> None:
    assert len(rule.bad) >= 2 and len(rule.good) >= 2
    for marked in rule.bad:
        text, spans = unmark(marked)
        assert spans, "a bad example shows no mark"
        assert [span for span, rule_id in found(rule.family, text) if rule_id == rule.id] == spans, marked
    for text in rule.good:
        assert [hit for hit in found(rule.family, text) if hit[1] == rule.id] == [], text


@pytest.mark.parametrize("family", sorted({rule.family for rule in registry().rules.values()}))
def test_family_has_as_many_clean_cases_as_hits(family: str) -> None:
    listed = tomllib.loads((CASES / f"{family}.toml").read_text(encoding="utf-8"))["case"]
    hits = sum(bool(case.get("rules")) for case in listed if case.get("status") != "known-failure")
    clean = sum(not case.get("rules") for case in listed if case.get("status") != "known-failure")
    assert clean >= hits > 0

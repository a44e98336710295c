"""Check which runs of words the language detector speaks of, with signals made for the purpose."""

from __future__ import annotations

import pytest

from mtcheck import tables
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from mtcheck.core.signals import Fault, WordSignals
from mtcheck.core.span import Span
from mtcheck.detectors.language import detector
from mtcheck.readers.plain import from_string


def found(text: str, *words: str, kind: str = "odd-paraphrase") -> list[Finding]:
    """Return the findings of the detector where the reader finds the given words faulty."""
    doc = from_string(text)
    odd = tuple(0.9 if form in words else 0.01 for form in doc.forms)
    faults = {
        at: Fault(((kind, 0.9),), "replace", 0.9, (("thing", 0.5),)) for at, form in enumerate(doc.forms) if form in words
    }
    signals = WordSignals(odd, odd, odd, tuple(0.0 for _ in odd), faults=faults)
    return list(detector.detect(doc, Context(table=tables.load, listen=lambda: signals)))


def pointed_at(text: str, *words: str, kind: str = "odd-paraphrase") -> list[str]:
    """Return the texts that are reported."""
    return [text[one.span.start : one.span.end] for one in found(text, *words, kind=kind)]


@pytest.mark.parametrize("name", ["AP", "Park Geun-hye", "Eid Al-Adha"])
def test_capitalised_words_alone_are_no_wording(name: str) -> None:
    assert pointed_at(f"They spoke of {name} at noon.", *name.split()) == []
    assert pointed_at(name, *name.split()) == []


def test_a_name_inside_odd_wording_goes_along() -> None:
    assert pointed_at("They spoke of Eid the at noon.", "of", "Eid", "the") == ["of Eid the"]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("odd-paraphrase", "language.replaced-word"),
        ("mistranslation-other", "language.wrong-sense"),
        ("grammar", "language.broken-grammar"),
        ("word-order", "language.broken-grammar"),
        ("garbled-name", "language.garbled-name"),
        ("boilerplate-template", "language.unusual-wording"),
    ],
)
def test_the_class_of_the_fault_chooses_the_rule(kind: str, rule: str) -> None:
    (one,) = found("They opened the light at noon.", "opened", kind=kind)
    assert one.rule_id == rule


def test_a_name_may_be_garbled_though_it_is_capitalised() -> None:
    assert pointed_at("The Incomparable Court met.", "Incomparable", "Court", kind="garbled-name") == ["Incomparable Court"]


def test_the_repair_keeps_capitals_and_asks_for_its_article() -> None:
    (one,) = found("Big rain fell in a town.", "Big", "rain")
    assert one.edits[0].replacement == "Thing thing"
    (one,) = found("He saw an oddity there.", "oddity")
    assert (one.span, one.edits[0].replacement) == (Span(7, 16), "a thing")
    (one,) = found("He saw a monster there.", "monster")
    assert (one.span, one.edits[0].replacement) == (Span(9, 16), "thing")


@pytest.mark.parametrize("operation", ["replace", "insert", "delete"])
def test_doubtful_words_are_not_offered(operation: str) -> None:
    doc = from_string("They opened the light at noon.")
    odd = tuple(0.9 if form == "opened" else 0.01 for form in doc.forms)
    faults = {1: Fault((("odd-paraphrase", 0.9),), operation, 0.5, ())}
    signals = WordSignals(odd, odd, odd, tuple(0.0 for _ in odd), faults=faults)
    (one,) = detector.detect(doc, Context(table=tables.load, listen=lambda: signals))
    assert one.edits == () and "perhaps" not in one.message


@pytest.mark.parametrize(
    ("operation", "words", "wanted"),
    [
        ("delete", (), "an oddity"),
        ("insert", (("big", 0.6),), "an big very oddity"),
        ("replace", (("quite", 0.6),), "an quite oddity"),
    ],
)
def test_a_word_is_deleted_replaced_or_put_before(operation: str, words: tuple[tuple[str, float], ...], wanted: str) -> None:
    doc = from_string("He saw an very oddity there.")
    odd = tuple(0.9 if form == "very" else 0.37 if form in ("an", "oddity") else 0.01 for form in doc.forms)
    faults = {3: Fault((("grammar", 0.9),), operation, 0.9, words)}
    faults |= {at: Fault((("grammar", 0.9),), "replace", 0.9, ()) for at in (2, 4)}
    signals = WordSignals(odd, odd, odd, tuple(0.0 for _ in odd), faults=faults)
    (one,) = detector.detect(doc, Context(table=tables.load, listen=lambda: signals))
    assert doc.of(one.span) == "an very oddity"
    assert one.edits[0].replacement == wanted.replace("an big", "a big").replace("an quite", "a quite")

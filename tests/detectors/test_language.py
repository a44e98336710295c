"""Check which runs of words the language detector speaks of, with signals made for the purpose."""

from __future__ import annotations

import pytest

from mtcheck import tables
from mtcheck.core.rule import Context
from mtcheck.core.signals import WordSignals
from mtcheck.detectors.language import detector
from mtcheck.readers.plain import from_string


def pointed_at(text: str, *words: str) -> list[str]:
    """Return the texts that the detector reports where the models find the given words odd."""
    doc = from_string(text)
    odd = tuple(0.9 if form in words else 0.01 for form in doc.forms)
    signals = WordSignals(bits=odd, bad=odd, noted=odd, replaced=tuple(0.0 for _ in odd))
    return [doc.of(found.span) for found in detector.detect(doc, Context(table=tables.load, listen=lambda: signals))]


@pytest.mark.parametrize("name", ["AP", "Park Geun-hye", "Eid Al-Adha"])
def test_capitalised_words_alone_are_no_wording(name: str) -> None:
    assert pointed_at(f"They spoke of {name} at noon.", *name.split()) == []
    assert pointed_at(name, *name.split()) == []


def test_a_name_inside_odd_wording_goes_along() -> None:
    assert pointed_at("They spoke of Eid the at noon.", "of", "Eid", "the") == ["of Eid the"]

"""Weigh differences by what the reference is: another person's translation, a post-edit, or the very same text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.reference import Differences
from mtcheck.core.signals import Indication, WordSignals
from mtcheck.readers.plain import from_string
from mtcheck.reference.differences import differences
from mtcheck.reference.fusion import article_probability, fused, weighed
from mtcheck.registry import registry
from mtcheck.suspects.make import make_suspects

TEXT = (
    "The harbour was closed on Monday because of the storm, and the boats stayed inside. Mayor Anna Lind asked the government "
    "for 35 million euros. The oldest bridge lost two of its pillars. Nobody was hurt, the police said on Monday evening. "
) * 3
FREE = (
    "Boats remained in port on Monday while a storm shut the harbour. The government should give 35 million euros, Mayor Anna "
    "Lind demanded. Two pillars of the bridge, the town's oldest, were lost. Police reported on Monday night that no one came "
    "to harm. "
) * 3


def signals(doc: Document, machine: float) -> WordSignals:
    """Make signals of an article that looks so much like a machine's, each word a little doubtful."""
    values = [0.4 if tok.kind == "word" else None for tok in doc.tokens]
    kinds = {"mt": Indication(machine, machine, machine), "spun": Indication(0.01, 0.01, 0.01)}
    return WordSignals([None] * len(values), values, values, [None] * len(values), kinds)


def compared(reference: str, *, text: float = 0.5, control: float = 0.5) -> tuple[Document, Differences]:
    doc, other = from_string(TEXT), from_string(reference)
    return doc, fused(doc, differences(doc, other), signals(doc, text), signals(other, control))


def test_another_translation_is_no_evidence_and_a_post_edit_is() -> None:
    free, edited = compared(FREE)[1], compared(TEXT.replace("stayed", "remained"))[1]
    assert free.article < 0.4 and edited.article > 0.9
    changed = [max(value for value in found.marked if value is not None) for found in (free, edited)]
    assert changed[0] < 0.3 < changed[1]


def test_the_reference_is_the_control() -> None:
    like, worse = compared(FREE, text=0.8, control=0.8)[1], compared(FREE, text=0.8, control=0.1)[1]
    assert like.article == pytest.approx(compared(FREE)[1].article)
    assert worse.article > like.article + 0.3


def test_without_models_closeness_alone_decides() -> None:
    doc = from_string(TEXT)
    near, far = (article_probability(differences(doc, from_string(text)), None, None) for text in (TEXT, FREE))
    assert near > 0.9 > 0.5 > far


def test_a_few_words_tell_little() -> None:
    short = from_string("The boats stayed inside.")
    assert 0.5 < article_probability(differences(short, short), None, None) < 0.8


@pytest.mark.parametrize("reference", [TEXT, TEXT.replace("35", "53"), FREE])
def test_what_the_reference_has_too_becomes_no_more_probable(reference: str) -> None:
    doc, found = compared(reference)
    at = doc.text.index("Anna Lind")
    span = replace(doc.tokens[0].span, start=at, end=at + len("Anna Lind"))
    suspects = make_suspects(doc, [Finding("language.unusual-wording", span, 0.75, "odd", ())], registry().rules)
    assert weighed(suspects, doc, found)[0].probability <= suspects[0].probability

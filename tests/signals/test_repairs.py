"""Check how words that may repair a fault are ranked, with what the reader says made for the purpose."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mtcheck import tables
from mtcheck.signals import repairs
from mtcheck.signals.reader import Wording
from mtcheck.signals.repairs import FEATURES, features, neighbours, ranked

WEIGHTS = dict.fromkeys(FEATURES, 0.0)


def said(**words: float) -> Wording:
    """Return what the reader offers for a place, as probabilities."""
    pairs = tuple((word, math.log(share)) for word, share in words.items())
    return Wording(pairs, pairs)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Let the reader's probability and the gain count, and "none of these" be as probable as a word of one in ten."""
    weights = {**WEIGHTS, "reader": 1.0, "gain": 1.0}
    entry = {"weights": weights, "none": math.log(0.1), "offer": 0.5}
    known = {"calibration/repairs": {"replace": entry, "insert": entry}, "thesaurus": {"ordnance": "artillery weapon||||"}}
    monkeypatch.setattr(repairs.tables, "load", known.__getitem__)
    return weights


@pytest.mark.usefixtures("model")
def test_what_is_not_offered_takes_its_share() -> None:
    found = ranked(3, "pastor", "replace", said(minister=0.6, priest=0.2, head=0.1), None)
    assert [word for word, _ in found] == ["minister", "priest", "head"]
    assert found[0][1] == pytest.approx(0.6) and sum(share for _, share in found) == pytest.approx(0.9)


@pytest.mark.usefixtures("model")
def test_doubtful_words_are_not_offered() -> None:
    assert ranked(3, "pastor", "replace", said(minister=0.03, priest=0.02), None) == ()
    assert ranked(3, "pastor", "replace", said(), None) == ()


@pytest.mark.usefixtures("model")
def test_the_word_as_written_is_no_repair() -> None:
    found = ranked(3, "minister", "replace", said(minister=0.6, priest=0.35), None)
    assert [word for word, _ in found] == ["priest"]


@pytest.mark.usefixtures("model")
def test_the_sentence_decides_between_words() -> None:
    asked = []

    def rescore(wordings):  # type: ignore[no-untyped-def]
        asked.extend(wordings)
        return np.array([2.0 if "priest" in text else 0.0 for _, _, text in wordings])

    found = ranked(3, "pastor", "replace", said(minister=0.5, priest=0.3), rescore)
    assert found[0][0] == "priest" and asked == [(3, 4, "minister"), (3, 4, "priest")]
    asked.clear()
    ranked(3, "office", "insert", said(the=0.8), rescore)
    assert asked == [(3, 4, "the office")]


def test_near_synonyms_join_the_candidates(model: dict[str, float]) -> None:
    model["near"] = 0.0
    model["same"] = 4.0
    found = ranked(3, "ordnance", "replace", said(guns=0.6, shells=0.3), None)
    assert [word for word, _ in found][:2] == ["artillery", "weapon"] or found[0][0] in ("artillery", "weapon")
    assert neighbours("ordnance") == {"artillery": {0: 1.0}, "weapon": {0: 1.0}}


def test_forms_of_one_word_are_known_by_their_stem() -> None:
    rows = features(0, "responsible", "replace", ["responsibility", "respond", "sponsor"], {"respond": -1.0}, {}, None)
    assert rows[:, FEATURES.index("stem")].tolist() == [True, False, False]
    assert rows[:, FEATURES.index("offered")].tolist() == [False, True, False]
    assert rows[0, 0] == -2.0  # below the least that is offered


def test_the_table_holds_all_weights() -> None:
    table = tables.load("calibration/repairs")
    for operation in ("replace", "insert"):
        assert set(table[operation]["weights"]) == set(FEATURES)
        assert table[operation]["offered_right"] >= 0.5 or table[operation]["offer"] == 1.0

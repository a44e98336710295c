"""Hold what the paraphrase rules offer: words that fit the class, the place and the topic, and none that offends."""

from __future__ import annotations

import pytest

from mtcheck import tables
from mtcheck.detectors.paraphrase.offers import offered
from mtcheck.detectors.paraphrase.singles import FEATURES, Singles
from tests.test_cases import detector_of, run

np = pytest.importorskip("numpy")
FORMS = {"charge": "cNV4", "rate": "cNV2", "rates": "cSZ1", "file": "cNV3"}


def singles(*texts: str, **features: float) -> Singles:
    """Return candidates that all have the given features, and fit in every other respect."""
    given = {"gain_left": 1.0, "gain_right": 1.0, "alike": 0.5, **features}
    row = [given.get(name, 0.0) for name in FEATURES]
    count = len(texts)
    places = np.zeros(count, np.int64)
    return Singles(places, places + 1, list(texts), np.array([row] * count), np.zeros((count, 4)))


def test_what_fits_is_offered_in_the_order_of_its_rank() -> None:
    assert offered(singles("rate", "file"), [1, 0], "charge", FORMS) == [1, 0]


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("rates", {}),  # another inflection
        ("rate", {"fit_gain": -0.2, "alike": 0.1}),  # neither like the word nor at home in the article
        ("rate", {"gain_right": -0.2}),  # it loses on one side, and nothing else speaks for it
    ],
)
def test_what_does_not_fit_is_left_out(text: str, features: dict[str, float]) -> None:
    assert offered(singles(text, **features), [0], "charge", FORMS) == []


def test_a_pair_that_shows_the_word_outweighs_one_side() -> None:
    assert offered(singles("rate", gain_right=-0.2, learned=1.0), [0], "charge", FORMS) == [0]


@pytest.mark.parametrize(
    "text",
    [
        "Please charge the device before you use it.",
        "A tornado tore through the town on Monday.",
        "They live in a warming world, the minister said.",
    ],
)
def test_plain_words_in_their_place_get_no_odd_offer(text: str) -> None:
    offers = {edit.replacement for finding in run("paraphrase", text)[1] for edit in finding.edits}
    assert not offers & {"rate", "file", "direct", "white", "white man", "warning", "shot"}


def test_nothing_offensive_is_a_candidate() -> None:
    detector = detector_of("paraphrase")
    run("paraphrase", "He met the fool and the woman.")
    thesaurus = detector._engine.singles.thesaurus  # type: ignore[attr-defined]
    never = {row.key for row in tables.load("paraphrase_never")}
    for word in ("woman", "fool", "donkey", "homosexual", "assault", "cat", "bum"):
        assert not never & {part for text in thesaurus.of(word).texts for part in text.split()}, word

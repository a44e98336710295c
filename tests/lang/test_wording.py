"""Test which words count as chosen by nobody, and which articles as old-fashioned."""

from __future__ import annotations

import pytest

from mtcheck import tables
from mtcheck.lang.wording import is_old_fashioned, unchosen, without_verb
from mtcheck.readers.plain import from_string
from tests.growth import check_text_growth

OLD = "Whoso hath wisdom, to him shall it be given, and unto him that hath none. He knoweth naught of it."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Imports were 30 pct of what was used.", {"pct"}),
        ("The rhythm of naïve Åsa, why not?", set()),
        ("They would reject it in- stead of accepting.", {"in", "stead"}),
        ("A well-known man - so they say - came.", set()),
        ("See {management systems} and the <rev> of `git log` here.", {"management", "systems", "rev", "git", "log"}),
        ("If cost < price and gain > loss, the set { a } is empty.", set()),
        ("It's a `quoted' word, not `that' one.", set()),
        ("Bang\n\nBang path\n\nBanner\n\nBare metal\n\nBarf", {"Bang", "path", "Banner", "Bare", "metal", "Barf"}),
        ("He came.\n\nShe went.\n\nThey stayed.\n\nWe all saw them go home.\n\nNobody spoke.", set()),
    ],
)  # fmt: skip
def test_what_nobody_chose(text: str, words: set[str]) -> None:
    doc = from_string(text)
    assert {doc.forms[at] for at in unchosen(doc) if doc.tokens[at].kind == "word"} == words


@pytest.mark.parametrize(
    ("text", "old"),
    [
        (OLD, True),
        ("The Licensee shall pay the fee as set out herein, and all taxes thereof, within thirty days.", True),
        (f"He read to them from the book. “{OLD}” Then they went home.", False),
        ("Nobody knows whence it came, but all of them saw it.", False),
        (f"{OLD} " + "The council met on Monday and agreed to build a new school next year. " * 200, False),
        ("", False),
    ],
)
def test_what_is_old_fashioned(text: str, old: bool) -> None:
    assert is_old_fashioned(from_string(text)) is old


@pytest.mark.parametrize(
    ("text", "has_verb"),
    [
        ("The council met on Monday.", True),
        ("Nobody can say why.", True),
        ("He is late.", True),
        ("Astronomy Picture of the Day, The Sharpest View of the Sun", False),
        ("An introduction to the metric system", False),
        ("Merge Visible Layers", False),
    ],
)
def test_titles_and_labels_have_no_verb(text: str, *, has_verb: bool) -> None:
    doc = from_string(text)
    assert without_verb(doc, tables.load("lexicon")) == (frozenset() if has_verb else frozenset(range(len(doc.tokens))))


@pytest.mark.parametrize("text", ["{", "<a ", "`", "in- ", "{a}", "a\n\n", "-"])
def test_time_grows_in_line_with_the_text(text: str) -> None:
    check_text_growth(unchosen, text)

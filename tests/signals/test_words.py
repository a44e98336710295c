"""Test how tokens become words of the n-gram model."""

from __future__ import annotations

import pytest

from mtcheck.signals.words import UNKNOWN_LOWER, UNKNOWN_UPPER, model_words, unknown_word


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Peace", "peace"),
        ("shoulder-fired", "shoulder - fired"),
        ("shoulder‑fired", "shoulder - fired"),
        ("U.S.-led", "u.s. - led"),
        ("US", "u.s."),
        ("us", "us"),
        ("U.N.", "un"),
        ("Korea’s", "korea 's"),
        ("they'll", "they 'll"),
        ("don’t", "don't"),
        ("O'Brien's", "o'brien 's"),
        ("COVID-19", "covid - <n2>"),
        ("F-16s", "f - <years>"),
        ("7", "<n1>"),
        ("1987", "<year>"),
        ("2100", "<n4>"),
        ("1,200", "<big>"),
        ("12000", "<big>"),
        ("3.5", "<dec>"),
        ("1990s", "<years>"),
        ("21st", "<ord>"),
        ("6:47", "<n1> : <n2>"),
        ("06:47:11am", "<n2> : <n2> : <qty>"),
        ("news.example.com", "<url>"),
        ("example.co.uk/a", "<url>"),
        ("e.g.", "e.g."),
        ("5pm", "<qty>"),
        ("4x4", "4x4"),
        ("“", '"'),
        ("’", "'"),
        ("—", "--"),
        ("-", "--"),
        ("….", "…."),
        ("...", "..."),
        ("https://example.org", "<url>"),
        ("a@example.org", "<url>"),
        ("§", "§"),
        ("İ", "i̇"),
    ],
)
def test_words_of_a_form(form: str, expected: str) -> None:
    assert model_words(form) == tuple(expected.split(" "))


@pytest.mark.parametrize("form", ["-", "--", "-a", "a--b", "'s", "''", "A.B.-", "1-", "@", "%", "\ud800", "９９"])
def test_every_form_has_at_least_one_word(form: str) -> None:
    assert model_words(form) and all(model_words(form))


def test_unknown_words_differ_by_case() -> None:
    assert (unknown_word("Gyeongju"), unknown_word("frobnicate"), unknown_word("東京")) == (
        UNKNOWN_UPPER,
        UNKNOWN_LOWER,
        UNKNOWN_LOWER,
    )


def test_a_token_of_megabytes_is_cut() -> None:
    assert len(model_words("a-" * 1_000_000)) < 500

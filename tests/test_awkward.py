"""Run every detector, with all signals, over awkward texts: none may fail, and every span must lie in the text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtcheck.config.schema import Config
from mtcheck.engine import check_document
from mtcheck.readers.plain import from_string

WORDS = [
    *(
        "a number of job \u00adadvertisements",
        "\u00ad",
        "co\u00adoperate",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\ud800",
        "習",
        "판소리",
    ),
    *(
        "“",
        "”",
        '"',
        "(",
        ")",
        "...",
        "‘a’",
        "the the",
        "on the 18th",
        "North-Central",
        "Jinping",
        "President",
        "U.S.",
        "1,23",
        "5 %",
    ),
    *(
        "has blamed has denounced",
        "said and said",
        "Korean landmass",
        "a a",
        "-",
        "–",
        "’s",
        "'",
        "\n",
        "\r\n",
        "\t",
        "«x»",
        "é",
        "e\u0301",
    ),
]


@pytest.mark.parametrize("text", [*WORDS, *(f"The {word} minister said {word}, that it was so." for word in WORDS)])
def test_awkward_text_is_checked(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=30).map(" ".join))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the models load in the first example
def test_any_mixture_is_checked(text: str) -> None:
    check(text)


def check(text: str) -> None:
    outcome = check_document(from_string(text), Config(min_probability=0.0, tokens=True))
    assert [notice for notice in outcome.notices if notice.level == "error"] == []
    report = outcome.report
    assert report is not None
    for suspect in report.suspects:
        assert 0 <= suspect.span.start < suspect.span.end <= len(text)
        assert text[suspect.span.start : suspect.span.end] == suspect.text

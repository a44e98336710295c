"""Check that a bad passage is found in a clean article, and that chance finds none in a long one."""

from __future__ import annotations

import numpy as np
import pytest

from mtcheck.readers.plain import from_string
from mtcheck.signals.article_probability import Sentences
from mtcheck.signals.passages import WORDS, passages

KIND = {"intercept": 0.0, "centre": 0.0, "spread": 5.0, "weights": {"machine": 1.0}}
SILENT = {**KIND, "weights": {"machine": 0.0}, "intercept": -6.0}
TABLE = {"mt": KIND, "spun": SILENT}
SENTENCE = "The council met on Monday and agreed to a plan. "
TRUST = {"mt": 1.0, "spun": 1.0}


def judged(*says: float) -> list[tuple[int, int, str]]:
    """Return first and last sentence, and kind, of the passages of an article whose sentences speak for a kind so far."""
    doc = from_string(SENTENCE * len(says))
    rows = np.array(says, float)[:, None]
    found = Sentences(np.full(len(says), 10.0), rows, ("machine",), np.zeros((len(says), 2)), np.arange(len(says)))
    numbers = {sent.span.start: k for k, sent in enumerate(doc.sentences)} | {
        sent.span.end: k for k, sent in enumerate(doc.sentences)
    }
    return [(numbers[one.span.start], numbers[one.span.end], one.kind) for one in passages(doc, found, TABLE, trust=TRUST)]


def test_a_clean_article_has_none() -> None:
    assert judged(*[-6.0] * 60) == []


@pytest.mark.parametrize("before", [0, 20, 100])
def test_a_passage_is_found_whatever_stands_around_it(before: int) -> None:
    found = judged(*[-6.0] * before, *[20.0] * 24, *[-6.0] * 30)
    assert len(found) == 1 and found[0][2] == "mt"
    first, last, _ = found[0]
    assert abs(first - before) <= WORDS / 10 and abs(last - (before + 23)) <= WORDS / 10


def test_two_passages_stay_two() -> None:
    assert len(judged(*[20.0] * 20, *[-9.0] * 60, *[20.0] * 20)) == 2


def test_who_looks_often_must_be_surer() -> None:
    weak = 3.2
    alone = judged(*[weak] * 15)
    assert alone
    assert judged(*[-6.0] * 3000, *[weak] * 15, *[-6.0] * 3000) == []


def test_a_short_rest_is_judged_with_what_stands_before_it() -> None:
    found = judged(*[20.0] * 17)
    assert found == [(0, 16, "mt")]


def test_the_words_of_a_spun_passage_take_its_probability() -> None:
    from mtcheck.core.signals import Passage
    from mtcheck.core.span import Span
    from mtcheck.signals.word_probability import _by_token

    doc = from_string("One two three. Four five six.")
    at = _by_token(doc, 0.2, [Passage(Span(15, 29), "spun", 0.9)]).tolist()
    assert at == [0.2] * 4 + [0.9] * 4
    assert _by_token(doc, 0.95, [Passage(Span(15, 29), "spun", 0.9)]).tolist() == [0.95] * 8

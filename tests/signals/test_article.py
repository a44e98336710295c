"""Check what is said of an article as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from mtcheck import tables
from mtcheck.core.report import DocumentReport
from mtcheck.readers.plain import from_string
from mtcheck.signals.article_probability import EMBEDDING, HEADS, Sentences, indicate, indications, sentences
from mtcheck.signals.models import Raw
from mtcheck.signals.word_probability import is_tokenised, word_signals

MODEL = {"intercept": 0.0, "centre": 0.0, "spread": 20.0, "weights": {"machine": 1.0}}
TEXT = "The council met on Monday and agreed to the plan. " * 20


def article(says: float, *, count: int, apart: float = 0.0) -> Sentences:
    """Return an article of so many sentences of ten words that speak for a kind by ``says``, give or take ``apart``."""
    rows = np.full((count, 1), says) + apart * np.where(np.arange(count) % 2, 1.0, -1.0)[:, None]
    return Sentences(np.full(count, 10.0), rows, ("machine",), np.zeros((count, 2)), np.arange(count))


def raw_of(text: str, *, width: int, machine: float = 0.0, head: float = 0.3) -> Raw:
    doc = from_string(text)
    size = len(doc.tokens)
    heads = {name: np.full(size, head if name in ("edited", "marked") else 0.002) for name in HEADS}
    count = len(doc.sentences)
    sentences = np.full(count, machine), np.zeros((count, width))
    return Raw(heads, np.full(size, 8.0), np.full(size, 2.0), *sentences, spun=np.zeros(count))


def test_more_text_makes_the_interval_narrower() -> None:
    short, long = (indicate(article(2.0, count=count), MODEL) for count in (4, 80))
    assert short.low < short.probability < short.high
    assert long.high - long.low < short.high - short.low
    assert 0.5 < short.probability < long.probability


def test_sentences_that_disagree_make_the_interval_wider() -> None:
    same, apart = (indicate(article(1.0, count=30, apart=by), MODEL) for by in (0.0, 6.0))
    assert apart.high - apart.low > same.high - same.low


def test_the_probability_never_leaves_its_interval() -> None:
    for says in (-300.0, -3.0, 0.0, 3.0, 300.0):
        found = indicate(article(says, count=200), MODEL)
        assert 0.0 <= found.low <= found.probability <= found.high <= 1.0


def test_nothing_is_said_of_a_short_text_or_by_another_reader() -> None:
    width = int(tables.load("calibration/article")["width"])
    short = "The council met on Monday."
    assert indications(from_string(short), raw_of(short, width=width)) is None
    assert indications(from_string(TEXT), raw_of(TEXT, width=width + 1)) is None
    assert set(indications(from_string(TEXT), raw_of(TEXT, width=width)) or ()) == {"spun", "mt"}


def test_sentences_without_a_score_are_passed_over() -> None:
    raw = raw_of("One two three. Four five six.", width=2)
    assert raw.machine is not None
    raw.machine[0] = np.nan
    found = sentences(from_string("One two three. Four five six."), raw)
    assert found is not None
    assert found.sizes.tolist() == [3.0]


def test_table_has_all_weights() -> None:
    table = tables.load("calibration/article")
    found = sentences(from_string(TEXT), raw_of(TEXT, width=table["width"]))
    assert found is not None
    for kind in ("spun", "mt"):
        assert set(table[kind]["weights"]) == set(found.names)
        assert all(len(table[kind][name]) == table["width"] for name in EMBEDDING if name in table[kind])


def test_what_looks_machine_translated_raises_its_words() -> None:
    width = int(tables.load("calibration/article")["width"])
    doc = from_string(TEXT)
    calm, machine = (word_signals(doc, raw_of(TEXT, width=width, machine=value)) for value in (-6.0, 6.0))
    assert calm.indications is not None and machine.indications is not None
    assert calm.indications["mt"].probability < machine.indications["mt"].probability
    assert (calm.bad[1] or 0.0) < (machine.bad[1] or 0.0)


@pytest.mark.parametrize(
    ("text", "laid_out"), [("He came , and left .", True), ("He came, and left.", False), ("He left", False)]
)
def test_text_laid_out_for_machines_is_known_by_its_marks(text: str, laid_out: bool) -> None:
    assert is_tokenised(from_string(text)) is laid_out


def test_reports_without_models_say_nothing_of_the_article() -> None:
    assert DocumentReport.__dataclass_fields__["indications"].default is None


def test_older_wording_is_no_sign_of_a_spinner() -> None:
    width = int(tables.load("calibration/article")["width"])
    old = TEXT.replace(" the ", " ye ", 1).replace(" the ", " thy ", 1)
    today, aged = (indications(from_string(text), raw_of(text, width=width, head=0.6)) for text in (TEXT, old))
    assert today is not None and aged is not None
    assert today["mt"] == aged["mt"]
    assert today["spun"] != aged["spun"]


def test_less_trust_leaves_the_article_near_what_articles_are_at_large() -> None:
    full, less = (indicate(article(3.0, count=80), MODEL, trust=trust) for trust in (1.0, 0.25))
    assert 0.5 < less.probability < full.probability

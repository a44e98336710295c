"""Hold the figures against values worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from mtcheck.core.report import DocumentReport, Score, TokenScore
from mtcheck.core.span import Span
from mtcheck.evaluation.measures import (
    SpanMatch,
    auc,
    average_precision,
    best_threshold,
    crossfit,
    f1,
    match_spans,
    mcc,
    reliability,
)
from mtcheck.evaluation.segments import evaluate_segments, human_figures, read_segment, token_scores


def test_mcc_and_f1_by_hand() -> None:
    gold, scores = [1, 1, 0, 0, 0], [0.9, 0.2, 0.8, 0.1, 0.1]  # tp 1, fn 1, fp 1, tn 2
    assert mcc(gold, scores, 0.5) == pytest.approx((1 * 2 - 1 * 1) / math.sqrt(2 * 2 * 3 * 3))
    assert f1(gold, scores, 0.5) == pytest.approx(0.5)
    assert mcc([0, 0], [0.1, 0.2], 0.5) == 0.0


def test_average_precision_and_auc_by_hand() -> None:
    assert average_precision([1, 0, 1], [0.9, 0.8, 0.7]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([0, 0], [0.5, 0.4]) == 0.0
    assert auc([3.0, 1.0], [2.0, 1.0]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert auc([], [1.0]) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=1, max_size=40), st.randoms())
def test_average_precision_is_that_of_scikit_learn_and_knows_no_order(pairs: list[tuple[bool, int]], random: Any) -> None:
    gold, scores = [int(marked) for marked, _ in pairs], [score / 6 for _, score in pairs]
    found = average_precision(gold, scores)
    if any(gold):
        assert found == pytest.approx(average_precision_score(gold, scores))
    random.shuffle(pairs)
    assert average_precision([int(marked) for marked, _ in pairs], [score / 6 for _, score in pairs]) == pytest.approx(found)


def test_crossfit_finds_a_threshold_that_separates() -> None:
    groups = [([1, 0, 0], [0.9, 0.2, 0.1]) for _ in range(6)]
    assert crossfit(groups) == (1.0, 1.0)


def test_reliability_leaves_out_empty_bins() -> None:
    rows = reliability([0.15, 0.11, 1.0], [True, False, True])
    assert [(row.low, row.count, row.observed) for row in rows] == [(0.1, 2, 0.5), (0.9, 1, 1.0)]
    assert rows[0].stated == pytest.approx(0.13)


def test_the_threshold_is_the_lowest_of_the_best() -> None:
    groups = [([1, 0], [0.5, 0.31]), ([0, 1], [0.1, 0.9])]
    assert best_threshold(groups) == 0.32  # everything from .32 to below .5 separates them
    every = ([1, 0, 0, 1], [0.5, 0.31, 0.1, 0.9])
    assert mcc(*every, 0.32) == 1.0 and mcc(*every, 0.5) < 1.0 and mcc(*every, 0.3) < 1.0


def test_span_match_gives_partial_credit() -> None:
    match = SpanMatch()
    match.add([(0, 10)], [(5, 15), (30, 40)])
    assert match.gold_credit == 0.5 and match.suspect_credit == 0.5
    assert match.recall == 0.5 and match.precision == 0.25
    assert match.f1 == pytest.approx(2 * 0.25 * 0.5 / 0.75)
    assert match.char_f1 == pytest.approx(2 * 5 / (10 + 20))


def test_spans_are_matched_one_to_one() -> None:
    match = SpanMatch()
    match.add([(0, 20)], [(0, 4), (6, 16)])  # one long gold span pays for one suspect alone, the one that agrees best
    assert match.suspect_credit == 1.0 and match.gold_credit == 0.5
    assert match_spans([(0, 20)], [(0, 4), (6, 16)]) == [((0, 20), (6, 16))]
    # the second with the first agrees best alone (14/22), but two pairs together better (10/22 + 6/13)
    assert match_spans([(0, 10), (10, 20)], [(5, 17), (17, 20)]) == [((0, 10), (5, 17)), ((10, 20), (17, 20))]


def test_span_match_is_micro_averaged() -> None:
    match = SpanMatch()
    match.add([(0, 4)], [(0, 4)])
    match.add([], [(0, 4)])  # a segment without gold costs precision, and adds no perfect score of its own
    assert match.precision == 0.5 and match.recall == 1.0
    assert SpanMatch().f1 is None and SpanMatch().char_f1 is None


def report(*bad: tuple[int, int, float]) -> DocumentReport:
    tokens = tuple(TokenScore(Span(start, end), None, value) for start, end, value in bad)
    score = Score("penalty_per_1000_words", 0.0, 0.0, 0.0, "")
    return DocumentReport("a", "a", "", 4, (), tokens=tokens, penalty=score, verdict="pass", verdict_reason="")


def test_segments_of_tags_and_of_raters() -> None:
    tags = read_segment({"text": "He go home now", "tags": [0, 1, 0, 0]}, 1)
    assert tags.bad_words() == [0, 1, 0, 0]
    runs = read_segment({"text": "He go home now", "tags": [1, 1, 0, 1]}, 1)
    assert runs.bad_words() == [1, 1, 0, 1] and runs.marked == {"": ((0, 5), (11, 14))}
    spans = [
        {"start": 3, "end": 5, "severity": "major", "rater": "r1"},
        {"start": 3, "end": 10, "severity": "minor", "rater": "r2"},
        {"start": 0, "end": 2, "severity": "neutral", "rater": "r3"},
    ]
    mqm = read_segment({"text": "He go home now", "spans": spans, "raters": ["r1", "r2", "r3"]}, 1)
    assert mqm.bad_words() == [0, 1, 0, 0] and mqm.bad_words(["r2"]) == [0, 1, 1, 0]
    with pytest.raises(ValueError, match="2 tags for 4 words"):
        read_segment({"text": "He go home now", "tags": [0, 1]}, 1)


def test_evaluate_segments_by_hand() -> None:
    segment = read_segment({"text": "He go home now", "tags": [0, 1, 0, 0]}, 1)
    one = report((0, 2, 0.1), (3, 5, 0.9), (6, 10, 0.2), (11, 14, 0.1))
    assert token_scores(segment, one.tokens or ()) == [0.1, 0.9, 0.2, 0.1]
    figures = evaluate_segments([segment] * 4, [one] * 4, min_probability=0.5)
    assert figures["mcc"] == 1.0 and figures["average_precision"] == 1.0 and figures["base"] == 0.25
    assert figures["human_f1"] is None
    assert figures["reliability"][0] == {"low": 0.1, "high": 0.2, "count": 8, "stated": pytest.approx(0.1), "observed": 0.0}
    assert [row["observed"] for row in figures["reliability"]] == [0.0, 0.0, 1.0]


def test_raters_are_held_against_each_other() -> None:
    spans = [
        {"start": 3, "end": 5, "severity": "major", "rater": "r1"},
        {"start": 3, "end": 10, "severity": "minor", "rater": "r2"},
    ]
    segment = read_segment({"text": "He go home now", "spans": spans, "raters": ["r1", "r2"]}, 1)
    figures = human_figures([segment])
    assert figures["human_f1"] == pytest.approx(2 / 3)  # one word both marked, one that r2 alone did
    assert figures["human_mcc"] == pytest.approx((1 * 2 - 0 * 1) / math.sqrt(1 * 2 * 2 * 3))
    share = (2 / 7 + 1) / 2  # each pair in both directions: 2 of 7 characters, and all of 2
    assert figures["human_span_f1"] == pytest.approx(share)
    assert figures["human_char_f1"] == pytest.approx(2 * 2 / (2 + 7))
    suspects = report((3, 5, 0.9))
    assert evaluate_segments([segment] * 2, [suspects] * 2, min_probability=0.5)["span_recall"] == 0.0

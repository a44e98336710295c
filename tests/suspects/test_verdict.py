"""Check what the verdict on an article rests on, and that it says why."""

from __future__ import annotations

import pytest

from mtcheck.core.finding import Excerpt, SuspectSpan
from mtcheck.core.region import Place, Region
from mtcheck.core.report import Examination, Score
from mtcheck.core.signals import Indication, Passage
from mtcheck.core.span import Span
from mtcheck.suspects.calibrate import verdict_limits
from mtcheck.suspects.score import judged, verdict_of

LIMITS = verdict_limits()


def suspect(severity: str, probability: float) -> SuspectSpan:
    """Return an open suspect."""
    place = Place(1, 1, 1, 1)
    known = {"findings": (), "message": "m", "replacements": (), "fingerprint": "v2:x"}
    where = {"text": "Shim", "context": Excerpt("Shim came.", 0), "region": Region(place, place)}
    return SuspectSpan(
        Span(0, 4),
        "grammar.agreement",
        "linguistic/grammar",
        severity,
        probability,
        **known,
        **where,  # type: ignore[arg-type]
    )


def article(*suspects: SuspectSpan, mt: float = 0.1, spun: float = 0.1, passages: tuple[Passage, ...] = ()) -> Examination:
    """Return an article of a thousand words."""
    kinds = {kind: Indication(value, 0.0, 1.0) for kind, value in (("mt", mt), ("spun", spun))}
    return Examination("a.txt", "a", "", 1000, suspects, indications=kinds, passages=passages)


def verdict(found: Examination, value: float = 0.0, low: float = 0.0) -> tuple[str, str]:
    return verdict_of(found, Score("penalty", value, low, 1000.0, ""))


@pytest.mark.parametrize(
    ("times_review", "times_fail", "wanted"), [(0.5, 2.0, "pass"), (2.0, 0.5, "review"), (2.0, 2.0, "fail")]
)
def test_what_fails_also_calls_for_a_reader(times_review: float, times_fail: float, wanted: str) -> None:
    assert verdict(article(), times_review * LIMITS["review"], times_fail * LIMITS["fail"])[0] == wanted


@pytest.mark.parametrize(("kind", "says"), [("mt", "raw machine translation"), ("spun", "spun text")])
def test_the_origin_of_the_article_calls_for_a_reader(kind: str, says: str) -> None:
    under, over = LIMITS[kind] - 0.01, min(1.0, LIMITS[kind] + 0.0005)
    assert verdict(article(**{kind: under}))[0] == "pass"  # type: ignore[arg-type]
    found, reason = verdict(article(**{kind: over}))  # type: ignore[arg-type]
    assert found == "review" and says in reason and f"{over:.0%}" in reason


def test_a_passage_calls_for_a_reader() -> None:
    passage = Passage(Span(0, 900), "spun", min(1.0, LIMITS["spun"] + 0.0005))
    found, reason = verdict(article(passages=(passage,)))
    assert found == "review" and "a passage reads like spun text" in reason
    assert verdict(article(passages=(Passage(Span(0, 900), "spun", LIMITS["spun"] - 0.01),)))[0] == "pass"


def test_a_probable_critical_suspect_calls_for_a_reader() -> None:
    found, reason = verdict(article(suspect("critical", LIMITS["critical"])))
    assert found == "review" and "1 critical suspect (first: 'Shim')" in reason
    assert verdict(article(suspect("critical", LIMITS["critical"] - 0.05)))[0] == "pass"
    assert verdict(article(suspect("major", 0.99)))[0] == "pass"


def test_the_reason_counts_suspects_and_words() -> None:
    assert verdict(article(suspect("minor", 0.6), suspect("minor", 0.4)))[1].startswith("1 suspect in 1,000 words")


def test_an_obstacle_comes_first() -> None:
    report = judged(Examination("a.txt", "a", "", 5, (), obstacle="too short"))
    assert (report.verdict, report.verdict_reason) == ("not judged", "too short")

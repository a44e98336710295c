"""Hold what fusion promises of suspects: leader, probability, severity, replacements, fingerprints."""

from __future__ import annotations

import pytest

from mtcheck.core.document import Document
from mtcheck.core.finding import Edit, Finding, SuspectSpan
from mtcheck.core.rule import Rule
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import Severity
from mtcheck.engine import categories
from mtcheck.readers.plain import from_string
from mtcheck.suspects import calibrate
from mtcheck.suspects.make import make_suspects
from mtcheck.suspects.score import penalty, why_not_judged


def rule(rule_id: str, category: str, severity: Severity) -> Rule:
    return Rule(rule_id, "t", category, severity, "w.", "k.", (), (), "0.1")


RULES = {
    entry.id: entry
    for entry in (
        rule("one.a", "linguistic/grammar", "minor"),
        rule("one.b", "linguistic/grammar", "major"),
        rule("two.a", "linguistic/grammar", "minor"),
        rule("three.a", "design/boilerplate", "minor"),
    )
}
PRECISION = {"one.a": 0.5, "one.b": 0.4, "two.a": 0.5, "three.a": 0.9}


@pytest.fixture(autouse=True)
def precision(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {
        "prior": 0.5,
        "verdict": {"review": 5.0, "fail": 10.0},
        "rules": {name: {"seen": 10, "right": 5, "by_score": [p] * 5} for name, p in PRECISION.items()},
    }
    monkeypatch.setattr(calibrate, "calibration_table", lambda: table)


def suspects(doc: Document, *findings: Finding) -> tuple[SuspectSpan, ...]:
    return make_suspects(doc, findings, RULES)


def at(doc: Document, text: str, rule_id: str, *edits: str) -> Finding:
    start = doc.text.index(text)
    span = Span(start, start + len(text))
    return Finding(rule_id, span, 1.0, rule_id, (), tuple(Edit(span, edit) for edit in edits))


def test_furniture_is_never_given_another_wording() -> None:
    doc = from_string('Read on [CP_POLLS id="3"] here.')
    (found,) = suspects(doc, at(doc, '[CP_POLLS id="3"]', "three.a"), at(doc, "id", "one.a", "design"))
    assert found.category == "design/boilerplate" and found.replacements == ()


def test_families_add_up_and_one_family_does_not() -> None:
    doc = from_string("He go to school every day.")
    (alone,) = suspects(doc, at(doc, "He go", "one.a"))
    (twice,) = suspects(doc, at(doc, "He go", "one.a"), at(doc, "He go", "one.b"))
    (both,) = suspects(doc, at(doc, "He go", "one.a"), at(doc, "He go", "two.a"))
    assert (alone.probability, twice.probability, both.probability) == (0.5, 0.5, 0.75)
    assert twice.severity == "major", "the worst severity of the category stands"


def test_replacements_are_texts_for_the_whole_span() -> None:
    doc = from_string("He go to school every day.")
    inner = Finding("two.a", Span(3, 5), 1.0, "m", (), (Edit(Span(3, 5), "goes"),))
    (suspect,) = suspects(doc, at(doc, "He go", "one.a", "He went"), inner)
    assert suspect.replacements == ("He goes", "He went"), "equals are settled by the rule id"
    assert doc.of(suspect.span) == "He go"


def test_furniture_leads_and_is_not_made_surer_by_what_it_holds() -> None:
    doc = from_string("Share this go now")
    (suspect,) = suspects(doc, at(doc, "Share this go now", "three.a"), at(doc, "go", "one.b"))
    assert (suspect.rule_id, suspect.category, suspect.severity) == ("three.a", "design/boilerplate", "minor")
    assert suspect.probability == 0.9
    assert len(suspect.findings) == 2


def prints(text: str, *starts: int) -> list[str]:
    doc = from_string(text)
    return [entry.fingerprint for entry in suspects(doc, *(Finding("one.a", Span(n, n + 2), 1.0, "m", ()) for n in starts))]


def test_fingerprint_outlives_moves_and_tells_copies_apart() -> None:
    text = "At the end. He go to school."
    (there,) = prints(text, 15)
    assert prints("Another one.\r\n\r\n\r\n" + text.replace(". He", ".   He"), 35) == [there]
    assert prints(text.replace("school", "church"), 15) != [there]
    copies = prints(f"{text} {text}", 15, 15 + len(text) + 1)
    assert copies[0] == there and copies[1] != there


ARTICLE = "The minister said on Monday that the talks with the neighbours had been long and that they will go on. " * 4


def test_penalty_grows_with_weight_and_probability() -> None:
    doc = from_string(ARTICLE)
    clean = penalty((), doc.words, categories())
    assert clean.value == 0.0 and clean.low == 0.0 and clean.high > 0.0
    (minor,) = suspects(doc, at(doc, "Monday", "one.a"))
    score = penalty((minor,), doc.words, categories())
    assert score.value == pytest.approx(1000 * 1.0 * 0.5 / doc.words)
    (furniture,) = suspects(doc, at(doc, "Monday", "three.a"))
    assert penalty((furniture,), doc.words, categories()).value < score.value / 10


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Too short to say.", "too short"),
        ("Der Minister sagte am Montag, dass die Gespräche mit den Nachbarn lang gewesen seien. " * 5, "not English"),
        ("朝鮮中央通信は二十三日、金正恩委員長が習近平国家主席に口頭親書を送ったと報じた。" * 20, "not English"),
        (ARTICLE, ""),
    ],
)
def test_what_cannot_be_judged_says_why(text: str, reason: str) -> None:
    got = why_not_judged(from_string(text))
    assert got.startswith(reason) and bool(got) == bool(reason)

"""Test the logic of the odd-paraphrase engine that cases cannot show."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding, Measure
from mtcheck.core.rule import Context
from mtcheck.core.signals import Indication, WordSignals
from mtcheck.detectors.paraphrase import ParaphraseDetector
from mtcheck.detectors.paraphrase.alike import UNKNOWN, WINDOW, Alike
from mtcheck.detectors.paraphrase.findings import LEAST
from mtcheck.readers.plain import from_string
from mtcheck.signals.ngram import NgramModel

SPUN = "The children possess been sick for two days, and the old man died of kidney disappointment."
PLAIN = (
    "The committee met on Tuesday to discuss the budget for next year. Members agreed that the schools need more money, but "
    "they could not agree on where it should come from. The chairman said that he would ask the government for help. "
)


@pytest.fixture(scope="module")
def ctx() -> Context:
    return Context(table=tables.load, ngrams=NgramModel.load())


@pytest.fixture(scope="module")
def detector() -> ParaphraseDetector:
    return ParaphraseDetector()


def run(detector: ParaphraseDetector, ctx: Context, text: str) -> tuple[Document, list[Finding]]:
    doc = from_string(text)
    return doc, list(detector.detect(doc, ctx))


def test_silent_without_a_model(detector: ParaphraseDetector) -> None:
    assert list(detector.detect(from_string(SPUN), Context(table=tables.load))) == []


def test_an_empty_text_and_one_without_words(detector: ParaphraseDetector, ctx: Context) -> None:
    for text in ("", "\n\n", "12 + 13 = 25", "—"):
        assert run(detector, ctx, text)[1] == []


def test_evidence_can_be_checked(detector: ParaphraseDetector, ctx: Context) -> None:
    doc, findings = run(detector, ctx, SPUN)
    assert {doc.of(finding.span) for finding in findings} == {"possess", "disappointment"}
    for finding in findings:
        measure = next(part for part in finding.evidence if isinstance(part, Measure))
        assert measure.value == finding.score >= measure.threshold == LEAST
        steps = next(part for part in finding.evidence if isinstance(part, Derivation)).steps
        assert repr(finding.edits[0].replacement) in steps[1][0]
        assert 1 <= len(finding.edits) <= 3
        assert all(edit.span == finding.span for edit in finding.edits)


def test_the_message_tells_the_counts(detector: ParaphraseDetector, ctx: Context) -> None:
    _, findings = run(detector, ctx, "The two leaders traded letters with each other.")
    assert "'traded letters': never" in findings[0].message
    assert "'exchanged letters'" in findings[0].message


def test_the_article_is_evidence(detector: ParaphraseDetector, ctx: Context) -> None:
    """The same word weighs less in an article that shows no other replaced words."""
    alone = max(finding.score for finding in run(detector, ctx, SPUN)[1])
    amid = [finding.score for finding in run(detector, ctx, f"{PLAIN * 4}\n\n{SPUN}\n\n{PLAIN * 4}")[1]]
    assert max(amid, default=0.0) < alone


def test_case_is_kept(detector: ParaphraseDetector, ctx: Context) -> None:
    doc, findings = run(detector, ctx, "Colossal information helps banks.")
    first = min(findings, key=lambda finding: finding.span)
    assert doc.of(first.span).startswith("Colossal")
    assert all(edit.replacement[0].isupper() for edit in first.edits)


def test_same_text_same_findings(ctx: Context) -> None:
    first = run(ParaphraseDetector(), ctx, SPUN + " " + PLAIN)[1]
    run(used := ParaphraseDetector(), ctx, PLAIN)
    assert run(used, ctx, SPUN + " " + PLAIN)[1] == first


@pytest.mark.parametrize(
    "part", ["possess ", "hereditary calculation ", "Joined States ", "colossal-", "The Unified Realm of "]
)
def test_repetition_takes_linear_time(detector: ParaphraseDetector, ctx: Context, part: str) -> None:
    run(detector, ctx, part)
    began = time.perf_counter()
    run(detector, ctx, part * 4000)
    assert time.perf_counter() - began < 20


QUOTED = "“{}” he said, and the committee met on Tuesday."
ODD = "The children possess been sick for two days"


def scores(detector: ParaphraseDetector, ctx: Context, text: str) -> dict[int, float]:
    return {finding.span.start: finding.score for finding in run(detector, ctx, text)[1]}


def test_quoted_speech_weighs_less(detector: ParaphraseDetector, ctx: Context) -> None:
    told = scores(detector, ctx, f"{ODD}, he said, and the committee met on Tuesday.")
    quoted = scores(detector, ctx, QUOTED.format(f"{ODD},"))
    assert 0 < max(quoted.values(), default=0.01) < max(told.values())


def test_quoted_speech_weighs_in_full_where_narration_shows_the_same(detector: ParaphraseDetector, ctx: Context) -> None:
    both = f"{QUOTED.format(f'{ODD},')} {ODD}."
    other = f"{QUOTED.format(f'{ODD},')} The children have been sick for two days."
    place = both.index("possess")
    assert scores(detector, ctx, both)[place] > scores(detector, ctx, other).get(place, 0.0)


POEM = (
    "to the world to fill it with the childish\n\nworrying sound working its way from a colossal\n\n"
    "mouth that the pupils possess been deep and lost\n\nwithout the fluttering exuberance of his hands."
)


def test_verse_is_no_evidence_against_the_article(detector: ParaphraseDetector, ctx: Context) -> None:
    verse, prose = (detector.gains(from_string(text), ctx) for text in (POEM, POEM.replace("\n\n", " ")))
    assert verse is not None and prose is not None
    assert verse.words == 0 and verse.seen == 0.0
    assert prose.words > 20 and prose.seen > prose.clean


def test_gains_tell_spun_from_clean(detector: ParaphraseDetector, ctx: Context) -> None:
    spun, clean = (detector.gains(from_string(text), ctx) for text in (f"{SPUN} {SPUN}", PLAIN))
    assert spun is not None and clean is not None
    assert spun.seen > spun.clean and spun.excess > spun.spread
    assert clean.excess < clean.spread
    assert clean.words > 20 and clean.clean > 0


def test_no_gains_without_a_model(detector: ParaphraseDetector) -> None:
    assert detector.gains(from_string(SPUN), Context(table=tables.load)) is None


def test_three_words_of_a_term_together(detector: ParaphraseDetector, ctx: Context) -> None:
    doc, findings = run(
        detector, ctx, "The gross home item of the country grew by 3 percent, and coronary vein malady is common there."
    )
    found = {doc.of(finding.span): [edit.replacement for edit in finding.edits] for finding in findings}
    assert found["coronary vein malady"] == ["coronary artery disease"]


def test_a_term_as_it_should_be_is_left_alone(detector: ParaphraseDetector, ctx: Context) -> None:
    text = "The gross domestic product of the country grew by 3 percent, and coronary artery disease is common there."
    assert run(detector, ctx, text)[1] == []


def test_alternatives_far_behind_are_edits_but_not_named(detector: ParaphraseDetector, ctx: Context) -> None:
    _, findings = run(detector, ctx, SPUN)
    several = [finding for finding in findings if len(finding.edits) > 1]
    assert all(finding.edits[0].replacement in finding.message for finding in several)
    assert any(finding.edits[-1].replacement not in finding.message for finding in several)


def signals(doc: Document, replaced: float, spun: float) -> WordSignals:
    nothing: list[float | None] = [None] * len(doc.tokens)
    said = Indication(spun, spun, spun)
    return WordSignals(nothing, nothing, nothing, [replaced] * len(doc.tokens), {"spun": said, "mt": said})


def test_the_word_models_are_heard(detector: ParaphraseDetector, ctx: Context) -> None:
    scores = []
    for replaced, spun in ((0.01, 0.02), (0.8, 0.9)):
        doc = from_string(SPUN)  # what an article gave is kept by the document
        said = signals(doc, replaced, spun)
        heard = Context(table=tables.load, ngrams=ctx.ngrams, listen=lambda said=said: said)
        scores.append({doc.of(finding.span): finding.score for finding in detector.detect(doc, heard)})
    assert scores[1]["disappointment"] > scores[0].get("disappointment", 0.0)


@pytest.fixture(scope="module")
def alike() -> Alike:
    return Alike(tables.load("alike"))


def test_likeness(alike: Alike) -> None:
    listed, used = alike.neighbours("fired")
    assert "dismissed" in listed and not set(listed) & set(used) and "fired" not in (*listed, *used)
    assert alike.neighbours("the") == ([], []) and alike.row("the") == UNKNOWN
    near, far = (alike.vectors(alike.rows(["doctors", word])) for word in ("physicians", "fences"))
    assert near[0] @ near[1] > 0.6 > far[0] @ far[1]
    assert not alike.vectors(np.array([UNKNOWN])).any()


def test_a_word_fits_its_own_context(alike: Alike) -> None:
    words = "doctors patients hospital nurses surgery medicine clinic".split()
    rows = alike.rows(words)
    (context,) = alike.contexts(rows, np.array([2]))
    assert alike.vectors(rows)[2] @ context > alike.vectors(alike.rows(["football"]))[0] @ context
    assert alike.contexts(alike.rows(["doctors"]), np.array([0])).shape == (1, alike.vectors(rows).shape[1])
    assert WINDOW > 0 and not alike.contexts(alike.rows(["doctors"]), np.array([0])).any()


def test_what_the_reader_takes_as_it_is_is_no_replacement(detector: ParaphraseDetector, ctx: Context) -> None:
    """A word that the n-gram model does not expect stays unreported where the reader finds it natural and nothing spun."""
    doc = from_string(f"{SPUN} {SPUN}")
    size = len(doc.tokens)
    counts = []
    for faulty, spun in ((0.01, 0.1), (0.3, 0.1), (0.01, 0.9), (None, 0.1)):
        said = Indication(spun, spun, spun)
        signals = WordSignals([None] * size, [None] * size, [faulty] * size, [0.8] * size, {"spun": said, "mt": said})
        found = detector.detect(doc, replace(ctx, listen=lambda signals=signals: signals))
        counts.append(sum(one.rule_id != "paraphrase.fixed-term" for one in found))
    assert counts[0] < counts[1] and counts[0] < counts[2] and counts[3] > 0

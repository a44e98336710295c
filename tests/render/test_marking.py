"""Hold what a reviewer adds to its laws: missed faults, other ends and classes, corrected text, files to take away."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mtcheck.readers.plain import from_string
from mtcheck.render import as_html
from tests.render import factory
from tests.render.conftest import Opener
from tests.render.test_decisions import chosen, expect, exported, page, press

pytestmark = pytest.mark.browser
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SELECT = """([where, from, to]) => {
  const node = document.querySelector(where);
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (from >= at && from <= at + text.length) range.setStart(text, from - at);
    if (to >= at && to <= at + text.length) { range.setEnd(text, to - at); break; }
    at += text.length;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def select(tab: Any, where: str, words: str) -> None:
    """Select words of an element, as a mouse would; the page counts UTF-16 units."""
    before, _, _ = str(tab.locator(where).first.text_content()).partition(words)
    start, end = (len(text.encode("utf-16-le")) // 2 for text in (before, before + words))
    tab.evaluate(SELECT, [where, start, end])


def test_missed_fault_is_added_by_key_and_exported(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    select(tab, "article li", "pples from the nor")
    press(tab, "m")
    assert tab.inner_text("#form-words") == "Apples from the north", "whole words are marked"
    press(tab, "7 + w")
    tab.keyboard.type("Apples of the north")
    press(tab, "Tab")
    tab.keyboard.type("clumsy <b>")
    press(tab, "Enter")
    assert chosen(tab) == "Apples from the north" and tab.locator("mark.own").count() == 1
    (record,) = exported(tab, tmp_path).decisions
    doc = factory.article().document
    assert doc is not None and doc.text[record.start : record.end] == record.text == "Apples from the north"
    assert (record.origin, record.decision, record.category, record.severity) == (
        "reviewer",
        "artifact",
        "linguistic/grammar",
        "critical",
    )
    assert (record.edit, record.comment) == ("Apples of the north", "clumsy <b>")
    assert tab.inner_text("#left") == "13 of 13 undecided", "an added fault is nothing to decide"
    tab.reload()
    assert tab.locator("mark.own").inner_text() == "Apples from the north"
    press(tab, "z")
    assert tab.locator("mark.own").count() == 0 and tab.locator("#list li:visible").count() == 13
    assert str(tab.locator("article.text").first.text_content()).count("Apples from the north") == 1


def test_words_are_chosen_by_arrow_keys_alone(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.clean()))
    press(tab, "m")
    assert tab.inner_text("#form-words") == "A"
    press(tab, "ArrowRight ] ArrowRight ArrowRight ] [ ] 3 Enter")
    (record,) = exported(tab, tmp_path).decisions
    assert record.text == "happened here." and record.category == "accuracy/untranslated" and record.severity == "major"


def test_added_mark_may_overlap_suspects_and_the_text_stays(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    before = tab.locator("article.text").first.text_content()
    select(tab, "article.text > p", "letter to the governor, it is interpreted that trade trade will resume")
    press(tab, "m 2 Enter")
    assert chosen(tab) == "letter to the governor, it is interpreted that trade trade will resume"
    assert tab.locator("article.text").first.text_content() == before
    press(tab, "0")
    assert tab.locator("mark.own").count() == 0 and tab.locator("article.text").first.text_content() == before
    press(tab, "Escape j j")
    assert chosen(tab) == "oral letter", "the suspects are where they were"
    press(tab, "z")
    assert tab.locator("mark.own").count() >= 1


def test_ends_class_and_severity_of_a_suspect_change(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j j b")
    assert tab.inner_text("#form-words") == "oral letter"
    press(tab, "] ] 5 +")
    tab.fill("#own-edit", "message to the")
    press(tab, "Enter")
    assert chosen(tab) == "oral letter to the"
    (record,) = exported(tab, tmp_path).decisions
    assert (record.text, record.category, record.severity) == ("oral letter to the", "terminology/wrong-term", "major")
    assert record.found is not None and record.found.category == "accuracy/mistranslation" and record.found.severity == "minor"
    assert record.end - record.found.end == len(" to the") and record.origin == "tool"
    tab.reload()
    assert chosen(tab) == "oral letter to the"
    press(tab, "0")
    assert chosen(tab) == "oral letter"


def test_phone_needs_no_shift(opened: Opener) -> None:
    tab = opened(page(factory.article()), viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    select(tab, "article li", "pples from")
    tab.tap("#mark-hint")
    tab.tap("text=+ word")
    tab.tap(".pick label:has-text('Grammar')")
    tab.tap("#form-done")
    assert tab.locator("mark.own").inner_text() == "Apples from the"


def test_astral_characters_do_not_move_a_mark(opened: Opener, tmp_path: Path) -> None:
    doc = from_string("😀😀 one two 😀 three four.\n", path="a.txt")
    tab = opened(page(factory.report(doc, [factory.suspect(doc, "two", "grammar.article")])))
    select(tab, "article.text > *", "three")
    press(tab, "m 7 Enter")
    (record,) = exported(tab, tmp_path).decisions
    assert doc.text[record.start : record.end] == "three" == chosen(tab)


# --- the corrected text


def decided(opened: Opener) -> Any:
    tab = opened(page(factory.article()))
    press(tab, "j a l x a")
    return tab


def test_text_is_shown_with_changes_and_clean(opened: Opener) -> None:
    tab = decided(opened)
    press(tab, "v")
    changed = tab.locator("article.revised")
    assert changed.locator("del").all_inner_texts() == ["習", " oral letter", " trade"]
    assert changed.locator("ins").all_inner_texts() == ["Xi"]
    assert not tab.is_visible("article.text >> nth=0") and tab.inner_text("#view-note") == "3 corrections"
    press(tab, "v")
    clean = tab.inner_text("article.revised")
    assert "Chairman praises Xi at" in clean and "gave an to the governor" in clean and "that trade will resume" in clean
    assert tab.locator("article.revised del, article.revised ins").count() == 0
    press(tab, "g a")
    assert "resume on the 34th" in tab.inner_text("article.revised")
    press(tab, "v")
    assert tab.is_visible("article.text >> nth=0") and not changed.is_visible()


def saved(tab: Any, folder: Path, button: str) -> Path:
    tab.locator(".take").evaluate("each => { each.open = true; }")
    with tab.expect_download() as download:
        tab.click(button)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_clean_text_is_copied_and_saved(opened: Opener, tmp_path: Path) -> None:
    tab = decided(opened)
    text = saved(tab, tmp_path, "#save-text").read_text("utf-8")
    assert text.startswith("Chairman praises Xi at the harvest fair\n\nThe chairman gave an to the governor, it is")
    assert "blows\n• Pears" in text and text.endswith("he said and said.\n")
    tab.click("#copy-text")
    expect(tab, "#toast", "copied, with 3 corrections")


def test_word_file_has_tracked_changes_that_another_reader_understands(opened: Opener, tmp_path: Path) -> None:
    import docx

    tab = decided(opened)
    press(tab, "j c")
    tab.keyboard.type("why <so> & \x0bso?")
    press(tab, "Enter a")
    path = saved(tab, tmp_path, "#save-word")
    assert zipfile.ZipFile(path).testzip() is None
    body = docx.Document(str(path)).element.body
    deleted = [node.text for node in body.iter(f"{W}delText")]
    inserted = ["".join(text.text for text in ins.iter(f"{W}t")) for ins in body.iter(f"{W}ins")]
    assert deleted[:3] == ["習", " oral letter", " trade"] and inserted[0] == "Xi"
    accepted = ["".join(text.text for text in paragraph.iter(f"{W}t")) for paragraph in body.iter(f"{W}p")]
    assert accepted[0] == "Chairman praises Xi at the harvest fair"
    from mtcheck.readers import read

    (again,) = read(str(path))
    assert not isinstance(again, Exception) and again.text.split("\n")[:2] == accepted[:2]


def test_overlapping_corrections_are_left_out_and_said(opened: Opener) -> None:
    doc = from_string("He met the the old minister today in the town.\n", path="a.txt")
    suspects = [
        factory.suspect(doc, "the the", "repetition.doubled-word", replacements=["a"]),
        factory.suspect(doc, "the old minister", "tortured.term", replacements=["one minister"]),
    ]
    tab = opened(page(factory.report(doc, suspects)))
    press(tab, "j a a v v")
    assert "2 overlap and are left out" in tab.inner_text("#view-note")
    assert tab.inner_text("article.revised") == "He met the the old minister today in the town."


# --- the verdict, and how much work it is

SCALE = as_html.Scale(
    12.6,
    0.4,
    {"neutral": 0.0, "minor": 1.0, "major": 5.0, "critical": 10.0},
    {id: category.weight for id, category in factory.CATEGORIES.items()},
)


def test_verdict_is_said_in_words_and_foretold(opened: Opener) -> None:
    doc = from_string("The teh minister said so, and the teh town was glad of it all.\n" * 3, path="a.txt")
    report = factory.report(doc, [factory.suspect(doc, "teh", "names.sino-korean", replacements=["tea"])])
    tab = opened(page(report, scale=SCALE))
    assert "1 suspect in 42 words, one critical (teh: tea?)" in tab.inner_text(".judgement")
    assert "Below 12.6 an article passes" in tab.inner_text(".scale") and tab.inner_text("#preview") == ""
    press(tab, "j d")
    assert "would" in tab.inner_text("#preview") or "penalty" in tab.inner_text("#preview")
    press(tab, "k x")
    assert "would pass (0.0)" in tab.inner_text("#preview")


def test_forecast_is_that_of_the_judge(opened: Opener) -> None:
    """Foretell the penalty of every first few dismissals, and compare with what the judge makes of what is left."""
    from mtcheck.core.report import Examination, Score
    from mtcheck.suspects.score import penalty, verdict_of

    article = factory.article()
    open_ = [each for each in article.suspects if each.state == "open"]
    alone = Examination("a.txt", "a", "", article.words, ())  # nothing but the penalty speaks
    score: Score = penalty(open_, article.words, factory.CATEGORIES)
    tab = opened(
        page(factory.report(article.document, list(article.suspects), verdict=verdict_of(alone, score)[0]), scale=SCALE)
    )  # type: ignore[arg-type]
    press(tab, "j")
    for number in range(1, len(open_) + 1):
        press(tab, "x")
        left = penalty(open_[number:], article.words, factory.CATEGORIES)
        said = tab.inner_text("#preview")
        verdict = verdict_of(alone, left)[0]
        match = re.search(r"would ([a-z ]+) \(([\d.]+)\);", said)
        assert match is not None, said
        assert match[1].removeprefix("need a ") == verdict and abs(float(match[2]) - left.value) < 0.11

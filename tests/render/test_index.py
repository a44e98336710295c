"""Hold the index to its laws: it finds, filters and folds, goes on in the order shown, imports, and decides groups at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mtcheck.core.report import DocumentReport, Verdict
from mtcheck.readers.plain import from_string
from mtcheck.render import as_html
from mtcheck.review import decisions
from tests.render import factory
from tests.render.conftest import Opener, ready
from tests.render.test_decisions import entry, expect, page, press

pytestmark = pytest.mark.browser


def article(name: str, words: str, count: int, verdict: Verdict, value: float) -> DocumentReport:
    doc = from_string(
        f"Headline of {name}\n\nThe first sentence is {words}. " + "And teh end. " * count + "\n", path=f"{name}.txt"
    )
    spans, at = [], -1
    for _ in range(count):
        at = doc.text.index("teh", at + 1)
        spans.append(type(doc.tokens[0].span)(at, at + 3))
    suspects = [factory.suspect(doc, span, "names.sino-korean", replacements=["the"], severity="major") for span in spans]
    return factory.report(doc, suspects, verdict=verdict, value=value)


REPORTS = [
    article("alpha", "about rhubarb", 1, "review", 20.0),
    article("beta", "about pears", 2, "fail", 90.0),
    article("gamma", "about plums", 0, "pass", 0.0),
    article("delta", "about figs", 1, "fail", 40.0),
]
NAMES = [f"{report.path.removesuffix('.txt')}.html" for report in REPORTS]


def desk(opened: Opener, folder: Path) -> Any:
    for report, name in zip(REPORTS, NAMES, strict=True):
        (folder / name).write_text(page(report), encoding="utf-8")
    glances = [as_html.glance(report) for report in REPORTS]
    return opened(as_html.index_page(factory.run(REPORTS), hrefs=NAMES, glances=glances), name="index.html")


def shown(tab: Any) -> list[str]:
    return [str(text) for text in tab.locator("tr.article:visible th a").all_inner_texts()]


def test_articles_go_by_headline_and_passes_are_folded(opened: Opener, tmp_path: Path) -> None:
    tab = desk(opened, tmp_path)
    assert shown(tab) == ["Headline of beta", "Headline of delta", "Headline of alpha"], "worst first"
    assert "The first sentence is about pears." in tab.inner_text("tr.article >> nth=0")
    tab.click("#fold")
    assert shown(tab)[-1] == "Headline of gamma"
    tab.click(".chips button:has-text('fail')")
    assert shown(tab) == ["Headline of alpha", "Headline of gamma"]


def test_words_suspects_and_classes_are_found_and_the_place_is_kept(opened: Opener, tmp_path: Path) -> None:
    tab = desk(opened, tmp_path)
    press(tab, "/")
    tab.keyboard.type("plums")
    assert shown(tab) == ["Headline of gamma"] and tab.inner_text("#found").startswith("1 of 4 articles")
    tab.fill("#find", "teh")
    assert len(shown(tab)) == 3
    tab.select_option("#class", "accuracy/mistranslation-name")
    tab.click("thead button:text-is('Words')")
    order = shown(tab)
    press(tab, "Escape")
    tab.evaluate("document.activeElement.blur()")
    press(tab, "j j Enter")
    tab.wait_for_url(lambda url: "index.html" not in url)
    press(tab, "i")
    tab.wait_for_url("**/index.html")
    assert shown(tab) == order and tab.input_value("#find") == "teh"
    assert tab.locator("th[aria-sort=descending]").inner_text().startswith("Words")


def test_next_follows_the_order_shown_past_what_is_done(opened: Opener, tmp_path: Path) -> None:
    tab = desk(opened, tmp_path)
    tab.click("thead button:text-is('Article')")
    assert shown(tab) == ["Headline of alpha", "Headline of beta", "Headline of delta"]
    tab.goto((tmp_path / "beta.html").as_uri())
    press(tab, "j a a n")
    tab.wait_for_url("**/delta.html*")
    press(tab, "p")
    tab.wait_for_url("**/beta.html*")
    press(tab, "p")
    tab.wait_for_url("**/alpha.html*")
    press(tab, "n")
    tab.wait_for_url("**/delta.html*")
    press(tab, "j x n")
    expect(tab, "#toast", "No article after this one is undecided.")


def test_import_on_the_index_shows_conflicts_and_brings_nothing_twice(opened: Opener, tmp_path: Path) -> None:
    tab = desk(opened, tmp_path)
    tab.goto((tmp_path / "beta.html").as_uri())
    tab.fill("#reviewer", "Ada")
    tab.evaluate("document.activeElement.blur()")
    press(tab, "j a a i")
    tab.wait_for_url("**/index.html")
    documents = []
    for report in (REPORTS[1], REPORTS[3]):
        made = [
            entry(1, "false-positive", "Bob")
            | {"fingerprint": each.fingerprint, "start": each.span.start, "end": each.span.end, "text": "teh"}
            for each in report.suspects
        ]
        documents.append({"path": report.path, "id": report.id, "sha256": report.sha256, "signature": "", "decisions": made})
    documents.append({**documents[0], "path": "gone.txt", "id": "gone.txt", "sha256": "0" * 64})
    file = tmp_path / "bob.json"
    file.write_text(json.dumps({"format": "mtcheck-decisions", "version": 2, "documents": documents}))
    tab.set_input_files("#file", str(file))
    expect(
        tab,
        "#toast",
        "1 decision on 2 articles taken over; 2 conflicts left open for you to decide; 1 article not in this report",
    )
    assert tab.inner_text("#decided") == "1 of 4, 2 conflicts", "a conflict is not decided"
    tab.set_input_files("#file", str(file))
    expect(tab, "#toast", "0 decisions on 2 articles taken over; 3 here already")
    with tab.expect_download() as download:
        press(tab, "s")
    download.value.save_as(tmp_path / "all.json")
    beta, delta = sorted(decisions.load(tmp_path / "all.json"), key=lambda each: each.path)
    assert [each.in_conflict for each in beta.decisions] == [True, True] and delta.decisions[0].decision == "false-positive"
    tab.goto((tmp_path / "beta.html").as_uri() + "#dec=conflict")
    assert tab.inner_text("#shown") == "2 of 2 shown"


def test_import_is_undone_and_an_edited_article_carries_over(opened: Opener, tmp_path: Path) -> None:
    tab = desk(opened, tmp_path)
    suspect = REPORTS[3].suspects[0]
    made = entry(1, "artifact", "Bob", "the") | {"fingerprint": suspect.fingerprint, "text": "teh"}
    old = {"path": "delta.txt", "id": "delta.txt", "sha256": "1" * 64, "signature": "", "decisions": [made]}
    file = tmp_path / "old.json"
    file.write_text(json.dumps({"format": "mtcheck-decisions", "version": 1, "documents": [old]}))
    tab.set_input_files("#file", str(file))
    expect(tab, "#toast", "1 article changed since: open them")
    tab.goto((tmp_path / "delta.html").as_uri())
    expect(tab, "#toast", "1 decision carried over")
    assert tab.inner_text("#left") == "0 of 1 undecided"


def test_a_group_is_decided_at_once_and_names_go_to_the_project(opened: Opener, tmp_path: Path) -> None:
    tab = desk(opened, tmp_path)
    tab.click(".groups summary")
    tab.click("[data-do=take]")
    expect(tab, "#toast", "4 suspects in 3 articles decided.")
    assert tab.inner_text("#decided") == "4 of 4" and "4 of 4 decided" in tab.inner_text(".groups .said")
    tab.click("#toast button:text-is('Undo')")
    assert tab.inner_text("#decided") == "0 of 4"
    tab.click("[data-do=name]")
    with tab.expect_download() as download:
        press(tab, "s")
    download.value.save_as(tmp_path / "all.json")
    made = [each for document in decisions.load(tmp_path / "all.json") for each in document.decisions]
    assert {(each.decision, each.name) for each in made} == {("false-positive", "teh")} and len(made) == 4
    tab.goto((tmp_path / "alpha.html").as_uri())
    ready(tab)
    assert tab.inner_text("#left") == "0 of 1 undecided"

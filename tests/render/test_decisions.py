"""Hold the reviewer's desk to its laws: a key decides, the next one comes, nothing is lost, all can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtcheck.core.finding import Acceptance
from mtcheck.core.report import DocumentReport
from mtcheck.readers.plain import from_string
from mtcheck.render import as_html
from mtcheck.review import decisions
from tests.render import factory
from tests.render.conftest import Opener, ready

pytestmark = pytest.mark.browser


def page(report: DocumentReport, **more: Any) -> str:
    return as_html.article_page(
        report, signature=factory.SIGNATURE, rules=factory.RULES, categories=factory.CATEGORIES, index_href="index.html", **more
    )


def press(tab: Any, keys: str) -> None:
    ready(tab)
    for key in keys.split():
        tab.keyboard.press(key)


def expect(tab: Any, where: str, text: str) -> None:
    """Wait for a text; the page's policy forbids the way in which playwright waits for an expression."""
    from playwright.sync_api import expect as wait

    wait(tab.locator(where)).to_contain_text(text)


def chosen(tab: Any) -> str:
    return "".join(tab.locator("mark.on").all_inner_texts())


def made(tab: Any, number: int) -> str:
    found = tab.locator(f"#s{number} .made")
    return str(found.inner_text()) if found.count() else ""


def exported(tab: Any, folder: Path, key: str = "s") -> decisions.Reviewed:
    with tab.expect_download() as download:
        tab.keyboard.press(key)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return decisions.load(path)[0]


def test_decision_brings_the_next_undecided(opened: Opener) -> None:
    tab = opened(page(factory.article()))
    assert tab.inner_text("#left") == "13 of 13 undecided"
    press(tab, "j a")
    assert chosen(tab) == "oral letter" and tab.inner_text("#left") == "12 of 13 undecided"
    assert "Xi. Suspect 2 of 13" in tab.inner_text("#say") and "習 → Xi" in tab.inner_text("#toast")
    press(tab, "x u")
    assert [made(tab, n).split("\n")[0][:9].strip() for n in (1, 2, 3)] == ["✓ fault X", "✕ no faul", "? unsure"]
    assert tab.locator("#p0").get_attribute("data-d") == "artifact"
    assert "decided: fault" in str(tab.locator("#p0 a").get_attribute("aria-label"))
    press(tab, "k k k u")
    assert made(tab, 1).startswith("? unsure"), "a decision can be changed"
    assert tab.inner_text("#place") == "4 of 13", "what is decided is passed over"
    press(tab, "a " * 10)
    assert tab.inner_text("#left") == "0 of 13 undecided"
    assert "Nothing that is shown is undecided" in tab.inner_text("#toast")


def test_undo_takes_back_step_by_step_and_clear_is_a_step(opened: Opener) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j a x k 0")
    assert made(tab, 2) == "" and made(tab, 1).startswith("✓")
    press(tab, "z")
    assert made(tab, 2).startswith("✕")
    press(tab, "z z")
    assert (made(tab, 1), made(tab, 2)) == ("", "")
    assert tab.inner_text("#left") == "13 of 13 undecided" and chosen(tab) == "習"
    press(tab, "z")
    assert "Nothing to undo." in tab.inner_text("#toast") and tab.locator("#undo").is_disabled()


def test_capital_letter_decides_all_alike(opened: Opener) -> None:
    doc = from_string("The teh one.\n\nThe teh two, the  Teh three, and the tea.\n", path="a.txt")
    at = [doc.text.index("teh"), doc.text.rindex("teh"), doc.text.index("Teh")]
    spans = [type(doc.tokens[0].span)(start, start + 3) for start in at]
    report = factory.report(
        doc,
        [
            *(factory.suspect(doc, span, "grammar.article", message="teh") for span in spans),
            factory.suspect(doc, "tea", "grammar.article"),
        ],
    )
    tab = opened(page(report))
    press(tab, "j")
    assert "3 are alike in this article" in tab.inner_text("#card")
    press(tab, "Shift+X")
    assert [made(tab, n) for n in (1, 2, 3)] == ["✕ no fault"] * 3 and chosen(tab) == "tea"
    press(tab, "z")
    assert tab.inner_text("#left") == "4 of 4 undecided"


def test_comment_edit_and_reviewer_are_exported(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j")
    tab.fill("#reviewer", "Ada")
    tab.evaluate("document.activeElement.blur()")
    press(tab, "a k c")
    tab.keyboard.type("not a name, ja & <b>")
    press(tab, "Enter j x c")
    tab.keyboard.type("only a thought")
    press(tab, "Enter")
    reviewed = exported(tab, tmp_path)
    doc = factory.article().document
    assert doc is not None and (reviewed.path, reviewed.sha256, reviewed.suspects) == (doc.path, doc.sha256, 14)
    first, second, third = reviewed.decisions
    assert (first.decision, first.edit, first.comment, first.reviewer) == ("artifact", "Xi", "not a name, ja & <b>", "Ada")
    assert doc.text[first.start : first.end] == first.text == "習" and first.time.endswith("Z")
    assert (second.decision, second.edit) == ("false-positive", None)
    assert (third.decision, third.comment) == (None, "only a thought")
    assert "not a name, ja & <b>" in made(tab, 1)


def test_one_key_takes_an_edit_none_the_own_wording_or_leaves_out(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j a d l w")
    tab.keyboard.type("trade")
    press(tab, "Enter e a")
    assert [each.edit for each in exported(tab, tmp_path).decisions] == ["Xi", None, "", "trade", ""]
    assert chosen(tab) != "" and "習 → Xi" not in tab.inner_text("#toast")
    press(tab, "k x")
    assert exported(tab, tmp_path).decisions[-1].edit is None, "what is right is not edited"


def test_leave_out_is_offered_whatever_the_suspect(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    for _ in range(12):
        press(tab, "j")
        assert tab.locator(".option", has_text="Leave the words out").count() == 1
    press(tab, "j")
    assert tab.locator(".option").count() == 1, "page furniture has no other correction than to leave it out"
    press(tab, "Escape j")
    tab.click(".option:has-text('Leave the words out')")
    assert exported(tab, tmp_path).decisions[0].edit == "", "and one click takes it"


def test_edit_goes_along_with_all_alike(opened: Opener, tmp_path: Path) -> None:
    doc = from_string("The teh one.\n\nThe teh two, and Teh three.\n", path="a.txt")
    at = [doc.text.index("teh"), doc.text.rindex("teh"), doc.text.index("Teh")]
    spans = [type(doc.tokens[0].span)(start, start + 3) for start in at]
    edits = [["the", "tea"], ["the", "tea"], ["The", "Tea"]]
    report = factory.report(
        doc,
        [factory.suspect(doc, span, "grammar.article", replacements=own) for span, own in zip(spans, edits, strict=True)],
    )
    tab = opened(page(report))
    press(tab, "j e e")
    tab.click("text=Take it in all 3")
    assert [each.edit for each in exported(tab, tmp_path).decisions] == ["tea", "tea", "Tea"]
    press(tab, "z w")
    tab.fill("#own", "a")
    press(tab, "Enter k Shift+A")
    assert [each.edit for each in exported(tab, tmp_path).decisions] == ["a", "a", "a"]


def test_decisions_and_undo_survive_reload_and_are_kept_by_article(opened: Opener) -> None:
    html = page(factory.article())
    tab = opened(html)
    press(tab, "j a x")
    tab.reload()
    assert made(tab, 1).startswith("✓") and made(tab, 2).startswith("✕")
    assert tab.inner_text("#left") == "11 of 13 undecided"
    press(tab, "z")
    assert tab.inner_text("#left") == "12 of 13 undecided", "also what was done before the page was opened again"
    other = tab.context.new_page()
    folder = Path(tab.evaluate("decodeURIComponent(new URL('.', location).pathname)"))
    (folder / "other.html").write_text(page(factory.large(900, 5)), encoding="utf-8")
    other.goto((folder / "other.html").as_uri())
    assert other.inner_text("#left") == "5 of 5 undecided"


def test_two_open_pages_of_one_article_agree(opened: Opener) -> None:
    tab = opened(page(factory.article()))
    twin = tab.context.new_page()
    twin.goto(tab.url)
    press(tab, "j a")
    expect(twin, "#left", "12 of 13 undecided")


def test_filters_by_decision_stand_in_the_address(opened: Opener) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j a a x")
    tab.select_option("#dec", "artifact")
    assert tab.inner_text("#shown") == "2 of 14 shown" and tab.inner_text("#left") == "10 of 13 undecided"
    tab.select_option("#dec", "undecided")
    tab.select_option("#order", "worst")
    tab.evaluate("document.activeElement.blur()")
    assert "dec=undecided" in tab.url and "order=worst" in tab.url
    press(tab, "j")
    assert chosen(tab) == "Shim Geun-pyeong"
    press(tab, "a")
    assert tab.inner_text("#left") == "9 of 13 undecided" and chosen(tab) != ""
    tab.reload()
    assert tab.inner_text("#shown") == "9 of 14 shown" and tab.input_value("#order") == "worst"


def test_baseline_and_suppressed_are_hidden_until_asked_for(opened: Opener) -> None:
    doc = from_string("One teh, two teh, three.\n", path="a.txt")
    report = factory.report(
        doc,
        [
            factory.suspect(doc, "One", "grammar.article", state="baseline"),
            factory.suspect(doc, "two", "grammar.article", state="suppressed", accepted=Acceptance("file", "v1:x", "a pun")),
            factory.suspect(doc, "three", "grammar.article"),
        ],
    )
    tab = opened(page(report))
    assert tab.inner_text("#shown") == "1 of 3 shown"
    tab.check("#known")
    assert tab.inner_text("#shown") == "2 of 3 shown" and "known=1" in tab.url
    tab.check("#all")
    assert tab.inner_text("#shown") == "3 of 3 shown"
    press(tab, "j j")
    assert "Accepted (file): a pun" in tab.inner_text("#card")


def test_import_takes_the_newer_and_refuses_nonsense(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j a a")
    exported(tab, tmp_path)
    file = next(tmp_path.glob("*.decisions.json"))
    again = opened(page(factory.article()), name="again.html")
    again.set_input_files("#file", str(file))
    expect(again, "#left", "11 of 13 undecided")
    press(again, "z")
    assert again.inner_text("#left") == "13 of 13 undecided", "an import is one step"
    data = json.loads(file.read_text())
    data["documents"][0]["decisions"][0] |= {"decision": "<b>", "comment": {"a": 1}, "edit": 7}
    data["documents"][0]["decisions"].append({"fingerprint": "v1:gone", "decision": "artifact", "start": 1, "end": 2})
    file.write_text(json.dumps(data))
    again.set_input_files("#file", str(file))
    expect(again, "#left", "12 of 13 undecided")
    assert "v1:gone" in [each.fingerprint for each in exported(again, tmp_path).decisions], "what is not known is kept"
    for nonsense in ("{", "[]", '{"format": "mtcheck-decisions", "version": 2, "documents": [{}]}'):
        file.write_text(nonsense)
        again.set_input_files("#file", str(file))
        expect(again, "#toast", "holds no decisions")


def test_second_import_brings_nothing_and_can_be_undone_without_harm(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j a a")
    exported(tab, tmp_path)
    file = next(tmp_path.glob("*.decisions.json"))
    tab.set_input_files("#file", str(file))
    expect(tab, "#toast", "0 decisions taken over, 2 here already")
    before = exported(tab, tmp_path)
    assert len(before.decisions) == 2
    press(tab, "z z z z")
    assert tab.inner_text("#left") == "13 of 13 undecided", "the empty import is no step, and undo never throws"


def as_file(path: Path, *made: dict[str, Any], version: int = 2) -> str:
    doc = factory.article().document
    assert doc is not None
    entry = {"path": doc.path, "id": doc.id, "sha256": doc.sha256, "signature": "", "suspects": 14, "decisions": list(made)}
    path.write_text(json.dumps({"format": "mtcheck-decisions", "version": version, "tool": "", "documents": [entry]}))
    return str(path)


def entry(number: int, decision: str | None, reviewer: str, edit: str | None = None, **more: Any) -> dict[str, Any]:
    suspect = factory.article().suspects[number - 1]
    values = {"comment": "", "time": "2026-01-01T00:00:00Z", "start": suspect.span.start, "end": suspect.span.end, "text": ""}
    return {"fingerprint": suspect.fingerprint, "decision": decision, "reviewer": reviewer, "edit": edit, **values, **more}


def test_two_reviewers_who_differ_leave_the_suspect_open(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    tab.fill("#reviewer", "Ada")
    tab.evaluate("document.activeElement.blur()")
    press(tab, "j a x a")
    bob = as_file(
        tmp_path / "bob.json",
        entry(1, "artifact", "Bob", "Xi"),
        entry(2, "artifact", "Bob", "verbal message", comment="surely <b>"),
        entry(3, "artifact", "Bob", "trade will"),
    )
    tab.set_input_files("#file", bob)
    expect(tab, "#toast", "2 conflicts left open")
    assert tab.inner_text("#left") == "12 of 13 undecided, 2 conflicts", "a conflict is not decided"
    assert tab.inner_text("#shown") == "2 of 14 shown", "they are what is shown now"
    press(tab, "j")
    said = tab.inner_text(".opinions")
    assert "Ada" in said and "Bob" in said and "verbal message" in said and "surely <b>" in said
    kept = exported(tab, tmp_path)
    assert [each.in_conflict for each in kept.decisions] == [False, True, True]
    assert [one.reviewer for one in kept.decisions[1].opinions] == ["Ada", "Bob"]
    tab.set_input_files("#file", bob)
    expect(tab, "#toast", "3 here already")
    tab.click(".opinions button >> nth=1")
    settled = exported(tab, tmp_path).decisions[1]
    assert (settled.decision, settled.edit, settled.reviewer) == ("artifact", "verbal message", "Ada")
    tab.set_input_files("#file", bob)
    expect(tab, "#toast", "3 here already")
    assert exported(tab, tmp_path).decisions[1] == settled, "what was settled stays settled"


def test_file_of_the_last_version_is_read(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    tab.set_input_files("#file", as_file(tmp_path / "old.json", entry(1, "artifact", "Ada", "Xi"), version=1))
    expect(tab, "#toast", "1 decision taken over")
    assert made(tab, 1).startswith("✓ fault") and "Xi" in made(tab, 1)
    tab.set_input_files("#file", as_file(tmp_path / "new.json", entry(2, "artifact", "Ada"), version=3))
    expect(tab, "#toast", "holds no decisions of mtcheck")


def edited_article() -> DocumentReport:
    """Return the article after an edit at its beginning: the fingerprints stay, the places move."""
    report = factory.article()
    doc = report.document
    assert doc is not None
    shift = len("An old ")
    moved = from_string("An old " + doc.text, path=doc.path)
    span = type(report.suspects[0].span)
    suspects = [
        replace(each, span=span(each.span.start + shift, each.span.end + shift), findings=()) for each in report.suspects[:-1]
    ]
    return factory.report(moved, suspects)


def test_decisions_follow_an_edited_article(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.article()))
    press(tab, "j a x")
    tab.evaluate(
        "at => { const { firstChild: c } = document.querySelector(at); getSelection().setBaseAndExtent(c, 2, c, 8); }",
        "article li",
    )
    press(tab, "m 7 Enter")
    before = exported(tab, tmp_path)
    (Path(tab.evaluate("decodeURIComponent(location.pathname)"))).write_text(page(edited_article()), encoding="utf-8")
    tab.reload()
    expect(tab, "#toast", "3 decisions carried over")
    assert tab.inner_text("#left") == "11 of 13 undecided"
    after = exported(tab, tmp_path)
    assert after.sha256 != before.sha256
    assert [(one.text, one.decision, one.edit, one.start) for one in after.decisions] == [
        (one.text, one.decision, one.edit, one.start + len("An old ")) for one in before.decisions
    ]


def test_keys_can_be_switched_off(opened: Opener) -> None:
    tab = opened(page(factory.article()))
    press(tab, "?")
    tab.uncheck("#keys-on")
    press(tab, "Escape j")
    assert chosen(tab) == ""
    tab.reload()
    press(tab, "j")
    assert chosen(tab) == ""


def test_neighbours_are_reached_by_key_and_take_the_filters_along(opened: Opener) -> None:
    tab = opened(page(factory.clean(), next_href="page.html"), name="clean.html")
    folder = Path(tab.evaluate("decodeURIComponent(new URL('.', location).pathname)"))
    (folder / "page.html").write_text(page(factory.article(), previous_href="clean.html"), encoding="utf-8")
    press(tab, "n")
    tab.wait_for_url("**/page.html*")
    tab.fill("#p", "60")
    tab.evaluate("document.activeElement.blur()")
    press(tab, "n")
    assert "This is the last article." in tab.inner_text("#toast")
    press(tab, "p")
    tab.wait_for_url("**/clean.html#p=60")
    press(tab, "n")
    tab.wait_for_url("**/page.html#p=60")
    assert tab.input_value("#p") == "60"


def test_index_counts_and_exports_what_was_decided(opened: Opener, tmp_path: Path) -> None:
    run = factory.run([factory.article(), factory.clean()])
    tab = opened(as_html.index_page(run, hrefs=["page.html", "clean.html"]), name="index.html")
    assert tab.inner_text("#decided") == "0 of 13" and tab.locator("#export").is_disabled()
    (tmp_path / "page.html").write_text(page(factory.article()), encoding="utf-8")
    press(tab, "j Enter")
    tab.wait_for_url("**/page.html")
    press(tab, "j a x i")
    tab.wait_for_url("**/index.html")
    assert tab.inner_text("#decided") == "2 of 13" and tab.inner_text("tbody .decided >> nth=0") == "2 of 13"
    assert len(exported(tab, tmp_path).decisions) == 2

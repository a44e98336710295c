"""Open each attack in headless Chromium, as text and in every field: it does nothing, asks for nothing, and can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mtcheck.core.finding import Derivation, Measure, Related, TableHit
from mtcheck.core.report import DocumentReport
from mtcheck.core.span import Span
from mtcheck.readers.plain import from_string
from mtcheck.render import as_html
from tests.render import factory
from tests.render.attacks import LINES, LONG
from tests.render.conftest import Opener

EVERY = [*LINES, *LONG]


def attacked(attack: str) -> DocumentReport:
    """Put the attack between two words, as suspect, name, message, edit and evidence."""
    doc = from_string(f"Before {attack} after.\n", path=f"{attack[:200]}.txt", id=f"{attack[:200]}#1")
    span = Span(7, 7 + len(attack))
    evidence = [
        TableHit(attack, attack, attack),
        Measure(attack, 2.0, attack, 1.0),
        Related(span, attack),
        Derivation(((attack, attack),)),
    ]
    whole = factory.suspect(doc, span, "grammar.article", message=attack, replacements=[attack], evidence=evidence)
    part = factory.suspect(doc, Span(span.start + 1, span.end), "script.homoglyph", message=attack, category=attack[:40])
    return factory.report(doc, [whole, part])


def page(report: DocumentReport) -> str:
    return as_html.article_page(
        report, signature="|".join(LINES), rules=factory.RULES, categories=factory.CATEGORIES, index_href="index.html"
    )


def as_shown(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\0", "\u2400"))


def test_corpus_is_large_and_has_no_double() -> None:
    assert len(EVERY) >= 60 and len(set(EVERY)) == len(EVERY)


@pytest.mark.browser
def test_harness_notices_an_attack_that_works(browser: Any, tmp_path: Path) -> None:
    """A corpus that finds nothing proves something only where it would find what is there."""
    (tmp_path / "open.html").write_text("<img src=https://evil.example/x onerror=window.hacked=1>", encoding="utf-8")
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((tmp_path / "open.html").as_uri())
    tab.wait_for_function("window.hacked === 1")
    assert "https://evil.example/x" in asked
    tab.close()


@pytest.mark.browser
def test_each_attack_stays_text(opened: Opener, tmp_path: Path) -> None:
    tab = opened(page(factory.clean()))
    for number, attack in enumerate(EVERY):
        report = attacked(attack)
        file = tmp_path / f"{number}.html"
        file.write_text(page(report), encoding="utf-8", newline="")
        tab.goto(file.as_uri())
        for key in ("j", "a", "j", "?", "Escape", "z"):
            tab.keyboard.press(key)
        assert tab.evaluate("window.hacked") is None, attack[:80]
        assert tab.evaluate("[document.querySelectorAll('article').length, document.scripts.length]") == [2, 4], attack[:80]
        shown = "".join(
            tab.locator("article:not(.revised)").evaluate("e => [...e.children].map(b => b.textContent).join('\\n')").split()
        )
        assert report.document is not None
        assert shown == "".join(as_shown(report.document.text).split()), attack[:80]
        assert tab.locator("#left").inner_text().endswith("of 2 undecided")


@pytest.mark.browser
def test_each_attack_stays_text_in_what_reviewers_write(opened: Opener, tmp_path: Path) -> None:
    """Import every attack as comment, own wording, reviewer, opinion and words of an added mark, and show it all."""
    doc = from_string("".join(f"Paragraph {number} of words.\n\n" for number in range(len(LINES))), path="a.txt")
    spans = [block.span for block in doc.blocks]
    report = factory.report(doc, [factory.suspect(doc, Span(span.start, span.start + 9), "grammar.article") for span in spans])
    made = []
    for attack, suspect, span in zip(LINES, report.suspects, spans, strict=True):
        said = {"comment": attack, "edit": attack, "reviewer": attack[:90], "time": attack[:30], "decision": "artifact"}
        place = {
            "start": span.start,
            "end": span.start + 9,
            "text": attack,
            "rule": attack,
            "category": attack,
            "severity": attack,
        }
        made.append({"fingerprint": suspect.fingerprint, **said, **place})
        own = {
            "start": span.end - 6,
            "end": span.end - 1,
            "text": "words",
            "category": "linguistic/grammar",
            "severity": "major",
        }
        made.append(
            {"fingerprint": attack[:150], **said, **place, **own, "origin": "reviewer", "before": attack, "name": attack}
        )
    made[0] |= {"decision": None, "opinions": [{**made[0], "reviewer": attack} for attack in LINES[:20]]}
    entry = {"path": doc.path, "id": doc.id, "sha256": doc.sha256, "signature": LINES[0], "suspects": 1, "decisions": made}
    file = tmp_path / "attacks.json"
    file.write_text(json.dumps({"format": "mtcheck-decisions", "version": 2, "documents": [entry]}))
    tab = opened(page(report))
    tab.set_input_files("#file", str(file))
    tab.wait_for_selector("#told")
    assert "1 conflict left open" in tab.inner_text("#toast")
    tab.keyboard.press("r")  # the conflicts alone are shown after an import that has some
    assert tab.locator("mark.own").count() == len(LINES)
    for key in ("r", "j", "j", "a", "b", "Escape", "v", "v", "v", "z", "s", "?", "Escape"):
        tab.keyboard.press(key)
    assert tab.evaluate("window.hacked") is None
    assert tab.evaluate("[document.scripts.length, document.querySelectorAll('img, iframe, link, base, svg svg').length]") == [
        4,
        0,
    ]
    assert "<script>window.hacked = 1</script>" in tab.inner_text("#list")
    tab.reload()
    assert tab.evaluate("window.hacked") is None and tab.locator("mark.own").count() == len(LINES)


@pytest.mark.browser
def test_index_of_all_attacks_stays_text(opened: Opener) -> None:
    reports = [attacked(attack) for attack in LINES]
    notices = [factory.Notice("error", attack, attack, attack) for attack in LINES]
    tab = opened(as_html.index_page(factory.run(reports, notices), hrefs=["javascript:window.hacked=1"] * len(reports)))
    tab.keyboard.press("j")
    assert tab.evaluate("window.hacked") is None
    assert tab.evaluate("[document.scripts.length, document.querySelectorAll('img, iframe, link, base, form').length]") == [
        2,
        0,
    ]
    assert "<script>window.hacked = 1</script>" in tab.inner_text("#articles")

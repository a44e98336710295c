"""Let axe-core judge the pages: both themes, several widths, at rest and in the middle of a review."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from mtcheck.core.report import DocumentReport, TokenScore
from mtcheck.render import as_html
from tests.render import factory
from tests.render.conftest import Opener

pytestmark = pytest.mark.browser
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@cache
def axe() -> str:
    """Return axe-core, which a package of the test set-up brings."""
    try:
        return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        if os.environ.get("MTCHECK_REQUIRE_BROWSER") == "1":
            raise
        pytest.skip("axe-core is not installed")


def violations(tab: Any) -> list[str]:
    tab.evaluate(axe())
    found = tab.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
    assert found["passes"], "axe looked at nothing"
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def article() -> str:
    report = factory.article()
    doc = report.document
    assert doc is not None
    tokens = tuple(TokenScore(tok.span, 3.0 + index % 17, 0.1) for index, tok in enumerate(doc.tokens) if tok.kind == "word")
    values: dict[str, Any] = {name: getattr(report, name) for name in report.__dataclass_fields__} | {"tokens": tokens}
    return as_html.article_page(
        DocumentReport(**values),
        signature=factory.SIGNATURE,
        rules=factory.RULES,
        categories=factory.CATEGORIES,
        index_href="index.html",
        previous_href="a.html",
        next_href="b.html",
        measured=dict.fromkeys(factory.RULES, (30, 27)),
    )


def index() -> str:
    reports = [factory.article(), factory.clean(), factory.large(900, 40)]
    notices = [factory.Notice("error", "unreadable", "b.txt", "is not UTF-8"), factory.Notice("note", "x", "c.txt", "short")]
    return as_html.index_page(factory.run(reports, notices), hrefs=["a.html", "b.html", "c.html"])


def test_axe_notices_what_is_wrong(opened: Opener) -> None:
    broken = '<html><title>x</title><img src="data:,"><p style="color:#aaa;background:#bbb">faint</p></html>'
    tab = opened(broken)
    found = "\n".join(violations(tab))
    assert "image-alt" in found and "color-contrast" in found and "html-has-lang" in found


@pytest.mark.parametrize("width", [320, 1300])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_article_has_no_violation(opened: Opener, theme: str, width: int) -> None:
    tab = opened(article(), color_scheme=theme, viewport={"width": width, "height": 900})
    assert violations(tab) == []
    for key in ("j", "a", "x", "u", "e", "h", "k"):
        tab.keyboard.press(key)
    tab.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert violations(tab) == []
    tab.keyboard.press("?")
    assert violations(tab) == []


@pytest.mark.parametrize("width", [320, 1300])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_index_has_no_violation(opened: Opener, theme: str, width: int) -> None:
    tab = opened(index(), color_scheme=theme, viewport={"width": width, "height": 900})
    tab.keyboard.press("j")
    tab.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert violations(tab) == []


def test_page_without_suspects(opened: Opener) -> None:
    clean = as_html.article_page(
        factory.clean(), signature="x", rules=factory.RULES, categories=factory.CATEGORIES, index_href=None
    )
    assert violations(opened(clean)) == []

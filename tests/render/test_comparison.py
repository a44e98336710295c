"""Open the page of a comparison in a browser: no script of a text runs, nothing is cut off, all can be reached by key."""

from __future__ import annotations

import pytest

from mtcheck.readers.plain import from_string
from mtcheck.reference.compare import Texts, compare_document, gather
from mtcheck.reference.shown import worst_segments
from mtcheck.render.as_comparison_html import page, short_names

from .conftest import Opener

HYPOTHESIS = "\n".join(
    ("The <script>alert(1)</script> harbour was closed.", "مرحبا بالعالم هذا نص", "\x1b[31mNobody\x1b[0m was hurt.", "W" * 400)
)
REFERENCE = "\n".join(("The <img src=x onerror=alert(1)> port was shut.", "مرحبا يا عالم هذا نص", "", "V" * 400))
SYSTEMS = ("runs/one/news.txt", "runs/two/news.txt")


def comparison() -> str:
    """Compare two systems whose texts mean harm."""
    sides = [from_string(text) for text in (HYPOTHESIS, HYPOTHESIS.replace("harbour", "port"), REFERENCE)]
    compared = compare_document(Texts("<b>news</b>", tuple(sides[:2]), (sides[2],)), "lines")
    found = gather(SYSTEMS, [compared], samples=10)
    return page(found, worst_segments(found, 100), total=4)


@pytest.mark.parametrize("width", [390, 1300])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_and_runs_nothing(opened: Opener, width: int, scheme: str) -> None:
    tab = opened(comparison(), viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.locator("svg").count() == 4 and tab.locator(".segment").count() == 4
    assert tab.locator("script, img, b").count() == 0
    assert tab.locator(".segment p[dir=auto]").count() == tab.locator(".segment p:not(.nothing)").count()
    assert "\x1b" not in tab.content()


def test_wide_tables_are_reached_by_key(opened: Opener) -> None:
    tab = opened(comparison(), viewport={"width": 390, "height": 900})
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "Scores"


def test_what_one_side_lacks_is_said(opened: Opener) -> None:
    text = opened(comparison()).locator("main").inner_text()
    assert "not in the reference" in text
    assert "one/news.txt and two/news.txt" in text and "runs/one/news.txt" in text


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a/b/c.txt"], ["c.txt"]),
        (["a/x/c.txt", "a/y/c.txt"], ["x/c.txt", "y/c.txt"]),
        (["a/x/c.txt", "d.txt"], ["c.txt", "d.txt"]),
        (["c.txt", "c.txt"], ["c.txt", "c.txt"]),
    ],
)
def test_short_names_tell_systems_apart(paths: list[str], names: list[str]) -> None:
    assert short_names(paths) == names

"""Open pages in headless Chromium, from disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("MTCHECK_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    required = os.environ.get("MTCHECK_REQUIRE_BROWSER") == "1"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        if required:
            raise
        pytest.skip("playwright is not installed")
    if not CHROMIUM.exists():
        if required:
            pytest.fail(f"{CHROMIUM}: no Chromium here, and MTCHECK_REQUIRE_BROWSER=1 demands it")
        pytest.skip(f"{CHROMIUM}: no Chromium here")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


Opener = Callable[..., Any]


def ready(tab: Any) -> None:
    """Wait until the script of a page is at work."""
    tab.wait_for_selector("html.ready, html:not(:has(#code)), html:not(.js)", state="attached")


def _then_ready(tab: Any, go: Callable[..., Any]) -> Callable[..., Any]:
    def gone(*args: Any, **options: Any) -> Any:
        done = go(*args, **options)
        ready(tab)
        return done

    return gone


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    """Open a page from disk; at the end no error and no request beyond the pages themselves may have been seen."""
    seen: list[str] = []
    contexts = []
    allowed = (tmp_path.as_uri(), "blob:null/")  # a blob is the page's own file, on its way to the reader's disk

    def settled(tab: Any) -> Any:
        """Let every way to a page wait until its script, which comes packed, is at work."""
        for name in ("goto", "reload"):
            setattr(tab, name, _then_ready(tab, getattr(tab, name)))
        return tab

    def open_page(html: str, *, fragment: str = "", name: str = "page.html", **options: Any) -> Any:
        (tmp_path / name).write_text(html, encoding="utf-8", newline="")
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}, **options})
        contexts.append(context)
        tab = settled(context.new_page())
        tab.on("console", lambda message: seen.append(f"console: {message.text}"))
        tab.on("pageerror", lambda error: seen.append(f"error: {error}"))
        tab.on("dialog", lambda dialog: seen.append(f"dialog: {dialog.message}"))
        tab.on("request", lambda request: None if request.url.startswith(allowed) else seen.append(request.url))
        tab.goto((tmp_path / name).as_uri() + fragment)
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert seen == []

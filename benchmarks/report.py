"""Measure the article page in headless Chromium: size, first paint, milliseconds a key. Prints figures, tests nothing.

usage: python benchmarks/report.py [--words 100000] [--suspects 2000] [--chromium /usr/bin/chromium]

The limits: first paint within 1 s, 100 ms a key, at most 120 KB and three times the text.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import fields
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mtcheck.core.report import DocumentReport, TokenScore  # noqa: E402
from mtcheck.render import as_html  # noqa: E402
from tests.render import factory  # noqa: E402
from tests.render.conftest import ARGUMENTS, CHROMIUM  # noqa: E402

KEYS = ("j", "j", "j", "k", "a", "x", "u", "A", "e", "z", "0", "g", "o", "o", "1", "1", "r", "h", "h", "Escape")
# From the key to the frame after it: handlers, style, layout and paint.
PRESS = """async (key) => {
  const begin = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
}"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


def page(words: int, suspects: int) -> tuple[str, int]:
    """Return the page of a made-up article of that size, and the bytes of its text."""
    report = factory.large(words, suspects)
    doc = report.document
    assert doc is not None
    tokens = tuple(TokenScore(tok.span, float(at % 19), 0.1) for at, tok in enumerate(doc.tokens) if tok.kind == "word")
    values: dict[str, Any] = {field.name: getattr(report, field.name) for field in fields(report)} | {"tokens": tokens}
    html = as_html.article_page(
        DocumentReport(**values),
        signature=factory.SIGNATURE,
        rules=factory.RULES,
        categories=factory.CATEGORIES,
        index_href="index.html",
    )
    return html, len(doc.text.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--suspects", type=int, default=2_000)
    parser.add_argument("--chromium", default=str(CHROMIUM))
    args = parser.parse_args()
    begin = time.perf_counter()
    html, text = page(args.words, args.suspects)
    print(f"written in            {time.perf_counter() - begin:7.2f} s")
    size, limit = len(html.encode()), 120_000 + 3 * text
    print(f"size                  {size:9,} bytes, limit {limit:,}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8", newline="")
        measure(file, args.chromium)


def measure(file: Path, chromium: str) -> None:
    """Open the page five times for the first paint, then press each key."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        tab = browser.new_page(viewport={"width": 1300, "height": 900})
        paints, ready = [], []
        for _ in range(5):
            begin = time.perf_counter()
            tab.goto(file.as_uri())
            tab.wait_for_selector("html.ready", state="attached")
            ready.append(time.perf_counter() - begin)
            paints.append(tab.evaluate(PAINT))
        print(f"first paint           {median(paints):7.0f} ms, worst {max(paints):.0f}")
        print(f"ready for keys        {1000 * median(ready):7.0f} ms")
        taken: dict[str, list[float]] = {}
        for key in KEYS * 3:
            taken.setdefault(key, []).append(tab.evaluate(PRESS, key))
        for key, times in taken.items():
            print(f"key {key:<8}          {median(times):7.0f} ms, worst {max(times):.0f}")
        browser.close()


if __name__ == "__main__":
    main()

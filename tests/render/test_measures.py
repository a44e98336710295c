"""Measure the work: keys and clicks for a whole review of a founding article, and what becomes of two faults that it missed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mtcheck.review import decisions
from tests.render.conftest import Opener
from tests.render.test_decisions import exported, press
from tests.render.test_marking import select
from tests.render.test_review import FAST, ROOT, mtcheck

pytestmark = pytest.mark.browser
SPUN, SEED = "003_cc6375961e9f64a2", "001_fd66b55cbf063734"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened_page(opened: Opener, folder: Path, name: str) -> Any:
    mtcheck("audit", f"seeds/{name}.txt", *FAST, "--report", "reports")
    tab = opened("<title>start</title>")
    tab.goto((folder / "reports" / f"{name}.html").as_uri())
    return tab


def test_article_is_decided_and_corrected_by_keyboard(opened: Opener, project: Path) -> None:
    tab = opened_page(opened, project, SPUN)
    total = int(tab.inner_text("#left").split()[0])
    keys = ["j", *"a" * total]
    press(tab, " ".join(keys))
    assert tab.inner_text("#left").startswith("0 of") and total > 5
    assert len(keys) / total <= 1.2
    reviewed = exported(tab, project)
    decisions.save(project / "d.json", [reviewed], tool="")
    chosen = [made for made in reviewed.decisions if made.edit is not None]
    said = mtcheck("fix", "--from", "d.json", "-o", "fixed")
    assert chosen and f"applied {len(chosen)} of {len(chosen)} edits" in said
    assert (project / "fixed" / "seeds" / f"{SPUN}.txt").read_text() != (project / "seeds" / f"{SPUN}.txt").read_text()


def test_article_is_decided_and_corrected_by_mouse(opened: Opener, project: Path) -> None:
    tab = opened_page(opened, project, SPUN)
    total = int(tab.inner_text("#left").split()[0])
    tab.click("#next")
    clicks = 1
    while not tab.inner_text("#left").startswith("0 of"):
        tab.click(".decide button >> nth=0")
        clicks += 1
        assert clicks <= 2 * total
    assert clicks / total <= 1.5


def test_two_missed_faults_are_counted_as_misses(opened: Opener, project: Path) -> None:
    tab = opened_page(opened, project, SEED)
    text = (project / "seeds" / f"{SEED}.txt").read_text("utf-8")
    suspects = json.loads(mtcheck("audit", f"seeds/{SEED}.txt", *FAST, "--format", "json"))["documents"][0]["suspects"]
    free = [word for word in ("cooperation", "relations", "comrades", "people", "friendship", "development") if word in text]
    free = [w for w in free if not any(s["start"] <= text.index(w) < s["end"] for s in suspects)][:2]
    assert len(free) == 2
    for word in free:
        at = next(i for i in range(99) if word in str(tab.locator("article.text > *").nth(i).text_content()))
        tab.evaluate("([n, id]) => { document.querySelectorAll('article.text > *')[n].id = id; }", [at, f"x{word}"])
        select(tab, f"#x{word}", word)
        press(tab, "m 7 Enter")
    reviewed = exported(tab, project)
    assert [made.origin for made in reviewed.decisions] == ["reviewer"] * 2
    decisions.save(project / "d.json", [reviewed], tool="")
    assert "2 artifacts in" in mtcheck("decisions", "apply", "d.json")
    told = json.loads(mtcheck("evaluate", "mtcheck-gold.jsonl", "--docs", ".", "--format", "json", *FAST))["all"]["all"]
    assert (told["gold"], told["recall"]) == (2, 0.0)

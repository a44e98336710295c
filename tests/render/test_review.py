"""Walk through the review of the founding articles by keyboard alone, hand the decisions back, and audit again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mtcheck.cli.main import cli
from tests.render.conftest import Opener, ready

ROOT = Path(__file__).parents[2]
FAST = ("--lm", "none", "--tagger", "none")
NAMES = {"a": "artifact", "x": "false-positive", "u": "unsure"}


def mtcheck(*args: str) -> str:
    done = CliRunner().invoke(cli, list(args), standalone_mode=False)
    assert done.exception is None, done.output
    return done.output


def audited(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the suspects of all articles by fingerprint."""
    mtcheck("audit", "seeds", *FAST, "--format", "json", "-o", str(folder / "out.json"))
    report = json.loads((folder / "out.json").read_text())
    return {suspect["fingerprint"]: suspect for document in report["documents"] for suspect in document["suspects"]}


def review(tab: Any) -> int:
    """Decide on every suspect of the article that is open, in turn: taken, no fault, taken, unsure."""
    count = 0
    while tab.inner_text("#left").split()[0] != "0":
        if not tab.locator("mark.on").count():
            tab.keyboard.press("j")
        tab.keyboard.press("axau"[count % 4])
        count += 1
    return count


@pytest.mark.browser
def test_review_by_keyboard_is_heeded_by_the_next_audit(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    mtcheck("audit", "seeds", *FAST, "--report", "reports")
    before = audited(tmp_path)

    tab = opened("<title>start</title>")
    tab.goto((tmp_path / "reports" / "index.html").as_uri())
    articles = tab.locator("tr.article").count()
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "index.html" not in url)
    ready(tab)
    decided = review(tab)
    for _ in range(articles):
        address = tab.url.split("#")[0]
        tab.keyboard.press("n")
        if "No article after this one" in tab.inner_text("#toast"):
            break
        tab.wait_for_url(lambda url, address=address: url.split("#")[0] != address)
        ready(tab)
        decided += review(tab)
    tab.keyboard.press("i")
    tab.wait_for_url("**/index.html")
    assert tab.inner_text("#decided") == f"{decided} of {decided}" and decided == len(before)
    with tab.expect_download() as download:
        tab.keyboard.press("s")
    download.value.save_as(tmp_path / "all.json")

    given = json.loads((tmp_path / "all.json").read_text())["documents"]
    kinds = {made["fingerprint"]: made["decision"] for document in given for made in document["decisions"]}
    assert set(kinds) == set(before) and set(kinds.values()) == set(NAMES.values())
    mtcheck("decisions", "apply", "all.json")
    dismissed = {fingerprint for fingerprint, kind in kinds.items() if kind == "false-positive"}
    file = json.loads((tmp_path / "mtcheck-suppressions.json").read_text())
    assert {entry["fingerprint"] for entry in file["suppressions"]} == dismissed

    after = audited(tmp_path)
    assert {fingerprint for fingerprint, suspect in after.items() if suspect.get("state") == "suppressed"} == dismissed
    assert {f: s for f, s in after.items() if f not in dismissed} == {f: s for f, s in before.items() if f not in dismissed}
    accepted = sum(kind == "artifact" for kind in kinds.values())
    gold = [json.loads(line) for line in (tmp_path / "mtcheck-gold.jsonl").read_text().splitlines()]
    assert sum(len(entry["spans"]) for entry in gold) == accepted
    chosen = [made for document in given for made in document["decisions"] if made["edit"] is not None]
    said = mtcheck("fix", "--from", "all.json", "-o", "fixed")
    assert chosen and sum(int(line.split(": ")[1].split()[1]) for line in said.splitlines()) == len(chosen), said
    for document in given:
        if any(made in chosen for made in document["decisions"]):
            assert (tmp_path / "fixed" / document["path"]).read_bytes() != (tmp_path / document["path"]).read_bytes()

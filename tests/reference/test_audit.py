"""Audit with a reference, and with sources: what the reference has too becomes less probable, what it contradicts is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from mtcheck.cli.main import cli

TEXT = (
    "The harbour was closed on Monday because of the storm, and the boats stayed inside. Mayor Anna Lind asked the government "
    "for 35 million euros. The oldest bridge, built in 1839, lost two of its pillars. Nobody was hurt, the the police said.\n"
)
POST_EDIT = TEXT.replace("1839", "1893").replace("the the", "the")


def audit(folder: Path, *options: str) -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["audit", str(folder / "a.txt"), "--format", "json", *options], standalone_mode=False)
    assert done.exception is None, done.output
    run = json.loads(done.stdout)
    return {"run": run, "suspects": {s["text"]: s for s in run["documents"][0]["suspects"]}}


def put(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path.parent)


def test_reference_confirms_clears_and_finds(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    alone = audit(tmp_path, "--min-probability", "0")["suspects"]
    assert "1839" not in alone
    edited = audit(tmp_path, "--min-probability", "0", "--reference", put(tmp_path, "ref/a.txt", POST_EDIT))["suspects"]
    assert edited["1839"]["rule"] == "reference.number" and edited["1839"]["edits"] == ["1893"]
    same = audit(tmp_path, "--min-probability", "0", "--reference", put(tmp_path, "same/a.txt", TEXT))["suspects"]
    assert "1839" not in same
    assert same["the the"]["probability"] < alone["the the"]["probability"]


def test_article_without_reference_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    found = audit(tmp_path, "--reference", put(tmp_path, "ref/b.txt", TEXT) + "/b.txt")
    assert "no reference" not in json.dumps(found["run"]["notices"])  # a single file that is named goes with every article
    put(tmp_path, "ref/c.txt", TEXT)
    missing = audit(tmp_path, "--reference", str(tmp_path / "ref"))["run"]["notices"]
    assert [notice["code"] for notice in missing] == ["no-reference"]


def test_source_file_shows_a_changed_number(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    source = "Der Hafen wurde am Montag geschlossen. Lind bat um 53 Millionen Euro. Die Brücke von 1839 verlor zwei Pfeiler."
    found = audit(tmp_path, "--source", put(tmp_path, "src/a.txt", source))["suspects"]
    assert found["35 million"]["rule"] == "source.number"
    assert "1839" not in found


def test_page_shows_text_and_reference_side_by_side(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    audit(tmp_path, "--report", str(tmp_path / "alone"))
    audit(tmp_path, "--report", str(tmp_path / "both"), "--reference", put(tmp_path, "ref/a.txt", POST_EDIT))
    pages = [next(path for path in (tmp_path / name).glob("a*.html")).read_text("utf-8") for name in ("alone", "both")]
    assert "side by side" not in pages[0]
    assert "<del>1839</del>" in pages[1] and "<ins>1893</ins>" in pages[1]

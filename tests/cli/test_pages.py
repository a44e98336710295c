"""Hold the folder of pages to its laws: links follow the index, old pages go, and nothing else is touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_audit import run

FAST = ("--lm", "none", "--tagger", "none")
CLEAN = "The committee met on Monday and said that the road to the harbour would be repaired before the winter. " * 4
BAD = "He met the the minister on Monday, and the the talks went on for the the whole day in the old town hall. " * 4


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    for name, text in (("a", CLEAN), ("b", BAD), ("c", CLEAN)):
        (tmp_path / "texts" / f"{name}.txt").write_text(text)
    return tmp_path


def links(page: Path) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([\w.]+)" id="to-(previous|next)"', page.read_text("utf-8"))


def test_links_follow_the_index_worst_first(project: Path) -> None:
    run("audit", "texts", *FAST, "--report", "reports")
    assert links(project / "reports" / "b.html") == [("a.html", "next")]
    assert links(project / "reports" / "a.html") == [("b.html", "previous"), ("c.html", "next")]
    assert links(project / "reports" / "c.html") == [("a.html", "previous")]


def test_old_pages_go_and_nothing_else_does(project: Path) -> None:
    folder = project / "reports"
    run("audit", "texts", *FAST, "--report", "reports")
    (folder / "mine.html").write_text("<title>notes</title>")
    (folder / "notes.txt").write_text("x")
    (project / "elsewhere.html").write_bytes((folder / "c.html").read_bytes())
    (folder / "linked.html").symlink_to(project / "elsewhere.html")
    (project / "texts" / "c.txt").unlink()
    run("audit", "texts", *FAST, "--report", "reports")
    assert sorted(path.name for path in folder.iterdir()) == [
        "a.html",
        "b.html",
        "index.html",
        "linked.html",
        "mine.html",
        "notes.txt",
    ]
    assert (project / "elsewhere.html").exists()

"""Files, folders, globs and standard input as arguments."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mtcheck.core.errors import ReadError
from mtcheck.readers import SUFFIXES, expand


def names(found: object, root: Path) -> list[str]:
    return [str(Path(path).relative_to(root)) for path in found if isinstance(path, str)]  # type: ignore[attr-defined]


def codes(found: object) -> list[str]:
    return [error.code for error in found if isinstance(error, ReadError)]  # type: ignore[attr-defined]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "c.png", ".hidden.txt", "sub/d.html", "sub/deep/e.jsonl.gz", ".git/f.txt", "sub/[x].txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_folder_is_walked_in_sorted_order_without_hidden_and_unknown_files(tree: Path) -> None:
    assert names(expand([str(tree)]), tree) == ["a.md", "b.txt", "sub/[x].txt", "sub/d.html", "sub/deep/e.jsonl.gz"]


def test_named_file_is_taken_whatever_its_suffix(tree: Path) -> None:
    assert names(expand([str(tree / "c.png"), str(tree / ".hidden.txt")]), tree) == ["c.png", ".hidden.txt"]


def test_no_file_twice(tree: Path) -> None:
    os.symlink(tree / "b.txt", tree / "z.txt")
    again = [str(tree / "b.txt"), str(tree), f"{tree}/sub/../b.txt", str(tree / "z.txt")]
    found = list(expand(again))
    assert names(found, tree)[0] == "b.txt"
    assert len(found) == 5


def test_name_with_glob_characters_that_exists_is_the_file(tree: Path) -> None:
    assert names(expand([str(tree / "sub" / "[x].txt")]), tree) == ["sub/[x].txt"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*.txt", ["b.txt"]),
        ("[ab].*", ["a.md", "b.txt"]),
        ("[!a].txt", ["b.txt"]),
        ("?.png", ["c.png"]),
        ("**/*.html", ["sub/d.html"]),
        ("**/*.txt", ["b.txt", "sub/[x].txt"]),
        ("sub/**", ["sub/[x].txt", "sub/d.html", "sub/deep/e.jsonl.gz"]),
        ("s*", ["sub/[x].txt", "sub/d.html", "sub/deep/e.jsonl.gz"]),
        ("*", ["a.md", "b.txt", "sub/[x].txt", "sub/d.html", "sub/deep/e.jsonl.gz"]),
        ("**/deep/*", ["sub/deep/e.jsonl.gz"]),
    ],
)
def test_globs(tree: Path, pattern: str, wanted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(expand([f"{tree}/{pattern}"]), tree) == wanted
    monkeypatch.chdir(tree)
    assert list(expand([pattern])) == wanted


def test_linked_folders_that_run_in_a_circle_end(tree: Path) -> None:
    os.symlink(tree, tree / "sub" / "loop")
    os.symlink(tree / "sub", tree / "sub" / "loop2")
    assert len(list(expand([str(tree)]))) == 5
    assert len(list(expand([f"{tree}/**/*.txt"]))) == 2


def test_what_leads_nowhere_is_an_error_and_the_rest_goes_on(tree: Path) -> None:
    (tree / "empty").mkdir()
    os.symlink(tree / "nowhere", tree / "dangling.txt")
    wanted = [str(tree / "missing.txt"), str(tree / "empty"), f"{tree}/*.pdf", f"{tree}/**/*.pdf", "a\0b", ""]
    found = list(expand([*wanted, str(tree / "dangling.txt"), str(tree / "b.txt")]))
    assert codes(found) == ["missing", "no-articles", "no-match", "no-match", "missing", "missing", "missing"]
    assert found[-1] == str(tree / "b.txt")
    assert [error.path for error in found[:-2] if isinstance(error, ReadError)] == wanted


def test_unreadable_folder_is_an_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listdir = os.listdir

    def refuse(path: str) -> list[str]:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", refuse)
    found = list(expand([str(tree)]))
    assert names(found, tree) == ["a.md", "b.txt"]
    assert codes(found) == ["permission"]


def test_standard_input_once() -> None:
    assert list(expand(["-", "-"])) == ["-"]


def test_suffixes_cover_what_is_promised() -> None:
    assert {".txt", ".md", ".html", ".docx", ".jsonl", ".jsonl.gz", ".ndjson.xz", ".jsonl.zst", ".txt.gz"} <= set(SUFFIXES)

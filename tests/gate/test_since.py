"""Hold the gate on changed text: the whole file is read, the changed paragraphs alone are judged."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.gate.helpers import CLEAN, FAST, mtcheck, project

OLD = "The talks on the Korean landmass went on, and the the train was late."
NEW = "He said that the the train was late, and 習 agreed with that at once."
FILLER = "Nobody at the table expected an agreement before the summer of that year."


def git(folder: Path, *args: str) -> str:
    who = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false", *args]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **who, **alone}, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    lines = "".join(json.dumps({"id": str(number), "text": f"{OLD} {FILLER}"}) + "\n" for number in range(3))
    files: dict[str, str | bytes] = {
        "a.txt": f"{OLD}\n\n{FILLER}\n\n{FILLER} Again.\n",
        "nested/b 習.md": f"# {FILLER}\n\n{OLD}\n\n{FILLER}\n",
        "c.jsonl": lines,
        "crlf.txt": f"{OLD}\r\n\r\n{FILLER}\r\n",
    }
    folder = project(tmp_path, files)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        git(folder, *command)
    return folder


def found(folder: Path, *paths: str, ref: str = "HEAD") -> list[tuple[str, str]]:
    done = mtcheck("gate", *(paths or (".",)), "--since", ref, "--output", "json", cwd=folder)
    assert done.code in (0, 1), done.err
    return [(article["id"], entry["text"]) for article in done.json["documents"] for entry in article["suspects"]]


def edit(path: Path, old: str, new: str) -> None:
    path.write_bytes(path.read_bytes().decode().replace(old, new, 1).encode())


def test_nothing_changed_is_a_pass(repository: Path) -> None:
    done = mtcheck("gate", ".", "--since", "HEAD", cwd=repository)
    assert done.code == 0 and "changed since HEAD" in done.out
    assert found(repository) == []


def test_only_changed_paragraphs_are_judged(repository: Path) -> None:
    edit(repository / "a.txt", "Again.", NEW)
    edit(repository / "nested/b 習.md", f"# {FILLER}", f"# {FILLER} {NEW}")
    edit(repository / "crlf.txt", FILLER, NEW)
    expected = {("a.txt", "the the"), ("a.txt", "習"), ("nested/b 習.md", "the the"), ("nested/b 習.md", "習")}
    assert {(name.removeprefix("./"), text) for name, text in found(repository) if "crlf" not in name} == expected
    assert {text for name, text in found(repository, "crlf.txt")} == {"the the", "習"}
    git(repository, "commit", "-qam", "second")
    assert found(repository) == []
    assert {(name.removeprefix("./"), text) for name, text in found(repository, ref="HEAD~1") if "crlf" not in name} == expected


def test_a_changed_paragraph_is_judged_as_a_whole_and_density_counts_its_words(repository: Path) -> None:
    edit(repository / "a.txt", "train was late", "bus was late")
    assert {text for _, text in found(repository, "a.txt")} == {"the the", "Korean landmass"}
    words = mtcheck("gate", "a.txt", "--since", "HEAD", "--output", "json", cwd=repository).json["documents"][0]["words"]
    assert words == len(OLD.split())


def test_text_taken_out_of_a_paragraph_changes_it_and_of_between_changes_none(tmp_path: Path) -> None:
    wrapped = f"The talks on the Korean landmass\nwent on for long, they\nsaid, and went on.\n\n{FILLER}\n\n{OLD}\n"
    folder = project(tmp_path, {"a.md": wrapped})
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        git(folder, *command)
    edit(folder / "a.md", f"{FILLER}\n\n", "")
    assert found(folder) == []
    edit(folder / "a.md", "went on for long, they\n", "")
    assert [text for _, text in found(folder)][:1] == ["Korean landmass"]


def test_new_files_and_lines_of_json(repository: Path) -> None:
    (repository / "new.txt").write_text(OLD)
    assert {text for _, text in found(repository, "new.txt")} == {"the the", "Korean landmass"}
    edit(repository / "c.jsonl", '"id": "1", "text": "', '"id": "1", "text": "Well. ')
    assert {name for name, _ in found(repository, "c.jsonl")} == {"1"}


def test_what_came_to_the_other_branch_meanwhile_does_not_count(repository: Path) -> None:
    git(repository, "checkout", "-qb", "work")
    edit(repository / "a.txt", "Again.", "Again and again.")
    git(repository, "commit", "-qam", "on work")
    git(repository, "checkout", "-q", "main")
    edit(repository / "nested/b 習.md", FILLER, "Something else stood there for them all.")
    git(repository, "commit", "-qam", "on main")
    git(repository, "checkout", "-q", "work")
    done = mtcheck("gate", ".", "--since", "main", "--output", "json", cwd=repository)
    assert [document["id"].removeprefix("./") for document in done.json["documents"]] == ["a.txt"]


def test_a_diff_that_looks_like_a_head_is_text(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": f"{CLEAN}\n-- a/x.txt\n", "x.txt": OLD})
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        git(folder, *command)
    edit(folder / "a.txt", "-- a/x.txt", "++ b/x.txt\n@@ -1 +1 @@")
    assert found(folder, "x.txt") == []


@pytest.mark.parametrize("ref", ["nonsense", "--output=x", "HEAD:mtcheck.toml", ""])
def test_a_revision_that_is_none_is_refused(repository: Path, ref: str) -> None:
    done = mtcheck("gate", "a.txt", f"--since={ref}", cwd=repository)
    assert done.code == 2 and "--since" in done.err and "Traceback" not in done.err
    assert not (repository / "x").exists()


def test_baseline_and_changes_go_together(repository: Path) -> None:
    assert FAST
    assert mtcheck("baseline", "create", ".", cwd=repository).code == 0
    edit(repository / "a.txt", "train was late", "bus was late")
    done = mtcheck(
        "gate", "a.txt", "--since", "HEAD", "--baseline", "mtcheck-baseline.json", "--max-suspects", "0", cwd=repository
    )
    assert done.code == 0, "what was known stays known in a changed paragraph"

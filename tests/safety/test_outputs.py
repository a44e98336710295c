"""Hold what is written to where the user said: through no link, over no foreign file, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from mtcheck.core.errors import OutputError
from mtcheck.gate.cache import FOLDER
from mtcheck.output import check_distinct, make_folders, staged_folder, write_text
from tests.gate.helpers import CLEAN, WORSE, mtcheck, project

ROOT = Path(__file__).parent.parent.parent
OLD = 1_000_000_000  # seconds: long before any entry is kept


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


# --- single files


def test_link_device_pipe_and_folder_are_no_files_to_write(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    (tmp_path / "loose.txt").symlink_to("nowhere.txt")
    os.mkfifo(tmp_path / "pipe")
    for path in (
        tmp_path / "link.txt",
        tmp_path / "loose.txt",
        tmp_path / "pipe",
        tmp_path,
        Path("/dev/null"),
        Path("/dev/stdout"),
    ):
        with pytest.raises(OutputError, match=re.escape(str(path))):
            write_text(path, "new")
    assert (tmp_path / "real.txt").read_text() == "old" and not (tmp_path / "nowhere.txt").exists()
    assert names(tmp_path) == ["link.txt", "loose.txt", "pipe", "real.txt"]


def test_missing_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder .*gone.*make it first"):
        write_text(tmp_path / "gone" / "a.json", "{}")
    assert names(tmp_path) == []


def test_unwritable_place_is_named_as_the_user_did(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "a.json", tmp_path / ("a" * 300)):
        with pytest.raises(OutputError, match=f"^{re.escape(str(path))}: cannot be written") as caught:
            write_text(path, "{}")
        assert ".mtcheck-" not in str(caught.value)


def test_full_disk_leaves_the_old_file_and_names_the_target(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE, "out.json": "old"})
    commands = (
        ["audit", "a.txt", "--format", "json", "-o", "out.json"],
        ["gate", "a.txt", "--no-cache", "--output", "json=out.json"],
        ["audit", "a.txt", "--report", "pages"],
    )
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "mtcheck", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
        )
        target = command[-1].removeprefix("json=")
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith(f"mtcheck: {target}: cannot be written: File too large"), done.stderr
    assert (folder / "out.json").read_text() == "old"
    assert names(folder) == ["a.txt", "mtcheck.toml", "out.json"]


# --- outputs of a run


@pytest.mark.parametrize("second", ["text=a", "text=./a", "text=sub/../a", "text=also/a"])
def test_two_outputs_in_one_file_are_refused(tmp_path: Path, second: str) -> None:
    folder = project(tmp_path, {"x.txt": CLEAN, "sub/y.txt": CLEAN})
    (folder / "also").symlink_to(".")
    done = mtcheck("gate", "x.txt", "--output", "json=a", "--output", second, cwd=folder)
    assert done.code == 2 and "two outputs would go into this one file" in done.err
    assert not (folder / "a").exists()


@pytest.mark.parametrize(
    "command",
    ["gate x.txt --output json=x.txt", "audit x.txt -o x.txt", "gate . --output text=sub/y.txt", "audit . -o sub/y.txt"],
)
def test_an_article_is_never_an_output(tmp_path: Path, command: str) -> None:
    folder = project(tmp_path, {"x.txt": CLEAN, "sub/y.txt": CLEAN})
    done = mtcheck(*command.split(), cwd=folder)
    assert done.code == 2 and "is one of the files that are read" in done.err
    assert (folder / "x.txt").read_text() == (folder / "sub/y.txt").read_text() == CLEAN


def test_outputs_are_looked_at_before_the_articles(tmp_path: Path) -> None:
    folder = project(tmp_path, {"x.txt": CLEAN})
    for command in (
        ("gate", "x.txt", "--output", "json=no/a"),
        ("audit", "x.txt", "-o", "no/a"),
        ("audit", "x.txt", "--report", "no/a"),
    ):
        done = mtcheck(*command, cwd=folder)
        assert done.code == 2 and "there is no folder 'no'; make it first" in done.err, command
    assert names(folder) == ["mtcheck.toml", "x.txt"], "not even a cache"


def test_one_file_is_distinct_from_another(tmp_path: Path) -> None:
    check_distinct([tmp_path / "a", tmp_path / "b"], [str(tmp_path / "c")])


# --- the report's folder


def test_report_goes_into_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = project(tmp_path, {"x.txt": WORSE})
    for _ in range(2):  # pages of ours are replaced
        assert mtcheck("audit", "x.txt", "--report", "pages", cwd=folder).code in (0, 1)
    assert names(folder / "pages") == ["index.html", "x.html"]
    assert names(folder) == sorted(["mtcheck.toml", "pages", "index.html", "x.html", "x.txt"])


@pytest.mark.parametrize("name", ["x.html", "index.html"])
def test_report_replaces_no_foreign_page(tmp_path: Path, name: str) -> None:
    page = f"<!doctype html><title>Ours</title><p>{CLEAN}</p>"
    folder = project(tmp_path, {name: page, "x.txt": CLEAN})
    done = mtcheck("audit", "x.txt", "--report", ".", cwd=folder)
    assert done.code == 2 and f"{name}: is no page of mtcheck's and is not replaced" in done.err
    assert names(folder) == sorted(["mtcheck.toml", name, "x.txt"]) and (folder / name).read_text() == page


def test_report_folder_may_be_no_link(tmp_path: Path) -> None:
    folder = project(tmp_path, {"x.txt": CLEAN, "elsewhere/keep": ""})
    (folder / "pages").symlink_to("elsewhere")
    done = mtcheck("audit", "x.txt", "--report", "pages", cwd=folder)
    assert done.code == 2 and "pages: is not written into: it is a link; name a folder" in done.err
    assert names(folder / "elsewhere") == ["keep"]


def test_page_that_is_a_link_is_replaced_and_its_target_is_not(tmp_path: Path) -> None:
    folder = project(tmp_path, {"x.txt": CLEAN, "precious": "kept", "pages/keep": ""})
    (folder / "pages" / "index.html").symlink_to("../precious")
    assert mtcheck("audit", "x.txt", "--report", "pages", cwd=folder).code == 0
    assert (folder / "precious").read_text() == "kept" and not (folder / "pages" / "index.html").is_symlink()


def test_failure_leaves_no_folder_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with staged_folder(tmp_path / "pages") as stage:
            (stage / "index.html").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(tmp_path) == []


def test_folders_below_an_output_lead_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").symlink_to("../elsewhere")
    with pytest.raises(OutputError, match="it is a link"):
        make_folders(tmp_path / "out" / "sub" / "deep", tmp_path / "out")
    make_folders(tmp_path / "new" / "sub", tmp_path / "new")
    assert names(tmp_path / "elsewhere") == [] and (tmp_path / "new" / "sub").is_dir()


@pytest.mark.parametrize("name", ["mtcheck-suppressions.json", "mtcheck-gold.jsonl"])
def test_decisions_are_written_through_no_link(tmp_path: Path, name: str) -> None:
    entry = {"fingerprint": "v1:x", "start": 0, "end": 3, "text": "The", "rule": "r", "category": "c", "severity": "minor"}
    made = [{**entry, "decision": "false-positive"}, {**entry, "fingerprint": "v1:y", "decision": "artifact"}]
    document = {"path": "x.txt", "id": "x.txt", "sha256": "0", "signature": "", "suspects": 2, "decisions": made}
    decided = {"format": "mtcheck-decisions", "version": 1, "documents": [document]}
    folder = project(tmp_path, {"x.txt": CLEAN, "made.json": json.dumps(decided)})
    (folder / name).symlink_to("precious")
    done = mtcheck("decisions", "apply", "made.json", cwd=folder)
    assert done.code == 2 and f"{name}: is not written: it is a link" in done.err
    assert not (folder / "precious").exists()


# --- the cache


def kept(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*/*.json"))


def test_cache_that_is_a_link_is_left_alone(tmp_path: Path) -> None:
    entry = "ab/" + "0" * 64 + ".json"
    folder = project(tmp_path / "p", {"a.txt": WORSE, "../target/.gitignore": "precious", f"../target/{entry}": "[]"})
    target = tmp_path / "target"
    os.utime(target / entry, (OLD, OLD))
    (folder / FOLDER).symlink_to("../target")
    done = mtcheck("gate", "a.txt", cwd=folder)
    assert done.code == 1 and f"{FOLDER}: is a link, and not used as the cache" in done.err
    assert names(target) == sorted([".gitignore", "ab", Path(entry).name]) and (target / ".gitignore").read_text() == "precious"


def test_cache_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    entry = f"{FOLDER}/ab/{'0' * 64}.json"
    for tag in ("Signature: 8a477f597d28d172789f06886806bc55\n", None):
        files = {"a.txt": WORSE, entry: "[]"} | ({f"{FOLDER}/CACHEDIR.TAG": tag} if tag else {})
        folder = project(tmp_path / str(bool(tag)), files)
        os.utime(folder / entry, (OLD, OLD))
        before = names(folder)
        done = mtcheck("gate", "a.txt", cwd=folder)
        assert done.code == 1 and "is no cache of this mtcheck" in done.err
        assert names(folder) == before


def test_only_entries_are_ever_deleted(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE, "outside/ab/x": "", f"outside/{'1' * 64}.json": ""})
    mtcheck("gate", "a.txt", cwd=folder)
    cache = folder / FOLDER
    (entry,) = kept(folder)
    foreign = [
        "ab/notes.json",
        f"ab/{'A' * 64}.json",
        f"abc/{'0' * 64}.json",
        f"ab/{'0' * 63}.json",
        "package.json",
        "ab/deep/x.json",
    ]
    for name in (*foreign, f"ab/{'0' * 64}.json"):
        (cache / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / name).write_text("")
        os.utime(cache / name, (OLD, OLD))
    (cache / "cd").symlink_to("../outside")
    os.utime(folder / "outside" / f"{'1' * 64}.json", (OLD, OLD))
    mtcheck("gate", "a.txt", cwd=folder)
    assert not (cache / f"ab/{'0' * 64}.json").exists(), "an old entry goes"
    assert all((cache / name).exists() for name in foreign)
    assert entry.exists() and (folder / "outside" / f"{'1' * 64}.json").exists()


def test_entries_are_read_and_written_through_no_link(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    first = mtcheck("gate", "a.txt", "--output", "json", cwd=folder).out
    (entry,) = kept(folder)
    moved = folder / "moved"
    entry.parent.rename(moved)
    (moved / entry.name).write_text("[]")
    entry.parent.symlink_to(moved)
    assert mtcheck("gate", "a.txt", "--output", "json", cwd=folder).out == first
    assert (moved / entry.name).read_text() == "[]"

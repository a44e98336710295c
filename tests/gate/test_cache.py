"""Hold the cache: hits change nothing, whatever changes a result misses, a broken entry counts as none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mtcheck import engine
from mtcheck.config.schema import Config
from mtcheck.core.report import Examined
from mtcheck.gate import cache
from mtcheck.gate.codec import decoder, encode
from mtcheck.readers import read
from tests.gate.helpers import CLEAN, FAST, WORSE, mtcheck, project

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record which documents are really checked."""
    seen: list[str] = []
    check = engine.examine

    def recorded(doc: Any, *args: Any, **kwargs: Any) -> Examined:
        seen.append(doc.id)
        return check(doc, *args, **kwargs)

    monkeypatch.setattr(engine, "examine", recorded)
    return seen


def gate(folder: Path, *args: str) -> str:
    return mtcheck("gate", ".", "--output", "json", *args, cwd=folder).out


def test_what_is_known_is_not_checked_again(tmp_path: Path, checks: list[str]) -> None:
    rows = '{"id": "x", "text": "He met the the minister."}\n{"id": "y", "text": "He met 習."}\n'
    folder = project(tmp_path, {"a.txt": CLEAN, "b.md": WORSE, "c.jsonl": rows})
    first = gate(folder)
    assert sorted(checks) == ["./a.txt", "./b.md", "x", "y"]
    checks.clear()
    assert gate(folder) == first and checks == []
    (folder / "a.txt").write_text(CLEAN + "\nMore.\n")
    gate(folder)
    assert checks == ["./a.txt"]
    assert (folder / ".mtcheck_cache" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "change",
    [
        ("--min-probability", "0.9"),
        ("--ignore", "names"),
        ("--select", "names"),
        ("--lm", "ngram"),
        ("--encoding", "cp1252"),
        ("--no-cache",),
    ],
    ids=" ".join,
)
def test_whatever_shapes_a_result_is_a_miss(tmp_path: Path, checks: list[str], change: tuple[str, ...]) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    gate(folder)
    checks.clear()
    fresh = gate(folder, *change)
    assert checks == ["./a.txt"]
    assert fresh == gate(folder, *change, "--no-cache")


@pytest.mark.parametrize(
    "change", [("--jobs", "2"), ("--max-suspects", "0"), ("--profile", "strict"), ("--explain",)], ids=" ".join
)
def test_whatever_does_not_is_a_hit(tmp_path: Path, checks: list[str], change: tuple[str, ...]) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    gate(folder)
    checks.clear()
    gate(folder, *change)
    assert checks == []


def test_vocabulary_and_version_are_part_of_the_key(tmp_path: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    gate(folder)
    (folder / "mtcheck.toml").write_text(FAST + '[[vocabulary]]\nterm = "landmass"\nreason = "x"\n')
    gate(folder)
    monkeypatch.setattr(cache, "program_digest", lambda: "another")
    gate(folder)
    assert len(checks) == 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"[[]]", b'["Examined"]', b'[["Examined", 3, []]]', b"\xff", b"[" * 99_999]
)
def test_a_broken_entry_counts_as_none(tmp_path: Path, content: bytes) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    first = gate(folder)
    (entry,) = (folder / ".mtcheck_cache").glob("*/*.json")
    entry.write_bytes(content)
    assert gate(folder) == first
    assert entry.read_bytes() != content


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE, ".mtcheck_cache": "a file"})
    assert mtcheck("gate", "a.txt", cwd=folder).code == 1


def test_parallel_runs_share_a_cache(tmp_path: Path) -> None:
    folder = project(tmp_path, {f"{number}.txt": WORSE + str(number) for number in range(12)})
    command = [sys.executable, "-m", "mtcheck", "gate", ".", "--output", "json"]
    env = {"PYTHONPATH": str(ROOT)}
    runs = [subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    outs = {run.communicate()[0] for run in runs}
    assert [run.returncode for run in runs] == [1, 1, 1] and len(outs) == 1
    assert gate(folder).encode() in outs


def test_reports_survive_the_way_through_json() -> None:
    def outcomes() -> Iterator[Examined]:
        paths = sorted(str(path) for path in (ROOT / "seeds").glob("*.txt"))
        items = (item for path in paths for item in read(path))
        yield from engine.examined(items, Config(tokens=True))

    found = tuple(outcomes())
    assert all(one.found and one.found.indications for one in found)
    assert decoder(tuple[Examined, ...])(encode_json(found)) == found


def encode_json(value: Any) -> Any:
    import json

    return json.loads(json.dumps(encode(value)))

"""Hold that the action's cache is of use: what one run of a pipeline kept is found by the next, freshly installed elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import yaml

from tests.gate.helpers import WORSE, project

ROOT = Path(__file__).parent.parent.parent
STEPS = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
FILES = {"a.txt": WORSE, "deep/b.md": WORSE, "own.tsv": "kind\ten\nperson\tAda Lovelace\n"}
CONFIG = """
lm = "none"
tagger = "none"
names = ["own.tsv"]
[[path-ignores]]
paths = ["deep/*"]
rules = ["punctuation"]
reason = "a test"
"""


def installed(place: Path) -> dict[str, str]:
    """Install the package anew: all files are copies of this minute; ``mtcheck`` is on the path."""
    shutil.copytree(
        ROOT / "mtcheck", place / "lib" / "mtcheck", ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
    )
    command = place / "bin" / "mtcheck"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mtcheck "$@"\n')
    command.chmod(0o755)
    return {"PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(place / "lib"), "CI": "true"}


def gated(workspace: Path, env: dict[str, str]) -> str:
    """Run the action's step Gate as the runner does."""
    (gate,) = (step for step in STEPS if step.get("name") == "Gate")
    inputs = {"PATHS": ".", "ARGS": "", "SINCE": "", "SARIF": "mtcheck.sarif"}
    done = subprocess.run(
        ["bash", "-e", "-c", gate["run"]], cwd=workspace, env=env | inputs, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


def checkout(place: Path) -> Path:
    """Check the articles out in the one place where the runner has them each time."""
    shutil.rmtree(place, ignore_errors=True)
    return project(place, dict(FILES), config=CONFIG)


def test_cache_of_a_pipeline_is_found_after_a_fresh_installation(tmp_path: Path) -> None:
    (cache,) = (step["with"]["path"] for step in STEPS if str(step.get("uses", "")).startswith("actions/cache@"))
    workspace = tmp_path / "work"
    first = gated(checkout(workspace), installed(tmp_path / "one"))
    entries = sorted((workspace / cache).glob("*/*.json"))
    assert len(entries) == 2
    with tarfile.open(tmp_path / "saved.tar", "w") as saved:
        saved.add(workspace / cache, cache)
    fresh = installed(tmp_path / "two")
    checkout(workspace)
    with tarfile.open(tmp_path / "saved.tar") as saved:
        saved.extractall(workspace, filter="data")
    for entry in entries:  # what is found is taken, and it shows
        entry.write_text(entry.read_text().replace("landmass", "LANDMASS"))
    second = gated(workspace, fresh)
    assert sorted((workspace / cache).glob("*/*.json")) == entries, "nothing was checked anew"
    assert "LANDMASS" in second and second.replace("LANDMASS", "landmass") == first


def test_another_program_finds_nothing(tmp_path: Path) -> None:
    workspace = checkout(tmp_path / "work")
    env = installed(tmp_path / "one")
    gated(workspace, env)
    with (tmp_path / "one/lib/mtcheck/data/wording.py").open("a") as changed:
        changed.write("# one more line\n")
    gated(workspace, env)
    assert len(list((workspace / ".mtcheck_cache").glob("*/*.json"))) == 4

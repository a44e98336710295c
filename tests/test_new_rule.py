"""Follow the README's steps for a new rule, in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINKED = ("data", "__pycache__")
CASES = """
[[case]]
label = "listed word"
text = "This is ⟦teh⟧ first of them."
rules = ["typo.example"]

[[case]]
label = "the word as it should be"
text = "This is the first of them."
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the project; the data are linked, for they are large."""
    for folder in ("mtcheck", "tests", "docs", "benchmarks", "reports/sample"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(*LINKED))
    (tmp_path / "mtcheck" / "data").mkdir()
    for entry in (ROOT / "mtcheck" / "data").iterdir():
        (tmp_path / "mtcheck" / "data" / entry.name).symlink_to(entry)
    for entry in ROOT.iterdir():
        if not (tmp_path / entry.name).exists() and entry.name not in (".git", ".venv"):
            (tmp_path / entry.name).symlink_to(entry)
    return tmp_path


def run(copy: Path, *command: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_steps_of_the_readme_make_a_rule(copy: Path) -> None:
    (targets,) = re.findall(r"`make ([a-z ]+)`, and read the diff", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert targets.split() == ["docs", "golden", "test"]
    skeleton = (copy / "mtcheck" / "detectors" / "_skeleton.py").read_text(encoding="utf-8")
    new = re.sub("skeleton", "typo", skeleton).replace("Skeleton", "Typo")
    (copy / "mtcheck" / "detectors" / "typo.py").write_text(new, encoding="utf-8")
    table = "# source: a list of ours\n# licence: Apache-2.0\n# version: 1\nkey\tvalue\tsource\nteh\tthe\tby hand\n"
    (copy / "mtcheck" / "data" / "typo.tsv").write_text(table, encoding="utf-8")
    (copy / "tests" / "cases" / "typo.toml").write_text(CASES, encoding="utf-8")
    made = ("STAMP=pyproject.toml", "TESTS=pyproject.toml", f"BIN={Path(sys.executable).parent}")  # no second venv
    run(copy, "make", *made, *targets.split()[:2])
    assert "typo.example" in (copy / "docs" / "rules.md").read_text(encoding="utf-8")
    assert "typo.example" in (copy / "tests" / "golden" / "registry.json").read_text(encoding="utf-8")
    chosen = ("tests/test_registry.py", "tests/test_generated_docs.py", "tests/test_cases.py", "tests/test_imports.py")
    done = run(copy, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, "-k", "typo or registry or rules")
    assert " passed" in done and "failed" not in done

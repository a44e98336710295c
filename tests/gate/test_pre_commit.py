"""Hold the hook: pre-commit itself runs it on a repository made here, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.gate.helpers import CLEAN, WORSE
from tests.gate.test_since import git

ROOT = Path(__file__).parent.parent.parent
PRE_COMMIT = shutil.which("pre-commit", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


def hook() -> dict[str, Any]:
    """Return the hook as it is offered, made to run the program that is here: nothing can be installed offline."""
    (entry,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    command, _, rest = entry["entry"].partition(" ")
    assert command == "mtcheck" and entry["language"] == "python"
    return {**entry, "language": "system", "entry": f"env PYTHONPATH={ROOT} {sys.executable} -m mtcheck {rest}"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    config = {"repos": [{"repo": "local", "hooks": [hook()]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(folder, "init", "-q")
    return folder


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    git(folder, "add", ".")
    env = {**os.environ, "PRE_COMMIT_HOME": str(folder.parent / "home"), "GIT_CONFIG_GLOBAL": os.devnull}
    assert PRE_COMMIT is not None
    return subprocess.run([PRE_COMMIT, "run"], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.skipif(PRE_COMMIT is None, reason="pre-commit is not installed; it is in the extra test")
def test_the_hook_lets_clean_text_in_and_stops_what_is_worse(repository: Path) -> None:
    (repository / "a.txt").write_text(CLEAN, encoding="utf-8")
    (repository / "b.py").write_text("the the the rockets and rockets\n")
    done = run(repository)
    assert done.returncode == 0 and "Passed" in done.stdout, done.stdout + done.stderr
    (repository / "articles").mkdir()
    (repository / "articles" / "c d.md").write_text(WORSE, encoding="utf-8")
    done = run(repository)
    assert done.returncode == 1 and "articles/c d.md" in done.stdout and "b.py" not in done.stdout
    (repository / "articles" / "c d.md").write_text("", encoding="utf-8")
    assert "is empty" in run(repository).stdout

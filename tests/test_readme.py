"""Hold the README to what the program does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import mtcheck
from mtcheck.cli.main import _COMMANDS, cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL), ids=["text", "frame"])
def test_python_example_prints_what_it_says(code: str) -> None:
    expected = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    printed: list[str] = []
    exec(compile(code, "README.md", "exec"), {"print": lambda *parts: printed.append(" ".join(map(str, parts)))})
    assert printed == expected and expected


def test_the_suspect_that_is_shown_is_what_the_command_prints() -> None:
    (shown,) = re.findall(r"A suspect looks like this:\n\n(.*?)\n\n", README, re.DOTALL)
    (seed,) = (ROOT / "seeds").glob("003*.txt")
    args = ["audit", str(seed), "--all", "--no-config", "--select", "repetition", "--lm", "none", "--tagger", "none"]
    out = CliRunner(env={"COLUMNS": "100"}).invoke(cli, args).stdout
    assert "\n".join(line[2:] for line in shown.splitlines()) in out


def test_links_lead_somewhere() -> None:
    for page in (README, *((ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "SECURITY.md"))):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page):
            assert (ROOT / target).exists(), target


def test_every_command_named_exists() -> None:
    named = set(re.findall(r"`mtcheck ([a-z]+)\b", README)) | set(re.findall(r"^ +mtcheck ([a-z]+)\b", README, re.MULTILINE))
    assert len(named) >= 4 and named <= set(_COMMANDS), named


def test_docstring_example() -> None:
    failed, tried = doctest.testmod(mtcheck)
    assert tried >= 2 and not failed

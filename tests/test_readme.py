"""Hold the README to what the program does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import mtcheck
from mtcheck.cli.main import _COMMANDS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_python_example_prints_what_it_says(capsys: object) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    expected = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    printed: list[str] = []
    exec(compile(code, "README.md", "exec"), {"print": lambda *parts: printed.append(" ".join(map(str, parts)))})
    assert printed == expected and expected


def test_every_command_named_exists() -> None:
    named = set(re.findall(r"`mtcheck ([a-z]+)\b", README)) | set(re.findall(r"^ +mtcheck ([a-z]+)\b", README, re.MULTILINE))
    assert len(named) >= 4 and named <= set(_COMMANDS), named


def test_docstring_example() -> None:
    failed, tried = doctest.testmod(mtcheck)
    assert tried >= 2 and not failed

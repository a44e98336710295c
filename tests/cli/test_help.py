"""Hold the help of every command, read off the commands themselves: examples that can be called, one word on exit codes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mtcheck.cli.help import AUDIT_OR_GATE, EXIT_CODES
from mtcheck.cli.main import cli
from mtcheck.config.schema import MIN_PROBABILITY
from tests.cli.test_options import COMMANDS

ROOT = Path(__file__).parent.parent.parent
FAILING = ("audit", "gate")
README, GATE_PAGE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/gate.md"))


def help_of(name: str) -> str:
    return CliRunner().invoke(cli, [*name.split(), "--help"], prog_name="mtcheck", terminal_width=500).output


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_examples_of_the_help_can_be_called(name: str) -> None:
    section = help_of(name).partition("Examples:\n")[2]
    lines = [line.strip() for line in section.partition("\n\n")[0].splitlines()]
    assert lines, "every command shows an example"
    for line in lines:
        assert line.startswith(f"mtcheck {name} ") or line == f"mtcheck {name}"
        arguments = shlex.split(line)[1 + len(name.split()) :]
        assert isinstance(COMMANDS[name].make_context(name, arguments), click.Context)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_says_what_it_does(name: str) -> None:
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option) and not isinstance(option.type, click.Choice):
            assert option.help, f"{name} {option.opts[0]}"


def test_exit_codes_and_the_choice_of_command_are_said_in_the_same_words() -> None:
    for text in (help_of("audit"), help_of("gate"), help_of(""), README, GATE_PAGE):
        assert EXIT_CODES in one_line(text) and AUDIT_OR_GATE in one_line(text)


def test_the_threshold_is_named_once() -> None:
    for name in ("audit", "evaluate", "gate"):
        (option,) = (entry for entry in COMMANDS[name].params if entry.name == "min_probability")
        assert option.default == MIN_PROBABILITY or f"[default: {MIN_PROBABILITY}]" in (option.help or "")  # type: ignore[attr-defined]
    assert f"| `min-probability` | `{MIN_PROBABILITY}` |" in (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    assert f"p ≥ {MIN_PROBABILITY}" in README and f"p ≥ {MIN_PROBABILITY}" in GATE_PAGE
    assert re.search(rf"^# min-probability = {MIN_PROBABILITY} ", (ROOT / "mtcheck/cli/init.toml").read_text(), re.M)

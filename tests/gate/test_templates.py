"""Hold the action, the GitLab template and the container file to the command line that they call."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from mtcheck.cli.gate import command
from mtcheck.render.formats import FORMATS

ROOT = Path(__file__).parent.parent.parent
OPTIONS = {option for parameter in command.params for option in parameter.opts}


def calls(text: str) -> list[str]:
    """Return the command lines of the gate in a text."""
    return [line for line in text.splitlines() if re.search(r"\bmtcheck gate\b", line) and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", ["action.yml", "ci/gitlab.yml", "docs/gate.md"])
def test_options_and_formats_exist(name: str) -> None:
    found = calls((ROOT / name).read_text(encoding="utf-8"))
    assert found
    for line in found:
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", line)) <= OPTIONS, line
        assert set(re.findall(r"--output \"?([a-z]+)", line)) <= set(FORMATS), line


def test_the_action_runs_no_input_as_a_script() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "what stands in an input must come in by the environment"
    script = action["runs"]["steps"][-1]["run"]
    environment = {"PATHS": "a.txt *.md $(touch evil)", "ARGS": "--profile strict", "SINCE": "", "SARIF": "out.sarif"}
    shown = subprocess.run(
        ["bash", "-c", f"mtcheck() {{ printf '%s\\n' \"$@\"; }}\n{script}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert shown[:6] == ["gate", "a.txt", "*.md", "$(touch", "evil)", "--profile"]
    assert shown[7:11] == ["--output", "github", "--output", "sarif=out.sarif"]


def test_the_gitlab_template_reports_what_it_writes() -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["mtcheck"]
    for file in job["artifacts"]["reports"].values():
        assert f"={file}" in job["script"][0]
    assert job["artifacts"]["when"] == "always"


def test_the_container_file_copies_what_is_there() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert 'ENTRYPOINT ["mtcheck"]' in text and "USER checker" in text

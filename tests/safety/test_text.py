"""Hold every output free of commands: what begins a line is never taken for one by a build server."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck.cli.main import cli
from mtcheck.render.formats import FORMATS
from mtcheck.render.safe import visible
from tests.gate.helpers import CLEAN, WORSE, mtcheck, project

EVIL = "::error file=x::you have been taken in"
WORKFLOW = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)
OWN = re.compile(r"^::(?:error|warning|notice) [^:]*::.*\n?", re.MULTILINE)  # what the format github is made of


def articles(top: Path) -> Path:
    """Write articles whose names, ids and texts would be commands."""
    text = f"{EVIL}\n{WORSE}\n{EVIL}"
    rows = [{"id": f"{lead}{EVIL} {number}", "text": text} for number, lead in enumerate(("", " ", "\n", "\t"))]
    rows.append({"id": "##[error]x", "text": "##vso[task.complete result=Failed]the the " + WORSE})
    files = {
        f"{EVIL}.txt": f"{EVIL}\n\n{WORSE}",
        f" {EVIL}.md": CLEAN,
        "\n::warning::x.txt": WORSE,
        "::error::empty.txt": "",
        "x.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
    }
    return project(top, dict(files))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_gate_prints_no_command(tmp_path: Path, name: str) -> None:
    done = mtcheck("gate", ".", "--explain", "--no-cache", "--output", name, cwd=articles(tmp_path))
    assert "you have been taken in" in done.out
    out = OWN.sub("", done.out) if name == "github" else done.out
    assert not WORKFLOW.search(out), WORKFLOW.search(out)
    assert not WORKFLOW.search(done.err)


def test_other_commands_print_none(tmp_path: Path) -> None:
    folder = articles(tmp_path)
    for command in (
        ["audit", "."],
        ["audit", ".", "--format", "json"],
        ["audit", ".", "--reference", "."],
        ["baseline", "create", "."],
        ["compare", ".", "."],
        ["compare", ".", ".", "--format", "json"],
        ["gate", f"{EVIL}.none"],
        ["audit", ".", f"{EVIL}*nothing"],
        [EVIL],
        ["explain", EVIL],
        ["names", "lookup", EVIL],
        ["fix", "--from", f"{EVIL}.json"],
        ["evaluate", f"{EVIL}.jsonl"],
        ["gate", ".", "--config", f"{EVIL}.toml"],
        ["gate", ".", "--select", EVIL],
        ["gate", ".", "--output", EVIL],
    ):
        done = mtcheck(*command, cwd=folder)
        assert not WORKFLOW.search(done.out), (command, WORKFLOW.search(done.out))
        assert not WORKFLOW.search(done.err), (command, done.err[-400:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ": :error::x"),
        ("  ::error::x", "  : :error::x"),
        ("\n::x", " : :x"),
        ("a::b", "a::b"),
        (":x", ":x"),
        ("##[error]", "# #[error]"),
        ("\u2028::x", "\\u2028::x"),
    ],
)
def test_what_is_made_of_a_command(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_diff_in_a_workflow_is_no_list_of_commands(tmp_path: Path) -> None:
    """A diff must stay as it is, so the server is told to heed no command until it is over; ``patch`` skips such lines."""
    text = f"One line stands here.\n{EVIL}\nHe met the the minister.\n"
    folder = project(tmp_path, {"a.txt": text})
    report = mtcheck("audit", "a.txt", "--format", "json", cwd=folder).json["documents"][0]
    (suspect,) = (entry for entry in report["suspects"] if entry["rule"] == "repetition.doubled-word")
    made = {**{key: suspect[key] for key in ("fingerprint", "start", "end", "text", "rule", "category", "severity")}}
    made |= {"decision": "artifact", "edit": "the"}
    document = {"path": "a.txt", "id": "a.txt", "sha256": report["sha256"], "signature": "", "suspects": 1, "decisions": [made]}
    (folder / "d.json").write_text(json.dumps({"format": "mtcheck-decisions", "version": 1, "documents": [document]}))

    def printed(**env: str) -> str:
        with contextlib.chdir(folder):
            return CliRunner().invoke(cli, ["fix", "--from", "d.json"], env={"GITHUB_ACTIONS": "", **env}).stdout

    plain = printed()
    assert WORKFLOW.search(plain)
    first, *lines, last = printed(GITHUB_ACTIONS="true").splitlines(keepends=True)
    assert "".join(lines) == plain
    token = first.removeprefix("::stop-commands::").strip()
    assert len(token) == 64 and last == f"::{token}::\n" and token not in plain

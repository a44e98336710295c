"""Run every option of every command once, in the form that its help shows; the list is read off the commands themselves."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mtcheck.cli.main import cli
from mtcheck.core.errors import ExitCode
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.review import decisions
from tests.cli.test_models import install_reader
from tests.gate.helpers import WORSE, mtcheck, project
from tests.review.test_decisions import decision, reviewed
from tests.signals.tiny import tiny_causal

DIGEST = hashlib.sha256(b"model").hexdigest()

# How each command is called without options, in the folder that ``workplace`` makes.
ARGUMENTS: dict[str, list[str]] = {
    "audit": ["a.txt"],
    "baseline create": ["a.txt"],
    "baseline prune": ["a.txt", "--baseline", "base.json"],
    "baseline show": ["--baseline", "base.json"],
    "baseline update": ["a.txt", "--baseline", "base.json"],
    "calibrate": ["--lm", "tiny"],
    "compare": ["a.txt", "b.txt"],
    "config": [],
    "decisions apply": ["d.json"],
    "decisions list": ["d.json"],
    "decisions merge": ["d.json", "e.json"],
    "evaluate": ["gold.jsonl", "--docs", "."],
    "explain": ["repetition"],
    "fix": ["--from", "d.json"],
    "gate": ["a.txt"],
    "init": ["new"],
    "learn": ["pairs.tsv"],
    "models add": ["new", "m.gguf", "--sha256", DIGEST],
    "models list": [],
    "models remove": ["deep"],
    "models verify": [],
    "names columns": [],
    "names lookup": ["Geun-pyeong", "Shim"],
    "rules": [],
}

# What stands for a metavar of the help; the most special row counts.
VALUES: dict[tuple[str, str], list[str]] = {
    ("", "P"): ["0.6"],
    ("", "N"): ["2"],
    ("", "X"): ["9.5"],
    ("", "RULES"): ["repetition,names"],
    ("", "DIR"): ["out"],
    ("", "PATH"): ["a.txt"],
    ("", "NAME=N"): ["script=3"],
    ("", "FORMAT[=FILE]"): ["json", "sarif=out/a.sarif"],
    ("", "REF"): ["HEAD"],
    ("", "HYP2"): ["b.txt"],
    ("", "default|none|MODEL"): ["default", "none"],
    ("", "ngram|none|MODEL"): ["ngram", "none"],
    ("", "auto|cpu|cuda|mps"): ["auto", "cpu", "cuda", "mps"],
    ("calibrate --lm", "ngram|none|MODEL"): ["tiny"],
    ("calibrate --lm-device", "auto|cpu|cuda|mps"): ["auto", "cpu"],
    ("calibrate --lm-window", "N"): ["40"],
    ("calibrate --lm-stride", "N"): ["20"],
    ("--sha256", "DIGEST"): [DIGEST],
    ("--lm-dtype", "NAME"): ["float32"],
    ("--encoding", "NAME"): ["latin-1"],
    ("--language", "NAME"): ["Spanish"],
    ("decisions list --output", "FILE"): ["list.xlsx", "list.tsv"],
    ("--names", "FILE"): ["names.tsv"],
    ("--config", "FILE"): ["other.toml"],
    ("--baseline", "FILE"): ["base.json"],
    ("baseline create --baseline", "FILE"): ["new.json"],
    ("--output", "FILE"): ["out.file"],
    ("--from", "FILE"): ["d.json"],
    ("--suppressions", "FILE"): ["accepted.json"],
    ("--gold", "FILE"): ["more.jsonl"],
    ("--docs", "DIR"): ["."],
}


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, f"{above}{name} ")
        else:
            yield f"{above}{name}", found


def forms(command: str, option: click.Option) -> Iterator[list[str]]:
    """Yield each way in which the help says that the option may be given."""
    for name in (*option.opts, *option.secondary_opts):
        if option.is_flag:
            yield [name]
        else:
            yield from ([name, value] for value in values(command, option))


def values(command: str, option: click.Option) -> list[str]:
    if isinstance(option.type, click.Choice):
        return list(option.type.choices)
    metavar = option.metavar or ""
    longest = max(option.opts, key=len)
    found = next((VALUES[key, metavar] for key in (f"{command} {longest}", longest, "") if (key, metavar) in VALUES), None)
    assert found, f"{longest}: no value for {metavar or 'an option without metavar'}; add one to VALUES"
    return found


COMMANDS = dict(commands(cli))
CASES = [
    pytest.param(name, form, id=f"{name} {' '.join(form)}")
    for name, command in COMMANDS.items()
    for option in command.params
    if isinstance(option, click.Option)
    for form in forms(name, option)
]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """Make a folder with one of everything that a command may be given."""
    folder = project(tmp_path, {"a.txt": WORSE, "b.txt": WORSE.replace("landmass", "peninsula"), "other.toml": 'lm = "none"\n'})
    git = ["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]
    for arguments in git:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    for name in ("out", "new"):
        (folder / name).mkdir()
    (folder / "pairs.tsv").write_text("The actual minister spoke.\tThe current minister spoke.\n" * 2, encoding="utf-8")
    (folder / "names.tsv").write_text("kind\ten\nperson\tAda Lovelace\n", encoding="utf-8")
    made = decision("the", "artifact", start=WORSE.index("the the"), edit="a", text="the")
    (article,) = (found for found in read(str(folder / "a.txt")) if isinstance(found, Article))
    for name in ("d.json", "e.json"):
        decisions.save(folder / name, [reviewed(made, path="a.txt", sha256=article.sha256)], tool="mtcheck:0.2")
    gold = {"file": "a.txt", "label": "mt", "spans": [{"start": 0, "end": 3, "category": "a/b", "severity": "minor"}]}
    (folder / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    assert mtcheck("baseline", "create", "a.txt", cwd=folder).code == 0
    (folder / "mtcheck-baseline.json").rename(folder / "base.json")
    return folder


def test_every_command_has_its_arguments_here() -> None:
    assert set(ARGUMENTS) == set(COMMANDS)


@pytest.mark.parametrize(("name", "form"), CASES)
@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
def test_option_works_as_its_help_says(
    workplace: Path, name: str, form: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTCHECK_MODELS", str(tmp_path / "store"))
    (workplace / "m.gguf").write_bytes(b"model")
    if form[-1] == "deep":
        install_reader(workplace)
    if name == "calibrate":
        pytest.importorskip("torch", reason="needs the extra hf")
        tiny_causal(workplace / "tiny")
    arguments = ARGUMENTS[name]
    if form[0] in arguments:  # the option is one that the command needs: it stands there once
        at = arguments.index(form[0])
        arguments = arguments[:at] + arguments[at + len(form) :]
    done = mtcheck(*name.split(), *arguments, *form, cwd=workplace)
    assert done.code in (ExitCode.OK, ExitCode.SUSPECTS), done.err
    assert "Traceback" not in done.err
    if form[0] in ("-o", "--output") and len(form) > 1 and form[1] != "json":
        assert (workplace / form[1].rpartition("=")[2]).exists(), "it writes what it is told to write"

"""Hold the exit code of every situation: 0 within the policy, 1 beyond it, 2 not checked, which is never 0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mtcheck import registry
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from tests.gate.helpers import CLEAN, FAST, WORSE, mtcheck, project

SHORT = "Too short to say."
GERMAN = "Der Minister sagte am Montag, dass die Gespräche mit den Nachbarn lang gewesen seien. " * 5
LINE = json.dumps({"id": "a", "text": CLEAN}) + "\n"
BAD_LINE = json.dumps({"id": "b", "text": WORSE}) + "\n"
EMPTY_BASELINE = json.dumps({"format": "mtcheck-baseline", "version": 1, "fingerprints": "2", "rules": "", "entries": []})


@dataclass(frozen=True)
class Case:
    """One situation: what is in the folder, what is asked, how it must end and what must be said."""

    code: int
    args: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    config: str = FAST
    says: str = ""


def gate(extra: str) -> str:
    return f"{FAST}[gate]\n{extra}\n"


CASES: dict[str, Case] = {
    # within the policy
    "clean": Case(0, "gate a.txt", {"a.txt": CLEAN}),
    "clean folder": Case(0, "gate .", {"a.txt": CLEAN, "b/c.md": CLEAN}),
    "clean lines": Case(0, "gate a.jsonl", {"a.jsonl": LINE}),
    "suspects below the severity": Case(0, "gate a.txt --fail-on critical", {"a.txt": WORSE}),
    "suspects below the confidence": Case(0, "gate a.txt --count-probability 1", {"a.txt": WORSE}),
    "suspects within the count": Case(0, "gate a.txt --max-density 1000 --max-suspects 9", {"a.txt": WORSE}),
    "suspects within the density": Case(0, "gate a.txt --max-density 100", {"a.txt": WORSE}),
    "severity none": Case(0, "gate a.txt --fail-on none", {"a.txt": WORSE}),
    "ignored rules": Case(0, "gate a.txt --ignore repetition,script,names", {"a.txt": WORSE}),
    "lenient for the folder": Case(
        0, "gate old/a.txt", {"old/a.txt": WORSE}, FAST + '[[overrides]]\npaths = ["old/**"]\nfail-on = "none"\n'
    ),
    "ignored by path": Case(
        0,
        "gate old/a.txt",
        {"old/a.txt": WORSE},
        FAST + '[[path-ignores]]\npaths = ["old"]\nrules = ["all"]\nreason = "kept as they are"\n',
    ),
    "exit zero": Case(0, "gate a.txt --exit-zero", {"a.txt": WORSE}, says="FAIL"),
    "too short is said": Case(0, "gate a.txt", {"a.txt": SHORT}, says="NOT JUDGED"),
    "not English is said": Case(0, "gate a.txt", {"a.txt": GERMAN}, says="not English"),
    "budget kept": Case(0, "gate a.txt --fail-on none --category script=1", {"a.txt": WORSE}),
    "configuration passed over": Case(0, "gate a.txt --no-config --lm none --tagger none", {"a.txt": CLEAN}, "nonsense = 1"),
    # beyond the policy
    "worse": Case(1, "gate a.txt", {"a.txt": WORSE}, says="max-density"),
    "worse among clean": Case(1, "gate .", {"a.txt": CLEAN, "b.txt": WORSE}, says="FAIL  b.txt"),
    "one worse line": Case(1, "gate a.jsonl", {"a.jsonl": LINE + BAD_LINE}, says="a.jsonl#b"),
    "over the count": Case(1, "gate a.txt --max-density 1000 --max-suspects 1", {"a.txt": WORSE}, says="max-suspects"),
    "over the penalty": Case(1, "gate a.txt --fail-on none --max-penalty 5", {"a.txt": WORSE * 3}, says="max-penalty"),
    "over a budget": Case(1, "gate a.txt --fail-on none --category script=0", {"a.txt": WORSE}, says="categories script"),
    "over a budget of the file": Case(
        1, "gate a.txt", {"a.txt": WORSE}, gate('fail-on = "none"\n[gate.categories]\n"accuracy/untranslated" = 0')
    ),
    "strict for the folder": Case(
        1, "gate new/a.txt", {"new/a.txt": SHORT}, FAST + '[[overrides]]\npaths = ["new"]\nprofile = "strict"\n'
    ),
    "too short where that fails": Case(1, "gate a.txt --unjudged fail", {"a.txt": SHORT}, says="too short"),
    "strict profile": Case(1, "gate a.txt --profile strict", {"a.txt": GERMAN}, says="not English"),
    "short but damaged": Case(1, "gate a.txt --max-suspects 0", {"a.txt": "He met rockets and rockets."}, says="max-suspects"),
    "empty baseline": Case(1, "gate a.txt --baseline b.json", {"a.txt": WORSE, "b.json": EMPTY_BASELINE}),
    # not checked
    "no such file": Case(2, "gate none.txt", says="no such file"),
    "missing among clean": Case(2, "gate a.txt none.txt", {"a.txt": CLEAN}, says="none.txt"),
    "missing among worse": Case(2, "gate a.txt none.txt", {"a.txt": WORSE}, says="FAIL  a.txt"),
    "missing, report only": Case(2, "gate none.txt --exit-zero"),
    "empty file": Case(2, "gate a.txt", {"a.txt": ""}, says="is empty"),
    "binary file": Case(2, "gate a.txt", {"a.txt": b"\0\1\2" * 99}, says="binary"),
    "other encoding": Case(2, "gate a.txt", {"a.txt": "Ärger".encode("latin-1")}, says="not valid UTF-8"),
    "broken line": Case(2, "gate a.jsonl", {"a.jsonl": LINE + "{\n"}, says="line 2"),
    "broken archive": Case(2, "gate a.jsonl.gz", {"a.jsonl.gz": b"\x1f\x8b\x08\x00 no"}, says="broken"),
    "empty selection: folder": Case(2, "gate sub", {"sub/a.png": b"x"}, says="no articles"),
    "empty selection: pattern": Case(2, "gate *.txt", says="no article matches"),
    "no path": Case(2, "gate", says="Missing argument"),
    "unknown option": Case(2, "gate a.txt --fail-over 3", {"a.txt": CLEAN}, says="No such option"),
    "unknown command": Case(2, "gaet a.txt", {"a.txt": CLEAN}, says="did you mean 'gate'"),
    "unknown rule": Case(2, "gate a.txt --ignore nmaes", {"a.txt": CLEAN}, says="did you mean 'names'"),
    "unknown budget": Case(2, "gate a.txt --category scirpt=0", {"a.txt": CLEAN}, says="did you mean 'script'"),
    "unknown format": Case(2, "gate a.txt --output sarf=x", {"a.txt": CLEAN}, says="no format 'sarf'"),
    "two outputs on one screen": Case(2, "gate a.txt --output json --output sarif", {"a.txt": CLEAN}, says="json and sarif"),
    "output that cannot be written": Case(2, "gate a.txt --output json=a.txt/x", {"a.txt": CLEAN}, says="cannot be written"),
    "unknown key": Case(2, "gate a.txt", {"a.txt": CLEAN}, gate("max-densty = 3"), says="did you mean 'max-density'"),
    "wrong value": Case(2, "gate a.txt", {"a.txt": CLEAN}, gate('fail-on = "awful"'), says="minor, major, critical or none"),
    "unknown profile": Case(2, "gate a.txt", {"a.txt": CLEAN}, gate('profile = "strikt"'), says="did you mean 'strict'"),
    "broken configuration": Case(2, "gate a.txt", {"a.txt": CLEAN}, "[gate", says="not TOML"),
    "broken override": Case(
        2, "gate a.txt", {"a.txt": CLEAN}, FAST + "[[overrides]]\nfail-on = 'minor'\n", says="list of patterns"
    ),
    "broken override of other files": Case(
        2, "gate a.txt", {"a.txt": CLEAN}, FAST + '[[overrides]]\npaths = ["x"]\nmax-density = "much"\n', says="a number"
    ),
    "named configuration missing": Case(2, "gate a.txt --config c.toml", {"a.txt": CLEAN}, says="c.toml"),
    "baseline missing": Case(2, "gate a.txt --baseline b.json", {"a.txt": CLEAN}, says="baseline cannot be read"),
    "baseline broken": Case(2, "gate a.txt --baseline b.json", {"a.txt": CLEAN, "b.json": "{"}, says="not JSON"),
    "baseline of another version": Case(
        2,
        "gate a.txt --baseline b.json",
        {"a.txt": CLEAN, "b.json": EMPTY_BASELINE.replace('"fingerprints": "2"', '"fingerprints": "1"')},
        says="baseline create",
    ),
    "suppressions broken": Case(2, "gate a.txt", {"a.txt": CLEAN, "mtcheck-suppressions.json": "[]"}, says="suppressions"),
    "suppressions missing": Case(2, "gate a.txt", {"a.txt": CLEAN}, 'suppressions = "s.json"\n' + FAST, says="s.json"),
    "model missing": Case(2, "gate a.txt --tagger none.onnx", {"a.txt": CLEAN}, says="reader"),
    "no repository": Case(2, "gate a.txt --since HEAD", {"a.txt": CLEAN}, says="git"),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_exit_code(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    done = mtcheck(*case.args.split(), cwd=project(tmp_path, case.files, config=case.config))
    assert done.code == case.code, done.out + done.err
    assert case.says in done.out + done.err
    assert "Traceback" not in done.err


class Crashing:
    """A detector that fails on every article."""

    family = "repetition"
    rules = next(found for found in registry.registry().detectors if found.family == "repetition").rules

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        raise RuntimeError("boom")


@pytest.mark.parametrize("text", [CLEAN, WORSE], ids=["clean", "worse"])
@pytest.mark.parametrize("option", ["--explain", "--exit-zero"])
def test_a_crash_in_a_detector_is_never_a_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, option: str) -> None:
    known = registry.registry()
    detectors = tuple(Crashing() if found.family == "repetition" else found for found in known.detectors)
    monkeypatch.setattr("mtcheck.engine.registry", lambda: registry.Registry(detectors, known.rules))
    folder = project(tmp_path, {"a.txt": text})
    done = mtcheck("gate", "a.txt", option, cwd=folder)
    assert done.code == 2 and "a.txt: detector 'repetition' failed: RuntimeError: boom" in done.out
    monkeypatch.undo()
    assert mtcheck("gate", "a.txt", cwd=folder).code == (0 if text == CLEAN else 1), "the crash was not kept in the cache"


def test_a_fault_of_ours_ends_in_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("mtcheck.cli.gate.judge_run", fails)
    assert mtcheck("gate", "a.txt", cwd=project(tmp_path, {"a.txt": CLEAN})).code == 2


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path, {"a.txt": CLEAN})

    def refused(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("mtcheck.readers.files.open_regular", refused)
    done = mtcheck("gate", "a.txt", cwd=folder)
    assert done.code == 2 and "permission denied" in done.out

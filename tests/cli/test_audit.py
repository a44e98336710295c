"""Hold the command line: exit codes, bad input, whole outputs, inert hostile text."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mtcheck.cli.main import cli

ROOT = Path(__file__).parent.parent.parent
CLEAN = """The minister said on Monday that the talks with the neighbours had been long and that they would go on in May.

Nobody at the table expected an agreement before the summer. Farmers on both sides of the river have waited for one since
last year, when the bridge was closed and the price of fuel began to rise.
"""
DAMAGED = "The the minister said on Monday 習 that the the talks had been been long ，and that they would go on.\n" * 5


def run(*args: str, **kwargs: Any) -> Result:
    return CliRunner().invoke(cli, list(args), standalone_mode=False, catch_exceptions=True, **kwargs)


def mtcheck(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real command: what the shell sees."""
    command = [sys.executable, "-m", "mtcheck", *args]
    path = {"PYTHONPATH": str(ROOT), **env}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **path}, check=False
    )


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_exit_codes_of_the_real_command(tmp_path: Path) -> None:
    write(tmp_path, "clean.txt", CLEAN)
    write(tmp_path, "bad.txt", DAMAGED)
    assert mtcheck("audit", "clean.txt", cwd=tmp_path).returncode == 0
    assert mtcheck("audit", "bad.txt", cwd=tmp_path).returncode == 1
    assert mtcheck("audit", "clean.txt", "missing.txt", cwd=tmp_path).returncode == 2
    assert mtcheck("audit", cwd=tmp_path).returncode == 2
    assert mtcheck("adit", "clean.txt", cwd=tmp_path).returncode == 2
    assert mtcheck("--version", cwd=tmp_path).stdout.startswith("mtcheck 0.")


BAD_INPUT: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\n ",
    "binary.txt": bytes(range(256)) * 8,
    "latin1.txt": "Ein Ärger mit Umlauten".encode("latin-1"),
    "cut16.txt": b"\xff\xfe" + "Hello there".encode("utf-16-le")[:-1],
    "broken.docx": b"PK\x03\x04 this is no zip",
    "broken.jsonl.gz": b"\x1f\x8b\x08\x00 nonsense",
    "notext.jsonl": b'{"id": "a"}\n',
    "nojson.jsonl": b"{not json}\n",
}


@pytest.mark.parametrize("name", sorted(BAD_INPUT))
def test_bad_input_names_file_and_reason_and_the_rest_is_reported(tmp_path: Path, name: str) -> None:
    bad = write(tmp_path, name, BAD_INPUT[name])
    good = write(tmp_path, "good.txt", CLEAN)
    out = tmp_path / "out.json"
    result = run("audit", str(bad), str(good), "--format", "json", "-o", str(out))
    assert result.return_value == 2
    report = json.loads(out.read_text())
    errors = [notice for notice in report["notices"] if notice["level"] == "error"]
    assert len(errors) == 1 and errors[0]["path"] == str(bad) and len(errors[0]["message"]) > 10
    assert [document["id"] for document in report["documents"]] == [str(good)]


def test_folder_without_articles_and_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("audit", str(tmp_path / "empty")).return_value == 2
    secret = write(tmp_path, "secret.txt", CLEAN)
    secret.chmod(0)
    try:
        if not os.access(secret, os.R_OK):  # root reads everything
            assert run("audit", str(secret)).return_value == 2
    finally:
        secret.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_unwritable_output_leaves_nothing_behind(tmp_path: Path) -> None:
    write(tmp_path, "good.txt", CLEAN)
    write(tmp_path, "file", "I am a file")
    for extra in (["-o", "file/out.json"], ["--report", "file/report"]):
        done = mtcheck("audit", "good.txt", "--format", "json", *extra, cwd=tmp_path)
        assert done.returncode == 2
        assert "file" in done.stderr and "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "good.txt"]


def test_failed_run_keeps_the_old_report(tmp_path: Path) -> None:
    good = write(tmp_path, "good.txt", CLEAN)
    out = write(tmp_path, "out.json", "old")
    assert isinstance(run("audit", str(good), "--select", "nonsense", "-o", str(out)).exception, Exception)
    assert out.read_text() == "old"


def test_select_ignore_and_unknown_rules(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.txt", DAMAGED)

    def rules(*args: str) -> set[str]:
        result = run("audit", str(bad), "--format", "json", *args)
        return {suspect["rule"].partition(".")[0] for suspect in json.loads(result.stdout)["documents"][0]["suspects"]}

    assert rules("--select", "repetition") == {"repetition"}
    assert "repetition" not in rules("--ignore", "repetition") and rules("--ignore", "repetition")
    done = mtcheck("audit", "bad.txt", "--select", "repetitoin", cwd=tmp_path)
    assert done.returncode == 2 and "did you mean 'repetition'" in done.stderr


def test_jobs_and_order_change_nothing(tmp_path: Path) -> None:
    for number in range(6):
        write(tmp_path, f"{number}.txt", DAMAGED * (number + 1))
    alone, together = (mtcheck("audit", ".", "--format", "json", "--jobs", jobs, cwd=tmp_path).stdout for jobs in ("1", "2"))
    assert alone == together
    backwards = mtcheck("audit", *(f"{n}.txt" for n in reversed(range(6))), "--format", "json", cwd=tmp_path).stdout
    by_id = {doc["id"]: doc for doc in json.loads(alone)["documents"]}
    assert {doc["id"].removeprefix("./"): doc["suspects"] for doc in json.loads(backwards)["documents"]} == {
        name.removeprefix("./"): doc["suspects"] for name, doc in by_id.items()
    }


def test_tokens_cover_every_word(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.txt", DAMAGED)
    document = json.loads(run("audit", str(bad), "--format", "json", "--tokens").stdout)["documents"][0]
    assert [DAMAGED[t["start"] : t["end"]] for t in document["tokens"]][:4] == ["The", "the", "minister", "said"]
    assert all(0.0 <= token["bad"] <= 1.0 for token in document["tokens"])
    assert document["tokens"][1]["bad"] > document["tokens"][2]["bad"]


def test_standard_input_and_stdout_json() -> None:
    result = run("audit", "-", "--format", "json", input=CLEAN)
    assert result.return_value == 0
    assert json.loads(result.stdout)["documents"][0]["words"] > 30


HOSTILE = (
    "<script>alert(1)</script>\n::error file=x::own\x1b[31m \x1b]0;title\x07 \u202egnp.exe\u202c the the "
    "%0A::warning::x ##[error]own ##vso[x] 習\n"
)


def test_hostile_text_is_inert_in_text_and_json(tmp_path: Path) -> None:
    write(tmp_path, "bad\x1b[31m.txt", HOSTILE * 6)
    for form in ("text", "json"):
        done = mtcheck("audit", ".", "--format", form, cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        assert not set(done.stdout) & set("\x1b\x07\x00\u202e")
        assert "##[" not in done.stdout and "##vso" not in done.stdout
        assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())


def test_no_color_and_colour_only_on_a_terminal(tmp_path: Path) -> None:
    write(tmp_path, "bad.txt", DAMAGED)
    assert "\x1b" not in mtcheck("audit", "bad.txt", cwd=tmp_path).stdout


def test_rules_and_explain() -> None:
    listing = run("rules").stdout
    assert "repetition.doubled-word" in listing
    text = run("explain", "repetition.doubled-word").stdout
    assert "known problems" in text and "measured" in text
    assert "did you mean" in str(run("explain", "repetition.double-word").exception)

"""Hold what is read: regular files alone, nothing from outside by way of a link, and no nesting that ends in a trace."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mtcheck.core.errors import ReadError
from mtcheck.readers import expand, read
from tests.gate.helpers import CLEAN, WORSE, mtcheck, project

DEEP = "[" * 100_000


# --- what is no regular file


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.jsonl", "a.jsonl.gz", "a.xlf", "a.po"])
def test_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (error,) = read(str(tmp_path / name))
    assert isinstance(error, ReadError) and error.code == "not-regular" and "a named pipe" in error.reason


def test_device_is_not_read() -> None:
    for path in ("/dev/zero", "/dev/tty"):
        (error,) = read(path)
        assert isinstance(error, ReadError) and "a device" in error.reason


def test_pipes_stop_no_run(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    os.mkfifo(folder / "b.txt")
    (folder / "c.txt").symlink_to("/dev/zero")
    done = mtcheck("gate", "a.txt", "b.txt", "c.txt", cwd=folder)
    assert done.code == 2 and "b.txt: is a named pipe" in done.out and "c.txt: is a device" in done.out
    assert "FAIL  a.txt" in done.out, "the rest is still judged"


@pytest.mark.parametrize(
    "command",
    [
        "gate a.txt --baseline pipe",
        "gate a.txt --config pipe",
        "audit a.txt --names pipe",
        "audit a.txt --tagger pipe.onnx",
        "audit a.txt --reference pipe",
        "compare a.txt pipe",
        "decisions apply pipe",
        "decisions apply made.json --suppressions pipe",
        "decisions apply made.json --gold pipe",
        "decisions merge pipe pipe",
        "fix --from pipe",
        "evaluate pipe",
    ],
)
def test_no_option_waits_for_a_pipe(tmp_path: Path, command: str) -> None:
    entry = {"fingerprint": "v1:x", "start": 0, "end": 3, "text": "The", "rule": "r", "category": "c", "severity": "minor"}
    made = [{**entry, "decision": "false-positive"}, {**entry, "fingerprint": "v1:y", "decision": "artifact"}]
    document = {"path": "a.txt", "id": "a.txt", "sha256": "0", "signature": "", "suspects": 2, "decisions": made}
    decided = {"format": "mtcheck-decisions", "version": 1, "documents": [document]}
    folder = project(tmp_path, {"a.txt": WORSE, "made.json": json.dumps(decided)})
    for name in ("pipe", "pipe.json", "pipe.onnx"):
        os.mkfifo(folder / name)
    done = mtcheck(*command.split(), cwd=folder)
    assert done.code == 2 and "pipe" in done.err + done.out and "Traceback" not in done.err


# --- links


def tree(top: Path) -> Path:
    """Write a folder of articles with links that stay inside and links that lead out."""
    folder = project(top / "in", {"a.txt": CLEAN, "sub/b.txt": CLEAN})
    project(top / "out", {"secret.txt": WORSE, "deep/more.txt": WORSE})
    (folder / "here.txt").symlink_to("sub/b.txt")
    (folder / "loop").symlink_to(".")
    (folder / "there.txt").symlink_to("../out/secret.txt")
    (folder / "folder").symlink_to("../out")
    (folder / "notes.pdf").symlink_to("../out/secret.txt")
    return folder


@pytest.mark.parametrize("pattern", ["{}", "{}/*", "{}/**", "{}/**/*.txt"])
def test_links_that_lead_out_are_passed_over_with_a_warning(tmp_path: Path, pattern: str) -> None:
    folder = tree(tmp_path)
    found = list(expand([pattern.format(folder)]))
    warnings = sorted(Path(item.path).name for item in found if isinstance(item, ReadError))
    assert {Path(item).name for item in found if isinstance(item, str)} <= {"a.txt", "b.txt", "here.txt"}
    assert sum(isinstance(item, str) for item in found) == 2
    assert warnings == ["folder", "there.txt"]
    assert all(item.level == "warning" for item in found if isinstance(item, ReadError))


@pytest.mark.parametrize("pattern", ["{}/*/secret.txt", "{}/there.*", "{}/fol*"])
def test_patterns_reach_nothing_through_a_link(tmp_path: Path, pattern: str) -> None:
    found = list(expand([pattern.format(tree(tmp_path))]))
    assert all(isinstance(item, ReadError) for item in found), found
    assert {item.code for item in found if isinstance(item, ReadError)} == {"link-out", "no-match"}


def test_what_is_asked_for_is_read(tmp_path: Path) -> None:
    folder = tree(tmp_path)
    assert list(expand([str(folder / "there.txt")])) == [str(folder / "there.txt")]
    for paths, follow in (([str(folder)], True), ([str(folder), str(tmp_path / "out")], False)):
        found = list(expand(paths, follow_links=follow))
        names = {Path(os.path.realpath(item)).name for item in found if isinstance(item, str)}
        assert names == {"a.txt", "b.txt", "secret.txt", "more.txt"}
        assert not any(isinstance(item, ReadError) for item in found)
    named = list(expand([str(folder), str(tmp_path / "out" / "secret.txt")]))
    assert any(isinstance(item, ReadError) for item in named), "a file that is named opens no folder"


def test_commands_say_what_they_passed_over(tmp_path: Path) -> None:
    folder = tree(tmp_path)
    done = mtcheck("gate", ".", cwd=folder)
    assert done.code == 0 and "link-out" not in done.out
    assert "there.txt: a link that leads out of the folder" in done.out and "--follow-links" in done.out
    assert mtcheck("gate", ".", "--follow-links", cwd=folder).code == 1
    assert mtcheck("audit", ".", "--format", "json", cwd=folder).json["notices"][0]["level"] == "warning"


def test_folder_of_links_alone_holds_no_article(tmp_path: Path) -> None:
    folder = project(tmp_path / "in", {})
    project(tmp_path / "out", {"x.txt": CLEAN})
    (folder / "x.txt").symlink_to("../out/x.txt")
    done = mtcheck("gate", ".", cwd=folder)
    assert done.code == 2 and "no articles in this folder" in done.out


# --- nesting


@pytest.mark.parametrize(
    ("name", "content", "command"),
    [
        ("b.json", DEEP, "gate a.txt --baseline b.json"),
        ("b.json", '{"a":' * 50_000, "gate a.txt --baseline b.json"),
        ("mtcheck-suppressions.json", DEEP, "gate a.txt"),
        ("d.json", DEEP, "decisions apply d.json"),
        ("d.json", DEEP, "decisions merge d.json d.json"),
        ("d.json", DEEP, "fix --from d.json"),
        ("g.jsonl", DEEP, "evaluate g.jsonl"),
        ("x.jsonl", DEEP, "audit x.jsonl"),
        ("t.toml", "lm = " + DEEP, "gate a.txt --config t.toml"),
        ("mtcheck.toml", "lm = " + DEEP, "gate a.txt"),
        ("pyproject.toml", "x = " + DEEP, "gate a.txt"),
        ("t.toml", "lm = " + "{a=" * 50_000, "gate a.txt --config t.toml"),
        ("t.json", DEEP, "audit a.txt --tagger t.onnx"),
    ],
)
def test_nesting_ends_in_a_message(tmp_path: Path, name: str, content: str, command: str) -> None:
    folder = project(tmp_path, {"a.txt": CLEAN, name: content})
    if name == "pyproject.toml":
        (folder / "mtcheck.toml").unlink()
    done = mtcheck(*command.split(), cwd=folder)
    said = done.err + done.out
    assert done.code == 2 and name in said and "Traceback" not in said, said[:300]


@pytest.mark.parametrize("depth", range(20, 1000, 49))
def test_nesting_that_can_just_be_read_ends_in_a_message(tmp_path: Path, depth: int) -> None:
    head = '{"format": "mtcheck-baseline", "version": 1, "fingerprints": 1, "entries": [{"path": "a", "fingerprint": "b", '
    nested = "[" * depth + "]" * depth
    files = {"b.json": f'{head}"rule": "c", "text": "d", "count": {nested}}}]}}', "t.toml": f"lm = {nested}"}
    folder = project(tmp_path, {"a.txt": CLEAN, **files})
    for option in ("--baseline=b.json", "--config=t.toml"):
        done = mtcheck("gate", "a.txt", option, cwd=folder)
        assert done.code == 2 and option.partition("=")[2] in done.err and "Traceback" not in done.err, done.err[-300:]


def test_nested_xliff_takes_time_in_line_with_its_size() -> None:
    from mtcheck.readers.bilingual import read_bilingual
    from tests.growth import check_growth

    def nested(size: int) -> bytes:
        opened = "".join(f'<g id="{number}">word ' for number in range(size // 24))
        text = f"{opened}{'</g>' * (size // 24)}"
        unit = f"<trans-unit id='1'><source>{text}</source><target>{text}</target></trans-unit>"
        return f"<xliff version='1.2'><file source-language='ko' target-language='en'>{unit}</file></xliff>".encode()

    def work(data: bytes) -> object:
        return list(read_bilingual(data, "x.xlf", id="x", kind="xliff"))

    check_growth(work, nested)

"""Drive ``mtcheck compare``: files, folders, JSON Lines; what cannot be compared is said, and ends with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mtcheck.cli.main import cli
from mtcheck.core.errors import MtcheckError

TEXT = "The harbour was closed on Monday.\nMayor Lind asked for 3.5 million euros.\nNobody was hurt.\n"
REFERENCE = "The port was shut on Monday.\nMayor Lind asked for 3.5 million euros.\nNobody was hurt.\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["compare", *map(str, arguments)], standalone_mode=False)


def as_json(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_file_folder_and_json_lines_give_the_same_figures(tmp_path: Path) -> None:
    text, reference = put(tmp_path / "hyp" / "a.txt", TEXT), put(tmp_path / "ref" / "a.txt", REFERENCE)
    lines = [
        put(tmp_path / name, json.dumps({"id": "a", "text": content}) + "\n")
        for name, content in (("h.jsonl", TEXT), ("r.jsonl", REFERENCE))
    ]
    whole = as_json(text, reference)
    assert as_json(text.parent, reference.parent)["scores"] == whole["scores"]
    assert as_json(*lines)["scores"] == whole["scores"]
    assert as_json(text.parent, lines[1])["scores"] == whole["scores"]
    assert [segment["hypothesis"] for segment in whole["segments"]] == TEXT.splitlines()
    assert [segment["scores"][1]["value"] for segment in whole["segments"]][1:] == [100.0, 100.0]


def test_sentences_are_aligned_where_lines_differ_in_number(tmp_path: Path) -> None:
    text = put(tmp_path / "a.txt", TEXT.replace("\n", " ") + "\nSubscribe to our newsletter now!\n")
    found = as_json(text, put(tmp_path / "b.txt", REFERENCE))
    assert [doc["segmentation"] for doc in found["documents"]] == ["sentences"]
    assert [segment["references"][0] for segment in found["segments"]] == [*REFERENCE.splitlines(), None]
    assert found["documents"][0]["additions"] == 1
    refused = run(text, tmp_path / "b.txt", "--segments", "lines")
    assert "not the same number of lines" in refused.stderr


def test_missing_counterpart_is_an_error_and_the_rest_is_compared(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(tmp_path / "hyp" / name, TEXT)
    put(tmp_path / "ref" / "a.txt", REFERENCE)
    done = run(tmp_path / "hyp", tmp_path / "ref")
    assert done.return_value == 2
    assert "nothing in it belongs to 'b'" in done.stderr and "add b.* to the folder" in done.stderr
    assert "BLEU" in done.stdout


def test_what_cannot_be_read_is_named_on_every_side(tmp_path: Path) -> None:
    text = put(tmp_path / "hyp" / "a.txt", TEXT)
    with pytest.raises(MtcheckError, match="could be compared"):
        raise run(text.parent, tmp_path / "absent").exception or AssertionError
    done = CliRunner().invoke(cli, ["compare", str(text.parent), str(tmp_path / "absent")])
    assert "absent: no such file or folder" in done.stderr and "belongs to" not in done.stderr
    record = json.dumps({"id": "a", "text": REFERENCE}) + "\n"
    broken = put(tmp_path / "r.jsonl", record + '{"id": "b", "text": \n' + record)
    done = run(text.parent, broken)
    assert done.return_value == 2 and "BLEU" in done.stdout
    assert "line 2, column" in done.stderr and "line 3 has the id 'a' of line 1" in done.stderr
    put(tmp_path / "two" / "a.txt", REFERENCE)
    put(tmp_path / "two" / "a.md", REFERENCE)
    done = CliRunner().invoke(cli, ["compare", str(text), str(tmp_path / "two")])
    assert "two documents would be called 'a'; rename one" in done.stderr


def test_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    text, reference = put(tmp_path / "a.txt", TEXT), put(tmp_path / "b.txt", REFERENCE)
    error = run(text, reference, "-o", tmp_path).exception
    assert isinstance(error, MtcheckError) and "it is a folder; name a file" in str(error)


def test_system_that_says_the_same_is_named(tmp_path: Path) -> None:
    text, reference = put(tmp_path / "a.txt", TEXT), put(tmp_path / "b.txt", REFERENCE)
    same = run(text, reference, "--against", put(tmp_path / "c.txt", TEXT), "--samples", "10")
    assert same.return_value == 0 and "p means nothing" in same.stderr


@pytest.mark.parametrize("content", ["", "\n\n  \n"])
def test_empty_side_cannot_be_compared(tmp_path: Path, content: str) -> None:
    with pytest.raises(Exception, match="could be compared"):
        raise run(put(tmp_path / "a.txt", content), put(tmp_path / "b.txt", REFERENCE)).exception or AssertionError
    with pytest.raises(Exception, match="could be compared"):
        raise run(tmp_path / "b.txt", tmp_path / "a.txt").exception or AssertionError


def test_empty_lines_and_shifted_lines_are_named(tmp_path: Path) -> None:
    reference = put(tmp_path / "b.txt", REFERENCE)
    lines = TEXT.splitlines()
    hollow = run(put(tmp_path / "a.txt", f"{lines[0]}\n\n{lines[2]}\n"), reference)
    assert hollow.return_value == 0 and "1 empty segment (2)" in hollow.stderr
    shifted = run(put(tmp_path / "c.txt", "\n".join([lines[2], lines[0], lines[1]])), reference)
    assert "try --segments sentences" in shifted.stderr
    assert "sentences" not in run(put(tmp_path / "d.txt", TEXT), reference).stderr


def test_post_edit_gives_hter(tmp_path: Path) -> None:
    text, reference = put(tmp_path / "a.txt", TEXT), put(tmp_path / "b.txt", REFERENCE)
    found = as_json(text, reference, "--post-edit")
    assert found["hter"]["value"] == found["scores"][3]["value"] > 0
    assert "hter" not in as_json(text, reference)
    assert "HTER" in run(text, reference, "--post-edit").stdout


def test_text_cannot_command_a_terminal(tmp_path: Path) -> None:
    text = put(tmp_path / "a.txt", TEXT.replace("harbour", "\x1b[2Jharbour ##[error]x"))
    shown = run(text, put(tmp_path / "b.txt", REFERENCE)).stdout
    assert "harbour" in shown and "\x1b" not in shown and "##[error]" not in shown


def test_page_shows_differences_worst_first_and_escapes(tmp_path: Path) -> None:
    text = put(tmp_path / "a.txt", TEXT.replace("harbour", "<script>x</script>"))
    run(text, put(tmp_path / "b.txt", REFERENCE), "--against", put(tmp_path / "c.txt", TEXT), "--report", tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;" in page
    assert page.count("<svg") == 4 and page.count('class="segment"') == 3
    assert "<ins>port</ins>" in page and "<del>harbour</del>" in page
    assert page.index("script") < page.index("Nobody was hurt")

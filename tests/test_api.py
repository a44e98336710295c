"""Hold the library as programs use it: wrong types, several texts, plain values, notebooks, data frames."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import mtcheck
from mtcheck.cli.main import cli
from tests.gate.helpers import CLEAN, WORSE

FAST = mtcheck.Config(lm="none", tagger="none")


@pytest.mark.parametrize("value", [None, float("nan"), b"bytes", ["a"], 7])
def test_what_is_no_text_is_named(value: Any) -> None:
    kind = type(value).__name__
    with pytest.raises(TypeError, match=f"text 'text' must be a str, not {kind}"):
        mtcheck.check_text(value, config=FAST)
    with pytest.raises(TypeError, match=f"text '1' must be a str, not {kind}"):
        mtcheck.check_texts([CLEAN, value], config=FAST)


def test_what_is_no_list_of_texts_or_no_path_is_named() -> None:
    for one in (CLEAN, CLEAN.encode()):
        with pytest.raises(TypeError, match="use check_text"):
            mtcheck.check_texts(one, config=FAST)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"not list; write check\(\*paths\)"):
        mtcheck.check(["a.txt"], config=FAST)  # type: ignore[arg-type]


def test_several_texts_come_back_in_order_whatever_the_number_of_processes() -> None:
    texts = [WORSE, CLEAN, "He met the the minister."]
    alone = mtcheck.check_texts(iter(texts), config=FAST)
    assert [report.id for report in alone] == ["0", "1", "2"]
    assert [[suspect.rule_id for suspect in report.suspects] for report in alone] == [
        [suspect.rule_id for suspect in mtcheck.check_text(text, id=report.id, config=FAST).suspects]
        for text, report in zip(texts, alone, strict=True)
    ]
    assert mtcheck.check_texts(texts, jobs=2, config=FAST) == alone
    assert mtcheck.check_texts([], config=FAST) == []


def test_plain_values_are_those_of_the_command(tmp_path: Path) -> None:
    from click.testing import CliRunner

    path = tmp_path / "a.txt"
    path.write_text(WORSE)
    run = mtcheck.check(path, config=FAST)
    shown = CliRunner().invoke(cli, ["audit", str(path), "--lm", "none", "--tagger", "none", "--format", "json", "--no-config"])
    assert run.to_dict() == json.loads(shown.stdout) == json.loads(run.to_json())
    (document,) = run.documents
    assert document.to_dict() == run.to_dict()["documents"][0] and json.loads(document.to_json(indent=1)) == document.to_dict()


class Tags(HTMLParser):
    """Collect the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        assert all(name == "style" for name, _ in attrs)


def test_a_notebook_shows_suspects_and_no_markup_of_the_text() -> None:
    hostile = "<script>alert(1)</script> said \u202ethe the <img src=x onerror=y> \x1b[31m minister to him on Monday.\n" * 2
    report = mtcheck.check_text(WORSE + hostile, id="<b>\x07", config=FAST)
    page = report._repr_html_()
    assert Tags(page).seen == {"p", "b", "table", "thead", "tbody", "tr", "th", "td", "mark"}
    assert "<mark>Korean landmass</mark>" in page and not set(page) & set("\u202e\x1b\x07")
    assert "No suspects" in mtcheck.check_text(CLEAN, config=FAST)._repr_html_()


def test_a_notebook_shows_a_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(WORSE)
    (tmp_path / "<i>.txt").write_bytes(b"")
    page = mtcheck.check(tmp_path, config=FAST)._repr_html_()
    assert (
        "<i>" not in page
        and "a.txt" in page
        and "error: " in page
        and Tags(page).seen <= {"p", "table", "thead", "tbody", "tr", "th", "td"}
    )

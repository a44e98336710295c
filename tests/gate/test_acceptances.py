"""Hold what takes suspects out of the verdict: comments, vocabulary, path ignores; each with reason and expiry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gate.helpers import CLEAN, FAST, mtcheck, project

LINE = "The talks on the Korean landmass went on, and the the train was late."
ELSEWHERE = "Nobody at the table, 習 said, expected an agreement before the summer."


def states(folder: Path, name: str = "a.md", *args: str) -> dict[str, str]:
    """Return state by text of each suspect."""
    document = mtcheck("gate", name, "--output", "json", *args, cwd=folder).json["documents"][0]
    return {found["text"]: found.get("state", "open") for found in document["suspects"]}


def notices(folder: Path, name: str = "a.md") -> list[tuple[str, str]]:
    found = mtcheck("gate", name, "--output", "json", cwd=folder).json["notices"]
    return [(notice["code"], notice["message"]) for notice in found if notice["code"].startswith("suppression")]


BOTH = {"Korean landmass", "the the", "習"}
COMMENTS: dict[str, tuple[str, set[str]]] = {
    "before a paragraph": (f"<!-- mtcheck: ignore names -- the old name -->\n\n{LINE}\n\n{ELSEWHERE}\n", {"Korean landmass"}),
    "inside a paragraph": (
        f"{LINE} <!-- mtcheck: ignore names,repetition -- meant -->\n\n{ELSEWHERE}\n",
        BOTH - {"習"},
    ),
    "all rules": (f"{ELSEWHERE}\n\n<!-- mtcheck: ignore all -- meant -->\n\n{LINE}\n", BOTH - {"習"}),
    "whole file": (f"{LINE}\n\n{ELSEWHERE}\n\n<!-- mtcheck: ignore-file repetition -- meant -->\n", {"the the"}),
    "from here to there": (
        f"{LINE}\n\n<!-- mtcheck: ignore-begin all -- quoted -->\n\n{ELSEWHERE}\n\n<!-- mtcheck: ignore-end -->\n\n",
        {"習"},
    ),
    "not yet expired": (
        f"<!-- mtcheck: ignore names until 2999-01-01 -- meant -->\n\n{LINE}\n\n{ELSEWHERE}\n",
        {"Korean landmass"},
    ),
    "other rule": (f"<!-- mtcheck: ignore grammar -- meant -->\n\n{LINE}\n\n{ELSEWHERE}\n", set()),
    "in code": (f"`<!-- mtcheck: ignore all -- meant -->` {LINE}\n\n{ELSEWHERE}\n", set()),
    "in a code block": (f"```\n<!-- mtcheck: ignore-file all -- meant -->\n```\n\n{LINE}\n\n{ELSEWHERE}\n", set()),
}


@pytest.mark.parametrize("name", sorted(COMMENTS))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_comments_in_markdown(tmp_path: Path, name: str, end: str) -> None:
    text, accepted = COMMENTS[name]
    folder = project(tmp_path, {"a.md": text.replace("\n", end)})
    found = states(folder)
    assert set(found) == BOTH
    assert {text for text, state in found.items() if state == "suppressed"} == accepted


def test_comments_in_html_and_switched_off(tmp_path: Path) -> None:
    page = f"<html><body><main><!-- mtcheck: ignore all -- meant --><p>{LINE}</p><p>{ELSEWHERE}</p></main></body></html>"
    folder = project(tmp_path, {"a.html": page, "off.toml": FAST + "inline-suppressions = false\n"})
    assert states(folder, "a.html") == {
        "Korean landmass": "suppressed",
        "the the": "suppressed",
        "習": "open",
    }
    assert set(states(folder, "a.html", "--config", "off.toml").values()) == {"open"}
    plain = project(tmp_path, {"a.txt": f"<!-- mtcheck: ignore-file all -- meant -->\n\n{LINE}\n"})
    assert "suppressed" not in states(plain, "a.txt").values(), "plain text has no comments"


BROKEN = {
    "ignore names": "needs a reason",
    "ignore -- meant": "needs rules",
    "ignore nmaes -- meant": "did you mean 'names'",
    "ignroe names -- meant": "not understood",
    "ignore names until soon -- meant": "'soon' is not a date",
    "ignore names until 2020-01-01 -- meant": "expired on 2020-01-01",
    "ignore-begin names -- meant": "without ignore-end",
    "ignore-end": "without ignore-begin",
    "ignore grammar -- meant": "matches nothing",
}


@pytest.mark.parametrize("comment", sorted(BROKEN))
def test_a_comment_that_does_nothing_says_so(tmp_path: Path, comment: str) -> None:
    folder = project(tmp_path, {"a.md": f"<!-- mtcheck: {comment} -->\n\n{LINE}\n\n{ELSEWHERE}\n"})
    ((_, message),) = notices(folder)
    assert "line 1" in message and BROKEN[comment] in message
    assert set(states(folder).values()) == {"open"}


def config(entry: str) -> str:
    return f"{FAST}{entry}\n"


def test_vocabulary_accepts_a_term_and_names_that_have_it(tmp_path: Path) -> None:
    term = '[[vocabulary]]\nterm = "korean  Landmass"\nreason = "a poem"\n'
    folder = project(tmp_path, {"a.md": f"{LINE}\n\n{ELSEWHERE}\n", "b.md": CLEAN}, config=config(term))
    assert states(folder) == {"Korean landmass": "suppressed", "the the": "open", "習": "open"}
    assert notices(folder) == []
    ((code, message),) = notices(folder, "b.md")
    assert code == "suppression-unused" and "'korean  Landmass'" in message
    near = project(tmp_path, {}, config=config('[[vocabulary]]\nterm = "landmass rocks"\nreason = "no"\n'))
    assert set(states(near).values()) == {"open"}


def test_path_ignores_hide_no_other_rule(tmp_path: Path) -> None:
    entry = '[[path-ignores]]\npaths = ["old/*.md"]\nrules = ["names"]\nreason = "kept"\n'
    text = f"{LINE}\n\n{ELSEWHERE}\n"
    folder = project(tmp_path, {"old/a.md": text, "old/deep/a.md": text, "old/b.md": CLEAN}, config=config(entry))
    assert states(folder, "old/a.md") == {"Korean landmass": "suppressed", "the the": "open", "習": "open"}
    assert set(states(folder, "old/deep/a.md").values()) == {"open"}
    ((_, message),) = notices(folder, "old/b.md")
    assert "old/*.md" in message and "matches no suspect" in message
    assert notices(folder, "old/deep/a.md") == [], "no file of that path was checked"


def test_acceptances_are_shown_and_kept_out_of_penalty_and_verdict(tmp_path: Path) -> None:
    text = (f"{LINE}\n\n{ELSEWHERE}\n\n" + CLEAN) * 2
    folder = project(tmp_path, {"a.md": text, "b.md": f"<!-- mtcheck: ignore-file all -- a test page -->\n\n{text}"})
    assert mtcheck("gate", "a.md", cwd=folder).code == 1
    done = mtcheck("gate", "b.md", "--output", "json", cwd=folder)
    document: dict[str, Any] = done.json["documents"][0]
    assert done.code == 0 and document["penalty_per_1000_words"] == 0.0
    assert {found["accepted"]["reason"] for found in document["suspects"]} == {"a test page"}
    sarif = mtcheck("gate", "b.md", "--output", "sarif", cwd=folder).json
    kinds = {entry["kind"] for result in sarif["runs"][0]["results"] for entry in result["suppressions"]}
    assert kinds == {"inSource"} and len(sarif["runs"][0]["results"]) == len(document["suspects"])

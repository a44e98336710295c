"""Hold the suppressions file: reading, adding, expiry, and what it does to an audit."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from mtcheck.accept.suppress import Suppression, add, load
from mtcheck.core.errors import ConfigError
from tests.cli.test_audit import CLEAN, DAMAGED, mtcheck, write


def entry(fingerprint: str = "v2:1", **values: object) -> Suppression:
    known = {"path": "a.txt", "rule": "names.known", "text": "Shim", "reason": "meant"}
    return Suppression(fingerprint, **{**known, **values})  # type: ignore[arg-type]


def test_what_is_added_is_read_again_in_one_order(tmp_path: Path) -> None:
    file = tmp_path / "suppressions.json"
    first, second = entry("v2:1", text="b 習"), entry("v2:2", text="a", expires=date(2027, 1, 31), reviewer="M")
    assert add(file, [first, second]) == (2, 0)
    assert load(file) == (second, first)
    assert add(file, [entry("v2:1", text="b 習", reason="on reflection"), entry("v2:1", path="b.txt")]) == (1, 1)
    assert [found.reason for found in load(file)] == ["meant", "on reflection", "meant"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a suppressions file"),
        ('{"format": "mtcheck-suppressions", "version": 9, "suppressions": []}', "version 9"),
        (
            '{"format": "mtcheck-suppressions", "version": 1, "suppressions": [{"fingerprint": "x", "path": "a"}]}',
            "reason is miss",
        ),
        ('{"format": "mtcheck-suppressions", "version": 1, "suppressions": [{"reasons": "x"}]}', "unknown key 'reasons'"),
        ('{"format": "mtcheck-suppressions", "version": 1, "suppressions": [3]}', "entry 1: expected an object"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path, "suppressions.json", text)
    with pytest.raises(ConfigError, match=message) as caught:
        load(file)
    assert str(file) in str(caught.value)


def audit(folder: Path, *args: str) -> dict[str, object]:
    done = mtcheck("audit", "bad.txt", "--format", "json", "--lm", "none", "--tagger", "none", *args, cwd=folder)
    return {**json.loads(done.stdout), "code": done.returncode}


def test_an_accepted_article_passes_and_what_is_not_needed_is_said(tmp_path: Path) -> None:
    write(tmp_path, "bad.txt", DAMAGED)
    suspects = audit(tmp_path)["documents"][0]["suspects"]  # type: ignore[index]
    accepted = [entry(found["fingerprint"], path="bad.txt", text=found["text"], rule=found["rule"]) for found in suspects]
    add(tmp_path / "mtcheck-suppressions.json", [*accepted, entry("v2:none", path="bad.txt"), entry("v2:1", path="gone.txt")])
    after = audit(tmp_path)
    assert after["code"] == 0
    document = after["documents"][0]  # type: ignore[index]
    assert document["penalty_per_1000_words"] == 0.0 and document["verdict"] == "pass"
    assert {found["state"] for found in document["suspects"]} == {"suppressed"}
    assert [notice["path"] for notice in after["notices"] if notice["code"] == "suppression-unused"] == ["bad.txt", "gone.txt"]  # type: ignore[attr-defined]
    write(tmp_path, "bad.txt", CLEAN)
    assert all(notice["code"] == "suppression-unused" for notice in audit(tmp_path)["notices"])  # type: ignore[attr-defined]


def test_an_expired_acceptance_counts_no_more(tmp_path: Path) -> None:
    write(tmp_path, "bad.txt", DAMAGED)
    suspects = audit(tmp_path)["documents"][0]["suspects"]  # type: ignore[index]
    add(
        tmp_path / "mtcheck-suppressions.json",
        [entry(found["fingerprint"], path="bad.txt", expires=date(2020, 1, 1)) for found in suspects],
    )
    after = audit(tmp_path)
    assert after["code"] == 1
    assert {notice["code"] for notice in after["notices"]} == {"suppression-expired"}  # type: ignore[attr-defined]

"""Hold what a reader must see in the founding articles, and that the clean one stays quiet."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest
import sacrebleu

import mtcheck
from mtcheck.core.report import DocumentReport

ROOT = Path(__file__).parent.parent.parent
MUST_SEE = {
    "000": ["created."],
    "001": [
        "習",
        "spoken verbally",
        "Show off the North-Central Moon",
        "It is interpreted that",
        "he said",
        "two.”",
    ],
    "003": [
        "keyboard_arrow_leftPrevious",
        '[CP_POLLS id="3"]',
        "has blamed has denounced",
        "rockets and rockets",
        "for a,",
    ],
    "004": ['"Yonhap.”'],
}


@pytest.fixture(scope="module")
def reports() -> dict[str, tuple[DocumentReport, str]]:
    run = mtcheck.check(str(ROOT / "seeds"))
    assert not [notice for notice in run.notices if notice.level == "error"]
    return {Path(report.path).name[:3]: (report, Path(report.path).read_text(encoding="utf-8")) for report in run.documents}


@pytest.mark.parametrize(("stem", "text"), [(stem, text) for stem, texts in MUST_SEE.items() for text in texts])
def test_reader_sees(reports: dict[str, tuple[DocumentReport, str]], stem: str, text: str) -> None:
    report, whole = reports[stem]
    places = [(at, at + len(text)) for at in range(len(whole)) if whole.startswith(text, at)]
    assert places, f"{text!r} is not in the article"
    seen = [(suspect.span.start, suspect.span.end) for suspect in report.suspects]
    assert any(start < high and low < end for start, end in seen for low, high in places), f"{text!r} is in no suspect"


def test_clean_agency_copy_has_nothing_but_furniture(reports: dict[str, tuple[DocumentReport, str]]) -> None:
    report, _ = reports["002"]
    assert {suspect.category for suspect in report.suspects} == {"design/boilerplate"}
    assert report.verdict == "pass"


def test_spun_article_is_worse_than_its_clean_sister(reports: dict[str, tuple[DocumentReport, str]]) -> None:
    assert reports["003"][0].penalty.value > 10 * reports["002"][0].penalty.value + 10


def test_seeds_are_the_ones_of_the_manifest() -> None:
    entries = tomllib.loads((ROOT / "seeds" / "manifest.toml").read_text(encoding="utf-8"))["article"]
    assert {entry["file"] for entry in entries} == {path.name for path in (ROOT / "seeds").glob("*.txt")}
    for entry in entries:
        assert hashlib.sha256((ROOT / "seeds" / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize(("stem", "most"), [("000", 15.0), ("001", 45.0), ("002", 1.0), ("003", 65.0), ("004", 15.0)])
def test_references_are_post_edits_with_few_changes(stem: str, most: float) -> None:
    """HTER: edits per word of the post-edit. A rewrite, or a reference of another article, would exceed the bound."""
    (seed,) = (ROOT / "seeds").glob(f"{stem}*.txt")
    hypothesis = " ".join(seed.read_text(encoding="utf-8").split())
    reference = " ".join((ROOT / "references" / seed.name).read_text(encoding="utf-8").split())
    assert 0.0 < sacrebleu.corpus_ter([hypothesis], [[reference]]).score <= most

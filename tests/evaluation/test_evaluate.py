"""Hold the counting of ``mtcheck evaluate`` against figures worked out by hand."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mtcheck.cli.main import cli
from mtcheck.core.errors import ReadError
from mtcheck.core.finding import Excerpt, SuspectSpan
from mtcheck.core.region import Place, Region
from mtcheck.core.report import DocumentReport, Score
from mtcheck.core.span import Span
from mtcheck.evaluation.documents import GoldDocument, GoldSpan, evaluate, kind_of, read_gold
from tests.gate.helpers import FAST

NOWHERE = Excerpt("", 0)
HERE = Region(Place(1, 1, 1, 1), Place(1, 2, 2, 2))


def report(*spans: tuple[int, int, float]) -> DocumentReport:
    suspects = tuple(
        SuspectSpan(Span(start, end), "r.x", "linguistic/grammar", "minor", p, (), "m", (), f"f{start}", "", NOWHERE, HERE)
        for start, end, p in spans
    )
    score = Score("penalty_per_1000_words", 0.0, 0.0, 0.0, "")
    return DocumentReport("a", "a", "", 100, suspects, penalty=score, verdict="pass", verdict_reason="")


def test_counts_by_hand() -> None:
    gold = [GoldDocument("a", "mt", (GoldSpan(Span(0, 10), "c1", "minor"), GoldSpan(Span(20, 24), "c2", "major")))]
    # 0-5 covers half of the first; 23-29 covers a quarter of the second and is right in one of six; 40-50 is not sure enough
    out = evaluate(gold, {"a": report((0, 5, 0.9), (23, 29, 0.6), (40, 50, 0.4))}, min_probability=0.5)
    every = out.tally("all", "all")
    assert (every.gold, every.found, every.suspects, every.right) == (2, 1, 2, 1)
    assert every.recall == 0.5 and every.precision == 0.5
    assert every.char_f1 == pytest.approx(2 * 6 / (14 + 11))
    assert out.tally("category", "c1").recall == 1.0 and out.tally("severity", "major").recall == 0.0


def test_nothing_to_share_is_none_not_zero() -> None:
    out = evaluate([GoldDocument("a", "human", ())], {"a": report()}, min_probability=0.5)
    assert out.tally("all", "all").recall is None and out.tally("all", "all").precision is None


def test_broken_gold_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"file": "a", "label": "mt", "spans": []}\n{"file": "b"}\n')
    with pytest.raises(ReadError, match="line 2"):
        read_gold(path)


def test_command_on_a_small_gold(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    text = "The the minister said that it was so. " * 3
    (tmp_path / "docs" / "a.txt").write_text(text)
    (tmp_path / "clean.txt").write_text("The minister said that it was so on Monday.")
    span = {"start": 0, "end": 7, "text": "The the", "category": "repetition", "severity": "minor"}
    (tmp_path / "gold.jsonl").write_text(json.dumps({"file": "a.txt", "label": "mt", "spans": [span]}))
    args = [
        "evaluate",
        str(tmp_path / "gold.jsonl"),
        "--clean",
        str(tmp_path / "clean.txt"),
        "--format",
        "json",
        "--min-probability",
        "0.5",
    ]
    result = CliRunner().invoke(cli, args, standalone_mode=False)
    assert result.exception is None, result.output
    out = json.loads(result.stdout)
    assert out["category"]["repetition"]["recall"] == 1.0
    assert out["clean"] == {"words": 9, "suspects": 0, "suspects_per_1000_words": 0.0, "by_rule": {}}


def test_command_on_articles_with_labels(tmp_path: Path) -> None:
    odd, plain = "The the minister said that it was so on on Monday. " * 6, "The minister said that it was so on Monday. " * 6
    lines = [{"text": odd, "system": "engine-1"}, {"text": plain, "system": "human"}, {"text": plain, "label": "spun"}]
    path = tmp_path / "articles.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    result = CliRunner().invoke(cli, ["evaluate", str(path), "--format", "json", "--tagger", "none"], standalone_mode=False)
    assert result.exception is None, result.output
    assert json.loads(result.stdout) == {"articles": 3, "auc": {"mt": 1.0, "spun": 0.5}}


def test_the_first_line_tells_what_a_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    for line, kind in (
        ('{"file": "a", "label": "mt", "spans": [], "text": ""}', "documents"),
        ('{"spans": [], "raters": ["r1"], "system": "human", "text": "a"}', "segments"),
        ('{"text": "a", "tags": [1]}', "segments"),
        ('{"text": "a", "system": "human"}', "articles"),
    ):
        path.write_text(line + "\n")
        assert kind_of(path) == kind
    path.write_text('{"words": 3}\n')
    with pytest.raises(ReadError, match="text, and tags or spans"):
        kind_of(path)


def test_gold_of_the_tools_own_accepted_suspects_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Audit, accept all, evaluate: with one threshold everywhere, nothing is missing and nothing is wrong."""
    monkeypatch.chdir(tmp_path)
    seeds = Path(__file__).parent.parent.parent / "seeds"
    for name in ("003", "001"):
        (found,) = seeds.glob(f"{name}*.txt")
        (tmp_path / f"{name}.txt").write_bytes(found.read_bytes())

    def run(*args: str) -> dict[str, Any]:
        return json.loads(CliRunner().invoke(cli, [*args, "--format", "json"], standalone_mode=False).stdout)

    for threshold in ("", "min-probability = 0.3\n"):
        (tmp_path / "mtcheck.toml").write_text(f"{FAST}{threshold}")
        documents = run("audit", "001.txt", "003.txt")["documents"]
        lines = [json.dumps({"file": each["path"], "label": "mt", "spans": each["suspects"]}) + "\n" for each in documents]
        (tmp_path / "gold.jsonl").write_text("".join(lines))
        every = run("evaluate", "gold.jsonl", "--docs", ".")["all"]["all"]
        assert (every["recall"], every["precision"]) == (1.0, 1.0)
        assert every["suspects"] == sum(len(each["suspects"]) for each in documents) > 12

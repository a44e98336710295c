"""Check what is learnt from post-edits: proposals, counts, frames, and that nothing is added by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck import tables
from mtcheck.cli.main import cli, main
from mtcheck.config.own_senses import own_senses
from mtcheck.core.errors import ReadError
from mtcheck.core.rule import Context
from mtcheck.detectors.senses import SensesDetector
from mtcheck.lang.inflection import Inflections
from mtcheck.readers.plain import from_string
from mtcheck.review.learn import Learner, Pair, Proposal, read_pairs, table_of

LIGHTS = [
    ("She opened the lamp of the kitchen.", "She switched on the lamp of the kitchen."),
    ("He opens the lamp of the hall.", "He switches on the lamp of the hall."),
]
CARS = [
    ("The judge issued a car on Monday.", "The judge issued an order on Monday."),
    ("The judges issued two cars in May.", "The judges issued two orders in May."),
    ("He sold his car in May, an issue for us.", "He sold his car in May, an issue for us."),
]


def proposals(pairs: list[Pair], least: int = 2, often: float = 0.0) -> list[Proposal]:
    forms = tables.load("lexicon")
    words = Inflections(forms, tables.load("inflections"))
    return Learner(words, lambda form: forms.get(form, ""), lambda wording: often).propose(pairs, least=least)


def test_a_word_is_proposed_with_the_words_that_stood_near_it_only_where_it_was_changed() -> None:
    (made,) = proposals(CARS)
    assert (made.wrong, made.right, len(made.pairs), made.left) == ("car", "order", 2, 1)
    assert made.frame == "near:judge"


def test_changes_of_one_lemma_are_counted_together() -> None:
    (made,) = proposals(LIGHTS)
    assert (made.wrong, made.right, len(made.pairs)) == ("open", "switch on", 2)


@pytest.mark.parametrize(
    "pair",
    [
        ("He has see the house.", "He has seen the house."),
        ("The colour of it faded.", "The color of it faded."),
        ("He went at the house.", "He went to the house."),
        ("They met Minister Kima there.", "They met Minister Kimo there."),
        ("All of this text was bad and long and dull here.", "Nobody knows why they ever wrote such words at all."),
    ],
    ids=["form", "spelling", "function word", "name", "rewritten"],
)
def test_what_is_no_change_of_sense_is_not_proposed(pair: Pair) -> None:
    assert proposals([pair, pair], least=1) == []


def test_a_free_wording_needs_a_frame() -> None:
    pairs = [("They made big rain.", "They made heavy rain."), ("A big thing.", "A heavy thing.")]
    assert [made.wrong for made in proposals(pairs)] == []
    free = [(f"They had big rain in {month}.", f"They had heavy weather in {month}.") for month in ("May", "June")]
    assert [made.wrong for made in proposals(free)] == ["big rain"]
    assert [made.wrong for made in proposals(free, often=1000.0)] == []


def test_what_was_changed_seldom_is_not_proposed() -> None:
    assert proposals(CARS, least=3) == []


def test_the_table_works_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "es.tsv").write_text(table_of(proposals(CARS), "Spanish"), encoding="utf-8")
    ctx = Context(table=own_senses(tables.load, (str(tmp_path),)))
    for text, hits in ((CARS[0][0], 1), (CARS[2][0], 0)):
        assert len(list(SensesDetector().detect(from_string(text), ctx))) == hits


def test_hostile_pairs_stay_inert(tmp_path: Path) -> None:
    pairs = [
        (f"The judge \u202eissued\x1b[2J a ⟦car⟧ on day {n}.", f"The judge \u202eissued\x1b[2J a ⟦order⟧ on day {n}.")
        for n in "ab"
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{mt}\t{pe}\n" for mt, pe in pairs), encoding="utf-8")
    out = CliRunner().invoke(cli, ["learn", str(path)], standalone_mode=False).stdout
    assert "car\torder" in out
    assert "\x1b" not in out and "\u202e" not in out and "[⟦car⟧]" in out


def test_formats_are_read_alike(tmp_path: Path) -> None:
    tsv, jsonl = tmp_path / "a.tsv", tmp_path / "a.jsonl"
    tsv.write_text("mt\tcorrected\nA car.\tAn order.\n", encoding="utf-8")
    jsonl.write_text('{"mt": "A car.", "corrected": "An order."}\n', encoding="utf-8")
    assert read_pairs(tsv) == read_pairs(jsonl) == [("A car.", "An order.")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tsv", "one\ttwo\nthree\n", r"a\.tsv:2: expected two columns"),
        ("a.jsonl", "{}\n", r"a\.jsonl:1: expected an object with the texts 'mt' and 'corrected'"),
        ("a.jsonl", "[" * 100_000, r"a\.jsonl:1: no JSON"),
        ("a.jsonl", '{"mt": 1, "corrected": "x"}\n', r"a\.jsonl:1: expected an object"),
    ],
)
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read_pairs(path)


def test_a_file_that_is_there_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pairs, table = tmp_path / "pairs.tsv", tmp_path / "es.tsv"
    pairs.write_text("".join(f"{mt}\t{pe}\n" for mt, pe in CARS), encoding="utf-8")
    assert CliRunner().invoke(cli, ["learn", str(pairs), "-o", str(table)], standalone_mode=False).exit_code == 0
    before = table.read_text(encoding="utf-8")
    assert "car\torder" in before
    monkeypatch.setattr("sys.argv", ["mtcheck", "learn", str(pairs), "-o", str(table)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2 and "already exists" in capfd.readouterr().err
    assert table.read_text(encoding="utf-8") == before

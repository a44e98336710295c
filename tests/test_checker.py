"""Hold the Checker: one load, results as they come, threads, pickling, forks, Arrow record batches."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest

import mtcheck
from mtcheck import engine
from mtcheck.checker import Checker
from mtcheck.config.schema import Config
from mtcheck.core.errors import DetectorError, MtcheckError, ReadError
from mtcheck.core.report import DocumentReport
from mtcheck.registry import Registry, registry
from mtcheck.render import as_arrow
from mtcheck.signals import models

SEEDS = [path.read_text(encoding="utf-8")[:1500] for path in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))]
DAMAGED = "He met the the minister in Seoul on Monday."
RULES_ALONE = Config(lm="none", tagger="none")


def figures(report: DocumentReport) -> tuple[object, ...]:
    found = [(suspect.rule_id, suspect.span, suspect.probability, suspect.text) for suspect in report.suspects]
    return report.verdict, report.penalty, found


@pytest.fixture(scope="module")
def expected() -> list[tuple[object, ...]]:
    with Checker() as checker:
        return [figures(checker.check(text)) for text in SEEDS]


def test_models_are_loaded_once_and_let_go_with_the_last_checker() -> None:
    models.forget()
    first, second = Checker(threads=1).load(), Checker(threads=1)
    held = dict(models._loaded)
    assert {key[0] for key in held} == {"ngram", "reader"}
    first.check(DAMAGED)
    second.check(DAMAGED)
    assert models._loaded == held and all(models._loaded[key] is held[key] for key in held)
    others = list(mtcheck.checker._open - {first, second})
    first.close()
    assert models._loaded
    second.close()
    for other in others:
        other.close()
    assert not models._loaded


def test_reports_come_one_by_one_in_order_and_few_texts_are_held(expected: list[tuple[object, ...]]) -> None:
    taken = 0

    def texts() -> Iterator[tuple[str, str]]:
        nonlocal taken
        for number, text in enumerate(SEEDS * 2):
            taken += 1
            yield f"t{number}", text

    for done, report in enumerate(Checker(threads=2).check_many(texts())):
        assert report.id == f"t{done}" and taken <= done + 4
        assert figures(report) == expected[done % len(SEEDS)]
    assert taken == 2 * len(SEEDS)
    assert [report.id for report in Checker(RULES_ALONE).check_many([DAMAGED, ("b", "x"), "y"])] == ["1", "b", "3"]


@pytest.mark.parametrize("threads", [1, 3])
def test_several_threads_may_share_a_checker(expected: list[tuple[object, ...]], threads: int) -> None:
    models.forget()
    with Checker(threads=threads) as checker, ThreadPoolExecutor(4) as pool:
        assert [figures(report) for report in pool.map(checker.check, SEEDS * 2)] == expected * 2


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_checker_travels_to_another_process(expected: list[tuple[object, ...]], method: str) -> None:
    checker = Checker(Config(ignore=("names",)), threads=2).load()
    again = pickle.loads(pickle.dumps(checker))
    assert again.config == checker.config and again.config.threads == 2
    with multiprocessing.get_context(method).Pool(1) as pool:
        found = pool.apply_async(checker.check, (SEEDS[1],)).get(timeout=120)
    assert figures(found) == figures(checker.check(SEEDS[1]))


def test_forked_child_loads_sessions_of_its_own_and_ends(expected: list[tuple[object, ...]]) -> None:
    """A session's threads stay in the parent: a child that used it, or waited for its end, would hang."""
    checker = Checker(threads=3).load()
    checker.check(SEEDS[1])
    child = os.fork()
    if not child:  # pragma: no cover
        signal.alarm(120)
        same = figures(checker.check(SEEDS[1])) == expected[1]
        checker.close()
        os._exit(0 if same else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_closed_checker_says_so() -> None:
    with Checker(RULES_ALONE) as checker:
        checker.check(DAMAGED)
    for use in (checker.load, lambda: checker.check("x"), lambda: list(checker.check_many(["x"]))):
        with pytest.raises(MtcheckError, match="closed"):
            use()


def test_crash_is_an_error_for_one_text_and_an_incomplete_report_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        family, rules = "script", registry().detectors[-3].rules

        def detect(self, doc: object, ctx: object) -> Iterator[object]:
            raise RuntimeError("boom")

    monkeypatch.setattr(engine, "registry", lambda: Registry((Broken(),), registry().rules))  # type: ignore[arg-type]
    with pytest.raises(DetectorError, match=r"'script' failed: RuntimeError: boom"):
        Checker(RULES_ALONE).check(DAMAGED, id="a")
    reports = list(Checker(RULES_ALONE).check_many([DAMAGED, DAMAGED]))
    assert [(report.complete, report.verdict) for report in reports] == [(False, "not judged")] * 2


def test_record_batches_go_in_and_out_row_by_row() -> None:
    table = pa.table({"name": ["a", "b", "c", "d"], "body": [DAMAGED, None, "Nothing is odd here.", DAMAGED * 2]})
    empty = table.schema.empty_table().to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    batches = [*empty, *table.slice(0, 3).to_batches(), *empty, *table.slice(3).to_batches(), *empty]
    found = list(Checker(RULES_ALONE).check_batches(batches, text="body", id="name"))
    assert [batch.num_rows for batch in found] == [0, 3, 0, 1, 0]
    assert all(batch.schema == as_arrow.schema() for batch in found)
    rows = [row for batch in found for row in batch.to_pylist()]
    assert [row["id"] for row in rows] == ["a", "b", "c", "d"]
    (suspect,) = rows[0]["suspects"]
    assert suspect["text"] == "the the" and suspect["edits"] == ["the"] and (suspect["line"], suspect["column"]) == (1, 8)
    assert suspect["start"] == DAMAGED.index("the the") and suspect["rule"] == "repetition.doubled-word"
    assert rows[1]["verdict"] == "not judged" and rows[1]["words"] == 0 and rows[2]["suspects"] == []
    assert len(rows[3]["suspects"]) == 2


def test_kinds_of_columns() -> None:
    body = pa.array([DAMAGED, "x"])
    for column in (body, body.cast(pa.large_string()), body.dictionary_encode()):
        batch = pa.RecordBatch.from_arrays([column], names=["text"])
        (found,) = Checker(RULES_ALONE).check_batches([batch])
        assert [len(row["suspects"]) for row in found.to_pylist()] == [1, 0]
        assert found.column("id").to_pylist() == ["1", "2"]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"body": ["x"]}, r"no column 'text'; there are body"),
        ({"text": [1]}, r"'text' holds int64; a column of strings is needed"),
        ({"text": ["x"], "id": [None]}, r"'id' is null in row 0"),
    ],
)
def test_columns_that_cannot_be_read_are_named(columns: dict[str, list[object]], reason: str) -> None:
    batch = pa.RecordBatch.from_pydict(columns)
    with pytest.raises(ReadError, match=reason):
        list(Checker(RULES_ALONE).check_batches([batch], id="id" if "id" in columns else None))


def test_threads_are_a_setting() -> None:
    assert Checker(Config(threads=3)).config.threads == 3
    assert Checker(Config(threads=3), threads=1).config.threads == 1
    with pytest.raises(MtcheckError, match="threads -1"):
        Checker(threads=-1)

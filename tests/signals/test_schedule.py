"""Check that listening ahead changes nothing but the time: same reports, same order, and errors that end the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mtcheck import engine
from mtcheck.config.schema import Config
from mtcheck.core.errors import ModelError, ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.plain import read_plain
from mtcheck.render import as_json
from mtcheck.signals import schedule

SEEDS = sorted((Path(__file__).parent.parent.parent / "seeds").glob("*.txt"))


def articles() -> Iterator[Article | ReadError]:
    for path in SEEDS:
        yield from read_plain(path.read_bytes(), path.name, id=path.name, encoding=None)
        yield ReadError(f"after {path.name}", "broken")


def report(monkeypatch: pytest.MonkeyPatch, processors: int) -> str:
    monkeypatch.setattr(schedule.os, "cpu_count", lambda: processors)
    cfg = Config(tokens=True)
    return as_json.render(engine.gather(engine.run(articles(), cfg), cfg))


def test_any_number_of_threads_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = report(monkeypatch, 1)
    assert '"rule": "names.' in alone.replace('":"', '": "')
    assert report(monkeypatch, 2) == alone
    assert report(monkeypatch, 5) == alone


def test_order_is_that_of_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule.os, "cpu_count", lambda: 2)
    given = [item.path for item in articles()]
    got = [ready.path if isinstance(ready, ReadError) else ready[0].path for ready in schedule.documents(articles(), Config())]
    assert got == given


def test_few_articles_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule.os, "cpu_count", lambda: 2)
    taken = 0

    def counted() -> Iterator[Article | ReadError]:
        nonlocal taken
        for item in articles():
            taken += 1
            yield item

    for done, _ in enumerate(schedule.documents(counted(), Config()), 1):
        assert taken - done <= schedule._LISTENERS


@pytest.mark.parametrize("processors", [1, 2])
def test_absent_model_ends_the_run_even_where_no_detector_listens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, processors: int
) -> None:
    monkeypatch.setattr(schedule.os, "cpu_count", lambda: processors)
    for select in ((), ("repetition",)):
        cfg = Config(tagger=str(tmp_path / "none.onnx"), select=select)
        with pytest.raises(ModelError, match=r"none\.json"):
            list(engine.run(articles(), cfg))

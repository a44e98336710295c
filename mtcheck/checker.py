"""Check many texts with one configuration: models are loaded once, and results come as they are ready.

What checks is imported at the first check, so that a command that only shows its help starts quickly.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakSet

from mtcheck.config.schema import Config
from mtcheck.core.errors import DetectorError, MtcheckError, ReadError
from mtcheck.core.report import DocumentReport, Examined, Outcome, RunReport

if TYPE_CHECKING:
    from pyarrow import RecordBatch

    from mtcheck.readers.article import Article

_open: WeakSet[Checker] = WeakSet()


class Checker:
    """Check texts and articles with one configuration.

    All checkers of a process share their models. A checker may be used by several threads at once; it is pickled by its
    configuration, and after a fork the child loads models of its own when it first needs them.
    """

    def __init__(self, config: Config | None = None, *, threads: int | None = None) -> None:
        """Take the configuration; ``threads`` are those of the language models, 0 for one a processor."""
        config = config or Config()
        self._config = config if threads is None else replace(config, threads=threads)
        self._closed = False
        _open.add(self)

    @property
    def config(self) -> Config:
        """The configuration that texts are checked with."""
        return self._config

    def load(self) -> Checker:
        """Load the models now rather than at the first check; ModelError where one cannot be loaded."""
        from mtcheck.signals.schedule import load

        self._check_open()
        load(self._config)
        return self

    def check(self, text: str, *, id: str = "text") -> DocumentReport:
        """Check one text. Raise TypeError for what is no string, and DetectorError where a detector crashed."""
        from mtcheck import engine

        self._check_open()
        outcome = engine.check_document(_article(id, text).document(), self._config, keep_document=True)
        report = outcome.report
        if report is None or not report.complete:
            raise DetectorError(outcome.notices[0].message)
        return report

    def check_many(self, texts: Iterable[str | tuple[str, str]]) -> Iterator[DocumentReport]:
        """Yield the report of each text, or pair of id and text, in their order; only a few texts are held at a time.

        A text without an id is named by its number, from 1. Where a detector crashed, the report is not ``complete``.
        """
        named = (text if isinstance(text, tuple) else (str(number), text) for number, text in enumerate(texts, 1))
        for outcome in self.outcomes(_article(*pair) for pair in named):
            if outcome.report is not None:
                yield outcome.report

    def check_batches(
        self, batches: Iterable[RecordBatch], *, text: str = "text", id: str | None = None
    ) -> Iterator[RecordBatch]:
        """Yield a record batch of results for each record batch of texts, row by row; needs pyarrow.

        ``text`` and ``id`` name columns of strings; without ``id`` texts are named by their number. A row without a text
        is an empty text: it cannot be judged. The columns are those of ``mtcheck.render.as_arrow.schema()``.
        """
        from mtcheck.readers.arrow import rows
        from mtcheck.render import as_arrow

        sizes: deque[int] = deque()

        def texts() -> Iterator[str | tuple[str, str]]:
            for batch in batches:
                sizes.append(batch.num_rows)
                yield from rows(batch, text=text, id=id)

        reports = self.check_many(texts())
        held: list[DocumentReport] = []
        for report in reports:
            held.append(report)
            while sizes and len(held) >= sizes[0]:
                size = sizes.popleft()
                yield as_arrow.batch(held[:size])
                del held[:size]
        yield from (as_arrow.batch([]) for _ in sizes)

    def outcomes(self, items: Iterable[Article | ReadError], *, keep_documents: bool = False) -> Generator[Outcome, None, None]:
        """Return what became of each article that a reader made, in their order; closed early, it ends its processes."""
        from mtcheck import engine

        self._check_open()
        return engine.run(items, self._config, keep_documents=keep_documents)

    def examined(
        self,
        items: Iterable[Article | ReadError],
        *,
        keep_documents: bool = False,
        done: Callable[[int, Examined], None] | None = None,
    ) -> Generator[Examined, None, None]:
        """Return what was found in each article, for whoever accepts some of it before it is judged.

        ``done`` is told each as soon as it is there, in any order and on any thread, with the number of its article.
        """
        from mtcheck import engine

        self._check_open()
        return engine.examined(items, self._config, keep_documents=keep_documents, done=done)

    def gather(self, outcomes: Iterable[Outcome]) -> RunReport:
        """Return one report of all outcomes."""
        from mtcheck import engine

        return engine.gather(outcomes, self._config)

    def close(self) -> None:
        """End the use of this checker; the models go when no other open checker is left in the process."""
        self._closed = True
        _open.discard(self)
        if not _open:
            from mtcheck.signals.models import forget

            forget()

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Checker], tuple[Config]]:
        return Checker, (self._config,)

    def __repr__(self) -> str:
        return f"Checker({self._config!r})"

    def _check_open(self) -> None:
        if self._closed:
            raise MtcheckError("this checker is closed: make another, or use it inside its with block")


def _article(id: str, text: str) -> Article:
    from mtcheck.readers.article import text_digest
    from mtcheck.readers.plain import article

    if not isinstance(text, str):
        raise TypeError(f"text {id!r} must be a str, not {type(text).__name__}")
    return article(text, id=id, path=id, sha256=text_digest(text), meta={"format": "text"})

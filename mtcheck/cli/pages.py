"""Write the HTML pages of a run: each as soon as its article and the next one are done, so that memory does not grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mtcheck import engine
from mtcheck.config.schema import Config
from mtcheck.core.report import DocumentReport, Outcome, RunReport
from mtcheck.registry import registry
from mtcheck.render import as_html
from mtcheck.suspects.calibrate import measured
from mtcheck.suspects.score import categories


def write_pages(outcomes: Iterator[Outcome], cfg: Config, stage: Path) -> RunReport:
    """Write a page for each article and the index into ``stage``; the report that is returned holds no texts."""
    pages = _Pages(stage, engine.signature(cfg))

    def written() -> Iterator[Outcome]:
        for outcome in outcomes:
            if outcome.report is None:
                yield outcome
                continue
            pages.add(outcome.report)
            tokens = outcome.report.tokens if cfg.tokens else None
            yield replace(outcome, report=replace(outcome.report, document=None, tokens=tokens))
        pages.finish()

    run = engine.gather(written(), cfg)
    index = as_html.index_page(run, hrefs=pages.names)
    (stage / "index.html").write_text(index, encoding="utf-8", newline="")
    return run


@dataclass(slots=True)
class _Waiting:
    """Be an article whose page waits for the name of the next one."""

    report: DocumentReport
    name: str
    previous: str | None


class _Pages:
    def __init__(self, stage: Path, signature: str) -> None:
        self.names: list[str] = []
        self._stage = stage
        self._signature = signature
        self._taken = {"index.html"}
        self._waiting: _Waiting | None = None

    def add(self, report: DocumentReport) -> None:
        """Name the article's page and write that of the one before it."""
        name = as_html.page_name(report, self._taken)
        self._write(following=name)
        self._waiting = _Waiting(report, name, self.names[-1] if self.names else None)
        self.names.append(name)

    def finish(self) -> None:
        """Write the last page."""
        self._write(following=None)

    def _write(self, *, following: str | None) -> None:
        if self._waiting is None:
            return
        rules = registry().rules
        page = as_html.article_page(
            self._waiting.report,
            signature=self._signature,
            rules=rules,
            categories=categories(),
            index_href="index.html",
            previous_href=self._waiting.previous,
            next_href=following,
            measured={rule_id: counts for rule_id in rules if (counts := measured(rule_id)) is not None},
        )
        (self._stage / self._waiting.name).write_text(page, encoding="utf-8", newline="")
        self._waiting = None

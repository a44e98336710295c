"""Write the HTML pages of a run: each as soon as its article and the next one are done, so that memory does not grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mtcheck import engine, tables
from mtcheck.config.schema import Config
from mtcheck.core.report import DocumentReport, Outcome, RunReport
from mtcheck.registry import registry
from mtcheck.render import as_html
from mtcheck.suspects.calibrate import measured, verdict_limits
from mtcheck.suspects.score import categories

_HEAD = 4096  # bytes of a page in which it says who wrote it


def write_pages(outcomes: Iterator[Outcome], cfg: Config, stage: Path) -> RunReport:
    """Write a page for each article and the index into ``stage``; the report that is returned holds no texts.

    The links from page to page follow the index, worst first; they go in when all verdicts are known.
    """
    signature, scale = engine.signature(cfg), _scale()
    names: list[str] = []
    glances: list[as_html.Glance] = []
    taken = {"index.html"}

    def written() -> Iterator[Outcome]:
        for outcome in outcomes:
            if outcome.report is None:
                yield outcome
                continue
            names.append(as_html.page_name(outcome.report, taken))
            glances.append(as_html.glance(outcome.report))
            _write(stage / names[-1], _page(outcome.report, signature, scale))
            tokens = outcome.report.tokens if cfg.tokens else None
            yield replace(outcome, report=replace(outcome.report, document=None, tokens=tokens))

    run = engine.gather(written(), cfg)
    _link([stage / names[index] for index in as_html.reading_order(run)])
    _write(stage / "index.html", as_html.index_page(run, hrefs=names, glances=glances))
    return run


def sweep(folder: Path, run: RunReport) -> None:
    """Take away the pages of articles that an earlier run wrote into the folder and this run did not."""
    taken = {"index.html"}
    kept = {"index.html", *(as_html.page_name(report, taken) for report in run.documents)}
    for file in folder.glob("*.html"):
        if file.name not in kept and not file.is_symlink() and file.is_file() and _is_ours(file):
            file.unlink()


def _is_ours(file: Path) -> bool:
    with file.open("rb") as stream:
        return as_html.GENERATOR.encode() in stream.read(_HEAD)


def _page(report: DocumentReport, signature: str, scale: as_html.Scale) -> str:
    rules = registry().rules
    return as_html.article_page(
        report,
        signature=signature,
        rules=rules,
        categories=categories(),
        index_href="index.html",
        measured={rule_id: counts for rule_id in rules if (counts := measured(rule_id)) is not None},
        scale=scale,
    )


def _link(pages: Sequence[Path]) -> None:
    """Put the links to the page before and the page after into each page."""
    for at, path in enumerate(pages):
        before = pages[at - 1].name if at else None
        after = pages[at + 1].name if at + 1 < len(pages) else None
        _write(path, as_html.with_neighbours(path.read_bytes().decode("utf-8"), before, after))


def _write(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", newline="")


def _scale() -> as_html.Scale:
    """Return what a penalty is made of, for the pages to show and to foretell a verdict from decisions."""
    limits = verdict_limits()
    weights = {id: category.weight for id, category in categories().items()}
    return as_html.Scale(limits["review"], limits["fail"], tables.load("taxonomy")["severity"], weights)

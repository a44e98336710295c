"""Write a report as HTML: one self-contained page per article, and an index over all of them.

Templates, style sheet and scripts are files in ``assets``; they are inlined, and no request leaves a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from mtcheck.core.document import Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport
from mtcheck.core.rule import Rule
from mtcheck.core.taxonomy import SEVERITIES, Category, severity_rank
from mtcheck.render import _suspects as view
from mtcheck.render._index import index_page
from mtcheck.render._inline import visible
from mtcheck.render._page import VERDICTS, fill, local, severity_counts, title_of
from mtcheck.render._running import all_blocks, grouped, running_text
from mtcheck.render._words import pack_words
from mtcheck.render.indications import INDICATED

__all__ = ["article_page", "index_page", "page_name", "title_of"]

_STEM_LENGTH = 80
_BINS = 96
_STRIP_HEIGHT = 24
_MAP_HEIGHT = 1000
_LONG_TEXT = 60_000  # characters from which a browser is told to lay out only what it shows
_SHEETS = ("report.css", "article.css")
_SCRIPTS = ("report.js", "decisions.js", "surprisal.js")
_RESERVED = frozenset(["con", "prn", "aux", "nul", "index", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))])


def article_page(
    report: DocumentReport,
    *,
    signature: str,
    rules: Mapping[str, Rule],
    categories: Mapping[str, Category],
    index_href: str | None,
    previous_href: str | None = None,
    next_href: str | None = None,
    measured: Mapping[str, tuple[int, int]] | None = None,
) -> str:
    """Return the page of one article; ``report.document`` must be there. The page can be encoded as UTF-8.

    ``measured`` gives for a rule how many of its findings were looked at, and how many of them were right.
    """
    doc = report.document
    if doc is None:
        raise ValueError(f"{report.path}: the page of an article needs its document")
    listed = view.entries(report, categories)
    rows = view.legend(report.suspects, categories)
    rules_seen = view.rules_that_occur(report.suspects, rules)
    facts = {
        "report": view.report_id(report),
        "stem": _stem(report),
        "signature": visible(signature),
        "measured": {rule.id: (measured or {}).get(rule.id) for rule in rules_seen},
    }
    packed = view.page_data(report, facts, listed, rows)
    blocks, anchors = running_text(doc, listed, packed.places)
    return fill(
        "article.html",
        sheets=(*_SHEETS, "comparison.css") if report.beside else _SHEETS,
        scripts=_SCRIPTS,
        report=report,
        title=title_of(report),
        signature=signature,
        index_href=local(index_href),
        previous_href=local(previous_href),
        next_href=local(next_href),
        verdict=VERDICTS[report.verdict],
        groups=grouped(blocks),
        entries=listed,
        anchors=anchors,
        legend=rows,
        severities=severity_counts(report.suspects),
        rules=rules_seen,
        cut=view.LISTED,
        strip=_strip(report.suspects, len(doc.text)),
        map_lines=_map_lines(doc),
        states=Counter(suspect.state for suspect in report.suspects),
        words=pack_words(report),
        indicated=INDICATED,
        long=len(doc.text) > _LONG_TEXT,
        data=packed.json,
    )


def page_name(report: DocumentReport, taken: set[str]) -> str:
    """Return a file name for the article's page that is safe on any file system, and add its folded form to ``taken``."""
    stem = _stem(report)
    name, number = f"{stem}.html", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}.html"
    taken.add(name.lower())
    return name


def _stem(report: DocumentReport) -> str:
    path = PurePosixPath(report.path.replace("\\", "/"))
    stem = path.stem if report.id in ("", report.path) else f"{path.stem}-{report.id.replace(report.path, '')}"
    stem = re.sub(r"[^A-Za-z0-9._]+", "-", stem).strip("-._")[:_STEM_LENGTH].rstrip("-._") or "article"
    return f"article-{stem}" if stem.partition(".")[0].lower() in _RESERVED else stem


# --- figures


def _strip(suspects: Sequence[SuspectSpan], length: int) -> list[str]:
    """Draw the bars of the density strip as one path for each severity: a bar for each stretch that has a suspect."""
    bins: dict[int, list[int]] = {}
    for suspect in suspects:
        if suspect.state == "open":
            place = min(_BINS - 1, suspect.span.start * _BINS // max(length, 1))
            bins.setdefault(place, []).append(severity_rank(suspect.severity))
    bars = [""] * len(SEVERITIES)
    for place, ranks in sorted(bins.items()):
        bars[max(ranks)] += f"M{place * 10 + 4} {_STRIP_HEIGHT}v-{min(_STRIP_HEIGHT, 6 + 6 * len(ranks))}"
    return bars


def _map_lines(doc: Document) -> str:
    """Draw the blocks of the text for the map at the side, as one path; a space stays between two of them."""
    scale = _MAP_HEIGHT / max(1, len(doc.text))
    lines: dict[int, int] = {}
    for block in all_blocks(doc):
        top = round(block.span.start * scale)
        lines[top] = max(lines.get(top, 0), round(block.span.end * scale) - top - 2)
    return "".join(f"M16 {top}v{max(1, height)}" for top, height in lines.items())

"""Write a report as HTML: one self-contained page per article, and an index over all of them.

Templates, style sheet and scripts are files in ``assets``; they are inlined, and no request leaves a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from markupsafe import escape

from mtcheck.core.document import SOURCE_LANGUAGE, Document
from mtcheck.core.report import DocumentReport
from mtcheck.core.rule import Rule
from mtcheck.core.taxonomy import SEVERITIES, Category
from mtcheck.render import _suspects as view
from mtcheck.render._glance import Glance, glance, strip
from mtcheck.render._index import index_page, reading_order
from mtcheck.render._inline import visible
from mtcheck.render._page import GENERATOR, VERDICTS, fill, local, severity_counts, title_of
from mtcheck.render._running import all_blocks, grouped, running_text
from mtcheck.render._verdict import Scale, drawn, in_words
from mtcheck.render._words import pack_words
from mtcheck.render.indications import INDICATED

__all__ = [
    "GENERATOR",
    "Glance",
    "Scale",
    "article_page",
    "glance",
    "index_page",
    "page_name",
    "reading_order",
    "title_of",
    "with_neighbours",
]

_STEM_LENGTH = 80
_MAP_HEIGHT = 1000
_LONG_TEXT = 60_000  # characters from which a browser is told to lay out only what it shows
_SHEETS = ("report.css", "article.css")
SCRIPTS = (
    "common.js",
    "records.js",
    "desk.js",
    "panel.js",
    "controls.js",
    "text.js",
    "decisions.js",
    "actions.js",
    "marking.js",
    "transfer.js",
    "docx.js",
    "revised.js",
    "preview.js",
    "beside.js",
    "surprisal.js",  # the last: a page without figures of a language model goes without it
)
_NEIGHBOURS = '<span class="neighbours">'
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
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
    scale: Scale | None = None,
) -> str:
    """Return the page of one article; ``report.document`` must be there. The page can be encoded as UTF-8.

    ``measured`` gives for a rule how many of its findings were looked at, and how many of them were right. ``scale`` is what
    the penalty is made of; without it the page shows no scale, and foretells no verdict.
    """
    doc = report.document
    if doc is None:
        raise ValueError(f"{report.path}: the page of an article needs its document")
    listed = view.entries(report, categories)
    rows = view.legend(report.suspects, categories)
    rules_seen = view.rules_that_occur(report.suspects, rules)
    facts = {
        "report": view.report_id(report),
        "article": view.article_id(report),
        "stem": _stem(report),
        "signature": visible(signature),
        "measured": {rule.id: (measured or {}).get(rule.id) for rule in rules_seen},
        "blocks": [block.span.start for block in all_blocks(doc)],
        "scale": None if scale is None else _weights(scale, view.classes(rows, categories)),
    }
    packed = view.page_data(report, facts, listed, rows, categories)
    words = pack_words(report)
    blocks, anchors = running_text(doc, listed, packed.places)
    return fill(
        "article.html",
        sheets=(*_SHEETS, "comparison.css") if report.beside else _SHEETS,
        scripts=SCRIPTS if words else SCRIPTS[:-1],
        report=report,
        title=title_of(report),
        signature=signature,
        index_href=local(index_href),
        previous_href=local(previous_href),
        next_href=local(next_href),
        verdict=VERDICTS[report.verdict],
        in_words=in_words(report),
        scale=scale,
        drawn=None if scale is None or report.verdict == "not judged" else drawn(report, scale),
        groups=grouped(blocks),
        paired=any(part.source for part in blocks),
        source_language=_language(doc),
        entries=listed,
        anchors=anchors,
        legend=rows,
        severities=severity_counts(report.suspects),
        rules=rules_seen,
        cut=view.LISTED,
        strip=strip(report.suspects, len(doc.text)),
        map_lines=_map_lines(doc),
        states=Counter(suspect.state for suspect in report.suspects),
        words=words,
        indicated=INDICATED,
        long=len(doc.text) > _LONG_TEXT,
        data=packed.json,
    )


def with_neighbours(page: str, previous_href: str | None, next_href: str | None) -> str:
    """Return an article's page with links to the articles before and after it; the page must have none yet."""
    links = [
        f'<a href="{escape(href)}" id="{name}" rel="{rel}">{shown}</a>'
        for href, name, rel, shown in (
            (local(previous_href), "to-previous", "prev", "Previous"),
            (local(next_href), "to-next", "next", "Next"),
        )
        if href
    ]
    return page.replace(_NEIGHBOURS, _NEIGHBOURS + " ".join(links), 1)


def _weights(scale: Scale, classes: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    return {
        "review": scale.review,
        "fail": scale.fail,
        "severity": [scale.severities.get(name, 0.0) for name in SEVERITIES],
        "weights": [scale.categories.get(row["id"], 1.0) for row in classes],
    }


def _language(doc: Document) -> str:
    """Return the language of the sources where the file names one that may stand in an attribute."""
    named = doc.meta.get(SOURCE_LANGUAGE, "")
    return named if _LANGUAGE.fullmatch(named) else ""


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


def _map_lines(doc: Document) -> str:
    """Draw the blocks of the text for the map at the side, as one path; a space stays between two of them."""
    scale = _MAP_HEIGHT / max(1, len(doc.text))
    lines: dict[int, int] = {}
    for block in all_blocks(doc):
        top = round(block.span.start * scale)
        lines[top] = max(lines.get(top, 0), round(block.span.end * scale) - top - 2)
    return "".join(f"M16 {top}v{max(1, height)}" for top, height in lines.items())

"""Write a report as HTML: one self-contained page per article, and an index over all of them.

Templates, style sheet and script are files in ``assets``; they are inlined, and the page's policy names them by digest, so that
nothing else runs and no request leaves.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mtcheck.core.document import Block, Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport, RunReport, Verdict
from mtcheck.core.rule import Rule
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import SEVERITIES, Category, severity_rank
from mtcheck.render import _suspects as view
from mtcheck.render._inline import Segment, inline, segments, visible

if TYPE_CHECKING:
    import jinja2

_DEBRIS = "design/boilerplate"  # a block that is nothing else is set like page furniture
_STEM_LENGTH = 80
_BINS = 96
_STRIP_HEIGHT = 24
_VERDICT_ORDER: dict[Verdict, int] = {"fail": 0, "review": 1, "not judged": 2, "pass": 3}
_VERDICTS: dict[Verdict, tuple[str, str]] = {  # glyph, class
    "pass": ("✓", "v-pass"),
    "review": ("◐", "v-review"),
    "fail": ("✕", "v-fail"),
    "not judged": ("–", "v-none"),
}
_OWN_BULLET = re.compile(r"\s*(?:[•●▪◦‣∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_RESERVED = frozenset(["con", "prn", "aux", "nul", "index", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))])


def article_page(
    report: DocumentReport,
    *,
    signature: str,
    rules: Mapping[str, Rule],
    categories: Mapping[str, Category],
    index_href: str | None,
) -> str:
    """Return the page of one article; ``report.document`` must be there. The page can be encoded as UTF-8."""
    doc = report.document
    if doc is None:
        raise ValueError(f"{report.path}: the page of an article needs its document")
    listed = view.entries(report, categories)
    rows = view.legend(report.suspects, categories)
    packed = view.page_data(report, signature, listed, rows)
    blocks, anchors = _running_text(doc, listed, packed.places)
    return _render(
        "article.html",
        report=report,
        title=title_of(report),
        signature=signature,
        index_href=_local(index_href),
        verdict=_VERDICTS[report.verdict],
        groups=_grouped(blocks),
        entries=listed,
        anchors=anchors,
        legend=rows,
        severities=_severity_counts(report.suspects),
        rules=view.rules_that_occur(report.suspects, rules),
        categories=categories,
        strip=_strip(report.suspects, len(doc.text)),
        closed=sum(suspect.state != "open" for suspect in report.suspects),
        quoted=sum(suspect.quoted for suspect in report.suspects),
        data=packed.json,
    )


def index_page(run: RunReport, *, hrefs: Sequence[str]) -> str:
    """Return the page over all articles, worst first; ``hrefs[i]`` leads to the page of ``run.documents[i]``."""
    suspects = [suspect for report in run.documents for suspect in report.suspects]
    rows = view.legend(suspects, run.categories)
    scale = max([1.0, *(report.penalty.high for report in run.documents if report.verdict != "not judged")])
    widest = max([1, *(_open(report.suspects) for report in run.documents)])
    lines = [
        _index_row(report, href, rows, widest=widest, scale=scale) for report, href in zip(run.documents, hrefs, strict=True)
    ]
    return _render(
        "index.html",
        run=run,
        verdict=_VERDICTS[run.verdict],
        verdicts=[(name, _VERDICTS[name], sum(report.verdict == name for report in run.documents)) for name in _VERDICT_ORDER],
        lines=sorted(lines, key=lambda line: line["order"]),
        legend=rows,
        severities=_severity_counts(suspects),
        words=sum(report.words for report in run.documents),
        notices=_notices(run, ("error", "warning")),
        notes=_notices(run, ("note",)),
    )


def page_name(report: DocumentReport, taken: set[str]) -> str:
    """Return a file name for the article's page that is safe on any file system, and add its folded form to ``taken``."""
    path = PurePosixPath(report.path.replace("\\", "/"))
    stem = path.stem if report.id in ("", report.path) else f"{path.stem}-{report.id.replace(report.path, '')}"
    stem = re.sub(r"[^A-Za-z0-9._]+", "-", stem).strip("-._")[:_STEM_LENGTH].rstrip("-._") or "article"
    if stem.partition(".")[0].lower() in _RESERVED:
        stem = f"article-{stem}"
    name, number = f"{stem}.html", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}.html"
    taken.add(name.lower())
    return name


def title_of(report: DocumentReport) -> str:
    """Name an article as people know it: its file name, and its id where one file holds many."""
    name = PurePosixPath(report.path.replace("\\", "/")).name or report.path or report.id
    rest = report.id.replace(report.path, "").strip("#:/ ")
    return f"{name} · {rest}" if rest and rest not in name else name


# --- running text


@dataclass(frozen=True, slots=True)
class _Part:
    """Be one block as the template shows it: which element, and the text with its marks."""

    element: str
    html: Markup
    own_bullet: bool = False


def _running_text(doc: Document, listed: Sequence[view.Entry], places: Sequence[Span]) -> tuple[list[_Part], dict[int, int]]:
    """Write every block with its marks; the second value leads from a suspect's number to its first piece."""
    blocks = list(_all_blocks(doc))
    worst = sorted(
        range(len(listed)),
        key=lambda i: (-listed[i].level, -listed[i].suspect.probability, len(listed[i].suspect.span), i),
    )
    worse = [0] * len(listed)
    for place, index in enumerate(worst):
        worse[index] = place
    pieces = list(segments([block.span for block in blocks], [entry.suspect.span for entry in listed], places, worse=worse))
    starts = [piece.span.start for piece in pieces]
    last = {index: number for number, piece in enumerate(pieces) for index in piece.suspects}
    anchors: dict[int, int] = {}
    debris = {entry.suspect.span for entry in listed if entry.suspect.category == _DEBRIS}
    parts = []
    headed = False
    for block in blocks:
        low, high = bisect_left(starts, block.span.start), bisect_right(starts, block.span.end - 1)
        html = _block_html(doc, block.span, pieces, range(low, high), listed, last, anchors)
        element: str = "chrome" if block.span in debris else block.kind
        if element == "heading":
            element, headed = ("subheading" if headed else "heading"), True
        bullet = block.kind == "item" and _OWN_BULLET.match(doc.of(block)) is not None
        parts.append(_Part(element, html, bullet))
    return parts, anchors


def _all_blocks(doc: Document) -> Iterator[Block]:
    """Yield the blocks, and whatever text a reader left between them as a paragraph: nothing of an article is hidden."""
    end = 0
    for block in (*doc.blocks, Block(Span(len(doc.text), len(doc.text)), "paragraph")):
        gap = doc.text[end : block.span.start]
        if gap.strip():
            yield Block(Span(end, block.span.start), "paragraph")
        if len(block.span):
            yield block
        end = max(end, block.span.end)


def _block_html(
    doc: Document,
    span: Span,
    pieces: Sequence[Segment],
    inside: Iterable[int],
    listed: Sequence[view.Entry],
    last: Mapping[int, int],
    anchors: dict[int, int],
) -> Markup:
    out: list[str] = []
    at = span.start
    for number in inside:
        piece = pieces[number]
        out.append(inline(doc.text[at : piece.span.start]))
        for index in piece.suspects:
            anchors.setdefault(listed[index].number, number)
        ends = [listed[index].number for index in sorted(piece.suspects) if last[index] == number]
        out.append(_piece_html(doc.text[piece.span.slice], number, piece, [listed[i] for i in piece.suspects], ends))
        at = piece.span.end
    out.append(inline(doc.text[at : span.end]))
    return Markup("".join(out))


def _piece_html(text: str, number: int, piece: Segment, covering: Sequence[view.Entry], ends: Sequence[int]) -> str:
    """Write one piece: a mark that looks like its worst suspect and links to it, or a bare anchor for a related place."""
    related = f' data-rel="{" ".join(map(str, piece.related))}"' if piece.related else ""
    if not covering:
        return f'<span id="p{number}"{related}>{inline(text)}</span>'
    top = covering[0]
    ids = " ".join(str(entry.number) for entry in covering)
    closing = f' data-n="{",".join(map(str, ends))}"' if ends else ""
    classes = f"m {top.mark} s{top.level}"
    return (
        f'<mark id="p{number}" class="{classes}" data-ids="{ids}"{related}{closing}>'
        f'<a href="#s{top.number}">{inline(text)}</a></mark>'
    )


def _grouped(parts: Iterable[_Part]) -> list[tuple[str, list[_Part]]]:
    """Join neighbours of one kind, so that list items stand in one list."""
    return [(element, list(run)) for element, run in groupby(parts, key=lambda part: part.element)]


# --- figures


def _open(suspects: Sequence[SuspectSpan]) -> int:
    return sum(suspect.state == "open" for suspect in suspects)


def _severity_counts(suspects: Iterable[SuspectSpan]) -> list[tuple[str, int, int]]:
    """Count open suspects by severity, worst first: name, rank, count."""
    counts = Counter(suspect.severity for suspect in suspects if suspect.state == "open")
    return [(name, severity_rank(name), counts[name]) for name in reversed(SEVERITIES)]


def _strip(suspects: Sequence[SuspectSpan], length: int) -> list[dict[str, Any]]:
    """Give the bars of the density strip: one bar for each stretch of the text that has a suspect."""
    bins: dict[int, list[int]] = {}
    for suspect in suspects:
        if suspect.state == "open":
            bins.setdefault(min(_BINS - 1, suspect.span.start * _BINS // max(length, 1)), []).append(
                severity_rank(suspect.severity)
            )
    bars = []
    for place, ranks in sorted(bins.items()):
        height = min(_STRIP_HEIGHT, 6 + 6 * len(ranks))
        bars.append({"x": place * 10, "y": _STRIP_HEIGHT - height, "height": height, "level": max(ranks)})
    return bars


def _notices(run: RunReport, levels: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """List notices of some levels, worst first; a message that begins with its path does not say it twice."""
    chosen = sorted((notice for notice in run.notices if notice.level in levels), key=lambda each: levels.index(each.level))
    return [(each.level, each.code, each.path, each.message.removeprefix(f"{each.path}: ")) for each in chosen]


def _index_row(
    report: DocumentReport, href: str, rows: Sequence[view.LegendRow], *, widest: int, scale: float
) -> dict[str, Any]:
    counts = Counter(suspect.category for suspect in report.suspects if suspect.state == "open")
    bars, at = [], 0.0
    for row in rows:
        if counts[row.id]:
            width = round(120 * counts[row.id] / widest, 2)
            bars.append({"mark": row.mark, "name": row.name, "count": counts[row.id], "x": round(at, 2), "width": width})
            at += width
    judged = report.verdict != "not judged"
    penalty = report.penalty
    return {
        "report": report,
        "href": _local(href),
        "title": title_of(report),
        "verdict": _VERDICTS[report.verdict],
        "rank": _VERDICT_ORDER[report.verdict],
        "order": (_VERDICT_ORDER[report.verdict], -penalty.value, report.path, report.id),
        "judged": judged,
        "interval": [
            round(100 * min(1.0, max(0.0, figure / scale)), 2) for figure in (penalty.low, penalty.value, penalty.high)
        ],
        "open": _open(report.suspects),
        "severities": _severity_counts(report.suspects),
        "bars": bars,
        "summary": ", ".join(f"{bar['name']} {bar['count']}" for bar in bars),
    }


def _local(href: str | None) -> str | None:
    """Let only relative addresses through: a page links to its neighbours and nowhere else."""
    return None if href is None or re.match(r"[^/?#]*:|[/\\]{2}", href) else href


# --- pages


def _render(template: str, **values: Any) -> str:
    style, script = _asset("report.css"), _asset("report.js" if template == "article.html" else "index.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template).render(style=Markup(style), script=Markup(script), policy=policy, **values)
    return page.encode("utf-8", "replace").decode("utf-8")


def _digest(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return (files("mtcheck.render") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # not at the top: a run that writes no page does not pay for it

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(visible=visible, thousands=lambda number: f"{number:,}", percent=_percent, figure=_figure)
    return environment


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


def _figure(value: float) -> str:
    return f"{value:,.1f}"

"""Write the index: one row for each article, worst first, and the artifacts that stand in more than one place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from mtcheck.core.report import DocumentReport, RunReport, Verdict
from mtcheck.render import _suspects as view
from mtcheck.render._page import VERDICTS, count_open, fill, local, severity_counts, title_of

_SHORT = {"spun": "Looks spun", "mt": "Looks MT"}
_MOST_GROUPS = 100
_NEAR = 40  # characters shown on each side of a place
_VERDICT_ORDER: dict[Verdict, int] = {"fail": 0, "review": 1, "not judged": 2, "pass": 3}


def index_page(run: RunReport, *, hrefs: Sequence[str]) -> str:
    """Return the page over all articles, worst first; ``hrefs[i]`` leads to the page of ``run.documents[i]``."""
    suspects = [suspect for report in run.documents for suspect in report.suspects]
    rows = view.legend(suspects, run.categories)
    scale = max([1.0, *(report.penalty.high for report in run.documents if report.verdict != "not judged")])
    widest = max([1, *(count_open(report.suspects) for report in run.documents)])
    lines = [
        _index_row(report, href, rows, widest=widest, scale=scale) for report, href in zip(run.documents, hrefs, strict=True)
    ]
    groups = _groups(run, hrefs)
    return fill(
        "index.html",
        sheets=("report.css", "index.css"),
        scripts=("index.js",),
        run=run,
        verdict=VERDICTS[run.verdict],
        verdicts=[(name, VERDICTS[name], sum(report.verdict == name for report in run.documents)) for name in _VERDICT_ORDER],
        lines=sorted(lines, key=lambda line: line["order"]),
        legend=rows,
        indicated=_SHORT if any(report.indications for report in run.documents) else {},
        groups=groups[:_MOST_GROUPS],
        groups_left=max(0, len(groups) - _MOST_GROUPS),
        severities=severity_counts(suspects),
        words=sum(report.words for report in run.documents),
        notices=_notices(run, ("error", "warning")),
        notes=_notices(run, ("note",)),
    )


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
        "href": local(href),
        "id": view.report_id(report),
        "title": title_of(report),
        "verdict": VERDICTS[report.verdict],
        "rank": _VERDICT_ORDER[report.verdict],
        "order": (_VERDICT_ORDER[report.verdict], -penalty.value, report.path, report.id),
        "judged": judged,
        "interval": [
            round(100 * min(1.0, max(0.0, figure / scale)), 2) for figure in (penalty.low, penalty.value, penalty.high)
        ],
        "open": count_open(report.suspects),
        "severities": severity_counts(report.suspects),
        "bars": bars,
        "summary": ", ".join(f"{bar['name']} {bar['count']}" for bar in bars),
    }


def _groups(run: RunReport, hrefs: Sequence[str]) -> list[dict[str, Any]]:
    """List the artifacts that stand in several places, most places first: one rule, one wording."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for report, href in zip(run.documents, hrefs, strict=True):
        for entry in view.entries(report, run.categories):
            if entry.suspect.state != "open":
                continue
            context, at = entry.suspect.context.text, entry.suspect.context.start
            end = at + len(entry.suspect.span)
            place = {
                "entry": entry,
                "text": entry.text,
                "title": title_of(report),
                "href": local(href),
                "number": entry.number,
                "line": entry.position[0],
                "before": _tail(context[:at]),
                "after": _head(context[end:]),
            }
            found[entry.suspect.rule_id, " ".join(entry.text.lower().split())].append(place)
    groups = [_group(rule_id, places) for (rule_id, _), places in found.items() if len(places) > 1]
    return sorted(groups, key=lambda group: (-len(group["places"]), group["rule"], group["text"]))


def _tail(text: str) -> str:
    """Return the last words of a text, whole ones."""
    return text if len(text) <= _NEAR else "…" + text[-_NEAR:].partition(" ")[2]


def _head(text: str) -> str:
    """Return the first words of a text, whole ones."""
    return text if len(text) <= _NEAR else text[:_NEAR].rpartition(" ")[0] + "…"


def _group(rule_id: str, places: list[dict[str, Any]]) -> dict[str, Any]:
    entry: view.Entry = places[0]["entry"]
    articles = len({(place["href"], place["title"]) for place in places})
    return {
        "rule": rule_id,
        "text": entry.text,
        "mark": entry.mark,
        "name": entry.category,
        "places": places,
        "articles": articles,
    }

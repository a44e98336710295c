"""Write the index: one row for each article, worst first, and the artifacts that stand in more than one place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport, RunReport, Verdict
from mtcheck.render import _suspects as view
from mtcheck.render._glance import Glance
from mtcheck.render._inline import visible
from mtcheck.render._page import VERDICTS, count_open, fill, local, severity_counts, title_of

SCRIPTS = ("common.js", "records.js", "index.js", "groups.js")
_SHORT = {"spun": "Looks spun", "mt": "Looks MT"}
_MOST_GROUPS = 100
_NEAR = 40  # characters shown on each side of a place
_MOST_SEARCHED = 2_000_000  # characters of words that the index carries to be searched
_VERDICT_ORDER: dict[Verdict, int] = {"fail": 0, "review": 1, "not judged": 2, "pass": 3}


def index_page(run: RunReport, *, hrefs: Sequence[str], glances: Sequence[Glance] = ()) -> str:
    """Return the page over all articles, worst first; ``hrefs[i]`` leads to the page of ``run.documents[i]``.

    ``glances[i]`` is what is shown and searched of its text; without them the articles go by their file names.
    """
    suspects = [suspect for report in run.documents for suspect in report.suspects]
    rows = view.legend(suspects, run.categories)
    scale = max([1.0, *(report.penalty.high for report in run.documents if report.verdict != "not judged")])
    seen: Sequence[Glance | None] = glances or [None] * len(run.documents)
    lines = [
        _index_row(report, href, found, rows, scale=scale)
        for report, href, found in zip(run.documents, hrefs, seen, strict=True)
    ]
    order = reading_order(run)
    places = {index: place for place, index in enumerate(order)}
    groups = _groups(run, hrefs, places)
    searched = sum(len(found.words) for found in glances) <= _MOST_SEARCHED
    ordered = [lines[index] for index in order]
    return fill(
        "index.html",
        sheets=("report.css", "index.css"),
        scripts=SCRIPTS,
        run=run,
        verdict=VERDICTS[run.verdict],
        verdicts=[(name, VERDICTS[name], sum(report.verdict == name for report in run.documents)) for name in _VERDICT_ORDER],
        lines=ordered,
        parts=[
            ("rest", [line for line in ordered if line["report"].verdict != "pass"]),
            ("passes", [line for line in ordered if line["report"].verdict == "pass"]),
        ],
        legend=rows,
        indicated=_SHORT if any(report.indications for report in run.documents) else {},
        groups=groups[:_MOST_GROUPS],
        groups_left=max(0, len(groups) - _MOST_GROUPS),
        severities=severity_counts(suspects),
        words=sum(report.words for report in run.documents),
        notices=_notices(run, ("error", "warning")),
        notes=_notices(run, ("note",)),
        searched=bool(glances) and searched,
        data=view.embed(
            {
                "signature": visible(run.signature),
                "articles": [_facts(run.documents[index], seen[index] if searched else None) for index in order],
                "groups": [group["records"] for group in groups[:_MOST_GROUPS]],
            }
        ),
    )


def reading_order(run: RunReport) -> list[int]:
    """Return the numbers of the articles in the order in which the index shows them: worst first."""
    documents = run.documents
    return sorted(
        range(len(documents)),
        key=lambda i: (
            _VERDICT_ORDER[documents[i].verdict],
            -documents[i].penalty.value,
            documents[i].path,
            documents[i].id,
        ),
    )


def _facts(report: DocumentReport, found: Glance | None) -> dict[str, Any]:
    """Return what the index has to know of an article to keep decisions on it, and the words to search."""
    texts = " ".join(dict.fromkeys(view.clip(suspect.text, 200).lower() for suspect in report.suspects))
    return {
        "report": view.report_id(report),
        "article": view.article_id(report),
        "path": report.path,
        "id": report.id,
        "sha256": report.sha256,
        "suspects": len(report.suspects),
        "classes": sorted({suspect.category for suspect in report.suspects if suspect.state == "open"}),
        "text": texts,
        "words": found.words if found else "",
    }


def _notices(run: RunReport, levels: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """List notices of some levels, worst first; a message that begins with its path does not say it twice."""
    chosen = sorted((notice for notice in run.notices if notice.level in levels), key=lambda each: levels.index(each.level))
    return [(each.level, each.code, each.path, each.message.removeprefix(f"{each.path}: ")) for each in chosen]


def _index_row(
    report: DocumentReport, href: str, found: Glance | None, rows: Sequence[view.LegendRow], *, scale: float
) -> dict[str, Any]:
    counts = Counter(suspect.category for suspect in report.suspects if suspect.state == "open")
    judged = report.verdict != "not judged"
    penalty = report.penalty
    return {
        "report": report,
        "href": local(href),
        "id": view.report_id(report),
        "title": title_of(report),
        "verdict": VERDICTS[report.verdict],
        "glance": found,
        "rank": _VERDICT_ORDER[report.verdict],
        "judged": judged,
        "interval": [
            round(100 * min(1.0, max(0.0, figure / scale)), 2) for figure in (penalty.low, penalty.value, penalty.high)
        ],
        "open": count_open(report.suspects),
        "severities": severity_counts(report.suspects),
        "summary": ", ".join(f"{row.name} {counts[row.id]}" for row in rows if counts[row.id]),
    }


def _groups(run: RunReport, hrefs: Sequence[str], rows: Mapping[int, int]) -> list[dict[str, Any]]:
    """List the suspects that stand in several places, most places first: one rule, one wording."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for number, (report, href) in enumerate(zip(run.documents, hrefs, strict=True)):
        for entry in view.entries(report, run.categories):
            if entry.suspect.state != "open":
                continue
            context, at = entry.suspect.context.text, entry.suspect.context.start
            end = at + len(entry.suspect.span)
            place = {
                "entry": entry,
                "row": rows[number],
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
    first = entry.suspect.replacements[0] if entry.suspect.replacements else None
    articles = len({(place["href"], place["title"]) for place in places})
    return {
        "rule": rule_id,
        "text": entry.text,
        "mark": entry.mark,
        "name": entry.category,
        "places": places,
        "articles": articles,
        "edit": first,
        "is_name": entry.suspect.category.endswith("-name"),
        "records": [_record(place) for place in places],
    }


def _record(place: dict[str, Any]) -> dict[str, Any]:
    """Return what a decision on a suspect says of it, and the row of its article."""
    suspect: SuspectSpan = place["entry"].suspect
    return {
        "row": place["row"],
        "fingerprint": suspect.fingerprint,
        "start": suspect.span.start,
        "end": suspect.span.end,
        "text": place["text"],
        "rule": suspect.rule_id,
        "category": suspect.category,
        "severity": suspect.severity,
        "edits": list(suspect.replacements),
    }

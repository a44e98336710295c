"""Render a gate's word for a terminal: articles that fail or were not judged, what they lack, notices, a last line."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mtcheck.core.gate import ArticleResult, GateReport
from mtcheck.render._hits import Hit, by_importance, hits, hits_of, title, way_out
from mtcheck.render.safe import visible

_COLOURS = {"fail": "red", "error": "red", "not judged": "magenta", "pass": "green"}
_LEVELS = {"error": "red", "warning": "yellow", "note": "cyan"}
_MOST = 10  # suspects shown of one article


def render(gate: GateReport) -> str:
    """Return the whole output; colours are in it as ANSI codes, which ``click.echo`` strips where they do not belong."""
    lines: list[str] = []
    for article in gate.articles:
        lines.extend(_article(article, explain=gate.explain))
    lines.extend(_notices(gate))
    lines.append(_summary(gate))
    return "\n".join(lines) + "\n"


def _article(article: ArticleResult, *, explain: bool) -> Iterator[str]:
    if article.verdict == "pass" and not explain:
        return
    yield f"{click.style(article.verdict.upper(), fg=_COLOURS[article.verdict], bold=True)}  {title(article)}"
    if article.verdict in ("not judged", "error"):
        yield f"  {visible(article.reason)}"
    shown = article.criteria if explain else article.failed
    for criterion in shown:
        mark = "fails" if criterion.failed else "holds"
        yield f"  {mark}  {visible(str(criterion))}"
    if explain:
        yield f"  policy: {visible(article.origin)}"
    if article.verdict == "fail":
        yield f"  way out: {way_out(article)}"
        yield from _suspects(list(hits_of(article)), explain=explain)


def _suspects(found: list[Hit], *, explain: bool) -> Iterator[str]:
    ordered = by_importance([hit for hit in found if hit.counted or explain])
    for hit in ordered[: len(ordered) if explain else _MOST]:
        place = f"{hit.region.start.line}:{hit.region.start.column}"
        yield f"    {place}  {hit.suspect.severity}  [{hit.suspect.rule_id}]  ‘{visible(hit.text)}’: {hit.message}"
    if not explain and len(ordered) > _MOST:
        yield f"    and {len(ordered) - _MOST} more; --explain shows all"


def _notices(gate: GateReport) -> Iterator[str]:
    for notice in gate.run.notices:
        if notice.level != "note" or gate.explain:
            level = click.style(notice.level, fg=_LEVELS[notice.level])
            yield f"{level}: {visible(notice.path)}: {visible(notice.message)}"


def _summary(gate: GateReport) -> str:
    counts = {verdict: sum(article.verdict == verdict for article in gate.articles) for verdict in _COLOURS}
    words = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or "no article"
    accepted = sum(hit.suspect.state != "open" for hit in hits(gate, accepted=True))
    beside = f", {accepted} suspects accepted" if accepted else ""
    verdict = click.style(gate.verdict.upper(), fg=_COLOURS[gate.verdict], bold=True)
    return f"gate: {verdict}  {words}{beside}  (profile {gate.profile}, {visible(gate.scope)})"

"""Render a gate's word for a terminal: articles that fail or were not judged, what they lack, notices, a last line."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mtcheck.core.gate import ArticleResult, GateReport
from mtcheck.core.plural import plural
from mtcheck.render._hits import Hit, by_importance, hits, hits_of, remedy, title
from mtcheck.render.safe import visible
from mtcheck.render.terminal import PLAIN_WIDTH, wrapped

_COLOURS = {"fail": "red", "error": "red", "not judged": "magenta", "pass": "green"}
_LEVELS = {"error": "red", "warning": "yellow", "note": "cyan"}
_MOST = 10  # suspects shown of one article


def render(gate: GateReport, width: int = PLAIN_WIDTH) -> str:
    """Return the whole output; colours are in it as ANSI codes, which ``click.echo`` strips where they do not belong."""
    lines: list[str] = []
    for article in gate.articles:
        lines.extend(_article(article, explain=gate.explain))
    lines.extend(_notices(gate))
    lines.append(_summary(gate))
    return "".join(f"{part}\n" for line in lines for part in _fitted(line, width))


def _fitted(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts of the width, each further in than the first; styles are only in the first words."""
    text = line.lstrip(" ")
    indent = len(line) - len(text)
    yield from wrapped(text, width, first=" " * indent, rest=" " * (indent + 4))


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
        yield f"  what to do: {remedy(article)}"
    if explain:
        yield from _every_suspect(list(hits_of(article, accepted=True)))
    elif article.verdict == "fail":
        yield from _counted_suspects(list(hits_of(article)))


def _counted_suspects(found: list[Hit]) -> Iterator[str]:
    """Show the worst of the suspects that count against the article."""
    ordered = by_importance([hit for hit in found if hit.counted])
    yield from map(_suspect, ordered[:_MOST])
    if len(ordered) > _MOST:
        yield f"    and {len(ordered) - _MOST} more; --explain shows all"


def _every_suspect(found: list[Hit]) -> Iterator[str]:
    """Show all suspects, and for each whether it counts and why not."""
    if not found:
        yield "  no suspects"
    for hit in by_importance(found):
        yield f"{_suspect(hit)}  ({_status(hit)})"


def _status(hit: Hit) -> str:
    if hit.suspect.accepted is not None:
        return f"accepted: {visible(hit.suspect.accepted.reason)}"
    return "counted" if hit.counted else "not counted"


def _suspect(hit: Hit) -> str:
    place = f"{hit.region.start.line}:{hit.region.start.column}"
    return f"    {place}  {hit.suspect.severity}  [{hit.suspect.rule_id}]  ‘{visible(hit.text)}’: {hit.message}"


def _notices(gate: GateReport) -> Iterator[str]:
    for notice in gate.run.notices:
        if notice.level != "note" or gate.explain:
            level = click.style(notice.level, fg=_LEVELS[notice.level])
            yield f"{level}: {visible(notice.path)}: {visible(notice.message)}"


def _summary(gate: GateReport) -> str:
    counts = {verdict: sum(article.verdict == verdict for article in gate.articles) for verdict in _COLOURS}
    words = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or "no article"
    accepted = sum(hit.suspect.state != "open" for hit in hits(gate, accepted=True))
    beside = f", {plural(accepted, 'suspect')} accepted" if accepted else ""
    verdict = click.style(gate.verdict.upper(), fg=_COLOURS[gate.verdict], bold=True)
    return f"gate: {verdict}  {words}{beside}  (profile {gate.profile}, {visible(gate.scope)})"

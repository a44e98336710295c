"""Render suspects as annotations of GitHub Actions: ten of a level in a step are shown, so the weightiest come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mtcheck.core.gate import GateReport
from mtcheck.core.plural import plural
from mtcheck.core.report import Notice
from mtcheck.render._hits import Hit, by_importance, hits, title
from mtcheck.render.safe import visible

_MOST = 10
_NOTICES = {"error": "error", "warning": "warning", "note": "notice"}


def render(gate: GateReport) -> str:
    """Return workflow commands, at most ten of a level, and a last line that says how many were left out."""
    commands = [*_notices(gate.run.notices), *map(_hit, by_importance(list(hits(gate))))]
    seen: Counter[str] = Counter()
    lines = []
    for level, properties, message in commands:
        seen[level] += 1
        if seen[level] <= _MOST:
            lines.append(f"::{level} {properties}::{_data(message)}")
    more = sum(max(0, count - _MOST) for count in seen.values())
    failed = [title(article) for article in gate.articles if article.verdict == "fail"]
    lines.append(f"mtcheck gate: {gate.verdict}; failed: {len(failed)} of {plural(len(gate.articles), 'article')}")
    if more:
        lines.append(f"{plural(more, 'more annotation')} left out; the job summary and the other outputs have them")
    return "\n".join(lines) + "\n"


def _notices(notices: tuple[Notice, ...]) -> Iterator[tuple[str, str, str]]:
    for notice in notices:
        if notice.level != "note":
            yield _NOTICES[notice.level], f"file={_property(notice.path)},title=mtcheck {notice.code}", visible(notice.message)


def _hit(hit: Hit) -> tuple[str, str, str]:
    level = "error" if hit.failing else "warning" if hit.counted else "notice"
    first, last = hit.lines
    values = {"file": hit.article.file, "line": str(first), "endLine": str(last)}
    if hit.has_columns and first == last:  # columns are for one line alone
        values |= {"col": str(hit.region.start.column_utf16), "endColumn": str(hit.region.end.column_utf16)}
    values["title"] = f"{hit.suspect.severity}: {hit.suspect.rule_id}"
    return level, ",".join(f"{name}={_property(value)}" for name, value in values.items()), hit.message


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

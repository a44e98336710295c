"""Render a gate's word as JUnit XML: an article is a test case, a failed one a failure, one that was not checked an error."""

from __future__ import annotations

from xml.etree import ElementTree

from mtcheck.core.gate import ArticleResult, GateReport
from mtcheck.render._hits import by_importance, hits_of, remedy, title
from mtcheck.render._xml import document, element

_MOST = 10  # suspects in a message: dashboards cut long ones
_LONGEST = 300


def render(gate: GateReport) -> str:
    """Return one suite with a case for each article, and one for each notice of something that could not be checked."""
    errors = [notice for notice in gate.run.notices if notice.level == "error"]
    broken = {notice.path for notice in errors}
    checked = [article for article in gate.articles if article.report.path not in broken or article.verdict != "error"]
    counts = {
        "tests": len(checked) + len(errors),
        "failures": sum(article.verdict == "fail" for article in checked),
        "errors": len(errors) + sum(article.verdict == "error" for article in checked),
        "skipped": sum(article.verdict == "not judged" for article in checked),
    }
    root = element(None, "testsuites", "", name="mtcheck", **counts)
    suite = element(root, "testsuite", "", name="mtcheck gate", **counts)
    for article in checked:
        _case(suite, article)
    for notice in errors:
        case = element(suite, "testcase", "", classname="mtcheck.gate", name=notice.path, file=notice.path)
        element(case, "error", notice.message, type=notice.code, message=notice.message[:_LONGEST])
    return document(root)


def _case(suite: ElementTree.Element, article: ArticleResult) -> None:
    case = element(suite, "testcase", "", classname="mtcheck.gate", name=title(article), file=article.file)
    if article.verdict == "fail":
        kind = article.failed[0].name if article.failed else "unjudged"
        element(case, "failure", _details(article), type=kind, message=article.reason[:_LONGEST])
    elif article.verdict == "not judged":
        element(case, "skipped", "", message=article.reason[:_LONGEST])
    elif article.verdict == "error":
        element(case, "error", article.reason, type="incomplete", message=article.reason[:_LONGEST])


def _details(article: ArticleResult) -> str:
    counted = by_importance([hit for hit in hits_of(article) if hit.counted])
    lines = [article.reason, f"what to do: {remedy(article)}"]
    for hit in counted[:_MOST]:
        place = f"{hit.region.start.line}:{hit.region.start.column}"
        lines.append(
            f"{place} {hit.suspect.severity} [{hit.suspect.rule_id}] ‘{hit.text[:_LONGEST]}’: {hit.message[:_LONGEST]}"
        )
    if len(counted) > _MOST:
        lines.append(f"and {len(counted) - _MOST} more")
    return "\n".join(lines)

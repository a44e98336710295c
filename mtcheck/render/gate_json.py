"""Render a gate's word as JSON: the report of format version 1, and beside it the object ``gate``."""

from __future__ import annotations

from typing import Any

from mtcheck.core.gate import ArticleResult, GateReport
from mtcheck.render import as_json


def render(gate: GateReport) -> str:
    """Return one JSON object and a final line break."""
    return as_json.dumped(as_json.as_object(gate.run) | {"gate": summary(gate)}, indent=1)


def summary(gate: GateReport) -> dict[str, Any]:
    """Return what the gate says, without the report that it says it of."""
    return {
        "verdict": gate.verdict,
        "profile": gate.profile,
        "scope": gate.scope,
        "baseline": gate.baseline or None,
        "articles": [article_object(article) for article in gate.articles],
    }


def article_object(article: ArticleResult) -> dict[str, Any]:
    """Return the word on one article."""
    return {
        "file": article.file,
        "id": article.report.id,
        "verdict": article.verdict,
        "reason": article.reason,
        "policy": article.origin,
        "criteria": [
            {"name": each.name, "value": round(each.value, 3), "limit": each.limit, "failed": each.failed, "unit": each.unit}
            for each in article.criteria
        ],
        "counted": sorted(article.counted),
    }

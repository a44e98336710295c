"""Render suspects as reviewdog's rdjson: columns are UTF-8 bytes, ends exclusive."""

from __future__ import annotations

from typing import Any

from mtcheck.core.gate import GateReport
from mtcheck.core.region import Place
from mtcheck.render._hits import Hit, hits
from mtcheck.render.as_json import dumped
from mtcheck.render.safe import visible

_SEVERITIES = {"critical": "ERROR", "major": "ERROR", "minor": "WARNING", "neutral": "INFO"}


def render(gate: GateReport) -> str:
    """Return one DiagnosticResult."""
    return dumped({"source": {"name": "mtcheck"}, "diagnostics": [_diagnostic(hit) for hit in hits(gate)]}, indent=1)


def _diagnostic(hit: Hit) -> dict[str, Any]:
    suspect = hit.suspect
    span: dict[str, Any] = {"start": {"line": hit.lines[0]}, "end": {"line": hit.lines[1]}}
    if hit.has_columns:
        span = {"start": _place(hit.region.start), "end": _place(hit.region.end)}
    out: dict[str, Any] = {
        "message": hit.message,
        "location": {"path": visible(hit.article.file), "range": span},
        "severity": _SEVERITIES[hit.severity],
        "code": {"value": suspect.rule_id},
    }
    if hit.has_columns and suspect.replacements:
        out["suggestions"] = [{"range": span, "text": text} for text in suspect.replacements]
    return out


def _place(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column_utf8}

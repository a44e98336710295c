"""Render document reports as Arrow record batches, a row each; needs pyarrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema


def schema() -> Schema:
    """Return the columns: what was judged, and a list of suspects; a suspect's keys are those of the JSON format."""
    import pyarrow as pa

    suspect = pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("line", pa.int64()),
            ("column", pa.int64()),
            ("text", pa.string()),
            ("rule", pa.string()),
            ("category", pa.string()),
            ("severity", pa.string()),
            ("probability", pa.float64()),
            ("message", pa.string()),
            ("edits", pa.list_(pa.string())),
            ("fingerprint", pa.string()),
            ("state", pa.string()),
        ]
    )
    return pa.schema(
        [
            ("id", pa.string()),
            ("sha256", pa.string()),
            ("words", pa.int64()),
            ("verdict", pa.string()),
            ("verdict_reason", pa.string()),
            ("complete", pa.bool_()),
            ("penalty_per_1000_words", pa.float64()),
            ("penalty_low", pa.float64()),
            ("penalty_high", pa.float64()),
            ("suspects", pa.list_(suspect)),
        ]
    )


def batch(reports: Sequence[DocumentReport]) -> RecordBatch:
    """Return one row for each report."""
    import pyarrow as pa

    return pa.RecordBatch.from_pylist([_row(report) for report in reports], schema=schema())


def _row(report: DocumentReport) -> dict[str, Any]:
    return {
        "id": report.id,
        "sha256": report.sha256,
        "words": report.words,
        "verdict": report.verdict,
        "verdict_reason": report.verdict_reason,
        "complete": report.complete,
        "penalty_per_1000_words": report.penalty.value,
        "penalty_low": report.penalty.low,
        "penalty_high": report.penalty.high,
        "suspects": [_suspect(suspect) for suspect in report.suspects],
    }


def _suspect(suspect: SuspectSpan) -> dict[str, Any]:
    return {
        "start": suspect.span.start,
        "end": suspect.span.end,
        "line": suspect.region.start.line,
        "column": suspect.region.start.column,
        "text": suspect.text,
        "rule": suspect.rule_id,
        "category": suspect.category,
        "severity": suspect.severity,
        "probability": suspect.probability,
        "message": suspect.message,
        "edits": list(suspect.replacements),
        "fingerprint": suspect.fingerprint,
        "state": suspect.state,
    }

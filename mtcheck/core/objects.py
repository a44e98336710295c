"""Turn reports into plain dicts and lists, for JSON, pandas and notebooks; the keys are those of JSON format version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mtcheck.core.finding import Derivation, Evidence, Finding, Measure, Related, SuspectSpan, TableHit
from mtcheck.core.report import DocumentReport, RunReport, TokenScore
from mtcheck.core.surprisal import Surprisal


def dumped(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON in ASCII, without anything that a build server takes for a command."""
    text = json.dumps(value, ensure_ascii=True, indent=indent, allow_nan=False)
    return text.replace("##", "#\\u0023")  # "##[error]" is one, also inside a line


def run_object(run: RunReport) -> dict[str, Any]:
    """Return the report as plain dicts and lists."""
    return {
        "format_version": run.format_version,
        "signature": run.signature,
        "documents": [document_object(report) for report in run.documents],
        "notices": [
            {"level": notice.level, "code": notice.code, "path": notice.path, "message": notice.message}
            for notice in run.notices
        ],
        "verdict": run.verdict,
    }


def document_object(report: DocumentReport) -> dict[str, Any]:
    """Return one document of the report as plain dicts and lists."""
    out: dict[str, Any] = {
        "path": report.path,
        "id": report.id,
        "sha256": report.sha256,
        "words": report.words,
        "penalty_per_1000_words": round(report.penalty.value, 3),
        "verdict": report.verdict,
        "indications": _indications(report),
        "passages": [
            {"start": one.span.start, "end": one.span.end, "kind": one.kind, "probability": one.probability}
            for one in report.passages
        ],
        "surprisal": _surprisal(report.surprisal) if report.surprisal else None,
        "suspects": [_suspect(suspect) for suspect in report.suspects],
    }
    if report.tokens is not None:
        out["tokens"] = [_token(token) for token in report.tokens]
    return out


def _indications(report: DocumentReport) -> dict[str, Any] | None:
    if report.indications is None:
        return None
    return {kind: {"probability": i.probability, "low": i.low, "high": i.high} for kind, i in report.indications.items()}


def _surprisal(found: Surprisal) -> dict[str, Any]:
    out: dict[str, Any] = {
        "model": found.model,
        "bits_per_word": round(found.bits_per_word, 3),
        "perplexity": None if found.perplexity is None else round(found.perplexity, 1),
        "against": {"kind": found.kind, "percentile": None if found.percentile is None else round(found.percentile, 1)},
    }
    if found.sentences is not None:
        out["sentences"] = [
            {
                "start": sent.span.start,
                "end": sent.span.end,
                "bits_per_word": None if sent.bits_per_word is None else round(sent.bits_per_word, 3),
            }
            for sent in found.sentences
        ]
    return out


def _suspect(suspect: SuspectSpan) -> dict[str, Any]:
    out: dict[str, Any] = {
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
        "evidence": [entry for finding in suspect.findings for entry in _evidence(finding)],
        "fingerprint": suspect.fingerprint,
    }
    if suspect.state != "open":
        out["state"] = suspect.state
        if suspect.accepted is not None:
            out["accepted"] = {"by": suspect.accepted.by, "reason": suspect.accepted.reason}
    return out


def _token(token: TokenScore) -> dict[str, Any]:
    surprisal = None if token.surprisal_bits is None else round(token.surprisal_bits, 3)
    return {"start": token.span.start, "end": token.span.end, "surprisal_bits": surprisal, "bad": round(token.bad, 4)}


def _evidence(finding: Finding) -> list[dict[str, Any]]:
    return [{"rule": finding.rule_id, **_piece(piece)} for piece in finding.evidence]


def _piece(piece: Evidence) -> Mapping[str, Any]:
    match piece:
        case TableHit(table, key, source):
            return {"kind": "table", "table": table, "key": key, "source": source}
        case Measure(name, value, unit, threshold):
            return {"kind": "measure", "name": name, "value": value, "unit": unit, "threshold": threshold}
        case Related(span, note):
            return {"kind": "related", "start": span.start, "end": span.end, "note": note}
        case Derivation(steps):
            return {"kind": "derivation", "steps": [{"operation": name, "result": result} for name, result in steps]}

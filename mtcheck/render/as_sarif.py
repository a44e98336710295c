"""Render a gate's word as SARIF 2.1.0, within the limits of GitHub code scanning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mtcheck.core.gate import GateReport
from mtcheck.core.plural import plural
from mtcheck.core.report import Notice
from mtcheck.core.rule import Rule
from mtcheck.core.taxonomy import Category, Severity, severity_rank
from mtcheck.render._hits import Hit, by_importance, hits, title, uri
from mtcheck.render.safe import visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 5_000  # GitHub shows no more of a run, and takes 25,000
_MOST_BYTES = 50_000_000  # GitHub takes 10 MB packed; this text packs to less than a tenth
_LONGEST = 1_000
_LEVELS: Mapping[Severity, str] = {"critical": "error", "major": "error", "minor": "warning", "neutral": "note"}
_KINDS = {"comment": "inSource"}


def render(gate: GateReport) -> str:
    """Return the log of one run; columns are UTF-16 code units, ends exclusive, as the log itself states."""
    found = by_importance(list(hits(gate, accepted=True)))
    kept = sorted(found[:MOST_RESULTS], key=lambda hit: (hit.article.file, hit.article.report.id, hit.suspect.span))
    log = _log(gate, kept, left_out=len(found) - len(kept))
    text = json.dumps(log, ensure_ascii=True, indent=1, allow_nan=False)
    while len(text) > _MOST_BYTES and kept:
        kept = kept[: len(kept) // 2]
        text = json.dumps(_log(gate, kept, left_out=len(found) - len(kept)), ensure_ascii=True, indent=1, allow_nan=False)
    return text.replace("##", "#\\u0023") + "\n"


def _log(gate: GateReport, kept: Sequence[Hit], *, left_out: int) -> dict[str, Any]:
    names = sorted({hit.suspect.rule_id for hit in kept})
    index = {name: number for number, name in enumerate(names)}
    worst = {name: max((hit.severity for hit in kept if hit.suspect.rule_id == name), key=severity_rank) for name in names}
    rules = [_rule(gate.run.rules[name], worst[name], gate.run.categories) for name in names if name in gate.run.rules]
    parts = dict(part.partition(":")[::2] for part in gate.run.signature.split("|"))
    models = [{"name": name, "version": parts[name]} for name in ("lm", "tagger") if parts.get(name, "none") != "none"]
    driver = {"name": "mtcheck", "semanticVersion": parts.get("mtcheck", "0.0.0"), "rules": rules}
    run: dict[str, Any] = {
        "tool": {"driver": driver, "extensions": models},
        "automationDetails": {"id": "mtcheck/"},
        "columnKind": "utf16CodeUnits",
        "results": [_result(hit, index, baseline=bool(gate.baseline)) for hit in kept],
        "invocations": [_invocation(gate, left_out)],
        "properties": {"signature": gate.run.signature, "gate": gate.verdict, "profile": gate.profile},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, worst: Severity, categories: Mapping[str, Category]) -> dict[str, Any]:
    """Return a rule's description; its level is that of its worst result, for readers that go by the rule alone."""
    why = f"{rule.why} Known problems: {rule.known_problems}"
    return {
        "id": rule.id,
        "name": rule.id.replace(".", "-"),
        "shortDescription": {"text": _cut(rule.title)},
        "fullDescription": {"text": _cut(why)},
        "help": {"text": _cut(why)},
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {"tags": [categories[rule.category].name], "problem.severity": _problem(worst)},
    }


def _problem(severity: Severity) -> str:
    return {"error": "error", "warning": "warning"}.get(_LEVELS[severity], "recommendation")


def _result(hit: Hit, index: Mapping[str, int], *, baseline: bool) -> dict[str, Any]:
    suspect = hit.suspect
    out: dict[str, Any] = {
        "ruleId": suspect.rule_id,
        "ruleIndex": index[suspect.rule_id],
        "level": _LEVELS[hit.severity],
        "message": {"text": _cut(hit.message)},
        "locations": [_location(hit)],
        "partialFingerprints": {"primaryLocationLineHash": suspect.fingerprint, "mtcheck/v2": suspect.fingerprint},
        "properties": {
            "probability": suspect.probability,
            "category": suspect.category,
            "severity": suspect.severity,
            "counted": hit.counted,
            "start": suspect.span.start,
            "end": suspect.span.end,
        },
    }
    if baseline:
        out["baselineState"] = "unchanged" if suspect.state == "baseline" else "new"
    if suspect.accepted is not None and suspect.state == "suppressed":
        kind = _KINDS.get(suspect.accepted.by, "external")
        out["suppressions"] = [{"kind": kind, "justification": _cut(visible(suspect.accepted.reason))}]
    return out


def _location(hit: Hit) -> dict[str, Any]:
    first, last = hit.lines
    region: dict[str, Any] = {"startLine": first, "endLine": last}
    if hit.has_columns:
        region |= {"startColumn": hit.region.start.column_utf16, "endColumn": hit.region.end.column_utf16}
        region["snippet"] = {"text": hit.text}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri(hit.article.file)}, "region": region}}
    if not hit.has_columns:
        location["logicalLocations"] = [{"fullyQualifiedName": title(hit.article)}]
    return location


def _invocation(gate: GateReport, left_out: int) -> dict[str, Any]:
    notes = [_notification(notice) for notice in gate.run.notices]
    if left_out:
        notes.append({"level": "warning", "message": {"text": f"left out: {plural(left_out, 'suspect')} of least importance"}})
    failed = gate.verdict == "error"
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notes}


def _notification(notice: Notice) -> dict[str, Any]:
    message = _cut(f"{visible(notice.path)}: {visible(notice.message)}")
    return {"level": notice.level, "message": {"text": message}, "descriptor": {"id": notice.code}}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

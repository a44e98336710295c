"""Render suspects as checkstyle XML, for Jenkins and the like: the start of each, files in order."""

from __future__ import annotations

from xml.etree import ElementTree

from mtcheck.core.gate import GateReport
from mtcheck.render._hits import hits
from mtcheck.render._xml import document, element

_SEVERITIES = {"critical": "error", "major": "error", "minor": "warning", "neutral": "info"}
_NOTICES = {"error": "error", "warning": "warning", "note": "info"}


def render(gate: GateReport) -> str:
    """Return one element a file; what could not be checked is an error of its file."""
    root = element(None, "checkstyle", "", version="4.3")
    files: dict[str, ElementTree.Element] = {}

    def file(name: str) -> ElementTree.Element:
        if name not in files:
            files[name] = element(root, "file", "", name=name)
        return files[name]

    for hit in hits(gate):
        columns = {"column": hit.region.start.column} if hit.has_columns else {}
        severity = _SEVERITIES[hit.severity]
        source = f"mtcheck.{hit.suspect.rule_id}"
        place = {"line": hit.lines[0], **columns}
        element(file(hit.article.file), "error", "", **place, severity=severity, message=hit.message, source=source)
    for notice in gate.run.notices:
        if notice.level != "note":
            source = f"mtcheck.{notice.code}"
            element(
                file(notice.path), "error", "", line=1, severity=_NOTICES[notice.level], message=notice.message, source=source
            )
    return document(root)

"""Render suspects for GitLab's Code Quality report."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from mtcheck.core.gate import GateReport
from mtcheck.render._hits import Hit, hits, title
from mtcheck.render.as_json import dumped
from mtcheck.render.safe import visible

_SEVERITIES = {"critical": "blocker", "major": "major", "minor": "minor", "neutral": "info"}


def render(gate: GateReport) -> str:
    """Return the list; fingerprints differ from each other, or GitLab would show the first alone, and know no lines."""
    copies: Counter[str] = Counter()
    rows = [_row(hit, copies) for hit in hits(gate)]
    for notice in gate.run.notices:
        if notice.level == "error":
            rows.append(
                {
                    "description": visible(notice.message),
                    "check_name": notice.code,
                    "fingerprint": _unique(f"{notice.code}|{notice.path}|{notice.message}", copies),
                    "severity": "blocker",
                    "location": {"path": _path(notice.path), "lines": {"begin": 1}},
                }
            )
    return dumped(rows, indent=1)


def _row(hit: Hit, copies: Counter[str]) -> dict[str, Any]:
    return {
        "description": hit.message,
        "check_name": hit.suspect.rule_id,
        "fingerprint": _unique(f"{title(hit.article)}|{hit.suspect.fingerprint}", copies),
        "severity": _SEVERITIES[hit.severity],
        "location": {"path": _path(hit.article.file), "lines": {"begin": hit.lines[0], "end": hit.lines[1]}},
    }


def _path(path: str) -> str:
    return visible(path.removeprefix("./"))


def _unique(content: str, copies: Counter[str]) -> str:
    copies[content] += 1
    packed = f"{content}|{copies[content]}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(packed).hexdigest()[:40]

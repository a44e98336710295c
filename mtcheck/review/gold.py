"""Keep what reviewers accepted as a gold file, which ``mtcheck evaluate`` reads: one line for each article, spans in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from mtcheck.core.errors import ReadError
from mtcheck.input import parse_json, read_whole
from mtcheck.output import write_text
from mtcheck.review.decisions import Decision, Reviewed

LABEL = "reviewed"


def add(path: Path, documents: Iterable[tuple[str, Reviewed]]) -> None:
    """Put the artifacts of reviewed articles, named as the gold names them, into the file, which is made where it is missing.

    What was decided otherwise meanwhile goes out again. Spans of an older version of an article are dropped: their offsets
    point into another text.
    """
    entries = _load(path) if path.exists() else {}
    for file, document in documents:
        known = entries.get(file)
        spans = known["spans"] if known is not None and known.get("sha256") == document.sha256 else []
        entries[file] = {"file": file, "label": LABEL, "sha256": document.sha256, "spans": _spans(spans, document.decisions)}
    lines = [json.dumps(entries[file], ensure_ascii=False) for file in sorted(entries)]
    write_text(path, "".join(f"{line}\n" for line in lines))


def _load(path: Path) -> dict[str, dict[str, Any]]:
    try:
        lines = read_whole(path).decode("utf-8").splitlines()
        entries = [parse_json(line) for line in lines if line.strip()]
        return {entry["file"]: {**entry, "spans": list(entry["spans"])} for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReadError(str(path), f"is not a gold file to which entries can be added: {error!r}") from error


def _spans(known: Sequence[dict[str, Any]], made: Sequence[Decision]) -> list[dict[str, Any]]:
    decided = {each.fingerprint for each in made if each.decision is not None}
    spans = [span for span in known if span.get("fingerprint") not in decided]
    spans += [_span(each) for each in made if each.decision == "artifact"]
    return sorted(spans, key=lambda span: (span["start"], span["end"], span.get("fingerprint", "")))


def _span(made: Decision) -> dict[str, Any]:
    return {
        "start": made.start,
        "end": made.end,
        "category": made.category,
        "severity": made.severity,
        "fingerprint": made.fingerprint,
        "rule": made.rule,
        "reviewer": made.reviewer,
        "time": made.time,
    }

"""Write a comparison as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from mtcheck.core.comparison import ComparedDocument, Comparison, Figure, Segment
from mtcheck.render.safe import visible

FORMAT_VERSION = 1
_WORST = 5
_CUT = 200


def as_json(found: Comparison) -> str:
    """Return the comparison as one JSON object; figures are not rounded."""
    out: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "scores": _scores(found.figures[0]),
        "hypothesis": found.systems[0],
        "documents": [_document(doc, 0) for doc in found.documents],
        "segments": list(_segments(found, 0)),
    }
    if found.post_edit:
        out["hter"] = _hter(found.figures[0])
    if len(found.systems) > 1:
        out["against"] = {
            "hypothesis": found.systems[1],
            "scores": _scores(found.figures[1]),
            "documents": [_document(doc, 1) for doc in found.documents],
            "segments": list(_segments(found, 1)),
        }
        out["significance"] = [
            {
                "name": row.name,
                "p_value": row.p_value,
                "baseline": dict(zip(("value", "mean", "half_interval"), row.baseline, strict=True)),
                "against": dict(zip(("value", "mean", "half_interval"), row.system, strict=True)),
                "signature": row.signature,
            }
            for row in found.differences
        ]
    out["notices"] = [
        {"level": notice.level, "code": notice.code, "path": notice.path, "message": notice.message} for notice in found.notices
    ]
    text = json.dumps(out, indent=1, ensure_ascii=True)
    return text.replace("##", "#\\u0023") + "\n"  # "##[error]" is a command of build servers


def _scores(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    return [{"name": figure.name, "value": figure.value, "signature": figure.signature} for figure in figures]


def _hter(figures: Sequence[Figure]) -> dict[str, Any]:
    ter = next(figure for figure in figures if figure.name == "TER")
    return {"name": "HTER", "value": ter.value, "signature": ter.signature}


def _document(doc: ComparedDocument, at: int) -> dict[str, Any]:
    return {
        "id": doc.id,
        "segmentation": doc.segmentation,
        "segments": len(doc.segments[at]),
        "omissions": sum(segment.is_omission for segment in doc.segments[at]),
        "additions": sum(segment.is_addition for segment in doc.segments[at]),
        "scores": _scores(doc.scored[at].figures),
    }


def _segments(found: Comparison, at: int) -> Iterator[dict[str, Any]]:
    for doc in found.documents:
        for number, (segment, figures) in enumerate(zip(doc.segments[at], doc.scored[at].segments, strict=True), 1):
            yield {
                "document": doc.id,
                "segment": number,
                "hypothesis": segment.hypothesis,
                "references": list(segment.references),
                "similarity": segment.similarity,
                "scores": _scores(figures),
            }


def as_text(found: Comparison) -> str:
    """Return the figures, a line for each document, what is missing, and the worst segments."""
    lines = list(_system_lines(found)) if len(found.systems) > 1 else list(_figure_lines(found))
    if len(found.documents) > 1:
        lines += ["", *_document_lines(found)]
    lines += _missing_lines(found)
    lines += ["", *_worst_lines(found)]
    return "\n".join(lines) + "\n"


def _figure_lines(found: Comparison) -> Iterator[str]:
    for figure in found.figures[0]:
        yield f"{figure.name:<7} {figure.value:7.2f}  {figure.signature}"
    if found.post_edit:
        hter = _hter(found.figures[0])
        yield f"{hter['name']:<7} {hter['value']:7.2f}  {hter['signature']}"


def _system_lines(found: Comparison) -> Iterator[str]:
    first, second = (visible(name) for name in found.systems)
    yield f"baseline {first}, against it {second}"
    yield f"{'':<7} {'baseline':>20} {'against':>20} {'p':>7}"
    for row in found.differences:
        sides = [f"{value:.2f} ({mean:.2f} ± {half:.2f})" for value, mean, half in (row.baseline, row.system)]
        yield f"{row.name:<7} {sides[0]:>20} {sides[1]:>20} {row.p_value:7.4f}  {row.signature}"


def _document_lines(found: Comparison) -> Iterator[str]:
    names = [figure.name for figure in found.figures[0]]
    yield f"{'document':<40} {'segments':>8} " + " ".join(f"{name:>7}" for name in names)
    for doc in found.documents:
        values = " ".join(f"{figure.value:7.2f}" for figure in doc.scored[0].figures)
        yield f"{visible(doc.id):<40} {len(doc.segments[0]):>8} {values}"


def _missing_lines(found: Comparison) -> list[str]:
    out = []
    for doc in found.documents:
        for segment in doc.segments[0]:
            if segment.is_omission:
                reference = next(text for text in segment.references if text)
                out.append(f"not in the text, {visible(doc.id)}: {_cut(reference)}")
            elif segment.is_addition:
                out.append(f"not in the reference, {visible(doc.id)}: {_cut(segment.hypothesis)}")
    return ["", *out] if out else []


def _worst_lines(found: Comparison) -> Iterator[str]:
    """Show the segments with the lowest chrF, those that both sides have."""
    rows: list[tuple[float, float, str, Segment]] = []
    for doc in found.documents:
        for segment, figures in zip(doc.segments[0], doc.scored[0].segments, strict=True):
            if segment.hypothesis and any(segment.references):
                known = {figure.name: figure.value for figure in figures}
                rows.append((known["chrF"], known["TER"], doc.id, segment))
    yield "least like the reference:"
    for chrf, ter, id, segment in sorted(rows, key=lambda row: row[0])[:_WORST]:
        yield f"  {visible(id)}: chrF {chrf:.1f}, TER {ter:.1f}"
        yield f"    text       {_cut(segment.hypothesis)}"
        for reference in filter(None, segment.references):
            yield f"    reference  {_cut(reference)}"


def _cut(text: str) -> str:
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= _CUT else shown[: _CUT - 1] + "…"

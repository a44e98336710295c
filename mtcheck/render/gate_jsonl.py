"""Render a gate's word as JSON Lines: one line an article, then one a notice, and the word over all last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mtcheck.core.gate import GateReport
from mtcheck.render import as_json
from mtcheck.render.gate_json import article_object, summary


def render(gate: GateReport) -> str:
    """Return the lines; each is an object whose ``kind`` is article, notice or gate."""
    return "".join(as_json.dumped(row) for row in _rows(gate))


def _rows(gate: GateReport) -> Iterator[dict[str, Any]]:
    whole = as_json.as_object(gate.run)
    for document, article in zip(whole["documents"], gate.articles, strict=True):
        yield {"kind": "article", **document, "gate": article_object(article)}
    for notice in whole["notices"]:
        yield {"kind": "notice", **notice}
    word = {key: value for key, value in summary(gate).items() if key != "articles"}
    yield {"kind": "gate", "format_version": whole["format_version"], "signature": whole["signature"], **word}

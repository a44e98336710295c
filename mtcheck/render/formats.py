"""Name the outputs of the gate: one module a format, each with ``render(gate) -> str``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from mtcheck.core.gate import GateReport

FORMATS: Mapping[str, str] = {
    "text": "gate_text",
    "json": "gate_json",
    "sarif": "as_sarif",
    "junit": "as_junit",
    "github": "as_github",
    "gitlab": "as_gitlab",
    "checkstyle": "as_checkstyle",
    "rdjson": "as_rdjson",
    "markdown": "as_markdown",
}


class Format(Protocol):
    """Describe the module of an output."""

    def render(self, gate: GateReport) -> str:
        """Return the whole output, with a final line break."""
        ...


def format_named(name: str) -> Format:
    """Import the module of a format when it is asked for."""
    return cast(Format, import_module(f"mtcheck.render.{FORMATS[name]}"))

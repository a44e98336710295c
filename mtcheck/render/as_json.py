"""Render a RunReport as JSON, format version 1; other programs parse it, so its keys are fixed."""

from __future__ import annotations

from typing import Any

from mtcheck.core import objects
from mtcheck.core.objects import run_object as as_object
from mtcheck.core.report import RunReport

__all__ = ["as_object", "dumped", "render"]


def render(run: RunReport) -> str:
    """Return the report as one JSON object and a final line break; ASCII only, so that it survives any channel."""
    return dumped(as_object(run), indent=1)


def dumped(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON in ASCII and a final line break."""
    return objects.dumped(value, indent=indent) + "\n"

"""Name the severities and define Category; the entries themselves come from ``data/taxonomy.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["neutral", "minor", "major", "critical"]
SEVERITIES: tuple[Severity, ...] = ("neutral", "minor", "major", "critical")


def severity_rank(severity: Severity) -> int:
    """Return 0 for neutral up to 3 for critical."""
    return SEVERITIES.index(severity)


@dataclass(frozen=True, slots=True)
class Category:
    """Hold one issue type: its id (MQM dimension, slash, finer type), display name, and its names in MQM, WMT and ITS 2.0.

    ``weight`` scales the severity's weight in the penalty (1.0 for language, near 0 for page furniture).
    """

    id: str
    name: str
    definition: str
    mqm: str
    wmt: str
    its: str
    weight: float

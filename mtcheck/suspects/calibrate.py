"""Turn what a rule saw into the probability that a person would mark it: measured precision, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from mtcheck import tables
from mtcheck.core.errors import TableError
from mtcheck.core.finding import Finding
from mtcheck.registry import family_traits, registry

SCORE_BINS = (0.5, 0.7, 0.8, 0.9)
CAP = 0.99


def score_bin(score: float) -> int:
    """Return the index of the score's bin, counted from the lowest scores."""
    return sum(score >= edge for edge in SCORE_BINS)


def rule_probability(rule_id: str, score: float) -> float:
    """Return the share of such findings that people marked wrong in the calibration data.

    A rule that is not in the calibration (a plug-in's) gets the table's ``prior``.
    """
    table = calibration_table()
    row = table["rules"].get(rule_id)
    if row is None:
        return float(table["prior"])
    return float(row["by_score"][score_bin(score)])


def combine(findings: Sequence[Finding]) -> float:
    """Return the probability of a group: families are taken as independent, within a family the best finding counts.

    1 - prod(1 - p), the noisy-or of Pearl (1988), capped at .99. Families of one ground count as one.
    """
    best: dict[str, float] = {}
    for finding in findings:
        family = finding.rule_id.partition(".")[0]
        ground = family_traits(family).ground or family
        best[ground] = max(best.get(ground, 0.0), rule_probability(finding.rule_id, finding.score))
    innocent = 1.0
    for family in sorted(best):
        innocent *= 1.0 - best[family]
    return min(CAP, 1.0 - innocent)


def marked_by_raters(findings: Sequence[Finding]) -> float:
    """Return how probable the findings alone make it that raters mark a word they touch, over what holds for any word.

    The share of a family (``data/calibration/raters.toml``) in excess of the base rate; families are taken as independent.
    One that is not in the table says nothing of its own: the language family is made of the word signals.
    """
    table = tables.load("calibration/raters")
    base, shares = float(table["base"]), table["families"]
    innocent = 1.0
    for family in sorted({finding.rule_id.partition(".")[0] for finding in findings} & set(shares)):
        innocent *= 1.0 - max(0.0, (float(shares[family]) - base) / (1.0 - base))
    return 1.0 - innocent


@cache
def calibration_table() -> dict[str, Any]:
    """Return the checked table of measured precision."""
    table: dict[str, Any] = tables.load("calibration/rules")
    for family in (*registry().comparing, "reader"):
        table = table | {"rules": table["rules"] | tables.load(f"calibration/{family}").get("rules", {})}
    for rule_id, row in table["rules"].items():
        if len(row["by_score"]) != len(SCORE_BINS) + 1 or not all(0.0 <= value <= 1.0 for value in row["by_score"]):
            raise TableError(f"calibration/rules.toml: {rule_id}: by_score must hold {len(SCORE_BINS) + 1} values in [0, 1]")
    return table


def measured(rule_id: str) -> tuple[int, int] | None:
    """Return how many findings of the rule were looked at, and how many of them were right; None for an unknown rule."""
    row = calibration_table()["rules"].get(rule_id)
    return None if row is None else (int(row["seen"]), int(row["right"]))


def verdict_limits() -> dict[str, float]:
    """Return the limits of the verdict.

    ``review`` and ``fail`` are penalties per 1,000 words (of the lower bound: ``fail``); ``mt``, ``spun`` and ``critical``
    probabilities from which on the origin of the article, or one critical suspect, calls for a reader.
    """
    return {name: float(value) for name, value in tables.load("calibration/verdict")["limits"].items()}

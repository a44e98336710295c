"""Define what the gate says: one result an article, with the criteria that were tried, and one over all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtcheck.core.report import DocumentReport, RunReport

GateVerdict = Literal["pass", "fail", "not judged", "error"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """Hold one criterion as tried on one article: what was found, what is allowed; ``unit`` says what was counted."""

    name: str
    value: float
    limit: float
    failed: bool
    unit: str

    def __str__(self) -> str:
        """Say it in one line."""
        found, allowed = (f"{number:.3g}" if number < 100 else f"{number:.0f}" for number in (self.value, self.limit))
        return f"{self.name}: {found} {self.unit}; the policy allows {allowed}"


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """Hold the gate's word on one article.

    ``file`` is the path relative to the project's root. ``counted`` holds the indexes of the suspects that count against
    the article; ``origin`` names the profile or file whose policy was applied.
    """

    report: DocumentReport
    file: str
    verdict: GateVerdict
    reason: str
    criteria: tuple[Criterion, ...]
    counted: frozenset[int]
    origin: str

    @property
    def failed(self) -> tuple[Criterion, ...]:
        """Return the criteria that the article does not meet."""
        return tuple(criterion for criterion in self.criteria if criterion.failed)


@dataclass(frozen=True, slots=True)
class GateReport:
    """Hold the outcome of a gate run. ``scope`` says what was looked at (all text, or what changed since a revision)."""

    run: RunReport
    articles: tuple[ArticleResult, ...]
    verdict: GateVerdict
    profile: str
    scope: str = "all text"
    baseline: str = ""
    explain: bool = False

"""Define Finding, its evidence, Edit, and SuspectSpan, which is what the user sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtcheck.core.region import Region
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import Severity


@dataclass(frozen=True, slots=True)
class TableHit:
    """A row of a data table matched: table name, row key, where the row comes from."""

    table: str
    key: str
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number was compared with a threshold: it is reported when ``value`` reaches ``threshold`` (``value >= threshold``)."""

    name: str
    value: float
    unit: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Related:
    """Another place in the same text bears on the finding: the opening quote, the first spelling, the first copy."""

    span: Span
    note: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """A chain of named steps leads from the text as written to the suggestion; each step is ``(operation, result)``."""

    steps: tuple[tuple[str, str], ...]


Evidence = TableHit | Measure | Related | Derivation
Safety = Literal["safe", "review"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of ``span`` by ``replacement``: insertion, deletion and substitution are one thing."""

    span: Span
    replacement: str
    safety: Safety = "review"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold what one detector saw. ``score`` in [0, 1] orders findings of one rule; it is not a probability."""

    rule_id: str
    span: Span
    score: float
    message: str
    evidence: tuple[Evidence, ...]
    edits: tuple[Edit, ...] = ()
    severity: Severity | None = None  # set where one place is worse, or better, than the rule's own severity

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"{self.rule_id}: score {self.score} is not in [0, 1]")
        if self.span.start == self.span.end:
            raise ValueError(f"{self.rule_id}: a finding needs at least one character, got offset {self.span.start} twice")
        for edit in self.edits:
            if not self.span.contains(edit.span):
                raise ValueError(f"{self.rule_id}: an edit at {edit.span} reaches beyond the finding at {self.span}")


State = Literal["open", "suppressed", "baseline"]
AcceptedBy = Literal["comment", "file", "vocabulary", "path", "baseline"]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Say who took a suspect out of the verdict and why: a comment in the article, the suppressions file, the vocabulary, ...

    ``key`` tells apart the entries of one kind: the comment's line, the fingerprint, the term, the pattern.
    """

    by: AcceptedBy
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Hold the text round a suspect, its sentence cut where that is long; the suspect begins at ``start`` in it."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class SuspectSpan:
    """Hold one suspect: a span with category, severity, calibrated probability, and every finding that speaks for it.

    ``rule_id`` is the rule of the finding that leads. ``replacements`` are texts for the whole span, best first. ``text`` is
    what stands in the span, ``context`` what stands round it, ``region`` where that is in the file.
    """

    span: Span
    rule_id: str
    category: str
    severity: Severity
    probability: float
    findings: tuple[Finding, ...]
    message: str
    replacements: tuple[str, ...]
    fingerprint: str
    text: str
    context: Excerpt
    region: Region
    state: State = "open"
    quoted: bool = False
    accepted: Acceptance | None = None  # set where the state is not open

"""Define the reports that the engine returns and the renderers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mtcheck.core.document import Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.reference import Piece
from mtcheck.core.rule import Rule
from mtcheck.core.signals import Indication, Passage
from mtcheck.core.span import Span
from mtcheck.core.surprisal import Surprisal
from mtcheck.core.taxonomy import Category

FORMAT_VERSION = 1

Level = Literal["note", "warning", "error"]
Verdict = Literal["pass", "review", "fail", "not judged"]


@dataclass(frozen=True, slots=True)
class Score:
    """Hold one figure with its interval and the signature of all that could change it."""

    name: str
    value: float
    low: float
    high: float
    signature: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Say something about the run itself: an unreadable file, a failed detector, an absent model."""

    level: Level
    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class TokenScore:
    """Hold one word (or mark that was judged): surprisal in bits (None: not scored), fused probability that it is bad."""

    span: Span
    surprisal_bits: float | None
    bad: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Hold one block of the article: its first and last line in the file and the number of its words."""

    first_line: int
    last_line: int
    words: int


@dataclass(frozen=True, slots=True)
class Examination:
    """Hold what was found in one document, before anybody judges it.

    ``suspects`` stand in order of their place. ``obstacle`` says why the document cannot be judged; it is empty where it can.
    ``complete`` is False where a detector failed. ``file_line`` is the line of a JSON Lines file that holds the whole document;
    regions and paragraphs then count inside its text. ``indications`` say how probable it is that the article is ``spun`` or
    ``mt``, unedited machine translation (None: too short, or the models were not asked for); ``passages`` are the stretches
    that are of such a kind. ``surprisal`` is that of the language model (None: there is none, or it scored no word).
    ``document`` is kept only where a
    renderer needs the whole text (HTML).
    """

    path: str
    id: str
    sha256: str
    words: int
    suspects: tuple[SuspectSpan, ...]
    obstacle: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    file_line: int | None = None
    complete: bool = True
    indications: Mapping[str, Indication] | None = None
    passages: tuple[Passage, ...] = ()
    tokens: tuple[TokenScore, ...] | None = None
    surprisal: Surprisal | None = None
    document: Document | None = None
    beside: tuple[tuple[tuple[Piece, ...], tuple[Piece, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport(Examination):
    """Hold the outcome for one document: what was found, and the penalty and the verdict of its open suspects."""

    penalty: Score
    verdict: Verdict
    verdict_reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists, with the keys of ``mtcheck audit --format json``."""
        from mtcheck.core.objects import document_object

        return document_object(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return ``to_dict()`` as JSON, in ASCII."""
        from mtcheck.core.objects import dumped

        return dumped(self.to_dict(), indent=indent)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        from mtcheck.core.notebook import document_html

        return document_html(self)


@dataclass(frozen=True, slots=True)
class Examined:
    """Hold what became of one article before it is judged: what was found, where it could be read, and notices."""

    found: Examination | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what became of one article: its report, where it could be read, and notices."""

    report: DocumentReport | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """Hold the outcome of a run over any number of documents, with the rules and categories that it speaks of."""

    format_version: int
    signature: str
    documents: tuple[DocumentReport, ...]
    notices: tuple[Notice, ...]
    verdict: Verdict
    rules: Mapping[str, Rule]
    categories: Mapping[str, Category]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists, with the keys of ``mtcheck audit --format json``."""
        from mtcheck.core.objects import run_object

        return run_object(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return ``to_dict()`` as JSON, in ASCII."""
        from mtcheck.core.objects import dumped

        return dumped(self.to_dict(), indent=indent)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        from mtcheck.core.notebook import run_html

        return run_html(self)

"""Walk through what a gate found, in the orders that its outputs want."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.gate import ArticleResult, GateReport
from mtcheck.core.region import Place, Region
from mtcheck.core.taxonomy import Severity, severity_rank
from mtcheck.render.safe import visible


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one suspect of one article, with all that an output may say of it."""

    article: ArticleResult
    suspect: SuspectSpan
    counted: bool

    @property
    def text(self) -> str:
        """Return the text in question."""
        return self.suspect.text

    @property
    def region(self) -> Region:
        """Return where it stands in the file."""
        return self.suspect.region

    @property
    def failing(self) -> bool:
        """Tell whether the suspect counts against an article that fails."""
        return self.counted and self.article.verdict == "fail"

    @property
    def severity(self) -> Severity:
        """Return the severity to report: what fails no article is never above minor, so that no scanner stops on it."""
        own = self.suspect.severity
        return own if self.failing or severity_rank(own) <= severity_rank("minor") else "minor"

    @property
    def message(self) -> str:
        """Say what was seen, how sure that is and what may stand there instead, on one line."""
        message = f"{visible(self.suspect.message)} (p={self.suspect.probability:.2f})"
        if self.suspect.replacements:
            message += f"; perhaps: {' | '.join(visible(text) or '(delete)' for text in self.suspect.replacements)}"
        return message

    @property
    def lines(self) -> tuple[int, int]:
        """Return first and last line in the file; for a document of a JSON Lines file, the line that it is."""
        line = self.article.report.file_line
        return (line, line) if line is not None else (self.region.start.line, self.last.line)

    @property
    def last(self) -> Place:
        """Return the place where the suspect ends."""
        return self.region.end

    @property
    def has_columns(self) -> bool:
        """Tell whether columns mean anything in the file: inside a line of JSON they do not."""
        return self.article.report.file_line is None


def hits(gate: GateReport, *, accepted: bool = False) -> Iterator[Hit]:
    """Yield the suspects in the order of the articles and of their place; the accepted ones only where asked for."""
    for article in gate.articles:
        yield from hits_of(article, accepted=accepted)


def hits_of(article: ArticleResult, *, accepted: bool = False) -> Iterator[Hit]:
    """Yield the suspects of one article."""
    report = article.report
    for index, suspect in enumerate(report.suspects):
        if accepted or suspect.state == "open":
            yield Hit(article, suspect, index in article.counted)


def by_importance(found: Sequence[Hit]) -> list[Hit]:
    """Order hits: those that fail an article, then by severity and probability; the rest settles place."""
    return sorted(
        found,
        key=lambda hit: (
            not hit.failing,
            not hit.counted,
            -severity_rank(hit.suspect.severity),
            -hit.suspect.probability,
            hit.article.file,
            hit.article.report.id,
            hit.suspect.span.start,
        ),
    )


def uri(file: str) -> str:
    """Return a project path as a relative reference, a full path as a file address."""
    quoted = quote(file.encode("utf-8", "surrogateescape"), safe="/~!$&'()*+,;=@")
    return f"file://{quoted}" if file.startswith("/") else quoted


def title(article: ArticleResult) -> str:
    """Name an article: its file, and its id where the file holds several."""
    return visible(article.file if article.report.file_line is None else f"{article.file}#{article.report.id}")


def remedy(article: ArticleResult) -> str:
    """Say what can be done about a failed article."""
    accept = f"accept what is right (`mtcheck baseline update {visible(article.file)}`, or a suppression with a reason)"
    return f"correct the text, {accept}, or change the policy ({visible(article.origin)})"

"""Turn the suspects of a report into the plain data that the article page shows: list entries, legend, embedded JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from mtcheck.core.finding import Derivation, Evidence, Finding, Measure, Related, SuspectSpan, TableHit
from mtcheck.core.report import DocumentReport
from mtcheck.core.rule import Rule
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import SEVERITIES, Category, severity_rank
from mtcheck.render._inline import HIDDEN, visible

DATA_VERSION = 4
COLUMNS = ("start", "end", "line", "column", "rule", "category", "severity", "probability", "fingerprint", "seen", "more")
EVIDENCE = ("table", "measure", "place", "steps")
DEBRIS = "design/boilerplate"  # a block that is nothing else is set like page furniture
LISTED = 160  # characters of a suspect that the list shows; what is longer stands in the data as well
LONGEST = 1000  # characters of one suspect, edit or step that are shown; the running text always has them all
_UNSAFE_IN_JSON = re.compile(f"[<>&{HIDDEN}]")


def embed(data: object) -> Markup:
    """Write JSON that is safe inside ``<script type="application/json">``; what is not seen is written by its number."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(_UNSAFE_IN_JSON.sub(_by_number, plain))


def _by_number(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def report_id(report: DocumentReport) -> str:
    """Return what a browser keeps decisions under: another article, or another version of it, has another id."""
    parts = "\0".join((report.path, report.id, report.sha256))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_id(report: DocumentReport) -> str:
    """Return what names the article through all its versions, so that decisions can follow an edited one."""
    parts = "\0".join((report.path, report.id))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def mark_class(category_id: str) -> str:
    """Name the style class of a category: ``accuracy/number`` gives ``k-number``."""
    return "k-" + re.sub(r"[^a-z0-9]+", "-", category_id.rpartition("/")[2].lower()).strip("-")


def clip(text: str, length: int = LONGEST) -> str:
    """Make a text visible and cut it, with an ellipsis, to ``length`` characters."""
    return visible(text if len(text) <= length else text[: length - 1] + "…")


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one suspect as the page's list shows it; ``number`` counts from 1 in the order of the text."""

    number: int
    suspect: SuspectSpan
    text: str
    message: str
    position: tuple[int, int]
    mark: str
    category: str

    @property
    def level(self) -> int:
        """Return the rank of the severity, 0 to 3."""
        return severity_rank(self.suspect.severity)


@dataclass(frozen=True, slots=True)
class LegendRow:
    """Hold one category that occurs: what the legend shows of it."""

    id: str
    mark: str
    name: str
    definition: str
    count: int


@dataclass(slots=True)
class Places:
    """Collect the related places that evidence points at; each span is listed once."""

    spans: list[Span] = field(default_factory=list)
    numbers: dict[Span, int] = field(default_factory=dict)

    def number(self, span: Span) -> int:
        """Return the index of a span, which is added where it is new."""
        if span not in self.numbers:
            self.numbers[span] = len(self.spans)
            self.spans.append(span)
        return self.numbers[span]


def entries(report: DocumentReport, categories: Mapping[str, Category]) -> list[Entry]:
    """Number the suspects in the order of the text."""
    ordered = sorted(report.suspects, key=lambda suspect: (suspect.span, suspect.rule_id))
    return [
        Entry(
            number,
            suspect,
            clip(suspect.text),
            clip(suspect.message),
            (suspect.region.start.line, suspect.region.start.column),
            mark_class(suspect.category),
            category_name(suspect.category, categories),
        )
        for number, suspect in enumerate(ordered, 1)
    ]


def category_name(category_id: str, categories: Mapping[str, Category]) -> str:
    """Return the display name of a category; one that the run does not know goes by its id."""
    category = categories.get(category_id)
    return category.name if category else category_id


def legend(suspects: Sequence[SuspectSpan], categories: Mapping[str, Category]) -> list[LegendRow]:
    """List the categories that occur, in the order of the taxonomy; counts leave out what was suppressed."""
    found = {suspect.category for suspect in suspects}
    ids = [*(i for i in categories if i in found), *sorted(found - set(categories))]
    return [
        LegendRow(
            i,
            mark_class(i),
            category_name(i, categories),
            categories[i].definition if i in categories else "",
            sum(suspect.category == i and suspect.state == "open" for suspect in suspects),
        )
        for i in ids
    ]


def classes(rows: Sequence[LegendRow], categories: Mapping[str, Category]) -> list[dict[str, Any]]:
    """List the classes that a page knows: those that occur, then all others, which a reviewer may need for an added mark."""
    ranks = {id: rank for rank, id in enumerate(categories)}
    known = {row.id for row in rows}
    listed = [(row.id, row.name, row.mark) for row in rows]
    listed += [(id, category.name, mark_class(id)) for id, category in categories.items() if id not in known]
    return [{"id": id, "name": name, "mark": mark, "rank": ranks.get(id, len(ranks))} for id, name, mark in listed]


def page_data(
    report: DocumentReport,
    facts: Mapping[str, object],
    listed: Sequence[Entry],
    rows: Sequence[LegendRow],
    categories: Mapping[str, Category],
) -> Packed:
    """Pack everything that the page's scripts need; ``facts`` are what they are told beside the report."""
    packer = _Packer(report)
    numbers = {row.id: index for index, row in enumerate(rows)}
    data = {
        "version": DATA_VERSION,
        "path": report.path,
        "id": report.id,
        "sha256": report.sha256,
        **facts,
        "words": report.words,
        "verdict": report.verdict,
        "length": len(report.document.text) if report.document else 0,
        "severities": list(SEVERITIES),
        "categories": classes(rows, categories),
        "columns": list(COLUMNS),
        "evidence": list(EVIDENCE),
        "suspects": [packer.suspect(entry, numbers[entry.suspect.category]) for entry in listed],
    }
    data["strings"] = list(packer.strings)
    return Packed(embed(data), tuple(packer.places.spans))


@dataclass(frozen=True, slots=True)
class Packed:
    """Hold the embedded data and the related places that it counts."""

    json: Markup
    places: tuple[Span, ...]


class _Packer:
    """Write suspects as rows of ``COLUMNS``; strings that recur are listed once and referred to by number.

    Number, text and message stand in the page's list, and are not written again.
    """

    def __init__(self, report: DocumentReport) -> None:
        self.text = report.document.text if report.document else ""
        self.places = Places()
        self.strings: dict[str, int] = {}

    def suspect(self, entry: Entry, category: int) -> list[Any]:
        suspect = entry.suspect
        seen = [self._finding(finding, suspect) for finding in suspect.findings]
        place = (suspect.span.start, suspect.span.end, *entry.position)
        probability = round(suspect.probability, 3)
        row = [*place, self._string(suspect.rule_id), category, entry.level, probability, suspect.fingerprint, seen]
        more = dict(self._more(entry))
        return [*row, more] if more else row

    def _more(self, entry: Entry) -> Iterator[tuple[str, Any]]:
        """Yield what few suspects have, or all have differently."""
        suspect = entry.suspect
        if len(entry.text) > LISTED:
            yield "text", entry.text
        if suspect.replacements:
            shown = [clip(text) for text in suspect.replacements]
            yield "to", shown
            if shown != list(suspect.replacements):
                yield "raw", list(suspect.replacements)  # what an edit really writes
        if suspect.quoted:
            yield "quoted", 1
        if suspect.state != "open":
            yield "state", suspect.state
        if suspect.accepted is not None:
            yield "accepted", [suspect.accepted.by, clip(suspect.accepted.reason)]

    def _string(self, text: str) -> int:
        return self.strings.setdefault(clip(text), len(self.strings))

    def _finding(self, finding: Finding, suspect: SuspectSpan) -> list[Any]:
        """Write the evidence; then the rule, where it is not the one that leads, and the message, where it is another."""
        evidence = [self._evidence(evidence) for evidence in finding.evidence]
        rule = None if finding.rule_id == suspect.rule_id else self._string(finding.rule_id)
        if finding.message != suspect.message:
            return [evidence, rule, clip(finding.message)]
        return [evidence] if rule is None else [evidence, rule]

    def _evidence(self, evidence: Evidence) -> list[Any]:
        match evidence:
            case TableHit(table, key, source):
                return [EVIDENCE.index("table"), self._string(table), self._string(key), self._string(source)]
            case Measure(name, value, unit, threshold):
                figures = (round(value, 3), self._string(unit), round(threshold, 3))
                return [EVIDENCE.index("measure"), self._string(name), *figures]
            case Related(span, note):
                shown = clip(self.text[span.slice], 80)
                return [EVIDENCE.index("place"), self.places.number(span), self._string(note), shown]
            case Derivation(steps):
                return [EVIDENCE.index("steps"), [[self._string(step), self._string(outcome)] for step, outcome in steps]]


def rules_that_occur(suspects: Sequence[SuspectSpan], rules: Mapping[str, Rule]) -> list[Rule]:
    """List the rules of all findings, sorted by id; a rule that the run does not know is left out."""
    found = {finding.rule_id for suspect in suspects for finding in suspect.findings}
    return [rules[i] for i in sorted(found | {suspect.rule_id for suspect in suspects}) if i in rules]

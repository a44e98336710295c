"""Tie the places of one name together: garbled in several places or ways, or right in one place and garbled in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding, Related, TableHit
from mtcheck.detectors.names.context import Run
from mtcheck.detectors.names.index import Index
from mtcheck.lang.sounds import letters

_NAMED = frozenset({"names_people", "names_orgs", "names_places"})
_SHOWN = 3  # places told in the message
_TIED = 8  # places kept as evidence


def tied(doc: Document, found: Iterable[Finding], runs: Iterable[Run], index: Index) -> Iterator[Finding]:
    """Yield the findings, each with the other places of the same name, and with the first place where it stands rightly.

    Each place stays a finding of its own, so that each can be decided on.
    """
    found = sorted(found, key=lambda finding: finding.span)
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        groups.setdefault(entity(finding), []).append(finding)
    right: dict[str, Run] = {}
    for run in runs:
        for person in index.accepted.get(letters(run.text), ()):
            right.setdefault(person.key, run)
    for finding in found:
        name = entity(finding)
        group = groups[name] if name[1] else [finding]
        others = list(islice((other for other in group if other is not finding), _TIED))
        tied_to = [Related(other.span, "the same name, garbled too") for other in others]
        if name[0] == "names_people" and name[1] in right and not any(isinstance(item, Related) for item in finding.evidence):
            tied_to.append(Related(right[name[1]].span, "the name as it should stand"))
        message = finding.message + (f"; {_also(doc, others, len(group) - 1)}" if others else "")
        yield replace(finding, message=message, evidence=(*finding.evidence, *tied_to))


def entity(finding: Finding) -> tuple[str, str]:
    """Return the table and key of the person, body or place that a finding points at; empty where it points at none."""
    hits = (item for item in finding.evidence if isinstance(item, TableHit) and item.table in _NAMED)
    return next(((hit.table, hit.key) for hit in hits), ("", ""))


def _also(doc: Document, others: list[Finding], places_in_all: int) -> str:
    """Say where else the name stands, and in which form."""
    places = []
    for other in others[:_SHOWN]:
        line, column = doc.source_map.line_column(other.span.start)
        places.append(f"{line}:{column} ({doc.of(other.span)!r})")
    more = f" and {places_in_all - _SHOWN} more" if places_in_all > _SHOWN else ""
    return f"also at {', '.join(places)}{more}"

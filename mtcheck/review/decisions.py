"""Read what reviewers decided in the report, merge the files of two of them, and say how far they agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from mtcheck.core.errors import ReadError
from mtcheck.input import load_json
from mtcheck.output import write_text

FORMAT, VERSION = "mtcheck-decisions", 2
READABLE = (1, 2)  # version 1 had no origin, found, before, after, opinions, name
Origin = Literal["tool", "reviewer"]
ORIGINS: tuple[Origin, ...] = ("tool", "reviewer")
Kind = Literal["artifact", "false-positive", "unsure"]
KINDS: tuple[Kind, ...] = ("artifact", "false-positive", "unsure")


@dataclass(frozen=True, slots=True)
class Opinion:
    """One of several decisions on a suspect on which reviewers differ."""

    decision: Kind
    comment: str = ""
    edit: str | None = None
    reviewer: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A suspect as the tool had it, where a reviewer changed its ends, its category or its severity."""

    start: int
    end: int
    category: str
    severity: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on one suspect; ``decision`` is None where there is a comment only, or where reviewers differ.

    ``start`` and ``end`` count code points in the text of the article. ``edit`` replaces that stretch; None is no edit.
    ``origin`` is ``reviewer`` for a fault that the tool missed; ``before`` and ``after`` are what stands beside it, so that
    it can be found again in an edited article. ``found`` is set where the reviewer changed the suspect. ``opinions`` are what
    reviewers said who differ. ``name`` is set where the words are a name that is right throughout the project.
    """

    fingerprint: str
    decision: Kind | None
    comment: str
    edit: str | None
    reviewer: str
    time: str
    start: int
    end: int
    text: str
    rule: str
    category: str
    severity: str
    origin: Origin = "tool"
    found: Found | None = None
    before: str = ""
    after: str = ""
    opinions: tuple[Opinion, ...] = ()
    name: str = ""

    @property
    def in_conflict(self) -> bool:
        """Tell whether reviewers differ and nobody has settled it."""
        return self.decision is None and bool(self.opinions)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The decisions on one article, as it was when it was audited (``sha256``); ``suspects`` is how many it had."""

    path: str
    id: str
    sha256: str
    signature: str
    suspects: int
    decisions: tuple[Decision, ...]


# --- the file


def load(path: Path) -> tuple[Reviewed, ...]:
    """Read a file of decisions, of this version or an earlier one; ReadError names the entry that is broken."""
    try:
        data = load_json(path)
    except OSError as error:
        raise ReadError(str(path), f"cannot be read: {error.strerror or error}") from error
    except RecursionError as error:
        raise ReadError(str(path), "is nested too deeply to be a file of decisions") from error
    except ValueError as error:
        raise ReadError(str(path), f"is not JSON: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("documents"), list):
        raise ReadError(str(path), "no decisions of mtcheck; the report's page exports them (key s)")
    if data.get("version") not in READABLE:
        raise ReadError(str(path), f"version {data.get('version')!r} of the format is not known here; update mtcheck")
    return tuple(_reviewed(entry, path, f"document {number}") for number, entry in enumerate(data["documents"], 1))


def _reviewed(entry: Any, path: Path, place: str) -> Reviewed:
    if not isinstance(entry, dict) or not isinstance(entry.get("decisions"), list):
        raise ReadError(str(path), f"{place}: expected an object with path, id, sha256 and a list of decisions")
    made = tuple(_decision(raw, path, f"{place}, decision {number}") for number, raw in enumerate(entry["decisions"], 1))
    suspects = entry.get("suspects")
    count = suspects if isinstance(suspects, int) else len(made)
    return Reviewed(
        path=_text(entry, "path", path, place),
        id=_text(entry, "id", path, place),
        sha256=_text(entry, "sha256", path, place),
        signature=_text(entry, "signature", path, place),
        suspects=count,
        decisions=made,
    )


def _decision(raw: Any, path: Path, place: str) -> Decision:
    if not isinstance(raw, dict):
        raise ReadError(str(path), f"{place}: expected an object")
    kind = raw.get("decision")
    start, end = _ends(raw, path, place)
    origin = raw.get("origin", "tool")
    if origin not in ORIGINS:
        raise ReadError(str(path), f"{place}: origin {origin!r} is not known; it is one of {', '.join(ORIGINS)}")
    if not raw.get("fingerprint"):
        raise ReadError(str(path), f"{place}: the fingerprint is missing")
    return Decision(
        fingerprint=_text(raw, "fingerprint", path, place),
        decision=None if kind is None else _kind(kind, path, place),
        comment=_text(raw, "comment", path, place),
        edit=None if raw.get("edit") is None else _text(raw, "edit", path, place),
        reviewer=_text(raw, "reviewer", path, place),
        time=_text(raw, "time", path, place),
        start=start,
        end=end,
        text=_text(raw, "text", path, place),
        rule=_text(raw, "rule", path, place),
        category=_text(raw, "category", path, place),
        severity=_text(raw, "severity", path, place),
        origin=origin,
        found=_found(raw.get("found"), path, f"{place}, found"),
        before=_text(raw, "before", path, place),
        after=_text(raw, "after", path, place),
        opinions=_opinions(raw.get("opinions", []), path, place),
        name=_text(raw, "name", path, place),
    )


def _kind(value: Any, path: Path, place: str) -> Kind:
    found: Kind | None = next((kind for kind in KINDS if kind == value), None)
    if found is None:
        raise ReadError(str(path), f"{place}: {value!r} is not a decision; known are {', '.join(KINDS)}")
    return found


def _ends(raw: Mapping[str, Any], path: Path, place: str) -> tuple[int, int]:
    start, end = raw.get("start"), raw.get("end")
    if not (type(start) is int and type(end) is int and 0 <= start < end):
        raise ReadError(str(path), f"{place}: start and end must be whole numbers, 0 <= start < end")
    return start, end


def _found(raw: Any, path: Path, place: str) -> Found | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise ReadError(str(path), f"{place}: expected an object")
    return Found(*_ends(raw, path, place), _text(raw, "category", path, place), _text(raw, "severity", path, place))


def _opinions(raw: Any, path: Path, place: str) -> tuple[Opinion, ...]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise ReadError(str(path), f"{place}: opinions must be a list of objects")
    return tuple(
        Opinion(
            decision=_kind(entry.get("decision"), path, f"{place}, opinion {number}"),
            comment=_text(entry, "comment", path, place),
            edit=None if entry.get("edit") is None else _text(entry, "edit", path, place),
            reviewer=_text(entry, "reviewer", path, place),
            time=_text(entry, "time", path, place),
        )
        for number, entry in enumerate(raw, 1)
    )


def _text(raw: Mapping[str, Any], name: str, path: Path, place: str) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise ReadError(str(path), f"{place}: {name} must be a string")
    return value


def save(path: Path, documents: Iterable[Reviewed], *, tool: str) -> None:
    """Write a file of decisions in one step."""
    data = {"format": FORMAT, "version": VERSION, "tool": tool, "documents": [asdict(each) for each in documents]}
    write_text(path, json.dumps(data, ensure_ascii=True, indent=1) + "\n")


# --- two reviewers


@dataclass(frozen=True, slots=True)
class Agreement:
    """Say how two reviewers decided on the suspects that both decided: counts by pair of decisions."""

    pairs: Mapping[tuple[Kind, Kind], int]

    @property
    def both(self) -> int:
        """Return the number of suspects that both decided."""
        return sum(self.pairs.values())

    @property
    def raw(self) -> float | None:
        """Return the share on which they agree; None where nothing was decided by both."""
        return sum(self.pairs.get((kind, kind), 0) for kind in KINDS) / self.both if self.both else None

    @property
    def kappa(self) -> float | None:
        """Return Cohen's kappa (1960): agreement beyond chance; None where chance alone would make it complete."""
        if self.raw is None:
            return None
        left, right = Counter[Kind](), Counter[Kind]()
        for (one, other), count in self.pairs.items():
            left[one] += count
            right[other] += count
        chance = sum(left[kind] * right[kind] for kind in KINDS) / self.both**2
        return None if chance == 1 else (self.raw - chance) / (1 - chance)


def agreement(one: Iterable[Reviewed], other: Iterable[Reviewed]) -> Agreement:
    """Compare two reviewers on what both decided."""
    left, right = _by_suspect(one), _by_suspect(other)
    pairs: Counter[tuple[Kind, Kind]] = Counter()
    for key in left.keys() & right.keys():
        a, b = left[key].decision, right[key].decision
        if a is not None and b is not None:
            pairs[a, b] += 1
    return Agreement(pairs)


def _by_suspect(documents: Iterable[Reviewed]) -> dict[tuple[str, str, str], Decision]:
    return {(each.path, each.id, made.fingerprint): made for each in documents for made in each.decisions}


def merge(one: Sequence[Reviewed], other: Sequence[Reviewed]) -> tuple[Reviewed, ...]:
    """Join two reviews; where they differ the suspect is open again, with both opinions, for somebody to decide.

    Raises ReadError where both speak of an article that was changed between their audits.
    """
    documents: dict[tuple[str, str], Reviewed] = {}
    for each in (*one, *other):
        known = documents.get((each.path, each.id))
        if known is not None and known.sha256 != each.sha256:
            raise ReadError(each.path, "the two reviews saw different versions of this article; review it again")
        documents[each.path, each.id] = each if known is None else replace(known, decisions=_joined(known, each))
    return tuple(documents[key] for key in sorted(documents))


def _joined(one: Reviewed, other: Reviewed) -> tuple[Decision, ...]:
    joined = {made.fingerprint: made for made in one.decisions}
    for made in other.decisions:
        known = joined.get(made.fingerprint)
        joined[made.fingerprint] = made if known is None else _both(known, made)
    return tuple(sorted(joined.values(), key=lambda made: (made.start, made.end, made.fingerprint)))


def _both(one: Decision, other: Decision) -> Decision:
    if one.opinions or other.opinions:
        return _open(one, other)
    if other.decision is None or one.decision is None:
        decided = one if other.decision is None else other
        return replace(decided, comment=_notes(one, other))
    if one.decision != other.decision or (None not in (one.edit, other.edit) and one.edit != other.edit):
        return _open(one, other)
    edit = one.edit if one.edit is not None else other.edit
    base = other if one.found is None and other.found is not None else one  # who changed ends or class looked closer
    return replace(base, edit=edit, comment=_notes(one, other), reviewer=_names(one, other), time=max(one.time, other.time))


def _open(one: Decision, other: Decision) -> Decision:
    """Leave a suspect to be decided, with all that was said of it; what was said twice by one person counts once."""
    said = [opinion for made in (one, other) for opinion in (*made.opinions, *_opinion(made))]
    kept = {(each.reviewer, each.decision, each.edit): each for each in said}
    if len({(each.decision, each.edit) for each in kept.values()}) == 1 and one.decision is not None:
        return replace(one, reviewer=_names(one, other))
    return replace(
        one, decision=None, edit=None, comment="", opinions=tuple(kept.values()), reviewer="", time=max(one.time, other.time)
    )


def _opinion(made: Decision) -> tuple[Opinion, ...]:
    if made.decision is None:
        return ()
    return (Opinion(made.decision, made.comment, made.edit, made.reviewer, made.time),)


def _notes(one: Decision, other: Decision) -> str:
    return "; ".join(dict.fromkeys(note for made in (one, other) for note in made.comment.split("; ") if note))


def _names(one: Decision, other: Decision) -> str:
    return ", ".join(dict.fromkeys(name for made in (one, other) for name in made.reviewer.split(", ") if name))

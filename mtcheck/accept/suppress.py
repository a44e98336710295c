"""Keep the suspects that a person has accepted: the suppressions file, who accepted what and why, and until when."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from mtcheck.config.project import project_path
from mtcheck.core.errors import ConfigError
from mtcheck.core.finding import Acceptance, SuspectSpan
from mtcheck.core.report import Examination, Notice
from mtcheck.input import load_json
from mtcheck.output import write_text

FORMAT, VERSION = "mtcheck-suppressions", 1


@dataclass(frozen=True, slots=True)
class Suppression:
    """Hold one accepted suspect, known by fingerprint and file.

    ``path`` is relative to the project's root, with slashes; ``rule`` and ``text`` are there for the reader. ``time`` is when
    it was decided (ISO 8601). ``expires`` is the first day on which it no longer counts.
    """

    fingerprint: str
    path: str
    rule: str
    text: str
    reason: str
    reviewer: str = ""
    time: str = ""
    expires: date | None = None


# --- the file


def load(path: Path) -> tuple[Suppression, ...]:
    """Read a suppressions file; ConfigError names the file, the entry and what is wrong with it."""
    try:
        data = load_json(path)
    except OSError as error:
        raise ConfigError(f"{path}: the suppressions cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: the suppressions are not JSON: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("suppressions"), list):
        raise ConfigError(f'{path}: not a suppressions file: expected "format": "{FORMAT}" and a list "suppressions"')
    if data.get("version") != VERSION:
        raise ConfigError(f"{path}: version {data.get('version')!r} of the format is not known here; update mtcheck")
    return tuple(_suppression(entry, f"{path}: entry {number}") for number, entry in enumerate(data["suppressions"], 1))


def _suppression(entry: Any, place: str) -> Suppression:
    if not isinstance(entry, dict):
        raise ConfigError(f"{place}: expected an object")
    names = [field.name for field in fields(Suppression)]
    if unknown := sorted(set(entry) - set(names)):
        raise ConfigError(f"{place}: unknown key {unknown[0]!r}; known are {', '.join(names)}")
    values: dict[str, Any] = {name: entry.get(name) or "" for name in names}
    for name, value in values.items():
        if not isinstance(value, str):
            raise ConfigError(f"{place}: {name} must be a string")
        if not value.strip() and name in ("fingerprint", "path", "reason"):
            raise ConfigError(f"{place}: {name} is missing; say what is accepted, where and why")
    return Suppression(**{**values, "expires": _day(values["expires"], place)})


def _day(value: str, place: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ConfigError(f"{place}: expires {value!r} is not a date; write it as 2027-01-31") from error


def save(path: Path, suppressions: Iterable[Suppression]) -> None:
    """Write the file in one step, in an order that does not depend on who decided first."""
    ordered = sorted(suppressions, key=lambda entry: (entry.path, entry.rule, entry.text, entry.fingerprint))
    rows = [{**asdict(entry), "expires": entry.expires.isoformat() if entry.expires else None} for entry in ordered]
    data = {"format": FORMAT, "version": VERSION, "suppressions": rows}
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def add(path: Path, new: Iterable[Suppression]) -> tuple[int, int]:
    """Put decisions into the file, which is made where it is missing; return how many are new and how many replace one."""
    known = {_key(entry): entry for entry in (load(path) if path.exists() else ())}
    before = len(known)
    given = {_key(entry): entry for entry in new}
    known.update(given)
    save(path, known.values())
    added = len(known) - before
    return added, len(given) - added


def _key(entry: Suppression) -> tuple[str, str]:
    return entry.path, entry.fingerprint


# --- what it does to suspects


def apply(found: Examination, suppressions: Mapping[tuple[str, str], Suppression], root: Path) -> Examination:
    """Return what was found with the accepted suspects marked."""
    file = project_path(found.path, root)
    suspects = tuple(_marked(suspect, suppressions.get((file, suspect.fingerprint))) for suspect in found.suspects)
    return replace(found, suspects=suspects)


def _marked(suspect: SuspectSpan, entry: Suppression | None) -> SuspectSpan:
    if entry is None or suspect.state != "open":
        return suspect
    return replace(suspect, state="suppressed", accepted=Acceptance("file", entry.fingerprint, entry.reason))


def live(suppressions: Iterable[Suppression], day: date) -> dict[tuple[str, str], Suppression]:
    """Return those that count on that day, by file and fingerprint."""
    return {_key(entry): entry for entry in suppressions if entry.expires is None or entry.expires > day}


def leftovers(
    suppressions: Iterable[Suppression], seen: Mapping[str, str], found: Collection[tuple[str, str]], root: Path, day: date
) -> tuple[Notice, ...]:
    """Return a notice for each suppression of a checked file that has expired, or that matches nothing there.

    ``seen`` gives the path as named by project path, ``found`` project paths and fingerprints of all suspects.
    """
    notices = []
    for entry in suppressions:
        if entry.path not in seen and (root / entry.path).exists():
            continue  # it was not asked for this time
        what = f"the suppression of {shorten(entry.text)!r} ({entry.rule}, {entry.fingerprint})"
        path = seen.get(entry.path, entry.path)
        if entry.expires is not None and entry.expires <= day:
            reason = f"{what} expired on {entry.expires}; decide again, or remove it from the suppressions file"
            notices.append(Notice("warning", "suppression-expired", path, reason))
        elif _key(entry) not in found:
            reason = f"{what} matches nothing; remove it from the suppressions file"
            notices.append(Notice("warning", "suppression-unused", path, reason))
    return tuple(notices)


def shorten(text: str, most: int = 60) -> str:
    """Return the text on one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"

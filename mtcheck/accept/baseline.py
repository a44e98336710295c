"""Keep what was there when the gate came: the baseline file, matched by fingerprint, file and count."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from mtcheck.accept.suppress import shorten
from mtcheck.config.project import project_path
from mtcheck.core.errors import ConfigError
from mtcheck.core.finding import Acceptance, SuspectSpan
from mtcheck.core.report import DocumentReport, Examination, Notice
from mtcheck.input import load_json
from mtcheck.output import write_text
from mtcheck.suspects.make import FINGERPRINT_VERSION

FORMAT, VERSION = "mtcheck-baseline", 1
_REMEDY = "create it again with `mtcheck baseline create --force`"

Kind = tuple[str, str]  # rule and shortened text


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold suspects that were there: ``count`` copies of one fingerprint in one file; rule and text are for the reader."""

    path: str
    fingerprint: str
    rule: str
    text: str
    count: int = 1

    @property
    def key(self) -> tuple[str, str]:
        """Return what the entry is known by."""
        return self.path, self.fingerprint

    @property
    def kind(self) -> Kind:
        """Return what the entry is known by in a file of another name."""
        return self.rule, self.text


@dataclass(frozen=True, slots=True)
class Baseline:
    """Hold the content of a baseline file, and the rules it was made with (a digest)."""

    rules: str
    entries: tuple[Entry, ...]


def load(path: Path) -> Baseline:
    """Read a baseline; ConfigError names the file, what is wrong with it and what to do."""
    try:
        data = load_json(path)
    except OSError as error:
        raise ConfigError(f"{path}: the baseline cannot be read: {error.strerror or error}; {_REMEDY}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: the baseline is not JSON ({error}); {_REMEDY}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("entries"), list):
        raise ConfigError(f"{path}: not a baseline file; {_REMEDY}")
    if data.get("version") != VERSION or data.get("fingerprints") != FINGERPRINT_VERSION:
        found = f"version {data.get('version')}, fingerprints {data.get('fingerprints')}"
        raise ConfigError(f"{path}: {found}; here are version {VERSION}, fingerprints {FINGERPRINT_VERSION}; {_REMEDY}")
    entries = tuple(_entry(row, f"{path}: entry {number}") for number, row in enumerate(data["entries"], 1))
    doubled = [key for key, times in Counter(entry.key for entry in entries).items() if times > 1]
    if doubled:
        raise ConfigError(f"{path}: {doubled[0][1]} of {doubled[0][0]} is there twice; {_REMEDY}")
    return Baseline(str(data.get("rules", "")), entries)


def _entry(row: Any, place: str) -> Entry:
    kinds = {"path": str, "fingerprint": str, "rule": str, "text": str, "count": int}
    if not isinstance(row, dict) or set(row) != {field.name for field in fields(Entry)}:
        raise ConfigError(f"{place}: expected an object with {', '.join(kinds)}; {_REMEDY}")
    for name, kind in kinds.items():
        if not isinstance(row[name], kind) or isinstance(row[name], bool):
            raise ConfigError(f"{place}: {name} cannot be {row[name]!r}; {_REMEDY}")
    if row["count"] < 1:
        raise ConfigError(f"{place}: count must be 1 or more; {_REMEDY}")
    return Entry(**row)


def save(path: Path, baseline: Baseline) -> None:
    """Write the file in one step, in an order that makes changes easy to read."""
    ordered = sorted(baseline.entries, key=lambda entry: (entry.path, entry.rule, entry.text, entry.fingerprint))
    head = {"format": FORMAT, "version": VERSION, "fingerprints": FINGERPRINT_VERSION, "rules": baseline.rules}
    data = {**head, "entries": [asdict(entry) for entry in ordered]}
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def entries_of(
    reports: Iterable[DocumentReport], root: Path, whole: Iterable[tuple[DocumentReport, str]] = ()
) -> tuple[Entry, ...]:
    """Return the open and the known suspects of reports as entries; what is suppressed needs none.

    ``whole`` are articles with what they are indicated to be as a whole (``spun``, ``mt``).
    """
    found: dict[tuple[str, str], Entry] = {}
    for report in reports:
        file = project_path(report.path, root)
        for suspect in report.suspects:
            if suspect.state == "suppressed":
                continue
            entry = found.get((file, suspect.fingerprint))
            count = entry.count + 1 if entry else 1
            new = Entry(file, suspect.fingerprint, suspect.rule_id, shorten(suspect.text), count)
            found[new.key] = new
    for report, kind in whole:
        new = Entry(project_path(report.path, root), _article_print(report, kind), f"article.{kind}", shorten(report.id))
        found[new.key] = new
    return tuple(found.values())


def _article_print(report: Examination, kind: str) -> str:
    """Return what a judgement on a whole article is known by: it holds as long as the text is the same."""
    packed = f"{FINGERPRINT_VERSION}\x1f{kind}\x1f{report.id.rpartition('/')[2]}\x1f{report.sha256}"
    return f"v{FINGERPRINT_VERSION}:{hashlib.sha256(packed.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def renamed_files(entries: Iterable[Entry], now: Mapping[str, Counter[Kind]], root: Path) -> dict[str, str]:
    """Return the old name of each file that looks renamed.

    Such a file is not in the baseline, and has at least half of the suspects of a file that is in it and is gone, by rule and
    text: a fingerprint holds the name of the file. ``now`` has the suspects of the files that were checked.
    """
    before: dict[str, Counter[Kind]] = defaultdict(Counter)
    for entry in entries:
        before[entry.path][entry.kind] += entry.count
    gone = {path: kinds for path, kinds in before.items() if not (root / path).exists()}
    found = {}
    for path in sorted(now):
        shared = {old: (kinds & now[path]).total() for old, kinds in sorted(gone.items())} if path not in before else {}
        old = max(shared, key=shared.__getitem__, default="")
        if old and 2 * shared[old] >= gone[old].total():
            found[path] = old
            del gone[old]
    return found


def kinds_of(found: Examination) -> Counter[Kind]:
    """Count the suspects of an article by rule and text, as the baseline has them."""
    return Counter((each.rule_id, shorten(each.text)) for each in found.suspects if each.state != "suppressed")


def merged(
    old: Baseline, new: Iterable[Entry], checked: Collection[str], *, grow: bool, renamed: Mapping[str, str] | None = None
) -> tuple[Entry, ...]:
    """Return the entries after a run over the files ``checked``.

    What is gone from them leaves the baseline, and counts shrink; only with ``grow`` does anything new come in. Files that
    were not checked keep theirs. ``renamed`` gives the old names of files: what is known of them counts as known here.
    """
    now = {entry.key: entry for entry in new}
    if not grow:
        known = Counter({entry.key: entry.count for entry in old.entries})
        by_kind = Counter({(entry.path, entry.kind): entry.count for entry in old.entries})
        for key, entry in list(now.items()):
            if renamed and entry.path in renamed:
                place = renamed[entry.path], entry.kind
                known[key] = min(entry.count, by_kind[place])
                by_kind[place] -= known[key]
        now = {key: replace(entry, count=min(entry.count, known[key])) for key, entry in now.items() if known[key] > 0}
    return (*(entry for entry in old.entries if entry.path not in checked), *now.values())


class Matcher:
    """Match reports against a baseline: *n* known copies let *n* through, in the order of the text, and no more."""

    def __init__(self, baseline: Baseline, root: Path) -> None:
        self._left = Counter({entry.key: entry.count for entry in baseline.entries})
        self._entries = {entry.key: entry for entry in baseline.entries}
        self._root = root
        self._checked: dict[str, str] = {}
        self._now: dict[str, Counter[Kind]] = defaultdict(Counter)

    def marked(self, found: Examination) -> Examination:
        """Return what was found with the known suspects marked."""
        file = project_path(found.path, self._root)
        self._checked[file] = found.path
        self._now[file] += kinds_of(found)
        suspects = tuple(self._mark(file, suspect) for suspect in found.suspects)
        left = {kind: value for kind, value in (found.indications or {}).items() if not self._knows(file, found, kind)}
        return replace(found, suspects=suspects, indications=left if found.indications is not None else None)

    def _knows(self, file: str, found: Examination, kind: str) -> bool:
        key = file, _article_print(found, kind)
        known = self._left[key] > 0
        self._left[key] -= known
        return known

    def _mark(self, file: str, suspect: SuspectSpan) -> SuspectSpan:
        key = file, suspect.fingerprint
        if self._left[key] <= 0:
            return suspect
        self._left[key] -= 1  # a suppressed copy uses one up too: it is one of those counted
        if suspect.state != "open":
            return suspect
        return replace(suspect, state="baseline", accepted=Acceptance("baseline", suspect.fingerprint, "in the baseline"))

    def stale(self) -> tuple[Notice, ...]:
        """Return a notice for each entry of a checked file, or of one that is gone, of which copies are missing."""
        renamed = renamed_files(self._entries.values(), self._now, self._root)
        notices = [self._moved(file, old) for file, old in renamed.items()]
        for key, entry in sorted(self._entries.items()):
            left = 0 if entry.path in renamed.values() else self._left[key]
            if left > 0 and (entry.path in self._checked or not (self._root / entry.path).exists()):
                what = f"{entry.text!r} ({entry.rule}) is in the baseline {entry.count} times, {left} of them gone"
                path = self._checked.get(entry.path, entry.path)
                notices.append(Notice("warning", "baseline-stale", path, f"{what}; run `mtcheck baseline prune`"))
        return tuple(notices)

    def _moved(self, file: str, old: str) -> Notice:
        what = f"looks renamed from {old}, whose suspects are in the baseline"
        return Notice("warning", "baseline-renamed", self._checked[file], f"{what}; run `mtcheck baseline prune {file}`")

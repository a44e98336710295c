"""Apply the edits that a reviewer chose to the file they were chosen for; nothing is ever edited without that choice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import takewhile

from mtcheck.core.errors import ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.decoding import encode
from mtcheck.review.decisions import Decision
from mtcheck.review.targets import FORMATS, Target, Unwritable, contiguous, target

_CLOSING = frozenset(",.;:!?)]”’")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Change:
    """Replace a stretch of the text of an article; trimmed to what the edit really alters."""

    start: int
    end: int
    text: str
    made: Decision


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file with the edits applied: as it was, as it is, what was applied, and why the rest could not be."""

    before: str
    raw: str
    applied: tuple[Change, ...]
    problems: tuple[str, ...]


def fixed(article: Article, decisions: Iterable[Decision], *, raw: str | None = None) -> Fixed:
    """Return the file with the chosen edits in it; an edit that cannot be applied is a problem, never half applied.

    ``raw`` is the whole file of a record of JSON Lines, whose article is one line of it.
    """
    problems: list[str] = []
    free = chosen(article, decisions, problems)
    before = article.raw if raw is None else raw
    if article.meta.get("format") not in FORMATS or (article.meta.get("format") == "jsonl" and raw is None):
        problems.append(_by_hand(article, free))
        return Fixed(before, before, (), tuple(problems))
    found = target(article, raw)
    fitting = [change for change in free if _fits(article, found, change, problems)]
    applied = _as_wanted(article, found, fitting, problems)
    return Fixed(before, _applied(found, applied), tuple(applied), tuple(problems))


def chosen(article: Article, decisions: Iterable[Decision], problems: list[str]) -> list[Change]:
    """Return the edits of faults that stand alone, in order; what overlaps or lies outside becomes a problem."""
    wanted = []
    for made in decisions:
        if made.decision != "artifact" or made.edit is None:
            continue
        if made.end > len(article.text):
            problems.append(f"{made.text!r}: lies beyond the end of the text")
        else:
            wanted.append(_trimmed(article.text, made))
    return list(_without_overlaps(article, wanted, problems))


def diff(path: str, result: Fixed) -> str:
    """Return the edits as a unified diff that ``patch`` understands."""
    before, after = _LINES.findall(result.before), _LINES.findall(result.raw)
    lines = unified_diff(before, after, _header_name(f"a/{path}"), _header_name(f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _header_name(path: str) -> str:
    """Quote a name that would break out of its line, as git does."""
    return path if path.isprintable() else json.dumps(path, ensure_ascii=False)


def encoded(article: Article, raw: str) -> bytes:
    """Return the file in the encoding that it was read in; ReadError where an edit holds what that encoding lacks."""
    try:
        return encode(raw, article.meta.get("encoding", "utf-8"))
    except UnicodeEncodeError as error:
        missing = error.object[error.start : error.end]
        raise ReadError(article.path, f"{missing!r} of an edit cannot be written as {error.encoding}") from error


# --- one change


def _trimmed(text: str, made: Decision) -> Change:
    """Leave out what the edit keeps at both ends, so that neighbours do not get in each other's way.

    Words that are left out take one of the spaces beside them along.
    """
    old, new = text[made.start : made.end], made.edit or ""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    start, end, fresh = made.start + head, made.end - tail, new[head : len(new) - tail]
    if not fresh and start < end:
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if before == " " and (not after or after.isspace() or after in _CLOSING):
            start -= 1
        elif before in ("", "\n") and after == " ":
            end += 1
    return Change(start, end, fresh, made)


def _shared(one: str, other: str) -> int:
    """Count the characters that both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _without_overlaps(article: Article, changes: Iterable[Change], problems: list[str]) -> Iterator[Change]:
    """Yield the changes that stand alone; those that meet are all refused, for no program knows which is meant."""
    order = sorted(changes, key=lambda change: (change.start, change.end, change.text))
    for cluster in _clusters(order):
        if len({(change.start, change.end, change.text) for change in cluster}) == 1:
            yield cluster[0]
        else:
            names = " and ".join(_named(article, change) for change in cluster)
            problems.append(f"{names}: the edits overlap and none was applied; choose one of them in the report")


def _clusters(order: Sequence[Change]) -> Iterator[list[Change]]:
    cluster: list[Change] = []
    reach = -1
    for change in order:
        meets = cluster and (change.start < reach or (change.start, change.end) == (cluster[-1].start, cluster[-1].end))
        if cluster and not meets:
            yield cluster
            cluster = []
        cluster.append(change)
        reach = max(reach if meets else -1, change.end)
    if cluster:
        yield cluster


def _named(article: Article, change: Change) -> str:
    line, column = article.source_map.line_column(change.made.start)
    return f"{line}:{column} {change.made.text!r}"


def _fits(article: Article, found: Target, change: Change, problems: list[str]) -> bool:
    """Tell whether the edit can be written there: where markup lies inside, a person has to say where the markup goes."""
    if not contiguous(found.source_map, change.start, change.end):
        problems.append(f"{_named(article, change)}: there is markup inside; apply {change.made.edit!r} by hand")
        return False
    try:
        found.written(change.text)
    except Unwritable as error:
        problems.append(f"{_named(article, change)}: {change.made.edit!r} cannot be written: {error}")
        return False
    return True


def _by_hand(article: Article, changes: Sequence[Change]) -> str:
    kind = article.meta.get("format", "another format")
    listed = "; ".join(f"{_named(article, change)} -> {change.made.edit!r}" for change in changes)
    return f"fix writes {', '.join(FORMATS.values())} and Word files, and this is {kind}; apply by hand: {listed or 'nothing'}"


# --- all of them


def _as_wanted(article: Article, found: Target, changes: Sequence[Change], problems: list[str]) -> list[Change]:
    """Keep the edits with which the file, read again, has the text that is wanted; markup must not come into being."""
    if _reads_as_wanted(article, found, changes):
        return list(changes)
    kept: list[Change] = []
    for change in changes:
        if _reads_as_wanted(article, found, [*kept, change]):
            kept.append(change)
        else:
            problems.append(
                f"{_named(article, change)}: with {change.made.edit!r} the file would read otherwise; apply it by hand"
            )
    return kept


def _reads_as_wanted(article: Article, found: Target, changes: Sequence[Change]) -> bool:
    wanted = _spliced(article.text, [(change.start, change.end, change.text) for change in changes])
    return found.again(_applied(found, changes)).split() == wanted.split()


def _applied(found: Target, changes: Sequence[Change]) -> str:
    places = [(*found.source_map.raw_range(change.start, change.end), found.written(change.text)) for change in changes]
    return _spliced(found.raw, places)


def _spliced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, new in places:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])

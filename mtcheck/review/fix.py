"""Apply the edits that a reviewer chose to the file they were chosen for; nothing is ever edited without that choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import takewhile

from mtcheck.core.errors import ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.decoding import encode
from mtcheck.readers.markdown import read_markdown
from mtcheck.review.decisions import Decision

FORMATS = {"text": "plain text", "markdown": "Markdown"}
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
    """Be an article with its edits applied: the raw file, what was applied, and why the rest could not be."""

    raw: str
    applied: tuple[Change, ...]
    problems: tuple[str, ...]


def fixed(article: Article, decisions: Iterable[Decision]) -> Fixed:
    """Return the file with the chosen edits in it; an edit that cannot be applied is a problem, never half applied."""
    problems: list[str] = []
    wanted = []
    for made in decisions:
        if made.decision != "artifact" or made.edit is None:
            continue
        if made.end > len(article.text):
            problems.append(f"{made.text!r}: lies beyond the end of the text")
        else:
            wanted.append(_trimmed(article.text, made))
    free = list(_without_overlaps(article, wanted, problems))
    if article.meta.get("format") not in FORMATS:
        problems.append(_by_hand(article, free))
        return Fixed(article.raw, (), tuple(problems))
    applied = [change for change in free if _fits(article, change, problems)]
    raw = _applied(article, applied)
    if not _reads_as_wanted(article, raw, applied):
        problems.append("with these edits the Markdown would read otherwise; apply them by hand")
        return Fixed(article.raw, (), tuple(problems))
    return Fixed(raw, tuple(applied), tuple(problems))


def diff(article: Article, result: Fixed) -> str:
    """Return the edits as a unified diff that ``patch`` understands."""
    before, after = _LINES.findall(article.raw), _LINES.findall(result.raw)
    lines = unified_diff(before, after, f"a/{article.path}", f"b/{article.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def encoded(article: Article, raw: str) -> bytes:
    """Return the file in the encoding that it was read in; ReadError where an edit holds what that encoding lacks."""
    try:
        return encode(raw, article.meta.get("encoding", "utf-8"))
    except UnicodeEncodeError as error:
        missing = error.object[error.start : error.end]
        raise ReadError(article.path, f"{missing!r} of an edit cannot be written as {error.encoding}") from error


# --- one change


def _trimmed(text: str, made: Decision) -> Change:
    """Leave out what the edit keeps at both ends, so that neighbours do not get in each other's way."""
    old, new = text[made.start : made.end], made.edit or ""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    return Change(made.start + head, made.end - tail, new[head : len(new) - tail], made)


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


def _fits(article: Article, change: Change, problems: list[str]) -> bool:
    """Tell whether the stretch is the same in the file: where markup lies in it, a person has to say where the markup goes."""
    begin, stop = article.source_map.raw_range(change.start, change.end)
    if article.raw[begin:stop] == article.text[change.start : change.end]:
        return True
    problems.append(f"{_named(article, change)}: there is markup inside; apply {change.made.edit!r} by hand")
    return False


def _by_hand(article: Article, changes: Sequence[Change]) -> str:
    kind = article.meta.get("format", "another format")
    listed = "; ".join(f"{_named(article, change)} -> {change.made.edit!r}" for change in changes)
    return f"fix writes {' and '.join(FORMATS.values())}, and this is {kind}; apply by hand: {listed or 'nothing'}"


# --- all of them


def _applied(article: Article, changes: Sequence[Change]) -> str:
    places = [(*article.source_map.raw_range(change.start, change.end), change.text) for change in changes]
    return _spliced(article.raw, places)


def _spliced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, new in places:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _reads_as_wanted(article: Article, raw: str, changes: Sequence[Change]) -> bool:
    """Read the edited Markdown again: its text must be the old one with the edits, or markup came into being."""
    if article.meta.get("format") != "markdown":
        return True
    again = next(iter(read_markdown(raw.encode("utf-8", "surrogatepass"), article.path, id=article.id)))
    return again.text == _spliced(article.text, [(change.start, change.end, change.text) for change in changes])

"""Read the suppressions that stand in an article: ``<!-- mtcheck: ignore RULES until DATE -- REASON -->``.

``ignore`` covers the paragraph it stands in or before, ``ignore-file`` the whole article, ``ignore-begin`` everything up to
``ignore-end``. RULES are rule ids or families, or ``all``; the reason must be given, the date need not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mtcheck.config.schema import ALL, check_rules, covers
from mtcheck.core.document import Document
from mtcheck.core.errors import ConfigError
from mtcheck.core.report import Notice
from mtcheck.core.span import Span

_COMMENT = re.compile(r"<!--\s{0,20}mtcheck:([^<>]{0,500}?)-->")
_BODY = re.compile(  # matched against a body whose white space is single spaces
    r"(?P<verb>[a-z-]+)(?: (?P<rules>[\w.,-]+(?: [\w.,-]+)*?))??(?: until (?P<day>\S+))?(?: -- (?P<reason>.+))?"
)
_BEHIND = 200  # characters of white space that may stand between a paragraph and its comment
_FORM = "write <!-- mtcheck: ignore RULES -- REASON -->"


@dataclass(frozen=True, slots=True)
class Comment:
    """Hold one suppression in an article: its line, the rules, the stretch of text they do not count in, and why."""

    line: int
    rules: tuple[str, ...]
    span: Span
    reason: str

    def covers(self, rule_id: str, span: Span) -> bool:
        """Tell whether the comment takes out this suspect."""
        return self.span.overlaps(span) and (ALL in self.rules or any(covers(prefix, rule_id) for prefix in self.rules))


def read_comments(doc: Document, day: date) -> tuple[list[Comment], list[Notice]]:
    """Return the comments of a Markdown or HTML article that count on that day, and a notice for each that does not."""
    comments: list[Comment] = []
    notices: list[Notice] = []
    if doc.meta.get("format") not in ("markdown", "html"):
        return comments, notices
    ends = [doc.source_map.raw_range(block.span.start, block.span.end)[1] for block in doc.blocks]
    begun: list[tuple[re.Match[str], int, int]] = []
    for match in _COMMENT.finditer(doc.raw):
        if doc.source_map.shows(match.start()):
            continue  # it is an example in the text
        line, _ = doc.source_map.line_start(match.start())
        body = _BODY.fullmatch(" ".join(match[1].split()))
        verb = body["verb"] if body else ""
        try:
            if body is None or verb not in ("ignore", "ignore-file", "ignore-begin", "ignore-end"):
                raise ConfigError(f"this comment is not understood; {_FORM}")
            if verb == "ignore-begin":
                begun.append((body, match.end(), line))
            elif verb != "ignore-end":
                comments.append(_comment(body, line, _span(doc, verb, match.start(), ends), day))
            elif begun:
                start, after, first = begun.pop()
                comments.append(_comment(start, first, _between(doc, after, match.start()), day))
            else:
                raise ConfigError("ignore-end without ignore-begin before it")
        except ConfigError as error:
            notices.append(Notice("warning", "suppression-broken", doc.path, f"line {line}: {error}"))
    for _, _, line in begun:
        reason = f"line {line}: ignore-begin without ignore-end after it; it counts for nothing"
        notices.append(Notice("warning", "suppression-broken", doc.path, reason))
    return comments, notices


def _comment(body: re.Match[str], line: int, span: Span, day: date) -> Comment:
    rules = tuple(part for part in re.split(r"[,\s]+", body["rules"] or "") if part)
    if not rules or not body["reason"]:
        raise ConfigError(f"a suppression needs {'a reason' if rules else 'rules'}; {_FORM}")
    check_rules(prefix for prefix in rules if prefix != ALL)
    try:
        expires = date.fromisoformat(body["day"]) if body["day"] else None
    except ValueError as error:
        raise ConfigError(f"{body['day']!r} is not a date; write it as 2027-01-31") from error
    if expires is not None and expires <= day:
        raise ConfigError(f"this suppression expired on {expires}; decide again, or remove it")
    return Comment(line, rules, span, body["reason"])


def _span(doc: Document, verb: str, raw_offset: int, ends: Sequence[int]) -> Span:
    """Return what a comment covers: all, or the paragraph that it stands in or right behind, else the next one."""
    if verb == "ignore-file":
        return Span(0, len(doc.text))
    index = bisect_right(ends, raw_offset)
    end = ends[index - 1] if index else -1
    if index and raw_offset - end <= _BEHIND and not doc.raw[end:raw_offset].strip(" \t"):
        index -= 1
    return doc.blocks[index].span if index < len(ends) else Span(len(doc.text), len(doc.text))


def _between(doc: Document, raw_start: int, raw_end: int) -> Span:
    start, end = doc.source_map.to_text(raw_start), doc.source_map.to_text(raw_end)
    return Span(start, max(start, end))

"""Find page furniture that was copied into an article: template codes, buttons, subscription lines, stamps."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mtcheck.core.document import Document
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import Severity

_WHY = "It is no part of the article; a page was copied or scraped together with its furniture."


def _rule(
    name: str, title: str, severity: Severity, known_problems: str, bad: tuple[str, ...], good: tuple[str, ...], why: str = _WHY
) -> Rule:
    return Rule(
        id=f"boilerplate.{name}",
        title=title,
        category="design/boilerplate",
        severity=severity,
        why=why,
        known_problems=known_problems,
        bad=bad,
        good=good,
        since="0.1",
        status="preview",
    )


TEMPLATE_CODE = _rule(
    "template-code",
    "Template code or markup left in the text",
    "minor",
    "Articles about markup show such codes on purpose. Of a code that stands more than three times only the first is reported.",
    ('Vote now ⟦[CP_POLLS id="3"]⟧ and see.', "Dear ⟦{{first_name}}⟧, the talks⟦&nbsp;⟧failed."),
    ("He said it [sic] and left.", "Profits at AT&T rose 5% (see note [3]); R&D; too."),
    "A code that a web page should have replaced was left in the text.",
)
ICON_NAME = _rule(
    "icon-name",
    "Name of an icon in place of the icon",
    "minor",
    "Only the names of widespread icon fonts are known.",
    ("⟦keyboard_arrow_leftPrevious⟧\nThe story begins here.", "See the list ⟦arrow_forward_ios⟧ of members."),
    ("Press the left arrow on the keyboard.", "Set the option play_music to on."),
    "An icon font shows an arrow for this name; without the font the name itself stands in the text.",
)
SUBSCRIPTION = _rule(
    "subscription",
    "Subscription, log-in or cookie line",
    "minor",
    "Found as a line of its own, or where 'our newsletter' is named; a line in an unusual wording is missed.",
    ("⟦Subscribe to our mailing list to get the new updates!⟧", "The end.\n⟦We use cookies to improve your experience.⟧"),
    ("She signed up for the army in 1942 and stayed.", "Bakers use cookies to test ovens, and readers subscribe to magazines."),
)
SHARE = _rule(
    "share",
    "Share button or comment counter",
    "minor",
    "A heading that is one word of these is reported too.",
    ("⟦Share on Facebook⟧\nThe minister resigned.", "⟦Tweet⟧\n⟦12 comments⟧"),
    ("They share on average two rooms.", "The president's tweet drew 12 comments from readers."),
)
BYLINE_STAMP = _rule(
    "byline-stamp",
    "Time stamp, source, byline or picture credit",
    "neutral",
    "Bylines and credits are right on a page and only out of place in running text, hence neutral.",
    ("⟦3 min read⟧\n⟦Updated 2h ago 7:40am⟧\nThe talks failed.", "⟦Source: Reuters⟧"),
    ("The report was updated on Monday after the talks.", "Source: the ministry said on Monday that talks would go on."),
)
NAVIGATION = _rule(
    "navigation",
    "Navigation link or list heading of a page",
    "minor",
    "A real heading of one of these wordings is reported too.",
    ("⟦Featured Posts⟧\nThe talks failed.", "⟦Read more: Ministers meet in Oslo⟧\n⟦Page 2 of 5⟧"),
    ("Read more books, she told the children.", "The next page of the treaty lists the islands."),
)
COPYRIGHT = _rule(
    "copyright",
    "Copyright or reproduction notice",
    "neutral",
    "Notices in unusual wording are missed.",
    ("⟦Copyright 2019 Example Press. All rights reserved.⟧", "The end.\n⟦© 2021 Example Media Ltd⟧"),
    ("The copyright of the song expired in 1990.", "All rights are reserved to the people by the amendment."),
)
PAGE_FURNITURE = _rule(
    "page-furniture",
    "Navigation of the web page",
    "neutral",
    "Found where the reader of HTML set furniture apart, and in plain text as a row of short items between separators.",
    ("⟦Home | World | Politics | Sport | Opinion⟧\nThe talks failed.", "⟦News · Culture · Science · About us⟧"),
    ("The menu of the restaurant is long.", "Home is where the heart is."),
)
_RULES = (TEMPLATE_CODE, ICON_NAME, SUBSCRIPTION, SHARE, BYLINE_STAMP, NAVIGATION, COPYRIGHT, PAGE_FURNITURE)
_TITLES = {rule.id: rule.title[:1].lower() + rule.title[1:] for rule in _RULES}
_LONGEST_LINE = 200
_MANY = 3
_GLUED = 40
_BARE_TAG = re.compile(r"<([a-z]\w*)>")
_NAMED_TAG = re.compile(r"\b(?:an?|the|this|that|each|every|another|one|same|no|any) (?:[a-z][\w-]* ){0,2}$")
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_ORNAMENT = " \t\u00a0\u3000•●▪·*|>»›→←«‹▶►–—-#~_=+✕×"


_Compiled = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], tuple[Any, ...]]


def _compiled(table: Any) -> _Compiled:
    """Join the patterns of the table into one for whole lines and one for places inside a line; group ``rN`` is row N.

    The third pattern finds the triggers: literals of which a line must hold one before the second pattern is tried.
    """
    rows = tuple(table.rows)
    lines, inline = [], []
    triggers: dict[str, None] = {}
    for number, row in enumerate(rows):
        if row["where"] == "inline":
            inline.append(f"(?P<r{number}>{row['pattern']})")
            triggers.update(dict.fromkeys(map(re.escape, row["trigger"].split("|"))))
        else:
            flag = "i" if row["where"] == "line" else ""
            lines.append(f"(?P<r{number}>(?{flag}:{row['pattern']}))")
    return re.compile("|".join(lines)), re.compile("|".join(inline)), re.compile("|".join(triggers)), rows


class BoilerplateDetector:
    """Find page furniture, by whole lines and by codes inside a line."""

    family = "boilerplate"
    rules = _RULES

    def __init__(self) -> None:
        self._compiled: tuple[Any, _Compiled] | None = None

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each furniture line, and for each code in the other lines."""
        table = ctx.table("boilerplate")
        if self._compiled is None or self._compiled[0] is not table:
            self._compiled = table, _compiled(table)
        line_pattern, inline_pattern, trigger, rows = self._compiled[1]
        inline: list[tuple[Any, Span]] = []
        for block in doc.blocks:
            if block.kind == "code":
                continue
            if block.kind == "chrome":
                yield _furniture(doc, block.span)
                continue
            for line in _LINE.finditer(doc.text, block.span.start, block.span.end):
                start, end = _core(doc.text, line.start(), line.end())
                match = line_pattern.fullmatch(doc.text, start, end) if 0 < end - start <= _LONGEST_LINE else None
                if match:
                    yield _finding(doc, rows[_number(match)], Span(start, end))
                elif trigger.search(doc.text, line.start(), line.end()):
                    inline.extend(_inline(doc, inline_pattern, rows, line.start(), line.end()))
        counts = Counter(doc.of(span) for _, span in inline)
        seen: set[str] = set()
        for row, span in inline:
            form = doc.of(span)
            if counts[form] <= _MANY or form not in seen:
                seen.add(form)
                yield _finding(doc, row, span, count=counts[form])


def _number(match: re.Match[str]) -> int:
    """Return the number of the row whose pattern matched."""
    return int((match.lastgroup or "")[1:])


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a line between its bullets, arrows and blanks."""
    while start < end and text[start] in _ORNAMENT:
        start += 1
    while end > start and text[end - 1] in _ORNAMENT:
        end -= 1
    return start, end


def _inline(doc: Document, pattern: re.Pattern[str], rows: tuple[Any, ...], start: int, end: int) -> Iterator[tuple[Any, Span]]:
    last = start
    for match in pattern.finditer(doc.text, start, end):
        row = rows[_number(match)]
        first, stop = match.span()
        if row["rule"] == "icon-name":  # a label is often glued to it: keyboard_arrow_leftPrevious
            while first > max(last, match.start() - _GLUED) and _is_word(doc.text[first - 1]):
                first -= 1
            while stop < min(end, match.end() + _GLUED) and _is_word(doc.text[stop]):
                stop += 1
        while stop > first and doc.text[stop - 1] == " ":
            stop -= 1
        if first >= last and not (row.key.endswith(": tag") and _is_named(doc.text, first, stop)):
            yield row, Span(first, stop)
            last = stop


def _is_named(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence speaks of the element: a bare opening tag between words that is nowhere closed."""
    tag = _BARE_TAG.fullmatch(text, start, end)
    return (
        tag is not None
        and _NAMED_TAG.search(text, max(0, start - _GLUED), start) is not None
        and text[end : end + 1] in tuple(" ,.;)")
        and f"</{tag[1]}" not in text
    )


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _finding(doc: Document, row: Any, span: Span, *, count: int = 1) -> Finding:
    form = doc.of(span)
    rule_id = f"boilerplate.{row['rule']}"
    shown = form if len(form) <= 60 else form[:60] + "…"
    many = f" ({count} times in the text)" if count > _MANY else ""
    edits: tuple[Edit, ...] = ()
    if row.key.endswith(": entity"):
        edits = (Edit(span, html.unescape(form), "safe"),)
    return Finding(
        rule_id,
        span,
        score=0.9,
        message=f"‘{shown}’ is page furniture: {_TITLES[rule_id]}{many}",
        evidence=(TableHit("boilerplate", row.key, row.source),),
        edits=edits,
    )


def _furniture(doc: Document, span: Span) -> Finding:
    form = doc.of(span)
    shown = form if len(form) <= 60 else form[:60] + "…"
    return Finding(
        PAGE_FURNITURE.id,
        span,
        score=0.9,
        message=f"‘{shown}’ is navigation of the web page, not part of the article",
        evidence=(),
    )


detector = BoilerplateDetector()

"""Find numbers, dates, times and amounts that cannot be right as they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import regex

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Evidence, Finding, Safety, TableHit
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.detectors.number_date import rules
from mtcheck.tables import Table

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = regex.compile(
    rf"\b(?:{_MONTHS}|{_MONTHS.upper()}|(?i:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?=\s?\d)"
    r"|(?i:january|february|april|june|july|august|september|october|november|december)\b|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_SCALE = r"(?:thousand|million|billion|trillion)"
_NUMBER = r"(?<![\d.,\p{L}])\d{1,15}(?:[.,]\d{1,15}){0,6}"
_YEARS = range(1000, 2200)

_DAY = regex.compile(
    r"\b(?:[Oo]n|[Aa]s of|(?:morning|afternoon|evening|night) of) (?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)\b"
    r"(?!(?: day)? of\b)"  # "of last month" says which
)
_MONTH_DAY = regex.compile(r"\b(?P<month>\d{1,2}) month (?P<day>\d{1,2}) days?\b")
_YEAR = regex.compile(
    r"\b(?:[Ii]n|[Ss]ince|[Ff]rom|[Bb]y|[Uu]ntil|of) (?:the )?(?P<hit>(?P<year>19\d\d|20(?!00)\d\d) year)\b"
    r"(?=[.,;:)]|\s+(?:the|a|an|in|by|it|he|she|they|and|when|of)\b|\s*$)"
)
_DECIMAL = regex.compile(r"(?<![\d.,$€£¥])(?P<number>\d{1,3}\.\d{1,3}) thousand\b(?!\s+(?:million|years?|BC|tons? of oil))")
_MULTIPLE = regex.compile(
    rf"(?P<number>{_NUMBER})(?:[ -](?P<first>ten|hundred)[ -](?P<second>thousand|million|billion)"
    rf"|\ (?P<first>thousand|million|billion)\ (?P<second>thousand|million|trillion))\b(?!s?\s+of\b)"
)
_WORD_MULTIPLE = regex.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|several|hundred|thousand) ten[ -](?:thousand|million)\b", regex.I
)
_TOO_LARGE = regex.compile(rf"(?<![\d.,])\d{{1,3}}(?:,\d{{3}}){{2,5}}(?:\.\d{{1,9}})? {_SCALE}\b")
_PERCENT = regex.compile(rf"{_NUMBER}(?P<twice> ?% ?(?:percent|per cent))\b", regex.I)
_CURRENCY = regex.compile(
    rf"(?P<sign>US\$|\$|€|£|¥|₩|\bRMB|\bCNY) ?{_NUMBER}(?: ?{_SCALE})?"
    rf"(?P<twice> (?:US |U\.S\. )?(?P<word>[Dd]ollar|[Ee]uro|[Pp]ound|[Yy]en|[Yy]uan|[Ww]on)s?)\b(?!-)"
)
_AFTER = regex.compile(rf"(?P<number>{_NUMBER})(?P<scale> {_SCALE})? ?\$(?![\w$%&{{(-]| ?\d)")
_COMMA = regex.compile(rf"(?<![\d.,\p{{L}}])(?P<number>\d{{1,3}},\d{{1,2}})(?= ?%| (?:percent|per cent|{_SCALE})\b)")
_MALFORMED = regex.compile(rf"(?<![\d.,\p{{L}}])\d{{1,9}}(?:\.\d{{1,9}}){{2,5}}(?: ?%| (?:percent|per cent|{_SCALE})\b)")
_POINT_DATE = regex.compile(r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b")
_ORDINAL = regex.compile(r"(?<![\d.,\p{L}-])(?P<number>\d{1,9})(?P<suffix>st|nd|rd|th)\b")
_MONTH_FIRST = regex.compile(rf"\b(?P<month>{_MONTHS}) (?P<day>29|3[01])(?:st|th)?\b(?![:.,]\d)(?:,? (?P<year>\d{{4}})\b)?")
_DAY_FIRST = regex.compile(
    rf"(?<![\d.,:-]|\d )\b(?P<day>29|3[01])(?:st|th)?(?: of)? (?P<month>{_MONTHS})"
    rf"(?:,? (?P<year>\d{{4}})\b|(?=[.,;]|$))"
)
_LATE = regex.compile(r"\b(?:at|from|until|till)\s+(?P<hit>2[5-9]:(?:00|15|30|45))(?![\d:])", regex.I)
_CLOCK = regex.compile(
    r"(?<![\d:.,+-])(?P<hit>(?:1[3-9]|2[0-3])[:.][0-5]\d ?(?:[ap]m|[ap]\.m\.|o['’]clock)|0(?::[0-5]\d)? ?(?:p\.m\.|pm))(?!\w)",
    regex.I,
)
_WEEKDAY = regex.compile(
    rf"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? (?:the )?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTHS})"
    rf"|(?P<month>{_MONTHS}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?),? (?P<year>\d{{4}})\b"
)
_LENGTHS = {"April": 30, "June": 30, "September": 30, "November": 30}
_EXPLAINED = 160  # characters after an hour past midnight in which the text may convert it
_VALUES = {"ten": 10}
_Found = Iterator[Finding]


def _finding(
    rule: Rule, span: Span, message: str, evidence: Evidence, edit: str | None = None, safe: Safety = "review"
) -> Finding:
    edits = () if edit is None else (Edit(span, edit, safe),)
    return Finding(rule.id, span, 0.9, message, (evidence,), edits)


def _steps(*steps: tuple[str, str]) -> Derivation:
    return Derivation(steps)


def _grouped(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _days_alone(doc: Document, text: str, table: Table) -> _Found:
    after = frozenset(row.key for row in table if row["class"] == "after-day")
    others = regex.compile(r"\b(?:" + "|".join(row.key for row in table if row["class"] == "no-day") + r")\b")
    starts = [block.span.start for block in doc.blocks]
    anchors = sorted([*(m.start() for m in _MONTH.finditer(text)), *(m.start() for m in others.finditer(text))])
    for match in _DAY.finditer(text):
        if not 1 <= int(match["day"]) <= 31:
            continue
        block = bisect_right(starts, match.start()) - 1
        end = min(doc.blocks[block].span.end, match.end() + 1000)
        if (anchors and anchors[0] < end) or not _stands_alone(text, match.end(), end, after):
            continue
        day = match["day"] + "日"
        yield _finding(
            rules.DAY_WITHOUT_MONTH,
            Span(match.start(), match.end()),
            f"{match.group()!r} has no month near it; the source probably had the day alone ({day}), English names the month",
            _steps(("read as written", match.group()), ("source form", day), ("month near it", "none")),
        )


def _stands_alone(text: str, at: int, end: int, after: frozenset[str]) -> bool:
    """Tell whether no noun follows the ordinal: it is the day itself."""
    rest = text[at : min(end, at + 40)]
    if not rest.strip():
        return True
    word = regex.match(r"\s*([\p{L}'’-]+|\S)", rest)
    if word is None or word[1] not in after:
        return False
    if word[1] in ("and", "to", ",", "–"):  # the 5th and 6th floors, the 18th and final hole
        more = regex.match(
            r"\s*(?:and|to|,|–)\s*(?:(?:the )?\d{1,2}(?:st|nd|rd|th)\b|final\b|last\b)\s*(?P<next>[\p{L}]*)", rest
        )
        return more is None or (more["next"] in after and "final" not in more.group() and "last" not in more.group())
    return True


def _leftovers(doc: Document, text: str, table: Table) -> _Found:
    names = _MONTHS.split("|")
    for match in _MONTH_DAY.finditer(text):
        month, day = int(match["month"]), int(match["day"])
        if not 1 <= month <= 12 or not 1 <= day <= 31 or (month == 1 and match.group().endswith("s")):
            continue
        meant = f"{names[month - 1]} {day}"
        steps = _steps(("source form", f"{month}月{day}日"), ("month by number", names[month - 1]), ("English order", meant))
        span = Span(match.start(), match.end())
        yield _finding(
            rules.LEFTOVER_WORD, span, f"{match.group()!r} is {month}月{day}日 word by word: {meant!r}", steps, meant
        )
    for match in _YEAR.finditer(text):
        steps = _steps(("source form", match["year"] + "年"), ("drop the word 'year'", match["year"]))
        span = Span(*match.span("hit"))
        message = f"{match['hit']!r} is {match['year']}年 or {match['year']} год word by word: English gives the number alone"
        yield _finding(rules.LEFTOVER_WORD, span, message, steps, match["year"], "safe")


def _multiples(doc: Document, text: str, table: Table) -> _Found:
    scale = {row.key: int(row["value"]) for row in table if row["class"] == "scale"} | _VALUES
    for match in _DECIMAL.finditer(text):
        meant = _grouped(Decimal(match["number"]) * 1000)
        steps = _steps(("multiply by 1,000", meant))
        span = Span(match.start(), match.end())
        yield _finding(rules.DECIMAL_THOUSAND, span, f"{match.group()!r} is written {meant!r} in English", steps, meant, "safe")
    for match in _MULTIPLE.finditer(text):
        number = match["number"].replace(",", "")
        if number.count(".") > 1 or (match["number"].isdigit() and int(number) in _YEARS):
            continue
        value = Decimal(number) * scale[match["first"]] * scale[match["second"]]
        meant = _spoken(value)
        first, second = match["first"], match["second"]
        steps = _steps((f"multiply by {first}", _spoken(Decimal(number) * scale[first])), (f"multiply by {second}", meant))
        message = f"{match.group()!r} counts in {first} {second}, as East Asian languages do; literally it is {meant!r}"
        yield _finding(rules.ODD_MULTIPLE, Span(match.start(), match.end()), message, steps, meant)
    for pattern in (_WORD_MULTIPLE, _TOO_LARGE):
        for match in pattern.finditer(text):
            message = f"{match.group()!r} is no English number: a multiple of 万 or 億 was translated word by word"
            steps = _steps(("read as written", match.group()), ("multiples", "two, where English has one"))
            yield _finding(rules.ODD_MULTIPLE, Span(match.start(), match.end()), message, steps)


def _spoken(value: Decimal) -> str:
    for name, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"{_grouped(value / size)} {name}"
    return _grouped(value)


def _units(doc: Document, text: str, table: Table) -> _Found:
    for match in _PERCENT.finditer(text):
        span = Span(match.start(), match.end())
        meant = text[match.start() : match.start("twice")] + "%"
        message = f"{match.group()!r} gives the unit twice, as sign and as word"
        yield _finding(rules.UNIT_TWICE, span, message, _steps(("drop the word", meant)), meant, "safe")
    for match in _CURRENCY.finditer(text):
        row = table.by_key[match["sign"]]
        if row["value"] != match["word"].lower():
            continue
        meant = text[match.start() : match.start("twice")]
        message = f"{match.group()!r} gives the currency twice: {match['sign']!r} already means {match['word']!r}"
        evidence = TableHit("number_date", row.key, row.source)
        yield _finding(rules.UNIT_TWICE, Span(match.start(), match.end()), message, evidence, meant, "safe")
    for match in _AFTER.finditer(text):
        meant = "$" + match["number"] + (match["scale"] or "")
        message = f"{match.group()!r}: English sets the sign before the number, {meant!r}"
        span = Span(match.start(), match.end())
        yield _finding(rules.SIGN_AFTER, span, message, _steps(("set the sign first", meant)), meant, "safe")


def _forms(doc: Document, text: str, table: Table) -> _Found:
    for match in _COMMA.finditer(text):
        meant = match["number"].replace(",", ".")
        message = f"{match['number']!r} has a decimal comma; English has a point: {meant!r}"
        span = Span(match.start(), match.end())
        yield _finding(rules.DECIMAL_COMMA, span, message, _steps(("comma to point", meant)), meant)
    for match in _MALFORMED.finditer(text):
        if _POINT_DATE.match(text, match.start()):
            continue  # 10.04.2022
        message = f"{match.group()!r} has several decimal points; the amount is lost"
        steps = _steps(("count decimal points", str(match.group().count("."))))
        yield _finding(rules.MALFORMED, Span(match.start(), match.end()), message, steps)
    for match in _ORDINAL.finditer(text):
        number = match["number"]
        right = "th" if number[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
        if match["suffix"] != right:
            message = f"{match.group()!r} has the wrong ending; {number + right!r} is meant, or another number"
            steps = _steps(("ending of the last digits", right))
            yield _finding(rules.ORDINAL_SUFFIX, Span(match.start(), match.end()), message, steps, number + right)


def _calendar(doc: Document, text: str, table: Table) -> _Found:
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for match in pattern.finditer(text):
            year, month = int(match["year"] or 2000), match["month"]
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            length = _LENGTHS.get(month, 31 if month != "February" else 28 + leap)
            if int(match["day"]) > length:
                end = max(match.end("day"), match.end("month"))
                span = Span(match.start(), match.end() if match["day"] == "29" else end)
                message = f"{text[span.slice]!r} is in no calendar: the month has {length} days"
                yield _finding(rules.IMPOSSIBLE_DATE, span, message, _steps(("days of the month", str(length))))
    weekdays = {row.key: int(row["value"]) for row in table if row["class"] == "weekday"}
    months = {row.key: int(row["value"]) for row in table if row["class"] == "month"}
    for match in _WEEKDAY.finditer(text):
        try:
            day = date(int(match["year"]), months[match["month"]], int(match["day"]))
        except ValueError:
            continue
        right = list(weekdays)[day.weekday()]
        if day.year >= 1753 and right != match["weekday"]:
            message = f"{match.group()!r}: that day was a {right}"
            steps = _steps(("date", day.isoformat()), ("weekday", right))
            yield _finding(rules.WEEKDAY, Span(match.start(), match.end()), message, steps)


def _clock(doc: Document, text: str, table: Table) -> _Found:
    for match in _LATE.finditer(text):
        hours, minutes = match["hit"].split(":")
        explained = rf"\b(?:in other words|that is|that means|meaning|i\.e\.)|\b0?{int(hours) - 24}[:.]{minutes}(?!\d)"
        if regex.search(explained, text[match.end() : match.end() + _EXPLAINED], regex.I):
            continue
        meant = f"{int(hours) - 24}:{minutes} a.m."
        message = f"{match['hit']!r} counts the hours past midnight, as Japanese broadcasts do: {meant!r} of the next day"
        steps = _steps(("take 24 hours away", meant))
        yield _finding(rules.CLOCK, Span(*match.span("hit")), message, steps, meant)
    for match in _CLOCK.finditer(text):
        message = f"{match['hit']!r} mixes the clock of 24 hours with that of 12"
        steps = _steps(("hour", regex.split(r"\D", match["hit"], maxsplit=1)[0]), ("of a clock of", "24 hours"))
        yield _finding(rules.CLOCK, Span(*match.span("hit")), message, steps)


_CHECKS: tuple[Callable[[Document, str, Table], _Found], ...] = (
    _days_alone,
    _leftovers,
    _multiples,
    _units,
    _forms,
    _calendar,
    _clock,
)


class NumberDateDetector:
    """Check dates, times, amounts and numbers, one pattern for each kind of damage."""

    family = "number_date"
    rules = rules.RULES

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of every check; blocks of code and page furniture are passed over."""
        table = ctx.table("number_date")
        skipped = [block.span for block in doc.blocks if block.kind in ("code", "chrome")]
        starts = [span.start for span in skipped]
        for check in _CHECKS:
            for finding in check(doc, doc.text, table):
                before = bisect_right(starts, finding.span.start)
                if not before or skipped[before - 1].end <= finding.span.start:
                    yield finding


detector = NumberDateDetector()

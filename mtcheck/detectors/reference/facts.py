"""Compare what linked sentences state: numbers, dates, names, units, negation, quotations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from rapidfuzz import fuzz

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.reference import Differences, Link
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span, hull
from mtcheck.detectors.reference import rules
from mtcheck.lang.numbers import Amount, amounts
from mtcheck.tables import Table

_CLOSE = 0.45  # similarity of sentences from which a difference of detail is no free wording
_ALIKE = 60.0  # per cent, of names that are spellings of one
_LONG_QUOTATION = 3  # words
_SMALL = 3  # a number in words below this is often no number: one, a second, both
_CALENDAR = ("month", "weekday")
_ORDINAL = ("st", "nd", "rd", "th")  # often a day of the month, which another translator leaves out
_NAMED = re.compile(r"[^\W\d_]-\Z")
_NUMBER = re.compile(r"\.? ?\d")  # after a No.
_NEXT_WORD = re.compile(r" ?(?:square |cubic )?([A-Za-z]+)")
_THOUSANDS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_RANGE = re.compile(r"[ %]?(?:to|and|or|-|–) ?[$€£¥]?\d[\d.,]* ?(thousand|million|billion|trillion)\b", re.IGNORECASE)
_OPPOSITE = re.compile(r"(?:un|in|im|ir|il|dis|non)\w{4,}|\w{3,}less(?:ly)?")


def find(doc: Document, compared: Differences, ctx: Context) -> Iterator[Finding]:
    """Yield what linked stretches state differently."""
    theirs = compared.reference
    elsewhere = frozenset(value for amount in amounts(theirs.text) for value in _readings(amount, theirs.text))
    words: Table = ctx.table("reference_words")
    units = {row.key: row["value"] for row in words if row["class"] == "unit"}
    negative = frozenset(row.key for row in words if row["class"] == "negation")
    dates = ctx.table("number_date")
    calendar = frozenset(row.key for row in dates if row["class"] in _CALENDAR)
    for link in compared.links:
        if link.hypothesis and link.reference:
            pair = _Pair(doc, compared, link, elsewhere)
            yield from _numbers(pair, units)
            yield from _dates(pair, dates)
            yield from _names(pair, calendar)
            yield from _units(pair, units)
            yield from _negations(pair, negative)
            yield from _quotations(pair)


class _Pair:
    """Hold both sides of a link: token indexes, forms, texts; ``elsewhere`` are all numbers of the reference."""

    def __init__(self, doc: Document, compared: Differences, link: Link, elsewhere: frozenset[Decimal]) -> None:
        self.doc, self.compared, self.link, self.elsewhere = doc, compared, link, elsewhere
        self.theirs = compared.reference
        self.ours = [tok for sent in link.hypothesis for tok in doc.sentences[sent].tokens]
        self.others = [tok for sent in link.reference for tok in self.theirs.sentences[sent].tokens]
        self.forms = {doc.folded[tok] for tok in self.ours}
        self.other_forms = {self.theirs.folded[tok] for tok in self.others}

    def finding(self, rule: Rule, span: Span, score: float, message: str, theirs: str, edit: str | None = None) -> Finding:
        evidence = Derivation((("text", self.doc.of(span)), ("reference", theirs)))
        edits = () if edit is None else (Edit(span, edit),)
        return Finding(rule.id, span, score, message, (evidence,), edits)


def _amounts(doc: Document, sentences: tuple[int, ...]) -> list[Amount]:
    return [amount for sent in sentences for amount in _quantities(doc, doc.sentences[sent].span)]


def _quantities(doc: Document, span: Span) -> list[Amount]:
    """Return the amounts of a stretch, but for what is part of a name (COVID-19)."""
    found = amounts(doc.of(span), span.start)
    return [amount for amount in found if not _NAMED.search(doc.text, span.start, amount.span.start)]


def _numbers(pair: _Pair, units: dict[str, str]) -> Iterator[Finding]:
    ours, theirs = _amounts(pair.doc, pair.link.hypothesis), _amounts(pair.theirs, pair.link.reference)
    known = {value for amount in theirs for value in _readings(amount, pair.theirs.text)}
    own = {value for amount in ours for value in _readings(amount, pair.doc.text)}
    missing = [amount for amount in theirs if amount.in_digits and not own & _readings(amount, pair.theirs.text)]
    for amount in ours:
        readings = _readings(amount, pair.doc.text)
        if known & readings or amount.value == 0 or (not amount.in_digits and _is_loose(pair.doc, amount)):
            continue
        text = pair.doc.of(amount.span)
        if len(missing) == 1:
            sides = _unit_after(pair.doc, amount, units), _unit_after(pair.theirs, missing[0], units)
            if None in sides or sides[0] == sides[1]:  # otherwise one of the two may have converted it
                other = pair.theirs.of(missing[0].span)
                yield pair.finding(rules.NUMBER, amount.span, 0.9, f"the reference has {other!r}, not {text!r}", other, other)
        elif amount.in_digits and not text.endswith(_ORDINAL) and pair.link.score >= _CLOSE and not readings & pair.elsewhere:
            yield pair.finding(rules.NUMBER, amount.span, 0.6, f"the reference has no number {text!r} here", "no such number")


def _is_loose(doc: Document, amount: Amount) -> bool:
    """Tell whether a number in words is small, or the end of one that is not read: two and a half million."""
    return amount.value < _SMALL or doc.of(amount.span).lower().startswith("half")


def _unit_after(doc: Document, amount: Amount, units: dict[str, str]) -> str | None:
    """Return the unit that stands after an amount."""
    match = _NEXT_WORD.match(doc.text, amount.span.end)
    return units.get(match[1].lower()) if match else None


def _readings(amount: Amount, text: str) -> set[Decimal]:
    """Return the values that an amount may stand for elsewhere: on the clock, in short years, in percent, in ranges."""
    value = amount.value
    out = {value, value * 100, value / 100}
    if value == value.to_integral_value():
        if 1 <= value <= 24:
            out |= {(value + 12) % 24}
        if 1900 <= value <= 2100:
            out.add(value % 100)
    if amount.in_digits and text[amount.span.end - 1] == "m":  # metres, or millions
        out.add(value.scaleb(-6))
    scale = _RANGE.match(text, amount.span.end)
    if scale:
        out.add(value.scaleb(_THOUSANDS[scale[1].lower()]))
    return out


def _dates(pair: _Pair, table: Table) -> Iterator[Finding]:
    for kind in _CALENDAR:
        names = {row.key for row in table if row["class"] == kind}
        theirs = {pair.theirs.forms[tok] for tok in pair.others} & names
        ours = {pair.doc.forms[tok] for tok in pair.ours} & names
        for tok in pair.ours:
            form = pair.doc.forms[tok]
            if form in names and form not in theirs and theirs - ours:
                other = min(theirs - ours)
                message = f"the reference has {other}, not {form}"
                yield pair.finding(rules.DATE, pair.doc.tokens[tok].span, 0.9, message, other, other)


def _names(pair: _Pair, calendar: frozenset[str]) -> Iterator[Finding]:
    """Compare capitalised runs that stand in the same place: spelled otherwise, or other names in sentences that are alike."""
    doc, theirs = pair.doc, pair.theirs
    members = set(pair.ours)
    known = {_plain(part) for form in pair.other_forms for part in (form, *form.split("-"))}
    own = {_plain(form) for form in pair.forms}
    for place in pair.compared.places:
        if not place.tokens or place.reference is None or place.tokens[0] not in members:
            continue
        named = [tok for tok in place.tokens if _is_name(doc, tok, calendar) and not _parts(doc.folded[tok]) <= known]
        others = [
            tok
            for tok in pair.others
            if theirs.tokens[tok].span.overlaps(place.reference)
            and _is_name(theirs, tok, calendar)
            and _plain(theirs.folded[tok]) not in own
        ]
        if not named or not others or len(named) != named[-1] - named[0] + 1:
            continue
        span = hull(doc.tokens[tok].span for tok in named)
        other = theirs.of(hull(theirs.tokens[tok].span for tok in others))
        alike = fuzz.ratio(_plain(doc.of(span).lower()), _plain(other.lower())) >= _ALIKE
        if alike or (len(named) == len(others) and pair.link.score >= _CLOSE):
            message = f"the reference writes {other!r}, not {doc.of(span)!r}"
            yield pair.finding(rules.NAME, span, 0.9 if alike else 0.6, message, other, other)


def _parts(form: str) -> set[str]:
    return {_plain(part) for part in form.split("-")}


def _plain(form: str) -> str:
    """Return a folded name without marks over its letters and without the ending of a possessive or a plural."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", form) if not unicodedata.combining(char))
    return bare.removesuffix("'s").removesuffix("'").removesuffix("s")


def _is_name(doc: Document, tok: int, calendar: frozenset[str]) -> bool:
    """Tell whether a word is capitalised for its own sake: not by its place, not an I, and no month or day of the week."""
    form = doc.forms[tok]
    if form in calendar or doc.tokens[tok].kind != "word" or not form[0].isupper() or len(form) < 3:
        return False
    before = doc.forms[tok - 1] if tok else "."
    starts = any(sent.tokens.start == tok for sent in doc.sentences)
    return not starts and before not in "“\"‘'.:!?…"


def _units(pair: _Pair, units: dict[str, str]) -> Iterator[Finding]:
    partners = pair.compared.partners
    for tok in pair.ours[:-1]:
        partner = partners[tok]
        if pair.doc.tokens[tok].kind != "number" or partner is None or partner + 1 >= len(pair.theirs.tokens):
            continue
        ours, theirs = units.get(pair.doc.folded[tok + 1]), units.get(pair.theirs.folded[partner + 1])
        if ours and theirs and ours != theirs:
            form, other = pair.doc.forms[tok + 1], pair.theirs.forms[partner + 1]
            message = f"the reference has {other!r} after the same number, not {form!r}"
            yield pair.finding(rules.UNIT, pair.doc.tokens[tok + 1].span, 0.9, message, other, other)


def _negations(pair: _Pair, negative: frozenset[str]) -> Iterator[Finding]:
    """Find a negation on one side only, where the words beside it are the same on both."""
    if pair.link.score < _CLOSE:
        return
    partners = pair.compared.partners
    places = {partner: tok for tok in pair.ours if (partner := partners[tok]) is not None}
    ours = [tok for tok in pair.ours if _is_negative(pair.doc, tok, negative)]
    theirs = [tok for tok in pair.others if _is_negative(pair.theirs, tok, negative)]
    if len(ours) == 1 and not theirs and not _says_opposite(pair.other_forms - pair.forms):
        beside = _beside(pair.doc, ours[0], pair.ours)
        if beside and _adjoin([partners[tok] for tok in beside]):
            span = pair.doc.tokens[ours[0]].span
            message = f"the reference has no negation; the text says {pair.doc.of(span)!r}"
            yield pair.finding(rules.NEGATION, span, 0.9, message, "none")
    elif len(theirs) == 1 and not ours and not _says_opposite(pair.forms - pair.other_forms):
        beside = _beside(pair.theirs, theirs[0], pair.others)
        found = [places.get(tok) for tok in beside or ()]
        if found and found[0] is not None and _adjoin(found):
            other = pair.theirs.forms[theirs[0]]
            span = pair.doc.tokens[found[0]].span
            yield pair.finding(rules.NEGATION, span, 0.9, f"the reference has a negation here: {other!r}", other)


def _is_negative(doc: Document, tok: int, negative: frozenset[str]) -> bool:
    form = doc.folded[tok]
    return (form in negative or form.endswith("n't")) and not _NUMBER.match(doc.text, doc.tokens[tok].span.end)


def _says_opposite(forms: Set[str]) -> bool:
    """Tell whether a word may hold a negation in itself: unknown, harmless."""
    return any(_OPPOSITE.fullmatch(form) for form in forms)


def _beside(doc: Document, tok: int, members: Sequence[int]) -> tuple[int, int] | None:
    """Return the words before and after a word of a sentence; None at its edges."""
    words = [member for member in members if doc.tokens[member].kind == "word"]
    at = words.index(tok)
    return (words[at - 1], words[at + 1]) if 0 < at < len(words) - 1 else None


def _adjoin(places: Sequence[int | None]) -> bool:
    """Tell whether two words that stand round a negation stand side by side in the other text, or round one word."""
    first, last = places
    return first is not None and last is not None and 0 < last - first <= 2


def _quotations(pair: _Pair) -> Iterator[Finding]:
    if pair.link.score < _CLOSE:
        return
    sentences = [pair.theirs.sentences[sent].span for sent in pair.link.reference]
    if any(quoted.overlaps(span) for quoted in pair.theirs.quotations for span in sentences):
        return
    for sent in pair.link.hypothesis:
        span = pair.doc.sentences[sent].span
        for quoted in pair.doc.quotations:
            if span.contains(quoted) and pair.doc.of(quoted).count(" ") >= _LONG_QUOTATION and quoted != span:
                message = f"the reference does not quote {pair.doc.of(quoted)!r}"
                yield pair.finding(rules.QUOTATION, quoted, 0.5, message, "no quotation marks in the sentence")

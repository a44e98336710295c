"""Compare what linked sentences state: numbers, dates, names, units, negation, quotations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.numbers import Amount, amounts
from mtcheck.core.reference import Differences, Link
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span, hull
from mtcheck.detectors.reference import rules
from mtcheck.tables import Table

_CLOSE = 0.45  # similarity from which a negation on one side only is no free wording
_LONG_QUOTATION = 3  # words
_SMALL = 3  # a number in words below this is often no number: one, a second, both


def find(doc: Document, compared: Differences, link: Link, ctx: Context) -> Iterator[Finding]:
    """Yield what two linked stretches state differently."""
    pair = _Pair(doc, compared, link)
    yield from _numbers(pair)
    yield from _dates(pair, ctx.table("number_date"))
    yield from _names(pair)
    words: Table = ctx.table("reference_words")
    yield from _units(pair, {row.key: row["value"] for row in words if row["class"] == "unit"})
    yield from _negations(pair, frozenset(row.key for row in words if row["class"] == "negation"))
    yield from _quotations(pair)


class _Pair:
    """Hold both sides of a link: token indexes, forms, texts."""

    def __init__(self, doc: Document, compared: Differences, link: Link) -> None:
        self.doc, self.compared, self.link = doc, compared, link
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
    return [amount for sent in sentences for amount in amounts(doc.of(doc.sentences[sent]), doc.sentences[sent].span.start)]


def _numbers(pair: _Pair) -> Iterator[Finding]:
    ours, theirs = _amounts(pair.doc, pair.link.hypothesis), _amounts(pair.theirs, pair.link.reference)
    known = {value for amount in theirs for value in _readings(amount)}
    own = {value for amount in ours for value in _readings(amount)}
    missing = [amount for amount in theirs if amount.in_digits and not own & _readings(amount)]
    for amount in ours:
        if known & _readings(amount) or (not amount.in_digits and amount.value < _SMALL):
            continue
        text = pair.doc.of(amount.span)
        if len(missing) == 1:
            other = pair.theirs.of(missing[0].span)
            yield pair.finding(rules.NUMBER, amount.span, 0.9, f"the reference has {other!r}, not {text!r}", other, other)
        else:
            yield pair.finding(rules.NUMBER, amount.span, 0.6, f"the reference has no number {text!r} here", "no such number")


def _readings(amount: Amount) -> set[Decimal]:
    """Return the values that an amount may stand for elsewhere: on the clock, in short years, in percent."""
    value = amount.value
    out = {value, value * 100, value / 100}
    if value == value.to_integral_value():
        if 1 <= value <= 24:
            out |= {(value + 12) % 24}
        if 1900 <= value <= 2100:
            out.add(value % 100)
    return out


def _dates(pair: _Pair, table: Table) -> Iterator[Finding]:
    for kind in ("month", "weekday"):
        names = {row.key for row in table if row["class"] == kind}
        theirs = {pair.theirs.forms[tok] for tok in pair.others} & names
        ours = {pair.doc.forms[tok] for tok in pair.ours} & names
        for tok in pair.ours:
            form = pair.doc.forms[tok]
            if form in names and form not in theirs and theirs - ours:
                other = min(theirs - ours)
                message = f"the reference has {other}, not {form}"
                yield pair.finding(rules.DATE, pair.doc.tokens[tok].span, 0.9, message, other, other)


def _names(pair: _Pair) -> Iterator[Finding]:
    """Compare capitalised runs that stand in the same place and share nothing."""
    doc, theirs = pair.doc, pair.theirs
    members = set(pair.ours)
    known = {part for form in pair.other_forms for part in (form, *form.split("-"))}
    for place in pair.compared.places:
        if not place.tokens or place.reference is None or place.tokens[0] not in members:
            continue
        named = [tok for tok in place.tokens if _is_name(doc, tok) and not set(doc.folded[tok].split("-")) <= known]
        others = [
            tok
            for tok in pair.others
            if theirs.tokens[tok].span.overlaps(place.reference)
            and _is_name(theirs, tok)
            and theirs.folded[tok] not in pair.forms
        ]
        if named and others and len(named) == named[-1] - named[0] + 1:
            span = hull(doc.tokens[tok].span for tok in named)
            other = theirs.of(hull(theirs.tokens[tok].span for tok in others))
            message = f"the reference writes {other!r}, not {doc.of(span)!r}"
            yield pair.finding(rules.NAME, span, 0.9 if len(named) == len(others) else 0.6, message, other, other)


def _is_name(doc: Document, tok: int) -> bool:
    """Tell whether a word is capitalised for its own sake: not by its place, and not an I."""
    form = doc.forms[tok]
    if doc.tokens[tok].kind != "word" or not form[0].isupper() or len(form) < 3:
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
    if pair.link.score < _CLOSE:
        return
    ours = [tok for tok in pair.ours if _is_negative(pair.doc.folded[tok], negative)]
    theirs = [tok for tok in pair.others if _is_negative(pair.theirs.folded[tok], negative)]
    if ours and not theirs and len(ours) == 1:
        span = pair.doc.tokens[ours[0]].span
        yield pair.finding(
            rules.NEGATION, span, 0.9, f"the reference has no negation; the text says {pair.doc.of(span)!r}", "none"
        )
    elif theirs and not ours and len(theirs) == 1:
        before = [tok for tok in pair.ours if (place := pair.compared.partners[tok]) is not None and place < theirs[0]]
        if before:
            other = pair.theirs.forms[theirs[0]]
            span = pair.doc.tokens[before[-1]].span
            yield pair.finding(rules.NEGATION, span, 0.9, f"the reference has a negation here: {other!r}", other)


def _is_negative(form: str, negative: frozenset[str]) -> bool:
    return form in negative or form.endswith("n't")


def _quotations(pair: _Pair) -> Iterator[Finding]:
    sentences = [pair.theirs.sentences[sent].span for sent in pair.link.reference]
    if any(quoted.overlaps(span) for quoted in pair.theirs.quotations for span in sentences):
        return
    for sent in pair.link.hypothesis:
        span = pair.doc.sentences[sent].span
        for quoted in pair.doc.quotations:
            if span.contains(quoted) and pair.doc.of(quoted).count(" ") >= _LONG_QUOTATION:
                message = f"the reference does not quote {pair.doc.of(quoted)!r}"
                yield pair.finding(rules.QUOTATION, quoted, 0.5, message, "no quotation marks in the sentence")

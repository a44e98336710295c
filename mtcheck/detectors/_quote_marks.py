"""Pair the double quotation marks and the brackets of a text; the detector ``punctuation`` reports what finds no partner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from mtcheck.core.document import Block, Document
from mtcheck.core.finding import Edit
from mtcheck.core.span import Span

_MARK = regex.compile(r"[\"“”„]|``|(?<!')''(?!')")
_BRACKET = regex.compile(r"[()\[\]（）]")
_PLAIN = {"（": "(", "）": ")"}
_SMILEY = regex.compile(r"(?:(?:^|[\s.!?])[:;=8xX]|[:;=])[-'^o]?$")
_TURNED_SMILEY = regex.compile(r"[()][-'^]?[:;=](?![\w(])")  # (; and ):
_LIST_NUMBER = regex.compile(r"(?:^|[\s(,;.—–-])(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})$")
_OPENERS, _CLOSERS = {"(": ")", "[": "]"}, {")": "(", "]": "["}
_VARIABLE = regex.compile(r'[\w(]"\w{1,2}"|"\w{1,2}"\d')  # formulas that lost their italics: "b"0 + "b"1
_SPAN_BLOCKS = 6
_MANY_TURNED = 2
_PARTNERS = frozenset({("“", "”"), ('"', '"')})
Side = Literal["open", "close", "either"]
Kind = Literal["unbalanced", "mixed", "break"]


@dataclass(frozen=True, slots=True)
class QuoteFault:
    """Hold one fault of a quotation mark, ready to be reported."""

    kind: Kind
    span: Span
    message: str
    score: float
    steps: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    form: str
    side: Side
    glued: bool  # a word touches it on both sides
    loose: bool  # a blank stands on both sides


def quote_faults(doc: Document, blocks: list[Block]) -> Iterator[QuoteFault]:
    """Yield the faults of all double quotation marks, paired paragraph by paragraph.

    A mark left open counts as paired when the next odd mark of the following paragraphs closes it, and when the next
    paragraph begins with an opening mark: a quotation over several paragraphs bears a closing mark only at its end.
    """
    odd: list[tuple[int, _Mark]] = []
    paragraphs = [_marks(doc, block) for block in blocks]
    for number, marks in enumerate(paragraphs):
        faults, left = _paragraph(doc, marks)
        if not _VARIABLE.search(doc.text, blocks[number].span.start, blocks[number].span.end):
            yield from faults
        following = paragraphs[number + 1][:1] if number + 1 < len(paragraphs) else []
        runs_on = bool(following) and following[0].at == blocks[number + 1].span.start and following[0].side != "close"
        if runs_on and left and left[-1].side != "close":
            left.pop()
        odd += [(number, mark) for mark in left]
    index = 0
    while index < len(odd):
        number, mark = odd[index]
        other = odd[index + 1] if index + 1 < len(odd) else None
        if other and other[0] - number <= _SPAN_BLOCKS and mark.side != "close" and other[1].side != "open":
            index += 2
            continue
        yield _unbalanced(doc, mark)
        index += 1


def _marks(doc: Document, block: Block) -> list[_Mark]:
    found: list[_Mark] = []
    for match in _MARK.finditer(doc.text, block.span.start, block.span.end):
        before = doc.text[match.start() - 1] if match.start() > block.span.start else " "
        after = doc.text[match.end()] if match.end() < block.span.end else " "
        if match[0] in '"”' and before.isdigit() and not after.isalnum() and (not found or len(found) % 2 == 0):
            continue  # inches or seconds: no opening mark waits
        found.append(_mark(match.start(), match[0], before, after))
    return found


def _mark(at: int, form: str, before: str, after: str) -> _Mark:
    left, right = not before.isspace(), not after.isspace()
    glued, loose = before.isalnum() and after.isalnum(), not left and not right
    opens = not left or before in "([{—–-/‘'“:…¿¡*_"
    closes = not right or after in ".,;:!?)]}—–-/’'”…*_"
    side: Side = "open" if opens and not closes else "close" if closes and not opens else "either"
    if form in ("„", "``") or (form == "“" and not (closes and not opens)):
        side = "open"
    elif form == "”" and not (opens and not closes):
        side = "close"
    return _Mark(at, form, side, glued, loose)


def _nested(marks: list[_Mark]) -> list[tuple[_Mark, _Mark]] | None:
    """Pair the marks by depth, “a “b” c”, if all of them agree with that; None where they do not, or where none nests."""
    pairs: list[tuple[_Mark, _Mark]] = []
    open_marks: list[_Mark] = []
    deep = False
    for mark in marks:
        if mark.form in '"“' and mark.side == "open":
            deep = deep or bool(open_marks)
            open_marks.append(mark)
        elif mark.side == "open" or not open_marks or (open_marks[-1].form, mark.form) not in _PARTNERS:
            return None
        else:
            pairs.append((open_marks.pop(), mark))
    return sorted(pairs, key=lambda pair: pair[0].at) if deep and not open_marks else None


def _paragraph(doc: Document, marks: list[_Mark]) -> tuple[list[QuoteFault], list[_Mark]]:
    """Pair the marks of a paragraph, by depth or else in turn; return the faults and the marks that are left over."""
    faults: list[QuoteFault] = []
    nested = _nested(marks)
    if nested is not None:
        return [fault for first, second in nested for fault in _pair(doc, first, second, [])], []
    if len(marks) % 2:
        strange = _odd_one(marks)
        marks = [mark for mark in marks if mark is not strange]
    else:
        strange = None
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    turned = [mark for first, second in pairs for mark in _turned(first, second)]
    if len(turned) > _MANY_TURNED:  # marks are missing in two places: where, nobody can tell
        return [], [strange or turned[0]]
    left = [strange] if strange else []
    for first, second in pairs:
        if first.form + second.form in ("““", "””", "”“") and not (first.side != "close" and second.side != "open"):
            left += _strangers(doc, first, second)
        else:
            faults += _pair(doc, first, second, [mark for mark in turned if mark in (first, second)])
    return faults, sorted(left, key=lambda mark: mark.at)


def _strangers(doc: Document, first: _Mark, second: _Mark) -> list[_Mark]:
    """Return those of two neighbouring curly marks that have no partner, neither being the other's.

    A second opening mark after a full stop opens a further paragraph of the same quotation, which needs no closing mark.
    """
    goes_on = first.side == second.side == "open" and doc.text[max(0, second.at - 4) : second.at].rstrip()[-1:] in tuple(
        ".!?…”"
    )
    return [] if goes_on else [first, second]


def _odd_one(marks: list[_Mark]) -> _Mark:
    """Return the mark of an odd number that finds no partner; of a mark glued between two words nobody knows the side."""
    glued = [mark for mark in marks if mark.glued]
    if len(glued) == 1 and len(marks) > 1:
        return glued[0]
    waiting: _Mark | None = None
    for mark in marks:
        if waiting is None and mark.side == "close":
            return mark
        if waiting is not None and mark.side == "open":
            return waiting
        waiting = mark if waiting is None else None
    return waiting or marks[-1]


def _turned(first: _Mark, second: _Mark) -> Iterator[_Mark]:
    if first.side == "close":
        yield first
    if second.side == "open" and not (first.form == "„" and second.form == "“"):
        yield second


def _pair(doc: Document, first: _Mark, second: _Mark, turned: list[_Mark]) -> Iterator[QuoteFault]:
    if first.form == "``" or second.form == "''":
        return  # the quotes of typewriters and of TeX go with anything
    span = Span(first.at, second.at + 1)
    straight, curly = {first.form, second.form} & {'"'}, {first.form, second.form} & {"“", "”"}
    if (straight and curly) or (first.form, second.form) in (("“", "“"), ("”", "”"), ("”", "“")):
        inner = doc.text[first.at + 1 : second.at]
        fixed = f'"{inner}"' if first.form == '"' else f"“{inner}”"
        shown = doc.of(span) if len(span) <= 60 else f"{doc.text[first.at : first.at + 20]}…{second.form}"
        yield QuoteFault(
            "mixed",
            span,
            f"the quotation {shown} opens with ‘{first.form}’ and closes with ‘{second.form}’",
            0.8,
            (("opens with", first.form), ("closes with", second.form)),
            edits=(Edit(span, fixed, "safe"),),
        )
        return
    for mark in (first, second):
        opens = mark is first
        if mark.glued:
            yield _break(doc, mark, opens, "stands between two words without a blank")
        elif mark in turned:
            yield _break(doc, mark, opens, f"is set as if it {'closed' if opens else 'opened'} a quotation")
        elif (
            mark.loose
            and doc.text[mark.at + 1 : mark.at + 3].strip()[:1] not in ("'", "‘")
            and doc.text[mark.at - 2 : mark.at - 1] not in tuple("'’")
        ):
            yield _break(doc, mark, opens, "has a blank on both sides")


def _break(doc: Document, mark: _Mark, opens: bool, what: str) -> QuoteFault:
    start, end = mark.at, mark.at + 1
    left, right = doc.text[start - 1 : start].isspace(), doc.text[end : end + 1].isspace()
    if opens:
        span, fixed = Span(start, end + right), mark.form if left else f" {mark.form}"
    else:
        span, fixed = Span(start - left, end), mark.form if right or not doc.text[end : end + 1].isalnum() else f"{mark.form} "
    steps = (("as written", doc.of(span)), ("with the blank on the right side", fixed))
    return QuoteFault("break", span, f"‘{mark.form}’ {what}", 0.8, steps, edits=(Edit(span, fixed, "safe"),))


def _unbalanced(doc: Document, mark: _Mark) -> QuoteFault:
    after_stop = mark.loose and doc.text[max(0, mark.at - 3) : mark.at].rstrip()[-1:] in tuple(".,!?")
    opens = mark.form != "”" and (mark.side == "open" or (mark.side == "either" and not after_stop))
    what = "is never closed" if opens else "closes a quotation that was never opened"
    steps = (("as written", mark.form), ("missing", "closing mark" if opens else "opening mark"))
    return QuoteFault("unbalanced", Span(mark.at, mark.at + len(mark.form)), f"‘{mark.form}’ {what}", 0.8, steps)


def bracket_faults(doc: Document, blocks: list[Block]) -> Iterator[tuple[Span, str]]:
    """Yield each bracket without partner, with the mark that is missing.

    List numbers and smileys count as none; a bracket may open in one paragraph and close in one of the next.
    """
    odd = [(number, at, form) for number, block in enumerate(blocks) for at, form in _odd_brackets(doc, block)]
    index = 0
    while index < len(odd):
        number, at, form = odd[index]
        other = odd[index + 1] if index + 1 < len(odd) else None
        if other and other[0] - number <= _SPAN_BLOCKS and _OPENERS.get(form) == other[2]:
            index += 2
            continue
        yield Span(at, at + 1), _OPENERS.get(form) or _CLOSERS[form]
        index += 1


def _odd_brackets(doc: Document, block: Block) -> list[tuple[int, str]]:
    stack: list[tuple[int, str]] = []
    faults: list[tuple[int, str]] = []
    for match in _BRACKET.finditer(doc.text, block.span.start, block.span.end):
        at, form = match.start(), _PLAIN.get(match[0], match[0])
        lead = doc.text[max(block.span.start, at - 8) : at]
        if form in _OPENERS:
            if not _SMILEY.search(lead):
                stack.append((at, form))
        elif stack and stack[-1][1] == _CLOSERS[form]:
            stack.pop()
        elif not _SMILEY.search(lead) and not (form == ")" and _LIST_NUMBER.search(lead)):
            faults.append((at, form))
    return [(at, form) for at, form in sorted(faults + stack) if not _is_smile(doc, block, at)]


def _is_smile(doc: Document, block: Block, at: int) -> bool:
    """Tell whether the bracket is a smile: before its eyes, or without any: doubled, or an opening one at the very end."""
    form = doc.text[at]
    if doc.text[max(block.span.start, at - 1) : at].strip() == "" and _TURNED_SMILEY.match(doc.text, at, block.span.end):
        return True
    return form in doc.text[max(block.span.start, at - 1) : at] + doc.text[at + 1 : at + 2] or (
        form == "(" and at + 1 == block.span.end
    )

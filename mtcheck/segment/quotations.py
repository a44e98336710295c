"""Find the quotations of a text, and which quotation mark opens and which closes."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from mtcheck.core.span import Span

_MARKS = regex.compile(r"[\"“”„‟«»「」『』｢｣《》]|(?<![\p{L}\p{N}])['‘‚’]|['’‘](?![\p{L}\p{N}])")
_FIXED = {"「": "」", "『": "』", "｢": "｣", "《": "》"}
_FIXED_CLOSE = {close: opening for opening, close in _FIXED.items()}
# What may be open when a mark closes: the German pair „…“, the Swedish one ”…”, the reversed »…«, and damage such as “…".
_CLOSES = {"”": "“„”‟", "“": "„", "»": "«", "«": "»", "’": "‘‚", "‘": "‚", "'": "'"}
_RUNS_ON = frozenset('"“„«')  # a quotation left open in these runs to the end of its paragraph
_OPENING_SIDE = frozenset("([{<—–-/¿¡\"“„‘«'")
_CLIPPED = regex.compile(r"['’](?:\d0s|tis|twas|em|til|cause|cos|bout|round|n)\b", regex.IGNORECASE)
_REACH = 400  # a straight or single quotation is closed within so many characters, or the mark is an apostrophe
_SINGLE_END = {
    "'": regex.compile(r"[^\s]'(?![\p{L}\p{N}])"),
    "‘": regex.compile(r"[^\s]’(?![\p{L}\p{N}])"),
}
_BETTER_END = regex.compile(r"[^‘]*?[.,!?…]’")


@dataclass(slots=True)
class _State:
    """Hold the marks that are open, innermost last, and what has been found so far."""

    open: list[tuple[str, int]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    pairs: list[Span] = field(default_factory=list)
    closing: set[int] = field(default_factory=set)
    last_double: int = -1

    def push(self, mark: str, at: int) -> None:
        self.open.append((mark, at))
        self.counts[mark] = self.counts.get(mark, 0) + 1

    def pop_to(self, marks: str, at: int) -> bool:
        """Close the innermost open mark that is one of ``marks``; those opened after it stay without a partner."""
        if not any(self.counts.get(mark) for mark in marks):
            return False
        while True:
            mark, start = self.open.pop()
            self.counts[mark] -= 1
            if mark in marks:
                self.pairs.append(Span(start, at + 1))
                self.closing.add(at)
                return True


def scan_quotes(text: str, span: Span) -> tuple[list[Span], set[int]]:
    """Return the quotations of one block in order, and the offsets of the marks that close."""
    state = _State()
    for match in _MARKS.finditer(text, span.start, span.end):
        at = match.start()
        before = text[at - 1] if at > span.start else " "
        after = text[at + 1] if at + 1 < span.end else " "
        _take(state, text, at, before, after)
        if text[at] in '"“”„‟«»':
            state.last_double = at
    for mark, at in state.open:
        if mark in _RUNS_ON and at == state.last_double and at + 1 < span.end and not text[at + 1].isspace():
            state.pairs.append(Span(at, span.end))
    return sorted(state.pairs), state.closing


def _take(state: _State, text: str, at: int, before: str, after: str) -> None:
    mark = text[at]
    if mark in _FIXED:
        state.push(mark, at)
    elif mark in _FIXED_CLOSE:
        state.pop_to(_FIXED_CLOSE[mark], at)
    elif mark == '"':
        _take_straight(state, at, before, after)
    elif mark in "'‘’‚":
        _take_single(state, text, at, before, after)
    else:
        _take_double(state, at, mark, before, after)


def _take_straight(state: _State, at: int, before: str, after: str) -> None:
    opens = before.isspace() or before in _OPENING_SIDE
    closes = after.isspace() or not (after.isalnum() or after in _OPENING_SIDE)
    is_open = bool(state.counts.get('"'))
    if opens == closes:  # free on both sides, or touching on both: what is open decides
        opens = not is_open
    if not opens:
        if not state.pop_to('"', at):
            state.pop_to("“„", at)
    elif not (before.isdigit() and not is_open):
        state.push('"', at)


def _take_double(state: _State, at: int, mark: str, before: str, after: str) -> None:
    opens = (before.isspace() or before in _OPENING_SIDE) and not after.isspace()
    if state.pop_to(_CLOSES.get(mark, ""), at):
        return
    if mark in "“„«‟":
        if mark == "“" and not opens and not before.isspace() and state.pop_to("“", at):
            return  # “text“: the wrong half, yet it stands where only a closing mark can
        state.push(mark, at)
    elif opens:
        state.push(mark, at)
    elif mark == "”":
        state.pop_to('"', at)


def _take_single(state: _State, text: str, at: int, before: str, after: str) -> None:
    mark = text[at]
    opens = (before.isspace() or before in _OPENING_SIDE) and not after.isspace()
    if mark in "’'" and not opens and not before.isspace():
        if mark == "’" and before == "s" and after == " " and _is_possessive(state, text, at):
            return
        if state.counts.get("'") if mark == "'" else state.counts.get("‘") or state.counts.get("‚"):
            state.pop_to(_CLOSES[mark], at)
    elif mark == "‘" and state.counts.get("‚"):
        state.pop_to("‚", at)
    elif not opens:
        return
    elif mark == "‚" or (mark in "‘'" and not _CLIPPED.match(text, at) and _SINGLE_END[mark].search(text, at + 1, at + _REACH)):
        state.push(mark, at)


def _is_possessive(state: _State, text: str, at: int) -> bool:
    """Tell whether the ’ of ``boys’ toys`` stands inside a ‘quotation’ that ends later, after a stop."""
    return bool(state.counts.get("‘")) and _BETTER_END.match(text, at + 1, at + _REACH // 2) is not None

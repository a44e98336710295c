"""Find wordings that machine translation of a language leaves in English: reporting formulas, calques, glosses, wire lines.

Each row of the table is one pattern over folded words (lower case; the parts of a hyphenated word count as words; marks
stand for themselves). A pattern is a run of elements parted by blanks:

- ``word`` or ``word/other/{slot}``: one of these words; a slot stands for the words that ``signatures_slots.tsv`` lists;
- ``*``: any one word; ``#``: a number; ``#y``: a year; ``<name>``: one to four capitalised words;
- any of these with ``?`` behind it: it may be missing.

A pattern begins with a word, a slot or ``#``. The longest match wins; matches do not overlap. Patterns are joined into one
trie, so a text is looked through once, however many rows there are. A row of the rule ``exception`` is good English that
holds a match of another row: where it wins, nothing is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from mtcheck.core.document import Document
from mtcheck.core.errors import TableError
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.lang.phrases import Units, document_units
from mtcheck.tables import Row, Table

REPORTING = Rule(
    id="signatures.reporting",
    title="A reporting formula of another language",
    category="accuracy/mistranslation",
    severity="minor",
    why=(
        "News in other languages ties statements to their source by fixed formulas. Word for word in English they sound "
        "wrong, or say something else: 'according to the introduction' does not mean that anything was introduced."
    ),
    known_problems="A writer of international English may use some of them.",
    bad=(
        "⟦According to the introduction⟧, the plant can treat ten tons a day.",
        "⟦It is interpreted that⟧ the visit was meant as a warning.",
    ),
    good=("According to the brochure, the plant can treat ten tons a day.", "The visit is seen as a warning."),
    since="0.1",
)
CALQUE = Rule(
    id="signatures.calque",
    title="A wording taken over literally from another language",
    category="accuracy/mistranslation",
    severity="minor",
    why="The words are English and their combination is not: an idiom of the source language was translated word for word.",
    known_problems="Texts by people who write English as a second language hold some of these wordings.",
    bad=(
        "The delay ⟦led to the fact that⟧ nobody came.",
        "Unemployment has been rising ⟦since three years⟧.",
    ),
    good=("The delay meant that nobody came.", "Unemployment has been rising for three years."),
    since="0.1",
)
TERM = Rule(
    id="signatures.term",
    title="A term rendered piece by piece",
    category="terminology/wrong-term",
    severity="major",
    why="English has an established name for the thing; the text gives the parts of the foreign name instead.",
    known_problems="A text about the foreign term itself may spell out its parts.",
    bad=(
        "Sales fell during the ⟦new crown epidemic⟧.",
        "Visitors may get a ⟦landing visa⟧ at the airport.",
    ),
    good=("Sales fell during the coronavirus epidemic.", "Visitors may get a visa on arrival at the airport."),
    since="0.1",
)
GLOSS = Rule(
    id="signatures.gloss",
    title="A bracketed note that the source had for its own readers",
    category="accuracy/mistranslation",
    severity="minor",
    why="The source abbreviates a name and spells it out in brackets, or marks a picture; in English the note says nothing.",
    known_problems="A name that English itself writes with a country in brackets is reported too.",
    bad=(
        "The talks on ⟦US (North Korea) relations⟧ ended early.",
        "The ⟦Russia (North Korea) summit⟧ was put off.",
    ),
    good=("The talks on US-North Korea relations ended early.", "The Russia-North Korea summit was put off."),
    since="0.1",
)
WIRE = Rule(
    id="signatures.wire-formula",
    title="An agency formula left as it was",
    category="accuracy/untranslated",
    severity="minor",
    why="Datelines, bylines and credits of another press were translated with the text; English papers print no such lines.",
    known_problems="An English edition of a foreign agency may use the formula as its house style.",
    bad=(
        "Hefei, ⟦May 2 (Reporter Wang Bin)⟧ The line opened on Friday.",
        "⟦This newspaper news⟧: The line opened on Friday.",
    ),
    good=("Hefei, May 2 (Reuters) - The line opened on Friday.", "The editor responsible for the page resigned."),
    since="0.1",
)
PLEONASM = Rule(
    id="signatures.pleonasm",
    title="Two words for one thing, as the source language pairs them",
    category="accuracy/mistranslation",
    severity="minor",
    why="The source has one compound for it; translated part by part it says the same thing twice or contradicts itself.",
    known_problems="Careless native writing repeats itself too.",
    bad=("The leader sent an ⟦oral letter⟧ to his guest.", "The order was ⟦spoken verbally⟧ on Monday."),
    good=("The leader sent a message to his guest.", "The order was given verbally on Monday."),
    since="0.1",
)

_RULES = (REPORTING, CALQUE, TERM, GLOSS, WIRE, PLEONASM)
_BY_NAME = {rule.id.partition(".")[2]: rule for rule in _RULES}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DAY = re.compile(r"\.? ?\d{1,2}(?:st|nd|rd|th)?\b(?!:)")
_REPORTER = re.compile(r" ?\((?:[Rr]eporters?|[Cc]orrespondents?|[Jj]ournalists?|[Ii]ntern)\b[^()\n]{0,60}\)")
_BRACKET_END = re.compile(r"[^()\n]{0,60}\)")
_WILD = ("*", "#", "#y", "<name>")
_NAME_WORDS = 4
_EXCEPTION = "exception"


@dataclass(slots=True)
class Node:
    """Hold a state of the trie: literal words that lead on, wild elements that lead on, and the rows that end here."""

    words: dict[str, Node] = field(default_factory=dict)
    wild: dict[str, Node] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


class SignaturesDetector:
    """Find the listed wordings."""

    family = "signatures"
    rules = _RULES

    def __init__(self) -> None:
        self._compiled: tuple[Table, Node] | None = None

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each match of a row."""
        table: Table = ctx.table("signatures")
        if self._compiled is None or self._compiled[0] is not table:
            self._compiled = table, compile_rows(table, ctx.table("signatures_slots"))
        units = document_units(doc)
        reached = 0
        for start, stop, row in matches(self._compiled[1], units, doc.text):
            span = units.span(start, stop)
            if span.start < reached or _in_larger(doc.text, span, row):
                continue
            if row["rule"] == "wire-formula":  # the whole dateline is one suspect
                span = Span(span.start, _dateline_end(doc.text, span))
                reached = span.end
            yield _finding(doc, span, row)


def _dateline_end(text: str, span: Span) -> int:
    """Return the end of the dateline that the formula begins: with the day, the reporter in brackets, the closing bracket."""
    end = span.end
    for pattern in (_DAY, _REPORTER):
        match = pattern.match(text, end)
        end = match.end() if match else end
    if text.rfind("(", span.start, end) > text.rfind(")", span.start, end):
        match = _BRACKET_END.match(text, end)
        end = match.end() if match else end
    return end


def _in_larger(text: str, span: Span, row: Row) -> bool:
    """Tell whether the words belong to a larger one: a hyphenated word, "lower-body injury", or a name, "Tsukumo Net Shop"."""
    if row["rule"] not in ("calque", "term"):
        return False
    if text[max(0, span.start - 1) : span.start] in ("-", "‑") and text[max(0, span.start - 2) : span.start - 1].isalpha():
        return True
    if "{" in row["pattern"] or "<" in row["pattern"]:
        return False
    words = text[span.start : span.end].split()
    if words[0].islower():
        return words[-1][0].isupper()  # "peaceful People Power": a name begins inside
    before = text[max(0, span.start - 30) : span.start].split(" ")
    named = len(before) > 1 and before[-1] == "" and before[-2][:1].isupper() and before[-2].isalnum()
    return named and len(words) > 1 and all(word[0].isupper() for word in words)


def compile_rows(table: Table, slots: Table) -> Node:
    """Join the patterns of all rows into one trie; TableError where a pattern is broken."""
    root = Node()
    named = {row.key: tuple(row["words"].split()) for row in slots}
    for row in table:
        if row["rule"] not in _BY_NAME and row["rule"] != _EXCEPTION:
            raise TableError(f"{table.name}:{row.line}: no rule {row['rule']!r}; there are {', '.join(sorted(_BY_NAME))}")
        for elements in _expand(row, table.name, named):
            nodes = [root]
            for element in elements:
                nodes = _step(nodes, element)
            for node in nodes:
                node.rows.append(row)
    return root


def _expand(row: Row, name: str, named: dict[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield a row's pattern once for each choice of its optional elements, each element as its words."""
    choices: list[tuple[tuple[str, ...], ...]] = []
    for element in row["pattern"].split():
        optional = len(element) > 1 and element.endswith("?")
        element = element[:-1] if optional else element
        parts = [element] if element in _WILD or len(element) == 1 else element.split("/")
        words: tuple[str, ...] = ()
        for part in parts:
            slot = part.startswith("{")
            if slot and part[1:-1] not in named:
                raise TableError(f"{name}:{row.line}: no slot {part!r}")
            words += named[part[1:-1]] if slot else (part,)
        choices.append((words, ()) if optional else (words,))
    if not choices or choices[0][0][0] in ("*", "#y", "<name>") or () in choices[0]:
        raise TableError(f"{name}:{row.line}: a pattern must begin with a word or #")
    for picked in product(*choices):
        yield tuple(words for words in picked if words)


def _step(nodes: list[Node], words: tuple[str, ...]) -> list[Node]:
    if words[0] in _WILD:
        return [_following(node.wild, words[0]) for node in nodes]
    return [_following(node.words, word) for node in nodes for word in words]


def _following(nodes: dict[str, Node], element: str) -> Node:
    node = nodes.get(element)
    if node is None:
        node = nodes[element] = Node()
    return node


def matches(root: Node, units: Units, text: str) -> Iterator[tuple[int, int, Row]]:
    """Yield start, stop and row of the longest match at each place, leftmost first, without overlap."""
    first, words = root.words, units.words
    stop = 0
    for start, word in enumerate(words):
        if start < stop or not (word in first or word[:1].isdigit()):
            continue
        best: tuple[int, Row] | None = None
        for end, row in walk(root, units, text, start):
            if best is None or end > best[0]:
                best = end, row
        if best is not None:
            stop = best[0]
            if best[1]["rule"] != _EXCEPTION:
                yield start, stop, best[1]


def walk(node: Node, units: Units, text: str, place: int) -> Iterator[tuple[int, Row]]:
    """Yield end and row of each match that goes on from a state at ``place``."""
    for row in node.rows:
        yield place, row
    if place == len(units.words):
        return
    word = units.words[place]
    following = node.words.get(word)
    if following is not None:
        yield from walk(following, units, text, place + 1)
    for kind, after in node.wild.items():
        for end in _wild_ends(kind, units, text, place):
            yield from walk(after, units, text, end)


def _wild_ends(kind: str, units: Units, text: str, place: int) -> Iterator[int]:
    """Yield the places where a wild element that begins at ``place`` may end."""
    word = units.words[place]
    if kind == "<name>":
        for end in range(place, min(place + _NAME_WORDS, len(units.words))):
            if not text[units.starts[end] : units.starts[end] + 1].isupper():
                return
            yield end + 1
    elif kind == "*":
        if word[0].isalpha():
            yield place + 1
    elif (_YEAR if kind == "#y" else _NUMBER).fullmatch(word):
        yield place + 1


def _finding(doc: Document, span: Span, row: Row) -> Finding:
    rule = _BY_NAME[row["rule"]]
    written = doc.of(span)
    edits = tuple(Edit(span, _cased(written, text), "review") for text in row["edit"].split("|") if text)
    language = {"any": "of several languages"}.get(row["language"], f"({row['language'].replace(' ', ', ')})")
    message = f"{written!r} is a translated wording {language}"
    if row["meant"]:
        message += f"; probably meant: {row['meant']}"
    evidence = (TableHit("signatures", row.key, row.source),)
    return Finding(rule.id, span, _score(row), message, evidence, edits)


def _score(row: Row) -> float:
    """Return the share of machines among the writers of the wording, by the table's counts (per segment and sentence)."""
    machine, people = int(row["mt"] or 0) + 1, int(row["human"] or 0) + int(row["clean"] or 0)
    return round(0.95 * machine / (machine + people), 2)


def _cased(written: str, text: str) -> str:
    return text[:1].upper() + text[1:] if written[:1].isupper() else text


detector = SignaturesDetector()

"""Find sentences torn across paragraphs, and paragraphs that lost their beginning or their end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex

from mtcheck.core.document import Block, Document, fold
from mtcheck.core.finding import Edit, Finding, Measure, Related, TableHit
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.tables import Row

BROKEN_SENTENCE = Rule(
    id="layout.broken-sentence",
    title="A sentence torn across two paragraphs",
    category="design/layout",
    severity="major",
    why="The paragraph before ends in the middle of a clause and this one goes on in lower case: the text was cut into lines "
    "before it was translated or copied, and a part of the sentence may be lost.",
    known_problems="Silent in lists, verse and texts where many paragraphs begin in lower case. A torn sentence whose second "
    "part begins with a name is not seen.",
    bad=(
        "The talks were held to secure lasting trade between the two countries and their peace with the rest of the region\n\n"
        "⟦restored.⟧\n\nThe ministers then left the city for the airport in two cars.",
        "The minister told the assembly on Tuesday evening that the new law would be\n⟦discussed again in the spring.⟧\nNobody "
        "in the hall raised a hand against it.",
    ),
    good=(
        "The talks were held to secure lasting trade between the two countries.\n\nThe ministers then left the city.",
        "The shop sells many things for the house and the garden, such as\n- wood\n- paint\n- nails and screws of any size",
    ),
    since="0.1",
)
LOWER_CASE_START = Rule(
    id="layout.lower-case-start",
    title="A paragraph that begins in lower case",
    category="design/layout",
    severity="minor",
    why="A paragraph of whole sentences begins with a small letter although the one before is complete: its beginning was "
    "lost, or the machine took it for the rest of another sentence.",
    known_problems="Text that is written without capitals on purpose is passed over only where it does so more than twice.",
    bad=(
        "The ministers left the city on Monday.\n\n⟦however⟧, the delegation stayed behind for two more days of talks.\n\n"
        "It left on Thursday.",
        "The bridge was closed at noon.\n\n⟦the⟧ police said that nobody had been hurt in the accident.\n\nIt opened at six.",
    ),
    good=(
        "The bridge was closed at noon.\n\niPhone sales fell by a third in the same year, the company said on Monday.",
        "The bridge was closed at noon.\n\nvan der Berg said that nobody had been hurt in the accident.",
    ),
    since="0.1",
)
CUT_OFF = Rule(
    id="layout.cut-off",
    title="A paragraph that ends inside a clause",
    category="design/layout",
    severity="major",
    why="The paragraph stops after a word that needs another one, and without a final mark: its end is missing.",
    known_problems="Only words that never end a clause count, so a text cut after a noun is not seen.",
    bad=(
        "The ministry said on Monday that it would not answer the letter of ⟦the⟧\n\nThe bridge was closed at noon.",
        "The two sides agreed to meet again before the end of the year ⟦and⟧",
    ),
    good=(
        "The two sides agreed to meet again before the end of the year and then they left.",
        "Questions about the programme of the meeting should go to the office of\nAnn Lee\n12 Main Street",
    ),
    since="0.1",
)

_LONG = 8  # words: a shorter line without a final mark may be a heading, a name, a caption
_MANY = 3  # paragraphs that begin in lower case: from here on it is the habit of the text
_SHARE = 0.15
_END = regex.compile(r"""[.!?…。！？:;]["'”’»)\]]*$|[|/=>\]}]$""")
_SMALL = regex.compile(r"(?:\p{Ll}[\p{Ll}'’]*)(?=[\s,;!?]|\.(?!\w)|$)")
_ENTRY = regex.compile(
    r"[\p{Ll}\d_’'/;-]+(?: [\p{Ll}\d_’'/;-]+){0,4}(?::(?=\s)| [–—-] )|[\p{Ll}-]+ (?:The|An?) "
)  # "date: the day it was"
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*")
_DATE_END = regex.compile(
    r"(?:\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?|(?:19|20)\d\d"
    r"|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{Ll}{0,6}\.? \d{1,2})$"
)
_TAG_END = regex.compile(r"""[.!?…]["'”’)]*\s+[\p{L}\d/-]{1,12}$""")  # an agency's or author's sign after the last sentence
_UNFINISHED = regex.compile(r"(?:[—–-]|\d ?%?)$")
_PROSE = ("paragraph", "heading")


@dataclass(frozen=True, slots=True)
class _Shape:
    """Hold what the rules ask about one block."""

    index: int
    block: Block
    first: Span | None  # the lower-case word the block begins with
    complete: bool  # ends with a final mark
    last: Span | None  # the word it ends with
    words: int


def _shape(doc: Document, index: int, small: frozenset[str]) -> _Shape:
    block = doc.blocks[index]
    begin, end = block.span.start, block.span.end
    head = _SMALL.match(doc.text, begin, min(end, begin + 40))
    first = Span(head.start(), head.end()) if head and head.group() not in small else None
    tail = max(begin, end - 40)
    complete = _END.search(doc.text, tail, end) is not None
    last = None
    if not complete:
        for match in _WORD.finditer(doc.text, tail, end):
            last = Span(match.start(), match.end())
    words = sum(doc.tokens[number].kind == "word" for number in doc.block_tokens(index))
    return _Shape(index, block, first, complete, last, words)


class LayoutDetector:
    """Look at the first and the last word of each paragraph, and at its neighbours."""

    family = "layout"
    rules = (BROKEN_SENTENCE, LOWER_CASE_START, CUT_OFF)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield torn sentences, small beginnings and open ends."""
        table = ctx.table("layout").by_key
        small = frozenset(key for key, row in table.items() if row["class"] in ("name-particle", "small-initial"))
        shapes = [_shape(doc, index, small) for index in range(len(doc.blocks))]
        english = ctx.table("lexicon")
        begun_small = sum(shape.first is not None for shape in shapes)
        habit = begun_small >= _MANY and begun_small > _SHARE * len(shapes)
        joined: set[int] = set()
        if not habit:
            for shape in shapes:
                finding = self._begins_small(doc, shape, shapes, table)
                if finding is not None and finding.rule_id == LOWER_CASE_START.id and _is_entry(doc, shape, english):
                    continue
                if finding is not None:
                    joined.add(shape.index - 1)
                    yield finding
        for shape in shapes:
            if shape.index not in joined:
                yield from self._cut_off(doc, shape, shapes, table)

    def _begins_small(self, doc: Document, shape: _Shape, shapes: list[_Shape], table: Mapping[str, Row]) -> Finding | None:
        if shape.first is None or shape.block.kind not in _PROSE:
            return None
        before = shapes[shape.index - 1] if shape.index else None
        after = shapes[shape.index + 1] if shape.index + 1 < len(shapes) else None
        if before is not None and _is_open(doc, before, table) and _goes_on(doc, before, shape, after, table):
            assert before.last is not None
            sent = doc.block_sentences(shape.index)[0]
            return Finding(
                BROKEN_SENTENCE.id,
                sent.span,
                score=1.0 if shape.complete else 0.7,
                message=f"{doc.of(shape.first)!r} goes on with the paragraph before, which stops after {doc.of(before.last)!r} "
                "without a final mark: one sentence was torn in two",
                evidence=(Related(before.last, "the paragraph before ends here, in mid-sentence"),),
            )
        if not shape.complete or shape.words < _LONG - 2 or shape.block.kind != "paragraph":
            return None
        if before is not None and not (before.complete or before.block.kind == "heading"):
            return None
        if before is not None and (
            doc.text[before.block.span.end - 1] in ";:" or _UNFINISHED.search(doc.text, *_tail(before.block))
        ):
            return None  # verse, a list of clauses, "as follows:", a dash, a figure set apart
        form = doc.of(shape.first)
        return Finding(
            LOWER_CASE_START.id,
            shape.first,
            score=0.7,
            message=f"the paragraph begins with {form!r} in lower case, and no sentence is open before it",
            evidence=(Measure("words in the paragraph", float(shape.words), "words", float(_LONG - 2)),),
            edits=(Edit(shape.first, form[0].upper() + form[1:], "review"),),
        )

    def _cut_off(self, doc: Document, shape: _Shape, shapes: list[_Shape], table: Mapping[str, Row]) -> Iterator[Finding]:
        if shape.last is None or shape.block.kind not in _PROSE or shape.words < _LONG:
            return
        row = table.get(doc.of(shape.last).lower())
        if row is None or row["class"] != "open" or doc.text[shape.last.end : shape.block.span.end].strip(" ,"):
            return
        following = shapes[shape.index + 1] if shape.index + 1 < len(shapes) else None
        lead = doc.text[max(shape.block.span.start, shape.last.start - 3) : shape.last.start].rstrip()
        if row.key in ("and", "or") and (lead.endswith(";") or (following is not None and following.block.kind == "item")):
            return  # the last item but one of a list of clauses
        if following is not None and not (following.complete and following.words >= _LONG - 2):
            return  # a list, an address, a name set on a line of its own
        if not doc.text[shape.block.span.start].isupper() or _is_title(doc, shape):
            return
        yield Finding(
            CUT_OFF.id,
            shape.last,
            score=0.8,
            message=f"the paragraph ends after {doc.of(shape.last)!r}, inside a clause: the rest is missing"
            + (", or the sentence was torn in two and goes on in the next paragraph" if following is not None else ""),
            evidence=(TableHit("layout", row.key, row.source),),
        )


def _is_entry(doc: Document, shape: _Shape, english: Mapping[str, str]) -> bool:
    """Tell whether the paragraph begins with what it is about: a term before its colon, a name that is written small."""
    assert shape.first is not None
    form = doc.of(shape.first)
    if form not in english and fold(form) not in english:
        return True  # a package, a command, a brand
    start = shape.first.start
    return _ENTRY.match(doc.text, start, shape.block.span.end) is not None


def _is_open(doc: Document, shape: _Shape, table: Mapping[str, Row]) -> bool:
    """Tell whether the block stops in mid-sentence."""
    if shape.complete or shape.last is None or shape.block.kind not in _PROSE:
        return False
    if doc.text[shape.last.end : shape.block.span.end].strip(" ,—–-"):
        return False
    row = table.get(doc.of(shape.last).lower())
    if row is not None and row["class"].startswith("open"):
        return shape.words >= 4
    return shape.words >= _LONG and not _is_title(doc, shape)


def _goes_on(doc: Document, before: _Shape, shape: _Shape, after: _Shape | None, table: Mapping[str, Row]) -> bool:
    """Tell whether the small beginning belongs to the line before: it calls for more, or nothing else explains the two.

    Lines of chat and lists of features have no stops either; a word that begins sentences, or a further line without a
    stop, speaks for these.
    """
    assert before.last is not None and shape.first is not None
    row = table.get(doc.of(before.last).lower())
    if (row is not None and row["class"].startswith("open")) or doc.text[before.last.end : before.block.span.end].strip():
        return True
    first = table.get(f"opener: {doc.of(shape.first)}")
    if first is not None or (not shape.complete and after is not None and not after.complete and after.block.kind in _PROSE):
        return False
    return not (_DATE_END.search(doc.text, *_tail(before.block)) or _TAG_END.search(doc.text, *_tail(before.block)))


def _tail(block: Block) -> tuple[int, int]:
    return max(block.span.start, block.span.end - 40), block.span.end


def _is_title(doc: Document, shape: _Shape) -> bool:
    """Tell whether most of the longer words of the block begin with a capital."""
    longer = [form for number in doc.block_tokens(shape.index) if len(form := doc.forms[number]) > 3 and form[0].isalpha()]
    return sum(form[0].isupper() for form in longer) * 3 > len(longer) * 2


detector = LayoutDetector()

"""Compare the marks that both languages have: who asks a question, and brackets that were opened and not closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules

_ASKS = ("?", "？", "؟", "⸮")
_STATES = (".", "。", "．", "!", "！", "۔")
_CLOSING = "\"”’'»」』)）"
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_WIDE = str.maketrans("（）［］｛｝【】", "()[]{}[]")
_SMILEY = re.compile(r"[:;=8]-?[()\[\]]|(?<![\w(])\w{1,3}\)")  # and the numbers of a list: 1), a)


def find(doc: Document, number: int, source: str) -> Iterator[Finding]:
    """Yield the closing mark where only one side asks, and a bracket without its fellow where the source has them all."""
    span = doc.blocks[number].span
    text = doc.of(span)
    yield from _question(span, text, source)
    if not _SMILEY.search(text) and not _single(source.translate(_WIDE)):
        for at in _single(text):
            place = Span(span.start + at, span.start + at + 1)
            evidence = (Derivation((("text", text[at]), ("source", "every bracket has its fellow"))),)
            yield Finding(rules.BRACKET.id, place, 0.7, f"{text[at]} has no fellow; the source's brackets all have", evidence)


def _single(text: str) -> list[int]:
    """Return the places of brackets that nothing closes or opens."""
    opened: list[int] = []
    single: list[int] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            opened.append(at)
        elif char in _PAIRS.values():
            if opened and _PAIRS[text[opened[-1]]] == char:
                opened.pop()
            else:
                single.append(at)
    return sorted(single + opened)


def _question(span: Span, text: str, source: str) -> Iterator[Finding]:
    ours, theirs = text.rstrip().rstrip(_CLOSING), source.rstrip().rstrip(_CLOSING)
    asks, asked = ours.endswith(_ASKS), any(mark in theirs for mark in _ASKS)
    wrong = (asks and not asked and theirs.endswith(_STATES)) or (
        theirs.endswith(_ASKS) and not any(mark in ours for mark in _ASKS) and ours.endswith(_STATES)
    )
    if wrong:
        place = Span(span.start + len(ours) - 1, span.start + len(ours))
        evidence = (Derivation((("text", ours[-1]), ("source", theirs[-1]))),)
        message = "the text asks, the source does not" if asks else "the source asks, the text does not"
        yield Finding(rules.QUESTION.id, place, 0.6, message, evidence)

"""Compare what must come through unchanged: placeholders and addresses; and who asks a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules

_PLACEHOLDER = re.compile(
    r"\{\{?[\w .:-]{0,40}\}\}?|%\([a-zA-Z_]\w{0,40}\)[sdifr]|%(?:\d\$)?[sdi](?![\w])|\$\{[\w.]{1,40}\}"
    r"|</?[a-zA-Z][\w:-]{0,20}(?: [^<>]{0,80})?/?>"
    r"|(?:https?://|www\.)[\w./?=&%#~+-]{3,200}[\w/]|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.ASCII,
)
_ASKS = ("?", "？", "؟", "⸮")
_STATES = (".", "。", "．", "!", "！", "۔")
_CLOSING = "\"”’'»」』)）"


def find(doc: Document, number: int, source: str) -> Iterator[Finding]:
    """Yield placeholders that differ, and the closing mark where only one side asks."""
    span = doc.blocks[number].span
    text = doc.of(span)
    left = Counter(_PLACEHOLDER.findall(source))
    for match in _PLACEHOLDER.finditer(text):
        if left[match.group()] > 0:
            left[match.group()] -= 1
            continue
        place = Span(span.start + match.start(), span.start + match.end())
        evidence = (Derivation((("text", match.group()), ("source", ", ".join((+left).elements()) or "nothing of the kind"))),)
        yield Finding(rules.PLACEHOLDER.id, place, 0.9, f"the source has no {match.group()!r}", evidence)
    yield from _question(span, text, source)


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

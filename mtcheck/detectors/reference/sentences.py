"""Report sentences that only one side has."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.reference import Differences
from mtcheck.detectors.reference import rules

_LEAST_WORDS = 3
_SHOWN = 160


def find(doc: Document, compared: Differences) -> Iterator[Finding]:
    """Yield sentences of the text without partner, and for those of the reference the word that stands before the gap."""
    before: int | None = None
    for link in compared.links:
        if not link.reference:
            for number in link.hypothesis:
                sent = doc.sentences[number]
                if _words(doc, number) >= _LEAST_WORDS:
                    evidence = (Derivation((("text", doc.of(sent)), ("reference", "no sentence like it"))),)
                    yield Finding(rules.ADDITION.id, sent.span, 0.6, "no sentence of the reference is like this one", evidence)
        elif not link.hypothesis and before is not None:
            for number in link.reference:
                if _words(compared.reference, number) >= _LEAST_WORDS:
                    yield _omission(doc, before, compared.reference.of(compared.reference.sentences[number]))
        before = link.hypothesis[-1] if link.hypothesis else before


def _omission(doc: Document, before: int, missing: str) -> Finding:
    words = [tok for tok in doc.sentences[before].tokens if doc.tokens[tok].kind in ("word", "number")]
    span = doc.tokens[words[-1] if words else doc.sentences[before].tokens[0]].span
    shown = missing if len(missing) <= _SHOWN else missing[: _SHOWN - 1] + "…"
    evidence = (Derivation((("text", "no sentence like it"), ("reference", missing))),)
    return Finding(rules.OMISSION.id, span, 0.6, f"the reference goes on, and the text does not: {shown!r}", evidence)


def _words(doc: Document, number: int) -> int:
    return sum(doc.tokens[tok].kind in ("word", "number") for tok in doc.sentences[number].tokens)

"""Report sentences that only one side has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.reference import Differences
from mtcheck.detectors.reference import rules

_LEAST_WORDS = 3
_SHOWN = 160


def find(doc: Document, compared: Differences) -> Iterator[Finding]:
    """Yield sentences of the text without partner, and for those of the reference the word that stands before the gap.

    Where both sides have such sentences in one place, they most likely say the same in words of their own: nothing is said.
    """
    before: int | None = None
    for joined, group in groupby(compared.links, key=lambda link: bool(link.hypothesis and link.reference)):
        links = list(group)
        if joined:
            before = links[-1].hypothesis[-1]
            continue
        added = [number for link in links for number in link.hypothesis]
        missing = [number for link in links for number in link.reference]
        if not missing:
            yield from (_addition(doc, number) for number in added if _words(doc, number) >= _LEAST_WORDS)
        elif not added and before is not None:
            theirs = compared.reference
            kept = [number for number in missing if _words(theirs, number) >= _LEAST_WORDS]
            yield from (_omission(doc, before, theirs.of(theirs.sentences[number])) for number in kept)


def _addition(doc: Document, number: int) -> Finding:
    sent = doc.sentences[number]
    evidence = (Derivation((("text", doc.of(sent)), ("reference", "no sentence like it"))),)
    return Finding(rules.ADDITION.id, sent.span, 0.6, "no sentence of the reference is like this one", evidence)


def _omission(doc: Document, before: int, missing: str) -> Finding:
    words = [tok for tok in doc.sentences[before].tokens if doc.tokens[tok].kind in ("word", "number")]
    span = doc.tokens[words[-1] if words else doc.sentences[before].tokens[0]].span
    shown = missing if len(missing) <= _SHOWN else missing[: _SHOWN - 1] + "…"
    evidence = (Derivation((("text", "no sentence like it"), ("reference", missing))),)
    return Finding(rules.OMISSION.id, span, 0.6, f"the reference goes on, and the text does not: {shown!r}", evidence)


def _words(doc: Document, number: int) -> int:
    return sum(doc.tokens[tok].kind in ("word", "number") for tok in doc.sentences[number].tokens)

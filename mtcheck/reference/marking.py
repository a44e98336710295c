"""Mark the words in which two segments differ, for a page that shows them side by side."""

from __future__ import annotations

import re

from mtcheck.core.document import Document, fold
from mtcheck.core.reference import Differences, Piece
from mtcheck.reference.ter import edit_rate

_WORD = re.compile(r"\w+(?:(?:[-'’]|(?<=\d)[.,](?=\d))\w+)*")


def marked(text: str, reference: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces: what both have, what moved, and what only this side has."""
    ours, theirs = list(_WORD.finditer(text)), list(_WORD.finditer(reference))
    edits = edit_rate([fold(match.group()) for match in ours], [fold(match.group()) for match in theirs])
    states = [
        "own" if place is None else "moved" if shifted else "" for place, shifted in zip(edits.kept, edits.shifted, strict=True)
    ]
    kept = {place for place in edits.kept if place is not None}
    others = ["" if place in kept else "own" for place in range(len(theirs))]
    return _pieces(text, ours, states), _pieces(reference, theirs, others)


def side_by_side(doc: Document, compared: Differences) -> tuple[tuple[tuple[Piece, ...], tuple[Piece, ...]], ...]:
    """Return the linked sentences of a document and its reference in pieces; a side that has nothing is empty."""
    out = []
    for link in compared.links:
        text = " ".join(" ".join(doc.of(doc.sentences[number]).split()) for number in link.hypothesis)
        theirs = compared.reference
        reference = " ".join(" ".join(theirs.of(theirs.sentences[number]).split()) for number in link.reference)
        out.append(marked(text, reference))
    return tuple(out)


def _pieces(text: str, words: list[re.Match[str]], states: list[str]) -> tuple[Piece, ...]:
    """Cut a text where the state of its words changes."""
    out: list[Piece] = []
    at = 0
    for word, state in zip(words, states, strict=True):
        if out and out[-1].state == state:
            out[-1] = Piece(out[-1].text + text[at : word.end()], state)
        else:
            out += [Piece(text[at : word.start()], "")] if word.start() > at else []
            out.append(Piece(word.group(), state))
        at = word.end()
    return (*out, Piece(text[at:], "")) if at < len(text) else tuple(out)

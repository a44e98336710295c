"""Say, word by word, where a text and its reference differ: by TER's alignment of the sentences that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mtcheck.core.document import Document
from mtcheck.core.reference import Difference, Differences, Link, WordState
from mtcheck.core.span import Span, hull
from mtcheck.reference.align import align
from mtcheck.reference.ter import Edits, edit_rate

_UNREAD = ("code", "chrome")


@dataclass(slots=True)
class _Pair:
    """Hold the words of a link on both sides, as token indexes, and their edits."""

    link: Link
    words: list[int]
    others: list[int]
    edits: Edits
    kept: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = {place for place in self.edits.kept if place is not None}


def differences(doc: Document, reference: Document) -> Differences:
    """Compare a document with its reference."""
    ours = [number for number, sent in enumerate(doc.sentences) if doc.blocks[sent.block].kind not in _UNREAD]
    theirs = [number for number, sent in enumerate(reference.sentences) if reference.blocks[sent.block].kind not in _UNREAD]
    links = align(_texts(doc, ours), _texts(reference, theirs))
    states: list[WordState | None] = [None] * len(doc.tokens)
    partner: list[int | None] = [None] * len(doc.tokens)
    found: list[Difference] = []
    joined = []
    for link in links:
        named = Link(tuple(ours[i] for i in link.hypothesis), tuple(theirs[j] for j in link.reference), link.score)
        joined.append(named)
        pair = _pair(doc, reference, named)
        for at, tok in enumerate(pair.words):
            states[tok] = _state(pair, at)
            place = pair.edits.kept[at] if pair.others else None
            partner[tok] = None if place is None else pair.others[place]
        if pair.words and pair.others:
            found.extend(_runs(doc, reference, pair))
    return Differences(reference, tuple(joined), tuple(states), tuple(partner), tuple(found))


def _texts(doc: Document, numbers: Sequence[int]) -> list[str]:
    return [doc.of(doc.sentences[number]) for number in numbers]


def _pair(doc: Document, reference: Document, link: Link) -> _Pair:
    words, others = _words(doc, link.hypothesis), _words(reference, link.reference)
    edits = edit_rate([doc.folded[tok] for tok in words], [reference.folded[tok] for tok in others])
    return _Pair(link, words, others, edits)


def _words(doc: Document, sentences: Sequence[int]) -> list[int]:
    return [tok for number in sentences for tok in doc.sentences[number].tokens if doc.tokens[tok].kind in ("word", "number")]


def _state(pair: _Pair, at: int) -> WordState:
    if not pair.others:
        return "alone"
    if pair.edits.kept[at] is None:
        return "changed"
    return "moved" if pair.edits.shifted[at] else "same"


def _runs(doc: Document, reference: Document, pair: _Pair) -> Iterator[Difference]:
    """Yield each run of words that the reference has not, with what it has in their place, then what it has besides."""
    kept = pair.edits.kept
    used: set[int] = set()
    at = 0
    while at < len(kept):
        if kept[at] is not None:
            at += 1
            continue
        end = at
        while end < len(kept) and kept[end] is None:
            end += 1
        places = _between(pair, at, end)
        used.update(places)
        span = hull(doc.tokens[tok].span for tok in pair.words[at:end])
        yield Difference(span, _span(reference, pair, places), tuple(pair.words[at:end]))
        at = end
    yield from _missing(doc, reference, pair, used)


def _between(pair: _Pair, at: int, end: int) -> list[int]:
    """Return the reference places that stand where the run stands: between those that its neighbours are kept as."""
    kept, count = pair.edits.kept, len(pair.others)
    left = -1 if at == 0 else kept[at - 1]
    right = count if end == len(kept) else kept[end]
    if left is not None and right is not None and left < right:
        places = list(range(left + 1, right))
    elif right is not None:
        places = _unkept(pair, range(right - 1, -1, -1))[::-1]
    else:
        places = []
    return [place for place in places if place not in pair.kept]


def _unkept(pair: _Pair, places: range) -> list[int]:
    out = []
    for place in places:
        if place in pair.kept:
            break
        out.append(place)
    return out


def _missing(doc: Document, reference: Document, pair: _Pair, used: set[int]) -> Iterator[Difference]:
    """Yield what the reference has and the text has not, at the word that it would stand behind."""
    home = {place: tok for tok, place in zip(pair.words, pair.edits.kept, strict=True) if place is not None}
    run: list[int] = []
    for place in range(len(pair.others) + 1):
        if place < len(pair.others) and place not in pair.kept and place not in used:
            run.append(place)
            continue
        if run:
            before = home.get(run[0] - 1, pair.words[0])
            yield Difference(doc.tokens[before].span, _span(reference, pair, run), ())
        run = []


def _span(reference: Document, pair: _Pair, places: Sequence[int]) -> Span | None:
    return hull(reference.tokens[pair.others[place]].span for place in places) if places else None

"""Find bodies whose official name was translated word by word: each word the right one or a synonym, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Derivation, Edit, Finding, Measure, TableHit
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Surroundings
from mtcheck.detectors.names.rules import ORGANISATION
from mtcheck.lang.sounds import letters

_BRITISH = (("isation", "ization"), ("defence", "defense"), ("labour", "labor"), ("centre", "center"), ("programme", "program"))
_SMALL = frozenset("of the for and on in to".split())
_LEAST, _MOST = 3, 6  # words with a meaning of their own
_NOWHERE = frozenset({"", "XX", "UN", "EU"})


@dataclass(frozen=True, slots=True)
class Body:
    """Hold one body: the words of its official name, and what a finding says of it."""

    key: str
    en: str
    native: str
    country: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """Hold the bodies by the groups of their words, the group of each word, and all right names in plain letters."""

    bodies: dict[tuple[str, ...], tuple[Body, ...]]
    groups: dict[str, str]
    right: frozenset[str]


def load_composed(table: Tables) -> Composed:
    """Load the bodies whose names are long enough to be known by their words."""
    groups = {_american(word): row.key for row in table("names_synonyms") for word in row["words"].split()}
    bodies: dict[tuple[str, ...], list[Body]] = {}
    right: set[str] = set()
    for row in table("names_orgs"):
        for name in (row["en"], *row["accepted"].split(";")):
            right.add(letters(_american(name)))
        words = tuple(word for word in _american(row["en"]).split() if word not in _SMALL)
        if _LEAST <= len(words) <= _MOST:
            body = Body(row.key, row["en"], row["native"].split("/")[0], row["country"], words)
            bodies.setdefault(_signature(words, groups), []).append(body)
    return Composed({signature: tuple(found) for signature, found in bodies.items()}, groups, frozenset(right))


def _american(text: str) -> str:
    """Fold a text, and write it as in America: a British spelling is no other word."""
    folded = fold(text)
    for british, american in _BRITISH:
        folded = folded.replace(british, american)
    return folded


def _signature(words: tuple[str, ...], groups: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(groups.get(word, word) for word in words))


def composed_names(doc: Document, around: Surroundings, composed: Composed) -> Iterator[Finding]:
    """Yield a finding where all words of a body's name, or synonyms of them, stand capitalised together.

    No accepted name may be written so, and the body's country must be the only one that the sentence names.
    """
    for number, sent in enumerate(doc.sentences):
        if doc.blocks[sent.block].kind in ("code", "chrome"):
            continue
        for run in _capitalised(doc, range(sent.tokens.start, sent.tokens.stop)):
            owned = len(run) > 1 and doc.folded[run[0]] in ("the", "a")
            for body, stretch in _bodies(doc, run[owned:], composed):
                if body.country in _NOWHERE or around.countries(number) == {body.country}:
                    yield _finding(doc, body, stretch)
                    break


def _capitalised(doc: Document, tokens: range) -> Iterator[list[int]]:
    """Yield runs of capitalised words with the small words between them."""
    run: list[int] = []
    for index in tokens:
        form = doc.forms[index]
        joined = bool(run) and doc.tokens[run[-1]].span.end + 1 == doc.tokens[index].span.start
        capital = doc.tokens[index].kind == "word" and form[0].isupper() and not form.isupper()
        if run and not (joined and (capital or doc.folded[index] in _SMALL)):
            yield run
            run = []
        if capital or run:
            run.append(index)
    if run:
        yield run


def _bodies(doc: Document, run: list[int], composed: Composed) -> Iterator[tuple[Body, list[int]]]:
    """Yield the bodies that the run may mean; a demonym may stand before the name, and "of" with a country after it."""
    meaning = [index for index in run if doc.folded[index] not in _SMALL]
    words = tuple(_american(doc.folded[index]) for index in meaning)
    for start in range(min(2, len(meaning))):
        for stop in range(len(meaning), max(len(meaning) - 2, start + _LEAST - 1), -1):
            bodies = composed.bodies.get(_signature(words[start:stop], composed.groups), ())
            if not bodies or (stop < len(meaning) and doc.folded[meaning[stop] - 1] not in ("of", "for", "in")):
                continue
            stretch = [index for index in run if meaning[start] <= index <= meaning[stop - 1]]
            written = doc.text[doc.tokens[stretch[0]].span.start : doc.tokens[stretch[-1]].span.end]
            if letters(_american(written)) not in composed.right:
                kept = set(words[start:stop])
                yield from ((body, stretch) for body in bodies if 0 < len(kept & set(body.words)) < len(set(body.words)))


def _finding(doc: Document, body: Body, stretch: list[int]) -> Finding:
    span = Span(doc.tokens[stretch[0]].span.start, doc.tokens[stretch[-1]].span.end)
    written = doc.of(span)
    other = [doc.folded[index] for index in stretch if _american(doc.folded[index]) not in {*body.words, *_SMALL}]
    native = f" ({body.native})" if body.native else ""
    return Finding(
        ORGANISATION.id,
        span,
        score=0.6,
        message=f"{written!r} is put together of words for those of an official name; {body.en}{native} is probably meant",
        evidence=(
            Derivation((("official name", body.en), ("words of the like meaning", ", ".join(other)), ("as written", written))),
            Measure("words of the official name kept", float(len(body.words) - len(other)), "words", 1.0),
            TableHit("names_orgs", body.key, "facts"),
        ),
        edits=(Edit(span, body.en),),
    )

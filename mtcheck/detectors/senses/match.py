"""Find the listed wordings in a document: one trie over lemmas for all rows; frames are judged on an index of the article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mtcheck.core.document import Document
from mtcheck.detectors.senses.rows import ANY, DETERMINERS, Group, Sense
from mtcheck.lang.inflection import Inflections
from mtcheck.lang.phrases import Units, document_units

_HYPHENS = ("-", "‐", "‑")
_KEPT = 1 << 16  # words whose beginnings are kept
_READ = 80  # words of a window that is read, not looked up
_REACH = 4  # words that left: and right: look at
_DETERMINERS = frozenset(
    "a an the this that these those my your his her its our their some any all every each no both one two three four five six "
    "seven eight nine ten several many few".split()
)
_MOST_DETERMINERS = 2
_MARKS = frozenset(". , ; : ! ? ) ( … - – — \n \" ” “ ' ’".split(" "))
_OPENERS = _MARKS | frozenset("and but or when because while so that if".split())
# What cannot continue a noun phrase or a verb's object, so that the wording is whole: "opened the light in", not "light door".
_ENDERS = _OPENERS | frozenset(
    "in on at of to for from with by as into during after before until since about around near over under through who which "
    "whose where whom than is are was were be been has have had will would can could may might must should do does did not "
    "he she it they we you i this these those the a an his her its their our my your again there here now then today".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """Hold one place where a row's wording stands and its frame holds; ``met`` says where ``~`` stood."""

    start: int
    stop: int
    sense: Sense
    met: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    senses: list[Sense] = field(default_factory=list)
    wild: bool = False  # whether something other than a listed word may follow


class Trie:
    """Hold the wordings of all rows, joined by their beginnings."""

    def __init__(self, senses: Iterable[Sense], inflections: Inflections) -> None:
        self._root = _Node()
        self._keys = inflections.keys
        self._starts: dict[str, tuple[_Node, ...]] = {}
        for sense in senses:
            nodes = [self._root]
            for element in sense.elements:
                after = [_following(node, word) for node in nodes for word in element.words]
                nodes = after + nodes if element.optional else after
            for node in nodes:
                node.senses.append(sense)

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Yield the places where a wording may begin: its first word stands there, and a second one follows."""
        starts, keys, last = self._starts, self._keys, len(words) - 1
        for at, word in enumerate(words):
            nodes = starts.get(word)
            for node in self._begun(word) if nodes is None else nodes:
                if node.senses or node.wild or (at < last and not node.words.keys().isdisjoint(keys(words[at + 1]))):
                    yield at
                    break

    def matches(self, words: Sequence[str], start: int) -> Iterator[Match]:
        """Yield each wording that begins at a place, whether or not its frame holds."""
        for node in self._begun(words[start]):
            yield from self._walk(node, words, start, start + 1, ())

    def _begun(self, word: str) -> tuple[_Node, ...]:
        """Return the states that a first word leads to; kept, since texts repeat their words."""
        found = self._starts.get(word)
        if found is None:
            if len(self._starts) > _KEPT:
                self._starts.clear()
            after = self._root.words
            found = self._starts[word] = tuple(after[key] for key in self._keys(word) if key in after)
        return found

    def _walk(
        self, node: _Node, words: Sequence[str], start: int, at: int, met: tuple[tuple[int, int], ...]
    ) -> Iterator[Match]:
        for sense in node.senses:
            yield Match(start, at, sense, met)
        if at >= len(words) or not node.words:
            return
        for key in self._keys(words[at]):
            following = node.words.get(key)
            if following is not None:
                yield from self._walk(following, words, start, at + 1, met)
        if ANY in node.words and words[at][0].isalpha():
            yield from self._walk(node.words[ANY], words, start, at + 1, met)
        following = node.words.get(DETERMINERS)
        if following is not None:
            stop = at
            yield from self._walk(following, words, start, stop, (*met, (at, stop)))
            while stop < min(at + _MOST_DETERMINERS, len(words)) and _is_determiner(words[stop]):
                stop += 1
                yield from self._walk(following, words, start, stop, (*met, (at, stop)))


def _is_determiner(word: str) -> bool:
    """Tell whether a word is a determiner, a possessive or a number."""
    return word in _DETERMINERS or word.endswith(("'s", "s'")) or word.isdigit()


def _following(node: _Node, word: str) -> _Node:
    after = node.words.get(word)
    if after is None:
        after = node.words[word] = _Node()
        node.wild = node.wild or word in (DETERMINERS, ANY)
    return after


class Article:
    """Hold one look at a document for the frames: its units, where its words stand, where sentences begin."""

    def __init__(self, doc: Document, inflections: Inflections) -> None:
        self.doc = doc
        self.units: Units = document_units(doc)
        self.words = self.units.words
        self.keys = inflections.keys
        self._phrases: dict[tuple[str, ...], list[int]] = {}

    def holds(self, group: Group, start: int, stop: int) -> bool:
        """Tell whether a group holds of the match from ``start`` to ``stop``."""
        if group.kind.startswith("cap"):
            return group.kind == "cap:any" or any(map(self.is_capitalised, range(start, stop)))
        sentence = self.sentence(start)
        if group.kind == "start":
            return start == sentence.start or self.words[start - 1] in _OPENERS
        if group.kind == "end":
            return stop == sentence.stop or self.words[stop] in _ENDERS
        windows = self._windows(group.kind, start, stop, sentence)
        return any(self._stands_in(group, window) for window in windows if window)

    def cuts_compound(self, start: int, stop: int) -> bool:
        """Tell whether a hyphen ties the first unit to what stands before it, or the last one to what follows."""
        text, first, end = self.doc.text, self.units.starts[start], self.units.ends[stop - 1]
        before = first > 1 and text[first - 1] in _HYPHENS and text[first - 2].isalnum()
        return before or (text[end : end + 1] in _HYPHENS and text[end + 1 : end + 2].isalnum())

    def is_capitalised(self, at: int) -> bool:
        """Tell whether a unit begins with a capital inside a sentence: not at its start, and not after a mark."""
        if not self.doc.text[self.units.starts[at]].isupper():
            return False
        return at != self.sentence(at).start and self.words[at - 1][0].isalnum()

    def sentence(self, at: int) -> range:
        """Return the units of the sentence that holds a unit."""
        number = bisect_right(self._firsts, at) - 1
        return range(self._firsts[number], self._firsts[number + 1])

    def _windows(self, kind: str, start: int, stop: int, sentence: range) -> tuple[range, ...]:
        if kind == "article":
            return (range(start), range(stop, len(self.words)))
        if kind == "near":
            return (range(sentence.start, start), range(stop, sentence.stop))
        reach = 1 if kind in ("prev", "next") else _REACH
        if kind in ("prev", "left"):
            return (range(self._move(start, -reach, sentence), start),)
        return (range(stop, self._move(stop, reach, sentence)),)

    def _move(self, at: int, words: int, sentence: range) -> int:
        """Return the place some words further on, or back; marks do not count, and the sentence ends it."""
        left = abs(words)
        while left:
            passed = at if words > 0 else at - 1
            if passed not in sentence:
                break
            left -= self.words[passed][0].isalnum()
            at += 1 if words > 0 else -1
        return at

    def _stands_in(self, group: Group, window: range) -> bool:
        """Tell whether a phrase of a group stands in a window; a short one is read, a long one looked up in the article."""
        if len(window) > _READ:
            return any(self._stands(phrase, window) for phrase in group.phrases)
        keys = [self.keys(self.words[at]) for at in window]
        firsts = {key for found in keys for key in found}
        return any(phrase[0] in firsts and (len(phrase) == 1 or self._runs(phrase, keys)) for phrase in group.phrases)

    @staticmethod
    def _runs(phrase: tuple[str, ...], keys: Sequence[tuple[str, ...]]) -> bool:
        """Tell whether a phrase stands in a run of words, of which the keys are given."""
        places = range(len(keys) - len(phrase) + 1)
        return any(all(word in keys[at + shift] for shift, word in enumerate(phrase)) for at in places)

    def _stands(self, phrase: tuple[str, ...], window: range) -> bool:
        """Tell whether a phrase begins and ends in a window."""
        places = self._places(phrase)
        first = bisect_left(places, window.start)
        return first < len(places) and places[first] + len(phrase) <= window.stop

    def _places(self, phrase: tuple[str, ...]) -> list[int]:
        """Return where a phrase begins in the article, in order."""
        found = self._phrases.get(phrase)
        if found is None:
            at = sorted({place for form in self._forms.get(phrase[0], ()) for place in self._by_form[form]})
            found = self._phrases[phrase] = [place for place in at if self._goes_on(phrase, place)]
        return found

    def _goes_on(self, phrase: tuple[str, ...], place: int) -> bool:
        if place + len(phrase) > len(self.words):
            return False
        return all(word in self.keys(self.words[place + shift]) for shift, word in enumerate(phrase[1:], 1))

    @cached_property
    def _by_form(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            found.setdefault(word, []).append(at)
        return found

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        """Map each lemma, and each form with ``=``, to the forms in the article that have it."""
        found: dict[str, list[str]] = {}
        for form in self._by_form:
            for key in self.keys(form):
                found.setdefault(key, []).append(form)
        return found

    @cached_property
    def _firsts(self) -> list[int]:
        """Return the first unit of each sentence, and the number of units."""
        starts = self.units.starts
        return [*sorted({bisect_left(starts, sent.span.start) for sent in self.doc.sentences}), len(self.words)]


def matches(trie: Trie, article: Article) -> Iterator[list[Match]]:
    """Yield the matches whose frames hold, the longest at each place, leftmost first, without overlap.

    Where rows of several languages have the same wording, they come together.
    """
    reached = 0
    for start in trie.places(article.words):
        if start < reached:
            continue
        held = [match for match in trie.matches(article.words, start) if _holds(article, match)]
        if held:
            stop = max(match.stop for match in held)
            yield [match for match in held if match.stop == stop]
            reached = stop


def _holds(article: Article, match: Match) -> bool:
    """Tell whether the words belong to one sentence, are no name and no half of a compound, and the row's frame holds."""
    if match.stop > article.sentence(match.start).stop or article.cuts_compound(match.start, match.stop):
        return False
    if not match.sense.capitalised and any(map(article.is_capitalised, range(match.start, match.stop))):
        return False
    return all(article.holds(group, match.start, match.stop) for group in match.sense.frame) and not any(
        article.holds(group, match.start, match.stop) for group in match.sense.unless
    )

"""Match many word phrases against a run of words: folding, units, and a trie that tolerates inflection and hyphens.

A *unit* is a word, a part of a hyphenated word, a number or a mark. Units are compared by ``base``, which takes off the
plural or third-person s and levels British and American spelling. A unit of a pattern that ends in ``~`` is a verb: it is
compared by ``stem``, which takes off -ing, -ed and -es as well. Nothing here knows any table.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mtcheck.core.document import Document
from mtcheck.core.span import Span

_PIECES = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|[^\W_]+(?:'[^\W_]+)*|[^\w\s]")
_VOWELS = frozenset("aeiou")
_KEEP_S = ("ss", "us", "is", "'s")
_OUR = re.compile(r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|ful$|able$|al$|ite$)")
_ISE = re.compile(r"(?<=[a-z]{3})is(?=e$|es$|ed$|ing$|ation$|ations$|er$|ers$)")
_YSE = re.compile(r"(?<=[a-z]{3})ys(?=e$|es$|ed$|ing$)")
_DOUBLED = re.compile(r"(?<=[a-z]{3})ll(?=ed$|ing$|er$|ers$)")


def level_spelling(word: str) -> str:
    """Turn British spellings into American ones by their endings; words that look alike may be levelled too."""
    if len(word) < 5:
        return word
    if "our" in word:
        word = _OUR.sub("or", word)
    if "is" in word or "ys" in word:
        word = _YSE.sub("yz", _ISE.sub("iz", word))
    return _DOUBLED.sub("l", word) if word.endswith(("ed", "ing", "er", "ers")) else word


@lru_cache(maxsize=1 << 16)
def base(word: str) -> str:
    """Return the form that phrases are compared by: singular, American spelling."""
    if word.endswith("s") and len(word) > 3 and not word.endswith(_KEEP_S):
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("sses", "shes", "ches", "xes", "zzes")):
            word = word[:-2]
        else:
            word = word[:-1]
    return level_spelling(word)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the form that verbs are compared by: without -s, -ed, -ing, doubled consonant and final e."""
    word = level_spelling(word)
    for suffix in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + ("y" if suffix in ("ied", "ies") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def pieces(folded: str) -> list[str]:
    """Cut a folded phrase into units; hyphens and dashes part words and are dropped."""
    return [piece for piece in _PIECES.findall(folded) if piece not in "-‐‑–—_"]


@dataclass(slots=True)
class Units:
    """Hold the units of a document: folded text and offsets, one entry of each list per unit."""

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, word: str, start: int, end: int) -> None:
        """Append one unit."""
        self.words.append(word)
        self.starts.append(start)
        self.ends.append(end)

    def span(self, first: int, stop: int) -> Span:
        """Return the span of the units ``first`` up to ``stop``."""
        return Span(self.starts[first], self.ends[stop - 1])


def document_units(doc: Document) -> Units:
    """Return the units of a document; those of the last one are kept, since several families ask for them."""
    last = _LAST.get("units")
    if last is None or last[0]() is not doc:
        last = _LAST["units"] = weakref.ref(doc), _cut(doc)
    return last[1]


_LAST: dict[str, tuple[weakref.ref[Document], Units]] = {}


def _cut(doc: Document) -> Units:
    """Cut a document into units. A dash between touching words is none; code, furniture and block ends stop every phrase."""
    units = Units()
    silent = {number for number, block in enumerate(doc.blocks) if block.kind in ("code", "chrome")}
    forms, tokens, text = doc.folded, doc.tokens, doc.text
    for number in range(len(doc.blocks)):
        if number in silent:
            continue
        for index in doc.block_tokens(number):
            form, span = forms[index], tokens[index].span
            if "-" in form and len(form) > 1 and len(form) == span.end - span.start:
                _split(units, form, span.start)
            elif form not in ("-", "–") or not _joins(units, text, span):
                units.add(form, span.start, span.end)
        if units.words:
            units.add("\n", units.ends[-1], units.ends[-1])
    return units


def _split(units: Units, form: str, start: int) -> None:
    for part in form.split("-"):
        if part:
            units.add(part, start, start + len(part))
        start += len(part) + 1


def _joins(units: Units, text: str, dash: Span) -> bool:
    return bool(units.ends) and units.ends[-1] == dash.start and text[dash.end : dash.end + 1].isalnum()


class _Node:
    """Hold the phrases that share a beginning; they are parted by their next unit when somebody walks on from here."""

    __slots__ = ("_waiting", "keys", "verbs", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.verbs: dict[str, _Node] = {}
        self.keys: list[str] = []
        self._waiting: list[tuple[Sequence[str], int, str]] = []

    def add(self, pattern: Sequence[str], place: int, key: str) -> None:
        """Take in a phrase whose units up to ``place`` led here."""
        if place == len(pattern):
            self.keys.append(key)
        else:
            self._waiting.append((pattern, place, key))

    def part(self) -> _Node:
        """Hand the waiting phrases on to the nodes of their next units; return the node itself."""
        for pattern, place, key in self._waiting:
            unit = pattern[place]
            verb = unit.endswith("~")
            following, form = (self.verbs, stem(unit[:-1])) if verb else (self.words, base(unit))
            node = following.get(form)
            if node is None:
                node = following[form] = _Node()
            node.add(pattern, place + 1, key)
        self._waiting.clear()
        return self


class PhraseTrie:
    """Hold phrases by their units; ``longest`` finds the longest one that begins at a place."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, pattern: Sequence[str], key: str) -> None:
        """Take in a phrase given as folded units; a verb unit ends in ``~``."""
        self._root.add(pattern, 0, key)

    def starts(self, units: Sequence[str]) -> list[int]:
        """Return the places where a phrase may begin."""
        root = self._root.part()
        words, verbs = root.words, root.verbs
        able = {unit for unit in set(units) if base(unit) in words or (verbs and stem(unit) in verbs)}
        return [place for place, unit in enumerate(units) if unit in able]

    def longest(self, units: Sequence[str], start: int) -> tuple[int, str] | None:
        """Return end and key of the longest phrase that begins at ``start``, or None."""
        best: tuple[int, str] | None = None
        for end, keys in self._walk(self._root, units, start):
            if best is None or end > best[0]:
                best = end, keys[0]
        return best

    def exact(self, units: Sequence[str]) -> str | None:
        """Return the key of the phrase that the units are, whole, or None."""
        return next((keys[0] for end, keys in self._walk(self._root, units, 0) if end == len(units)), None)

    def _walk(self, node: _Node, units: Sequence[str], place: int) -> Iterator[tuple[int, list[str]]]:
        if node.keys:
            yield place, node.keys
        if place == len(units):
            return
        following = node.part().words.get(base(units[place]))
        if following is not None:
            yield from self._walk(following, units, place + 1)
        if node.verbs:
            following = node.verbs.get(stem(units[place]))
            if following is not None:
                yield from self._walk(following, units, place + 1)

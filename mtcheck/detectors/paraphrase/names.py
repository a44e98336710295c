"""Search names of places, countries and bodies whose words were replaced by near-synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import JaroWinkler

from mtcheck.core.document import Document, fold
from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.thesaurus import LEARNED, STEPS, Thesaurus

_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "without"))
_OPENERS = _SMALL | frozenset(
    ("a", "an", "this", "that", "at", "from", "by", "with", "but", "as", "when", "if", "while", "its", "our", "their", "after")
)
_FEW = 0.02  # the written expression may stand in the corpora at most this often, for each time that the name does
_MIN_COUNT = 20.0  # of the name in the corpora
_FAR = 2  # a word of a name is fewer steps in the thesaurus away
_COUNTS_KEPT = 50_000
_SAME_WORD = 0.93  # similarity of two spellings of one word


@dataclass(frozen=True, slots=True)
class Spun:
    """Hold a name found behind other words: token range, the name, how often both stand in the corpora."""

    first: int
    stop: int
    name: str
    written: float
    known: float


class NameIndex:
    """Hold the names by their words, and find those that differ from the text by near-synonyms."""

    def __init__(self, names: Mapping[str, bool], thesaurus: Thesaurus, ngrams: NgramCounts) -> None:
        """Take names, each with whether it is so well known that more of its words may differ."""
        self._thesaurus, self._ngrams = thesaurus, ngrams
        self._names: dict[tuple[str, ...], str] = {}
        self._starts: dict[str, list[tuple[str, ...]]] = {}
        self._known: set[tuple[str, ...]] = set()
        for name in sorted(names):
            words = tuple(fold(word) for word in name.split())
            if words[0] == "the":
                words = words[1:]
            if len(words) > 1:
                self._names.setdefault(words, name.replace("North East", "Northeast").replace("South East", "Southeast"))
                if names[name]:
                    self._known.add(words)
        for words in self._names:
            self._starts.setdefault(words[0], []).append(words)
        self._near: dict[str, dict[str, int]] = {}
        self._counts: dict[tuple[str, ...], float] = {}

    def find(self, doc: Document, ranges: Iterable[range]) -> Iterator[Spun]:
        """Yield the spun names in the given ranges of tokens."""
        forms, folded = doc.forms, doc.folded
        for tokens in ranges:
            at = tokens.start
            while at < tokens.stop - 1:
                if not forms[at][0].isupper():
                    at += 1
                    continue
                found = self._at(forms, folded, at, tokens.stop)
                if found is not None and _whole(forms, folded, tokens, found):
                    yield found
                at = found.stop if found is not None else at + 1

    def near(self, form: str) -> dict[str, int]:
        """Return the form's near-synonyms of one word with their distance."""
        found = self._near.get(form)
        if found is None:
            given = self._thesaurus.of(form)
            pairs = zip(given.texts, given.group.tolist(), strict=True)
            found = self._near[form] = {
                text: int(STEPS[group]) for text, group in pairs if " " not in text and group <= LEARNED
            }
        return found

    def _at(self, forms: tuple[str, ...], folded: tuple[str, ...], at: int, stop: int) -> Spun | None:
        found: list[tuple[int, int, float, Spun]] = []
        for head in sorted({folded[at], *self.near(folded[at])}):
            for words in self._starts.get(head, ()):
                end = at + len(words)
                if end <= stop and self._fits(forms, folded, at, words):
                    spun = self._weigh(folded, at, words)
                    if spun is not None:
                        kept = sum(a == b for a, b in zip(words, folded[at:end], strict=True))
                        found.append((len(words), kept, spun.known, spun))
        return max(found, key=lambda entry: entry[:3])[3] if found else None

    def _fits(self, forms: tuple[str, ...], folded: tuple[str, ...], at: int, words: tuple[str, ...]) -> bool:
        if words == folded[at : at + len(words)] or folded[at : at + len(words)] in self._names:
            return False
        replaced, furthest, capitals = 0, 0, 0
        for place, word in enumerate(words, at):
            written = folded[place]
            capitals += forms[place][0].isupper() and word not in _SMALL
            if written != word:
                distance = None if word in _SMALL else self._distance(forms[place], written, word)
                if distance is None:
                    return False
                replaced, furthest = replaced + 1, max(furthest, distance)
        own = sum(word not in _SMALL for word in words)
        if words in self._known:
            few = replaced == 1 or replaced * 2 <= own
            near = furthest < _FAR if few else furthest == 0
            return capitals * 2 >= own and near and (replaced < own or capitals == own)
        return furthest == 0 and capitals == own and replaced * 2 <= own

    def _distance(self, form: str, written: str, word: str) -> int | None:
        """Return how far a word of a name is from what is written; None where it cannot stand for it.

        A word in lower case may be just a word: pairs must show that it stands for the other. Another spelling of the same
        word, or its beginning, replaces nothing.
        """
        found = self.near(written).get(word)
        if found is None or word.startswith(written) or JaroWinkler.similarity(written, word) > _SAME_WORD:
            return None
        return found if form[0].isupper() or word in self._shown(written) else None

    def _shown(self, form: str) -> frozenset[str]:
        """Return the words for which pairs show that the form stood."""
        given = self._thesaurus.of(form)
        pairs = zip(given.texts, given.group.tolist(), strict=True)
        return frozenset(text for text, group in pairs if group == LEARNED)

    def _weigh(self, folded: tuple[str, ...], at: int, words: tuple[str, ...]) -> Spun | None:
        """Return the find where the name is known and the text as written is not."""
        written = self._rarest(folded[at : at + len(words)])
        known = self._rarest(tuple(fold(self._names[words]).split()))
        if known < _MIN_COUNT or written > _FEW * known or written >= 3.0:
            return None
        return Spun(at, at + len(words), self._names[words], written, known)

    def _rarest(self, words: tuple[str, ...]) -> float:
        """Return how often an expression stands in the corpora, for a long one its rarest part of three words."""
        count = self._counts.get(words)
        if count is None:
            if len(self._counts) > _COUNTS_KEPT:
                self._counts.clear()
            ids = [self._ngrams.word_id(word) for word in words]
            size = min(3, len(ids))
            parts = [ids[start : start + size] for start in range(len(ids) - size + 1)]
            count = float(self._ngrams.counts(np.array(parts, np.int64)).min()) if min(ids) >= 0 else 0.0
            self._counts[words] = count
        return count


def _whole(forms: tuple[str, ...], folded: tuple[str, ...], tokens: range, found: Spun) -> bool:
    """Tell whether no capitalised word stands next to the find, which would make it a part of a longer name."""
    before, after = found.first - 1, found.stop
    if before >= tokens.start and forms[before][0].isupper() and folded[before] not in _OPENERS:
        return False
    return not (after < tokens.stop and forms[after][0].isupper())

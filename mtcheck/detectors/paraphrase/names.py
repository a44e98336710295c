"""Search names of places, countries and bodies whose words were replaced by near-synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from mtcheck.core.document import Document, fold
from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.thesaurus import Thesaurus

_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "without"))
_FEW = 0.02  # the written expression may stand in the corpora at most this often, for each time that the name does
_MIN_COUNT = 20.0  # of the name in the corpora


@dataclass(frozen=True, slots=True)
class Spun:
    """Be a name found behind other words: token range, the name, how often both stand in the corpora."""

    first: int
    stop: int
    name: str
    written: float
    known: float


class NameIndex:
    """Hold the names by their words, and find those that differ from the text by near-synonyms."""

    def __init__(self, names: Iterable[str], thesaurus: Thesaurus, ngrams: NgramCounts) -> None:
        self._thesaurus, self._ngrams = thesaurus, ngrams
        self._names: dict[tuple[str, ...], str] = {}
        self._starts: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(names):
            words = tuple(fold(word) for word in name.split())
            if words[0] == "the":
                words = words[1:]
            if len(words) > 1:
                self._names.setdefault(words, name)
        for words in self._names:
            self._starts.setdefault(words[0], []).append(words)
        self._near: dict[str, frozenset[str]] = {}

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
                if found is not None:
                    yield found
                at = found.stop if found is not None else at + 1

    def near(self, form: str) -> frozenset[str]:
        """Return the form's near-synonyms, for a plural those of the singular too."""
        found = self._near.get(form)
        if found is None:
            texts = set(self._thesaurus.of(form).texts)
            found = self._near[form] = frozenset(text for text in texts if " " not in text)
        return found

    def _at(self, forms: tuple[str, ...], folded: tuple[str, ...], at: int, stop: int) -> Spun | None:
        best: Spun | None = None
        for head in sorted({folded[at], *self.near(folded[at])}):
            for words in self._starts.get(head, ()):
                end = at + len(words)
                if end <= stop and (best is None or end > best.stop) and self._fits(forms, folded, at, words):
                    best = self._weigh(folded, at, words) or best
        return best

    def _fits(self, forms: tuple[str, ...], folded: tuple[str, ...], at: int, words: tuple[str, ...]) -> bool:
        replaced = 0
        capitals = 0
        for place, word in enumerate(words, at):
            written = folded[place]
            capitals += forms[place][0].isupper() and word not in _SMALL
            if written == word:
                continue
            if word in _SMALL or not re.fullmatch(r"[a-z]+", written) or word not in self.near(written):
                return False
            replaced += 1
        own = [word for word in words if word not in _SMALL]
        if tuple(folded[at : at + len(words)]) in self._names:
            return False
        return replaced > 0 and capitals * 2 >= len(own) and (replaced < len(own) or capitals == len(own))

    def _weigh(self, folded: tuple[str, ...], at: int, words: tuple[str, ...]) -> Spun | None:
        """Return the find where the name is known and the text as written is not."""
        written = self._rarest(folded[at : at + len(words)])
        known = self._rarest(words)
        if known < _MIN_COUNT or written > _FEW * known or written >= 3.0:
            return None
        return Spun(at, at + len(words), self._names[words], written, known)

    def _rarest(self, words: tuple[str, ...]) -> float:
        """Return how often an expression stands in the corpora, for a long one its rarest part of three words."""
        ids = [self._ngrams.word_id(word) for word in words]
        if min(ids) < 0:
            return 0.0
        size = min(3, len(ids))
        parts = [ids[start : start + size] for start in range(len(ids) - size + 1)]
        return float(self._ngrams.counts(np.array(parts, np.int64)).min())

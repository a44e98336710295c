"""Try the near-synonyms of three neighbours at once: is there a listed term of which two words or all three were replaced?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mtcheck.core.rule import NgramCounts
from mtcheck.detectors.paraphrase.singles import EXPECTED
from mtcheck.detectors.paraphrase.thesaurus import FORMS_KEPT, Thesaurus
from mtcheck.detectors.paraphrase.view import REACH, View

_LIGHT = 100  # the most frequent words hold a term together, they do not make it
UNSEEN = 1.0  # what is written may stand in the corpora less often than this
ALIKE = 0.6  # cosine
LEAST_CERTAIN = 2  # of the three words: as they should be, or shown by pairs
LEAST_REPLACED = 2  # one replaced word is a matter of the single words


@dataclass(frozen=True, slots=True)
class Triple:
    """Hold a term found behind three words: the position of the first, the term, how many words differ, its count."""

    place: int
    text: str
    replaced: int
    known: float


class TripleSearch:
    """Search listed terms of three words, by the words that they may begin with."""

    def __init__(self, thesaurus: Thesaurus, terms: Mapping[str, str], ngrams: NgramCounts) -> None:
        self._thesaurus, self._ngrams = thesaurus, ngrams
        self._rests: dict[str, list[tuple[str, str]]] = {}
        for first, packed in terms.items():
            rests = [(middle, last) for middle, _, last in (rest.partition(" ") for rest in packed.split("|")) if last]
            rests = [rest for rest in rests if ngrams.word_id(rest[0]) >= _LIGHT]
            if rests:
                self._rests[first] = rests
        self.near = lru_cache(FORMS_KEPT)(self._near)

    def _near(self, form: str) -> dict[str, bool]:
        """Return the words that a form surely may stand for, itself among them, each with whether that is certain.

        Three words leave much to chance: only what pairs show (certain), synonyms, and what is used very much alike are tried.
        """
        given = self._thesaurus.of(form)
        shown, same = given.learned > 0, given.group == 0
        close = zip(given.texts, (shown | same | (given.cosine >= ALIKE)).tolist(), shown.tolist(), strict=True)
        return {text: certain for text, kept, certain in close if kept} | {form: True}

    def search(self, view: View) -> Iterator[Triple]:
        """Yield the best term of each place; what stands in the corpora as it is written is left alone."""
        odd = view.prob < EXPECTED
        three = (
            view.open[:-2] & view.open[1:-1] & view.open[2:] & (odd[:-2].astype(int) + odd[1:-1] + odd[2:] >= LEAST_REPLACED)
        )
        for at in np.flatnonzero(three[: len(view.ids) - REACH]).tolist():
            found = [*self._at(view, at)]
            if found and self._count(view.ids[at : at + 3].tolist()) < UNSEEN:
                yield max(found, key=lambda triple: (-triple.replaced, triple.known, triple.text))

    def _at(self, view: View, at: int) -> Iterator[Triple]:
        written = tuple(view.forms[at : at + 3])
        middles, lasts = self.near(written[1]), self.near(written[2])
        firsts = self.near(written[0])
        for first in firsts.keys() & self._rests.keys():
            for middle, last in self._rests[first]:
                if middle in middles and last in lasts:
                    term = first, middle, last
                    replaced = sum(a != b for a, b in zip(term, written, strict=True))
                    certain = firsts[first] + middles[middle] + lasts[last]
                    if replaced >= LEAST_REPLACED and certain >= LEAST_CERTAIN:
                        known = self._count([self._ngrams.word_id(word) for word in term])
                        yield Triple(at, " ".join(term), replaced, known)

    def _count(self, ids: list[int]) -> float:
        return float(self._ngrams.counts(np.array([ids], np.int64))[0]) if min(ids) >= 0 else 0.0

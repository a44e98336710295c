"""Find words, phrases, clauses and sentences that a machine wrote twice."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.repetition.copies import repeated_sentences
from mtcheck.detectors.repetition.pairs import doubled_reporting, doubled_verbs, same_pairs
from mtcheck.detectors.repetition.rules import RULES
from mtcheck.detectors.repetition.runs import repeats
from mtcheck.detectors.repetition.words import Places, words_of


class RepetitionDetector:
    """Compare each token with those that follow it, each noun with its partner, each sentence with those before."""

    family = "repetition"
    rules = RULES

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of every rule."""
        words, places = words_of(ctx), Places(doc)
        yield from repeats(doc, words, places)
        yield from doubled_verbs(doc, words, places)
        yield from same_pairs(doc, words, places)
        yield from doubled_reporting(doc, words, places)
        yield from repeated_sentences(doc, places)


detector = RepetitionDetector()

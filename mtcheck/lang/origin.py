"""Tell which language an English article was probably translated from, by the signs that it holds.

A sign speaks for some languages: how letters and endings of its names are written, the places it is about, wordings that come
from them. Signs are taken as independent, each form counts once, and each kind of sign only so far, so that a long list of
names does not decide alone. The table ``senses/signs`` has the signs that any detector can look for; a detector adds its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtcheck.core.document import SOURCE_LANGUAGE, Document

NATS = {"letter": 1.5, "ending": 0.8, "word": 0.8, "row": 1.8}  # by kind: what one sign adds to the log-odds
MOST = {"letter": 4.5, "ending": 2.4, "word": 3.2, "row": 7.2}  # what all signs of the kind add at most
_SIZES = (6, 5, 4, 3, 2)  # letters of an ending of a name
_SURE = 12.0  # nats for a language that the file itself names


@dataclass(frozen=True, slots=True)
class Sign:
    """Hold one sign: its kind, what was seen, the languages that it speaks for."""

    kind: str
    seen: str
    languages: tuple[str, ...]


def signs_in(doc: Document, table: Any) -> list[Sign]:
    """Return the signs of names and places in a document, each once; ``table`` is ``senses/signs``."""
    found: dict[tuple[str, str], Sign] = {}
    for sign in _signs(doc, table):
        found.setdefault((sign.kind, sign.seen), sign)
    return list(found.values())


class Tally:
    """Hold the signs of an article; ``posterior`` turns them into probabilities."""

    def __init__(self, doc: Document, signs: Iterable[Sign], languages: Iterable[str]) -> None:
        self._nats = {language: dict.fromkeys(NATS, 0.0) for language in sorted(languages)}
        self._stated = doc.meta.get(SOURCE_LANGUAGE, "").lower().partition("-")[0]
        for sign in signs:
            self._add(sign, NATS[sign.kind])

    def posterior(self, without: Sign | None = None) -> dict[str, float]:
        """Return the probability of each language, all being equally likely before the signs are seen.

        One sign can be left out, to ask what the others say of it.
        """
        if without is not None:
            self._add(without, -NATS[without.kind])
        weights = {language: math.exp(self._total(language)) for language in self._nats}
        if without is not None:
            self._add(without, NATS[without.kind])
        total = sum(weights.values())
        return {language: weight / total for language, weight in weights.items()}

    def _add(self, sign: Sign, nats: float) -> None:
        for language in sign.languages:
            if language in self._nats:
                self._nats[language][sign.kind] += nats

    def _total(self, language: str) -> float:
        stated = _SURE if language == self._stated else 0.0
        return stated + sum(min(nats, MOST[kind]) for kind, nats in self._nats[language].items())


def _signs(doc: Document, table: Any) -> Iterator[Sign]:
    letters, endings, words = _kinds(table)
    for form, folded in dict(zip(doc.forms, doc.folded, strict=True)).items():
        if not form.isascii():
            yield from (Sign("letter", char, letters[char]) for char in sorted(set(folded) & set(letters)))
        if form[0].isupper():
            if folded in words:
                yield Sign("word", folded, words[folded])
            ending = next((folded[-size:] for size in _SIZES if len(folded) > size + 1 and folded[-size:] in endings), "")
            if ending:
                yield Sign("ending", folded, endings[ending])


def _kinds(table: Any) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    kinds: dict[str, dict[str, tuple[str, ...]]] = {"letter": {}, "ending": {}, "word": {}}
    for row in table:
        for key in row["signs"].split():
            kinds[row["kind"]][key] = (*kinds[row["kind"]].get(key, ()), *row["languages"].split())
    return kinds["letter"], kinds["ending"], kinds["word"]

"""Read the payloads of the table ``lexicon``: what a form can be and how common it is (built by training/build_lexicon.py).

A payload is one base-36 digit (floor of log2 of the count in 77 million words), tag letters, and for a verb form one digit.

| letter | the form can be | letter | the form is |
| --- | --- | --- | --- |
| N, S | a noun: singular or mass, plural | t, s, p | a determiner: any number, singular, plural |
| V, Z | a verb: base, third person present | o, b | a pronoun: subject, object |
| D, P, G | a verb: past tense, past participle, -ing | w, m, x | a wh-word, a modal, a form of be, have or do |
| J, K, X | an adjective: plain, comparative, superlative | i, c, n, u | a preposition, conjunction, negation, number word |
| R | an adverb | Q | nearly always capitalised: a name |
"""

from __future__ import annotations

_DIGITS = "0123456789"


def frequency(payload: str) -> int:
    """Return floor(log2(count)) of the form; -1 for an empty payload."""
    return int(payload[0], 36) if payload else -1


def tags(payload: str) -> str:
    """Return the tag letters alone."""
    return payload[1:].rstrip(_DIGITS)


def verb_share(payload: str) -> int | None:
    """Return 0 (found where nouns stand) to 9 (found where verbs stand); None where it was not counted."""
    return int(payload[-1]) if len(payload) > 1 and payload[-1] in _DIGITS else None


def can_be(payload: str, letters: str) -> bool:
    """Tell whether the form has at least one of the tags."""
    return any(letter in letters for letter in payload[1:])


def only(payload: str, letters: str) -> bool:
    """Tell whether the form has tags and each of them is one of the given."""
    own = tags(payload)
    return bool(own) and all(letter in letters for letter in own)

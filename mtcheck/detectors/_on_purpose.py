"""Tell whether a word of another script was left standing on purpose; the detector ``script`` asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from mtcheck.core.document import Block, Document

LOOK_BEHIND, LOOK_AHEAD = 80, 120
_LATIN = regex.compile(r"\p{Latin}")
_OPEN_BRACKET = regex.compile(r"[(\[（【《〈「『/][^()\[\]（）]*$")
_CLOSE_BRACKET = regex.compile(r"^[^()\[\]（）]*[)\]）】》〉」』/]")
_TAG = regex.compile(r"(?:[#@＃＠]|://|www\.)\S*$")
_LAST_WORD = regex.compile(r"([\p{Latin}-]+)(?:\s+(?:as|is|the|a|an|in|by|for|with))?[\s:,=\"“‘'«–—-]*$")
_NAMES = regex.compile(r"\b(?i:names?|also called|known as)\b[^.;!?]*, $")  # "Other names: Sereh, Lemongrass, "
_NAME_BEFORE = regex.compile(r"((?:\p{Lu}[\p{L}’'-]+\s+)+\p{Lu}[\p{L}’'-]+),?\s$")
_LIST_GLOSS = regex.compile(r"^\s*[(（=–—:-]\s*[\p{Latin}\d“\"‘']|^,?\s[\[“\"‘']\p{Latin}+(?:\s\p{Latin}+){0,2}[,.]?[\]”\"’']")
_NAME = "Q"  # the tag of a word that is nearly always capitalised


@dataclass(frozen=True, slots=True)
class Givers:
    """Hold the words that show a foreign word to be given beside its English.

    ``introducers`` stand before it, ``glosses`` after it; ``domains`` end addresses; ``titles`` stand before the name of a
    person, ``places`` end the name of a place and ``bodies`` that of an organisation; ``endonyms`` are names of languages,
    longest first; ``english`` is the lexicon.
    """

    introducers: frozenset[str]
    glosses: tuple[str, ...]
    domains: tuple[str, ...]
    titles: frozenset[str]
    places: frozenset[str]
    bodies: frozenset[str]
    endonyms: tuple[str, ...]
    english: Mapping[str, str]


def is_on_purpose(doc: Document, block: Block, start: int, end: int, givers: Givers) -> bool:
    """Tell whether a foreign word is given beside its English: in brackets, in quotation marks, introduced or explained."""
    before = doc.text[max(block.span.start, start - LOOK_BEHIND) : start]
    after = doc.text[end : min(block.span.end, end + LOOK_AHEAD)]
    if _TAG.search(before) or after.startswith("@") or doc.text[start:end].rstrip(".").endswith(givers.domains):
        return True
    if _OPEN_BRACKET.search(before) and _CLOSE_BRACKET.search(after) and _LATIN.search(before):
        return True
    if before[-1:] in tuple("“\"‘'«「『《") and after[:1] in tuple("”\"’'»」』》"):
        return True
    last = _LAST_WORD.search(before)
    if (last and last[1].lower() in givers.introducers) or _NAMES.search(before):
        return True
    if _LIST_GLOSS.search(after) or after.lstrip(" ”\"'’").startswith(givers.glosses):
        return True
    name = _NAME_BEFORE.search(before)
    return end - start > 1 and name is not None and _names_somebody(name[1].split(), givers)


def is_language_menu(form: str, endonyms: tuple[str, ...]) -> bool:
    """Tell whether the run holds names of languages alone: what a page offers to be read in."""
    for name in endonyms:
        form = form.replace(name, " ")
    return not any(char.isalpha() for char in form)


def _names_somebody(words: list[str], givers: Givers) -> bool:
    """Tell whether a run of capitalised words is the name of a person or a place, whose native form may follow.

    The words of an office or a body are common ones: Foreign Ministry, Security Affairs.
    """
    while words and words[0].lower() in givers.titles:
        words = words[1:]
    if len(words) < 2:
        return False
    if words[-1].lower() in givers.bodies:
        return False
    is_name = [_NAME in givers.english.get(word.lower(), _NAME) for word in words]
    return any(is_name) and (is_name[-1] or is_name[0] or words[-1].lower() in givers.places)

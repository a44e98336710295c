"""Judge number and quantity: *many information*, *much problems*, *an advice*, *three student*, *most of people*."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.core.finding import Finding, TableHit
from mtcheck.detectors.grammar.report import found, shown
from mtcheck.detectors.grammar.rules import QUANTITY
from mtcheck.detectors.grammar.view import UNITS, View
from mtcheck.lang import lexicon

FOR_MANY = {"many": "much", "few": "little", "several": "some", "these": "this", "those": "that", "various": ""}
NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split())
PARTS = frozenset("most many some few several none each one any all".split())
_GOES_ON = frozenset("about of on in for to from by with that which is are was were has have can will would".split())
_BEFORE_NUMBER = frozenset(
    "of in with for from to by and has have had were was are killed injured wounded arrested only down up off out".split()
)
_CHOSEN_FROM = frozenset("the these those my our his her their its".split())
_HUNDREDS = frozenset("hundreds thousands millions billions dozens tens scores".split())
_MOST = 199  # a number above may be a year, a model, a page
_VOWEL = re.compile("[aeiou]")
_AS_MANY = 2  # log2: the plural stands at least a quarter as often as the singular


def mass(view: View, index: int) -> Iterator[Finding]:
    """Judge *many information*, *these equipment* and *an advice*."""
    word, noun = view.words[index], index + 1
    row = view.listed("mass").get(view.word(noun))
    if row is None or view.upper(noun) or not view.together(index, noun):
        return
    after = view.word(noun + 1)
    if not view.ends_phrase(noun + 1) and after not in _GOES_ON:
        return
    if word in ("a", "an"):
        if row["need"] == "article" or view.has(noun + 1, "NS") or after in ("and", "or"):
            return
        texts = (row["value"] or view.words[noun], view.words[noun])
        evidence = TableHit("grammar", row.key, row.source)
        yield found(view, QUANTITY, index, noun, f"{view.words[noun]!r} cannot be counted", *texts, evidence=evidence)
        return
    if word in ("many", "few") and view.word(index - 1) in ("a", "the", "great", "good", "so", "as") and word == "few":
        return
    if word == "various" and after in (",", "and", "or"):
        return  # "various news, media and press bodies"
    evidence = TableHit("grammar", row.key, row.source)
    message = f"{view.words[noun]!r} cannot be counted, and {view.doc.forms[index]!r} counts"
    text = f"{FOR_MANY[word]} {view.words[noun]}".strip()
    yield found(view, QUANTITY, index, noun, message, text, evidence=evidence)


def much(view: View, index: int) -> Iterator[Finding]:
    """Judge *much problems*: a plural after *much*."""
    noun = index + 1
    if not view.only(noun, "S") or view.upper(noun) or view.words[noun] in view.listed("number-ok") or "-" in view.words[noun]:
        return
    if not view.ends_phrase(noun + 1) or not view.together(index, noun) or view.words[noun] in ("thanks", "ados"):
        return
    message = f"{view.words[noun]!r} is plural; 'many' is meant"
    yield found(view, QUANTITY, index, noun, message, f"many {view.words[noun]}")


def number(view: View, index: int) -> Iterator[Finding]:
    """Judge *killed three civilian and* and *with 4 student*: a singular noun after a number."""
    noun, token = index + 1, view.doc.tokens[index]
    if token.kind == "number":
        digits = view.words[index]
        if not (digits.isascii() and digits.isdigit() and 2 <= int(digits[:4]) <= _MOST and len(digits) <= len(str(_MOST))):
            return
    before = view.word(index - 1) in _BEFORE_NUMBER or (view.only(index - 1, "DP") and not view.upper(index - 1))
    if not before or view.upper(index) or not view.together(index - 1, noun):
        return
    if (
        not view.only(noun, "NV")
        or view.tags[noun][-1] == "!"
        or view.upper(noun)
        or not _countable(view, noun)
        or view.quoted(token.span)
    ):
        return
    after = view.word(noun + 1)
    if not view.ends_phrase(noun + 1) or after in ("-", "’", "'", '"', "”", "or", "to", "per", "by", ":", ")"):
        return
    plural = view.inflected.plural(view.words[noun])
    message = f"{shown(view, index, noun)}: a plural is needed after the number"
    yield found(view, QUANTITY, index, noun, message, f"{view.doc.forms[index]} {plural}")


def _countable(view: View, noun: int) -> bool:
    """Tell whether the noun is often enough met in the plural: students, drones; hardly cash or percent."""
    word = view.words[noun]
    if word in UNITS or word in view.listed("number-ok") or word in view.listed("mass") or "-" in word:
        return False
    if not _VOWEL.search(word):
        return False  # cm, km
    plural = view.inflected.plural(word)
    own, other = (lexicon.frequency(view.lexicon.get(form, "")) for form in (word, plural))
    return bool(plural) and plural not in UNITS and other >= own - _AS_MANY and other > 0


def part_of(view: View, index: int) -> Iterator[Finding]:
    """Judge *most of people*, *one of members*: a bare plural after a quantity and *of*."""
    noun = index + 2
    if view.word(index + 1) != "of" or not view.only(noun, "S") or view.upper(noun) or not view.together(index, noun):
        return
    word, form = view.words[index], view.words[noun]
    if form in _HUNDREDS or form in view.listed("number-ok") or form in ("yours", "hers", "ours", "theirs") or "-" in form:
        return
    if not view.ends_phrase(noun + 1) or view.word(noun + 1) in ("’", "'", "of", "and", "or", "-"):
        return
    one = word in ("one", "each", "none")
    texts = (f"{word} of the {form}",) if one else (f"{word} {form}", f"{word} of the {form}")
    yield found(view, QUANTITY, index, noun, f"{shown(view, index, noun)}: 'of' needs a determiner after it", *texts)


def one_of_many(view: View, index: int) -> Iterator[Finding]:
    """Judge *one of the student*, *one of my friend*: a singular after *one of*."""
    if view.word(index + 1) != "of" or view.word(index + 2) not in _CHOSEN_FROM:
        return
    noun = index + 3 + (view.has(index + 3, "J") and not view.has(index + 3, "N"))
    if not view.only(noun, "N") or view.upper(noun) or not _countable(view, noun) or not view.together(index, noun):
        return
    listed = view.words[noun] in view.listed("collective") or view.words[noun] in view.listed("quantity")
    if listed or not view.ends_phrase(noun + 1) or view.word(noun + 1) in ("’", "'", "-", "and", "or", ","):
        return
    plural = view.inflected.plural(view.words[noun])
    kept = view.doc.of(view.span(index, noun - 1))
    message = f"'one of' needs a plural; {view.words[noun]!r} is singular"
    yield found(view, QUANTITY, index, noun, message, f"{kept} {plural}")

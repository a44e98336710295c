"""Find the lemmas of an English form, and inflect a lemma as another word was inflected.

The regular endings are rules; the table ``inflections`` has what they miss (built by training/build_inflections.py). The table
``lexicon`` says which forms exist: a rule may only lead to a word that English has as that part of speech.
Forms are compared in lower case and American spelling (``level_spelling``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from mtcheck.lang import lexicon
from mtcheck.lang.phrases import level_spelling

_KEPT = 1 << 16  # forms whose answers are kept
INFLECTED = "SZDPGKX"  # plural, third person, past, participle, -ing, comparative, superlative
_DOUBLES = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]")  # stop, plan, occur is irregular
_SIBILANT = ("s", "x", "z", "ch", "sh")
_ENDINGS = {"S": "s", "Z": "s", "D": "ed", "P": "ed", "G": "ing", "K": "er", "X": "est"}


class Inflections:
    """Answer for one pair of tables; answers are kept, since texts repeat their words."""

    def __init__(self, forms: Mapping[str, str], irregular: Any) -> None:
        self._forms = forms
        self._irregular = irregular
        self._known: dict[str, tuple[str, ...]] = {}
        self._keys: dict[str, tuple[str, ...]] = {}

    def lemmas(self, form: str) -> tuple[str, ...]:
        """Return the form itself and each lemma that it may be an inflection of, in American spelling."""
        found = self._known.get(form)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            found = self._known[form] = self._lemmas(form)
        return found

    def keys(self, form: str) -> tuple[str, ...]:
        """Return what a form is looked up by: its lemmas, and the form itself with ``=``."""
        found = self._keys.get(form)
        if found is None:
            if len(self._keys) > _KEPT:
                self._keys.clear()
            found = self._keys[form] = (*self.lemmas(form), f"={form}")
        return found

    def inflected(self, lemma: str, tag: str) -> str:
        """Return the form of a lemma under one of the tags ``SZDPGKX``; the lemma itself under any other."""
        if tag not in INFLECTED:
            return lemma
        listed = self._by_lemma.get((lemma, tag))
        if listed is not None:
            return listed
        regular = list(_regular_forms(lemma, tag))
        return next((form for form in regular if lexicon.can_be(self._forms.get(form, ""), tag)), regular[-1])

    def tag_of(self, form: str, lemma: str, before: str) -> str:
        """Return the tag of a form of the lemma, empty for the lemma itself; ``before`` is the word before the form."""
        if level_spelling(form) == lemma:
            return ""
        listed = self._by_form.get(form, {}).get(lemma, "")
        payload = self._forms.get(form, "")
        endings = "".join(tag for tag, ending in _ENDINGS.items() if form.endswith(ending))
        tags = listed or "".join(tag for tag in lexicon.tags(payload) if tag in endings)
        if "D" in tags and "P" in tags:
            return "P" if before in _BEFORE_PARTICIPLE else "D"
        if "S" in tags and "Z" in tags:
            return "Z" if (lexicon.verb_share(payload) or 0) > 4 else "S"
        return tags[:1]

    def is_lemma(self, form: str) -> bool:
        """Tell whether a form can stand in a table as a lemma: it is one, or English does not know it."""
        tags = lexicon.tags(self._forms.get(form, ""))
        return len(self.lemmas(form)) < 2 or any(tag not in INFLECTED for tag in tags)

    def _lemmas(self, form: str) -> tuple[str, ...]:
        plain = form.removesuffix("'s").removesuffix("'") or form
        level = level_spelling(plain)
        listed = self._by_form.get(plain, {})
        regular = (*self._regular(plain), *(self._regular(level) if level != plain else ()))
        return tuple(dict.fromkeys((level, *listed, *map(level_spelling, regular))))

    def _regular(self, form: str) -> Iterator[str]:
        """Yield the lemmas that the regular endings lead to, as far as English has them."""
        for base, tags in _stripped(form):
            if lexicon.can_be(self._forms.get(base, ""), tags):
                yield base

    @cached_property
    def _by_form(self) -> dict[str, dict[str, str]]:
        """Map each irregular form to its lemmas and the tags it has as a form of each."""
        found: dict[str, dict[str, str]] = {}
        for row in self._irregular:
            found.setdefault(row["form"], {})[row["lemma"]] = row["tags"]
        return found

    @cached_property
    def _by_lemma(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for row in self._irregular:
            for tag in row["tags"]:
                found.setdefault((row["lemma"], tag), row["form"])
        return found


_BEFORE_PARTICIPLE = frozenset("be is are was were been being am has have had having get gets got by 's 're 've".split())


def _stripped(form: str) -> Iterator[tuple[str, str]]:
    """Yield what is left of a form without each ending that it may have, and the tags one of which the rest must have."""
    if form.endswith("ies"):
        yield form[:-3] + "y", "NV"
    elif form.endswith("s") and not form.endswith("ss"):
        if form.endswith("es"):
            yield form[:-2], "NV"
        yield form[:-1], "NV"
    for ending, tags in (("ed", "V"), ("ing", "V"), ("er", "J"), ("est", "J")):
        if form.endswith(ending) and len(form) > len(ending) + 1:
            rest = form[: -len(ending)]
            yield rest, tags
            yield rest + "e", tags
            if len(rest) > 2 and rest[-1] == rest[-2]:
                yield rest[:-1], tags
            if rest.endswith("i"):
                yield rest[:-1] + "y", tags


def _regular_forms(lemma: str, tag: str) -> Iterator[str]:
    """Yield the regular forms that a lemma could have, the commonest pattern last."""
    ending = _ENDINGS[tag]
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou" and tag != "G":
        yield lemma[:-1] + ("ies" if tag in "SZ" else "i" + ending)
    elif tag in "SZ":
        if lemma.endswith((*_SIBILANT, "o")):
            yield lemma + "es"
        if not lemma.endswith(_SIBILANT):
            yield lemma + "s"
    elif lemma.endswith("e"):
        yield lemma[:-1] + ending if not (tag == "G" and lemma.endswith(("ee", "oe", "ye"))) else lemma + ending
    else:
        if lemma[-1:] not in "aeiouwxy":
            yield lemma + lemma[-1] + ending
        if _DOUBLES.fullmatch(lemma):
            yield lemma + lemma[-1] + ending
        else:
            yield lemma + ending

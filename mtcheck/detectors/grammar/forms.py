"""Inflect: give the form of a verb or noun that a repair needs (table ``grammar_forms``, built by training/build_forms.py)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

Form = Literal["base", "third", "past", "participle", "gerund"]
_VERB: tuple[Form, ...] = ("base", "third", "past", "participle", "gerund")


class Forms:
    """Look up the lemmas of a form, and their other forms."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table
        self._parts = lru_cache(1 << 12)(self._read)

    def _read(self, form: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        parts = (part.partition(":") for part in self._table.get(form, "").split())
        return tuple((kind, tuple(rest.split(","))) for kind, _, rest in parts)

    def verbs(self, form: str) -> tuple[str, ...]:
        """Return the base forms of the verbs that a form can belong to."""
        return tuple(forms[0] for kind, forms in self._parts(form) if kind == "v")

    def verb(self, form: str, wanted: Form) -> str:
        """Return another form of the first verb that a form belongs to; the empty string where it belongs to none."""
        place = _VERB.index(wanted)
        return next((forms[place] for kind, forms in self._parts(form) if kind == "v"), "")

    def plural(self, form: str) -> str:
        """Return the plural of a singular noun that has another one; else the empty string."""
        return next((forms[1] for kind, forms in self._parts(form) if kind == "n" and forms[0] == form != forms[1]), "")

    def singular(self, form: str) -> str:
        """Return the singular of a plural noun that has another one; else the empty string."""
        return next((forms[0] for kind, forms in self._parts(form) if kind == "n" and forms[1] == form != forms[0]), "")

"""Hold what the tables know of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mtcheck.lang.sounds import respelt

SPELLED = ("ru", "ar", "fa", "zh", "ja", "ko")
KOREA = frozenset({"KR", "KP"})
SLAVONIC = frozenset("RU UA BY KZ UZ KG TJ TM AM AZ GE MD BG RS".split())
ARABIC = frozenset("EG SA IQ IR SY LB PS DZ TN LY QA YE JO MA AF PK SD AE KW BH OM BD".split())
SINOSPHERE = frozenset({"CN", "TW", "HK", "MO", "SG", "KR", "KP", "JP", "VN"})


@dataclass(frozen=True, slots=True)
class Person:
    """Hold one person: canonical English name, surname in it, accepted forms, country, offices held, native spellings."""

    key: str
    en: str
    surname: str
    accepted: tuple[str, ...]
    countries: tuple[str, ...]
    roles: tuple[str, ...]
    native: str
    own: str
    spelled: tuple[tuple[str, str], ...]

    @property
    def country(self) -> str:
        """Return the country of the name; further ones are those that the person spoke for (the UN, the EU)."""
        return self.countries[0]

    @property
    def split(self) -> int:
        """Return how many characters of the native name are the surname."""
        return self.native.index(" ") if " " in self.native else 0

    @property
    def characters(self) -> str:
        """Return the native name without the space that parts it."""
        return self.native.replace(" ", "")

    @property
    def given(self) -> str:
        """Return the canonical name without the surname."""
        return " ".join(word for word in self.en.split() if word not in self.surname.split())

    @property
    def forms(self) -> tuple[str, ...]:
        """Return every accepted form of the whole name, the canonical one first."""
        return (self.en, *self.accepted)

    @property
    def role_nouns(self) -> frozenset[str]:
        """Return the head noun of each office."""
        return frozenset(role.split()[-1] for role in self.roles)

    def is_spelt(self, text: str) -> bool:
        """Tell whether a text is the name in one of the usual spellings of the person's part of the world."""
        arabic = self.country in ARABIC
        if not arabic and self.country not in SLAVONIC:
            return False
        written = respelt(text, arabic=arabic)
        return any(written == respelt(form, arabic=arabic) for form in (*self.forms, self.surname))

    @property
    def surname_first(self) -> bool:
        """Tell whether the canonical name begins with the surname."""
        return bool(self.surname) and self.en != self.surname and self.en.startswith(f"{self.surname} ")


def person_of(row: Mapping[str, str]) -> Person:
    """Make a person of a table row (or of a row that a user wrote); absent cells are empty."""

    def cells(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in row[name].split(";") if part.strip())

    spelled = tuple((column, spelling) for column in SPELLED for spelling in cells(column))
    return Person(
        row["key"],
        row["en"],
        row["surname"],
        cells("accepted"),
        cells("country"),
        cells("roles"),
        row["native"],
        row["own"],
        spelled,
    )

"""Say what the parts of the family need of the engine, so that they need not import it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mtcheck.detectors.names.index import Index
    from mtcheck.detectors.names.places import Places
    from mtcheck.detectors.names.structural import Compounds, Title


class HasIndex(Protocol):
    """Have the index of people."""

    @property
    def index(self) -> Index: ...


class HasPlaces(HasIndex, Protocol):
    """Have the readings of places as well."""

    @property
    def places(self) -> Places: ...


class HasGlosses(HasIndex, Protocol):
    """Have the halved pairs of countries and the glosses of surnames as well."""

    @property
    def compounds(self) -> Compounds: ...

    @property
    def glosses(self) -> dict[str, frozenset[str]]: ...

    @property
    def glossed(self) -> dict[str, tuple[str, ...]]: ...


class HasTitles(HasIndex, Protocol):
    """Have the titles of other languages as well."""

    @property
    def titles(self) -> dict[str, Title]: ...

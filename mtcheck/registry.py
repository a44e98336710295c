"""Find the detectors: the built-in modules and those that other packages bring; freeze the outcome."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import mtcheck.detectors
from mtcheck.core.errors import DetectorError
from mtcheck.core.rule import Detector, Rule, Traits

ENTRY_POINT_GROUP = "mtcheck.detectors"
_PLAIN = Traits()


@dataclass(frozen=True, slots=True)
class Registry:
    """Hold every detector, sorted by family, and every rule by its id."""

    detectors: tuple[Detector, ...]
    rules: Mapping[str, Rule]

    @property
    def comparing(self) -> tuple[str, ...]:
        """The families that compare the text with what stands beside it, each measured on texts of its own."""
        return tuple(detector.family for detector in self.detectors if traits_of(detector).compares)


def traits_of(detector: Detector) -> Traits:
    """Return what a detector says of itself, or what holds where it says nothing."""
    return getattr(detector, "traits", _PLAIN)


def family_traits(family: str) -> Traits:
    """Return the traits of a family; those of a plain one where no detector has that name."""
    return next((traits_of(detector) for detector in registry().detectors if detector.family == family), _PLAIN)


@cache
def registry() -> Registry:
    """Discover all detectors once; DetectorError names a plug-in that cannot be loaded or that breaks a law."""
    found = [*_built_in(), *_plug_ins()]
    rules: dict[str, Rule] = {}
    families: set[str] = set()
    for detector in found:
        if detector.family in families:
            raise DetectorError(f"two detectors claim the family {detector.family!r}; rename one")
        families.add(detector.family)
        for rule in detector.rules:
            if rule.family != detector.family:
                raise DetectorError(f"rule {rule.id!r} does not begin with its family {detector.family!r}")
            if rule.id in rules:
                raise DetectorError(f"rule {rule.id!r} is declared twice")
            rules[rule.id] = rule
    ordered = tuple(sorted(found, key=lambda detector: detector.family))
    return Registry(ordered, MappingProxyType(dict(sorted(rules.items()))))


def _built_in() -> list[Detector]:
    names = [info.name for info in pkgutil.iter_modules(mtcheck.detectors.__path__) if not info.name.startswith("_")]
    return [importlib.import_module(f"mtcheck.detectors.{name}").detector for name in sorted(names)]


def _plug_ins() -> list[Detector]:
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        try:
            found.append(point.load())
        except Exception as error:
            raise DetectorError(f"plug-in {point.name!r} ({point.value}) cannot be loaded: {error}") from error
    return found

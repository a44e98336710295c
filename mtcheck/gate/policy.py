"""Hold the gate's policy: criteria, profiles, and which policy an article is under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mtcheck import tables
from mtcheck.config.project import matches
from mtcheck.config.schema import covers, nearest, setting
from mtcheck.config.settings import COMMAND_LINE, Layer, Settings, key_of, merge
from mtcheck.core.errors import ConfigError
from mtcheck.core.taxonomy import SEVERITIES
from mtcheck.registry import registry

NEVER = "none"


@dataclass(frozen=True, slots=True)
class Policy:
    """Hold the criteria that an article must meet; one that is None is not applied.

    A suspect is *counted* when its severity reaches ``fail_on``, its probability ``count_probability``, its rule is no preview
    and its category weighs in the penalty (page furniture does not).
    """

    fail_on: str = setting("major", "Severity from which a suspect is counted: `minor`, `major`, `critical`, or `none`.")
    count_probability: float = setting(0.7, "Probability from which a suspect is counted.", alias="min_confidence")
    max_suspects: int | None = setting(None, "Counted suspects that an article may have.", alias="max_findings")
    max_critical: int | None = setting(None, "Counted suspects of severity critical that an article may have.")
    max_density: float | None = setting(None, "Counted suspects per 1,000 words that an article may have.")
    min_suspects: int = setting(
        2, "Counted suspects below which the density is not applied: one alone says little.", alias="min_findings"
    )
    max_penalty: float | None = setting(None, "Penalty per 1,000 words: the article fails when it is surely (95 %) above.")
    max_spun: float | None = setting(None, "Probability that the article was spun: it fails when it is surely (95 %) above.")
    max_mt: float | None = setting(
        None, "Probability that the article is unedited machine translation: it fails when it is surely (95 %) above."
    )
    wary_from: float | None = setting(
        None,
        "Where the article is surely above this probability of raw machine translation, minor suspects with a probability of "
        "0.9 or more are counted too, and two are enough for the density.",
    )
    categories: Mapping[str, int] = setting(
        None, "Suspects allowed of a category or rule (`accuracy/untranslated`, `script`), of any severity."
    )
    unjudged: str = setting(
        "warn", "What becomes of an article that cannot be judged (too short, not English): `warn` or `fail`."
    )

    def __post_init__(self) -> None:
        if self.categories is None:
            object.__setattr__(self, "categories", {})
        if self.fail_on not in (*SEVERITIES[1:], NEVER):
            raise ConfigError(f"fail-on {self.fail_on!r}: expected minor, major, critical or none")
        if self.unjudged not in ("warn", "fail"):
            raise ConfigError(f"unjudged {self.unjudged!r}: expected warn or fail")
        for name in ("count_probability", "max_spun", "max_mt", "wary_from"):
            if (value := getattr(self, name)) is not None and not 0.0 <= value <= 1.0:
                raise ConfigError(f"{key_of(name)} {value}: must lie between 0 and 1")
        for name in ("max_suspects", "max_critical", "max_density", "min_suspects", "max_penalty"):
            if (value := getattr(self, name)) is not None and not value >= 0:
                raise ConfigError(f"{key_of(name)} {value}: must be 0 or more")
        for name, budget in self.categories.items():
            _check_budget(name, budget)


def _check_budget(name: str, budget: int) -> None:
    known = {row["id"] for row in tables.load("taxonomy")["category"]}
    known |= {category.partition("/")[0] for category in known} | set(registry().rules)
    known |= {rule.family for rule in registry().rules.values()}
    if name not in known:
        close = nearest(name, known)
        raise ConfigError(f"no category or rule {name!r}" + (f" (did you mean {close!r}?)" if close else ""))
    if budget < 0:
        raise ConfigError(f"budget of {name!r} {budget}: must be 0 or more")


def in_budget(name: str, rule_id: str, category: str) -> bool:
    """Tell whether a budget's name covers a suspect: by rule or family, by category or dimension."""
    return covers(name, rule_id) or category == name or category.startswith(f"{name}/")


PROFILES: Mapping[str, Mapping[str, Any]] = {
    "lenient": {
        "count-probability": 0.8,
        "max-critical": 0,
        "max-density": 16.0,
        "min-suspects": 3,
        "max-spun": 0.9,
        "max-mt": 0.9,
    },
    "default": {
        "max-critical": 0,
        "max-density": 8.0,
        "min-suspects": 3,
        "max-spun": 0.5,
        "max-mt": 0.85,
        "wary-from": 0.4,
    },
    "strict": {
        "fail-on": "minor",
        "max-critical": 0,
        "max-density": 8.0,
        "max-spun": 0.3,
        "max-mt": 0.5,
        "unjudged": "fail",
    },
}
"""What each profile sets; measured in docs/gate.md."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Hold the policy of every file: the common layers, the overrides in order, and what the command line says last."""

    profile: str
    common: tuple[Layer, ...]
    overrides: tuple[tuple[tuple[str, ...], tuple[Layer, ...], bool], ...]
    given: Layer
    _made: dict[tuple[bool, ...], tuple[Policy, dict[str, str]]] = field(default_factory=dict)

    def at(self, path: str) -> tuple[Policy, dict[str, str]]:
        """Return the policy of a project path, and where each of its values comes from.

        An override that names a profile starts from that profile; one that does not changes what was there.
        """
        chosen = tuple(any(matches(pattern, path) for pattern in patterns) for patterns, _, _ in self.overrides)
        if chosen not in self._made:
            layers = list(self.common)
            for (_, override, anew), wanted in zip(self.overrides, chosen, strict=True):
                if wanted:
                    layers = list(override) if anew else [*layers, *override]
            self._made[chosen] = merge(Policy, [*layers, self.given], prefix="gate.")
        return self._made[chosen]


def policies(settings: Settings, given: Mapping[str, Any]) -> Policies:
    """Settle the policies of a run; ``given`` are values of the command line by field name, and ``profile``."""
    said = {key_of(name): value for name, value in given.items() if name != "profile"}
    table = dict(settings.gate)
    named = table.pop("profile", "default")
    profile = given.get("profile") or named
    common = (_profile(profile, COMMAND_LINE if given.get("profile") else settings.place), Layer(settings.place, table))
    overrides = tuple(_override(entry, number, settings) for number, entry in enumerate(settings.overrides, 1))
    found = Policies(profile, common, overrides, Layer(COMMAND_LINE, said))
    found.at("")
    for _, layers, anew in overrides:  # so that a broken one is refused whatever is checked
        merge(Policy, layers if anew else [*common, *layers], prefix="gate.")
    return found


def _override(entry: Mapping[str, Any], number: int, settings: Settings) -> tuple[tuple[str, ...], tuple[Layer, ...], bool]:
    place = f"{settings.place}: overrides, entry {number}"
    values = dict(entry)
    paths = values.pop("paths", None)
    if not isinstance(paths, list) or not paths or not all(isinstance(path, str) and path for path in paths):
        raise ConfigError(f'{place}: expected a list of patterns: paths = ["archive/**"]')
    profile = values.pop("profile", None)
    layer = Layer(f"{settings.place} for {', '.join(paths)}", values)
    if profile is None:
        return tuple(paths), (layer,), False
    return tuple(paths), (_profile(profile, place), layer), True


def _profile(name: Any, place: str) -> Layer:
    if name not in PROFILES:
        close = nearest(str(name), PROFILES)
        hint = f" (did you mean {close!r}?)" if close else ""
        raise ConfigError(f"{place}: no profile {name!r}{hint}; there are {', '.join(PROFILES)}")
    return Layer(f"profile {name}", PROFILES[name])

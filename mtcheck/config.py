"""Hold the settings of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtcheck.core.errors import ConfigError
from mtcheck.registry import registry

MIN_PROBABILITY = 0.4


@dataclass(frozen=True, slots=True)
class Config:
    """Be the settings of a run: frozen, and the same for every document of it.

    ``select`` and ``ignore`` hold rule ids or prefixes of them (``names``, ``script.cjk-residue``); ignoring wins.
    ``min_probability`` leaves suspects below it out of every output. ``lm`` is ngram (embedded), none, or hf:NAME_OR_PATH,
    whose surprisal is shown; ``tagger`` is default (embedded), none, or the path of an ONNX file.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_probability: float = MIN_PROBABILITY
    tokens: bool = False
    lm: str = "ngram"
    tagger: str = "default"
    jobs: int = 1
    encoding: str | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.min_probability <= 1.0:
            raise ConfigError(f"min_probability {self.min_probability}: must lie between 0 and 1")
        if self.lm not in ("ngram", "none") and not self.lm.startswith("hf:"):
            raise ConfigError(f"lm {self.lm!r}: ngram, none or hf:NAME_OR_PATH is wanted")
        if self.jobs < 1:
            raise ConfigError(f"jobs {self.jobs}: must be 1 or more")
        for prefix in (*self.select, *self.ignore):
            if not any(_covers(prefix, rule_id) for rule_id in registry().rules):
                raise ConfigError(f"no rule {prefix!r}{_nearest(prefix)}; `mtcheck rules` lists them all")

    def wants(self, rule_id: str) -> bool:
        """Tell whether findings of this rule are asked for."""
        if any(_covers(prefix, rule_id) for prefix in self.ignore):
            return False
        return not self.select or any(_covers(prefix, rule_id) for prefix in self.select)


def _covers(prefix: str, rule_id: str) -> bool:
    return rule_id == prefix or rule_id.startswith(f"{prefix}.")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like the given one, or None where none is near."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return close[0] if close else None


def _nearest(prefix: str) -> str:
    rules = registry().rules
    close = nearest(prefix, [*rules, *{rule.family for rule in rules.values()}])
    return f" (did you mean {close!r}?)" if close else ""

"""Hold the settings of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mtcheck.core.errors import ConfigError
from mtcheck.registry import registry

MIN_PROBABILITY = 0.5  # the one default: audit and the gate show suspects from here, evaluate counts them
SUPPRESSIONS = "mtcheck-suppressions.json"
ALL = "all"
EMBEDDED_LMS = ("ngram", "none")
LM_WANTED = "ngram, none, hf:NAME_OR_PATH, model:NAME, a folder or a .gguf file is wanted"
PROFILES: Mapping[str, Mapping[str, str]] = {
    "default": {"tagger": "default"},
    "fast": {"tagger": "none"},
    "deep": {"tagger": "model:deep"},
}
"""What each profile of the models sets; a setting that is named itself goes before it."""


def setting(default: Any, help: str, *, path: bool = False, shapes_result: bool = True, alias: str = "") -> Any:
    """Declare a setting: default, help for docs/config.md, whether it is a path (relative to the configuration file).

    ``shapes_result`` is False where the setting changes no result: results of an earlier run may then be used again.
    ``alias`` is an older name of the setting, which still works.
    """
    return field(default=default, metadata={"help": help, "path": path, "shapes_result": shapes_result, "alias": alias})


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a name or term that the project accepts as written, and why; from the day ``expires`` on it no longer counts."""

    term: str
    reason: str
    expires: date | None = None

    def __post_init__(self) -> None:
        if not self.term.strip() or not self.reason.strip():
            raise ConfigError(f"vocabulary entry {self.term!r}: needs a term and a reason")


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """Hold rules (``all`` for every one) that do not count in some files, and why.

    ``paths`` are patterns relative to the configuration file; ``*`` stays inside a folder, ``**`` goes through folders.
    """

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str
    expires: date | None = None
    base: str = field(default="", metadata={"hidden": True})  # the folder of the configuration file

    def __post_init__(self) -> None:
        if not self.paths or not self.rules or not self.reason.strip():
            raise ConfigError(f"path ignore of {', '.join(self.paths) or 'no path'}: needs paths, rules and a reason")
        check_rules(prefix for prefix in self.rules if prefix != ALL)

    def covers(self, rule_id: str) -> bool:
        """Tell whether the rule is among those that do not count."""
        return ALL in self.rules or any(covers(prefix, rule_id) for prefix in self.rules)


@dataclass(frozen=True, slots=True)
class Config:
    """Hold the settings of a run: frozen, and the same for every document of it.

    ``select`` and ``ignore`` hold rule ids or prefixes of them (``names``, ``script.cjk-residue``); ignoring wins.
    ``min_probability`` leaves suspects below it out of every output. ``lm`` is ngram (embedded), none, or a model of the
    user's own (see ``names_model``), whose surprisal is shown and to which the settings ``lm_...`` belong; ``tagger`` is the
    reader: default (embedded), none, model:NAME, or the path of an ONNX file; an empty one is that of the ``profile``.
    """

    select: tuple[str, ...] = setting((), "Only these rules or families (`names`, `script.cjk-residue`).")
    ignore: tuple[str, ...] = setting((), "Not these rules or families; ignoring wins over selecting.")
    min_probability: float = setting(MIN_PROBABILITY, "Leave suspects below this probability out of every output.")
    tokens: bool = setting(False, "JSON: give every word its probability of being bad.")
    profile: str = setting(
        "default", "Models: `default` (all that is embedded), `fast` (no reader), `deep` (the installed reader `model:deep`)."
    )
    lm: str = setting(
        "ngram",
        "Language model: `ngram` (embedded), `none`, `hf:NAME_OR_PATH`, `model:NAME` (installed), a folder or a `.gguf` file.",
        path=True,
    )
    lm_device: str = setting("auto", "Where a Hugging Face model runs: `auto`, `cpu`, `cuda`, `cuda:1`, `mps`.")
    lm_dtype: str = setting("auto", "Its number format: `auto` (float32 on a CPU), `float32`, `float16`, `bfloat16`.")
    lm_batch: int = setting(8, "Windows of text that go through it together; less needs less memory.", shapes_result=False)
    lm_window: int = setting(0, "Sub-words it reads at once; 0: its own length, at most 1024.")
    lm_stride: int = setting(0, "Sub-words by which the window moves on; 0: half of it.")
    tagger: str = setting(
        "", "Reader: `default` (embedded), `none`, `model:NAME`, or an ONNX file. Without it, the profile's.", path=True
    )
    jobs: int = setting(1, "Processes to run at once.", shapes_result=False)
    threads: int = setting(0, "Threads of the language models; 0: the processors, shared among the jobs.", shapes_result=False)
    follow_links: bool = setting(False, "Also read what links in a folder lead to outside of it.", shapes_result=False)
    encoding: str | None = setting(None, "Encoding of files that are neither UTF-8 nor marked UTF-16.")
    reference: str | None = setting(
        None, "File or folder of reference translations or post-edits; those of the same stem or id are used.", path=True
    )
    source: str | None = setting(
        None, "File or folder of source texts, in any language; those of the same stem or id are used.", path=True
    )
    names: tuple[str, ...] = setting((), "Your own tables of people and organisations: `mtcheck names columns`.", path=True)
    senses: tuple[str, ...] = setting((), "Folders with your own tables of senses: docs/senses.md.", path=True)
    suppressions: str | None = setting(
        None,
        f"File of accepted suspects; without it `{SUPPRESSIONS}` beside the configuration is read where it is there.",
        path=True,
        shapes_result=False,
    )
    baseline: str | None = setting(
        None, "Baseline file: suspects known from before do not count at the gate.", path=True, shapes_result=False
    )
    inline_suppressions: bool = setting(True, "Obey `<!-- mtcheck: ignore ... -->` in Markdown and HTML.")
    vocabulary: tuple[Term, ...] = setting((), "Names and terms that are right as they stand: `term`, `reason`, `expires`.")
    path_ignores: tuple[PathIgnore, ...] = setting(
        (), "Rules that do not count in some files: `paths`, `rules`, `reason`, `expires`."
    )

    def __post_init__(self) -> None:
        if not 0.0 <= self.min_probability <= 1.0:
            raise ConfigError(f"min_probability {self.min_probability}: must lie between 0 and 1")
        if self.profile not in PROFILES:
            raise ConfigError(f"profile {self.profile!r}: {', '.join(PROFILES)} is wanted")
        if not self.tagger:
            object.__setattr__(self, "tagger", PROFILES[self.profile]["tagger"])
        if self.lm not in EMBEDDED_LMS and not names_model(self.lm):
            raise ConfigError(f"lm {self.lm!r}: {LM_WANTED}")
        for name, least in (("jobs", 1), ("threads", 0), ("lm_batch", 1), ("lm_window", 0), ("lm_stride", 0)):
            if getattr(self, name) < least:
                raise ConfigError(f"{name} {getattr(self, name)}: must be {least} or more")
        check_rules((*self.select, *self.ignore))

    def wants(self, rule_id: str) -> bool:
        """Tell whether findings of this rule are asked for."""
        if any(covers(prefix, rule_id) for prefix in self.ignore):
            return False
        return not self.select or any(covers(prefix, rule_id) for prefix in self.select)


def names_model(lm: str) -> bool:
    """Tell whether ``lm`` names a language model of the user's own: on a hub, installed, a folder or a GGUF file."""
    prefix, _, rest = lm.partition(":")
    return (prefix in ("hf", "model") and bool(rest)) or lm.lower().endswith(".gguf") or Path(lm).is_dir()


def covers(prefix: str, rule_id: str) -> bool:
    """Tell whether a rule id, or a prefix of rule ids, means this rule."""
    return rule_id == prefix or rule_id.startswith(f"{prefix}.")


def check_rules(prefixes: Iterable[str]) -> None:
    """Raise ConfigError for what names no rule."""
    for prefix in prefixes:
        if not any(covers(prefix, rule_id) for rule_id in registry().rules):
            raise ConfigError(f"no rule {prefix!r}{_nearest(prefix)}; `mtcheck rules` lists them all")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like the given one, or None where none is near."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return close[0] if close else None


def _nearest(prefix: str) -> str:
    rules = registry().rules
    close = nearest(prefix, [*rules, *{rule.family for rule in rules.values()}])
    return f" (did you mean {close!r}?)" if close else ""

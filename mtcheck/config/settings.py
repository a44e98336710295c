"""Read the configuration: defaults, profile, file and command line, merged in one place; every value knows its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from mtcheck.config.day import today
from mtcheck.config.schema import PROFILES, SUPPRESSIONS, Config, PathIgnore, Term, nearest
from mtcheck.core.errors import ConfigError
from mtcheck.core.report import Notice
from mtcheck.input import load_toml

FILE_NAMES = ("mtcheck.toml", "pyproject.toml")
DEFAULT = "default"
COMMAND_LINE = "command line"
_NO_PATHS = ("", "default", "none", "ngram")  # words that may stand where a path may
_NO_PATH_PREFIXES = ("hf:", "model:")

T = TypeVar("T")
E = TypeVar("E", Term, PathIgnore)


@dataclass(frozen=True, slots=True)
class Layer:
    """Hold values that come from one place: keys as in the file (``min-probability``)."""

    origin: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold all that was settled before a run.

    ``origins`` says for each key where its value comes from; ``root`` is the folder that paths of the project are relative
    to; ``files`` were read, ``tried`` were looked for. ``gate`` and ``overrides`` are the tables of the gate, still unread.
    """

    config: Config
    origins: Mapping[str, str]
    root: Path
    file: Path | None = None
    tried: tuple[Path, ...] = ()
    gate: Mapping[str, Any] = field(default_factory=dict)
    overrides: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def place(self) -> str:
        """Name the configuration file for messages."""
        return str(self.file) if self.file else "no configuration file"

    def suppressions_path(self) -> Path:
        """Return where the suppressions file is, or would be."""
        return Path(self.config.suppressions) if self.config.suppressions else self.root / SUPPRESSIONS

    def baseline_path(self) -> Path | None:
        """Return the baseline file that the configuration names."""
        return Path(self.config.baseline) if self.config.baseline else None


def load_settings(
    *, file: Path | None = None, isolated: bool = False, start: Path | None = None, given: Mapping[str, Any] | None = None
) -> Settings:
    """Settle the configuration; ConfigError names file and key, and the nearest known key.

    ``file`` is the one the user names; without it the folders from ``start`` (the current one) upwards are looked through,
    up to the repository's. ``isolated`` reads none. ``given`` are values of the command line by field name.
    """
    start = (start or Path.cwd()).absolute()
    found, tried = (None, ()) if isolated else _find(file, start)
    table = _table(found) if found else {}
    gate, overrides = table.pop("gate", {}), table.pop("overrides", [])
    _check_tables(gate, overrides, found)
    layers = [
        # 1. the defaults of the dataclass
        *([Layer(str(found), _relative_to(found, Config, table))] if found else []),  # 2. the file
        Layer(COMMAND_LINE, {key_of(name): value for name, value in (given or {}).items()}),  # 3. the command line
    ]
    config, origins = merge(Config, _with_profile(layers))
    root = found.parent if found else start
    config, notices = _without_expired(config, found)
    config = replace(config, path_ignores=tuple(replace(entry, base=str(root)) for entry in config.path_ignores))
    return Settings(config, origins, root, found, tried, gate, tuple(overrides), notices)


def load_config(file: Path | None = None) -> Config:
    """Return the settings of the configuration file that is named, or that is found from the current folder upwards."""
    return load_settings(file=file).config


def _with_profile(layers: Sequence[Layer]) -> list[Layer]:
    """Put what the profile sets before the last layer that names one: a setting beside it, or in a later layer, wins."""
    naming = [number for number, layer in enumerate(layers) if layer.values.get("profile") in PROFILES]
    if not naming:
        return list(layers)
    at = naming[-1]
    name = layers[at].values["profile"]
    return [*layers[:at], Layer(f"profile {name}", PROFILES[name]), *layers[at:]]


# --- finding and reading the file


def _find(named: Path | None, start: Path) -> tuple[Path | None, tuple[Path, ...]]:
    if named is not None:
        if not named.is_file():
            raise ConfigError(f"{named}: no such configuration file; `mtcheck init` writes one")
        return named.absolute(), (named.absolute(),)
    tried = []
    for folder in (start, *start.parents):
        for name in FILE_NAMES:
            path = folder / name
            tried.append(path)
            if path.is_file() and (name != "pyproject.toml" or "mtcheck" in _parsed(path).get("tool", {})):
                return path, tuple(tried)
        if (folder / ".git").exists():
            break
    return None, tuple(tried)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return load_toml(path)
    except OSError as error:
        raise ConfigError(f"{path}: the configuration cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: the configuration is not TOML: {error}") from error


def _table(path: Path) -> dict[str, Any]:
    """Return the table of ours: the whole of mtcheck.toml, ``[tool.mtcheck]`` of pyproject.toml."""
    data = _parsed(path)
    if path.name != "pyproject.toml":
        return data
    table = data.get("tool", {}).get("mtcheck", {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.mtcheck must be a table")
    return dict(table)


def _check_tables(gate: Any, overrides: Any, file: Path | None) -> None:
    if not isinstance(gate, dict):
        raise ConfigError(f"{file}: gate must be a table: write [gate] (in pyproject.toml [tool.mtcheck.gate]) above its keys")
    if not isinstance(overrides, list) or not all(isinstance(entry, dict) for entry in overrides):
        raise ConfigError(f"{file}: overrides must be an array of tables: write [[overrides]] above each")


def _relative_to(file: Path, cls: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Make the paths among the values relative to the folder of the file that names them."""
    paths = {key_of(entry.name) for entry in fields(cls) if entry.metadata.get("path")}

    def full(value: Any) -> Any:
        if isinstance(value, list):
            return [full(part) for part in value]
        is_path = isinstance(value, str) and value not in _NO_PATHS and not value.startswith(_NO_PATH_PREFIXES)
        return str(file.parent / value) if is_path else value

    return {key: full(value) if key in paths else value for key, value in values.items()}


# --- merging


def key_of(name: str) -> str:
    """Return the key that stands for a field in the file."""
    return name.replace("_", "-")


def merge(cls: type[T], layers: Sequence[Layer], *, prefix: str = "") -> tuple[T, dict[str, str]]:
    """Make the settings of layers, later ones winning, and say for each key which layer its value comes from."""
    hints, names = get_type_hints(cls), {key_of(entry.name): entry.name for entry in fields(cls)}  # type: ignore[arg-type]
    older = {key_of(alias): key_of(entry.name) for entry in fields(cls) if (alias := entry.metadata.get("alias"))}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    origins = {prefix + key: DEFAULT for key in names}
    for layer in layers:
        for key, value in layer.values.items():
            key = older.get(key, key)
            if key not in names:
                raise ConfigError(f"{layer.origin}: unknown key {prefix + key!r}{_hint(key, names)}")
            place = f"{layer.origin}: {prefix}{key}"
            values[names[key]] = parse(hints[names[key]], value, place)
            origins[prefix + key] = layer.origin
            _made(cls, {names[key]: values[names[key]]}, f"{place}: ")  # alone, so that a message can name the place
    return _made(cls, values, ""), origins


def _made(cls: type[T], values: Mapping[str, Any], place: str) -> T:
    try:
        return cls(**values)
    except ConfigError as error:
        raise ConfigError(f"{place}{error}") from error


def _hint(key: str, known: Mapping[str, str]) -> str:
    close = nearest(key.replace("_", "-"), known)
    return f" (did you mean {close!r}?)" if close else f"; known are {', '.join(sorted(known))}"


def parse(hint: Any, value: Any, place: str) -> Any:
    """Turn a value of a TOML file into one of the wanted type; ConfigError names the place and what is wanted there."""
    if get_origin(hint) in (Union, UnionType):
        if value is None or value == "none":  # TOML has no null
            return None
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    if is_dataclass(hint) and not isinstance(value, hint):  # type: ignore[arg-type]
        return _record(hint, value, place)  # type: ignore[arg-type]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(parse(inner[0], part, f"{place}, entry {number}") for number, part in enumerate(value, 1))
    if origin in (dict, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        if isinstance(value, Mapping):
            return {str(key): parse(inner[1], part, f"{place}.{key}") for key, part in value.items()}
    elif origin is None and _fits(hint, value):
        return float(value) if hint is float else value
    elif hint is date and isinstance(value, str):
        return _date(value, place)
    raise ConfigError(f"{place}: expected {_wanted(hint)}, not {value!r}")


def _fits(hint: Any, value: Any) -> bool:
    if isinstance(value, bool):
        return hint is bool
    return isinstance(value, int | float) if hint is float else isinstance(value, hint)


def _record(cls: type, value: Any, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{place}: expected a table, not {value!r}")
    names = {key_of(entry.name): entry.name for entry in fields(cls) if not entry.metadata.get("hidden")}
    hints = get_type_hints(cls)
    for key in value:
        if key not in names:
            raise ConfigError(f"{place}: unknown key {key!r}{_hint(key, names)}")
    for entry in fields(cls):
        if entry.default is MISSING and key_of(entry.name) not in value:
            raise ConfigError(f"{place}: {key_of(entry.name)} is missing")
    return _made(
        cls, {names[key]: parse(hints[names[key]], part, f"{place}.{key}") for key, part in value.items()}, f"{place}: "
    )


def _date(value: str, place: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigError(f"{place}: {value!r} is not a date; write it as 2027-01-31") from error


def _wanted(hint: Any) -> str:
    names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", date: "a date as 2027-01-31"}
    return names.get(hint, "a list" if get_origin(hint) is tuple else "a table")


# --- expiry


def _without_expired(config: Config, file: Path | None) -> tuple[Config, tuple[Notice, ...]]:
    """Leave out vocabulary and path ignores whose time is over, with a notice for each: they no longer count."""
    day = today()

    def live(entries: tuple[E, ...]) -> tuple[E, ...]:
        return tuple(entry for entry in entries if entry.expires is None or entry.expires > day)

    terms, ignores = live(config.vocabulary), live(config.path_ignores)
    gone = [(f"vocabulary {term.term!r}", term.expires) for term in config.vocabulary if term not in terms]
    gone += [
        (f"path ignore of {', '.join(entry.paths)}", entry.expires) for entry in config.path_ignores if entry not in ignores
    ]
    notices = tuple(
        Notice("warning", "suppression-expired", str(file), f"{what} expired on {expires}; decide again, or remove it")
        for what, expires in gone
    )
    return replace(config, vocabulary=terms, path_ignores=ignores), notices

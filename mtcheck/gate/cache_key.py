"""Digest all that a kept outcome depends on beside the file itself: the program, what it runs on, and its settings.

Everything goes in by content. A fresh installation of the same program gives the same digest, wherever and whenever it was
made, so that a cache that a pipeline brings along is of use.
"""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import mtcheck
from mtcheck.config.schema import Config
from mtcheck.input import read_whole
from mtcheck.registry import ENTRY_POINT_GROUP, registry
from mtcheck.store.manifest import installed_digest

_BYTE_CODE = (".pyc", ".pyo")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@cache
def program_digest() -> str:
    """Return a digest of the program: its files and those of plug-ins, its rules, and the packages that it needs."""
    system = (platform.python_implementation(), platform.python_version(), platform.machine())
    seen = hashlib.sha256(repr((mtcheck.__version__, system, *_requirements(), *sorted(registry().rules))).encode())
    for top in (Path(mtcheck.__file__).parent, *_plug_ins()):
        for path in sorted(top.rglob("*")) if top.is_dir() else (top,):
            if path.is_file() and path.suffix not in _BYTE_CODE:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                seen.update(f"{path.relative_to(top).as_posix()}|{digest}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _requirements() -> Iterator[tuple[str, str]]:
    """Yield the packages that mtcheck always needs, with the versions that are here; none where it is not installed."""
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        wanted = requires("mtcheck") or []
    except PackageNotFoundError:
        return
    for line in sorted(wanted):
        match = _NAME.match(line)
        if match and "extra ==" not in line:
            try:
                yield match[0], version(match[0])
            except PackageNotFoundError:
                yield match[0], ""


def _plug_ins() -> Iterator[Path]:
    """Yield the packages, or the single modules, that detectors of others come from."""
    from importlib.metadata import entry_points

    for name in sorted({point.module.partition(".")[0] for point in entry_points(group=ENTRY_POINT_GROUP)}):
        spec = find_spec(name)
        if spec is None:
            continue
        if spec.submodule_search_locations:
            yield from map(Path, spec.submodule_search_locations)
        elif spec.origin:
            yield Path(spec.origin)


def settings_digest(cfg: Config) -> str:
    """Return a digest of every setting that shapes a result, and of what is in the files that settings name.

    Path ignores go in without the folder that their patterns are relative to: each file's entry has its path below it.
    """
    plain = replace(cfg, path_ignores=tuple(replace(entry, base="") for entry in cfg.path_ignores))
    values = {entry.name: getattr(plain, entry.name) for entry in fields(plain) if entry.metadata.get("shapes_result", True)}
    packed = repr(values) + repr([_content(value) for value in values.values()])
    return hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()


def _content(value: Any) -> Any:
    """Return digests of the files among the values, with that of the settings beside a model."""
    if isinstance(value, tuple):
        return [_content(part) for part in value]
    if not isinstance(value, str) or not value or "\0" in value:
        return None
    if digest := installed_digest(value):
        return digest
    beside = Path(value).with_suffix(".json") if Path(value).suffix == ".onnx" else Path(value)
    found = [path for path in dict.fromkeys((Path(value), beside)) if path.is_file()]
    return [hashlib.sha256(read_whole(path)).hexdigest() for path in found]

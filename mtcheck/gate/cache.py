"""Keep what was found in files, by content, configuration and version: ``.mtcheck_cache``; safe under parallel runs.

Entries are JSON and are checked when they are read: a broken or foreign one counts as none. Each is written in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import mtcheck
from mtcheck.checker import Checker
from mtcheck.config.day import today
from mtcheck.config.schema import EMBEDDED_LMS, Config
from mtcheck.core.errors import OutputError, ReadError
from mtcheck.core.report import Examined
from mtcheck.gate.codec import decoder, encode
from mtcheck.output import write_text
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.registry import registry
from mtcheck.store.folder import PREFIX
from mtcheck.store.manifest import digest_of

FOLDER = ".mtcheck_cache"
_LARGEST = 8 * 1024 * 1024  # bytes of a file; larger ones stream through and are not kept
_KEEP_DAYS = 30
_EXAMINED = tuple[Examined, ...]


class Cache:
    """Look up and keep the outcomes of whole files."""

    def __init__(self, folder: Path, cfg: Config) -> None:
        self._folder = folder
        # what stands behind the name of a model, or in another file, may change
        self._usable = not (cfg.lm not in EMBEDDED_LMS or cfg.reference or cfg.source)
        self._base = f"{_version()}|{_settings(cfg)}"

    def entry(self, path: str) -> Path | None:
        """Return where the outcomes of the file as it now is are, or would be, kept; None where they are not."""
        try:
            if not self._usable or path == "-" or os.path.getsize(path) > _LARGEST:
                return None
            data = Path(path).read_bytes()
        except (OSError, ValueError):
            return None
        day = today().isoformat() if b"mtcheck:" in data and b"until" in data else ""
        packed = "\x1f".join((self._base, path, day, hashlib.sha256(data).hexdigest()))
        key = hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / key[:2] / f"{key}.json"

    def load(self, entry: Path) -> _EXAMINED | None:
        """Return kept outcomes, or None where there are none that can be used."""
        try:
            found: _EXAMINED = decoder(_EXAMINED)(json.loads(entry.read_bytes()))
            os.utime(entry)
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return found or None  # every file has an outcome

    def keep(self, entry: Path, outcomes: Sequence[Examined]) -> None:
        """Keep outcomes; a crash of ours is not kept, nor is anything where the folder cannot be written."""
        if any(notice.level == "error" for outcome in outcomes for notice in outcome.notices):
            return
        with suppress(OutputError):
            write_text(entry, json.dumps(encode(tuple(outcomes)), ensure_ascii=True, separators=(",", ":")))

    def tidy(self) -> None:
        """Tell git and backups to pass the folder over, and drop what no run has used for a month."""
        if not self._folder.is_dir():
            return
        with suppress(OSError, OutputError):
            write_text(self._folder / ".gitignore", "*\n")
            write_text(self._folder / "CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n")
            oldest = time.time() - _KEEP_DAYS * 86_400
            for entry in self._folder.glob("*/*.json"):
                if entry.stat().st_mtime < oldest:
                    entry.unlink(missing_ok=True)


def run(paths: Iterable[str | ReadError], cfg: Config, kept: Cache | None) -> Iterator[Examined]:
    """Check files in their order; those that a cache knows are not checked again."""
    wanted = list(paths)
    entries = {path: kept.entry(path) for path in wanted if isinstance(path, str)} if kept else {}
    hits = {path for path, entry in entries.items() if entry is not None and entry.exists()}
    groups = groupby(_tagged([path for path in wanted if path not in hits], cfg), key=lambda pair: pair[0])
    for path in wanted:
        entry = entries.get(path) if isinstance(path, str) else None
        if isinstance(path, str) and path in hits and kept and entry:
            found = kept.load(entry)
            yield from found if found is not None else _kept(path, Checker(cfg).examined(_items(path, cfg)), kept, entry)
        elif isinstance(path, str) and kept and entry:
            yield from _kept(path, (outcome for _, outcome in next(groups)[1]), kept, entry)
        else:
            yield from (outcome for _, outcome in next(groups)[1])


def _kept(path: str, outcomes: Iterable[Examined], kept: Cache, entry: Path) -> Iterator[Examined]:
    found = list(outcomes)
    kept.keep(entry, found)
    yield from found


def _items(path: str | ReadError, cfg: Config) -> Iterator[Article | ReadError]:
    if isinstance(path, ReadError):
        yield path
    else:
        yield from read(path, encoding=cfg.encoding)


def _tagged(paths: Sequence[str | ReadError], cfg: Config) -> Iterator[tuple[int, Examined]]:
    """Yield outcomes with the number of the path that each comes from."""
    tags: deque[int] = deque()

    def items() -> Iterator[Article | ReadError]:
        for number, path in enumerate(paths):
            for item in _items(path, cfg):
                tags.append(number)
                yield item

    for outcome in Checker(cfg).examined(items()):
        yield tags.popleft(), outcome


# --- what an entry depends on beside the file


@cache
def _version() -> str:
    """Return a digest of the program itself: its version, its files as they lie there, and the rules of plug-ins."""
    top = Path(mtcheck.__file__).parent
    seen = hashlib.sha256(mtcheck.__version__.encode())
    for path in sorted(top.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".pyo"):
            state = path.stat()
            seen.update(f"{path.relative_to(top)}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    seen.update(repr(sorted(registry().rules)).encode())
    return seen.hexdigest()


def _settings(cfg: Config) -> str:
    """Return every setting that shapes a result, and the state of the files that settings name."""
    values = {entry.name: getattr(cfg, entry.name) for entry in fields(cfg) if entry.metadata.get("shapes_result", True)}
    return repr(values) + repr([_state(value) for value in values.values()])


def _state(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_state(part) for part in value]
    if isinstance(value, str) and value.startswith(PREFIX):
        return digest_of(value)
    if isinstance(value, str) and os.path.isfile(value):
        state = os.stat(value)
        return state.st_size, state.st_mtime_ns
    return None

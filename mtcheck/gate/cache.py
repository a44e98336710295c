"""Keep what was found in files, by content, configuration and version: ``.mtcheck_cache``; safe under parallel runs.

Entries are JSON and are checked when they are read: a broken or foreign one counts as none. Each is written in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock

from mtcheck.checker import Checker
from mtcheck.config.day import today
from mtcheck.config.project import project_path
from mtcheck.config.schema import EMBEDDED_LMS, Config
from mtcheck.core.errors import OutputError, ReadError
from mtcheck.core.report import Examined
from mtcheck.gate.cache_key import program_digest, settings_digest
from mtcheck.gate.codec import decoder, encode
from mtcheck.input import load_json, read_whole
from mtcheck.output import STAGE, make_folders, write_text
from mtcheck.readers import read
from mtcheck.readers.article import Article

FOLDER = ".mtcheck_cache"
_LARGEST = 8 * 1024 * 1024  # bytes of a file; larger ones stream through and are not kept
_KEEP_DAYS = 30
_EXAMINED = tuple[Examined, ...]
_TAG = ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of mtcheck; it may be deleted at any time.\n")
_PART = re.compile("[0-9a-f]{2}")
_ENTRY = re.compile(r"[0-9a-f]{64}\.json")


class Cache:
    """Look up and keep the outcomes of whole files.

    The folder is ours by its tag. One that is a link, or that holds what others put there, is neither read nor written nor
    tidied: it may have come with the articles.
    """

    def __init__(self, folder: Path, cfg: Config) -> None:
        self._folder = folder
        # what stands behind the name of a model, or in another file, may change
        self._usable = not (cfg.lm not in EMBEDDED_LMS or cfg.reference or cfg.source)
        self._base = f"{program_digest()}|{settings_digest(cfg)}"
        self.refused = _refused(folder)
        """Why the folder is not used; empty where it is ours or not there yet."""

    def entry(self, path: str) -> Path | None:
        """Return where the outcomes of the file as it now is are, or would be, kept; None where they are not."""
        try:
            if not self._usable or path == "-" or os.path.getsize(path) > _LARGEST:
                return None
            data = read_whole(path)
        except (OSError, ValueError):
            return None
        day = today().isoformat() if b"mtcheck:" in data and b"until" in data else ""
        own = (path, project_path(path, self._folder.parent), day, hashlib.sha256(data).hexdigest())
        key = hashlib.sha256("\x1f".join((self._base, *own)).encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / key[:2] / f"{key}.json"

    def load(self, entry: Path) -> _EXAMINED | None:
        """Return kept outcomes, or None where there are none that can be used."""
        if entry.parent.is_symlink() or entry.is_symlink():
            return None
        try:
            found: _EXAMINED = decoder(_EXAMINED)(load_json(entry))
            os.utime(entry)
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return found or None  # every file has an outcome

    def keep(self, entry: Path, outcomes: Sequence[Examined]) -> None:
        """Keep outcomes; a crash of ours is not kept, nor is anything where the folder cannot be written."""
        if self.refused or any(notice.level == "error" for outcome in outcomes for notice in outcome.notices):
            return
        with suppress(OSError, OutputError):
            self._begin()
            make_folders(entry.parent, self._folder)
            write_text(entry, json.dumps(encode(tuple(outcomes)), ensure_ascii=True, separators=(",", ":")))

    def _begin(self) -> None:
        """Make the folder ours, and tell git and backups to pass it over."""
        make_folders(self._folder, self._folder)
        for name, content in (_TAG, (".gitignore", "*\n")):
            if not (self._folder / name).exists():
                write_text(self._folder / name, content)

    def tidy(self) -> None:
        """Drop what no run has used for a month; nothing but entries, by their names, is ever deleted."""
        oldest = time.time() - _KEEP_DAYS * 86_400
        with suppress(OSError):
            for entry in self._entries():
                if entry.stat(follow_symlinks=False).st_mtime < oldest:
                    os.unlink(entry.path)

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        if _refused(self._folder):
            return
        for folder in _listed(self._folder):
            if _PART.fullmatch(folder.name) and folder.is_dir(follow_symlinks=False):
                found = _listed(folder.path)
                yield from (entry for entry in found if _ENTRY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False))


def _listed(folder: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _refused(folder: Path) -> str:
    """Say why a folder is not used as the cache; nothing where it is ours, empty, or not there."""
    way_out = "nothing is kept; take it away, or say --no-cache"
    name, content = _TAG
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        what = "a link" if folder.is_symlink() else "no folder"
        return f"{folder}: is {what}, and not used as the cache; {way_out}"
    if not folder.exists():
        return ""
    tag = folder / name
    try:
        if tag.is_file() and not tag.is_symlink() and tag.read_text(encoding="utf-8", errors="replace") == content:
            return ""
        if all(name.startswith(STAGE) for name in os.listdir(folder)):
            return ""
    except OSError as error:
        return f"{folder}: the cache cannot be read: {error.strerror or error}; {way_out}"
    return f"{folder}: is no cache of this mtcheck (its {name} says otherwise, or is missing); {way_out}"


def run(paths: Iterable[str | ReadError], cfg: Config, kept: Cache | None) -> Generator[Examined, None, None]:
    """Check files in their order; those that a cache knows are not checked again."""
    wanted = list(paths)
    entries = {path: kept.entry(path) for path in wanted if isinstance(path, str)} if kept else {}
    hits = {path for path, entry in entries.items() if entry is not None and entry.exists()}
    files = _Files([path for path in wanted if path not in hits], cfg, kept, entries)
    with closing(Checker(cfg).examined(files.items(), done=files.done)) as outcomes:
        for path in wanted:
            if path not in hits:
                yield from files.next_of(outcomes)
            elif kept and (found := kept.load(entries[path])):  # type: ignore[arg-type]
                yield from found
            else:
                again = _Files([path], cfg, kept, entries)
                yield from Checker(cfg).examined(again.items(), done=again.done)


class _Files:
    """Know which outcomes belong to which file, and keep those of a file as soon as all of them are there."""

    def __init__(
        self, paths: Sequence[str | ReadError], cfg: Config, kept: Cache | None, entries: Mapping[str, Path | None]
    ) -> None:
        self._paths, self._cfg, self._kept, self._entries = paths, cfg, kept, entries
        self._owners: dict[int, tuple[int, int]] = {}  # by the number of an article: its file, and its place there
        self._sizes: dict[int, int] = {}
        self._found: dict[int, dict[int, Examined]] = {}
        self._next = 0
        self._lock = Lock()

    def items(self) -> Iterator[Article | ReadError]:
        """Yield the articles of all files; how many a file has is known before the last of them is handed out."""
        number = 0
        for file, path in enumerate(self._paths):
            items = _items(path, self._cfg)
            item: Article | ReadError | None
            item = next(items, None) or ReadError(str(path), "holds no article", code="empty")
            place = 0
            while item is not None:
                following = next(items, None)
                with self._lock:
                    self._owners[number] = file, place
                    if following is None:
                        self._sizes[file] = place + 1
                yield item
                item, number, place = following, number + 1, place + 1

    def next_of(self, outcomes: Iterator[Examined]) -> Iterator[Examined]:
        """Yield the outcomes of the next file."""
        taken = 0
        while self._sizes.get(self._next) != taken:
            yield next(outcomes)
            taken += 1
        self._next += 1

    def done(self, number: int, outcome: Examined) -> None:
        """Take note of an outcome; of a file that is not kept nothing is held."""
        with self._lock:
            file, place = self._owners.pop(number)
            path = self._paths[file]
            entry = self._entries.get(path) if isinstance(path, str) else None
            if entry is None or self._kept is None:
                return
            found = self._found.setdefault(file, {})
            found[place] = outcome
            if len(found) != self._sizes.get(file):
                return
            del self._found[file]
        self._kept.keep(entry, [found[place] for place in sorted(found)])


def _items(path: str | ReadError, cfg: Config) -> Iterator[Article | ReadError]:
    if isinstance(path, ReadError):
        yield path
    else:
        yield from read(path, encoding=cfg.encoding)

"""Say where installed models lie, and which files a model is made of."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from mtcheck.core.errors import ModelError

VARIABLE = "MTCHECK_MODELS"
PREFIX = "model:"  # what stands before the name of an installed model in an option
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_BLOCK = 1 << 20


def models_folder() -> Path:
    """Return the folder of installed models: what ``MTCHECK_MODELS`` names, else the user's data folder of the platform."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).absolute()
    return _data_folder(sys.platform, os.environ, Path.home()) / "mtcheck" / "models"


def made_folder() -> Path:
    """Return the folder of installed models, made where it is missing; ModelError where it cannot be."""
    folder = models_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{folder}: models cannot be written there: {error.strerror or error}") from error
    return folder


def _data_folder(platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """Return where programs of a user keep data; a relative ``XDG_DATA_HOME`` does not count, as its standard says."""
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if platform == "darwin":
        return home / "Library" / "Application Support"
    xdg = Path(environment.get("XDG_DATA_HOME", ""))
    return xdg if xdg.is_absolute() else home / ".local" / "share"


def checked_name(name: str) -> str:
    """Return the name of a model; ModelError for one that cannot name a folder everywhere."""
    if not _NAME.fullmatch(name):
        raise ModelError(f"model name {name!r}: lower-case letters, digits, '.', '_' and '-' are wanted, at most 64")
    return name


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by their relative names; hidden ones (caches, version control) do not count."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            found[relative.as_posix()] = path
    return found


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def model_digest(files: Mapping[str, str]) -> str:
    """Return the digest of a model of files with these digests: a single file's own, else that of their list.

    The list is what ``sha256sum`` prints for the files in the order of their names.
    """
    if len(files) == 1:
        return next(iter(files.values()))
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()

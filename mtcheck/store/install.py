"""Install and remove models: copy or download to a temporary folder, verify, and only then give them their name."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

from mtcheck.core.errors import ModelError
from mtcheck.store.download import download
from mtcheck.store.figures import drop_figures
from mtcheck.store.folder import PREFIX, checked_name, file_digest, files_in, made_folder, model_digest
from mtcheck.store.manifest import Installed, Kind, installed_models, record_of, write_records

Progress = Callable[[int, int], None]
_KINDS: Mapping[str, Kind] = {".onnx": "reader", ".gguf": "gguf"}
_WANTED = "a reader (.onnx with its .json beside it), a .gguf file, or the folder of a Hugging Face model is wanted"


def add(name: str, source: str, sha256: str, *, progress: Progress | None = None) -> Installed:
    """Install a model under a name; it is refused, and nothing is left behind, where the digest is not the given one.

    ``source`` is a file, a folder, or an https address of a file. ``progress`` is told the bytes that have come and are to
    come (0: not known) of a download. Raises ModelError.
    """
    wanted = sha256.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", wanted):
        raise ModelError(f"--sha256 {sha256!r}: 64 hexadecimal digits are wanted")
    if checked_name(name) in installed_models():
        raise ModelError(f"a model {name!r} is installed already; `mtcheck models remove {name}` removes it")
    with _staged() as stage:
        kind = _fetch(source, stage, progress)
        digests = {part: file_digest(path) for part, path in files_in(stage).items()}
        found = model_digest(digests)
        if found != wanted:
            raise ModelError(f"{source}: refused: its SHA-256 is {found}, not {wanted}; nothing was installed")
        record = Installed(name, kind, _shown(source), found, digests)
        if record.folder.exists():  # left by a run that was killed before it wrote the list
            shutil.rmtree(record.folder)
        os.rename(stage, record.folder)
    try:
        write_records(installed_models() | {name: record})
    except Exception:
        shutil.rmtree(record.folder, ignore_errors=True)
        raise
    return record


def remove(name: str) -> Installed:
    """Take a model off the list, then delete its files; ModelError where it is not installed."""
    record = record_of(checked_name(name))
    drop_figures(PREFIX + name)
    write_records({other: one for other, one in installed_models().items() if other != name})
    try:
        if record.folder.exists():
            shutil.rmtree(record.folder)
    except OSError as error:
        raise ModelError(
            f"{record.folder}: off the list, but its files cannot be deleted: {error.strerror or error}"
        ) from error
    return record


@contextmanager
def _staged() -> Iterator[Path]:
    """Make a temporary folder beside the models; it is gone at the end, unless it was renamed."""
    folder = made_folder()
    try:
        outer = Path(tempfile.mkdtemp(dir=folder, prefix=".adding-"))
    except OSError as error:
        raise ModelError(f"{folder}: models cannot be written there: {error.strerror or error}") from error
    try:
        (stage := outer / "model").mkdir()  # with the permissions of any new folder; those of a temporary one are closer
        yield stage
    except OSError as error:
        raise ModelError(f"{error.filename or folder}: cannot be copied: {error.strerror or error}") from error
    finally:
        shutil.rmtree(outer, ignore_errors=True)


def _fetch(source: str, stage: Path, progress: Progress | None) -> Kind:
    """Bring the files of the source into the stage, and tell what kind of model they are."""
    if re.match(r"[a-z][a-z0-9+.-]+://", source, re.I):
        return _download(source, stage, progress)
    path = Path(source)
    if path.is_dir():
        if not (path / "config.json").is_file():
            raise ModelError(f"{source}: no config.json there; {_WANTED}")
        for relative, file in files_in(path).items():
            (stage / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, stage / relative)
        return "folder"
    kind = _kind(path.name, source)
    if not path.is_file():
        raise ModelError(f"{source}: no such file or folder; {_WANTED}")
    for file in (path, *([path.with_suffix(".json")] if kind == "reader" else [])):
        if not file.is_file():
            raise ModelError(f"{file}: no such file; the settings of a reader must lie beside it")
        shutil.copyfile(file, stage / file.name)
    return kind


def _download(source: str, stage: Path, progress: Progress | None) -> Kind:
    address = urlsplit(source)
    name = PurePosixPath(unquote(address.path)).name
    if address.scheme.lower() != "https" or not address.hostname or address.username is not None:
        raise ModelError(f"{_shown(source)}: an https address without a user name is wanted")
    kind = _kind(name, _shown(source))
    if name.startswith(".") or "\\" in name or "\0" in name:
        raise ModelError(f"{_shown(source)}: no file name in the address that could be used here")
    download(source, stage / name, progress=progress)
    if kind == "reader":
        beside = urlunsplit(address._replace(path=str(PurePosixPath(address.path).with_suffix(".json"))))
        download(beside, (stage / name).with_suffix(".json"), progress=progress)
    return kind


def _kind(name: str, source: str) -> Kind:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _KINDS:
        raise ModelError(f"{source}: {_WANTED}")
    return _KINDS[suffix]


def _shown(source: str) -> str:
    """Return a source as it may be recorded and shown: an address without user, query and fragment, which may hold keys."""
    if "://" not in source:
        return str(Path(source).absolute())
    address = urlsplit(source)
    host = address.netloc.rpartition("@")[2]
    return urlunsplit((address.scheme, host, address.path, "", ""))

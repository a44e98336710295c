"""Read and write ``models.json``, the list of installed models; find a model in it and check its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from mtcheck.core.errors import ModelError
from mtcheck.output import write_text
from mtcheck.store.folder import PREFIX, checked_name, file_digest, files_in, model_digest, models_folder

FILE = "models.json"
FORMAT = 1
Kind = Literal["reader", "gguf", "folder"]
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Installed:
    """Hold the record of one model: its kind, where it came from, its digest, and the digest of each of its files."""

    name: str
    kind: Kind
    source: str
    digest: str
    files: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Return the folder that holds the files."""
        return models_folder() / self.name

    @property
    def path(self) -> Path:
        """Return what a loader takes: the folder of a Hugging Face model, else the model's file."""
        if self.kind == "folder":
            return self.folder
        suffix = ".onnx" if self.kind == "reader" else ".gguf"
        return self.folder / next(name for name in self.files if name.lower().endswith(suffix))


def installed_models() -> dict[str, Installed]:
    """Return all records by name; ModelError where the list cannot be read."""
    file = models_folder() / FILE
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ModelError(f"{file}: the list of models cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ModelError(f"{file}: the list of models is damaged; delete it, and install the models again: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("models"), dict):
        raise ModelError(f"{file}: not a list of models of format {FORMAT}; delete it, and install the models again")
    return {name: _record(file, name, entry) for name, entry in data["models"].items()}


def _record(file: Path, name: str, entry: Any) -> Installed:
    try:
        found = Installed(checked_name(name), entry["kind"], entry["source"], entry["digest"], entry["files"])
        digests = [found.digest, *found.files.values()]
        if found.kind not in get_args(Kind) or not all(_DIGEST.fullmatch(digest) for digest in digests):
            raise ValueError("unknown kind or broken digest")
        if any(Path(part).is_absolute() or ".." in Path(part).parts for part in found.files) or not found.path.name:
            raise ValueError("a file outside the model's folder")
    except (ModelError, KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise ModelError(f"{file}: entry {name!r} is damaged; delete it, and install the model again") from error
    return found


def write_records(records: Mapping[str, Installed]) -> None:
    """Write the list whole or not at all."""
    models = {
        name: {key: value for key, value in asdict(one).items() if key != "name"} for name, one in sorted(records.items())
    }
    write_text(models_folder() / FILE, json.dumps({"format": FORMAT, "models": models}, indent=1, ensure_ascii=True) + "\n")


def record_of(name: str) -> Installed:
    """Return the record of an installed model; ModelError where there is none, naming the command that installs one."""
    records = installed_models()
    if name not in records:
        known = f"; installed are {', '.join(sorted(records))}" if records else ""
        raise ModelError(
            f"no model {name!r} is installed in {models_folder()}{known}; "
            f"`mtcheck models add {name} SOURCE --sha256 DIGEST` installs one"
        )
    return records[name]


def damage(record: Installed) -> str:
    """Return what differs from what was installed, empty where nothing does. All bytes are read."""
    present = files_in(record.folder)
    for name in sorted({*record.files, *present}):
        if name not in present:
            return f"{name} is missing"
        if name not in record.files:
            return f"{name} was not installed"
        try:
            if file_digest(present[name]) != record.files[name]:
                return f"{name} has changed"
        except OSError as error:
            return f"{name} cannot be read: {error.strerror or error}"
    return "" if model_digest(record.files) == record.digest else f"{FILE} does not agree with itself"


def located(option: str, *kinds: Kind) -> str:
    """Return the path of the model that an option names as ``model:NAME``, after a check of its files; others as they are.

    ModelError where it is not installed, of another kind, or not what was installed.
    """
    if not option.startswith(PREFIX):
        return option
    record = record_of(option.removeprefix(PREFIX))
    if record.kind not in kinds:
        raise ModelError(f"{option}: a model of kind {' or '.join(kinds)} is wanted here; this one is of kind {record.kind}")
    if wrong := damage(record):
        raise ModelError(
            f"{option}: refused: in {record.folder} {wrong}; `mtcheck models remove {record.name}`, then add it again"
        )
    return str(record.path)


def installed_digest(option: str) -> str:
    """Return the recorded digest of the model that an option names as ``model:NAME``; empty for any other option."""
    return record_of(option.removeprefix(PREFIX)).digest if option.startswith(PREFIX) else ""

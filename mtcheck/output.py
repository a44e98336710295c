"""Write outputs whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtcheck.core.errors import OutputError


def write_text(path: Path, text: str) -> None:
    """Write the file in one step: a reader sees the old content or the new, and a failure leaves the old."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write the file in one step, bytes as they are."""
    if path.is_dir():
        raise OutputError(f"{path}: cannot be written: it is a folder; name a file")
    with staged_folder(path.parent) as stage:
        (stage / path.name).write_bytes(data)


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Yield a folder to write into; its files move to ``target`` when the block ends well, and vanish when it does not.

    ``target`` is made where it is missing. Raises OutputError where it cannot be written.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target, prefix=".mtcheck-") as folder:
            stage = Path(folder)
            yield stage
            for file in sorted(stage.iterdir()):
                os.replace(file, target / file.name)
    except OSError as error:
        raise OutputError(f"{error.filename or target}: cannot be written: {error.strerror or error}") from error

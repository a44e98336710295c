"""Define the error tree and the exit codes."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal


class ExitCode(IntEnum):
    """Say how a command ended; the values are promised to the outside."""

    OK = 0
    SUSPECTS = 1
    FAILED = 2


class MtcheckError(Exception):
    """Base of all errors that a user can cause and correct; the message names the thing, the place and what to do."""


class ReadError(MtcheckError):
    """A file could not be read as text; ``level`` is ``warning`` where it was passed over on purpose."""

    def __init__(
        self, path: str, reason: str, *, code: str = "unreadable", level: Literal["error", "warning"] = "error"
    ) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason, self.code = path, reason, code
        self.level: Literal["error", "warning"] = level

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all four parts."""
        return _read_error, (self.path, self.reason, self.code, self.level)


def _read_error(path: str, reason: str, code: str, level: Literal["error", "warning"]) -> ReadError:
    return ReadError(path, reason, code=code, level=level)


class TableError(MtcheckError):
    """A data table is broken: names file and line."""


class ConfigError(MtcheckError):
    """An option or setting cannot be used."""


class DetectorError(MtcheckError):
    """A detector crashed; the check is not complete."""


class OutputError(MtcheckError):
    """An output could not be written; nothing was left half written."""


class ModelError(MtcheckError):
    """A language model cannot be loaded or run; no other model takes its place."""

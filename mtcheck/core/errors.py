"""Define the error tree and the exit codes."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Say how a command ended; the values are promised to the outside."""

    OK = 0
    SUSPECTS = 1
    FAILED = 2


class MtcheckError(Exception):
    """Base of all errors that a user can cause and correct; the message names the thing, the place and what to do."""


class ReadError(MtcheckError):
    """A file could not be read as text."""

    def __init__(self, path: str, reason: str, *, code: str = "unreadable") -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason, self.code = path, reason, code

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all three parts."""
        return _read_error, (self.path, self.reason, self.code)


def _read_error(path: str, reason: str, code: str) -> ReadError:
    return ReadError(path, reason, code=code)


class TableError(MtcheckError):
    """A data table is broken: names file and line."""


class ConfigError(MtcheckError):
    """An option or setting cannot be used."""


class DetectorError(MtcheckError):
    """A detector crashed; the check is not complete."""


class OutputError(MtcheckError):
    """An output could not be written; nothing was left half written."""


class ModelError(MtcheckError):
    """A language model cannot be had or run; another one is never taken instead."""

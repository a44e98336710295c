"""Open files that a user names: regular files alone, so that no pipe and no device makes a run wait or read for ever."""

from __future__ import annotations

import json
import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

MAX_BYTES = 256 * 1024 * 1024  # of one file of settings, decisions or suppressions
_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_TOO_DEEP = "it is nested too deeply"


class NotRegularError(OSError):
    """The path leads to a pipe, a device or a socket."""


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file for reading; NotRegularError names what else it is, and nothing else is ever opened."""
    _check(os.stat(path), path)  # opening some devices has effects of its own
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _check(os.fstat(number), path)  # what lies there may have been exchanged in between
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def _check(state: os.stat_result, path: str | Path) -> None:
    what = next((name for is_kind, name in _KINDS if is_kind(state.st_mode)), None)
    if what is not None:
        raise NotRegularError(None, f"{what}, not a regular file", str(path))


def read_whole(path: str | Path) -> bytes:
    """Read a regular file; OSError where it cannot be read or is larger than ``MAX_BYTES``."""
    with open_regular(path) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(None, f"larger than {MAX_BYTES // (1024 * 1024)} MiB", str(path))
    return data


def parse_json(data: bytes | str) -> Any:
    """Parse JSON; ValueError for whatever is wrong with it, too many brackets included."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def load_json(path: Path) -> Any:
    """Read and parse a JSON file; OSError where it cannot be read, ValueError where it is not JSON."""
    return parse_json(read_whole(path))


def load_toml(path: Path) -> dict[str, Any]:
    """Read and parse a TOML file; OSError where it cannot be read, ValueError where it is not TOML."""
    try:
        return tomllib.loads(read_whole(path).decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error

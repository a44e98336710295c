"""Open files, plain or compressed, with a cap on what comes out of them."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import zstandard

from mtcheck.core.errors import ReadError
from mtcheck.input import NotRegularError, open_regular

MAX_BYTES = 64 * 1024 * 1024  # of one document, decompressed
MAX_STREAM_BYTES = 4 * 1024 * 1024 * 1024  # of one JSON Lines file, decompressed
COMPRESSIONS = (".gz", ".xz", ".zst")
BROKEN_ARCHIVE = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError)
_ZSTD_FEED = 1024  # bytes; a hostile frame grows at most some 30,000-fold


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file for reading, decompressed where its suffix says so; what goes wrong in the body becomes a ReadError."""
    try:
        with open_regular(path) as file:
            yield _decompressed(file, path.lower())
    except BROKEN_ARCHIVE as error:
        reason = f"the archive is broken or cut short ({error}); what stands before the break was read, if anything"
        raise ReadError(path, reason, code="broken") from error
    except FileNotFoundError as error:
        raise ReadError(path, "no such file", code="missing") from error
    except PermissionError as error:
        raise ReadError(path, "permission denied; make it readable for this user", code="permission") from error
    except NotRegularError as error:
        reason = f"is {error.strerror}; copy what it gives into a file, or read it from standard input (-)"
        raise ReadError(path, reason, code="not-regular") from error
    except IsADirectoryError as error:
        raise ReadError(path, "is a folder, not a file", code="unreadable") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise ReadError(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def read_capped(stream: BinaryIO, path: str) -> bytes:
    """Read a whole document, or raise ReadError where it is larger than ``MAX_BYTES``."""
    parts: list[bytes] = []
    size = 0
    while part := stream.read(min(1024 * 1024, MAX_BYTES + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise ReadError(path, f"larger than {_mib(MAX_BYTES)}; split it into articles", code="too-large")
    return b"".join(parts)


def read_bytes(path: str) -> bytes:
    """Read a whole file, decompressed where its suffix says so."""
    with opened(path) as stream:
        return read_capped(stream, path)


def lines(stream: BinaryIO, path: str) -> Iterator[bytes | ReadError]:
    """Yield the lines of a stream; one over ``MAX_BYTES`` is an error, ``MAX_STREAM_BYTES`` end the reading."""
    number = total = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        total += len(line)
        if len(line) > MAX_BYTES:
            yield ReadError(path, f"line {number} is larger than {_mib(MAX_BYTES)}; split it", code="too-large")
            while line and not line.endswith(b"\n") and total <= MAX_STREAM_BYTES:
                line = stream.readline(1024 * 1024)
                total += len(line)
        else:
            yield line
        if total > MAX_STREAM_BYTES:
            yield ReadError(
                path, f"more than {_mib(MAX_STREAM_BYTES)} of text; reading ends at line {number}", code="too-large"
            )
            return


def _mib(size: int) -> str:
    return f"{size // (1024 * 1024):,} MiB"


def _decompressed(file: BinaryIO, name: str) -> BinaryIO:
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if name.endswith(".xz"):
        return cast(BinaryIO, lzma.LZMAFile(file))
    if name.endswith(".zst"):
        return cast(BinaryIO, io.BufferedReader(_ZstdFile(file), 128 * 1024))
    return file


class _ZstdFile(io.RawIOBase):
    """Decompress frame by frame; unlike the library's own stream, say so where the last frame is cut short."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pending = memoryview(b"")
        self._unused = b""
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._pending:
            data = self._unused or self._file.read(_ZSTD_FEED)
            self._unused = b""
            if not data:
                if self._begun:
                    raise EOFError("the last zstd frame is not complete")
                return 0
            self._pending = memoryview(self._frame.decompress(data))
            self._begun = True
            if self._frame.eof:
                self._unused = self._frame.unused_data
                self._frame = zstandard.ZstdDecompressor().decompressobj()
                self._begun = False
        size = min(len(buffer), len(self._pending))
        buffer[:size] = self._pending[:size]
        self._pending = self._pending[size:]
        return size

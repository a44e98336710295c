"""Turn bytes into text by rule, never by guess: byte order mark, else the encoding named, else UTF-8."""

from __future__ import annotations

import codecs
import re

from mtcheck.core.errors import ReadError

# The longer mark first: UTF-32-LE begins with the mark of UTF-16-LE.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (a Word file must be named .docx)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip archive (name it .txt.gz or .jsonl.gz)"),
    (b"\xfd7zXZ", "an xz archive (name it .txt.xz or .jsonl.xz)"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive (name it .txt.zst or .jsonl.zst)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF file"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # escape (ANSI colours) and white space are let through
_MAX_CONTROL_SHARE = 0.02
_MARKED = " with byte order mark"


def decode(data: bytes, path: str, *, encoding: str | None = None) -> tuple[str, str]:
    """Return the text without byte order mark, and the name of the encoding it was in; ReadError if it is not text.

    A byte order mark goes before ``encoding``: it is the file's own word and nothing else begins like it.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(path, f"this is {what}, not a text", code="binary")
    mark, name = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    wanted = name or text_encoding(encoding, path) or "utf-8"
    if not wanted.startswith(("utf-16", "utf-32")) and (nul := data.find(b"\0")) >= 0:
        reason = f"binary data (a NUL byte at offset {nul}); a UTF-16 text needs a byte order mark or --encoding utf-16-le"
        raise ReadError(path, reason, code="binary")
    try:
        text = data[len(mark) :].decode(wanted)
    except UnicodeDecodeError as error:
        raise ReadError(path, _explain(error, data, len(mark), wanted), code="encoding") from error
    except (UnicodeError, LookupError) as error:
        raise ReadError(path, f"cannot be decoded as {wanted}: {error}", code="encoding") from error
    refuse_binary(text, path)
    return (text, f"{name}{_MARKED}") if mark else (text.removeprefix("\ufeff"), wanted)


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes of a text in an encoding as ``decode`` names it, with the byte order mark it had."""
    name = encoding.removesuffix(_MARKED)
    mark = next(mark for mark, marked in _MARKS if marked == name) if encoding != name else b""
    return mark + text.encode(name)


def text_encoding(encoding: str | None, path: str) -> str | None:
    """Return the codec's own name of an encoding that the user names, None for none; ReadError for an unknown one."""
    if encoding is None:
        return None
    try:
        found = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, UnicodeError, ValueError) as error:
        reason = f"{encoding!r} is not a known encoding; try --encoding utf-8, cp1252, utf-16-le, gb18030, shift_jis or euc-kr"
        raise ReadError(path, reason, code="encoding") from error
    return found.name


def refuse_binary(text: str, path: str) -> None:
    """Raise ReadError where a decoded text holds NUL or is full of control characters."""
    nul = text.find("\0")
    if nul >= 0:
        raise ReadError(path, f"binary data (NUL at character {nul})", code="binary")
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    if controls > 8 and controls > len(text) * _MAX_CONTROL_SHARE:
        raise ReadError(path, f"binary data ({controls} control characters)", code="binary")


def _explain(error: UnicodeDecodeError, data: bytes, skipped: int, encoding: str) -> str:
    offset = error.start + skipped
    line = data.count(b"\n", 0, offset) + 1
    place = f"byte {offset}" if encoding.startswith(("utf-16", "utf-32")) else f"byte {offset} (line {line})"
    if encoding.startswith(("utf-16", "utf-32")) and len(data) - offset < 4:
        return f"the {encoding.upper()} text breaks off inside a character at {place}; is the file complete?"
    hint = "" if encoding != "utf-8" else ", for example --encoding cp1252"
    return f"not valid {encoding.upper()} at {place}; if it is in another encoding, name it{hint}"

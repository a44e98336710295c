"""Read Word files: the paragraphs of the body in order, each one line of the text.

A .docx has no text form of its own, so ``raw`` is the text itself and a line number counts its paragraphs: the cells of
tables count one by one, empty paragraphs do not count. A line break inside a paragraph is U+2028. Deleted text, text boxes,
foot notes, headers and footers are left out; inserted text is in.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from mtcheck.core.document import Block, BlockKind
from mtcheck.core.errors import ReadError
from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span
from mtcheck.readers.article import Article

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE_97 = b"\xd0\xcf\x11\xe0"
_TRANSPARENT = frozenset(
    _W + name
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "r", "dir", "bdo")
)
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "br": "\u2028",
    _W + "cr": "\u2028",
    _W + "noBreakHyphen": "\u2011",
    _W + "softHyphen": "\u00ad",
}
_CONTAINERS = frozenset(_W + name for name in ("body", "sdt", "sdtContent", "customXml", "tbl", "tr", "tc", "ins", "moveTo"))
_STYLE_KINDS: tuple[tuple[str, BlockKind], ...] = (
    ("heading", "heading"),
    ("title", "heading"),
    ("subtitle", "heading"),
    ("list", "item"),
    ("caption", "caption"),
    ("quote", "quote"),
    ("intense quote", "quote"),
    ("block text", "quote"),
    ("html preformatted", "code"),
    ("code", "code"),
)


def read_docx(data: bytes, path: str, *, id: str) -> Iterator[Article]:
    """Yield the one article of a Word file."""
    _check_archive(data, path)
    try:
        paragraphs = list(_paragraphs(data))
    except Exception as error:  # the library lets through whatever its parts raise on a damaged file
        reason = f"not a Word document that can be read ({type(error).__name__}: {str(error)[:120]})"
        raise ReadError(path, reason, code="broken") from error
    blocks: list[Block] = []
    at = 0
    for kind, body in paragraphs:
        blocks.append(Block(Span(at, at + len(body)), kind))
        at += len(body) + 1
    text = "\n".join(body for _, body in paragraphs)
    yield Article(
        id=id,
        path=path,
        raw=text,
        text=text,
        source_map=SourceMap.identity(text),
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=tuple(blocks),
        meta={"format": "docx"},
    )


def _check_archive(data: bytes, path: str) -> None:
    if data.startswith(_OFFICE_97):
        raise ReadError(path, "an old .doc or a password-protected file; save it as a plain .docx", code="broken")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError) as error:
        raise ReadError(path, f"not a .docx file, or a damaged one ({error})", code="broken") from error
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // (1024 * 1024)
        raise ReadError(path, f"unpacks to more than {limit} MiB; take the pictures out or split it", code="too-large")


def _paragraphs(data: bytes) -> Iterator[tuple[BlockKind, str]]:
    """Yield kind and text of each paragraph of the body that is not empty."""
    import docx  # slow to load, and few runs need it

    document = docx.Document(io.BytesIO(data))
    styles = {style.style_id: _style_kind(style) for style in document.styles}
    for paragraph, body in paragraphs_of(document):
        in_table = any(above.tag == _W + "tbl" for above in paragraph.iterancestors())
        yield _kind(paragraph, styles, in_table), body


def paragraphs_of(document: Any) -> Iterator[tuple[Any, str]]:
    """Yield the paragraphs of the body that are not empty, in order, each with its text."""
    stack: list[Any] = [document.element.body]
    while stack:
        element = stack.pop()
        if element.tag == _W + "p":
            body = "".join(char for _, _, char in paragraph_atoms(element)).strip()
            if body:
                yield element, body
        elif element.tag in _CONTAINERS:
            stack.extend(reversed(element))


def paragraph_atoms(paragraph: Any) -> Iterator[tuple[Any, int, str]]:
    """Yield the characters of a paragraph, each with the element that it stands in and its place there."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == _W + "t":
            text = (element.text or "").replace("\r", " ").replace("\n", " ")
            yield from ((element, index, char) for index, char in enumerate(text))
        elif element.tag in _CHARACTERS:
            yield element, 0, _CHARACTERS[element.tag]
        elif element.tag in _TRANSPARENT:
            stack.extend(reversed(element))


def _kind(paragraph: Any, styles: dict[str, BlockKind | None], in_table: bool) -> BlockKind:
    properties = paragraph.find(_W + "pPr")
    kind: BlockKind | None = None
    if properties is not None:
        style = properties.find(_W + "pStyle")
        if style is not None:
            kind = styles.get(style.get(_W + "val"))
        level = properties.find(_W + "outlineLvl")
        if kind is None and level is not None and level.get(_W + "val") in tuple("012345678"):
            kind = "heading"
        if kind is None and properties.find(_W + "numPr") is not None:
            kind = "item"
    if in_table and kind in (None, "paragraph"):
        return "table"
    return kind or "paragraph"


def _style_kind(style: Any) -> BlockKind | None:
    """Return the kind that a style, or one that it is based on, stands for by its name."""
    for _ in range(8):
        if style is None:
            return None
        name = (style.name or "").lower()
        for beginning, kind in _STYLE_KINDS:
            if name == beginning or name.startswith(beginning + " "):
                return None if name == "list paragraph" else kind
        style = getattr(style, "base_style", None)
    return None

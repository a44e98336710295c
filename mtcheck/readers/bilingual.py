"""Read bilingual files: XLIFF 1.2 and 2, TMX, PO, and two columns of text with a tab between them.

The text of the article is the English side, one block a segment; the other side goes with it as ``sources``. Every character
keeps its place in the file, which general libraries for these formats do not tell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from mtcheck.core.document import SOURCE_LANGUAGE, Block, Codes
from mtcheck.core.errors import ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.decoding import decode
from mtcheck.readers.drafts import Draft, Run, assemble, trimmed

ENGLISH = "en"
_INLINE = ("g", "pc", "x", "ph", "bx", "ex", "bpt", "ept", "it", "sc", "ec", "ut", "cp")
_KEYS = ("rid", "i", "startRef", "id", "x", "hex")  # what ties an inline element to that of the other side
_NATIVE_CODE = ("ph", "bpt", "ept", "it", "ut", "x", "bx", "ex", "cp", "sc", "ec")  # holds markup, not language
_PO_LINE = re.compile(
    r'^[ \t]*(?P<key>msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?[ \t]*"(?P<text>(?:[^"\\]|\\.)*)"[ \t]*\r?$'
)
_PO_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_HEADS = {("source", "target"), ("src", "tgt"), ("source", "text")}


@dataclass(slots=True)
class Unit:
    """Hold one segment: the source's text, the runs of the English side in the file, and the inline elements of both."""

    sources: list[str] = field(default_factory=list)  # pieces: a text that grows by its end is copied each time
    runs: list[Run] = field(default_factory=list)
    source_codes: list[str] = field(default_factory=list)
    codes: list[tuple[str, int]] = field(default_factory=list)  # with the number of characters before each
    characters: int = 0  # of the English side so far

    def add(self, run: Run) -> None:
        """Add a run of the English side."""
        self.runs.append(run)
        self.characters += len(run.text)


def read_bilingual(data: bytes, path: str, *, id: str, kind: str, encoding: str | None = None) -> Iterator[Article]:
    """Yield the one article of a bilingual file; ReadError says what is wrong with it."""
    raw, name = decode(data, path, encoding=encoding)
    meta = {"format": kind, "encoding": name}
    units = [unit for unit in _PARSERS[kind](raw, path, meta) if any(run.text.strip() for run in trimmed(unit.runs))]
    text, source_map, blocks = assemble(raw, (Draft("paragraph", unit.runs) for unit in units))
    yield Article(
        id=id,
        path=path,
        raw=raw,
        text=text,
        source_map=source_map,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        meta=meta,
        sources=tuple(" ".join("".join(unit.sources).split()) for unit in units),
        codes=tuple(map(_codes, units, blocks)) if any(unit.source_codes or unit.codes for unit in units) else (),
    )


def _codes(unit: Unit, block: Block) -> Codes:
    """Return the elements of a unit, each on the side of the text with the character of the block that it stands before."""
    text = "".join(run.text for run in unit.runs)
    lead = len(text) - len(text.lstrip())
    last = block.span.end - 1
    return Codes(
        tuple(unit.source_codes),
        tuple((name, min(last, block.span.start + max(0, before - lead))) for name, before in unit.codes),
    )


def _tsv(raw: str, path: str, meta: dict[str, str]) -> Iterator[Unit]:
    place = 0
    for number, line in enumerate(raw.splitlines(keepends=True), 1):
        source, tab, target = line.rstrip("\r\n").partition("\t")
        if not tab and line.strip():
            raise ReadError(path, f"line {number} has no tab; expected: source, tab, English text", code="columns")
        target = target.partition("\t")[0]
        if number > 1 or (source.strip().lower(), target.strip().lower()) not in _HEADS:
            yield Unit([source], [Run(target, place + len(source) + 1, len(target))])
        place += len(line)


def _po(raw: str, path: str, meta: dict[str, str]) -> Iterator[Unit]:
    sources: dict[str, list[str]] = {"msgid": [], "msgid_plural": []}
    unit, key, place = Unit(), "", 0
    for line in raw.splitlines(keepends=True):
        match = _PO_LINE.match(line.rstrip("\n"))
        if match and match["key"]:
            key = match["key"]
            if key.startswith("msgstr"):
                if unit.runs:
                    yield unit
                one, many = ("".join(sources[name]) for name in ("msgid", "msgid_plural"))
                unit = Unit([one if key in ("msgstr", "msgstr[0]") else many or one])
            elif key == "msgid":
                if unit.runs:
                    yield unit
                unit, sources = Unit(), {"msgid": [], "msgid_plural": []}
        if match and key in sources:
            sources[key] += (run.text for run in _po_runs(match["text"], 0))
        elif match and key == "msgstr" and not any(sources["msgid"]):
            _po_header(match["text"], path, meta)
        elif match and key.startswith("msgstr") and any(sources["msgid"]):
            unit.runs += _po_runs(match["text"], place + match.start("text"))
        place += len(line)
    if unit.runs:
        yield unit


def _po_header(line: str, path: str, meta: dict[str, str]) -> None:
    """Note what a line of the header says of the two languages."""
    name, _, value = line.removesuffix("\\n").partition(":")
    if name.strip() == "Language":
        _must_be_english(path, value.strip())
    elif name.strip() == "X-Source-Language" and value.strip():
        meta[SOURCE_LANGUAGE] = value.strip()


def _po_runs(text: str, start: int) -> list[Run]:
    """Cut a quoted string into plain stretches and escapes."""
    runs = []
    for match in re.finditer(r"\\(.)|[^\\]+", text, re.DOTALL):
        shown = _PO_ESCAPES.get(match[1], match[1]) if match[1] else match.group()
        runs.append(Run(shown, start + match.start(), len(match.group())))
    return runs


def _must_be_english(path: str, language: str) -> None:
    """Refuse a file whose text to check is in another language."""
    if language and language.lower().replace("_", "-").partition("-")[0] != ENGLISH:
        raise ReadError(path, f"its translations are in {language!r}; mtcheck reads English", code="language")


class _Xml:
    """Collect the segments of an XML file while expat reads it, each run with its place in the decoded file."""

    def __init__(self, raw: str, path: str, meta: dict[str, str]) -> None:
        self.raw, self.path, self.meta = raw, path, meta
        self.data = raw.encode("utf-8", "surrogatepass")
        self.units: list[Unit] = []
        self.unit = Unit()
        self.side = ""
        self.hidden = 0
        self.languages: dict[str, str] = {}
        self._bytes = self._characters = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse

    def read(self) -> list[Unit]:
        try:
            self._parser.Parse(self.data, True)
        except expat.ExpatError as error:
            reason = f"not well-formed XML: line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}"
            raise ReadError(self.path, reason, code="xml") from error
        return self.units

    def _refuse(self, *_: object) -> None:
        raise ReadError(self.path, "it declares entities of its own, which no bilingual file needs; remove them", code="xml")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if self.side and not self.hidden and tag in _INLINE:
            self._code(tag, attributes)
        if self.hidden or (self.side and tag in _NATIVE_CODE):
            self.hidden += 1
        else:
            self.open(tag, attributes)

    def _code(self, tag: str, attributes: Mapping[str, str]) -> None:
        key = next((attributes[name] for name in _KEYS if name in attributes), "")
        if self.side == "source":
            self.unit.source_codes.append(f"{tag} {key}".strip())
        else:
            self.unit.codes.append((f"{tag} {key}".strip(), self.unit.characters))

    def _end(self, name: str) -> None:
        if self.hidden:
            self.hidden -= 1
        else:
            self.close(name.rpartition(":")[2])

    def open(self, tag: str, attributes: Mapping[str, str]) -> None:
        raise NotImplementedError

    def close(self, tag: str) -> None:
        raise NotImplementedError

    def _text(self, text: str) -> None:
        if self.hidden or not self.side:
            return
        if self.side == "source":
            self.unit.sources.append(text)
            return
        at = self._parser.CurrentByteIndex
        self._characters += len(self.data[self._bytes : at].decode("utf-8", "surrogatepass"))
        self._bytes = at
        start = self._characters
        if self.raw.startswith(text, start):
            length = len(text)
        elif self.raw.startswith("&", start):
            length = self.raw.index(";", start) + 1 - start
        else:
            length = 2 if self.raw.startswith("\r\n", start) else 1
        self.unit.add(Run(text, start, length))

    def comes_from(self, language: str) -> None:
        """Note the language that the file declares for its sources."""
        if language:
            self.meta.setdefault(SOURCE_LANGUAGE, language)


class _Xliff(_Xml):
    """Read XLIFF: ``source`` and ``target`` of each trans-unit (1.2) or segment (2); alternatives are passed over."""

    def open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("file", "xliff"):
            _must_be_english(self.path, attributes.get("target-language") or attributes.get("trgLang") or "")
            self.comes_from(attributes.get("source-language") or attributes.get("srcLang") or "")
        elif tag in ("alt-trans", "matches", "notes", "seg-source"):
            self.hidden = 1
        elif tag in ("trans-unit", "segment"):
            self.unit = Unit()
        elif tag in ("source", "target"):
            self.side = tag

    def close(self, tag: str) -> None:
        if tag in ("source", "target"):
            self.side = ""
        elif tag in ("trans-unit", "segment"):
            self.units.append(self.unit)


class _Tmx(_Xml):
    """Read TMX: of each unit the English variant, and the first other one as its source."""

    def open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "tu":
            self.unit = Unit()
        elif tag == "tuv":
            language = attributes.get("xml:lang") or attributes.get("lang") or ""
            english = language.lower().partition("-")[0] == ENGLISH
            if not english:
                self.comes_from(language)
            wanted = not self.unit.runs if english else not self.unit.sources
            self.variant = ("target" if english else "source") if wanted else ""
        elif tag == "seg":
            self.side = self.variant
        elif tag in ("prop", "note"):
            self.hidden = 1

    def close(self, tag: str) -> None:
        if tag == "seg":
            self.side = ""
        elif tag == "tu":
            self.units.append(self.unit)

    variant = ""


def _xliff(raw: str, path: str, meta: dict[str, str]) -> Iterator[Unit]:
    yield from _Xliff(raw, path, meta).read()


def _tmx(raw: str, path: str, meta: dict[str, str]) -> Iterator[Unit]:
    yield from _Tmx(raw, path, meta).read()


_PARSERS: dict[str, Callable[[str, str, dict[str, str]], Iterator[Unit]]] = {
    "tsv": _tsv,
    "po": _po,
    "xliff": _xliff,
    "tmx": _tmx,
}

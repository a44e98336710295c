"""Read Markdown: markdown-it says which lines are which block, the markup inside them is masked.

The text is plain prose, a line break between two blocks. Link targets, raw HTML tags, reference definitions and front matter
are left out; code stays as blocks of kind ``code``; an image that stands alone gives its description as a caption.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mtcheck.core.document import BlockKind
from mtcheck.core.errors import ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.decoding import decode
from mtcheck.readers.drafts import Draft, Run, assemble
from mtcheck.readers.html import Page
from mtcheck.readers.inline import Inline, Segment

MAX_LINES = 250_000  # the block parser makes several objects a line

_LINE_END = re.compile(r"\r\n|\r|\n")
_FRONT = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)[ \t]*(?:#|\[|[\w\"'][^\r\n]{0,200}?\s*[:=])")
_FRONT_END = {"---": ("---", "..."), "+++": ("+++",)}
_CONTAINERS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_CELL_END = re.compile(r"\\.|\|")


def read_markdown(data: bytes, path: str, *, id: str, encoding: str | None = None) -> Iterator[Article]:
    """Yield the one article of a Markdown file."""
    raw, name = decode(data, path, encoding=encoding)
    reader = Reader(raw)
    if len(reader.lines) > MAX_LINES:
        raise ReadError(path, f"more than {MAX_LINES:,} lines of Markdown; split it or name it .txt", code="too-large")
    try:
        text, source_map, blocks = assemble(raw, reader.drafts())
    except RecursionError as error:
        raise ReadError(path, "the Markdown is nested too deeply to be read", code="broken") from error
    digest = hashlib.sha256(data).hexdigest()
    meta = {"format": "markdown", "encoding": name}
    yield Article(id=id, path=path, raw=raw, text=text, source_map=source_map, sha256=digest, blocks=blocks, meta=meta)


class Reader:
    """Draft the blocks of a Markdown text."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._begin = _front_matter_end(raw)
        self.lines = list(_line_ranges(raw, self._begin))
        self._containers: list[BlockKind] = []
        self._heading = False
        self._column = -1  # of the table cell that is next
        self._cells: list[tuple[int, int]] = []
        self._references: Collection[str] = ()

    def drafts(self) -> Iterator[Draft]:
        """Yield the blocks in order."""
        md = MarkdownIt("commonmark").enable("table")
        md.core.ruler.enableOnly(["normalize", "block"])
        env: dict[str, dict[str, object]] = {}
        tokens = md.parse(self._raw[self._begin :], env)
        self._references = env.get("references", {})
        for token in tokens:
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type in ("fence", "code_block"):
                yield self._code(token)
            elif token.type == "html_block":
                yield from self._html(token)
            else:
                self._track(token)

    def _track(self, token: Token) -> None:
        if token.type in ("blockquote_open", "list_item_open"):
            self._containers.append("quote" if token.type == "blockquote_open" else "item")
        elif token.type in ("blockquote_close", "list_item_close"):
            self._containers.pop()
        elif token.type in ("heading_open", "heading_close"):
            self._heading = token.nesting > 0
        elif token.type == "tr_open" and token.map:
            self._cells, self._column = self._row(token.map[0]), 0
        elif token.type == "table_close":
            self._column = -1

    def _kind(self) -> BlockKind:
        if self._heading:
            return "heading"
        return self._containers[-1] if self._containers else "paragraph"

    def _inline(self, token: Token) -> Iterator[Draft]:
        if self._column >= 0:
            kind: BlockKind = "table"
            segments = [Segment(*self._cells[self._column])] if self._column < len(self._cells) else []
            self._column += 1
        else:
            kind = self._kind()
            segments = self._segments(token)
        if not segments:
            return
        if kind == "item" and (task := _TASK.match(self._raw, segments[0].start, segments[0].end)):
            segments[0] = segments[0]._replace(start=task.end())
        runs, alts = Inline(self._raw, segments, self._references).runs()
        if any(run.text.strip() for run in runs):
            yield Draft(kind, runs)
        else:
            for alt in alts:
                yield Draft("caption", alt)

    def _segments(self, token: Token) -> list[Segment]:
        """Return the raw range of each content line: the end of its line, for containers stand before it."""
        first, last = token.map or (0, 0)
        contents = token.content.split("\n")
        lines = self.lines[first:last]
        if not token.content:
            return []
        segments: list[Segment] = []
        for index, (start, end) in enumerate(lines):
            line = self._raw[start:end]
            body = line.rstrip()
            content = contents[index].strip() if index < len(contents) and len(lines) == len(contents) else ""
            if token_is_closed_heading := self._heading and not body.endswith(content):
                body = _CLOSING_HASHES.sub("", body).rstrip()
            if not content or not body.endswith(content):
                content = body[_CONTAINERS.match(body).end() :] if not token_is_closed_heading else body  # type: ignore[union-attr]
            stop = start + len(body)
            segments.append(Segment(stop - len(content), stop, hard=line.endswith("  ")))
        return segments

    def _row(self, number: int) -> list[tuple[int, int]]:
        """Return the raw ranges of the cells of a table row."""
        start, end = self.lines[number]
        line = self._raw[start:end].rstrip()
        begin = _CONTAINERS.match(line).end()  # type: ignore[union-attr]
        edges = [match.start() for match in _CELL_END.finditer(line, begin) if match[0] == "|"]
        bounds = [begin - 1, *edges, len(line)]
        cells = [(left + 1, right) for left, right in pairwise(bounds)]
        if cells and edges and edges[0] == begin:
            cells.pop(0)
        if cells and edges and edges[-1] == len(line) - 1:
            cells.pop()
        return [self._stripped(start + left, start + right) for left, right in cells]

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        cell = self._raw[start:end]
        lead = len(cell) - len(cell.lstrip())
        return start + lead, start + max(lead, len(cell.rstrip()))

    def _code(self, token: Token) -> Draft:
        first = (token.map or (0, 0))[0] + (token.type == "fence")
        runs: list[Run] = []
        for number, content in enumerate(token.content.split("\n")[:-1], first):
            if number >= len(self.lines):
                break
            start, end = self.lines[number]
            if self._raw[start:end].endswith(content):
                start = end - len(content)
            if runs:
                before = runs[-1].start + runs[-1].length
                runs.append(Run("\n", before, start - before))
            runs.append(Run(self._raw[start:end], start, end - start))
        return Draft("code", runs)

    def _html(self, token: Token) -> Iterator[Draft]:
        first, last = token.map or (0, 0)
        if first >= last or first >= len(self.lines):
            return
        start, end = self.lines[first][0], self.lines[min(last, len(self.lines)) - 1][1]
        for draft in Page(self._raw, start, end).drafts():
            if self._containers and draft.kind == "paragraph":
                draft.kind = self._containers[-1]
            yield draft


def _line_ranges(raw: str, start: int) -> Iterator[tuple[int, int]]:
    for match in _LINE_END.finditer(raw, start):
        yield start, match.start()
        start = match.end()
    yield start, len(raw)


def _front_matter_end(raw: str) -> int:
    """Return where the text begins behind YAML or TOML front matter; 0 where there is none."""
    match = _FRONT.match(raw)
    if match is None:
        return 0
    closing: Sequence[str] = _FRONT_END[match[1]]
    lines = _line_ranges(raw, 0)
    next(lines)
    for start, end in lines:
        if end - start < 100 and raw[start:end].rstrip() in closing:
            following = _LINE_END.match(raw, end)
            return following.end() if following else end
    return 0

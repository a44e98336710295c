"""Put an article's text together from runs of the raw file, so that each character knows where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mtcheck.core.document import Block, BlockKind
from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span

SEPARATOR = "\n"


class Run(NamedTuple):
    """Hold a stretch of text and the raw stretch it stands for; equal lengths map character by character, others as a whole."""

    text: str
    start: int
    length: int


@dataclass(slots=True)
class Draft:
    """Hold a block in the making. The other fields are what a reader of pages notes on the way to judge it by."""

    kind: BlockKind
    runs: list[Run] = field(default_factory=list)
    chrome: bool = False
    weak: bool = False  # page furniture by a sign that can mislead (a form, a class name)
    main: bool = False  # inside <article> or <main>
    linked: int = 0  # characters that are the text of links
    links: int = 0

    @property
    def text(self) -> str:
        """Return the block's characters."""
        return "".join(run.text for run in self.runs)


def assemble(raw: str, drafts: Iterable[Draft]) -> tuple[str, SourceMap, tuple[Block, ...]]:
    """Return the text of the drafts, a line break between each two, with its source map and blocks; empty drafts vanish."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    blocks: list[Block] = []
    length = 0
    for draft in drafts:
        runs = list(trimmed(draft.runs))
        if not runs:
            continue
        if parts:
            parts.append(SEPARATOR)
            length += len(SEPARATOR)
        start = length
        for run in runs:
            parts.append(run.text)
            _add_piece(pieces, length, run)
            length += len(run.text)
        blocks.append(Block(Span(start, length), "chrome" if draft.chrome else draft.kind))
    return "".join(parts), SourceMap(raw, tuple(pieces)), tuple(blocks)


def trimmed(runs: list[Run]) -> Iterator[Run]:
    """Yield the runs without white space at both ends and without empty ones."""
    first, last = 0, len(runs)
    while first < last and not runs[first].text.strip():
        first += 1
    while last > first and not runs[last - 1].text.strip():
        last -= 1
    for index in range(first, last):
        run = runs[index]
        if len(run.text) == run.length:
            if index == first and (lead := len(run.text) - len(run.text.lstrip())):
                run = Run(run.text[lead:], run.start + lead, run.length - lead)
            if index == last - 1:
                body = run.text.rstrip()
                run = Run(body, run.start, len(body))
        if run.text:
            yield run


def _add_piece(pieces: list[tuple[int, int, int, int]], at: int, run: Run) -> None:
    text, start, raw_length = run
    size = len(text)
    if pieces and size == raw_length:
        text_start, raw_start, before, before_raw = pieces[-1]
        if before == before_raw and text_start + before == at and raw_start + before == start:
            pieces[-1] = (text_start, raw_start, before + size, before + size)
            return
    pieces.append((at, start, size, raw_length))

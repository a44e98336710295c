"""Map offsets in a document's text to the raw file, and to lines and columns, and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

# A line ends at LF, CRLF or a lone CR. U+2028, form feed and the like stay inside their line, as editors count.
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class SourceMap:
    """Tie text offsets to raw offsets (both in code points).

    ``pieces`` holds ``(text_start, raw_start, length, raw_length)`` in rising order of both offsets. A piece whose lengths
    agree maps character by character; one whose lengths differ (an entity, an escape) maps as a whole: each of its text
    offsets goes to the raw start of the piece. Text between pieces (a break the reader put in) maps to the end of the
    piece before it.
    """

    raw: str
    pieces: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def identity(cls, raw: str, *, skip: int = 0) -> SourceMap:
        """Map a text that is the raw file itself, less ``skip`` leading characters (a byte order mark)."""
        length = len(raw) - skip
        return cls(raw, ((0, skip, length, length),))

    @cached_property
    def _text_starts(self) -> list[int]:
        return [piece[0] for piece in self.pieces]

    @cached_property
    def _raw_starts(self) -> list[int]:
        return [piece[1] for piece in self.pieces]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.raw))]

    def to_raw(self, offset: int) -> int:
        """Return the raw offset of a text offset."""
        index = bisect_right(self._text_starts, offset) - 1
        if index < 0:
            return 0
        text_start, raw_start, length, raw_length = self.pieces[index]
        inside = offset - text_start
        if inside >= length:
            return raw_start + raw_length
        return raw_start + inside if length == raw_length else raw_start

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the raw file that a text span stands for; an entity that it touches is in it as a whole."""
        if start == end:
            return self.to_raw(start), self.to_raw(start)
        begin, last = self.to_raw(start), self.to_raw(end - 1)
        text_start, raw_start, length, raw_length = self.pieces[max(0, bisect_right(self._text_starts, end - 1) - 1)]
        if end - 1 >= text_start + length:  # a break that the reader put in
            return begin, max(begin, last)
        return begin, last + 1 if length == raw_length else raw_start + raw_length

    def line_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last line of the raw file that a text span stands on."""
        begin, stop = self.raw_range(start, end)
        return bisect_right(self._line_starts, begin), bisect_right(self._line_starts, max(begin, stop - 1))

    def line_start(self, raw_offset: int) -> tuple[int, int]:
        """Return the 1-based line of a raw offset and the raw offset at which that line begins."""
        line = bisect_right(self._line_starts, raw_offset)
        return line, self._line_starts[line - 1]

    def to_text(self, raw_offset: int) -> int:
        """Return the text offset that a raw offset stands for; markup maps to the text that follows it."""
        index = bisect_right(self._raw_starts, raw_offset) - 1
        if index < 0:
            return 0
        text_start, raw_start, length, raw_length = self.pieces[index]
        inside = raw_offset - raw_start
        if inside < raw_length:
            return text_start + inside if length == raw_length else text_start
        if index + 1 < len(self.pieces):
            return self.pieces[index + 1][0] if inside > raw_length else text_start + length
        return text_start + length

    def shows(self, raw_offset: int) -> bool:
        """Tell whether the character of the raw file is in the text, and not markup."""
        index = bisect_right(self._raw_starts, raw_offset) - 1
        return index >= 0 and raw_offset < self.pieces[index][1] + self.pieces[index][3]

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column (in code points) of a text offset, in the raw file."""
        raw_offset = self.to_raw(offset)
        line = bisect_right(self._line_starts, raw_offset)
        return line, raw_offset - self._line_starts[line - 1] + 1

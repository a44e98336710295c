"""Mask the inline markup of Markdown: what remains are stretches of the raw text, never looked for afterwards.

CommonMark's rules, with tables' and GitHub's ``~~``, in linear time; where a link or an emphasis is doubtful the mark stays.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it.common.utils import normalizeReference

from mtcheck.readers.drafts import Run
from mtcheck.readers.htmlscan import ENTITY

_SPECIAL = re.compile(r"\\[\n!-/:-@\[-`{-~]|`+|\*+|_+|~~+|!?\[|\]|<|&(?=[#A-Za-z])")
_BACKTICKS = re.compile(r"`+")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+|[\w.!#$%&'*+/=?^`{|}~-]++@[\w-]++(?:\.[\w-]++)*+)>")
_TAG = re.compile(
    r"""</[A-Za-z][A-Za-z0-9-]*+\s*+> | <([A-Za-z][A-Za-z0-9-]*+)
    (?: \s++ [A-Za-z_:][\w.:-]*+ (?: \s*+ = \s*+ (?: [^\s"'=<>`]++ | '[^']*+' | "[^"]*+" ) )?+ )*+ \s*+ /?+ >""",
    re.VERBOSE,
)
_TARGET = re.compile(
    r"""\([ \t\n]*+
    (?: <[^<>\n]*+> | (?: [^\s()\\] | \\. | \( (?: [^\s()\\] | \\. | \([^\s()]*+\) )*+ \) | \\ )*+ )
    (?: [ \t\n]++ (?: "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' | \((?:[^()\\]|\\.)*+\) ) )?+
    [ \t\n]*+ \)""",
    re.VERBOSE | re.DOTALL,
)
_LABEL = re.compile(r"\[([^\[\]]{0,999})\]")
_LONGEST_LABEL = 999
_MOST_BROKEN = 64  # titles that never close are looked for to the end; this many times and no more


class Segment(NamedTuple):
    """Hold the content of one line: a raw range; ``hard`` where the line break after it counts."""

    start: int
    end: int
    hard: bool = False


class _Cut(NamedTuple):
    start: int
    end: int
    replacement: str


class _Bracket(NamedTuple):
    start: int
    end: int
    image: bool
    delimiters: int  # how many stand before it


@dataclass(slots=True)
class _Delimiter:
    """Hold a run of marks; those from ``start`` to ``end`` are not used up yet."""

    char: str
    start: int
    end: int
    length: int
    opens: bool
    closes: bool


class Inline:
    """Mask one block's inline markup. ``references`` are the labels that the document defines links for."""

    def __init__(self, raw: str, segments: list[Segment], references: Collection[str]) -> None:
        self._raw = raw
        self._segments = segments
        self._references = references
        self._joined = "\n".join(raw[segment.start : segment.end] for segment in segments)
        self._starts: list[int] = []
        at = 0
        for segment in segments:
            self._starts.append(at)
            at += segment.end - segment.start + 1
        self._cuts: list[_Cut] = []
        self._brackets: list[_Bracket] = []
        self._spent = 0  # so many of them stand before a link: a link holds no link
        self._delimiters: list[_Delimiter] = []
        self._alts: list[tuple[int, int]] = []
        self._ticks: dict[int, list[int]] | None = None
        self._broken = 0
        self._comments = True

    def runs(self) -> tuple[list[Run], list[list[Run]]]:
        """Return the runs of the text, and those of each image's description (which are no part of the text)."""
        position = 0
        while match := _SPECIAL.search(self._joined, position):
            position = self._special(match)
        self._match_delimiters(0)
        for index, segment in enumerate(self._segments[:-1]):
            at = self._starts[index + 1] - 1
            self._cuts.append(_Cut(at, at + 1, "\n" if segment.hard else " "))
        self._cuts.sort(key=lambda cut: (cut.start, -cut.end))
        text = list(self._emit(0, len(self._joined)))
        return text, [list(self._emit(start, end)) for start, end in self._alts]

    def _emit(self, start: int, end: int) -> Iterator[Run]:
        position = start
        for index in range(bisect_right(self._cuts, (start,)), len(self._cuts)):
            cut = self._cuts[index]
            if cut.start >= end:
                break
            if cut.start < position or cut.end > end:
                continue
            yield from self._plain(position, cut.start)
            if cut.replacement:
                at = self._raw_offset(cut.start)
                yield Run(cut.replacement, at, self._raw_offset(cut.end) - at)
            position = cut.end
        yield from self._plain(position, end)

    def _plain(self, start: int, end: int) -> Iterator[Run]:
        if start < end:
            yield Run(self._joined[start:end], self._raw_offset(start), end - start)

    def _raw_offset(self, at: int) -> int:
        index = bisect_right(self._starts, at) - 1
        return self._segments[index].start + at - self._starts[index]

    def _special(self, match: re.Match[str]) -> int:
        """Deal with one mark and return where to go on."""
        start, end = match.span()
        mark = match[0]
        if mark[0] == "\\":
            if mark[1] != "\n":
                self._cuts.append(_Cut(start, start + 1, ""))
            elif self._raw[self._raw_offset(start) + 1] in "\r\n":  # no space stood between
                self._cuts.append(_Cut(start, end, "\n"))
            return end
        if mark[0] == "`":
            return self._code(start, end)
        if mark[0] in "*_~":
            self._delimit(mark, start, end)
            return end
        if mark == "<":
            return self._angle(start)
        if mark == "&":
            return self._entity(start)
        if mark == "]":
            return self._close_bracket(start)
        self._brackets.append(_Bracket(start, end, mark[0] == "!", len(self._delimiters)))
        return end

    def _code(self, start: int, end: int) -> int:
        """Take the marks off a code span; its content stays as it is."""
        if self._ticks is None:
            self._ticks = {}
            for match in reversed(list(_BACKTICKS.finditer(self._joined))):
                self._ticks.setdefault(len(match[0]), []).append(match.start())
        candidates = self._ticks.get(end - start, [])
        while candidates and candidates[-1] < end:
            candidates.pop()
        if not candidates:
            return end
        close = candidates[-1]
        pad = self._joined[end] == " " and self._joined[close - 1] == " " and self._joined[end:close].strip(" ") != ""
        self._cuts.append(_Cut(start, end + pad, ""))
        self._cuts.append(_Cut(close - pad, close + end - start, ""))
        return close + end - start

    def _angle(self, start: int) -> int:
        joined = self._joined
        if match := _AUTOLINK.match(joined, start):
            self._cuts.append(_Cut(start, start + 1, ""))
            self._cuts.append(_Cut(match.end() - 1, match.end(), ""))
            return match.end()
        if joined.startswith("<!--", start) and self._comments:
            stop = joined.find("-->", start + 4)
            self._comments = stop >= 0
            if stop >= 0:
                self._cut_away(start, stop + 3)
                return stop + 3
        if match := _TAG.match(joined, start):
            self._cuts.append(_Cut(start, match.end(), "\n" if match[1] and match[1].lower() == "br" else ""))
            return match.end()
        return start + 1

    def _cut_away(self, start: int, end: int) -> None:
        """Cut an image or comment with one of the spaces round it, so that none is left double or before a full stop."""
        joined = self._joined
        if start and joined[start - 1] == " ":
            if end < len(joined) and joined[end] == " ":
                end += 1
            elif end == len(joined) or joined[end] in "\n.,;:!?)]":
                start -= 1
        self._cuts.append(_Cut(start, end, ""))

    def _entity(self, start: int) -> int:
        match = ENTITY.match(self._joined, start)
        if match is None or not match[0].endswith(";"):
            return start + 1
        value = html.unescape(match[0])
        if value == match[0]:
            return match.end()
        self._cuts.append(_Cut(start, match.end(), " " if value in ("\n", "\r", "\t") else value))
        return match.end()

    def _close_bracket(self, start: int) -> int:
        if not self._brackets:
            return start + 1
        bracket = self._brackets.pop()
        spent = len(self._brackets) < self._spent
        self._spent = min(self._spent, len(self._brackets))
        end = -1 if spent and not bracket.image else self._link_end(bracket, start)
        if end < 0:
            return start + 1
        self._match_delimiters(bracket.delimiters)  # no emphasis reaches into a link
        if bracket.image:
            self._alts.append((bracket.end, start))
            self._cut_away(bracket.start, end)
        elif self._joined[bracket.end] == "^":  # a footnote's mark
            self._cuts.append(_Cut(bracket.start, end, ""))
        else:
            self._cuts.append(_Cut(bracket.start, bracket.end, ""))
            self._cuts.append(_Cut(start, end, ""))
            self._spent = len(self._brackets)
        return end

    def _link_end(self, bracket: _Bracket, close: int) -> int:
        """Return where the link or image ends whose text ends at ``close``; -1 where it is none."""
        joined = self._joined
        after = close + 1
        inner = joined[bracket.end : close] if close - bracket.end <= _LONGEST_LABEL else ""
        if inner.startswith("^") and not bracket.image and re.fullmatch(r"\^[^\s\[\]^]{1,64}", inner):
            return after + (bracket.start == 0 and joined.startswith(":", after))
        if joined.startswith("(", after) and self._broken < _MOST_BROKEN:
            if match := _TARGET.match(joined, after):
                return match.end()
            self._broken += "(" not in joined[after + 1 : after + 200]
        if not self._references:
            return -1
        if joined.startswith("[", after) and (match := _LABEL.match(joined, after)):
            label = match[1] or inner
            if label and normalizeReference(label) in self._references:
                return match.end()
        return after if inner and normalizeReference(inner) in self._references else -1

    def _delimit(self, mark: str, start: int, end: int) -> None:
        """Note a run of ``*``, ``_`` or ``~~`` with what it can do, by CommonMark's flanking rules."""
        if mark[0] == "~" and len(mark) != 2:
            return
        before = self._joined[start - 1] if start else " "
        after = self._joined[end] if end < len(self._joined) else " "
        before_mark, after_mark = _is_punctuation(before), _is_punctuation(after)
        left = not after.isspace() and (not after_mark or before.isspace() or before_mark)
        right = not before.isspace() and (not before_mark or after.isspace() or after_mark)
        opens, closes = left, right
        if mark[0] == "_":
            opens, closes = left and (not right or before_mark), right and (not left or after_mark)
        if opens or closes:
            self._delimiters.append(_Delimiter(mark[0], start, end, len(mark), opens, closes))

    def _match_delimiters(self, first: int) -> None:
        """Pair the delimiters from the given one on, cut those that pair and forget them all."""
        openers: dict[str, list[_Delimiter]] = {"*": [], "_": [], "~": []}
        for closer in self._delimiters[first:]:
            stack = openers[closer.char]
            while closer.closes and closer.start < closer.end and stack:
                opener = stack[-1]
                both = opener.closes or closer.opens
                if both and (opener.length + closer.length) % 3 == 0 and (opener.length % 3 or closer.length % 3):
                    break
                used = 2 if min(opener.end - opener.start, closer.end - closer.start) >= 2 else 1
                self._cuts.append(_Cut(opener.end - used, opener.end, ""))
                self._cuts.append(_Cut(closer.start, closer.start + used, ""))
                opener.end -= used
                closer.start += used
                if opener.start == opener.end:
                    stack.pop()
            if closer.opens and closer.start < closer.end:
                stack.append(closer)
        del self._delimiters[first:]


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"

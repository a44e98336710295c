"""Write the running text of an article as HTML: marks cut into segments, foreign runs labelled, hidden characters shown.

The text content of what is written is the article's text, character by character. Two things HTML cannot carry are replaced
one for one: NUL by U+2400, a lone surrogate by U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from mtcheck.core.span import Span

_C0 = """NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI
    DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US""".split()
_NAMES = dict(enumerate(_C0)) | {
    0x7F: "DEL",
    0xAD: "SHY",
    0x061C: "ALM",
    0x200B: "ZWSP",
    0x200C: "ZWNJ",
    0x200D: "ZWJ",
    0x200E: "LRM",
    0x200F: "RLM",
    0x2028: "LSEP",
    0x2029: "PSEP",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2060: "WJ",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}
# Characters that act without being seen. The joiners U+200C and U+200D do honest work between letters of other scripts and in
# emoji, so they count as hidden only beside Latin text.
HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_LATIN = "\\x20-\u024f"
_ARABIC = "\u0600-\u061b\u061d-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3"
_CYRILLIC = "\u0400-\u052f"


def _run(letters: str, between: str, least: int = 1) -> str:
    """Match a run of letters that goes on over one or two of the characters ``between``."""
    return f"[{letters}]{{{least},}}(?:[{between}]{{1,2}}[{letters}]+)*"


_CJK_MARKS = "\u3000-\u3003\u3008-\u3011·"
_WESTERN_MARKS = " ،؛؟.,-"
_SPECIAL = re.compile(
    f"(?P<hidden>[{HIDDEN}]+|(?<=[{_LATIN}])[\u200c\u200d]+|[\u200c\u200d]+(?=[{_LATIN}]))|(?P<cr>\r)"
    f"|(?P<ar>{_run(_ARABIC, _WESTERN_MARKS)})|(?P<he>{_run(_HEBREW, _WESTERN_MARKS)})"
    f"|(?P<ko>{_run(_HANGUL, _WESTERN_MARKS)})|(?P<cjk>{_run(_HAN + _KANA, _CJK_MARKS)})"
    f"|(?P<ru>{_run(_CYRILLIC, _WESTERN_MARKS, 2)})"
)
_KANA_CHAR = re.compile(f"[{_KANA}]")
_UNSEEN = re.compile(f"[{HIDDEN}]")


def name_of(char: str) -> str:
    """Return the short name of a character that is not seen: ESC, RLO, U+E0041."""
    return _NAMES.get(ord(char), f"U+{ord(char):04X}")


def visible(text: str) -> str:
    """Make a string fit for display outside the running text: hidden characters by name or picture, line breaks as ↵."""
    text = text.replace("\r\n", "↵").replace("\n", "↵").replace("\r", "↵").replace("\t", " ")
    return _UNSEEN.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return f"⟨{name_of(match[0])}⟩"


def content(text: str) -> Markup:
    """Escape a text for the inside of an element, never for an attribute: quotation marks stay, and a page stays small."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def inline(text: str) -> Markup:
    """Escape a stretch of article text; label foreign runs with ``lang`` and ``dir``, make hidden characters visible."""
    out: list[str] = []
    last = 0
    for match in _SPECIAL.finditer(text):
        out.append(content(text[last : match.start()]))
        out.append(_special(match[0], str(match.lastgroup)))
        last = match.end()
    out.append(content(text[last:]))
    return Markup("".join(out))  # every part was escaped above


def _special(run: str, kind: str) -> str:
    if kind == "hidden":
        return _hidden(run)
    if kind == "cr":
        return "&#13;"
    if kind in ("ar", "he"):
        return f'<bdi lang="{kind}" dir="rtl">{escape(run)}</bdi>'
    if kind == "cjk":
        kind = "ja" if _KANA_CHAR.search(run) else "zh"
    return f'<span lang="{kind}">{escape(run)}</span>'


def _hidden(run: str) -> str:
    """Show the names by style sheet, so that they are not copied; ``bdi`` ends every direction change inside it."""
    names = [name_of(char) for char in run[:4]]
    label = f"{names[0]}×{len(run)}" if len(run) > 1 and len(set(run)) == 1 else " ".join(names) + "…" * (len(run) > 4)
    safe = "".join("\u2400" if char == "\0" else "\ufffd" if "\ud800" <= char <= "\udfff" else char for char in run)
    return f'<bdi class="ctl" data-c="{label}">{safe}</bdi>'


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold a stretch of text that the same suspects and the same related places cover; ``suspects`` are worst first."""

    span: Span
    suspects: tuple[int, ...]
    related: tuple[int, ...]


def segments(
    cuts: Sequence[Span], suspects: Sequence[Span], related: Sequence[Span], *, worse: Sequence[int]
) -> Iterator[Segment]:
    """Yield the covered stretches in order; none crosses an edge of ``cuts``. ``worse[i]`` sorts suspect i (low is first)."""
    starts: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    count = len(suspects)
    for index, span in enumerate((*suspects, *related)):
        if span.start < span.end:
            starts.setdefault(span.start, []).append(index)
            ends.setdefault(span.end, []).append(index)
    edges = sorted({*starts, *ends, *(edge for span in cuts for edge in (span.start, span.end))})
    active: dict[int, None] = {}
    for at, following in pairwise(edges):
        for index in ends.get(at, ()):
            active.pop(index, None)
        for index in starts.get(at, ()):
            active[index] = None
        if active:
            yield Segment(
                Span(at, following),
                tuple(sorted((i for i in active if i < count), key=lambda i: worse[i])),
                tuple(sorted(i - count for i in active if i >= count)),
            )

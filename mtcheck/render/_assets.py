"""Hand out the files of ``assets``: style sheets and scripts without what only people read, for a page is small."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_SPARE = re.compile(r"^[ \t]*(?://[^\n]*)?\n|^[ \t]+|^/\*[^*]*\*/\n", re.MULTILINE)  # scripts have no text that crosses lines
_SPARE_CSS = re.compile(r" ?([{;,>]) |(?<=:) |;? (?=}$)|(?<=[ ,(-])0(?=\.\d)|;(?=})")
# What a space may stand in or beside: strings, templates, patterns (a slash where no value has ended), remarks.
_TOKENS = re.compile(
    r""""(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | `(?:[^`\\]|\\.)*` | (?P<remark>[ ]//[^\n]*)
    | (?<=[(,=:\[!&|?{};]) [ ]? /(?![/*]) (?:[^/\\\n\[] | \\. | \[(?:[^\]\\\n]|\\.)*\])+ / [a-z]* | (?P<space>[ ])""",
    re.VERBOSE,
)
_ENDS = re.compile(r"(?<=[;{,(\[?:=&|>])\n|\n(?=[}\])?:&|.,])")  # line breaks where no statement can end, or a bracket ends it
_WORD = re.compile(r"[\w$#\\]")


@cache
def asset(name: str) -> str:
    """Return a file of ``assets``, made small where it is a style sheet or a script."""
    text = (files("mtcheck.render") / "assets" / name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        return text
    text = _SPARE.sub("", text)
    return _SPARE_CSS.sub(r"\1", text).replace("}\n", "}") if name.endswith(".css") else _dense(text)


@cache
def script(names: tuple[str, ...]) -> str:
    """Return some scripts as one, in this order; empty where there is none."""
    if not names:
        return ""
    return '"use strict";\n' + "".join(asset(name).removeprefix('"use strict";\n') for name in names)


def style(names: Sequence[str]) -> str:
    """Return some style sheets as one."""
    return "".join(map(asset, names))


def _dense(code: str) -> str:
    """Leave out remarks at the end of lines, and spaces and line breaks that part nothing."""
    parts: list[str] = []
    at = 0
    for match in _TOKENS.finditer(code):
        parts.append(code[at : match.start()])
        at = match.end()
        if match["space"]:
            before, after = code[match.start() - 1 : match.start()], code[at : at + 1]
            words = _WORD.match(before) and _WORD.match(after)
            signs = before in ("+", "-") and after in ("+", "-")
            parts.append(" " if words or signs else "")
        elif not match["remark"]:
            parts.append(match[0])
    return _ENDS.sub("", "".join([*parts, code[at:]]))

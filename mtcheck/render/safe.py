"""Make article text harmless for a terminal or a log: nothing in it moves the cursor, hides or commands."""

from __future__ import annotations

import re
from unicodedata import category

# Control and format characters (bidi overrides, zero-width marks), line and paragraph separators, private use, surrogates.
_UNSAFE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co"})

# Build servers take "##[error]" and "##vso[...]" for commands anywhere in a line, and "::error::" at its beginning, where an
# output may put a file's name or an article's id. White space in front does not count.
_COMMAND = re.compile(r"##(?=\[|vso\[)|^\s*:(?=:)")


def visible(text: str) -> str:
    r"""Return the text with plain spaces, unsafe characters as ``\x1b`` or ``\u202e``, and no command of a build server."""
    text = text.replace("\t", " ").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if not text.isprintable():
        text = "".join(_escape(char) if category(char) in _UNSAFE else char for char in text)
    return _COMMAND.sub(_parted, text)


def _parted(match: re.Match[str]) -> str:
    return "# #" if match[0] == "##" else f"{match[0]} "


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

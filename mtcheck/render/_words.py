"""Pack the surprisal of the words for the view that paints it: one sign a word, so that a page stays small."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from mtcheck.core.document import Document
from mtcheck.core.report import DocumentReport
from mtcheck.render._running import all_blocks
from mtcheck.render._suspects import embed

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_RUN = re.compile(r"[^ \t\n\r\u00a0]+")  # the page's script cuts at the same characters


def pack_words(report: DocumentReport) -> Markup | None:
    """Return the figures as JSON, or None where no language model has read the article.

    Each run of characters between two spaces, block by block, has a digit in base 36: the bits of its most surprising word,
    or ``-`` where none was scored.
    """
    bits = {token.span.start: token.surprisal_bits for token in report.tokens or () if token.surprisal_bits is not None}
    if not bits or report.document is None:
        return None
    return embed({"code": "".join(_signs(report.document, bits))})


def _signs(doc: Document, bits: Mapping[int, float]) -> Iterator[str]:
    for block in all_blocks(doc):
        for run in _RUN.finditer(doc.text, block.span.start, block.span.end):
            inside = [bits[at] for at in range(run.start(), run.end()) if at in bits]
            yield _DIGITS[min(len(_DIGITS) - 1, max(0, round(max(inside))))] if inside else "-"

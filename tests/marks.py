"""Read texts in which ⟦ and ⟧ mark the expected spans."""

from __future__ import annotations

from mtcheck.core.span import Span

OPEN, CLOSE = "⟦", "⟧"


def unmark(marked: str) -> tuple[str, list[Span]]:
    """Return the text without marks and the spans that were marked, in order of their start; marks may nest."""
    text: list[str] = []
    opened: list[int] = []
    spans: list[Span] = []
    for char in marked:
        if char == OPEN:
            opened.append(len(text))
        elif char == CLOSE:
            spans.append(Span(opened.pop(), len(text)))
        else:
            text.append(char)
    if opened:
        raise ValueError(f"a mark is left open in {marked!r}")
    return "".join(text), sorted(spans)

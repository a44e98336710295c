"""Find text that was read in the wrong encoding; the detector ``script`` reports it."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from mtcheck.core.document import Block, Document
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.span import Span

_MOJIBAKE = regex.compile(r"[ÃÂâÐÑÅÄãåæçè][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]")
_MOJIBAKE_LEADS = frozenset("ÃÂâÐÑÅÄãåæçè")


def mojibake(doc: Document, block: Block, rule_id: str) -> Iterator[Finding]:
    """Yield each run of the block that UTF-8 read as Latin-1 or Windows-1252 would give, with the repair of ftfy."""
    body = doc.of(block)
    if _MOJIBAKE_LEADS.isdisjoint(body):
        return
    end = 0
    for match in _MOJIBAKE.finditer(body):
        if match.start() < end:
            continue
        start, end = match.start(), match.start()
        while end < len(body) and end < start + 200 and not body[end].isascii():
            end += 1
        finding = _repair(doc, rule_id, Span(block.span.start + start, block.span.start + end))
        if finding is not None:
            yield finding


def _repair(doc: Document, rule_id: str, span: Span) -> Finding | None:
    import ftfy  # loaded only for the few texts that have such a run

    form = doc.of(span)
    context = doc.text[max(0, span.start - 20) : span.start], doc.text[span.end : span.end + 20]
    fixed = ftfy.fix_encoding(form)
    if fixed == form:
        whole = ftfy.fix_encoding(context[0] + form + context[1])
        if not (whole.startswith(context[0]) and whole.endswith(context[1])):
            return None
        fixed = whole[len(context[0]) : len(whole) - len(context[1])]
    if fixed == form or len(fixed) >= len(form):
        return None
    return Finding(
        rule_id,
        span,
        score=1.0,
        message=f"‘{form}’ is ‘{fixed}’ read in the wrong encoding",
        evidence=(Derivation((("as written", form), ("ftfy.fix_encoding", fixed))),),
        edits=(Edit(span, fixed, "review"),),
    )

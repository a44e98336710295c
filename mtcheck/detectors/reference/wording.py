"""Report runs of words that models and reference together call doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Evidence, Finding, Measure
from mtcheck.core.reference import Difference, Differences
from mtcheck.core.span import Span
from mtcheck.detectors.reference import rules

# chosen on dev: a run holds a word that is so probably marked, and goes on while its neighbours are
_HIGH = 0.3
_LOW = 0.15


def find(doc: Document, compared: Differences) -> Iterator[Finding]:
    """Yield one finding a run, with what the reference has in its place."""
    at = {tok: place for place in compared.places for tok in place.tokens}
    for sent in doc.sentences:
        run: list[int] = []
        for tok in (*sent.tokens, None):
            value = None if tok is None else compared.marked[tok]
            if tok is not None and value is not None and value >= _LOW:
                run.append(tok)
                continue
            if run and _is_doubtful(compared, run):
                yield _finding(doc, compared, run, at)
            run = []


def _is_doubtful(compared: Differences, run: Sequence[int]) -> bool:
    """Tell whether a run holds a word that is doubtful enough, and one that the reference does not have."""
    different = any(compared.states[tok] in ("changed", "alone") for tok in run)
    return different and max(compared.marked[tok] or 0.0 for tok in run) >= _HIGH


def _finding(doc: Document, compared: Differences, run: Sequence[int], at: dict[int, Difference]) -> Finding:
    span = Span(doc.tokens[run[0]].span.start, doc.tokens[run[-1]].span.end)
    score = round(max(compared.marked[tok] or 0.0 for tok in run), 3)
    evidence: list[Evidence] = [Measure("probability by models and reference", score, "", _HIGH)]
    places = list(dict.fromkeys(at[tok] for tok in run if tok in at))
    others = [compared.reference.of(place.reference) for place in places if place.reference is not None]
    text = doc.of(span)
    if not others:
        message = f"doubtful wording, and not in the reference: {text!r}"
        return Finding(rules.WORDING.id, span, score, message, tuple(evidence))
    evidence.append(Derivation((("text", text), ("reference", " … ".join(others)))))
    edits = (Edit(span, others[0]),) if len(places) == 1 and places[0].span == span else ()
    return Finding(
        rules.WORDING.id, span, score, f"the reference words {text!r} as {' … '.join(others)!r}", tuple(evidence), edits
    )

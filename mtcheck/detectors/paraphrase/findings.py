"""Make findings of what the search weighed: span, message, evidence with surprisals and counts on both sides, edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding, Measure
from mtcheck.core.span import Span
from mtcheck.detectors.paraphrase.decide import Ranked
from mtcheck.detectors.paraphrase.names import Spun
from mtcheck.detectors.paraphrase.offers import offered
from mtcheck.detectors.paraphrase.pairs import Pairs
from mtcheck.detectors.paraphrase.rules import FIXED_TERM, SUBSTITUTE, TERM
from mtcheck.detectors.paraphrase.singles import Singles
from mtcheck.detectors.paraphrase.triples import LEAST_REPLACED, Triple
from mtcheck.detectors.paraphrase.view import View
from mtcheck.lang import lexicon

LEAST = 0.35  # scores below are not reported
_EDITS = 3
_SPUN, _ENOUGH = 1.0, 50  # an article of so many words whose rate of seeming replacements lies so far above that of clean text
# The score of a listed term of three words (read on dev: 20 of 22 meant what was meant), and of one that the corpora hold.
_TRIPLE, _TRIPLE_KNOWN = 0.85, 0.95
_KNOWN = 3.0  # times
_BITS = float(np.log2(10))
_FIRM, _FIRMER = 5, 20  # a compound stands so often in the corpora, and so many times as often as what is written
_VERB = 5  # of 9: forms found oftener where verbs stand are no nouns


@dataclass(frozen=True, slots=True)
class Weighed:
    """Hold what the engine sees in an article: candidates, and by place the odds with the article's part."""

    view: View
    one: Singles
    two: Pairs
    three: tuple[Triple, ...]
    one_ranked: Ranked
    two_ranked: Ranked
    lexicon: Mapping[str, str]
    one_score: NDArray[np.float64]
    two_score: NDArray[np.float64]
    article: float


def _part(doc: Document, view: View, place: int) -> Span:
    """Return the span of the word at a position: of a hyphenated token that part alone."""
    tok = int(view.token[place])
    span, form = doc.tokens[tok].span, view.forms[place]
    written = doc.folded[tok]
    if written == form or len(written) != len(span):
        return span
    first = place
    while view.token[first - 1] == tok:
        first -= 1
    start = 0
    for at in range(first, place):
        start = written.find(view.forms[at], start) + len(view.forms[at])
    start = written.find(form, start)
    return Span(span.start + start, span.start + start + len(form)) if start >= 0 else span


def _stretch(doc: Document, view: View, place: int, width: int) -> Span:
    """Return the span from the word at a position to the last of so many words."""
    return Span(_part(doc, view, place).start, _part(doc, view, place + width - 1).end)


def _cased(written: str, text: str) -> str:
    return text[0].upper() + text[1:] if written[:1].isupper() else text


def _times(count: float) -> str:
    number = round(count)
    return "never" if number == 0 else "once" if number == 1 else f"{number:,} times"


def single_finding(doc: Document, seen: Weighed, number: int, score: float) -> Finding | None:
    """Tell of a word or a phrase that stands for another; None where no word that fits could be meant.

    In an article that is spun throughout the word is reported without one: there the oddness alone says enough.
    """
    view, found = seen.view, seen.one
    place, width = int(seen.one_ranked.places[number]), int(seen.one_ranked.widths[number])
    best = seen.one_ranked.rows[number]
    rows = offered(found, best, seen.one_ranked.forms[number], seen.lexicon)[:_EDITS]
    if not rows:
        return _unnamed(doc, seen, number, score) if seen.article >= _SPUN and view.words >= _ENOUGH else None
    close = max(1, len(set(best[: seen.one_ranked.close[number]]) & set(rows)))
    noun = _compound(doc, seen, place + width, rows[0])
    span = _stretch(doc, view, place, width + bool(noun))
    written = doc.of(span)
    texts = [_cased(written, found.texts[row] + noun) for row in rows]
    gain = float(found.features[rows[0], 0])
    expression = _expression(view, place, width, found.texts[rows[0]], found.counts[rows[0]])
    named = texts[:close]
    said = f"{written!r} is unexpected here; {' or '.join(map(repr, named))} is probably meant"
    if expression:
        said += f" ({expression})"
    evidence = (
        Measure("score", round(score, 4), "probability-like", LEAST),
        Derivation(
            (
                ("as written", f"{_bits(view, place, width):.1f} bits"),
                (f"replace by {found.texts[rows[0]]!r}", f"{gain * _BITS:.1f} bits less, over this and the next three words"),
                ("article", f"rate of such gains {2.0 ** (seen.article * float(np.log2(np.e))):.1f} times that of clean text"),
            )
        ),
    )
    edits = tuple(Edit(span, text) for text in texts)
    return Finding(SUBSTITUTE.id, span, round(score, 4), said, evidence, edits)


def _unnamed(doc: Document, seen: Weighed, number: int, score: float) -> Finding:
    """Tell of a word that was replaced like others of its article, where the word that was meant is not certain."""
    place, width = int(seen.one_ranked.places[number]), int(seen.one_ranked.widths[number])
    span = _stretch(doc, seen.view, place, width)
    said = f"{doc.of(span)!r} is unexpected here, as many words of this article are; what was meant is not certain"
    evidence = (
        Measure("score", round(score, 4), "probability-like", LEAST),
        Derivation((("as written", f"{_bits(seen.view, place, width):.1f} bits"),)),
    )
    return Finding(SUBSTITUTE.id, span, round(score, 4), said, evidence)


def _compound(doc: Document, seen: Weighed, at: int, row: int) -> str:
    """Return the noun at a position, with a space before it, where it and the best candidate are a firm compound; else nothing.

    What was written is then the ruin of the whole term, and the term is what the reader wants back.
    """
    view, noun = seen.view, seen.view.forms[at]
    own, other = seen.one.counts[row, 1], seen.one.counts[row, 3]
    if other < _FIRM or other < _FIRMER * own or not view.open[at]:
        return ""
    head, tail = (seen.lexicon.get(word, "") for word in (seen.one.texts[row].split()[-1], noun))
    nominal = (
        lexicon.can_be(head, "JN")
        and not lexicon.can_be(head, "ZDPG")
        and lexicon.can_be(tail, "NS")
        and (lexicon.verb_share(tail) or 0) < _VERB
    )
    span, last = doc.tokens[int(view.token[at])].span, doc.tokens[int(view.token[at - 1])].span
    return f" {noun}" if nominal and doc.text[last.end : span.start] == " " and doc.of(span) == noun else ""


def _bits(view: View, place: int, width: int) -> float:
    """Return the surprisal of the words as written."""
    return float(-view.prob[place : place + width].sum() * _BITS)


def _expression(view: View, place: int, width: int, text: str, counts: NDArray[np.float64]) -> str:
    """Say how often the firmer of the two expressions stands in the corpora, both ways; empty where it tells nothing."""
    left, right, other_left, other_right = counts.tolist()
    use_left = other_left - 20 * left > other_right - 20 * right
    other, own = (other_left, left) if use_left else (other_right, right)
    neighbour = view.forms[place - 1] if use_left else view.forms[place + width]
    if other < 3 or other < 5 * own or not neighbour.isalpha():
        return ""
    form = " ".join(view.forms[place : place + width]).replace(" - ", "-")
    pair = (f"{neighbour} {form}", f"{neighbour} {text}") if use_left else (f"{form} {neighbour}", f"{text} {neighbour}")
    return f"in the corpora {pair[0]!r}: {_times(own)}; {pair[1]!r}: {_times(other)}"


def pair_finding(doc: Document, seen: Weighed, number: int, score: float) -> Finding:
    """Tell of two words that stand for a term."""
    view, found = seen.view, seen.two
    rows = seen.two_ranked.rows[number]
    place = int(found.place[rows[0]])
    span = _stretch(doc, view, place, 2)
    written = doc.of(span)
    texts = list(dict.fromkeys(_cased(written, found.texts[row]) for row in rows[:_EDITS]))
    own, other = found.counts[rows[0]].tolist()
    said = (
        f"{written!r} may stand for {' or '.join(map(repr, texts[: seen.two_ranked.close[number]]))} "
        f"(in the corpora {written.lower()!r}: {_times(own)}; {found.texts[rows[0]]!r}: {_times(other)})"
    )
    gain = float(found.features[rows[0], 0])
    evidence = (
        Measure("score", round(score, 4), "probability-like", LEAST),
        Derivation(
            (
                ("as written", f"{_bits(view, place, 2):.1f} bits"),
                (f"replace by {found.texts[rows[0]]!r}", f"{gain * _BITS:.1f} bits less, over these and the next three words"),
            )
        ),
    )
    return Finding(TERM.id, span, round(score, 4), said, evidence, tuple(Edit(span, text) for text in texts))


def triple_finding(doc: Document, view: View, found: Triple) -> Finding:
    """Tell of three words that stand for a listed term."""
    span = _stretch(doc, view, found.place, 3)
    written = doc.of(span)
    text = _cased(written, found.text)
    known = f" ({_times(found.known)} in the corpora)" if found.known >= 1 else ""
    said = f"{written!r} may stand for the term {text!r}{known}"
    evidence = (
        Measure("words that differ", float(found.replaced), "of 3", float(LEAST_REPLACED)),
        Derivation((("as written", f"{_bits(view, found.place, 3):.1f} bits, not in the corpora"),)),
    )
    score = _TRIPLE_KNOWN if found.known >= _KNOWN else _TRIPLE
    return Finding(TERM.id, span, score, said, evidence, (Edit(span, text),))


def name_finding(doc: Document, spun: Spun) -> Finding:
    """Tell of a name with words replaced."""
    span = Span(doc.tokens[spun.first].span.start, doc.tokens[spun.stop - 1].span.end)
    written = doc.of(span)
    said = (
        f"{written!r} is probably {spun.name!r} with words replaced "
        f"(in the corpora: {_times(spun.written)}, and {_times(spun.known)})"
    )
    quoted = doc.is_quoted(span)
    evidence = (Measure("count of the name", round(spun.known, 1), "times in the corpora", 20.0),)
    return Finding(FIXED_TERM.id, span, 0.7 if quoted else 0.9, said, evidence, (Edit(span, spun.name),))

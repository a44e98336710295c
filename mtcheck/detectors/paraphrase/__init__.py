"""Find odd paraphrases: near-synonyms where another word is established, and give that word back.

For each word that the n-gram model finds unexpected, its near-synonyms are put in its place; the gain, the strength of the
expressions on either side, what tortured phrases taught about the word, and the rate of such gains in the whole article make
the score. Two neighbours are tried together, and names are searched through near-synonyms of their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding, Measure
from mtcheck.core.rule import Context, NgramCounts
from mtcheck.core.span import Span
from mtcheck.detectors.paraphrase.decide import Decision, Ranked, final_odds, rank_pairs, rank_singles, sigmoid
from mtcheck.detectors.paraphrase.names import NameIndex, Spun
from mtcheck.detectors.paraphrase.pairs import Pairs, PairSearch
from mtcheck.detectors.paraphrase.rules import FIXED_TERM, SUBSTITUTE, TERM
from mtcheck.detectors.paraphrase.singles import Search, Singles
from mtcheck.detectors.paraphrase.terms import Terms
from mtcheck.detectors.paraphrase.thesaurus import Thesaurus
from mtcheck.detectors.paraphrase.view import View, make_view

LEAST = 0.35  # scores below are not reported
_EDITS = 3
_SILENT = frozenset(("code", "chrome"))
_BITS = float(np.log2(10))


@dataclass(frozen=True, slots=True)
class Engine:
    """Hold what is made once of the tables and the model."""

    ngrams: NgramCounts
    singles: Search
    pairs: PairSearch
    names: NameIndex
    decision: Decision
    logcounts: NDArray[np.float64]

    @classmethod
    def of(cls, ctx: Context, ngrams: NgramCounts) -> Engine:
        """Read the tables."""
        thesaurus = Thesaurus(ctx.table("thesaurus"), ngrams)
        terms = ctx.table("paraphrase_terms")
        logcounts = np.log10(ngrams.counts(np.arange(len(ngrams.words))[:, None]) + 1.0)
        known = {row.key: row["known"] == "1" for row in ctx.table("paraphrase_names")}
        return cls(
            ngrams,
            Search(thesaurus, Terms(terms, ngrams), ngrams, logcounts),
            PairSearch(thesaurus, terms, ngrams, logcounts),
            NameIndex(known, thesaurus, ngrams),
            Decision.of(ctx.table("paraphrase_model")),
            logcounts,
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """Hold what the engine sees in an article: candidates, and by place the odds with the article's part."""

    view: View
    one: Singles
    two: Pairs
    one_ranked: Ranked
    two_ranked: Ranked
    one_score: NDArray[np.float64]
    two_score: NDArray[np.float64]
    article: float


def weigh(doc: Document, engine: Engine) -> Weighed:
    """Search an article and weigh what is found."""
    view = make_view(doc, engine.ngrams, engine.logcounts)
    quoted = quoted_places(doc, view)
    one, two = engine.singles.run(view, quoted), engine.pairs.search(view, quoted)
    one_ranked, two_ranked = rank_singles(engine.decision, one), rank_pairs(engine.decision, two)
    one_odds, two_odds, article = final_odds(engine.decision, one_ranked, two_ranked, int(view.open.sum()))
    return Weighed(view, one, two, one_ranked, two_ranked, sigmoid(one_odds), sigmoid(two_odds), article)


class ParaphraseDetector:
    """Find replaced words, replaced terms and spun names; silent where no n-gram model is given."""

    family = "paraphrase"
    rules = (SUBSTITUTE, TERM, FIXED_TERM)

    def __init__(self) -> None:
        self._engine: Engine | None = None

    def engine(self, ctx: Context, ngrams: NgramCounts) -> Engine:
        """Return the engine on this model; the last one is kept."""
        if self._engine is None or self._engine.ngrams is not ngrams:
            self._engine = Engine.of(ctx, ngrams)
        return self._engine

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of an article."""
        if ctx.ngrams is None:
            return
        engine = self.engine(ctx, ctx.ngrams)
        taken: set[int] = set()
        ranges = [doc.block_tokens(number) for number, block in enumerate(doc.blocks) if block.kind not in _SILENT]
        for spun in engine.names.find(doc, ranges):
            taken.update(range(spun.first, spun.stop))
            yield _name_finding(doc, spun)
        yield from _words(doc, weigh(doc, engine), taken)


def _words(doc: Document, seen: Weighed, taken: set[int]) -> Iterator[Finding]:
    """Yield the findings with words of their own: of those that overlap the best, then the widest."""
    proposals = [
        (-score, -width, place, number, ranked is seen.two_ranked)
        for ranked, scores in ((seen.one_ranked, seen.one_score), (seen.two_ranked, seen.two_score))
        for number, (score, place, width) in enumerate(
            zip(scores.tolist(), ranked.places.tolist(), ranked.widths.tolist(), strict=True)
        )
        if score >= LEAST
    ]
    for score, width, place, number, both in sorted(proposals):
        tokens = set(seen.view.token[place : place - width].tolist())
        if not tokens & taken:
            taken |= tokens
            yield _pair_finding(doc, seen, number, -score) if both else _single_finding(doc, seen, number, -score)


def quoted_places(doc: Document, view: View) -> NDArray[np.bool_]:
    """Tell for each position whether its word stands in quoted speech."""
    if not doc.quotations:
        return np.zeros(len(view.token), np.bool_)
    return np.array([tok >= 0 and doc.is_quoted(doc.tokens[tok].span) for tok in view.token.tolist()], np.bool_)


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


def _single_finding(doc: Document, seen: Weighed, number: int, score: float) -> Finding:
    view, found = seen.view, seen.one
    place, width = int(seen.one_ranked.places[number]), int(seen.one_ranked.widths[number])
    rows = seen.one_ranked.rows[number][:_EDITS]
    span = _stretch(doc, view, place, width)
    written = doc.of(span)
    texts = [_cased(written, found.texts[row]) for row in rows]
    gain = float(found.features[rows[0], 0])
    expression = _expression(view, place, width, found.texts[rows[0]], found.counts[rows[0]])
    said = f"{written!r} is unexpected here; {' or '.join(map(repr, texts))} is probably meant"
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


def _pair_finding(doc: Document, seen: Weighed, number: int, score: float) -> Finding:
    view, found = seen.view, seen.two
    rows = seen.two_ranked.rows[number]
    place = int(found.place[rows[0]])
    span = _stretch(doc, view, place, 2)
    written = doc.of(span)
    texts = list(dict.fromkeys(_cased(written, found.texts[row]) for row in rows[:_EDITS]))
    own, other = found.counts[rows[0]].tolist()
    said = (
        f"{written!r} may stand for {' or '.join(map(repr, texts))} "
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


def _name_finding(doc: Document, spun: Spun) -> Finding:
    span = Span(doc.tokens[spun.first].span.start, doc.tokens[spun.stop - 1].span.end)
    written = doc.of(span)
    said = (
        f"{written!r} is probably {spun.name!r} with words replaced "
        f"(in the corpora: {_times(spun.written)}, and {_times(spun.known)})"
    )
    quoted = doc.is_quoted(span)
    evidence = (Measure("count of the name", round(spun.known, 1), "times in the corpora", 20.0),)
    return Finding(FIXED_TERM.id, span, 0.7 if quoted else 0.9, said, evidence, (Edit(span, spun.name),))


detector = ParaphraseDetector()

"""Find odd paraphrases: near-synonyms where another word is established, and give that word back.

For each word that the n-gram model finds unexpected, its near-synonyms are put in its place; the gain, the strength of the
expressions on either side, what tortured phrases taught about the word, and the rate of such gains in the whole article make
the score. Two and three neighbours are tried together, and names are searched through near-synonyms of their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.odds import logistic
from mtcheck.core.rule import Context, NgramCounts, Traits
from mtcheck.core.signals import WordSignals
from mtcheck.detectors.paraphrase.alike import Alike
from mtcheck.detectors.paraphrase.decide import Decision, Heard, final_odds, rank_pairs, rank_singles
from mtcheck.detectors.paraphrase.findings import LEAST, Weighed, name_finding, pair_finding, single_finding, triple_finding
from mtcheck.detectors.paraphrase.names import NameIndex
from mtcheck.detectors.paraphrase.pairs import PairSearch
from mtcheck.detectors.paraphrase.rules import FIXED_TERM, SUBSTITUTE, TERM
from mtcheck.detectors.paraphrase.singles import Search
from mtcheck.detectors.paraphrase.terms import Terms
from mtcheck.detectors.paraphrase.thesaurus import Thesaurus
from mtcheck.detectors.paraphrase.triples import TripleSearch
from mtcheck.detectors.paraphrase.view import make_view

# What the reader thinks of a word and of its surroundings below which nothing is said of it (chosen on dev: of the findings in
# old and literary prose four in five go, of those in spun articles few).
_ODD_FROM, _SPUN_FROM = 0.05, 0.6
_SILENT = frozenset(("code", "chrome"))


@dataclass(frozen=True, slots=True)
class Engine:
    """Hold what is made once of the tables and the model."""

    ngrams: NgramCounts
    singles: Search
    pairs: PairSearch
    triples: TripleSearch
    names: NameIndex
    decision: Decision
    lexicon: Mapping[str, str]
    logcounts: NDArray[np.float64]

    @classmethod
    def of(cls, ctx: Context, ngrams: NgramCounts) -> Engine:
        """Read the tables."""
        never = frozenset(row.key for row in ctx.table("paraphrase_never"))
        thesaurus = Thesaurus(ctx.table("thesaurus"), Alike(ctx.table("alike")), ngrams, never)
        terms = ctx.table("paraphrase_terms")
        logcounts = np.log10(ngrams.counts(np.arange(len(ngrams.words))[:, None]) + 1.0)
        known = {row.key: row["known"] == "1" for row in ctx.table("paraphrase_names")}
        return cls(
            ngrams,
            Search(thesaurus, Terms(terms, ngrams), ngrams, logcounts),
            PairSearch(thesaurus, terms, ngrams, logcounts),
            TripleSearch(thesaurus, terms, ngrams),
            NameIndex(known, thesaurus, ngrams),
            Decision.of(ctx.table("paraphrase_model")),
            ctx.table("lexicon"),
            logcounts,
        )


def weigh(doc: Document, engine: Engine, ctx: Context) -> Weighed:
    """Search an article and weigh what is found, the word models heard last: they take longest."""
    view = make_view(doc, engine.ngrams, engine.logcounts)
    one, two, three = engine.singles.run(view), engine.pairs.search(view), tuple(engine.triples.search(view))
    one_ranked, two_ranked = rank_singles(engine.decision, one, view), rank_pairs(engine.decision, two, view)
    heard = Heard.of(view, ctx.signals)
    one_odds, two_odds, article = final_odds(engine.decision, one_ranked, two_ranked, view.words, heard)
    scores = logistic(one_odds), logistic(two_odds)
    return Weighed(view, one, two, three, one_ranked, two_ranked, engine.lexicon, *scores, article)


@dataclass(frozen=True, slots=True)
class Gains:
    """Say how many words of an article seem replaced, and what clean text shows.

    ``seen`` is the expected number of replaced words among ``words``, ``clean`` what as many words of clean text come to.
    ``excess`` is the log-odds of the article's rate above that of clean text, drawn towards 0 in short articles; over clean
    articles it scatters with the standard deviation ``spread``.
    """

    words: int
    seen: float
    clean: float
    excess: float
    spread: float


class ParaphraseDetector:
    """Find replaced words, replaced terms and spun names; silent where no n-gram model is given."""

    family = "paraphrase"
    rules = (SUBSTITUTE, TERM, FIXED_TERM)
    traits = Traits(needs=frozenset({"ngrams"}), ground="word models")

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._last: tuple[ref[Document], Engine, Weighed] | None = None

    def engine(self, ctx: Context, ngrams: NgramCounts) -> Engine:
        """Return the engine on this model; the last one is kept."""
        if self._engine is None or self._engine.ngrams is not ngrams:
            self._engine = Engine.of(ctx, ngrams)
        return self._engine

    def weighed(self, doc: Document, engine: Engine, ctx: Context) -> Weighed:
        """Return what the engine sees in an article; the last one is kept."""
        if self._last is None or self._last[0]() is not doc or self._last[1] is not engine:
            self._last = ref(doc), engine, weigh(doc, engine, ctx)
        return self._last[2]

    def gains(self, doc: Document, ctx: Context) -> Gains | None:
        """Return how many words of an article seem replaced; None where no n-gram model is given."""
        if ctx.ngrams is None:
            return None
        engine = self.engine(ctx, ctx.ngrams)
        seen, decision = self.weighed(doc, engine, ctx), engine.decision
        words = seen.view.words
        replaced = float(logistic(seen.one_ranked.odds[~seen.one_ranked.verse]).sum())
        return Gains(words, replaced, words * decision.base, seen.article, decision.article_spread)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of an article."""
        if ctx.ngrams is None:
            return
        engine = self.engine(ctx, ctx.ngrams)
        taken: set[int] = set()
        ranges = [doc.block_tokens(number) for number, block in enumerate(doc.blocks) if block.kind not in _SILENT]
        for spun in engine.names.find(doc, ranges):
            taken.update(range(spun.first, spun.stop))
            yield name_finding(doc, spun)
        for finding in _words(doc, self.weighed(doc, engine, ctx), taken):
            if not _reads_well(doc, finding, ctx.signals):
                yield finding


def _reads_well(doc: Document, finding: Finding, signals: WordSignals | None) -> bool:
    """Tell whether the reader finds nothing odd in the words, and nothing spun around them: rare wording is none replaced.

    Old and literary prose is full of words that the n-gram model does not expect; the reader takes nearly all of them as they
    are. Where no reader spoke, it has no say.
    """
    if signals is None:
        return False
    around = signals.spun_by_token()
    for index in doc.tokens_in(finding.span):
        faulty = signals.faulty[index]
        if faulty is None and doc.tokens[index].kind == "word":
            return False
        if (faulty or 0.0) >= _ODD_FROM or around[index] >= _SPUN_FROM:
            return False
    return True


def _words(doc: Document, seen: Weighed, taken: set[int]) -> Iterator[Finding]:
    """Yield the findings with words of their own: terms of three words, then of what overlaps the best, then the widest."""
    for triple in seen.three:
        tokens = set(seen.view.token[triple.place : triple.place + 3].tolist())
        if not tokens & taken:
            taken |= tokens
            yield triple_finding(doc, seen.view, triple)
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
            finding = pair_finding(doc, seen, number, -score) if both else single_finding(doc, seen, number, -score)
            if finding is not None:
                taken |= tokens
                yield finding


detector = ParaphraseDetector()

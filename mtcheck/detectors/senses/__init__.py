"""Find words and wordings that the source language explains: wrong senses, calques, false friends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mtcheck.core.document import Document
from mtcheck.core.finding import Edit, Finding, Measure, TableHit
from mtcheck.core.rule import Context
from mtcheck.detectors.senses.match import Article, Match, Trie, matches
from mtcheck.detectors.senses.rows import SIGNS, names_of, read_all
from mtcheck.detectors.senses.rules import RULES
from mtcheck.detectors.senses.wording import corrections, message, rule_of
from mtcheck.lang.inflection import Inflections
from mtcheck.lang.origin import Sign, Tally, signs_in
from mtcheck.tables import Table

_BASE = 0.75  # score of a row in an article that says nothing of its language
_TRUST = 0.5  # how far the article's language counts
_LEAST, _MOST = 0.3, 0.95


@dataclass(frozen=True, slots=True)
class Compiled:
    """Hold what is made of the tables once."""

    tables: Mapping[str, Table]
    trie: Trie
    inflections: Inflections
    names: Mapping[str, str]


class SensesDetector:
    """Find the listed wordings, and weigh them by the language that the article shows."""

    family = "senses"
    rules = RULES

    def __init__(self) -> None:
        self._compiled: Compiled | None = None

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each row that matches and whose frame holds."""
        made = self._made(ctx)
        article = Article(doc, made.inflections)
        found = list(matches(made.trie, article))
        if not found:
            return
        signs = {held[0].sense.row["wrong"]: _sign(held) for held in found}
        tally = Tally(doc, [*signs_in(doc, made.tables[SIGNS]), *signs.values()], made.names)
        shares = {wrong: tally.posterior(without=sign) for wrong, sign in signs.items()}
        for held in found:
            yield _finding(article, held, shares[held[0].sense.row["wrong"]], made)

    def _made(self, ctx: Context) -> Compiled:
        tables: Mapping[str, Table] = ctx.table("senses")
        if self._compiled is None or self._compiled.tables is not tables:
            inflections = Inflections(ctx.table("lexicon"), ctx.table("inflections"))
            trie = Trie(read_all(tables, inflections), inflections)
            self._compiled = Compiled(tables, trie, inflections, names_of(tables))
        return self._compiled


def _sign(held: list[Match]) -> Sign:
    languages = tuple(dict.fromkeys(match.sense.language for match in held))
    return Sign("row", held[0].sense.row["wrong"], languages)


def _finding(article: Article, held: list[Match], languages: Mapping[str, float], made: Compiled) -> Finding:
    """Return the finding of the rows that match in one place; the likeliest language leads."""
    ordered = sorted(held, key=lambda match: -languages[match.sense.language])
    best = ordered[0].sense
    span = article.units.span(held[0].start, held[0].stop)
    share = sum(languages[code] for code in {match.sense.language for match in held})
    said = message(best, article.doc.of(span), made.names[best.language])
    texts = dict.fromkeys(text for match in ordered for text in corrections(article, match, made.inflections))
    return Finding(
        rule_of(best).id,
        span,
        _score(share, len({match.sense.language for match in held}) / len(languages)),
        said,
        (
            *(TableHit(match.sense.table, match.sense.row.key, match.sense.row.source) for match in ordered),
            Measure("language of the source, by the other signs of the article", round(share, 3), "probability", 0.0),
        ),
        tuple(Edit(span, text, "review") for text in texts),
    )


def _score(share: float, before: float) -> float:
    """Return the score of a row whose languages have a probability now and had one before the signs were seen."""
    odds = math.log(_BASE / (1 - _BASE)) + _TRUST * math.log(max(share, 1e-6) / before)
    return round(min(max(1 / (1 + math.exp(-odds)), _LEAST), _MOST), 2)


detector = SensesDetector()

"""Find breaches of grammar that are certain without a parser: articles, verb forms, agreement, listed sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.grammar import (
    agreement,
    articles,
    auxiliaries,
    clauses,
    infinitives,
    misc,
    phrases,
    quantity,
    subjects,
    verbs,
)
from mtcheck.detectors.grammar.frames import frame
from mtcheck.detectors.grammar.rules import RULES
from mtcheck.detectors.grammar.view import View, view_of

Check = Callable[[View, int], Iterator[Finding]]


def _checks() -> dict[str, tuple[Check, ...]]:
    """Map each word that starts a check to its checks, so that one pass over the tokens serves all rules."""
    by_word: dict[str, list[Check]] = {}
    for words, check in (
        (articles.ARTICLES | articles.POSSESSIVES, articles.missing_noun),
        (articles.ARTICLES | articles.POSSESSIVES, articles.article_twice),
        (("a", "an"), articles.article_sound),
        ("a an another each every this these those many several few".split(), articles.determiner_number),
        (("one",), articles.one_of),
        (verbs.MODALS, verbs.after_modal),
        (("to",), verbs.after_to),
        (verbs.DO, verbs.after_do),
        (verbs.HAVE, verbs.after_have),
        (verbs.BE, verbs.after_be),
        (("he", "she", "it", "they", "we"), agreement.pronoun),
        (("there",), agreement.there),
        ("the this these those a an each every another his their its our".split(), agreement.noun_phrase),
        (("more", "most"), misc.comparison),
        (("and",), misc.tense_clash),
        (("between",), misc.between_to),
        (auxiliaries.DO, auxiliaries.question),
        (auxiliaries.BE, auxiliaries.be_for_do),
        (auxiliaries.BE, auxiliaries.intransitive),
        (("be",), auxiliaries.after_be_base),
        (verbs.MODALS, auxiliaries.after_modal_form),
        (infinitives.PREPOSITIONS, infinitives.after_preposition),
        (("to",), infinitives.to_gerund),
        (infinitives.WANTED, infinitives.without_to),
        (phrases.EACH, phrases.each),
        (subjects.MANY, subjects.plural),
        (subjects.ONE, subjects.singular),
        (subjects.RELATIVE, subjects.relative),
        (subjects.THEMSELVES, subjects.named_twice),
        (("one",), quantity.one_of_many),
        (phrases.MANY, phrases.many),
        (("there",), phrases.there_phrase),
        (("a", "an", *quantity.FOR_MANY), quantity.mass),
        (("much",), quantity.much),
        (quantity.NUMBERS, quantity.number),
        (quantity.PARTS, quantity.part_of),
        (clauses.ASKING, clauses.question),
        (clauses.KNOWING, clauses.indirect),
        (clauses.FIRST_PAIR, clauses.double_conjunction),
        (clauses.LINKS, clauses.nominative),
        (("if",), clauses.condition),
        (("and",), clauses.uneven),
    ):
        for word in sorted(words):
            by_word.setdefault(word, []).append(check)
    return {word: tuple(checks) for word, checks in by_word.items()}


CHECKS = _checks()


class GrammarDetector:
    """Look at each word that can start a breach, and at its near neighbours."""

    family = "grammar"
    rules = RULES

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings of every rule."""
        view = view_of(doc, ctx)
        listed, starts = view.listed("uncountable"), view.listed("sequence-start")
        for index, word in enumerate(view.words):
            checks = CHECKS.get(word)
            if checks is not None:
                for check in checks:
                    yield from check(view, index)
            if doc.tokens[index].kind == "number":
                yield from quantity.number(view, index)
            rows = view.frames.get(word)
            if rows is not None:
                yield from frame(view, index, rows)
            if word in starts:
                yield from misc.sequence(view, index)
            elif word in listed:
                yield from misc.plural(view, index)
        for sent in doc.sentences:
            if sent.tokens:
                yield from phrases.after_phrase(view, sent.tokens.start)
                yield from subjects.bare_plural(view, sent.tokens.start)


detector = GrammarDetector()

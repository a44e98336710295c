"""Find words that were taken over from the source as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

import regex

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.rule import Context
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules
from mtcheck.lang.lexicon import frequency

_SHORTEST = 3  # words of a run
_FOREIGN = 2  # words in it that English hardly has
_RARE = 10  # log2 of the count in 77 million words
_SMALL_WORDS = frozenset(
    """der die das und ist nicht ein eine den dem mit von für auf sich auch le la les des du et est que qui dans pour une sur el
    los las del y en por con para una como más da do dos das em que não com os um uma il di che per sono della het een van
    och att som på med""".split()
)  # that German, French, Spanish, Portuguese, Italian, Dutch and Swedish clauses can hardly do without
_OPENING = tuple('(（[“„«‘"「『')
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*")


def find(doc: Document, number: int, source: str, ctx: Context) -> Iterator[Finding]:
    """Yield runs of words that the source has too, small-lettered words that are no English among them."""
    theirs = [fold(word) for word in _WORD.findall(source)]
    ours = [tok for tok in doc.block_tokens(number) if doc.tokens[tok].kind == "word"]
    lexicon: Mapping[str, str] = ctx.table("lexicon")
    matcher = SequenceMatcher(None, [doc.folded[tok] for tok in ours], theirs, autojunk=False)
    for match in matcher.get_matching_blocks():
        run = ours[match.a : match.a + match.size]
        if _set_off(source, match.b):
            continue
        clause = any(doc.folded[tok] in _SMALL_WORDS for tok in run)
        foreign = [tok for tok in run if doc.forms[tok].islower() and frequency(lexicon.get(doc.folded[tok], "")) < _RARE]
        if clause and len(run) >= _SHORTEST and len(foreign) >= _FOREIGN:
            span = Span(doc.tokens[run[0]].span.start, doc.tokens[run[-1]].span.end)
            evidence = (Derivation((("text", doc.of(span)), ("source", " ".join(theirs[match.b : match.b + match.size])))),)
            yield Finding(rules.COPIED.id, span, 0.9, f"not translated: the source has {doc.of(span)!r} too", evidence)


def _set_off(source: str, word: int) -> bool:
    """Tell whether the source itself sets its word apart, in parentheses or quotation marks: a term that is meant to stay."""
    places = [match.start() for match in _WORD.finditer(source)]
    return word < len(places) and source[: places[word]].rstrip().endswith(_OPENING)

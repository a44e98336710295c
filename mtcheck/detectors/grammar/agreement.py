"""Judge the agreement of a near subject with its verb."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.detectors.grammar.rules import AGREEMENT
from mtcheck.detectors.grammar.view import UNITS, View

GRAMMAR = "English grammar"
SINGULAR = {"are": "is", "have": "has", "do": "does", "don't": "doesn't", "haven't": "hasn't", "aren't": "isn't"}
PLURAL = {"is": "are", "has": "have", "was": "were", "does": "do", "isn't": "aren't", "hasn't": "haven't", "doesn't": "don't"}
_MANY = frozenset("many several various numerous these those two three four five six seven eight nine ten".split())
_THEIRS = frozenset({"they", "we"})
_NO_OBJECT_BEFORE = frozenset("that where if as so and how why than what".split())


def _finding(view: View, subject: int, verb: int, right: str) -> Iterator[Finding]:
    if not view.together(subject, verb):
        return
    span = view.span(subject, verb)
    subject_text, verb_text = view.doc.of(view.span(subject, verb - 1)), view.doc.forms[verb]
    meant = f"; {right!r} is meant" if right else ""
    yield Finding(
        AGREEMENT.id,
        span,
        score=0.6 if view.quoted(span) else 0.85,
        message=f"{verb_text!r} does not agree with {subject_text!r}{meant}",
        evidence=(TableHit("lexicon", view.words[verb], GRAMMAR),),
        edits=(Edit(view.doc.tokens[verb].span, right, "review"),) if right else (),
    )


def pronoun(view: View, index: int) -> Iterator[Finding]:
    """Judge *he have*, *they was*, *it are*, *she go*, *they goes*."""
    word, verb = view.words[index], view.word(index + 1)
    if word in _THEIRS:
        right = PLURAL.get(verb) or (view.inflected.verb(verb, "base") if _third_only(view, index + 1) else "")
        sure = not (verb == "was" and view.quoted(view.doc.tokens[index].span))
        if (verb in PLURAL and sure and view.word(index - 1) != "who") or _third_only(view, index + 1):
            yield from _finding(view, index, index + 1, right)
        return
    starts = view.clause_starts(index) or (word != "it" and view.word(index - 1) in ("who", "which", "whom", "where"))
    if verb in SINGULAR and starts and not (verb in ("do", "don't") and view.quoted(view.doc.tokens[index].span)):
        yield from _finding(view, index, index + 1, SINGULAR[verb])
    elif verb == "are" and view.word(index - 1) == "that" and word != "it":
        yield from _finding(view, index, index + 1, "is")
    elif starts and view.only(index + 1, "V") and view.tags[index + 1].endswith("!") and view.word(index - 1) != "unless":
        yield from _finding(view, index, index + 1, view.inflected.verb(verb, "third"))


_THIRD = frozenset("goes makes takes comes gives says sees gets knows".split())


def _third_only(view: View, index: int) -> bool:
    sure = view.only(index, "Z") and view.tags[index].endswith("!")
    return (sure or view.word(index) in _THIRD) and not view.upper(index)


def there(view: View, index: int) -> Iterator[Finding]:
    """Judge *there is many*, *there was several*, *there are much*."""
    verb, after = view.word(index + 1), view.word(index + 2)
    if view.quoted(view.doc.tokens[index].span) or not view.together(index, index + 2):
        return
    if verb in ("is", "was", "has") and after in _MANY:
        noun = index + 3
        while view.only(noun, "JRX") and noun < index + 6:
            noun += 1
        if verb != "has" and view.only(noun, "S") and view.words[noun] not in UNITS and view.ends_phrase(noun + 1):
            yield from _finding(view, index, index + 1, "are" if verb == "is" else "were")
    elif verb in ("are", "were") and after == "much" and not _compared(view, index + 3):
        yield from _finding(view, index, index + 1, "is" if verb == "are" else "was")


def _compared(view: View, index: int) -> bool:
    """Tell whether *much* strengthens what follows: much more people, much too many."""
    return view.only(index, "KJ") or view.word(index) in ("more", "less", "fewer", "too")


def noun_phrase(view: View, index: int) -> Iterator[Finding]:
    """Judge a sentence that begins with determiner, adjectives and noun, and goes on with the verb of the other number."""
    if index != view.sentence(index).start:
        return
    noun = index + 1
    while noun < index + 4 and view.has(noun, "JX") and view.has(noun + 1, "NSJ") and not view.upper(noun):
        noun += 1
    verb, head = view.word(noun + 1), view.word(noun)
    if view.upper(noun) or "-" in head or head in view.listed("number-ok") or head in UNITS:
        return
    if view.noun(noun, "S") and verb in PLURAL and view.words[index] not in ("a", "an", "each", "every", "no"):
        if not (verb in ("does", "doesn't") and not view.has(noun + 2, "Vn")):
            yield from _finding(view, index, noun + 1, PLURAL[verb])
    elif view.noun(noun, "N") and verb in ("are", "have", "do") and view.words[index] not in ("these", "those", "both", "many"):
        if (
            verb == "do"
            or head[-1] == "s"
            or head in view.listed("collective")
            or (verb == "have" and view.word(noun + 2) == "to")
        ):
            return
        yield from _finding(view, index, noun + 1, SINGULAR[verb])

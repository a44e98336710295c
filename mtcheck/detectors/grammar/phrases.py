"""Judge agreement where words stand between subject and verb, and of words that are always singular or plural."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Finding
from mtcheck.detectors.grammar.agreement import SINGULAR
from mtcheck.detectors.grammar.report import found, shown
from mtcheck.detectors.grammar.rules import FAR_AGREEMENT
from mtcheck.detectors.grammar.view import UNITS, View

DETERMINERS = frozenset("the these those his her its their our".split())
EACH = frozenset("everyone everybody someone somebody nobody everything nothing something anybody".split())
MANY = frozenset("people children men women".split())
_LINKS = frozenset("of in for from on at".split())
_INNER = frozenset("the a an this that its his her their our".split())
_THIRD = {"is": "are", "was": "were", "has": "have", "does": "do"}
_BEFORE_MANY = frozenset("the these those many some most all our their young old local".split())
_OPENERS = frozenset("that because when while where although if and but".split())
_AFTER_VERB = frozenset("that how the a an no its their to why what".split())
_REST = 24  # words in which a second subject may still come
_LONGEST = 4  # words of a noun phrase


def after_phrase(view: View, index: int) -> Iterator[Finding]:
    """Judge *The results of the study shows* and *The list of items are*, at the start of a sentence."""
    if index != view.sentence(index).start:
        return
    head = _head(view, index + 1 if view.words[index] in DETERMINERS else index)
    if not head or view.word(head + 1) not in _LINKS or (head == index and view.word(head + 1) == "of" == view.word(head)):
        return
    inner = head + 3 if view.word(head + 2) in _INNER else head + 2
    noun = _head(view, inner)
    if noun > inner and view.has(noun, "Z") and view.word(noun + 1) in _AFTER_VERB and view.has(noun - 1, "N"):
        noun -= 1  # "the study shows that": no compound
    if not noun or not view.together(index, noun + 1):
        return
    verb, at = view.word(noun + 1), noun + 1
    if _number(view, head, "S", "N", head > index) and _number(view, noun, "N", "S", inner == head + 3):
        if verb in _THIRD:
            yield _finding(view, index, head, at, _THIRD[verb])
        elif view.has(at, "Z") and not view.upper(at) and (view.tags[at][-1] == "!" or view.word(at + 1) in _AFTER_VERB):
            yield _finding(view, index, head, at, view.inflected.verb(verb, "base"))
    elif (
        view.words[head] in view.listed("singular-head")
        and view.word(head + 1) == "of"
        and view.noun(noun, "S")
        and verb in ("are", "were", "have")
        and view.words[index] in ("the", "this", "its", "their", "his")
    ):
        yield _finding(view, index, head, at, {"were": "was"}.get(verb) or SINGULAR[verb])


def _number(view: View, at: int, letter: str, other: str, sure: bool) -> bool:
    """Tell whether the noun is of one number; after a determiner it is no verb, whatever else it can be."""
    return view.noun(at, letter) or (sure and view.has(at, letter) and not view.has(at, other) and view.tags[at][-1] != "!")


def _head(view: View, index: int) -> int:
    """Return the place of the noun of a plain phrase of small words that begins here; 0 where there is none."""
    at = index
    while at < index + _LONGEST and view.has(at, "JN") and not view.has(at, "tspobwmxicnu") and view.has(at + 1, "NS"):
        if at > index and view.upper(at):
            return 0
        at += 1
    head = view.word(at)
    named = view.upper(at) and at != view.sentence(at).start
    if not view.has(at, "NS") or named or "-" in head or head in UNITS:
        return 0
    return 0 if head in view.listed("number-ok") or head in view.listed("collective") or view.has(at, "Q") else at


def _finding(view: View, first: int, head: int, verb: int, right: str) -> Finding:
    message = f"{view.doc.forms[verb]!r} does not agree with {view.doc.forms[head]!r}"
    kept = view.doc.of(view.span(first, verb - 1))
    return found(view, FAR_AGREEMENT, first, verb, message, f"{kept} {right}" if right else "")


def each(view: View, index: int) -> Iterator[Finding]:
    """Judge *Everyone are* and *nobody have*, at the start of a clause."""
    verb = view.word(index + 1)
    if verb not in ("are", "have", "don't", "aren't", "haven't") or not view.together(index, index + 1):
        return
    before = view.word(index - 1)
    if index == view.sentence(index).start or before == "because" or (before in ("that", "and", "but") and verb == "are"):
        yield _finding(view, index, index, index + 1, SINGULAR[verb])


def many(view: View, index: int) -> Iterator[Finding]:
    """Judge *People is* and *the children was*, at the start of a clause."""
    first = index - 1 if view.word(index - 1) in _BEFORE_MANY else index
    start = view.sentence(index).start
    if view.word(index + 1) not in _THIRD or not view.together(first, index + 1) or (view.upper(index) and first != index):
        return
    if first == start or (view.word(first - 1) in _OPENERS and first - 1 > start) or view.word(first - 1) == ",":
        if view.word(first - 1) == "and" and view.has(first - 2, "NSQ"):
            return  # "the health of men and women is"
        if view.word(first - 1) == "," and view.word(first - 2) != "people" and not view.word(start).endswith(("ly", "ever")):
            return
        yield _finding(view, first, index, index + 1, _THIRD[view.word(index + 1)])


def there_phrase(view: View, index: int) -> Iterator[Finding]:
    """Judge *there are a problem* and *there is some problems*."""
    verb, at = view.word(index + 1), index + 2
    if not view.together(index, at) or view.quoted(view.span(index, at)):
        return
    rest = view.words[at : min(at + _REST, view.sentence(index).stop)]
    if verb in ("are", "were") and view.word(at) in ("a", "an"):
        noun = _last_noun(view, at + 1)
        counted = any(word in view.listed("quantity") for word in view.words[at + 1 : noun + 1])
        if (
            noun
            and not counted
            and view.noun(noun, "N")
            and view.ends_phrase(noun + 1)
            and "and" not in rest
            and "," not in rest
        ):
            right = "is" if verb == "are" else "was"
            yield found(view, FAR_AGREEMENT, index, index + 1, _there(view, verb, noun), f"there {right}")
    elif verb in ("is", "was"):
        while view.word(at) in ("some", "other", "different", "also", "still", "certain", "no", "any") and at < index + 5:
            at += 1
        noun = _last_noun(view, at)
        if noun and view.noun(noun, "S") and view.ends_phrase(noun + 1) and view.words[noun] not in view.listed("number-ok"):
            if view.words[noun] in UNITS or view.has(at, "u") or view.word(noun + 1) in ("’", "'"):
                return
            right = "are" if verb == "is" else "were"
            yield found(view, FAR_AGREEMENT, index, index + 1, _there(view, verb, noun), f"there {right}")


def _there(view: View, verb: str, noun: int) -> str:
    return f"{verb!r} does not agree with {shown(view, noun, noun)}"


def _last_noun(view: View, index: int) -> int:
    """Return the place of the noun that ends a plain phrase beginning here; 0 where there is none."""
    at = index
    while at < index + _LONGEST and view.has(at, "JNRXK") and not view.has(at, "tspobwmxicnu") and view.has(at + 1, "NSJ"):
        at += 1
    return (
        at if view.has(at, "NS") and not view.upper(at) and not view.has(at, "tspobwmxicnu") and "-" not in view.word(at) else 0
    )

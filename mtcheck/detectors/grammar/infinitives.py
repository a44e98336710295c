"""Judge verbs after prepositions and verbs of wanting: *for confirm the date*, *want to going*, *wants buy*."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Finding
from mtcheck.detectors.grammar.report import found, shown
from mtcheck.detectors.grammar.rules import INFINITIVE
from mtcheck.detectors.grammar.verbs import WANTING
from mtcheck.detectors.grammar.view import View

PREPOSITIONS = frozenset("for by without of before after from about despite".split())
WANTED = frozenset(
    "want wants wanted decide decides decided refuse refuses refused manages managed intends intended hopes".split()
)
_OBJECTS = frozenset(
    """the a an this that these those it them him her us me you my your his their its our any all some each every both
    another""".split()
)
_NO_PREPOSITION = frozenset("called named verb word command function keyword".split())
_LOOSE = frozenset("according being".split())


def after_preposition(view: View, index: int) -> Iterator[Finding]:
    """Judge *for confirm the date*: a preposition before a base form with its object."""
    verb = index + 1
    if not view.only(verb, "V") or view.tags[verb][-1] != "!" or view.upper(verb) or not view.together(index, verb + 1):
        return
    if view.words[index] == "of" and view.word(index - 1) in ("kind", "sort"):
        return
    if view.word(verb + 1) not in _OBJECTS or view.word(index - 1) in _NO_PREPOSITION or view.quoted(view.span(index, verb)):
        return
    if view.word(index) in ("before", "after", "about", "for") and view.has(index - 1, "o"):
        return
    word, form = view.doc.forms[index], view.word(verb)
    gerund = view.inflected.verb(form, "gerund")
    texts = [f"to {form}", f"{word} {gerund}"] if view.words[index] == "for" else [f"{word} {gerund}"]
    message = f"after {word!r} the -ing form is needed, not {view.doc.forms[verb]!r}"
    yield found(view, INFINITIVE, index, verb, message, *(texts if gerund else ()))


def to_gerund(view: View, index: int) -> Iterator[Finding]:
    """Judge *want to going*, *in order to making*: after a verb of wanting, *to* takes the base form."""
    verb = index + 1
    if view.word(index - 1) not in WANTING or view.upper(verb) or not view.together(index - 1, verb):
        return
    if view.word(index - 1) == "order" and view.word(index - 2) != "in":
        return
    if view.word(index - 1) in ("hope", "plan", "need", "wish") and not view.has(index - 2, "om"):
        return  # "we look forward with hope to making peace"
    if not view.gerund(verb) or view.word(verb) in _LOOSE:
        return
    base = view.inflected.verb(view.word(verb), "base")
    if base:
        message = f"after 'to' the base form is needed, not {view.doc.forms[verb]!r}"
        yield found(view, INFINITIVE, index, verb, message, f"to {base}")


def without_to(view: View, index: int) -> Iterator[Finding]:
    """Judge *wants buy*, *decided leave*: *to* is missing before the base form."""
    verb = index + 1
    if not view.only(verb, "V") or view.tags[verb][-1] != "!" or view.upper(verb) or not view.together(index, verb + 1):
        return
    if not (view.has(verb + 1, "tspb") or view.word(verb + 1) == "to") or view.has(index - 1, "tsp"):
        return
    message = f"'to' is missing in {shown(view, index, verb)}"
    yield found(view, INFINITIVE, index, verb, message, f"{view.doc.forms[index]} to {view.word(verb)}")

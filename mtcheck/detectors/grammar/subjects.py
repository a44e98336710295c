"""Judge subjects of certain number with the verb beside them, relative clauses, and subjects that are named twice."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Finding
from mtcheck.detectors.grammar.agreement import PLURAL, SINGULAR
from mtcheck.detectors.grammar.report import found, shown
from mtcheck.detectors.grammar.rules import DOUBLED_SUBJECT, FAR_AGREEMENT
from mtcheck.detectors.grammar.view import UNITS, View

MANY = frozenset("these those many several few some most all both various".split())
ONE = frozenset("this a an each every another".split())
RELATIVE = frozenset("who which that".split())
THEMSELVES = frozenset("he she they".split())
_OPENERS = frozenset("that because if when while although though where but since unless whether whereas".split())
_AFTER_VERB = frozenset("that how the a an no its their his her to why what it them him".split())
_BE_HAVE = {"is": "are", "was": "were", "has": "have", "does": "do"}
_SUBJUNCTIVE = frozenset("if as though that unless whether".split())
_ARE_HAVE = ("are", "were", "have")
_LONGEST = 3


def plural(view: View, index: int) -> Iterator[Finding]:
    """Judge *some people has*, *because these methods is*: a plural phrase that opens a clause."""
    if not _opens(view, index):
        return
    if view.words[index] in ("these", "those") and view.word(index + 1) in ("is", "was", "has"):
        yield from _disagrees(view, index, index, index + 1, _BE_HAVE[view.word(index + 1)])
        return
    if index == view.sentence(index).start and view.words[index] in ("these", "those"):
        return  # agreement.noun_phrase sees it
    noun = _noun(view, index + 1)
    if not noun or not view.noun(noun, "S") or (view.words[noun] in UNITS | {"people"} and view.words[index] == "all"):
        return
    verb = noun + 1
    if view.word(verb) in _BE_HAVE:
        yield from _disagrees(view, index, noun, verb, _BE_HAVE[view.word(verb)])
    elif view.only(verb, "Z") and view.tags[verb][-1] == "!" and view.word(verb + 1) in _AFTER_VERB:
        yield from _disagrees(view, index, noun, verb, view.inflected.verb(view.word(verb), "base"))


def singular(view: View, index: int) -> Iterator[Finding]:
    """Judge *this method have*, *that a person are*: a singular phrase that opens a clause."""
    if not _opens(view, index):
        return
    if view.words[index] == "this" and view.word(index + 1) in _ARE_HAVE and view.word(index - 1) not in _SUBJUNCTIVE:
        yield from _disagrees(view, index, index, index + 1, SINGULAR.get(view.word(index + 1), "was"))
        return
    noun = _noun(view, index + 1)
    verb = view.word(noun + 1)
    if (
        view.words[index] == "this"
        and noun == index + 1
        and verb in _ARE_HAVE
        and view.has(noun, "S")
        and not view.has(noun, "N")
    ):
        message = f"{view.doc.forms[index]!r} does not agree with {view.doc.forms[noun]!r}"
        yield found(view, FAR_AGREEMENT, index, noun, message, f"these {view.doc.forms[noun]}")
        return
    if not noun or not view.noun(noun, "N") or view.words[noun] in view.listed("quantity"):
        return
    if index == view.sentence(index).start:
        return  # agreement.noun_phrase sees it
    conditional = view.word(index - 1) in _SUBJUNCTIVE and verb in ("were", "have")
    if verb in _ARE_HAVE and not conditional:
        yield from _disagrees(view, index, noun, noun + 1, SINGULAR.get(verb, "was"))


def bare_plural(view: View, index: int) -> Iterator[Finding]:
    """Judge *Tickets is* at the start of a sentence."""
    if view.word(index + 1) not in _BE_HAVE or view.has(index, "Q") or not view.noun(index, "S") or view.words[index] in UNITS:
        return
    if view.words[index] in view.listed("number-ok") or view.words[index] in view.listed("collective"):
        return
    if (
        view.doc.forms[index].isupper()
        or view.upper(index + 1)
        or "-" in view.words[index]
        or view.word(index + 2) in ("a", "the")
    ):
        return
    yield from _disagrees(view, index, index, index + 1, _BE_HAVE[view.word(index + 1)])


def _opens(view: View, index: int) -> bool:
    """Tell whether a clause surely begins here."""
    start = view.sentence(index).start
    return index == start or (view.word(index - 1) in _OPENERS and index - 1 >= start and not view.has(index - 2, "i"))


def _noun(view: View, index: int) -> int:
    """Return the place of the noun of a plain phrase of small words; 0 where there is none."""
    at = index
    while at < index + _LONGEST and view.has(at, "JN") and not view.has(at, "tspobwmxicnu") and view.has(at + 1, "NS"):
        at += 1
    word = view.word(at)
    if not view.has(at, "NS") or view.upper(at) or "-" in word or view.has(at, "tspobwmxicnuQ"):
        return 0
    return 0 if word in view.listed("number-ok") or word in view.listed("collective") else at


def _disagrees(view: View, first: int, head: int, verb: int, right: str) -> Iterator[Finding]:
    if view.together(first, verb) and right and not view.quoted(view.span(first, verb)):
        kept = view.doc.of(view.span(first, verb - 1))
        message = f"{view.doc.forms[verb]!r} does not agree with {view.doc.forms[head]!r}"
        yield found(view, FAR_AGREEMENT, first, verb, message, f"{kept} {right}")


def relative(view: View, index: int) -> Iterator[Finding]:
    """Judge *people who is*, *a man who have*: the verb of a relative clause and the noun before it."""
    noun, verb = index - 1, view.word(index + 1)
    if (verb not in PLURAL and verb not in _ARE_HAVE) or view.upper(noun) or not view.together(max(0, noun - 2), index + 1):
        return
    word = view.word(noun)
    if (word in view.listed("number-ok") and word != "people") or word in view.listed("collective") or word in UNITS:
        return
    first = noun - (view.has(noun - 1, "J") and not view.has(noun - 1, "N"))
    before = view.word(first - 1)
    if (view.noun(noun, "S") or word == "people") and verb in _BE_HAVE and view.words[index] in ("who", "which"):
        if before in ("these", "those", "many", "several", "all", "some", "most") and view.word(first - 2) != "of":
            yield from _disagrees(view, noun, noun, index + 1, _BE_HAVE[verb])
    elif (
        view.noun(noun, "N")
        and verb in ("are", "have")
        and view.words[index] in ("who", "which")
        and before in ("a", "an")
        and view.word(first - 2) not in ("many", "such", "quite", "and", "or")
    ):
        yield from _disagrees(view, noun, noun, index + 1, SINGULAR[verb])


def named_twice(view: View, index: int) -> Iterator[Finding]:
    """Judge *The minister he said that*: a pronoun repeats the subject, and no further verb follows that could be its own."""
    sent = view.sentence(index)
    verb, noun = index + 1, index - 1
    if not 2 <= index - sent.start <= _LONGEST + 1 or view.word(sent.start) not in ("the", "my", "our", "his", "their", "this"):
        return
    plural_subject = view.words[index] == "they"
    if not view.noun(noun, "S" if plural_subject else "N") or view.upper(noun) or view.has(noun, "Q"):
        return
    if any(not view.has(at, "JN") or view.has(at, "tspobwmxicnu") for at in range(sent.start + 1, noun)):
        return
    past = view.only(verb, "D") or (view.only(verb, "DPJ") and view.has(verb, "D") and view.has(verb + 1, "tspb"))
    sure = past or view.word(verb) in ("is", "are", "was", "were", "has", "have", "will", "can", "said")
    if not sure or view.upper(verb) or view.quoted(view.span(noun, verb)):
        return
    if view.only(verb + 1, "D"):
        return  # "The man he was became king"
    rest = range(verb + 2, sent.stop)
    if any(view.has(at, "xmDZ") or view.base(at) for at in rest) or len(rest) < 2:
        return  # "The house they bought stands": a relative clause
    kept = view.doc.of(view.span(sent.start, noun))
    message = f"{view.doc.forms[index]!r} names again the subject {shown(view, sent.start, noun)}"
    yield found(view, DOUBLED_SUBJECT, sent.start, index, message, kept)

"""Read the whole article for what should stay the same: who tells it, and the office of a person."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Sentence
from mtcheck.core.finding import Edit, Finding, Related
from mtcheck.detectors.roles.rules import FIRST_PERSON, OFFICE
from mtcheck.detectors.roles.view import View

_FIRST = frozenset("we our us ours i my me mine ourselves myself i'm i've we're we've we'll let's".split())
_REACH = 14  # words between "we" and the arrest
_NAME_WORDS = 4


def first_person(view: View) -> Iterator[Finding]:
    """Yield the one *we* of an article that otherwise speaks of the police in the third person, where *we* arrest somebody."""
    first = [at for at, word in enumerate(view.words) if word in _FIRST and not view.doc.is_quoted(view.doc.tokens[at].span)]
    if len(first) != 1 or view.words[first[0]] != "we":
        return
    at = first[0]
    sent = next(sent for sent in view.doc.sentences if at in sent.tokens)
    acts = range(at + 1, min(at + _REACH, sent.tokens.stop))
    act = next((place for place in acts if view.words[place] in view.listed("police_act")), None)
    if act is None or {view.words[place] for place in range(at, act)} & _OTHER_SUBJECT or _is_told(view, sent):
        return
    police = next((place for place in range(sent.tokens.start) if view.words[place] in view.listed("police")), None)
    if police is None:
        return
    span, named = view.span(at, at), view.span(police, police)
    meant = ("they", "police") if at != sent.tokens.start else ("They", "Police")
    yield Finding(
        FIRST_PERSON.id,
        span,
        0.8,
        f"'we' {view.words[act]} somebody in a report that speaks of the {view.words[police]} in the third person",
        (Related(named, "the police in the third person"), view.hit("police_act")),
        tuple(Edit(span, text, "review") for text in meant),
    )


_OTHER_SUBJECT = frozenset("he she they police officers who that was were is are been be if when had".split())


def _is_told(view: View, sent: Sentence) -> bool:
    """Tell whether the sentence is speech without quotation marks: *the chief said*."""
    return any(view.words[at] in ("said", "says", "told", "added", ":") for at in sent.tokens)


def offices(view: View) -> Iterator[Finding]:
    """Yield *President Aksoy* where *Mayor Kemal Aksoy* stands before, and nobody else of that name has the office."""
    confused = [entry.partition("=")[::2] for entry in view.listed("office")]
    firsts, seconds = {one for one, _ in confused}, {two for _, two in confused}
    introduced: dict[tuple[str, str], int] = {}
    for at, word in enumerate(view.words):
        if word not in firsts | seconds or not view.is_name(at):
            continue
        names = _names(view, at + 1)
        if not names or (at and view.words[at - 1] in view.listed("past")):
            continue
        surname = names[-1]
        if len(names) > 1:
            introduced.setdefault((word, surname), at)
            continue
        for one, two in sorted(confused):
            if word == two and (one, surname) in introduced and (two, surname) not in introduced:
                yield _office(view, at, introduced[one, surname], one)


def _names(view: View, at: int) -> list[str]:
    """Return the run of capitalised words that begins at a place, folded."""
    names: list[str] = []
    while at < len(view.words) and len(names) < _NAME_WORDS and view.is_name(at):
        names.append(view.words[at].removesuffix("'s"))
        at += 1
    return names


def _office(view: View, at: int, before: int, office: str) -> Finding:
    span, written = view.span(at, at + 1), view.doc.forms[at]
    meant = office.capitalize() if written[0].isupper() else office
    return Finding(
        OFFICE.id,
        span,
        0.75,
        f"{view.doc.of(span)!r} is {view.doc.forms[before]!r} before: one office of the source was given two English names",
        (Related(view.span(before, before), "the office before"), view.hit("office")),
        (Edit(view.span(at, at), meant, "review"),),
    )

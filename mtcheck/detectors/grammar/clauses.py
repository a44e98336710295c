"""Judge how clauses are built and linked: order in questions, doubled conjunctions, conditions, forms joined by *and*."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.detectors.grammar.report import GRAMMAR, found, shown
from mtcheck.detectors.grammar.rules import CLAUSE_LINK, DOUBLE_CONJUNCTION, QUESTION_ORDER, UNEVEN_PAIR
from mtcheck.detectors.grammar.view import View

PRONOUNS = frozenset("i you he she it we they".split())
ASKING = frozenset("why how when where what".split())
_AUXILIARY = frozenset(
    """is are was were am has have had do does did can could will would shall should must isn't aren't wasn't weren't hasn't
    haven't don't doesn't didn't can't couldn't won't wouldn't shouldn't""".split()
)
KNOWING = frozenset("know knows knew tell tells understand understands understood wonder wonders explain explained".split())
_NOMINATIVE = {"he": "him", "she": "her", "they": "them", "we": "us"}
FIRST_PAIR = {"although": "but", "though": "but", "because": "so", "since": "so"}
_PRESENT_MODALS = frozenset("will can must may shall".split())
LINKS = frozenset("despite during of from with about due".split())
_QUESTION_REACH, _CLAUSE_REACH = 24, 22
_SUBJECTS = PRONOUNS | frozenset("the this that these those there his her its our their my".split())


def question(view: View, index: int) -> Iterator[Finding]:
    """Judge *Why you did not come?*: a question in the order of a statement."""
    sent = view.sentence(index)
    if index != sent.start or view.word(index + 1) not in PRONOUNS or view.word(index + 2) not in _AUXILIARY:
        return
    words = view.words[sent.start : sent.stop]
    if words[-1] != "?" or len(words) > _QUESTION_REACH or "," in words or len(words) < 5:
        return
    later = range(index + 3, sent.stop - 1)
    if any(view.words[at] in _AUXILIARY and view.words[at - 1] not in ("not", "to") for at in later):
        return  # "What you are saying is that ...?"
    subject, verb = view.doc.forms[index + 1], view.doc.forms[index + 2]
    message = f"the question has the order of a statement: {verb!r} belongs before {subject!r}"
    yield found(view, QUESTION_ORDER, index, index + 2, message, f"{view.words[index]} {verb} {subject}")


def indirect(view: View, index: int) -> Iterator[Finding]:
    """Judge *know what is it*: the order of a question inside a statement."""
    asked, verb, subject = index + 1, index + 2, index + 3
    if view.word(asked) not in ("what", "where", "why", "how", "when") or view.word(verb) not in ("is", "are", "was", "were"):
        return
    if view.word(subject) not in PRONOUNS or not view.together(index, subject) or view.word(subject + 1) in ("that", "who"):
        return
    if not (view.ends_phrase(subject + 1) or view.only(subject + 1, "J")):
        return
    right = f"{view.words[asked]} {view.doc.forms[subject]} {view.words[verb]}"
    yield found(view, QUESTION_ORDER, asked, subject, "an indirect question has the order of a statement", right)


def double_conjunction(view: View, index: int) -> Iterator[Finding]:
    """Judge *Although it rained, but we went*."""
    sent = view.sentence(index)
    second = FIRST_PAIR[view.words[index]]
    if index != sent.start or view.word(index + 1) in ("of", ","):
        return
    comma = next((at for at in range(index + 3, min(sent.stop, index + _CLAUSE_REACH)) if view.words[at] == ","), 0)
    if not comma or view.word(comma + 1) != second or view.word(comma + 2) not in _SUBJECTS:
        return
    if not any(view.has(at, "xm") or view.only(at, "DZP") for at in range(index + 1, comma)):
        return
    if view.words[index] == "since" and view.has(index + 1, "Nu"):
        return
    first = view.doc.forms[index]
    span = view.span(index, comma + 1)
    kept = view.doc.text[span.start : view.doc.tokens[comma].span.end]
    if second == "so" and view.word(comma + 2) == "that":
        return
    yield Finding(
        DOUBLE_CONJUNCTION.id,
        span,
        score=0.6 if view.quoted(span) else 0.85,
        message=f"{first!r} and {second!r} join the same two clauses; one of them is too many",
        evidence=(TableHit("lexicon", view.words[index], GRAMMAR),),
        edits=(Edit(span, kept),),
    )


def nominative(view: View, index: int) -> Iterator[Finding]:
    """Judge *despite he is*, *because of they were*, *with they*: a subject after a preposition."""
    word, at = view.words[index], index + 1
    if word == "due":
        at += view.word(at) == "to"
        if at == index + 1:
            return
    if word == "of" and view.word(index - 1) == "because":
        index -= 1
    pronoun = view.word(at)
    if pronoun not in _NOMINATIVE or view.upper(at) or not view.together(index, at + 1) or view.quoted(view.span(index, at)):
        return
    if view.word(at + 1) in ("who", "that", "whom", "-", "said", "the", "and") or view.word(at + 1) in ('"', "”", "’", "'"):
        return
    clause = {"despite": "although", "during": "while", "because": "because", "due": "because"}.get(view.words[index])
    if clause:
        if view.has(at + 1, "xmDZ"):
            message = f"{view.doc.of(view.span(index, at - 1))!r} takes no clause; {clause!r} is meant"
            yield found(view, CLAUSE_LINK, index, at, message, f"{clause} {pronoun}")
        return
    if view.has(at + 1, "xmVDZR"):
        return  # a clause begins: "the people they came with he did not know"
    message = f"after {word!r} the object form {_NOMINATIVE[pronoun]!r} is needed"
    yield found(view, CLAUSE_LINK, index, at, message, f"{word} {_NOMINATIVE[pronoun]}")


def condition(view: View, index: int) -> Iterator[Finding]:
    """Judge *If he would have known*, at the start of a sentence."""
    start = view.sentence(index).start
    if index != start or view.quoted(view.span(index, index)):
        return
    at = next((at for at in range(index + 2, index + 7) if view.word(at) == "would" and view.word(at + 1) == "have"), 0)
    if not at or not view.has(at + 2, "P") or not view.together(index, at + 2):
        return
    if any(not view.has(place, "tspoJNSQ") and view.tags[place] for place in range(index + 1, at)):
        return
    kept = view.doc.of(view.span(index, at - 1))
    message = "the condition takes 'had', not 'would have'"
    yield found(view, CLAUSE_LINK, index, at + 2, message, f"{kept} had {view.doc.forms[at + 2]}")


def uneven(view: View, index: int) -> Iterator[Finding]:
    """Judge *The ministers will meet and discussed*: *and* joins a past tense to the verb of a modal."""
    verb, sent = index + 1, view.sentence(index)
    sure = view.only(verb, "DP") and view.has(verb, "D") and not view.upper(verb)
    if not sure or not view.together(index, verb) or view.quoted(view.span(index, verb)):
        return
    modal = next((at for at in range(index - 2, max(sent.start, index - 7), -1) if view.words[at] in _PRESENT_MODALS), None)
    if modal is None or not view.base(modal + 1):
        return
    between = range(modal + 2, index)
    if any(view.has(at, "xmw") or view.words[at] in (",", "that") or view.only(at, "DPZ") for at in between):
        return
    if any(view.has(at, "D") or view.word(at) in ("is", "are", "has", "have") for at in range(sent.start, modal)):
        return
    if not (view.ends_phrase(verb + 1) or view.has(verb + 1, "tspb")):
        return
    base = view.inflected.verb(view.words[verb], "base")
    message = f"{view.doc.forms[verb]!r} is joined to {shown(view, modal, modal + 1)} and needs its form"
    yield found(view, UNEVEN_PAIR, index, verb, message, f"and {base}" if base else "")

"""Judge verb forms after modals, *to*, *do*, *have* and *be*."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.detectors.grammar.forms import Form
from mtcheck.detectors.grammar.rules import VERB_FORM
from mtcheck.detectors.grammar.view import View

GRAMMAR = "English grammar"
MODALS = frozenset("will would can could should must may might cannot won't wouldn't can't couldn't shouldn't shall".split())
DO = frozenset("do does did don't doesn't didn't".split())
HAVE = frozenset("have has had haven't hasn't hadn't".split())
BE = frozenset("is are was were isn't aren't wasn't weren't".split())
FINITE = frozenset("is are was were has had does did".split())
# Words that open a clause whose verb may stand before the verb of the outer clause.
_RELATIVE = frozenset("what which who that all everything whatever where how as than whom those way thing".split())
# A pseudo-cleft: "all he does is provide".
_CLEFT = frozenset("do does did done doing what all thing things way only".split())
WANTING = frozenset(
    """able want wants wanted need needs needed going decided trying try tried continue continues continued began begin begins
    started order hope hopes hoped plan plans planned managed unable ready willing failed refused wish wishes ought forced
    intends intend intended likely expected supposed allowed required helped""".split()
)
_THIRD = frozenset("goes makes takes comes gives says sees gets knows".split())
_ADVERBS = frozenset("not never also always already only just still ever now really even soon".split())


def _finding(view: View, first: int, last: int, message: str, wanted: Form | None, score: float = 0.85) -> Iterator[Finding]:
    """Yield the finding, with an edit that gives the last word the wanted form."""
    if view.together(first, last):
        hit = TableHit("lexicon", view.words[last], GRAMMAR)
        right = view.inflected.verb(view.words[last], wanted) if wanted else ""
        edits = (Edit(view.doc.tokens[last].span, right),) if right and right != view.words[last] else ()
        yield Finding(VERB_FORM.id, view.span(first, last), score, message, evidence=(hit,), edits=edits)


def _past_only(view: View, index: int) -> bool:
    return view.only(index, "D")


def _regular_past(view: View, index: int) -> bool:
    """Tell whether the form is a past tense or participle and nothing else: no noun or base form, hardly an adjective."""
    return view.has(index, "D") and (view.only(index, "DP") or (view.only(index, "DPJ") and view.tags[index].endswith("!")))


def _base_only(view: View, index: int) -> bool:
    return view.only(index, "V") and view.tags[index].endswith("!") and not view.upper(index)


def _third_only(view: View, index: int) -> bool:
    sure = view.tags[index].endswith("!") if 0 <= index < len(view.tags) else False
    return ((view.only(index, "Z") and sure) or view.word(index) in _THIRD) and not view.upper(index)


def verb_at(view: View, index: int) -> int:
    """Return the index of the verb after *not* and a short adverb."""
    at = index + 1
    while view.word(at) in _ADVERBS and at < index + 3:
        at += 1
    return at


def relative_before(view: View, index: int, reach: int = 6) -> bool:
    start = view.sentence(index).start
    return any(word in _RELATIVE for word in view.words[max(start, index - reach) : index])


def after_modal(view: View, index: int) -> Iterator[Finding]:
    """Judge *will went*, *can goes*, *could can*, *must to go*."""
    word, at = view.words[index], verb_at(view, index)
    before_is_noun_phrase = (view.has(index - 1, "tsJ") and not view.has(index - 1, "NSob")) or view.word(index - 1) in (
        "'s",
        "of",
    )
    if before_is_noun_phrase or not index or view.upper(index) or view.doc.forms[index - 1][-2:] in ("'s", "’s"):
        return
    if not (view.has(index - 1, "NSobw") or not view.tags[index - 1]) or view.word(index - 1) in ("as", "than"):
        return
    if not view.together(index, at) or relative_before(view, index) or is_noun(view, index):
        return
    verb = view.doc.forms[at] if at < len(view.words) else ""
    if (
        _past_only(view, at)
        or (_regular_past(view, at) and view.has(at + 1, "tspb"))
        or _third_only(view, at)
        or (view.word(at) in FINITE and at == index + 1 and word != "will")
    ):
        yield from _finding(view, index, at, f"after {word!r} the base form is needed, not {verb!r}", "base")
    elif view.word(at) in ("can", "could", "must", "should") and word in MODALS and at == index + 1 and not view.upper(at):
        yield from _finding(view, index, at, f"two modal verbs, {word!r} and {verb!r}, follow each other", None)
    elif (
        word in ("must", "should", "can", "could", "may", "cannot", "would")
        and view.word(at) == "to"
        and view.has(at + 1, "V")
        and not view.has(at + 1, "tspi")
    ):
        yield from _finding(view, index, at, f"no 'to' stands after {word!r}", None)


def is_noun(view: View, index: int) -> bool:
    """Tell whether the modal is the noun that it looks like: a garbage can, free will."""
    return f"{view.word(index - 1)} {view.words[index]}" in view.listed("noun-modal")


def after_to(view: View, index: int) -> Iterator[Finding]:
    """Judge *to went*, *to attended the meeting*, *want to goes*."""
    at = index + 1
    if at >= len(view.words) or view.upper(at) or not view.together(index, at):
        return
    verb = view.doc.forms[at]
    if "-" in verb and not verb.endswith("ed"):
        return  # "to off-set": base form and past tense look alike
    sure = _past_only(view, at) and view.tags[at].endswith("!") and not relative_before(view, index, 3)
    regular = _regular_past(view, at) and view.word(at + 1) in (
        "the",
        "a",
        "an",
        "his",
        "their",
        "him",
        "them",
        "it",
        "her",
        "its",
    )
    wanting = view.word(index - 1) in WANTING and (_third_only(view, at) or _regular_past(view, at))
    if sure or regular or wanting:
        yield from _finding(view, index, at, f"after 'to' the base form is needed, not {verb!r}", "base")


def after_do(view: View, index: int) -> Iterator[Finding]:
    """Judge *did not went*, *does not has*."""
    word = view.words[index]
    negated = word.endswith("n't") or view.word(index + 1) in ("not", "never")
    at = verb_at(view, index)
    if not negated or at >= len(view.words) or view.upper(at) or not view.together(index, at) or view.has(at, "VNRG"):
        return
    if _opens_question(view, index) and view.has(at, "PJ") and view.has(at + 1, "NSJ"):
        return  # "Doesn't grilled fish go with it?"
    if (
        (view.word(at) in FINITE and not relative_before(view, index))
        or (view.only(at, "DPZJ") and view.has(at, "DZ"))
        or view.word(at) in _THIRD
    ):
        verb = view.doc.forms[at]
        before = view.doc.of(view.span(index, at - 1))
        yield from _finding(view, index, at, f"after {before!r} the base form is needed, not {verb!r}", "base")


def _opens_question(view: View, index: int) -> bool:
    """Tell whether nothing that can be a subject stands before the verb."""
    return view.upper(index) or index == view.sentence(index).start or view.doc.tokens[index - 1].kind in ("punct", "symbol")


def after_have(view: View, index: int) -> Iterator[Finding]:
    """Judge *has went*, *have provide*, *has been provide*."""
    at = verb_at(view, index)
    if view.word(at) == "been":
        at += 1
    if at >= len(view.words) or view.upper(at) or not view.together(index, at) or _stranded(view, index):
        return
    if (_past_only(view, at) and view.tags[at].endswith("!")) or _base_only(view, at) or _third_only(view, at):
        message = f"after {view.words[index]!r} a participle is needed, not {view.doc.forms[at]!r}"
        if view.words[index] == "have" and at == index + 1 and _base_only(view, at):
            message = f"'have' and {view.doc.forms[at]!r}: either 'to' is missing between them, or a participle is needed"
        yield from _finding(view, index, at, message, "participle")


def after_be(view: View, index: int) -> Iterator[Finding]:
    """Judge *is go*, *was happen*, *were took*."""
    at = verb_at(view, index)
    if at >= len(view.words) or view.upper(at) or not view.together(index, at) or _stranded(view, index):
        return
    start = view.sentence(index).start
    if not (_past_only(view, at) and view.tags[at].endswith("!")) and not _base_only(view, at):
        return
    if (
        any(word in _CLEFT for word in view.words[max(start, index - 14) : index])
        or "to" in view.words[max(start, index - 6) : index]
    ):
        return
    if not view.has(index - 1, "NSobwn") and view.word(index - 1) not in ("it", "which", "that"):
        return
    if view.word(at) in view.listed("intransitive") and at == index + 1:
        yield _without_passive(view, index)
        return
    message = f"after {view.words[index]!r} a participle is needed, not {view.doc.forms[at]!r}"
    yield from _finding(view, index, at, message, "participle")


def _without_passive(view: View, index: int) -> Finding:
    """Report *is consist*, where the form of *be* is too many."""
    span, right = view.span(index, index + 1), active(view, index, index + 1)
    message = f"{view.words[index + 1]!r} has no passive; {right!r} is meant"
    hit = TableHit("lexicon", view.words[index + 1], GRAMMAR)
    return Finding(VERB_FORM.id, span, 0.85, message, evidence=(hit,), edits=(Edit(span, right),) if right else ())


def active(view: View, index: int, at: int) -> str:
    """Return the form that a verb takes without the form of *be* before it."""
    wanted: Form = "past" if view.word(index) in ("was", "were") else "third" if view.word(index) == "is" else "base"
    return view.inflected.verb(view.words[at], wanted)


def _stranded(view: View, index: int) -> bool:
    """Tell whether the verb may end a relative clause: "the options we have include", "the man he was became"."""
    before, start = view.word(index - 1), view.sentence(index).start
    if index - 2 < start:
        return False
    if view.has(index - 1, "o") or before in ("it", "you"):
        return view.has(index - 2, "NSwb") or view.word(index - 2) in _RELATIVE or not view.tags[index - 2 : index - 1]
    return relative_before(view, index - 1, 8) and before not in ("who", "which", "that")

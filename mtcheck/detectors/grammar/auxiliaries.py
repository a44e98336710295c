"""Judge auxiliaries and the verbs after them: *do you wants*, *are you want*, *must be keep*, *is consist of*, *can making*."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Finding
from mtcheck.detectors.grammar.report import found, shown
from mtcheck.detectors.grammar.rules import AUXILIARY
from mtcheck.detectors.grammar.verbs import MODALS, active, is_noun, relative_before, verb_at
from mtcheck.detectors.grammar.view import View

DO = frozenset("do does did don't doesn't didn't".split())
BE = frozenset("am is are was were isn't aren't wasn't weren't".split())
PRONOUNS = frozenset("i you he she it we they".split())
_DETERMINERS = frozenset("the a an this that these those my your his her its our their".split())
_DONE = frozenset("is was were had has did does are".split())
_ABLE = frozenset({"able", "unable"})
_LOOSE = frozenset("according including following during regarding concerning depending pending excluding failing".split())
# A clause in which "be" joins two clauses: "all it must be is", "the aim would be help for ...".
_CLEFT = frozenset("do does did done doing what all only thing things goal aim task step job idea point way plan".split())
_PASSIVE_BEFORE = frozenset("by in at on from with into as".split())


def question(view: View, index: int) -> Iterator[Finding]:
    """Judge *do you wants* and *did he went*: the verb after *do* and its subject is no base form."""
    if view.has(index - 1, "NSob") or view.word(index - 1) in ("to", "as"):
        return  # "what people do you know", "as did he"
    verb = index + 2 if view.word(index + 1) in PRONOUNS else _after_noun(view, index + 1)
    if not verb or view.upper(verb) or not view.together(index, verb) or view.has(verb, "VNR"):
        return
    third = view.has(verb, "Z") and view.has(verb + 1, "tspb")
    if view.word(verb) in _DONE or third or (view.only(verb, "DPZ") and view.has(verb, "DZ")):
        base = view.inflected.verb(view.word(verb), "base")
        subject = view.doc.of(view.span(index, verb - 1))
        message = f"after {view.doc.forms[index]!r} and its subject the base form is needed, not {view.doc.forms[verb]!r}"
        yield found(view, AUXILIARY, index, verb, message, f"{subject} {base}" if base else "")


def _after_noun(view: View, index: int) -> int:
    """Return the place after a short noun phrase that opens a question; 0 where there is none."""
    noun = index + 1
    if view.word(index) not in _DETERMINERS or index - 1 != view.sentence(index).start or view.upper(noun):
        return 0
    return noun + 1 if view.has(noun, "NS") and not view.has(noun, "JVZ") else 0


def be_for_do(view: View, index: int) -> Iterator[Finding]:
    """Judge *are you want to* and *they are agree with*: a form of *be* where *do*, or nothing, belongs."""
    subject_after = view.word(index + 1) in PRONOUNS - {"it"}
    verb = index + 2 if subject_after else verb_at(view, index)
    if view.word(index - 1) == "there":
        return
    subject_before = view.word(index - 1) in PRONOUNS or (view.has(index - 1, "NS") and not view.has(index - 1, "tspJ"))
    if subject_after == subject_before or not view.together(index, verb):
        return
    row = view.listed("stative").get(view.word(verb))
    if row is None or view.word(verb + 1) not in row["need"].split("|"):
        return
    if subject_after:
        if index != view.sentence(index).start and view.word(index - 1) not in ("what", "why", "how", "where", "when"):
            return
        do = {"is": "does", "was": "did", "were": "did"}.get(view.word(index), "do")
        right = f"{do} {view.doc.forms[index + 1]} {view.word(verb)}"
    else:
        if f"{view.word(index)} {view.word(verb)}" in view.listed("sequence"):
            return
        right = active(view, index, verb) if verb == index + 1 else ""
    message = f"{shown(view, index, verb)}: {view.word(verb)!r} is a full verb and takes no form of 'be'"
    yield found(view, AUXILIARY, index, verb, message, right)


def after_be_base(view: View, index: int) -> Iterator[Finding]:
    """Judge *must be keep*, *to be keep dry*, *can be use by*: after *be* stands a base form where a participle belongs."""
    before, verb = view.word(index - 1), verb_at(view, index)
    if not (before in MODALS or before == "to" or (view.only(index - 1, "R") and view.word(index - 2) in MODALS)):
        return
    listed = view.word(verb) in view.listed("base-passive") and view.word(verb + 1) in _PASSIVE_BEFORE
    if not (listed or (view.base(verb) and not view.has(verb, "J"))) or view.upper(verb) or not view.together(index, verb):
        return
    start = view.sentence(index).start
    if any(word in _CLEFT for word in view.words[max(start, index - 14) : index]) or view.has(verb + 1, "u"):
        return
    right = view.inflected.verb(view.word(verb), "participle")
    if not right or right == view.word(verb):
        return
    kept = view.doc.of(view.span(index, verb - 1))
    message = f"after 'be' a participle is needed, not {view.doc.forms[verb]!r}"
    yield found(view, AUXILIARY, index, verb, message, f"{kept} {right}")


def intransitive(view: View, index: int) -> Iterator[Finding]:
    """Judge *is consist of*, *was happened*: a form of *be* with a verb that has no passive."""
    verb = verb_at(view, index)
    row = view.listed("intransitive").get(view.word(verb))
    if row is None or view.word(index) == "am" or not view.together(index, verb):
        return
    if view.only(verb, "V") and view.tags[verb][-1] == "!":
        return  # verbs.after_be sees it
    if row["need"] and view.word(verb + 1) not in row["need"].split("|"):
        return
    past = view.has(verb, "D")
    subject = view.has(index - 1, "NS") or (past and view.word(index - 1) in ("what", "which", "that", "who", "it", "they"))
    if not subject or relative_before(view, index - 1, 12):
        return
    right = active(view, index, verb)
    message = f"{shown(view, index, verb)}: {row['value']!r} has no passive; {right!r} is meant"
    yield found(view, AUXILIARY, index, verb, message, right if verb == index + 1 else "")


def after_modal_form(view: View, index: int) -> Iterator[Finding]:
    """Judge *must able to*, *will going to*, *can found in*: what follows the modal is no base form."""
    word, verb = view.words[index], verb_at(view, index)
    if not _is_modal_here(view, index) or view.upper(verb) or not view.together(index, verb):
        return
    form = view.word(verb)
    kept = view.doc.of(view.span(index, verb - 1))
    if form in _ABLE and verb == index + 1:
        if view.word(verb + 1) == "to" and word not in ("can", "could", "will", "would"):  # those stand among the sequences
            yield found(view, AUXILIARY, index, verb, f"'be' is missing between {word!r} and {form!r}", f"{kept} be {form}")
        return
    if view.gerund(verb) and form not in _LOOSE and form != "being":
        base = view.inflected.verb(form, "base")
        if base:
            message = f"after {word!r} the base form is needed, not {view.doc.forms[verb]!r}"
            yield found(view, AUXILIARY, index, verb, message, f"{kept} {base}", f"{kept} be {form}")
    elif view.has(verb, "Z") and view.has(verb + 1, "tspb") and verb == index + 1 and not view.has(verb + 1, "iR"):
        base = view.inflected.verb(form, "base")
        if base and not view.only(verb, "Z"):
            message = f"after {word!r} the base form is needed, not {view.doc.forms[verb]!r}"
            yield found(view, AUXILIARY, index, verb, message, f"{kept} {base}")
    elif view.only(verb, "DPJ") and view.has(verb, "P") and view.tags[verb][-1] == "!" and verb == index + 1:
        if view.word(verb + 1) not in _PASSIVE_BEFORE:
            return
        message = f"'be' is missing between {word!r} and {view.doc.forms[verb]!r}"
        base = view.inflected.verb(form, "base")
        yield found(view, AUXILIARY, index, verb, message, f"{kept} be {form}", f"{kept} {base}" if base else "")


def _is_modal_here(view: View, index: int) -> bool:
    """Tell whether the token is a modal verb with its subject before it, and neither a noun nor the end of a clause."""
    before = index - 1
    if not index or view.upper(index) or view.word(before) in ("as", "than", "'s", "of") or is_noun(view, index):
        return False
    if view.words[index] in ("will", "can", "might", "must") and view.has(before, "tsJ") and not view.has(before, "So"):
        return False
    return view.has(before, "NSo") and not relative_before(view, index)

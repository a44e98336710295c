"""Judge comparisons, listed sequences and plurals, and tenses that clash in a narration."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.detectors.grammar.rules import DOUBLE_COMPARISON, ODD_SEQUENCE, TENSE_CLASH, UNCOUNTABLE_PLURAL
from mtcheck.detectors.grammar.view import View
from mtcheck.tables import Row

GRAMMAR = "English grammar"


def comparison(view: View, index: int) -> Iterator[Finding]:
    """Judge *more better* and *most biggest*."""
    degree, after = view.words[index], index + 1
    letter = "K" if degree == "more" else "X"
    if not view.has(after, letter) or not view.only(after, "KJRXDNV") or view.upper(after) or not view.together(index, after):
        return
    form = view.words[after]
    if form in view.listed("degree-ok") or (degree == "more" and not _ends_comparison(view, after + 1)):
        return
    if degree == "more" and view.word(index - 1) in ("no", "any", "many", "few", "some", "two", "much"):
        return
    span = view.span(index, after)
    yield Finding(
        DOUBLE_COMPARISON.id,
        span,
        score=0.9,
        message=f"{view.doc.of(span)!r} is compared twice; {form!r} alone is meant",
        evidence=(TableHit("lexicon", form, GRAMMAR),),
        edits=(Edit(span, form if view.doc.forms[index].islower() else form.capitalize(), "safe"),),
    )


def _ends_comparison(view: View, index: int) -> bool:
    return index >= len(view.words) or view.words[index] in {".", ",", ";", "!", "?", "than", "to", "and", "for", "in", "at"}


def sequence(view: View, index: int) -> Iterator[Finding]:
    """Judge the listed sequences: *despite of*, *discuss about*, *on of*."""
    for row in view.listed("sequence-start").get(view.words[index], ()):
        parts = row["word"].split()
        last = index + len(parts) - 1
        if list(view.words[index : last + 1]) != parts or not view.together(index, last) or _excused(view, row, index, last):
            continue
        span = view.span(index, last)
        yield Finding(
            ODD_SEQUENCE.id,
            span,
            score=0.8,
            message=f"{view.doc.of(span)!r}: {row['note']}",
            evidence=(TableHit("grammar", row.key, row.source),),
            edits=(Edit(span, row["value"], "review"),) if row["value"] else (),
            severity="minor" if row["kind"] == "usage" else None,
        )


def _excused(view: View, row: Row, index: int, last: int) -> bool:
    """Tell whether the neighbours give the sequence another reading, as the cell "need" of the row says."""
    need = row["need"]
    if view.doc.forms[index].islower() and any(view.upper(at) for at in range(index + 1, last + 1)):
        return True  # a title begins inside: "the film of On the Beach"
    if need == "noun-before":
        return not view.only(index - 1, "NS")
    return view.quoted(view.span(index, last)) if need == "unquoted" else False


def plural(view: View, index: int) -> Iterator[Finding]:
    """Judge the listed plurals of nouns that have none: *informations*, *advices*."""
    row = view.listed("uncountable").get(view.words[index])
    if row is None or view.upper(index) or not view.together(index, index):
        return
    span = view.doc.tokens[index].span
    yield Finding(
        UNCOUNTABLE_PLURAL.id,
        span,
        score=0.8,
        message=f"{view.doc.forms[index]!r}: the noun has no plural; {row['value']!r} is meant",
        evidence=(TableHit("grammar", row.key, row.source),),
        edits=(Edit(span, row["value"], "review"),),
    )


def tense_clash(view: View, index: int) -> Iterator[Finding]:
    """Judge *He met the president and has in-depth discussions*: a present-tense event joined to a past narration."""
    verb = index + 1
    if view.word(verb) not in ("has", "have", "holds", "hold") or view.quoted(view.doc.tokens[index].span):
        return
    noun = verb + 1
    while noun < verb + 4 and (view.has(noun, "JN") or "-" in view.word(noun) or view.word(noun) in ("a", "an")):
        if view.word(noun) in view.listed("event"):
            break
        noun += 1
    if view.word(noun) not in view.listed("event") or not view.together(index, noun):
        return
    start = view.sentence(index).start
    past = next((at for at in range(start + 1, min(index, start + 6)) if _is_past(view, at)), None)
    if past is None or any(_is_present(view, at) for at in range(start, index)):
        return
    span = view.span(verb, verb)
    right = "had" if view.word(verb) in ("has", "have") else "held"
    yield Finding(
        TENSE_CLASH.id,
        span,
        score=0.8,
        message=f"{view.doc.forms[verb]!r} stands in the present, {view.doc.forms[past]!r} before it in the past",
        evidence=(TableHit("grammar", f"event: {view.words[noun]}", GRAMMAR),),
        edits=(Edit(span, right, "review"),),
    )


def _is_past(view: View, index: int) -> bool:
    sure = view.only(index, "DP") or (view.only(index, "DPJ") and view.tags[index].endswith("!"))
    return sure and view.has(index, "D") and view.word(index - 1) not in ("has", "have", "is", "are", "be")


def _is_present(view: View, index: int) -> bool:
    return view.only(index, "Z") or view.word(index) in (
        "is",
        "are",
        "has",
        "have",
        "will",
        "says",
        "now",
        "who",
        "which",
        "that",
    )


def between_to(view: View, index: int) -> Iterator[Finding]:
    """Judge *between 5 to 10*."""
    at = index + 1
    if view.word(at) in ("$", "€", "£", "¥"):
        at += 1
    if not (0 <= at < len(view.words) - 2 and view.words[at + 1] == "to" and view.together(index, at + 2)):
        return
    number = view.doc.tokens
    if number[at].kind != "number" or (number[at + 2].kind != "number" and view.words[at + 2] not in ("$", "€", "£", "¥")):
        return
    if "and" in view.words[at + 3 : at + 7]:
        return  # "between 10 to 12 and 14 to 16": two ranges
    span, row = view.span(index, at + 1), view.listed("range")["between to"]
    yield Finding(
        ODD_SEQUENCE.id,
        span,
        score=0.8,
        message=f"{view.doc.of(span)!r}: {row['note']}",
        evidence=(TableHit("grammar", row.key, row.source),),
        edits=(Edit(number[at + 1].span, "and", "review"),),
        severity="minor",
    )

"""Find doubled verbs, nouns joined to themselves, and doubled reporting clauses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mtcheck.core.document import Document, Sentence
from mtcheck.core.finding import Edit, Finding, Related, TableHit
from mtcheck.core.span import Span
from mtcheck.detectors.repetition.rules import DOUBLED_PERFECT, DOUBLED_REPORTING, DOUBLED_VERB, SAME_PAIR
from mtcheck.detectors.repetition.words import SKIPPED_BLOCKS, Places, Words
from mtcheck.lang.lexicon import can_be, verb_share

SOURCE = "English grammar"
PERFECT = frozenset({"has", "have", "had"})
# Two finite forms that never follow each other inside one clause.
FINITE_PAIRS = frozenset(
    (first, second)
    for first in ("is", "are", "was", "were", "has")
    for second in ("is", "are", "was", "were", "has")
    if first != second
) | frozenset((modal, verb) for modal in ("will", "would", "can", "could", "should") for verb in ("is", "are", "was", "has"))
# After one of these an inner clause may be open, whose verb stands before the verb of the outer clause.
_OPENERS = frozenset(
    """what who whom which that where when how why whether if there here all everything anything nothing whatever whoever as
    than     because since while although though so way reason thing things one those such like say says said question
    problem answer point fact issue key idea result truth""".split()
)
_BEFORE_BASE = frozenset("to will would can could should must may might shall".split())
_VERBAL = 3  # of 9: forms found oftener where verbs stand are verbs
_SUBJECTS = frozenset({"he", "she", "it", "they", "we", "i", "you"})


def doubled_verbs(doc: Document, words: Words, places: Places) -> Iterator[Finding]:
    """Yield two finite verbs in a row, and two perfects in a row, after a subject that cannot hold a relative clause."""
    folded = doc.folded
    for index, (word, following) in enumerate(pairwise(folded)):
        if word in PERFECT and index + 3 < len(folded) and folded[index + 2] == word:
            yield from _two_perfects(doc, words, places, index)
        elif (word, following) in FINITE_PAIRS:
            yield from _two_finite(doc, words, places, index)


def _two_perfects(doc: Document, words: Words, places: Places, index: int) -> Iterator[Finding]:
    one, two = doc.folded[index + 1], doc.folded[index + 3]
    if not all(can_be(words.lexicon.get(form, ""), "P") for form in (one, two)) or one == "been":
        return
    span = places.span(index, index + 3)
    if _short_subject(doc, words, places, index, index + 3):
        yield Finding(
            DOUBLED_PERFECT.id,
            span,
            score=0.9,
            message=f"{doc.of(span)!r} gives the verb twice; one of the two is meant",
            evidence=(TableHit("lexicon", one, SOURCE), TableHit("lexicon", two, SOURCE)),
            edits=tuple(Edit(span, doc.of(places.span(at, at + 1)), "review") for at in (index, index + 2)),
        )


def _two_finite(doc: Document, words: Words, places: Places, index: int) -> Iterator[Finding]:
    span = places.span(index, index + 1)
    if doc.forms[index + 1][0].isupper() or doc.forms[index].isupper():
        return
    if index and f"{doc.folded[index - 1]} {doc.folded[index]}" in words.noun_modal:
        return
    if _short_subject(doc, words, places, index, index + 1):
        yield Finding(
            DOUBLED_VERB.id,
            span,
            score=0.85,
            message=f"{doc.of(span)!r}: two finite verbs follow each other; one is too many",
            evidence=(TableHit("lexicon", doc.folded[index], SOURCE), TableHit("lexicon", doc.folded[index + 1], SOURCE)),
            edits=tuple(Edit(span, doc.forms[at], "review") for at in (index, index + 1)),
        )


def _short_subject(doc: Document, words: Words, places: Places, index: int, last: int) -> bool:
    """Tell whether all before the verb, back to the sentence's start, is one plain noun phrase or pronoun."""
    if not places.together(index, last):
        return False
    start = doc.sentences[places.sentence(index)].tokens.start
    subject = doc.folded[start:index]
    if not 1 <= len(subject) <= 5 or any(word in _OPENERS for word in subject):
        return False
    if any(doc.tokens[at].kind != "word" for at in range(start, index)):
        return False
    if len(subject) == 1:
        return subject[0] in _SUBJECTS or "Q" in words.lexicon.get(subject[0], "") or subject[0] not in words.lexicon
    payloads = [words.lexicon.get(word, "") for word in subject]
    if any(can_be(payload, "obwxmc") and not can_be(payload, "ts") for payload in payloads):
        return False
    # "The damage Moscow has done has" hides a relative clause: one determiner in front, no name after a common noun.
    heads = [can_be(payload, "NS") and "Q" not in payload for payload in payloads]
    names = [doc.forms[at][0].isupper() for at in range(start + 1, index)]
    return (
        can_be(payloads[0], "tsp")
        and not any(can_be(payload, "tsp") for payload in payloads[1:])
        and (all(names) or (not any(names) and heads[-1]))
    )


def same_pairs(doc: Document, words: Words, places: Places) -> Iterator[Finding]:
    """Yield words joined to themselves by *and* or *or*, the idioms and look-alikes apart."""
    folded = doc.folded
    last = len(folded) - 1
    for index in [at for at, word in enumerate(folded) if word == "and" or word == "or"]:
        if 0 < index < last and folded[index - 1] == folded[index + 1] and _is_slip(doc, words, places, index):
            span = places.span(index - 1, index + 1)
            word = doc.forms[index - 1]
            yield Finding(
                SAME_PAIR.id,
                span,
                score=0.8,
                message=f"{word!r} is joined to itself; two different things were probably meant",
                evidence=(TableHit("lexicon", folded[index - 1], SOURCE),),
                edits=(Edit(span, word, "review"),),
            )


def _is_slip(doc: Document, words: Words, places: Places, index: int) -> bool:
    word = doc.folded[index - 1]
    payload = words.lexicon.get(word, "")
    if word in words.pair_ok or len(word) < 4 or can_be(payload, "uQtspicKXGmx") or doc.forms[index + 1][0].isupper():
        return False
    if not places.together(index - 1, index + 1) or places.quoted(places.span(index - 1, index + 1)):
        return False
    if _verb_pair(doc, words, index, payload):
        return True
    if can_be(payload, "VZDP") and (verb_share(payload) or 0) >= _VERBAL:
        return False
    if can_be(payload, "J") and _adjective_pair(doc, words, index):
        return True
    return can_be(payload, "NS") and not can_be(payload, "R") and _noun_pair(doc, words, index)


def _noun_pair(doc: Document, words: Words, index: int) -> bool:
    """Tell whether a noun is joined to itself: *rockets and rockets*, *good answers and answers*."""
    before = words.lexicon.get(doc.folded[index - 2], "") if index > 1 else ""
    if index > 1 and doc.folded[index - 2] in ("between", "of", "are", "is", "there", "for", "from", "after", "upon", "both"):
        return False
    described = can_be(before, "J") and not can_be(before, "SVDPGQ")  # "good answers and answers were given"
    return _stops(doc, index + 2) or (_plain_after(doc, words, index) and (described or not can_be(before, "NJSKXPGQV")))


def _verb_pair(doc: Document, words: Words, index: int, payload: str) -> bool:
    """Tell whether a verb is joined to itself and has one object: *to secure and secure your papers*.

    Without an object it tells of an act that goes on: she waited and waited.
    """
    if not can_be(payload, "V") or index < 2 or doc.folded[index - 2] not in _BEFORE_BASE:
        return False
    after = words.lexicon.get(doc.folded[index + 2], "") if index + 2 < len(doc.folded) else ""
    return can_be(after, "tsp") and not can_be(after, "iR")


def _adjective_pair(doc: Document, words: Words, index: int) -> bool:
    """Tell whether an adjective is joined to itself after a form of *be*: *it is safe and safe*."""
    return index > 1 and can_be(words.lexicon.get(doc.folded[index - 2], ""), "x") and _stops(doc, index + 2)


def _stops(doc: Document, at: int) -> bool:
    return at >= len(doc.folded) or doc.folded[at] in {".", ",", ";", ":", "!", "?"}


def _plain_after(doc: Document, words: Words, index: int) -> bool:
    """Tell whether the second noun ends its phrase: no further noun hangs on it, and no "of" tells the two apart."""
    at = index + 2
    if _stops(doc, at):
        return True
    return can_be(words.lexicon.get(doc.folded[at], ""), "mx")


def doubled_reporting(doc: Document, words: Words, places: Places) -> Iterator[Finding]:
    """Yield *said and said*, and a reporting clause after a quotation that already had one in front."""
    folded = doc.folded
    for index in [at for at, word in enumerate(folded) if word == "and"]:
        if 0 < index < len(folded) - 1 and folded[index - 1] == folded[index + 1] and folded[index - 1] in words.reporting:
            span = places.span(index - 1, index + 1)
            if places.together(index - 1, index + 1):
                yield _reported_twice(doc, span, folded[index - 1], span, doc.forms[index - 1])
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind not in SKIPPED_BLOCKS and len(sent.tokens) > 7:
            yield from _both_sides(doc, words, places, sent)


def _both_sides(doc: Document, words: Words, places: Places, sent: Sentence) -> Iterator[Finding]:
    """Look for ``SUBJECT said, “...,” SUBJECT said``, the quotation being one."""
    folded, start, stop = doc.folded, sent.tokens.start, sent.tokens.stop
    opening = next((at for at in range(start, min(stop, start + 9)) if folded[at] in {"“", '"', "«"}), None)
    if opening is None or opening == start:
        return
    verb = opening - 2 if folded[opening - 1] in {",", ":", "that"} else opening - 1
    if verb <= start or folded[verb] not in words.reporting or not _is_subject(doc, words, start, verb):
        return
    closing = next((at for at in range(opening + 1, stop) if folded[at] in {"”", '"', "»"}), None)
    if closing is None or closing + 2 >= stop or folded[closing - 1] not in {",", "."}:
        return
    after = closing + 1
    for second in range(after + 1, min(after + 4, stop)):
        if folded[second] in words.reporting and _is_subject(doc, words, after, second):
            if _names_other(doc, start, verb, after, second):
                return
            first = places.span(start, verb)
            yield _reported_twice(doc, places.span(after, second), folded[second], first, "")
            return


def _is_subject(doc: Document, words: Words, start: int, stop: int) -> bool:
    """Tell whether the tokens can be the subject of a main clause: a pronoun, or names and nouns without a verb."""
    if stop - start == 1 and doc.folded[start] in _SUBJECTS:
        return True
    forms = doc.folded[start:stop]
    payloads = [words.lexicon.get(form, "") for form in forms]
    return all(form[0].isalnum() for form in forms) and not any(
        can_be(payload, "xmcwob") and not can_be(payload, "t") for payload in payloads
    )


def _names_other(doc: Document, start: int, verb: int, after: int, second: int) -> bool:
    """Tell whether the second clause names somebody whom the first does not: then it reports the report."""
    first = set(doc.folded[start:verb])
    rest = doc.folded[after:second]
    return not (len(rest) == 1 and rest[0] in _SUBJECTS) and not (set(rest) & first - {"the", "a"})


def _reported_twice(doc: Document, span: Span, verb: str, first: Span, kept: str) -> Finding:
    return Finding(
        DOUBLED_REPORTING.id,
        span,
        score=0.9,
        message=f"{doc.of(span)!r}: the statement has two reporting clauses; one is enough",
        evidence=(TableHit("repetition", f"reporting: {verb}", "English usage"), Related(first, "the other reporting clause")),
        edits=(Edit(span, kept, "review"),),
    )

"""Read the closed frames of one sentence: the victim blamed, the giver given, the loser's goals first."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from mtcheck.core.document import Sentence
from mtcheck.core.finding import Derivation, Edit, Finding
from mtcheck.core.span import Span
from mtcheck.detectors.roles.rules import REVERSED, SCORE
from mtcheck.detectors.roles.view import BE, View

_ARTICLES = frozenset("a an the its their this that".split())
_OF = frozenset({"of", "for"})
_COUNTED = "yard|year|point|person|minute|hour|day|run|percent|seat|vote|game|month|week"
_SCORE = regex.compile(rf"(?<![\d.,:/–-])(\d{{1,2}})([-–])(\d{{1,2}})(?![\d:/–-]|[.,]\d|[ -](?:{_COUNTED}))")
_GAP = 5  # words between the verb and the score
_MOST_GOALS = 15
_SUBJECT = 6  # words before a verb in which its subject is looked for


def blamed(view: View, sent: Sentence) -> Iterator[Finding]:
    """Yield *is suspected of having been followed*."""
    for at in sent.tokens:
        if view.words[at] in BE and view.word(at + 1, sent) in view.listed("blame") and view.word(at + 2, sent) in _OF:
            last = _passive(view, sent, at + 3)
            if last is not None:
                said = f"{view.words[last]!r} is done to a victim, and here the victim is {view.words[at + 1]}"
                yield _found(view, at, last, said, "harm", "blame")


def offending(view: View, sent: Sentence) -> Iterator[Finding]:
    """Yield *the victim* as subject of what only an offender does."""
    for at in sent.tokens:
        if view.words[at] in view.listed("victim") and view.word(at - 1, sent) in ("the", "both", "two"):
            last = _offends(view, sent, at + 1)
            if last is not None:
                said = f"{view.doc.of(view.span(at + 1, last))!r} is said of an offender, and here of the {view.words[at]}"
                key = "admission" if view.words[at + 1] in view.listed("admission") else "blame"
                yield _found(view, at, last, said, "victim", key)


def _passive(view: View, sent: Sentence, at: int) -> int | None:
    """Return where *having been followed* or *being followed* ends; None where it does not stand."""
    if view.word(at, sent) == "having" and view.word(at + 1, sent) == "been":
        at += 2
    elif view.word(at, sent) == "being":
        at += 1
    else:
        return None
    return at if view.word(at, sent) in view.listed("harm") else None


def _offends(view: View, sent: Sentence, at: int) -> int | None:
    """Return where *pleaded guilty*, *was suspected of* ends; None where something else follows the victim."""
    word, after = view.word(at, sent), view.word(at + 1, sent)
    if word in view.listed("admission") and after in ("guilty", "to"):
        return at + 1
    return at + 1 if word in BE and after == "suspected" and view.word(at + 2, sent) == "of" else None


def given(view: View, sent: Sentence) -> Iterator[Finding]:
    """Yield *the ministry was awarded the contract to a company*: the giver as receiver."""
    for at in sent.tokens:
        if not (view.words[at] in BE and view.word(at + 1, sent) == "awarded" and view.word(at + 2, sent) in _ARTICLES):
            continue
        last = at + 4 if view.word(at + 3, sent) in view.listed("prize") else at + 5
        if view.word(last - 1, sent) not in view.listed("prize") or view.word(last, sent) != "to":
            continue
        subject = {view.words[place] for place in range(max(at - _SUBJECT, sent.tokens.start), at)}
        if subject & view.listed("body") and _is_recipient(view, sent, last + 1):
            said = "who gives the contract or prize is said to receive it, and the receiver follows after 'to'"
            yield _found(view, at, last, said, "body", "prize")


def _is_recipient(view: View, sent: Sentence, at: int) -> bool:
    """Tell whether a company or a person stands there."""
    if view.word(at, sent) in _ARTICLES:
        return bool({view.word(at + step, sent) for step in (1, 2, 3)} & view.listed("recipient"))
    return at in sent.tokens and view.is_name(at)


def _found(view: View, first: int, last: int, message: str, *keys: str) -> Finding:
    return Finding(REVERSED.id, view.span(first, last), 0.85, message, tuple(map(view.hit, keys)))


def score(view: View, sent: Sentence) -> Iterator[Finding]:
    """Yield *won 1-2*: a single score of the sentence, with the lower figure first, after a verb of winning."""
    found = list(_SCORE.finditer(view.doc.text, sent.span.start, sent.span.end))
    if len(found) != 1:
        return
    match = found[0]
    low, high = int(match[1]), int(match[3])
    if not low < high <= _MOST_GOALS:
        return
    verb = _winning(view, sent, match.start())
    if verb is None:
        return
    turned = f"{match[3]}{match[2]}{match[1]}"
    span = Span(view.doc.tokens[verb].span.start, match.end())
    steps = (("as written", match[0]), ("the winner's score first", turned))
    yield Finding(
        SCORE.id,
        span,
        0.75,
        f"{match[0]!r}: the winner's score stands first in English",
        (Derivation(steps), view.hit("win")),
        (Edit(Span(match.start(), match.end()), turned, "review"),),
    )


def _winning(view: View, sent: Sentence, start: int) -> int | None:
    """Return the verb of winning shortly before a place; None where there is none, or something is counted or denied."""
    before = [at for at in sent.tokens if view.doc.tokens[at].span.end <= start]
    near = before[-_GAP - 1 :]
    verbs = [at for at in near if view.words[at] in view.listed("win")]
    if not verbs:
        return None
    between = {view.words[at] for at in near if at > verbs[-1]}
    earlier = {view.words[at] for at in before[-_GAP - 4 :] if at < verbs[-1]}
    return None if between & _NOT_A_SCORE or earlier & _NOT_WON else verbs[-1]


_NOT_A_SCORE = frozenset(
    "election vote seat award prize title since of against set sets record from trailing down ( aged game games case".split()
)
_NOT_WON = frozenset("be is was were been not never lost loss record after had".split())

"""Find bodies named by the words of their own names: "as advanced this Monday The Vanguard" (La Vanguardia)."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding, TableHit
from mtcheck.core.span import Span
from mtcheck.detectors.names.bodies import MEDIA, Body, Literal, Literals
from mtcheck.detectors.names.context import Surroundings
from mtcheck.detectors.names.rules import ORGANISATION

_MEDIUM = frozenset(
    "newspaper daily paper agency magazine weekly broadcaster channel outlet tabloid journal newspapers website portal".split()
)
_TELLS = frozenset(
    "reported reports report writes wrote said says revealed reveals learned published publishes advanced advances informed "
    "informs quoted quotes cites cited announced announces told confirmed confirms noted notes claims claimed".split()
)
_ASKED = frozenset("told according statements interview interviewed declared confirmed quoted cited published reported".split())
_LINKS = frozenset("to by in with".split())
_TIMES = frozenset(
    "this last on today yesterday monday tuesday wednesday thursday friday saturday sunday morning evening night week".split()
)
_QUOTES = frozenset("\"“”'‘’«»")
_REACH = 5


def literal_bodies(doc: Document, around: Surroundings, literals: Literals) -> Iterator[Finding]:
    """Yield a finding for each literal form that stands as a name where one of its bodies can be meant."""
    for number, sent in enumerate(doc.sentences):
        if doc.blocks[sent.block].kind in ("code", "chrome"):
            continue
        reach = sent.tokens.start
        for index in sent.tokens:
            for form in literals.get(around.words[index], ()) if index >= reach else ():
                meant = _meant(doc, around, form, index, number)
                if meant:
                    reach = index + len(form.words)
                    yield _finding(doc, around, form, index, meant)
                    break


def _meant(doc: Document, around: Surroundings, form: Literal, index: int, number: int) -> list[Body]:
    """Return the bodies that the form at this place means, if any."""
    sent = doc.sentences[number].tokens
    stop = index + len(form.words)
    if stop > sent.stop or around.words[index:stop] != form.words or not _is_name(doc, around, form, index, sent):
        return []
    here, article = around.countries(number), around.article_countries
    if form.owners & article:
        return []
    first = index - _has_article(around, index, sent)
    if first < index and not doc.forms[first][0].isupper() and form.plain and not _at_medium(around, first, stop, sent):
        return []
    media = any(body.kind in MEDIA for body in form.bodies)
    framed = media and _framed(around, form, first, stop, sent)
    named = [body for body in form.bodies if body.country in article]
    if named and (framed or _says_enough(form, any(body.country in here for body in named))):
        return named
    return list(form.bodies) if media and not article and _turned_round(around, form, first, stop, sent) else []


def _says_enough(form: Literal, country_here: bool) -> bool:
    """Tell whether a form needs no frame: no ordinary English, and long, or beside its country."""
    return not form.plain and (form.meaning > 2 or (form.meaning > 1 and country_here))


def _has_article(around: Surroundings, index: int, sent: range) -> bool:
    return index > sent.start and around.words[index - 1] == "the"


def _is_name(doc: Document, around: Surroundings, form: Literal, index: int, sent: range) -> bool:
    """Tell whether the words are capitalised as the form is, and no capitalised word beside them makes a longer name."""
    stop = index + len(form.words)
    written = doc.forms[index:stop]
    if any(capital and not word[0].isupper() for word, capital in zip(written, form.capitals, strict=True)):
        return False
    if all(word.isupper() for word in written) or (form.article and not _has_article(around, index, sent)):
        return False
    before, lists = index - 1, around.lists
    if form.capitals[0] and before >= sent.start and doc.forms[before][0].isupper() and doc.tokens[before].kind == "word":
        word = around.words[before]
        if word not in lists.words["cut-start"] and word not in lists.demonyms and word not in _MEDIUM:
            return False
    after = stop
    return not (
        after < sent.stop
        and doc.tokens[after].kind == "word"
        and doc.forms[after][0].isupper()
        and around.words[after] not in _MEDIUM
        and doc.tokens[stop - 1].span.end + 1 == doc.tokens[after].span.start
    )


def _framed(around: Surroundings, form: Literal, first: int, stop: int, sent: range) -> bool:
    """Tell whether the words beside the form are those beside a newspaper: "according to", "newspaper", "reported"."""
    if _at_medium(around, first, stop, sent):
        return True
    if form.meaning < 2 and not form.article:
        return False
    words = around.words
    if stop < sent.stop and words[stop] in _TELLS:
        return True
    before = first - 1
    if before < sent.start:
        return False
    if words[before] in _LINKS:
        return any(word in _ASKED for word in words[max(sent.start, before - _REACH) : before])
    return words[before] == "told" or _turned_round(around, form, first, stop, sent)


def _at_medium(around: Surroundings, first: int, stop: int, sent: range) -> bool:
    """Tell whether a word such as "newspaper" stands right before or after, or is part of the form."""
    words = around.words
    before, after = first - 1, stop
    while before >= sent.start and words[before] in _QUOTES:
        before -= 1
    while after < sent.stop and words[after] in _QUOTES:
        after += 1
    inside = any(word in _MEDIUM for word in words[first:stop])
    return inside or (before >= sent.start and words[before] in _MEDIUM) or (after < sent.stop and words[after] in _MEDIUM)


def _turned_round(around: Surroundings, form: Literal, first: int, stop: int, sent: range) -> bool:
    """Tell whether verb and subject stand in the order of the source: "as advanced this Monday The Vanguard"."""
    words, at = around.words, first - 1
    while at > sent.start and words[at] in _TIMES:
        at -= 1
    ends = stop >= sent.stop or words[stop] in (",", ".", ";", ":")
    return form.article and ends and at > sent.start and words[at] in _TELLS and words[at - 1] in ("as", "has", "have")


def _finding(doc: Document, around: Surroundings, form: Literal, index: int, meant: list[Body]) -> Finding:
    last = index + len(form.words) - 1
    first = index - (index > 0 and doc.forms[index - 1] == "The")
    end = doc.tokens[last].span.start + len(around.words[last])
    span = Span(doc.tokens[first].span.start, end)
    written, body = doc.of(span), meant[0]
    native = f" ({body.native})" if body.native != body.en else ""
    return Finding(
        ORGANISATION.id,
        span,
        score=0.8 if form.plain else 0.9,
        message=f"{written!r} is a name translated word by word; {body.en}{native} is probably meant",
        evidence=(
            Derivation((("official name", body.en), ("native name", body.native), ("as written", written))),
            TableHit("names_bodies", body.key, "facts"),
        ),
        edits=tuple(Edit(span, name) for name in dict.fromkeys(body.en for body in meant[:3])),
    )

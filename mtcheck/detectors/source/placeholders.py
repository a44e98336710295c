"""Compare what must come through unchanged: placeholders, tags, addresses, and the inline elements of a bilingual file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.span import Span
from mtcheck.detectors.source import rules

_PRINTF = r"%(?:\d\$)?[sdifgux](?!\w)"
_ADDRESS = r"(?:https?://|www\.)[\w./?=&%#~+-]{3,200}[\w/]|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_TAG = r"</?[a-zA-Z][\w:-]{0,20}(?: [^<>]{0,80})?/?>"
_PLACEHOLDER = re.compile(
    rf"\{{\{{?[\w .:-]{{0,40}}\}}\}}?|%\([a-zA-Z_]\w{{0,40}}\)[sdifr]|{_PRINTF}|\$\{{[\w.]{{1,40}}\}}|{_TAG}|{_ADDRESS}",
    re.ASCII,
)
_IS_ADDRESS = re.compile(_ADDRESS, re.ASCII)
_IS_PRINTF = re.compile(_PRINTF, re.ASCII)
_NUMBERED = re.compile(r"(?<=%)\d\$")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ONE = re.compile(r"\b(?:a|an|one|single|this)\b", re.IGNORECASE)  # a singular form may say the number in a word
_CLOSERS = {"ept": "bpt", "ex": "bx", "ec": "sc"}


def find(doc: Document, number: int, source: str) -> Iterator[Finding]:
    """Yield placeholders that were added, that are missing, and that stand in an order that breaks them."""
    span = doc.blocks[number].span
    text = doc.of(span)
    left = Counter(_plain(form) for form in _PLACEHOLDER.findall(source))
    added = []
    for match in _PLACEHOLDER.finditer(text):
        if left[_plain(match.group())] > 0:
            left[_plain(match.group())] -= 1
        else:
            added.append(match)
    missing = [form for form in (+left).elements() if not _IS_ADDRESS.fullmatch(form)]
    addresses = [form for form in (+left).elements() if _IS_ADDRESS.fullmatch(form)]
    for match in added:
        lost = addresses if _IS_ADDRESS.fullmatch(match.group()) else missing
        if lost or not _IS_ADDRESS.fullmatch(match.group()):  # an agency's name may become its address
            place = Span(span.start + match.start(), span.start + match.end())
            yield _finding(
                place, doc, f"the source has no {match.group()!r}", match.group(), ", ".join(lost) or "nothing of the kind"
            )
    for form in missing[len(added) :]:
        if not (_IS_PRINTF.fullmatch(form) and _ONE.search(text)):
            yield _finding(span, doc, f"{form} of the source is missing", "nothing of the kind", form)
    if not added and not missing:
        yield from _order(doc, span, source)
    if doc.codes:
        yield from _codes(doc, number)


def _finding(place: Span, doc: Document, message: str, ours: str, theirs: str) -> Finding:
    return Finding(rules.PLACEHOLDER.id, place, 0.9, message, (Derivation((("text", ours), ("source", theirs))),))


def _plain(form: str) -> str:
    """Return a placeholder without what may differ: the number that lets a translator change the order."""
    return _NUMBERED.sub("", form)


def _order(doc: Document, span: Span, source: str) -> Iterator[Finding]:
    """Yield the tag that closes what is not open, where the source's tags are in order, and values in another order."""
    matches = list(_PLACEHOLDER.finditer(doc.of(span)))
    ours, theirs = [match.group() for match in matches], _PLACEHOLDER.findall(source)
    wrong = _unopened(ours)
    if wrong is not None and _unopened(theirs) is None:
        place = Span(span.start + matches[wrong].start(), span.start + matches[wrong].end())
        yield _finding(
            place, doc, f"{ours[wrong]} stands where nothing is open that it could close", " ".join(ours), " ".join(theirs)
        )
    values, wanted = ([form for form in forms if _IS_PRINTF.fullmatch(form)] for forms in (ours, theirs))
    if values != wanted and not any(_NUMBERED.search(form) for form in values):
        at = next(
            match
            for match, form in zip([m for m in matches if m.group() in values], wanted, strict=False)
            if match.group() != form
        )
        place = Span(span.start + at.start(), span.start + at.end())
        yield _finding(place, doc, "the values come in another order than in the source", " ".join(values), " ".join(wanted))


def _unopened(forms: Sequence[str]) -> int | None:
    """Return the index of the first tag that closes what is not open; None where all are in order."""
    opened: list[str] = []
    for index, form in enumerate(forms):
        tag = _TAG_NAME.match(form)
        if not tag or form.endswith("/>") or tag[2].lower() in _VOID:
            continue
        if not tag[1]:
            opened.append(tag[2])
        elif not opened or opened.pop() != tag[2]:
            return index
    return None


def _codes(doc: Document, number: int) -> Iterator[Finding]:
    codes, span = doc.codes[number], doc.blocks[number].span
    theirs, ours = _keyed(codes.source, [name for name, _ in codes.text])
    left, added = Counter(theirs), []
    for name, (_, place) in zip(ours, codes.text, strict=True):
        if left[name] > 0:
            left[name] -= 1
        else:
            added.append((name, place))
    for name, place in added:
        yield _finding(
            Span(place, place + 1),
            doc,
            f"the source has no inline element <{name}>",
            name,
            ", ".join((+left).elements()) or "none",
        )
    for name in list((+left).elements())[len(added) :]:
        yield _finding(span, doc, f"the source's inline element <{name}> is missing", "none", name)
    for closing, opening in _CLOSERS.items():
        for name, (_, place) in zip(ours, codes.text, strict=True):
            tag, _, key = name.partition(" ")
            opener = f"{opening} {key}".strip()
            if tag == closing and opener in ours and ours.index(opener) > ours.index(name):
                yield _finding(
                    Span(place, place + 1),
                    doc,
                    f"<{name}> closes what <{opener}> opens only later",
                    " ".join(ours),
                    " ".join(theirs),
                )


def _keyed(theirs: Sequence[str], ours: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of both sides, without the key for kinds of which some element has none."""
    bare = {name for name in (*theirs, *ours) if " " not in name}
    return (
        [name.partition(" ")[0] if name.partition(" ")[0] in bare else name for name in theirs],
        [name.partition(" ")[0] if name.partition(" ")[0] in bare else name for name in ours],
    )

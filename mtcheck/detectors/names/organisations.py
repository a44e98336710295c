"""Find organisations named by a literal or misread form, and agencies ascribed to a country that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Derivation, Edit, Finding, Measure, TableHit
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Surroundings
from mtcheck.detectors.names.rules import AGENCY, ORGANISATION

_REACH = 6
_QUOTES = frozenset("\"“'‘«")
_MEDIA = ("agency", "newspaper", "broadcaster")
_NAMES_A_MEDIUM = frozenset(
    "agency newspaper daily broadcaster paper news media medium radio television outlet press organ mouthpiece".split()
)


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one bad form: its folded words, which of them are capitalised, the row, and the guard."""

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    text: str
    key: str
    en: str
    native: str
    country: str
    guard: str


@dataclass(frozen=True, slots=True)
class Organisations:
    """Hold the bad forms by their first word, and the agencies by the first word of an accepted form."""

    forms: dict[str, tuple[Form, ...]]
    media: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]


def load_organisations(table: Tables) -> Organisations:
    """Load the table of organisations."""
    forms: dict[str, list[Form]] = {}
    media: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in table("names_orgs"):
        guards = dict(part.split("=", 1) for part in row["guard"].split(";") if part)
        for text in filter(None, row["bad"].split(";")):
            words = text.split()
            form = Form(
                tuple(map(fold, words)), tuple(word[0].isupper() for word in words), text, row.key, row["en"], row["native"],
                row["country"], guards.get(text, ""),
            )  # fmt: skip
            forms.setdefault(form.words[0], []).append(form)
        if row["kind"] in _MEDIA:
            for accepted in {row["en"], *filter(None, row["accepted"].split(";"))}:
                words = tuple(map(fold, accepted.split()))
                media.setdefault(words[0], []).append((words, row.key, row["country"]))
    return Organisations(
        {
            first: tuple(sorted(found, key=lambda form: (-len(form.words), form.text, form.key)))
            for first, found in forms.items()
        },
        {first: tuple(sorted(found, key=lambda entry: (-len(entry[0]), entry))) for first, found in media.items()},
    )


def literal_forms(doc: Document, around: Surroundings, organisations: Organisations) -> Iterator[Finding]:
    """Yield a finding for each listed bad form whose guard the context meets."""
    reach = 0
    for number, sent in enumerate(doc.sentences):
        if doc.blocks[sent.block].kind in ("code", "chrome"):
            continue
        for index in sent.tokens:
            forms = organisations.forms.get(around.words[index])
            if forms is None or index < reach:
                continue
            for form in forms:
                if _stands_here(form, doc, around, index, sent.tokens.stop) and guard_met(form, around, number):
                    last = index + len(form.words) - 1
                    end = doc.tokens[last].span.start + len(around.words[last])
                    yield _literal(form, doc, Span(doc.tokens[index].span.start, end))
                    reach = last + 1
                    break


def _stands_here(form: Form, doc: Document, around: Surroundings, index: int, stop: int) -> bool:
    size = len(form.words)
    if index + size > stop or around.words[index : index + size] != form.words:
        return False
    forms = doc.forms[index : index + size]
    if not all(written[0].isupper() for written, capital in zip(forms, form.capitals, strict=True) if capital):
        return False
    before, after = index - 1, index + size
    named = any(form.capitals)
    if (
        named
        and before >= 0
        and _goes_on(doc, before, index)
        and doc.forms[before][0].isupper()
        and _is_name_part(around, before)
    ):
        return False
    return not (named and after < stop and _goes_on(doc, after - 1, after) and doc.forms[after][0].isupper() and size < 3)


def _is_name_part(around: Surroundings, index: int) -> bool:
    word = around.words[index]
    lists = around.lists
    return not (word in lists.demonyms or word in lists.words["title"] or word in lists.words["cut-start"])


def _goes_on(doc: Document, left: int, right: int) -> bool:
    return doc.tokens[left].kind == "word" and doc.tokens[left].span.end + 1 == doc.tokens[right].span.start


def guard_met(form: Form, around: Surroundings, sent: int) -> bool:
    """Tell whether the guard lets the form be flagged here.

    ``-`` asks for nothing; ``KP`` for the country in the sentence; ``*KP`` in the article; ``!CN`` that the sentence does not
    name it; parts joined by ``&`` must all hold. Without a guard the organisation's own country must be in the article.
    """
    here, article = around.countries(sent), around.article_countries
    if not form.guard:
        return form.country in ("", "XX", "UN", "EU") or form.country in article
    for part in form.guard.split("&"):
        if part == "-":
            continue
        if part.startswith("!"):
            if part[1:] in here:
                return False
        elif part.startswith("*"):
            if part[1:] not in article:
                return False
        elif part not in here:
            return False
    return True


def _literal(form: Form, doc: Document, span: Span) -> Finding:
    written = doc.text[span.start : span.end]
    native = f" ({form.native.split('/')[0]})" if form.native else ""
    return Finding(
        ORGANISATION.id,
        span,
        score=0.9 if form.guard or len(form.words) > 1 else 0.8,
        message=f"{written!r} is a literal or misread form; {form.en}{native} is probably meant",
        evidence=(
            Derivation((("official name", form.en), ("native name", form.native), ("as written", written))),
            TableHit("names_orgs", form.key, "facts"),
        ),
        edits=(Edit(span, form.en),),
    )


def agency_country(doc: Document, around: Surroundings, organisations: Organisations) -> Iterator[Finding]:
    """Yield a finding where a country stands as the owner right before an agency of another country."""
    for number, sent in enumerate(doc.sentences):
        if doc.blocks[sent.block].kind in ("code", "chrome"):
            continue
        for index in sent.tokens:
            entries = organisations.media.get(around.words[index])
            if entries is None or not doc.forms[index][0].isupper():
                continue
            for words, key, country in entries:
                if around.words[index : index + len(words)] == words:
                    owner = _owner(doc, around, sent.tokens.start, index)
                    if owner and country not in ("", "XX") and owner != country and not {owner, country} <= {"CN", "HK"}:
                        yield _mismatch(
                            doc,
                            around,
                            number,
                            Span(doc.tokens[index].span.start, doc.tokens[index + len(words) - 1].span.end),
                            key,
                            owner,
                            country,
                        )
                    break


def _owner(doc: Document, around: Surroundings, start: int, index: int) -> str:
    """Return the country whose adjective or possessive owns a media noun right before the agency's name."""
    medium = False
    position = index - 1
    while position >= max(start, index - _REACH):
        word = around.words[position]
        if doc.tokens[position].kind != "word":
            if word not in _QUOTES and word != ",":
                return ""
            if word == "," and around.words[position + 1] not in _QUOTES:
                return ""
        elif word in _NAMES_A_MEDIUM:
            medium = True
        elif word not in (
            "the",
            "state",
            "official",
            "government",
            "national",
            "central",
            "run",
            "state-run",
            "state-owned",
            "party",
            "semi-official",
            "leading",
            "main",
        ):
            break
        position -= 1
    else:
        return ""
    if not medium or position < start:
        return ""
    return _country_at(doc, around, position)


def _country_at(doc: Document, around: Surroundings, position: int) -> str:
    word = around.words[position]
    possessive = doc.folded[position].endswith("'s")
    pair = f"{around.words[position - 1]} {word}" if position else word
    for first, tails in around.lists.country_phrases.items():
        for tail, code in tails:
            if pair == " ".join((first, *tail)):
                return code if possessive or not pair.endswith(("korea", "arabia", "states", "kingdom")) else ""
    codes = around.lists.country_words.get(word, ())
    if len(codes) != 1 or not doc.forms[position][0].isupper():
        return ""
    return codes[0] if possessive or word.endswith(("an", "ese", "ish", "ian", "i")) else ""


def _mismatch(doc: Document, around: Surroundings, number: int, span: Span, key: str, owner: str, country: str) -> Finding:
    names = around.lists.country_names
    written = doc.text[span.start : span.end]
    own = {
        "KP": "KCNA (Korean Central News Agency)",
        "KR": "Yonhap",
        "CN": "Xinhua",
        "JP": "Kyodo News",
        "RU": "TASS",
        "IR": "IRNA",
    }.get(owner, "")
    meant = f"; {own} is probably meant, or the country is wrong" if own else "; the agency or the country is wrong"
    return Finding(
        AGENCY.id,
        span,
        score=0.9,
        message=f"{written!r} belongs to {names.get(country, country)}, not to {names.get(owner, owner)}{meant}",
        evidence=(TableHit("names_orgs", key, "facts"), Measure("countries compared", 1.0, f"{country} against {owner}", 1.0)),
        edits=(Edit(span, own.partition(" (")[0]),) if own else (),
    )

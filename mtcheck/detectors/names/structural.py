"""Find names garbled in structure: given name as surname, surname left in its script or translated, countries halved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Derivation, Edit, Finding, Related, TableHit
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Run, Surroundings
from mtcheck.detectors.names.index import Index
from mtcheck.detectors.names.people import SINOSPHERE, Person
from mtcheck.detectors.names.rules import GIVEN, HALF, LEFTOVER, LITERAL
from mtcheck.lang.sounds import letters

if TYPE_CHECKING:
    from mtcheck.detectors.names.engine import Engine

_HAN = regex.compile(
    r"(?<![\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}])[\p{Han}\p{Hangul}](?![\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}])"
)
_EXPLAINS = frozenset(
    "character characters written surname ideograph kanji hanja hanzi radical stroke means meaning word".split()
)
_GIVEN_FIRST_SIGNS = frozenset("dear uncle auntie young little named called".split())


@dataclass(frozen=True, slots=True)
class Compound:
    """Hold one halved pair of countries."""

    words: tuple[str, ...]
    text: str
    pairs: tuple[frozenset[str], ...]
    heads: frozenset[str]
    meant: str
    source: str


Compounds = dict[str, tuple[Compound, ...]]


def load_compounds(table: Tables) -> Compounds:
    """Load the halved pairs by their first word."""
    found: dict[str, list[Compound]] = {}
    for row in table("names_compounds"):
        words = tuple(map(fold, row.key.split()))
        pairs = tuple(frozenset(pair.split("+")) for pair in row["countries"].split(";"))
        found.setdefault(words[0], []).append(
            Compound(words, row.key, pairs, frozenset(row["heads"].split()), row["meant"], row.source)
        )
    return {first: tuple(entries) for first, entries in found.items()}


def load_glosses(table: Tables) -> dict[str, frozenset[str]]:
    """Load the English words that a surname, or its character, also means."""
    return {row.key: frozenset(row["words"].split(";")) for row in table("names_glosses")}


def glossed_by_word(glosses: dict[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """Turn the glosses of surnames in Latin letters round: from the word to the surnames."""
    found: dict[str, tuple[str, ...]] = {}
    for surname, words in glosses.items():
        for word in sorted(words) if surname.isascii() else ():
            found[word] = (*found.get(word, ()), surname)
    return found


@dataclass(frozen=True, slots=True)
class Title:
    """Hold one title in its own language: what it means, and where people bear it."""

    meaning: str
    countries: frozenset[str]


def load_titles(table: Tables) -> dict[str, Title]:
    """Load the titles that may be taken for names."""
    return {row.key: Title(row["meaning"], frozenset(row["countries"].split())) for row in table("names_titles")}


def half_translated(doc: Document, runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding for each halved pair whose two countries the article names, by name or by a leader, before a "
    "word of diplomacy."""
    if not any(word in engine.compounds for word in around.words):
        return
    people = (person for run in runs for person in _leaders(engine.index, run))
    countries = around.article_countries | {person.country for person in people}
    for sent in doc.sentences:
        for index in sent.tokens:
            for compound in engine.compounds.get(around.words[index], ()):
                stop = index + len(compound.words)
                if stop >= sent.tokens.stop or around.words[index:stop] != compound.words or not doc.forms[index][0].isupper():
                    continue
                if (
                    index > sent.tokens.start
                    and doc.forms[index - 1][0].isupper()
                    and doc.tokens[index - 1].kind == "word"
                    and around.words[index - 1] not in around.lists.words["cut-start"]
                ):
                    continue
                if around.words[stop] in compound.heads and any(pair <= countries for pair in compound.pairs):
                    span = Span(doc.tokens[index].span.start, doc.tokens[stop - 1].span.end)
                    written = doc.text[span.start : span.end]
                    yield Finding(
                        HALF.id,
                        span,
                        score=0.7,
                        message=f"{written!r} is probably {compound.meant}: two countries' short names, each translated",
                        evidence=(TableHit("names_compounds", compound.text, compound.source),),
                        edits=(Edit(span, compound.meant),),
                    )


def _leaders(index: Index, run: Run) -> tuple[Person, ...]:
    form = letters(run.text)
    named = index.accepted.get(form) or index.by_surname.get(form, ())
    return named if len(named) == 1 else ()


def given_as_surname(
    doc: Document, runs: Iterable[Run], around: Surroundings, named: frozenset[str], engine: Engine
) -> Iterator[Finding]:
    """Yield a finding where the given name of a person named in full elsewhere stands alone, as a surname would."""
    given: dict[str, Person] = {}
    taken: set[str] = set()
    for key in sorted(named):
        person = engine.index.people[key]
        if person.native and person.surname_first and person.country in SINOSPHERE - {"VN", "JP"}:
            form = letters(person.given)
            taken |= {form} & set(given)
            given[form] = person
    if not given:
        return
    runs = tuple(runs)
    first_full = {key: run.span for run in reversed(runs) for key in _accepted(engine.index, run)}
    for run in runs:
        form = letters(run.text)
        found = given.get(form)
        if found is None or form in taken or run.opened or form in engine.index.by_surname:
            continue
        if run.first and letters(doc.forms[run.first - 1]) == letters(found.surname):
            continue
        if not _stands_alone(doc, around, run) or _called_by_given(around, run):
            continue
        yield Finding(
            GIVEN.id,
            run.span,
            score=0.9,
            message=f"{run.text!r} is the given name of {found.en}; the surname {found.surname!r} is meant",
            evidence=(
                Derivation((("canonical name", found.en), ("given name", found.given), ("as written", run.text))),
                Related(first_full[found.key], "the full name"),
                TableHit("names_people", found.key, "facts"),
            ),
            edits=(Edit(run.span, found.surname), Edit(run.span, found.en)),
        )


def _accepted(index: Index, run: Run) -> tuple[str, ...]:
    return tuple(person.key for person in index.accepted.get(letters(run.text), ()))


def _stands_alone(doc: Document, around: Surroundings, run: Run) -> bool:
    """Tell whether no word that may belong to the name stands right before or after the run."""
    before, after = run.first - 1, run.last + 1
    if (
        before >= 0
        and doc.tokens[before].kind == "word"
        and doc.forms[before][0].isupper()
        and doc.sentences[run.sent].tokens.start <= before
    ):
        return fold(doc.forms[before]) in around.lists.words["office"] | around.lists.words["cut-start"] | {"comrade", "mr"}
    return not (
        after < len(doc.forms)
        and doc.forms[after][0].isupper()
        and doc.tokens[after].span.start == doc.tokens[run.last].span.end + 1
    )


def _called_by_given(around: Surroundings, run: Run) -> bool:
    return run.first > 0 and around.words[run.first - 1] in _GIVEN_FIRST_SIGNS


def leftover_characters(doc: Document, named: frozenset[str], engine: Engine) -> Iterator[Finding]:
    """Yield a finding for each single character that is the surname of a person whom the article names."""
    if doc.text.isascii():
        return
    surnames: dict[str, Person] = {}
    for key in sorted(named):
        person = engine.index.people[key]
        if person.native and person.split == 1:
            surnames.setdefault(person.native[0], person)
            if person.own and "가" <= person.own[0] <= "힣":
                surnames.setdefault(person.own[0], person)
    if not surnames:
        return
    explains = {index for index, word in enumerate(doc.folded) if word in _EXPLAINS}
    for index, tok in enumerate(doc.tokens):
        found = surnames.get(doc.forms[index]) if tok.kind == "word" and len(tok.span) == 1 else None
        if (
            found is None
            or not _HAN.match(doc.text, tok.span.start)
            or any(place in explains for place in range(index - 5, index + 6))
        ):
            continue
        if index and doc.forms[index - 1] in "(（[" and index + 1 < len(doc.forms) and doc.forms[index + 1] in ")）]":
            continue
        written = doc.forms[index]
        yield Finding(
            LEFTOVER.id,
            tok.span,
            score=0.9,
            message=f"{written!r} is the surname of {found.en}, left in its own script; {found.surname!r} is meant",
            evidence=(
                Derivation((("canonical name", found.en), ("characters", found.characters), ("as written", written))),
                TableHit("names_people", found.key, "facts"),
            ),
            edits=(Edit(tok.span, found.surname),),
        )


def literal_names(runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding where a word that a person's surname also means stands in its place beside the given name."""
    for run in runs:
        words = run.text.split()
        if len(words) < 2:
            continue
        for person, surname, word in (*_glossed_first(words, engine), *_glossed_last(words, around, engine)):
            if letters(word) != letters(person.surname):
                yield _literal_name(run, person, surname, word)
                break


def _glossed_first(words: list[str], engine: Engine) -> Iterator[tuple[Person, str, str]]:
    for person in engine.index.by_given.get(letters("".join(words[1:])), ()):
        if words[0].lower() in engine.glosses.get(person.native[0], ()):
            yield person, person.native[0], words[0]


def _glossed_last(words: list[str], around: Surroundings, engine: Engine) -> Iterator[tuple[Person, str, str]]:
    """Yield the people of other parts of the world, whose country the article must name: Abdullah Rose may be anybody."""
    word = " ".join(words[1:])
    for surname in engine.glossed.get(word.lower(), ()):
        for person in engine.index.by_surname.get(surname, ()):
            if letters(person.given) == letters(words[0]) and person.country in around.article_countries:
                yield person, person.surname, word


def _literal_name(run: Run, person: Person, surname: str, word: str) -> Finding:
    steps = [
        ("canonical name", person.en),
        ("characters", person.characters),
        ("surname translated", word),
        ("as written", run.text),
    ]
    return Finding(
        LITERAL.id,
        run.span,
        score=0.95,
        message=f"{run.text!r} is probably {person.en}: {surname} also means {word.lower()!r}",
        evidence=(
            Derivation(tuple((step, text) for step, text in steps if text)),
            TableHit("names_glosses", surname if person.native else letters(surname), "facts"),
            TableHit("names_people", person.key, "facts"),
        ),
        edits=(Edit(run.span, person.en),),
    )

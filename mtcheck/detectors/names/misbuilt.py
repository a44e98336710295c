"""Find names that were put together wrongly: turned round, torn by a full stop, run together with a title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding, TableHit
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Run, Surroundings
from mtcheck.detectors.names.people import SINOSPHERE, Person
from mtcheck.detectors.names.rules import COUNTRY, GIVEN, MISBUILT
from mtcheck.lang.sounds import letters

if TYPE_CHECKING:
    from mtcheck.detectors.names.engine import Engine

_SURNAME_FIRST = SINOSPHERE - {"JP", "SG"}
_TEAR = regex.compile(r"\b(?P<surname>\p{Lu}\p{L}+)[.;:]?\s{1,3}(?<=[.;:\n]\s*)$", regex.REVERSE)
_REACH = 24
_TITLES = frozenset("President Chairman Premier Minister Secretary".split())
_OFFICES = frozenset("president premier chancellor king emperor minister".split())
_ALSO_OF = frozenset("former ex late exiled honorary self-proclaimed would-be acting".split())


def misbuilt_names(
    doc: Document, runs: Sequence[Run], around: Surroundings, named: frozenset[str], engine: Engine
) -> Iterator[Finding]:
    """Yield the findings of all kinds of wrongly built names."""
    yield from _turned(runs, around, engine)
    yield from _torn(doc, runs, engine)
    if not named:
        yield from _given_behind_title(runs, around, engine)
    yield from _title_as_name(runs, around, engine)
    yield from _title_behind(doc, runs, around, engine)


def _turned(runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding for "Jinping Xi" right behind the person's title; the usual order is the other one."""
    for run in runs:
        for person in engine.index.accepted.get(letters(run.text), ()):
            written = {letters(form) for form in person.forms}
            turned = letters(person.given + person.surname)
            titled = around.office_country(run) in person.countries
            if _eastern(person) and letters(run.text) == turned and turned not in written and titled and run.words == 2:
                yield _finding(run.span, run.text, person, person.en, f"{person.surname!r} is the surname and comes first")


def _torn(doc: Document, runs: Iterable[Run], engine: Engine) -> Iterator[Finding]:
    """Yield a finding where a surname ends a sentence and the given name that belongs to it begins the next."""
    for run in runs:
        for person in engine.index.by_given.get(letters(run.text), ()):
            tear = _TEAR.search(doc.text, max(0, run.span.start - _REACH), run.span.start)
            if _eastern(person) and tear and letters(tear["surname"]) == letters(person.surname) and not run.opened:
                span = Span(tear.start(), run.span.end)
                yield _finding(span, doc.of(span), person, person.en, "the name is torn in two")
                break


def _given_behind_title(runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding for "Chinese President Jinping": the office and the given name of one person alone."""
    for run in runs:
        people = engine.index.by_given.get(letters(run.text), ())
        ambiguous = len(people) != 1 or letters(run.text) in engine.index.by_surname
        if ambiguous or run.words > 1 or run.opened or not _eastern(people[0]):
            continue
        (person,) = people
        if around.words[run.first - 1] in person.role_nouns and around.office_country(run) in person.countries:
            yield Finding(
                GIVEN.id,
                run.span,
                score=0.8,
                message=f"{run.text!r} is the given name of {person.en}; the surname {person.surname!r} is meant",
                evidence=(
                    Derivation((("canonical name", person.en), ("given name", person.given), ("as written", run.text))),
                    TableHit("names_people", person.key, "facts"),
                ),
                edits=(Edit(run.span, person.surname), Edit(run.span, person.en)),
            )


def _title_as_name(runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding where a title in its own language stands behind a surname or a name, as a given name would."""
    for run in runs:
        name, _, last = run.text.rpartition(" ")
        title = engine.titles.get(last.lower())
        if title is None or not name:
            continue
        people = engine.index.accepted.get(letters(name), ()) or engine.index.by_surname.get(letters(name), ())
        meant = [person for person in people if person.country in title.countries]
        if meant and any(country in around.article_countries for country in title.countries):
            text = f"{title.meaning} {name}"
            reason = f"{last!r} is no name but the title {title.meaning!r}"
            yield _finding(run.span, run.text, meant[0] if len(meant) == 1 else None, text, reason)


def _title_behind(doc: Document, runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding for "Kim Chairman": an English title behind a surname, in the order of East Asia."""
    for run in runs:
        after = run.last + 1
        if run.words > 1 or run.opened or after + 1 >= len(doc.tokens) or doc.forms[after] not in _TITLES:
            continue
        before, following = doc.forms[run.first - 1] if run.first else "", doc.forms[after + 1]
        if doc.tokens[after].span.start != run.span.end + 1 or before[:1].isupper() or before in ("'", "’", "-"):
            continue
        if following[:1].isupper() or following in ("of", "for", "and", "in", "to", "-", "elect", "'s"):
            continue
        noun = doc.folded[after]
        people = [person for person in engine.index.by_surname.get(letters(run.text), ()) if noun in person.role_nouns]
        if any(_eastern(person) and person.country in around.countries(run.sent) for person in people):
            span = Span(run.span.start, doc.tokens[after].span.end)
            meant = people[0] if len(people) == 1 else None
            yield _finding(span, doc.of(span), meant, f"{doc.forms[after]} {run.text}", "English puts the title first")


def foreign_offices(runs: Iterable[Run], around: Surroundings, engine: Engine) -> Iterator[Finding]:
    """Yield a finding where the head or minister of one country bears the name of a person of another one.

    Only whole names that one person of the table alone has, and only where no word says that the office is another's.
    """
    for run in runs:
        people = engine.index.accepted.get(letters(run.text), ())
        if len(people) != 1 or run.words < 2 or run.opened:
            continue
        (person,) = people
        country = around.office_country(run)
        title = around.words[run.first - 1]
        if not country or country in person.countries or title not in _OFFICES or _kin(country, person):
            continue
        if _ALSO_OF & set(around.words[max(0, run.first - 5) : run.first]):
            continue
        names = around.lists.country_names
        own = names.get(person.country, person.country)
        yield Finding(
            COUNTRY.id,
            run.span,
            score=0.6,
            message=f"{person.en} held office in {own}, not in {names[country]}: the name or the country is likely wrong",
            evidence=(
                Derivation((("name", person.en), ("country of the name", own), ("country of the office", names[country]))),
                TableHit("names_people", person.key, "facts"),
            ),
        )


def _kin(country: str, person: Person) -> bool:
    """Tell whether one country's office may well be called by the other's name."""
    return any({country, own} <= {"CN", "TW", "HK", "MO"} or {country, own} <= {"KR", "KP"} for own in person.countries)


def _eastern(person: Person) -> bool:
    return bool(person.native) and person.surname_first and person.country in _SURNAME_FIRST and bool(person.given)


def _finding(span: Span, written: str, person: Person | None, meant: str, reason: str) -> Finding:
    hits = (TableHit("names_people", person.key, "facts"),) if person else ()
    return Finding(
        MISBUILT.id,
        span,
        score=0.8,
        message=f"{written!r} is probably {meant}: {reason}",
        evidence=(Derivation((("name", meant), ("what is wrong", reason), ("as written", written))), *hits),
        edits=(Edit(span, meant),),
    )

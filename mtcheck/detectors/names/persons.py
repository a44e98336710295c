"""Turn matches into findings: whose name it is, and the chain of steps that led from it to the text as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mtcheck.core.finding import Derivation, Edit, Finding, Measure, TableHit
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Run, Surroundings
from mtcheck.detectors.names.index import Index, Key
from mtcheck.detectors.names.match import SURE, Match, Matcher, judge
from mtcheck.detectors.names.rules import PERSON
from mtcheck.lang.sounds import letters

ROUTES = {
    "sino-korean": "the Sino-Korean reading of",
    "pinyin": "the Chinese reading of",
    "palladius": "the Russian spelling (Palladius) of",
    "on-reading": "the Japanese on-reading of",
    "kanji-reading": "another Japanese reading of",
    "sino-vietnamese": "the Sino-Vietnamese reading of",
    "kontsevich": "the Russian spelling (Kontsevich) of",
    "russian": "Russian",
    "arabic": "Arabic",
    "persian": "Persian",
    "katakana": "the Japanese spelling",
    "hangul": "the Korean spelling",
}


def garbled_people(runs: Iterable[Run], matcher: Matcher, around: Surroundings, named: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each run that the context bears out as a garbled form of a known person's name."""
    runs = list(runs)
    matcher.prepare(runs)
    taken: set[int] = set()
    for run in sorted(runs, key=lambda run: (run.last, run.opened)):
        if run.last not in taken:
            match = judge(run, matcher.candidates(run.text), around, named)
            if match is not None:
                taken.add(run.last)
                yield finding_of(run, match, around)


def finding_of(run: Run, match: Match, around: Surroundings) -> Finding:
    """Say who is meant, how the name came about, and what the judgement rests on."""
    person = match.key.person
    edit = replacement(run, match.key)
    return Finding(
        PERSON.id,
        run.span,
        score=level(match.score),
        message=f"{run.text!r} is probably {person.en}: {chain_text(match.key)}",
        evidence=(
            derivation(match.key, run.text),
            Measure("sound match", round(match.likeness, 3), "share of sounds", 0.78),
            Measure(
                "score with context",
                round(match.score, 3),
                ", ".join(f"{name} {value:+.3g}" for name, value in match.parts),
                match.needed,
            ),
            TableHit("names_people", person.key, "facts"),
        ),
        edits=(Edit(Span(run.span.start, run.span.end), edit),),
        severity="major" if match.key.route == "spelling" else None,
    )


def level(score: float) -> float:
    """Map a score to [0, 1]: .8 and more is sure, .5 to .8 likely."""
    if score >= SURE:
        return min(0.99, 0.8 + (score - SURE))
    return max(0.5, min(0.79, 0.5 + 3 * (score - 0.9)))


def replacement(run: Run, key: Key) -> str:
    """Return the canonical name; only the surname where the text has one word for it."""
    person = key.person
    return person.surname if key.kind == "s" and person.surname and run.words == 1 else person.en


def chain_text(key: Key) -> str:
    """Say in one clause how the form came about."""
    person = key.person
    if key.route == "spelling":
        return f"it is nearly {key.native!r}, but not an accepted spelling of the name"
    written = key.written
    if key.native == person.characters:
        return f"{written!r} is {ROUTES[key.route]} {person.characters}"
    if person.native:
        return f"{key.native} ({written}) is {ROUTES[key.route]} {person.characters}"
    if key.route == "pinyin":
        return f"{key.native}, the Chinese spelling of the name, read back as {written!r}"
    return f"{key.native}, {ROUTES[key.route]} spelling of the name, read back as {written!r}".replace(
        "spelling spelling", "spelling"
    )


def derivation(key: Key, written: str) -> Derivation:
    """Return the steps from the person's name to the text as written; ``replay`` of the tests redoes them."""
    steps = [("canonical name", key.person.en)]
    if key.route != "spelling":
        if key.person.native:
            steps.append(("characters", key.person.characters))
        steps.append((f"read as {key.route}", key.native))
        steps.append(("romanised", key.written))
    else:
        steps.append(("accepted spelling", key.native))
    steps.append(("as written", written))
    return Derivation(tuple(steps))


def rightly_named(runs: Iterable[Run], index: Index) -> frozenset[str]:
    """Return the keys of the people whose whole names stand in the article in an accepted form."""
    return frozenset(person.key for run in runs for person in index.accepted.get(letters(run.text), ()))

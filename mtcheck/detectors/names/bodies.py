"""Know newspapers, agencies, parties, courts and other bodies of many countries, and what their names mean word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from mtcheck.core.document import fold
from mtcheck.core.errors import TableError
from mtcheck.core.rule import Tables

MEDIA = frozenset(("newspaper", "magazine", "agency", "broadcaster"))
KINDS = MEDIA | frozenset("party court ministry army body company team university award".split())
_NOWHERE = frozenset(("XX", "UN", "EU"))
_ARTICLES = frozenset(("the", "a", "an"))
_SMALL = _ARTICLES | frozenset("of and for on in to with from by at".split())
_MOST_FORMS = 12  # built of the glosses of one name


@dataclass(frozen=True, slots=True)
class Body:
    """Be one body: its English name, its own name, where and what it is."""

    key: str
    en: str
    native: str
    country: str
    kind: str


@dataclass(frozen=True, slots=True)
class Literal:
    """Be one literal form without its article: folded words, which are capitalised, and the bodies that it may mean.

    A plain form is also ordinary English and means the body in a frame only. ``owners`` are the countries where a body
    is rightly called so.
    """

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    article: bool
    plain: bool
    bodies: tuple[Body, ...]
    owners: frozenset[str]

    @property
    def meaning(self) -> int:
        """Count the words with a meaning of their own."""
        return sum(word not in _SMALL for word in self.words)


Literals = dict[str, tuple[Literal, ...]]


def load_bodies(table: Tables) -> Literals:
    """Load the literal forms by their first word, the longest first."""
    glosses = {(row["language"], row["word"]): tuple(row["glosses"].split(";")) for row in table("names_media_words")}
    known = {row.key for row in table("names_countries")} | _NOWHERE
    right: dict[tuple[str, ...], set[str]] = {}
    found: dict[tuple[tuple[str, ...], bool], dict[str, tuple[Body, bool, str]]] = {}
    for row in table("names_bodies"):
        where = f"names_bodies.tsv:{row.line}"
        if row["kind"] not in KINDS or row["country"] not in known or not row["en"]:
            raise TableError(
                f"{where}: a name, a country of names_countries.tsv and one of {', '.join(sorted(KINDS))} are needed"
            )
        body = Body(row.key, row["en"], row["native"] or row["en"], row["country"], row["kind"])
        for name in (body.en, body.native):
            right.setdefault(_bare(name)[0], set()).add(body.country)
        forms = [*((text, False) for text in _parts(row["literal"])), *((text, True) for text in _parts(row["plain"]))]
        forms += ((text, True) for text in built(body.native, row["language"], glosses))
        for text, plain in forms:
            bare, article = _bare(text)
            if not bare:
                raise TableError(f"{where}: {text!r} has no word but an article")
            found.setdefault((bare, article), {}).setdefault(body.key, (body, plain, text))
    literals: dict[str, list[Literal]] = {}
    for (bare, article), entries in sorted(found.items()):
        owners = frozenset(right.get(bare, ()))
        meant = [entry for entry in entries.values() if entry[0].country not in owners]
        for plain in sorted({entry[1] for entry in meant}):
            written = next(entry[2] for entry in meant if entry[1] == plain).split()
            capitals = tuple(word[0].isupper() for word in (written[1:] if article else written))
            bodies = tuple(entry[0] for entry in meant if entry[1] == plain)
            literals.setdefault(bare[0], []).append(Literal(bare, capitals, article, plain, bodies, owners))
    return {first: tuple(sorted(forms, key=lambda form: -len(form.words))) for first, forms in literals.items()}


def built(native: str, language: str, glosses: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    """Yield what the words of a name mean one by one; nothing where a word of it has no gloss."""
    choices = [glosses.get((language, word), ()) for word in fold(native.replace("L'", "L' ")).split()]
    if all(choices) and any(gloss[0].split()[0] not in _SMALL for gloss in choices):
        for words in islice(product(*choices), _MOST_FORMS):
            yield " ".join(word.title() if at == 0 or word.split()[0] not in _SMALL else word for at, word in enumerate(words))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _bare(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the folded words without an article before them, and whether one stood there."""
    words = tuple(fold(text).split())
    return (words[1:], True) if words and words[0] == "the" else (words, False)

"""Find names whose words a spinner replaced: the Incomparable Court, the Joined Realm, the year that began in "Walk 2020"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mtcheck.core.document import Document, fold
from mtcheck.core.errors import TableError
from mtcheck.core.finding import Derivation, Edit, Finding, TableHit
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.detectors.names.context import Surroundings
from mtcheck.detectors.names.rules import SPUN

_SMALL = frozenset("of the and for on in to without".split())
_COMMON = "~"  # marks a word that stands in right names too: alone it shows nothing
_LONGEST = 4  # words written for one


class Replaced(NamedTuple):
    """Be one way to write a word of a name: the words, and whether they are common in names."""

    words: tuple[str, ...]
    common: bool


@dataclass(frozen=True, slots=True)
class SpunNames:
    """Hold the names by each word they may be written to begin with, what is written for each word, and all right names."""

    starts: dict[str, tuple[tuple[str, ...], ...]]
    written: dict[str, tuple[Replaced, ...]]
    names: dict[tuple[str, ...], str]


def load_spun(table: Tables) -> SpunNames:
    """Load the names, and the words that spinners write for theirs."""
    names: dict[tuple[str, ...], str] = {}
    for row in table("names_wellknown"):
        words = tuple(fold(row["name"]).split())
        if len(words) < 2:
            raise TableError(f"names_wellknown.tsv:{row.line}: {row['name']!r} is one word; a name of several is needed")
        names[words] = row["name"]
    written: dict[str, tuple[Replaced, ...]] = {}
    for row in table("names_spun"):
        phrases = row["written"].split(";")
        if not row["word"] or any(not 0 < len(phrase.removesuffix(_COMMON).split()) <= _LONGEST for phrase in phrases):
            raise TableError(
                f"names_spun.tsv:{row.line}: a word and phrases of 1 to {_LONGEST} words, parted by ';', are needed"
            )
        written[row["word"]] = tuple(
            Replaced(tuple(fold(phrase.removesuffix(_COMMON)).split()), phrase.endswith(_COMMON)) for phrase in phrases
        )
    starts: dict[str, list[tuple[str, ...]]] = {}
    for words in names:
        for first in {words[0], *(replaced.words[0] for replaced in written.get(words[0], ()))}:
            starts.setdefault(first, []).append(words)
    known = {tuple(fold(row["key"]).split()) for row in table("paraphrase_names")} - set(names)
    names |= dict.fromkeys(known, "")
    return SpunNames({first: tuple(sorted(found, key=len, reverse=True)) for first, found in starts.items()}, written, names)


@dataclass(frozen=True, slots=True)
class _Match:
    """Be one reading of the text as a name: where it stops, how many words are kept, replaced, and replaced oddly."""

    stop: int
    kept: int
    replaced: int
    odd: int


def spun_names(doc: Document, around: Surroundings, spun: SpunNames) -> Iterator[Finding]:
    """Yield a finding for each capitalised run that is a known name but for words that spinners write for its own."""
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind in ("code", "chrome"):
            continue
        index = sent.tokens.start
        while index < sent.tokens.stop:
            found = _name_at(doc, around, spun, index, sent.tokens.start, sent.tokens.stop)
            if found is not None:
                match, words = found
                yield _finding(doc, index, match, spun.names[words])
                index = match.stop
            else:
                index += 1


def _name_at(
    doc: Document, around: Surroundings, spun: SpunNames, index: int, start: int, stop: int
) -> tuple[_Match, tuple[str, ...]] | None:
    candidates = spun.starts.get(around.words[index])
    if candidates is None or not doc.forms[index][0].isupper() or _follows_name(doc, around, index, start):
        return None
    found = [
        (match, words)
        for words in candidates
        for match in _matches(around.words, spun.written, words, index, stop)
        if match.odd and _is_whole(doc, around, index, match, words, stop)
    ]
    found = [entry for entry in found if around.words[index : entry[0].stop] not in spun.names]
    return max(found, key=lambda entry: (entry[0].stop, entry[0].kept), default=None)


def _matches(
    text: tuple[str, ...], written: dict[str, tuple[Replaced, ...]], words: tuple[str, ...], index: int, stop: int
) -> Iterator[_Match]:
    """Yield the ways to read the text from ``index`` as the words."""
    if not words:
        yield _Match(index, 0, 0, 0)
        return
    if index >= stop:
        return
    if text[index] == words[0]:
        for rest in _matches(text, written, words[1:], index + 1, stop):
            yield _Match(rest.stop, rest.kept + (words[0] not in _SMALL), rest.replaced, rest.odd)
    for replaced in written.get(words[0], ()):
        after = index + len(replaced.words)
        if after <= stop and text[index:after] == replaced.words:
            for rest in _matches(text, written, words[1:], after, stop):
                yield _Match(rest.stop, rest.kept, rest.replaced + 1, rest.odd + (not replaced.common))


def _is_whole(doc: Document, around: Surroundings, index: int, match: _Match, words: tuple[str, ...], stop: int) -> bool:
    """Tell whether the reading is written as one name: parts joined, head capitalised, no further capital after it."""
    last = match.stop - 1
    joined = all(doc.tokens[at].span.end + 1 == doc.tokens[at + 1].span.start for at in range(index, last))
    if not joined or not doc.forms[last][0].isupper() or _in_capitals(doc, index, match.stop):
        return False
    if any(len(around.words[at]) != len(doc.folded[at]) and at < last for at in range(index, last)) and "'" not in "".join(
        words
    ):
        return False
    after = match.stop
    goes_on = (
        after < stop
        and doc.tokens[after].kind == "word"
        and doc.forms[after][0].isupper()
        and doc.tokens[last].span.end + 1 == doc.tokens[after].span.start
        and len(around.words[last]) == len(doc.folded[last])
    )
    return not goes_on or match.odd > 1


def _in_capitals(doc: Document, index: int, stop: int) -> bool:
    return all(form.isupper() for form in doc.forms[index:stop])


def _follows_name(doc: Document, around: Surroundings, index: int, start: int) -> bool:
    """Tell whether a capitalised word stands right before that may belong to a longer name."""
    before = index - 1
    if before < start or doc.tokens[before].kind != "word" or not doc.forms[before][0].isupper():
        return False
    lists = around.lists
    word = around.words[before]
    owned = len(word) < len(doc.folded[before])
    return not (owned or word in lists.words["cut-start"] or word in lists.demonyms or doc.forms[before].isupper())


def _finding(doc: Document, index: int, match: _Match, name: str) -> Finding:
    end = doc.tokens[match.stop - 1].span.end
    last = doc.forms[match.stop - 1]
    if last.endswith(("'s", "’s")) and not name.endswith("s"):
        end -= 2
    span = Span(doc.tokens[index].span.start, end)
    written = doc.of(span)
    return Finding(
        SPUN.id,
        span,
        score=0.95 if match.kept else 0.9,
        message=f"{written!r} is {name!r} with words of it replaced by others of a like meaning",
        evidence=(
            Derivation((("established name", name), ("as written", written))),
            TableHit("names_wellknown", name, "facts"),
        ),
        edits=(Edit(span, name),),
    )

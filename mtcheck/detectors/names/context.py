"""See what stands round a name: titles, offices, countries; and cut the capitalised runs that may be names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mtcheck.core.document import Document, Sentence
from mtcheck.core.rule import Tables
from mtcheck.core.span import Span
from mtcheck.lang.sounds import letters

_LONGEST_RUN = 7
_TITLE_REACH = 3
_APPOSITION_REACH = 7
_BEFORE_OFFICE = frozenset(
    "vice prime foreign defence defense deputy general finance interior then former party state supreme first ex".split()
)
_ABBREVIATIONS = frozenset("UN US EU WHO UK UAE USA IMF WTO NATO FRG DPRK PRC ROK USSR MEP MP CEO PM FM CNN BBC".split())


@dataclass(frozen=True)
class Lists:
    """Hold the word lists of the family and the words that name countries."""

    words: dict[str, frozenset[str]]
    country_words: dict[str, tuple[str, ...]]
    country_phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    country_names: dict[str, str]
    demonyms: frozenset[str]


def load_lists(table: Tables) -> Lists:
    """Load the word lists and country words."""
    words = {row.key: frozenset(row["words"].split()) for row in table("names_words")}
    single: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    names: dict[str, str] = {}
    for row in table("names_countries"):
        names[row.key] = row["name"]
        for phrase in [*row["names"].split(";"), *row["words"].split(";")]:
            parts = tuple(phrase.split())
            if len(parts) == 1:
                single[phrase] = (*single.get(phrase, ()), row.key)
            elif parts:
                phrases.setdefault(parts[0], []).append((parts[1:], row.key))
    longest_first = {first: tuple(sorted(tails, key=lambda tail: -len(tail[0]))) for first, tails in phrases.items()}
    demonyms = frozenset(single) | {"korean", "korea", "north", "south", "west", "east"}
    return Lists(words, single, longest_first, names, demonyms - words["name-too"])


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a run of capitalised words that may be one name: token indexes, text, sentence."""

    first: int
    last: int
    span: Span
    text: str
    sent: int
    opened: bool = False  # begins with a word that may be the sentence's opening word and no name

    @property
    def words(self) -> int:
        """Count the words of the run."""
        return len(self.text.split())


class Surroundings:
    """Answer what stands round a run of one document; each answer is computed once."""

    def __init__(self, doc: Document, lists: Lists) -> None:
        self.doc = doc
        self.lists = lists
        self._countries: dict[int, frozenset[str]] = {}

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the folded tokens without a possessive ending."""
        return tuple(form[:-2] if form.endswith("'s") else form.rstrip("'") for form in self.doc.folded)

    def countries(self, sent: int) -> frozenset[str]:
        """Return the codes of the countries that a sentence names."""
        if sent not in self._countries:
            span = self.doc.sentences[sent].tokens
            self._countries[sent] = frozenset(self._named(span.start, span.stop))
        return self._countries[sent]

    @cached_property
    def article_countries(self) -> frozenset[str]:
        """Return the codes of all countries named anywhere."""
        return frozenset(self._named(0, len(self.words)))

    def _named(self, start: int, stop: int) -> Iterator[str]:
        words, lists, index = self.words, self.lists, start
        while index < stop:
            word = words[index]
            for tail, code in lists.country_phrases.get(word, ()):
                if words[index + 1 : index + 1 + len(tail)] == tail:
                    yield code
                    index += len(tail)
                    break
            else:
                if word in lists.country_words and (word != "us" or self.doc.forms[index] == "US"):
                    yield from lists.country_words[word]
                elif "-" in word:
                    for part in word.split("-"):
                        yield from lists.country_words.get(part, ()) if part != "us" else ()
                elif word in ("korea", "korean", "koreans") and (index == 0 or words[index - 1] not in ("north", "south")):
                    yield from ("KP", "KR")
            index += 1

    def title(self, run: Run, roles: frozenset[str] = frozenset()) -> str:
        """Return the title, or one of ``roles``, just before the run or in apposition after it; empty where there is none."""
        titles = self.lists.words["title"] | roles
        start = self.doc.sentences[run.sent].tokens.start
        stop = self.doc.sentences[run.sent].tokens.stop
        for index in range(run.first - 1, max(start, run.first - 1 - _TITLE_REACH) - 1, -1):
            if self.words[index] in titles:
                return self.doc.forms[index]
            if self.doc.tokens[index].kind != "word" and self.words[index] not in (".", "-"):
                break
        if run.last + 1 < stop and self.words[run.last + 1] in (",", "("):
            for index in range(run.last + 2, min(stop, run.last + 2 + _APPOSITION_REACH)):
                if self.words[index] in titles:
                    return self.doc.forms[index]
                if self.doc.tokens[index].kind != "word":
                    break
        return ""

    def office_country(self, run: Run) -> str:
        """Return the country whose office is named right before the run ("Chinese Vice Premier"); empty where there is none."""
        start = self.doc.sentences[run.sent].tokens.start
        index = run.first - 1
        if index < start or self.words[index] not in self.lists.words["title"]:
            return ""
        index -= 1
        while index >= start and self.words[index] in _BEFORE_OFFICE | self.lists.words["title"]:
            index -= 1
        if index < start:
            return ""
        word = self.words[index]
        before = self.words[index - 1] if index > start else ""
        for tail, code in self.lists.country_phrases.get(before, ()):
            if tail == (word,):
                return code
        codes = self.lists.country_words.get(word, ())
        return codes[0] if len(codes) == 1 and self.doc.forms[index][0].isupper() else ""

    def follows_article(self, run: Run) -> bool:
        """Tell whether an article stands right before the run, as before a thing, or the initial of another name."""
        start = self.doc.sentences[run.sent].tokens.start
        before = self.words[run.first - 1] if run.first > start else ""
        return before in ("the", "a", "an") or (len(before) == 2 and before.endswith(".")) or before == "."

    def office_words(self, sent: int) -> frozenset[str]:
        """Return the words of a sentence, for a look whether one names an office."""
        span = self.doc.sentences[sent].tokens
        return frozenset(self.words[span.start : span.stop])


def capitalised_runs(doc: Document, around: Surroundings) -> Iterator[Run]:
    """Yield whole runs of capitalised words, cut at titles, demonyms, months, possessives and whatever is no word."""
    for number, sent in enumerate(doc.sentences):
        if doc.blocks[sent.block].kind not in ("code", "chrome"):
            yield from _runs_of(doc, around, number, sent)


def _runs_of(doc: Document, around: Surroundings, number: int, sent: Sentence) -> Iterator[Run]:
    """Yield the runs of one sentence; a run after an opening word ("On", "To") is also given with that word.

    A run ends at a possessive and after the noun of a body: "European Parliament Roberta Metsola" is a body and a name.
    """
    forms, tokens, words = doc.forms, doc.tokens, around.words
    lists = around.lists.words
    cuts, links, demonyms = lists["cut"] | lists["month"], lists["link"], around.lists.demonyms
    opening = lists["cut-start"]
    run: list[int] = []
    lead = -1
    for index in sent.tokens:
        form, word = forms[index], words[index]
        is_word = tokens[index].kind == "word"
        joined = bool(run) and tokens[run[-1]].span.end + 1 == tokens[index].span.start
        capital = is_word and (form[0].isupper() or (len(form) > 3 and form[2] == "-" and form[3].isupper()))
        if run and not (joined and is_word and (capital or word in links)):
            yield from _finish(doc, run, number, links, lead)
            run, lead = [], -1
        if run and not capital:
            run.append(index)
        elif capital:
            if word in cuts or word in demonyms or form in _ABBREVIATIONS:
                yield from _finish(doc, run, number, links, lead)
                run, lead = [], -1
            elif not run and index == sent.tokens.start and word in opening:
                lead = index
            else:
                run.append(index)
                if len(word) < len(form) or word in lists["before-name"]:
                    yield from _finish(doc, run, number, links, lead)
                    run, lead = [], -1
        elif not run:
            lead = -1
    yield from _finish(doc, run, number, links, lead)


def _finish(doc: Document, run: list[int], number: int, links: frozenset[str], lead: int) -> Iterator[Run]:
    while run and doc.folded[run[-1]] in links and doc.forms[run[-1]][0].islower():
        run = run[:-1]
    if not run or len(run) > _LONGEST_RUN:
        return
    end = doc.tokens[run[-1]].span.end
    if doc.folded[run[-1]].endswith("'s"):
        end -= 2
    elif doc.forms[run[-1]][-1] in "'’":
        end -= 1
    for first, opened in ((run[0], False), *(((lead, True),) if lead >= 0 else ())):
        span = Span(doc.tokens[first].span.start, end)
        text = doc.text[span.start : span.end]
        if len(letters(text)) >= 3:
            yield Run(first, run[-1], span, text, number, opened)

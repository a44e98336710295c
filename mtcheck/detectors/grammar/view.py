"""Hold one look at a document for the grammar rules: forms, payloads of the lexicon, sentence bounds, quotations."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mtcheck.core.document import Document
from mtcheck.core.rule import Context, Tables
from mtcheck.core.span import Span
from mtcheck.detectors.grammar.forms import Form, Forms
from mtcheck.tables import Row

SKIPPED_BLOCKS = frozenset({"code", "chrome", "table"})
STOPS = frozenset({".", "!", "?", ";", ":", ",", "...", "…", ")", "”", '"', "’"})
UNITS = frozenset(
    """years months weeks days hours minutes seconds miles kilometers kilometres meters metres feet inches yards acres tons
    tonnes dollars euros pounds cents percent points degrees
    kilograms kilos litres liters gallons votes thousands millions""".split()
)


@lru_cache(maxsize=4)
def _kinds(table: Tables) -> dict[str, dict[str, Any]]:
    kinds: dict[str, dict[str, Any]] = {}
    for row in table("grammar"):
        kinds.setdefault(row["kind"], {})[row["word"]] = row
    starts: dict[str, Any] = {}
    for kind in ("sequence", "usage"):
        for words, row in kinds[kind].items():
            starts.setdefault(words.split()[0], []).append(row)
    kinds["sequence-start"] = starts
    return kinds


@lru_cache(maxsize=1 << 16)
def _facts(table: Tables, form: str) -> str:
    """Return the tag letters of a form, with the letters of surely verbal forms added: see ``View.tags``."""
    lexicon = table("lexicon")
    payload: str = lexicon.get(form, "")
    letters = payload[1:]
    share = letters[-1:] if letters[-1:].isdigit() else ""
    letters = letters.rstrip("0123456789")
    sure = "!" if share and share >= "8" else "~" if share and share <= "1" else ""
    if payload and form.endswith("est") and not set(letters) & set("NVX") and _has_adjective(lexicon, form):
        letters += "X"
    return letters + sure


def _has_adjective(lexicon: Mapping[str, str], form: str) -> bool:
    """Tell whether the form is an adjective with the ending -est: largest, cleverest, happiest, hottest."""
    stem = form[:-3]
    bases = (stem, stem + "e", stem[:-1] + "y" if stem.endswith("i") else "", stem[:-1] if stem[-1:] == stem[-2:-1] else "")
    return any("J" in lexicon.get(base, "")[1:] for base in bases)


@lru_cache(maxsize=4)
def _inflected(table: Tables) -> Forms:
    return Forms(table("grammar_forms"))


@lru_cache(maxsize=4)
def _frames(table: Tables) -> dict[str, tuple[Row, ...]]:
    """Return the rows of the table ``grammar_frames`` by each form of their words."""
    by_form: dict[str, tuple[Row, ...]] = {}
    kinds: tuple[Form, ...] = ("base", "third", "past", "participle", "gerund")
    for row in table("grammar_frames"):
        word = row["word"]
        forms = {word} if row["forms"] == "=" else {_inflected(table).verb(word, kind) for kind in kinds}
        for form in forms - {""}:
            by_form[form] = (*by_form.get(form, ()), row)
    return by_form


@dataclass(frozen=True)
class View:
    """Hold what every rule asks. ``tags[i]`` are the letters of token i, with ``!`` or ``~`` after them
    where its contexts are surely those of a verb, or surely not."""

    doc: Document
    words: tuple[str, ...]
    tags: tuple[str, ...]
    first: tuple[int, ...]
    kinds: dict[str, dict[str, Any]]
    inflected: Forms
    lexicon: Mapping[str, str]
    frames: Mapping[str, tuple[Row, ...]]
    quotes: tuple[Span, ...]
    quote_starts: tuple[int, ...]

    def has(self, index: int, letters: str) -> bool:
        """Tell whether token ``index`` exists and has one of the tags."""
        return 0 <= index < len(self.tags) and any(letter in letters for letter in self.tags[index])

    def only(self, index: int, letters: str) -> bool:
        """Tell whether token ``index`` exists, has tags, and no others than the given."""
        if not 0 <= index < len(self.tags):
            return False
        own = self.tags[index].rstrip("!~")
        return bool(own) and all(letter in letters for letter in own)

    def noun(self, index: int, letter: str) -> bool:
        """Tell whether the token is a noun of one number (N or S) and, in its contexts, nothing else."""
        verb = {"N": "NV", "S": "SZ"}[letter]
        return self.only(index, letter) or (self.has(index, letter) and self.only(index, verb) and self.tags[index][-1] == "~")

    def base(self, index: int) -> bool:
        """Tell whether the token is the base form of a verb and, in its contexts, nothing else."""
        return self.has(index, "V") and not self.has(index, "DPRtspobwmxicu") and self.tags[index][-1] == "!"

    def gerund(self, index: int) -> bool:
        """Tell whether the token is an -ing form that stands as a verb, not as a noun."""
        if not self.has(index, "G") or self.upper(index):
            return False
        return self.only(index, "GJ") or self.tags[index][-1] == "!" or self.has(index + 1, "tspb")

    def word(self, index: int) -> str:
        """Return the folded form of a token; the empty string beyond either end."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def listed(self, kind: str) -> dict[str, Any]:
        """Return the rows of one kind of the table, by word."""
        return self.kinds[kind]

    def sentence(self, index: int) -> range:
        """Return the tokens of the sentence that holds the token; empty in code, tables and page furniture."""
        sent = self.doc.sentences[bisect_right(self.first, index) - 1]
        return range(0) if self.doc.blocks[sent.block].kind in SKIPPED_BLOCKS else sent.tokens

    def together(self, first: int, last: int) -> bool:
        """Tell whether both tokens lie in one sentence of running text."""
        tokens = self.sentence(first)
        return first in tokens and last in tokens

    def quoted(self, span: Span) -> bool:
        """Tell whether the span lies inside a quotation."""
        index = bisect_right(self.quote_starts, span.start) - 1
        return index >= 0 and self.quotes[index].contains(span)

    def span(self, first: int, last: int) -> Span:
        """Return the span from the start of one token to the end of another."""
        return Span(self.doc.tokens[first].span.start, self.doc.tokens[last].span.end)

    def upper(self, index: int) -> bool:
        """Tell whether the token begins with a capital."""
        return 0 <= index < len(self.words) and self.doc.forms[index][0].isupper()

    def clause_starts(self, index: int) -> bool:
        """Tell whether token ``index`` surely begins a clause: it opens the sentence or follows a plain conjunction."""
        tokens = self.sentence(index)
        return index in tokens and (index == tokens.start or self.words[index - 1] in CLAUSE_OPENERS)

    def ends_phrase(self, index: int) -> bool:
        """Tell whether token ``index`` cannot continue a noun phrase: a stop, a preposition, a verb that is no noun."""
        return index >= len(self.words) or self.words[index] in STOPS or self.only(index, "imxcw")


CLAUSE_OPENERS = frozenset("because although though while when but whereas since unless".split())


def view_of(doc: Document, ctx: Context) -> View:
    """Make the view of a document."""
    words = doc.folded
    facts = {word: _facts(ctx.table, word) for word in set(words)}
    quotes = tuple(sorted(doc.quotations))
    return View(
        doc=doc,
        words=words,
        tags=tuple([facts[word] for word in words]),
        first=tuple(sent.tokens.start for sent in doc.sentences),
        kinds=_kinds(ctx.table),
        inflected=_inflected(ctx.table),
        lexicon=ctx.table("lexicon"),
        frames=_frames(ctx.table),
        quotes=quotes,
        quote_starts=tuple(span.start for span in quotes),
    )

"""Read the family's table into the sets that the rules ask."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mtcheck.core.document import Document
from mtcheck.core.rule import Context, Tables
from mtcheck.core.span import Span

SKIPPED_BLOCKS = frozenset({"code", "chrome", "table"})


@dataclass(frozen=True)
class Words:
    """Hold the table ``repetition`` by kind, and the lexicon."""

    double_ok: frozenset[str]
    double_clause: frozenset[str]
    pair_ok: frozenset[str]
    reporting: frozenset[str]
    noun_modal: frozenset[str]  # "garbage can", "free will": the second word is no verb
    lexicon: Mapping[str, str]


def words_of(ctx: Context) -> Words:
    """Return the sets; made once for the tables."""
    return _words(ctx.table)


@lru_cache(maxsize=4)
def _words(table: Tables) -> Words:
    kinds: dict[str, list[str]] = {}
    for row in table("repetition"):
        kinds.setdefault(row["kind"], []).append(row["word"])
    sets = {kind: frozenset(listed) for kind, listed in kinds.items()}
    noun_modal = frozenset(row["word"] for row in table("grammar") if row["kind"] == "noun-modal")
    return Words(sets["double-ok"], sets["double-clause"], sets["pair-ok"], sets["reporting"], noun_modal, table("lexicon"))


class Places:
    """Answer by binary search where a token or span lies: which sentence, which quotation, which kind of block."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self._firsts = [sent.tokens.start for sent in doc.sentences]
        self._quotes = sorted(doc.quotations)
        self._quote_starts = [span.start for span in self._quotes]

    def sentence(self, token: int) -> int:
        """Return the index of the sentence that holds the token."""
        return bisect_right(self._firsts, token) - 1

    def together(self, first: int, last: int) -> bool:
        """Tell whether two tokens lie in one sentence of running text."""
        index = self.sentence(first)
        sent = self.doc.sentences[index]
        return last in sent.tokens and self.doc.blocks[sent.block].kind not in SKIPPED_BLOCKS

    def quoted(self, span: Span) -> bool:
        """Tell whether the span lies inside a quotation."""
        index = bisect_right(self._quote_starts, span.start) - 1
        return index >= 0 and self._quotes[index].contains(span)

    def span(self, first: int, last: int) -> Span:
        """Return the span from the start of one token to the end of another."""
        tokens = self.doc.tokens
        return Span(tokens[first].span.start, tokens[last].span.end)

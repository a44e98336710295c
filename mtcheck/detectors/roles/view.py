"""Hold what the rules of roles ask of a document: its words, the lists of the table, spans and evidence."""

from __future__ import annotations

from mtcheck.core.document import Document, Sentence
from mtcheck.core.finding import TableHit
from mtcheck.core.span import Span
from mtcheck.tables import Table

BE = frozenset("is are was were".split())


class View:
    """Hold one look at a document."""

    def __init__(self, doc: Document, table: Table) -> None:
        self.doc = doc
        self.words = doc.folded
        self._table = table
        self._present = frozenset(self.words)
        self._lists = {row.key: frozenset(row["words"].split()) for row in table}

    def holds(self, key: str) -> bool:
        """Tell whether one of the words of a row stands anywhere in the document."""
        return not self._lists[key].isdisjoint(self._present)

    def listed(self, key: str) -> frozenset[str]:
        """Return the words of one row of the table."""
        return self._lists[key]

    def word(self, at: int, sent: Sentence) -> str:
        """Return a word of the sentence; empty beyond its ends."""
        return self.words[at] if at in sent.tokens else ""

    def span(self, first: int, last: int) -> Span:
        """Return the span from the start of one token to the end of another."""
        return Span(self.doc.tokens[first].span.start, self.doc.tokens[last].span.end)

    def hit(self, key: str) -> TableHit:
        """Return the evidence that a row's words stand there."""
        return TableHit("roles", key, self._table.by_key[key].source)

    def is_name(self, at: int) -> bool:
        """Tell whether a token is a capitalised word of more than one letter, and not all capitals."""
        form = self.doc.forms[at]
        return self.doc.tokens[at].kind == "word" and len(form) > 1 and form[0].isupper() and not form.isupper()

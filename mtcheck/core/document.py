"""Define Document and its parts: blocks, sentences, tokens, quotations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Literal

from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span

SOURCE_LANGUAGE = "source-language"  # the key in ``meta`` for what a bilingual file says of its other side
TokenKind = Literal["word", "number", "punct", "symbol", "url"]
BlockKind = Literal["heading", "paragraph", "item", "quote", "code", "table", "caption", "chrome"]


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one word, number, mark, symbol or address; white space lies between tokens, in none of them."""

    span: Span
    kind: TokenKind


@dataclass(frozen=True, slots=True)
class Block:
    """Hold one heading, paragraph, list item ...; ``chrome`` is page furniture (menus, buttons) that a reader kept apart."""

    span: Span
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one sentence: its span, the range of its token indexes and the index of its block."""

    span: Span
    tokens: range
    block: int


@dataclass(frozen=True, slots=True)
class Codes:
    """Hold the inline elements of one block of a bilingual file, in order: names such as ``g 1``; the text's have a place."""

    source: tuple[str, ...] = ()
    text: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Document:
    """Hold one article as read: never altered after its reader has made it.

    ``text`` is what spans point into; ``raw`` is the file as decoded, which ``source_map`` leads back to. ``quotations`` are
    the spans between paired quotation marks, marks included, in order of their start; they may nest.
    ``sources`` has the source text of each block, empty where it is not known; none at all for a text on its own.
    ``codes`` has the inline elements of each block where the file is bilingual and has any.
    ``meta`` holds facts that the reader knows (``format``).
    """

    id: str
    path: str
    raw: str
    text: str
    source_map: SourceMap
    sha256: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    quotations: tuple[Span, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    codes: tuple[Codes, ...] = ()

    def of(self, part: Span | Token | Block | Sentence) -> str:
        """Return the characters of a span, token, block or sentence."""
        span = part if isinstance(part, Span) else part.span
        return self.text[span.start : span.end]

    def named(self, message: str) -> str:
        """Return a message about the article, with its id in front where the file holds several."""
        return message if self.id in (self.path, self.path.replace("\\", "/")) else f"{self.id}: {message}"

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Return each token's characters, one entry per token; equal ones are one object, since texts repeat their words."""
        known: dict[str, str] = {}
        forms = (self.text[tok.span.start : tok.span.end] for tok in self.tokens)
        return tuple(known.setdefault(form, form) for form in forms)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Return each token lower-cased, with typographic apostrophes and hyphens made plain; one entry per token."""
        known = {form: fold(form) for form in set(self.forms)}
        return tuple(known[form] for form in self.forms)

    @cached_property
    def words(self) -> int:
        """Count the tokens of kind ``word`` or ``number`` outside page furniture."""
        counted = [tok.kind in ("word", "number") for tok in self.tokens]
        furniture = (self.block_tokens(index) for index, block in enumerate(self.blocks) if block.kind == "chrome")
        return sum(counted) - sum(sum(counted[part.start : part.stop]) for part in furniture)

    def tokens_in(self, span: Span) -> range:
        """Return the indexes of the tokens that share a character with the span."""
        first = bisect_right(self.tokens, span.start, key=lambda tok: tok.span.end)
        return range(first, bisect_left(self.tokens, span.end, first, key=lambda tok: tok.span.start))

    def block_tokens(self, block: int) -> range:
        """Return the range of token indexes of one block."""
        return self._block_ranges[block]

    def block_sentences(self, block: int) -> tuple[Sentence, ...]:
        """Return the sentences of one block, in order."""
        return self._block_sentences[block]

    def is_quoted(self, span: Span) -> bool:
        """Tell whether the span lies inside a quotation."""
        last = bisect_right(self._quotation_starts, span.start)
        return last > 0 and self._quotation_reach[last - 1] >= span.end

    @cached_property
    def _quotation_starts(self) -> list[int]:
        return [quotation.start for quotation in self.quotations]

    @cached_property
    def _quotation_reach(self) -> list[int]:
        """Give, for each quotation, the furthest end of it and those before it."""
        return list(accumulate((quotation.end for quotation in self.quotations), max))

    @cached_property
    def _block_sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        groups: list[list[Sentence]] = [[] for _ in self.blocks]
        for sent in self.sentences:
            groups[sent.block].append(sent)
        return tuple(map(tuple, groups))

    @cached_property
    def _block_ranges(self) -> tuple[range, ...]:
        return tuple(
            range(sents[0].tokens.start, sents[-1].tokens.stop) if sents else range(0) for sents in self._block_sentences
        )


_FOLD = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u00ad": None})


def fold(form: str) -> str:
    """Lower-case a form and make its apostrophes and hyphens plain; a view for look-up, not for offsets."""
    return form.translate(_FOLD).lower()

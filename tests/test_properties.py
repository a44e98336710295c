"""Hold the laws of segmentation on any text, and on texts built from what segmentation stumbles over."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.core.document import Document
from mtcheck.readers.plain import from_string

PIECES = """
" " ' ' “ ” ‘ ’ « » „ 「 」 ( ) [ ] . . . , ! ? … ... . . 。 ！ : ; - – — / Mr. Mrs. No. U.S. U.S.-led e.g. a.m. J. R. I. Inc.
etc. St. Kim Smith said the and it It The end 5 5th 3.14 1,000 6:47am 2021. $5 習 金正恩 문재인 ー é e\u0301 😀 👍🏽 👨\u200d👩
\u00ad \u200b \ufeff
https://a.b/c a@b.co www.x.com Yahoo! • - 1. (a) > don't boys’ 's _ __ \ud800 \x00 \x1c \x85 \u2028 \u202e ﬁ İ ß
""".split()
SPACES = ["", "", " ", " ", " ", "\n", "\r\n", "\r", "\n\n", "\t", "\u00a0", "\u3000", "\x0b", "\x1f"]
near_misses = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SPACES)), max_size=60).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)
any_text = st.text(st.characters(codec=None), max_size=200)  # lone surrogates and control characters too
texts = st.one_of(any_text, near_misses)


def check_laws(text: str, doc: Document) -> None:
    assert doc.text == text
    end = 0
    for block in doc.blocks:
        assert end <= block.span.start < block.span.end <= len(text)
        assert not text[end : block.span.start].strip(), "characters between blocks belong to none"
        end = block.span.end
    assert not text[end:].strip()
    rebuilt, at = [], 0
    for tok in doc.tokens:
        assert at <= tok.span.start < tok.span.end <= len(text)
        gap = text[at : tok.span.start]
        assert not gap.strip(), "a token is missing"
        assert not any(char.isspace() for char in doc.of(tok))
        rebuilt += [gap, doc.of(tok)]
        at = tok.span.end
    assert "".join(rebuilt) + text[at:] == text
    at = 0
    for sent in doc.sentences:
        assert sent.tokens.start == at and len(sent.tokens) > 0
        at = sent.tokens.stop
        assert sent.span.start == doc.tokens[sent.tokens.start].span.start
        assert sent.span.end == doc.tokens[sent.tokens.stop - 1].span.end
        assert doc.blocks[sent.block].span.contains(sent.span)
    assert at == len(doc.tokens)
    for index, block in enumerate(doc.blocks):
        assert all(sent.block == index for sent in doc.block_sentences(index))
        covered = doc.block_tokens(index)
        assert doc.tokens[covered.start].span.start == block.span.start
        assert doc.tokens[covered.stop - 1].span.end == block.span.end
    assert list(doc.quotations) == sorted(doc.quotations)
    for span in doc.quotations:
        assert any(block.span.contains(span) for block in doc.blocks)
        assert len(span) >= 2
        assert doc.is_quoted(span)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_laws(text: str) -> None:
    check_laws(text, from_string(text))


@given(near_misses)
@settings(max_examples=80, deadline=None)
def test_same_input_same_output(text: str) -> None:
    first, second = from_string(text), from_string(text)
    assert (first.blocks, first.sentences, first.tokens, first.quotations) == (
        second.blocks,
        second.sentences,
        second.tokens,
        second.quotations,
    )


@given(near_misses, near_misses)
@settings(max_examples=80, deadline=None)
def test_is_quoted_agrees_with_a_plain_search(text: str, other: str) -> None:
    doc = from_string(f"“{text}” {other}")
    for tok in doc.tokens:
        assert doc.is_quoted(tok.span) == any(span.contains(tok.span) for span in doc.quotations)


def test_the_laws_can_fail() -> None:
    doc = from_string("One. Two.")
    broken = Document(**{**{name: getattr(doc, name) for name in doc.__dataclass_fields__}, "tokens": doc.tokens[1:]})
    with pytest.raises((AssertionError, IndexError)):
        check_laws(doc.text, broken)


HOSTILE = [
    '"',
    "“a ",
    '"a b ',
    "‘a ",
    "'a ",
    "a.",
    ". ",
    "( ",
    "a@",
    "a.b-",
    "www.",
    "1,",
    "a-",
    "._",
    "1. ",
    "A. ",
    '." ',
    "\n",
    "ab c\n",
    "\r\n",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_length_only(unit: str) -> None:
    """Take some 400,000 characters in a few seconds; a quadratic step would take hours."""
    text = unit * (400_000 // len(unit))
    started = time.perf_counter()
    from_string(text)
    assert time.perf_counter() - started < 20

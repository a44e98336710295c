"""Hold sentence boundaries, blocks and quotations to written cases."""

from __future__ import annotations

import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest

from mtcheck.core.document import Document
from mtcheck.core.span import Span
from mtcheck.readers.plain import from_string

CASES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))


def cases() -> list[Any]:
    return [pytest.param(text, id=f"{group}: {text[:40]}") for group in CASES for text in CASES[group]["cases"]]


def parts(text: str) -> list[str]:
    doc = from_string(text)
    return [doc.of(sent) for sent in doc.sentences]


@pytest.mark.parametrize("marked", cases())
def test_boundaries(marked: str) -> None:
    text = marked.replace(" | ", " ").replace("| ", " ").replace("|", "")
    assert parts(text) == [part.strip() for part in marked.split("|")]


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 80


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 Step 1", "heading"),
        ("3 min read", "heading"),
        ("Leaders Meet in Geneva", "heading"),
        ("Leaders met in Geneva.", "paragraph"),
        ("• a point", "item"),
        ("2) a point", "item"),
        ("(a) a point", "item"),
        ("1.5 million people came.", "paragraph"),
        ("I. It came.", "paragraph"),
        ("> as you wrote", "quote"),
        ("Photo: Getty", "caption"),
        ("The two leaders shake hands. (AP)", "caption"),
        ("The two leaders met (AP reported on Monday that this was so).", "paragraph"),
    ],
)
def test_block_kind(text: str, kind: str) -> None:
    assert [block.kind for block in from_string(text).blocks] == [kind]


PROSE = (
    "The state news agency said on Monday that the two leaders had exchanged letters, and that relations would grow. "
    "It gave no details of the visit, which had been expected since the spring of last year by many people. "
)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_wrapped_paragraph_is_one_block(newline: str) -> None:
    paragraphs = ["\n".join(textwrap.wrap(PROSE, width)) for width in (72, 72, 72)]
    doc = from_string("\n\n".join(paragraphs).replace("\n", newline))
    assert [block.kind for block in doc.blocks] == ["paragraph"] * 3
    assert [len(doc.block_sentences(index)) for index in range(3)] == [2, 2, 2]


def test_items_in_wrapped_text_are_blocks() -> None:
    wrapped = "\n".join(textwrap.wrap(PROSE, 72))
    doc = from_string(f"{wrapped}\n\n- a first point\n- a second point\n\n{wrapped}")
    assert [block.kind for block in doc.blocks] == ["paragraph", "item", "item", "paragraph"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\n\n"])
def test_one_line_is_one_block_where_nothing_is_wrapped(newline: str) -> None:
    doc = from_string(newline.join([PROSE] * 4))
    assert len(doc.blocks) == 4


def test_headlines_are_not_wrapped_prose() -> None:
    lines = ["Government Announces Sweeping New Measures Against Floods", "Students Demand Better Teaching In All Schools"] * 4
    assert len(from_string("\n".join(lines)).blocks) == 8


def quoted(text: str) -> list[str]:
    doc: Document = from_string(text)
    return [doc.of(span) for span in doc.quotations]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ('He said "no." Then "yes" to all.', ['"no."', '"yes"']),
        ("“A ‘b’ c” and d.", ["“A ‘b’ c”", "‘b’"]),
        ("„Ja“, and »Nein« and «oui» now.", ["„Ja“", "»Nein«", "«oui»"]),
        ("‘Let’s go’ they said.", ["‘Let’s go’"]),
        ("‘the boys’ toys are here,’ he said.", ["‘the boys’ toys are here,’"]),
        ("The workers’ rights and the boys' toys.", []),
        ("'Tis the '90s and rock 'n' roll.", []),
        ("She said 'no' to it.", ["'no'"]),
        ("He is 5'10\" tall.", []),
        ("“left open to the end.", ["“left open to the end."]),
        ("“wrong“ half.", ["“wrong“"]),
        ('The "Yonhap.” agency.', ['"Yonhap.”']),
        ("”Hej”, sa han.", ["”Hej”"]),
        ("「何？」 and 『x』.", ["「何？」", "『x』"]),
    ],
)
def test_quotations(text: str, want: list[str]) -> None:
    assert quoted(text) == want


def test_a_quotation_over_several_paragraphs() -> None:
    doc = from_string("“One began here.\n\n“Two went on.\n\n“Three ends.”\n\nFour is outside.")
    assert [doc.is_quoted(block.span) for block in doc.blocks] == [True, True, True, False]


def test_is_quoted_sees_the_outer_of_two() -> None:
    doc = from_string("“A ‘b’ c d” e")
    assert doc.is_quoted(Span(7, 8))
    assert not doc.is_quoted(Span(12, 13))

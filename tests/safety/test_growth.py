"""Hold time to the size of what is read: every reader, and the check of growth itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.rule import Context
from mtcheck.lang.wording import unchosen
from mtcheck.readers.bilingual import read_bilingual
from mtcheck.readers.html import read_html
from mtcheck.readers.markdown import read_markdown
from mtcheck.registry import registry
from tests.detectors.test_language_rules import FAMILIES, HOSTILE
from tests.growth import GrowthError, check_growth, check_text_growth

WORDING = ["{", "<a ", "`", "in- ", "{a}", "a\n\n", "-"]  # as in tests/lang/test_wording.py


# --- what is checked for growth must be noticed: a quadratic step is planted into the work, for each text that is used


def by_characters(doc: Document) -> int:
    """Go through all characters before each character: some texts are a single token."""
    return sum(1 for at in range(len(doc.text)) for _ in range(at))


def by_search(doc: Document) -> int:
    """Look each place up in a list."""
    seen: list[int] = []
    for at in range(len(doc.text)):
        if -at not in seen:
            seen.append(at)
    return len(seen)


PLANTED = [by_characters, by_search]


def planted(work: Callable[[Document], object], step: Callable[[Document], int]) -> Callable[[Document], object]:
    return lambda doc: (work(doc), step(doc))


@pytest.mark.parametrize("step", PLANTED)
@pytest.mark.parametrize("text", WORDING)
def test_a_quadratic_step_is_noticed_in_every_text_of_the_wording(text: str, step: Callable[[Document], int]) -> None:
    with pytest.raises(GrowthError):
        check_text_growth(planted(unchosen, step), text)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_quadratic_step_is_noticed_in_every_text_of_the_rules(name: str) -> None:
    (detector,) = (detector for detector in registry().detectors if detector.family == FAMILIES[0])
    ctx = Context(table=tables.load)
    with pytest.raises(GrowthError):
        check_text_growth(planted(lambda doc: list(detector.detect(doc, ctx)), by_characters), HOSTILE[name])


# --- readers


def _xml(inner: str) -> str:
    return (
        "<xliff version='1.2'><file source-language='ko' target-language='en'><trans-unit id='1'>"
        f"<source>{inner}</source><target>{inner}</target></trans-unit></file></xliff>"
    )


def _tmx(inner: str) -> str:
    seg = "".join(f"<tuv xml:lang='{language}'><seg>{inner}</seg></tuv>" for language in ("ko", "en"))
    return f"<tmx version='1.4'><body><tu>{seg}</tu></body></tmx>"


def _nested(opening: str, closing: str, size: int) -> str:
    count = size // len(opening + closing)
    return opening * count + "x" + closing * count


PIECES = {
    "entities": "a&amp;",
    "lines": "a\n",
    "codes": "<x id='1'/>a",
    "words": "word ",
    "digits": "1234567890",
    "han": "習近平",
}
BILINGUAL = {
    **{
        f"xliff {name}": ("xliff", lambda size, piece=piece: _xml(piece * (size // len(piece))))
        for name, piece in PIECES.items()
    },
    **{f"tmx {name}": ("tmx", lambda size, piece=piece: _tmx(piece * (size // len(piece)))) for name, piece in PIECES.items()},
    "xliff nested": ("xliff", lambda size: _xml(_nested("<g id='1'>a ", "</g>", size))),
    "xliff hidden": ("xliff", lambda size: _xml(_nested("<ph>a ", "</ph>", size))),
    "tmx nested": ("tmx", lambda size: _tmx(_nested("<hi>a ", "</hi>", size))),
    "po lines": ("po", lambda size: 'msgid ""\n' + '"a "\n' * (size // 5) + 'msgstr ""\n' + '"a "\n' * (size // 5)),
    "po escapes": ("po", lambda size: 'msgid "' + '\\"' * (size // 2) + '"\nmsgstr "' + '\\"' * (size // 2) + '"\n'),
    "tsv rows": ("tsv", lambda size: "a\tb\n" * (size // 4)),
}
PAGES = {
    "div": ("<div>a", "</div>"),
    "list": ("<ul><li>a", "</li></ul>"),
    "table": ("<table><tr><td>a", "</td></tr></table>"),
    "inline": ("<b>a", "</b>"),
    "open": ("<p><i>a", ""),
    "never closed": ("<a ", ""),
    "attributes": ('<p class="a', ""),
    "comment": ("<!-- a", ""),
    "entities": ("&amp;", ""),
    "not entities": ("&amp", "x"),
    "end tags": ("</p>", ""),
    "brackets": ("<", ""),
    "spaces": (" \n", ""),
}
MARKDOWN = [
    "[",
    "![",
    "](",
    "[a](b",
    "*a ",
    "**a",
    "_a_",
    "`",
    "``` \n",
    "> ",
    "- a\n",
    "<a ",
    "&amp;",
    "|a|b|\n",
    "\\",
    "~~a",
    "[a]: b\n",
    "# a\n",
    "1. ",
]


@pytest.mark.parametrize("name", sorted(BILINGUAL))
def test_bilingual_files_are_read_in_line_with_their_size(name: str) -> None:
    kind, make = BILINGUAL[name]
    check_growth(lambda data: list(read_bilingual(data, "x", id="x", kind=kind)), lambda size: make(size).encode())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_are_read_in_line_with_their_size(name: str) -> None:
    opening, closing = PAGES[name]
    check_growth(lambda data: list(read_html(data, "x", id="x")), lambda size: _nested(opening, closing, size).encode())


@pytest.mark.parametrize("piece", MARKDOWN)
def test_markdown_is_read_in_line_with_its_size(piece: str) -> None:
    check_growth(
        lambda data: list(read_markdown(data, "x", id="x")),
        lambda size: (piece * (size // len(piece))).encode(),
        largest=200_000,
    )

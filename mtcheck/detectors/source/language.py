"""Find blocks on the English side that are not English, and say which language the sources are in."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import SOURCE_LANGUAGE, Document
from mtcheck.core.finding import Derivation, Finding
from mtcheck.core.rule import Context
from mtcheck.detectors.source import rules
from mtcheck.lang.identification import LEAST, code_of, identify, is_latin
from mtcheck.lang.lexicon import frequency

_MOST = 4000  # letters that are enough
_FOREIGN = 4  # small-lettered words that English hardly has
_FOREIGN_SHARE = 0.4  # of the small-lettered words
_COMMON = 10  # log2 of the count in 77 million words


def language_of(doc: Document) -> str:
    """Return the code of the sources' language: as declared, else as it looks; empty where that is not certain."""
    return code_of(doc.meta.get(SOURCE_LANGUAGE, "")) or identify("\n".join(doc.sources)[:_MOST])


def find(doc: Document, number: int, ctx: Context) -> Iterator[Finding]:
    """Yield the whole block where it is of another script, or where its words are not English and the identifier agrees."""
    span = doc.blocks[number].span
    text = doc.of(span)
    if sum(map(str.isalpha, text)) < LEAST or (is_latin(text) and not _is_foreign(doc, number, ctx)):
        return
    code = identify(text)
    if code not in ("en", "la", ""):  # Latin are the names of species
        evidence = (Derivation((("text", text[:_MOST]), ("language", code))),)
        yield Finding(rules.LANGUAGE.id, span, 0.9, f"not English: the block looks like language {code!r}", evidence)


def _is_foreign(doc: Document, number: int, ctx: Context) -> bool:
    lexicon = ctx.table("lexicon")
    small = [tok for tok in doc.block_tokens(number) if doc.tokens[tok].kind == "word" and doc.forms[tok].islower()]
    foreign = sum(frequency(lexicon.get(doc.folded[tok], "")) < _COMMON for tok in small)
    return foreign >= _FOREIGN and foreign >= _FOREIGN_SHARE * len(small)

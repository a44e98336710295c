"""Tell which language a source is in: by what its file declares, by its script, and for the Latin alphabet by py3langid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding, Measure
from mtcheck.core.lexicon import frequency
from mtcheck.core.rule import Context
from mtcheck.detectors.source import rules

DECLARED = "source-language"  # the key in a document's meta
_LEAST = 50  # letters: of shorter texts the identifier's users report wrong answers
_MOST = 4000  # letters that are enough
_SURE = 10.0  # nats between the best language and the second
_SCRIPTS = (
    ("ja", regex.compile(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", regex.compile(r"\p{Hangul}")),
    ("zh", regex.compile(r"\p{Han}")),
    ("ar", regex.compile(r"\p{Arabic}")),
    ("ru", regex.compile(r"\p{Cyrillic}")),
)
_SHARE = 0.1  # of the letters: a Latin text may quote a few words of another script, and hardly the other way
_NOT_ARABIC = regex.compile("[پچژگکیےں]")
_UKRAINIAN, _RUSSIAN = regex.compile("[ієїґ]"), regex.compile("[ыэъё]")
_LETTER = regex.compile(r"\p{L}")
_LATIN_WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{M}'’-]*")


def language_of(doc: Document) -> str:
    """Return the code of the sources' language: as declared, else as it looks; empty where that is not certain."""
    declared = doc.meta.get(DECLARED, "").lower().replace("_", "-").partition("-")[0]
    return declared or identify("\n".join(doc.sources)[:_MOST])


@lru_cache(maxsize=256)
def identify(text: str) -> str:
    """Return the language of a text, empty where it is too short or between two languages."""
    letters = _LETTER.findall(text)
    for code, script in _SCRIPTS:
        found = len(script.findall(text))
        if found and found >= _SHARE * len(letters):
            return _within(code, text.lower())
    return by_identifier(text) if len(letters) >= _LEAST else ""


def _within(code: str, text: str) -> str:
    """Tell apart the languages of one script as far as their letters do."""
    if code == "ar":
        return "" if _NOT_ARABIC.search(text) else "ar"
    if code == "ru":
        ukrainian, russian = bool(_UKRAINIAN.search(text)), bool(_RUSSIAN.search(text))
        return "" if ukrainian and russian else "uk" if ukrainian else "ru"
    return code


@lru_cache(maxsize=1024)
def by_identifier(text: str) -> str:
    """Return what py3langid makes of a text, empty where a second language is nearly as likely."""
    import py3langid  # reads its model, so only where it is asked

    (best, first), (_, second), *_ = py3langid.rank(text)
    return str(best) if float(first) - float(second) >= _SURE else ""

"""Tell which language a text is in: by its script, by the small words of English, and for other Latin text by py3langid.

The identifier's users report wrong answers for short texts, and it answers for bare names too. So it is asked only about fifty
letters and more, where the cheaper signs do not settle the matter, and its answer counts only where it is sure.
"""

from __future__ import annotations

from functools import lru_cache

import regex

LEAST = 50  # letters
_SURE = 10.0  # nats between the best language and the second
_SCRIPTS = (
    ("ja", regex.compile(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", regex.compile(r"\p{Hangul}")),
    ("zh", regex.compile(r"\p{Han}")),
    ("ar", regex.compile(r"\p{Arabic}")),
    ("ru", regex.compile(r"\p{Cyrillic}")),
)
_SHARE = 0.1  # of the letters: a text quotes a few words of the Latin alphabet sooner than Latin text some of another
_NOT_ARABIC = regex.compile("[پچژگکیےں]")
_NOT_RUSSIAN = regex.compile("[јљњћђџѓќўәғқңөұүһ]")
_UKRAINIAN, _RUSSIAN = regex.compile("[ієїґ]"), regex.compile("[ыэъё]")
_LETTER, _LATIN, _WORD = regex.compile(r"\p{L}"), regex.compile(r"\p{Latin}"), regex.compile(r"\p{L}+")
_ENGLISH = frozenset("the of and with was that is for are by from has have were this which his their it be".split())
_ENGLISH_SHARE = 0.1  # of the words


@lru_cache(maxsize=256)
def identify(text: str) -> str:
    """Return the code of a text's language, empty where it is too short or between two languages."""
    letters = len(_LETTER.findall(text))
    for code, script in _SCRIPTS:
        found = len(script.findall(text))
        if found and found >= _SHARE * letters:
            return _within(code, text.lower())
    if letters < LEAST:
        return ""
    return "en" if is_english(text) else _by_identifier(text)


def is_english(text: str) -> bool:
    """Tell whether a text has as many small words of English as English has."""
    words = [word.lower() for word in _WORD.findall(text)]
    return bool(words) and sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def is_latin(text: str) -> bool:
    """Tell whether most letters of a text are of the Latin alphabet."""
    return 2 * len(_LATIN.findall(text)) > len(_LETTER.findall(text))


def code_of(tag: str) -> str:
    """Return the language of a tag such as ``pt-BR`` or ``zh_CN``."""
    return tag.lower().replace("_", "-").partition("-")[0]


def _within(code: str, text: str) -> str:
    """Tell apart the languages of one script as far as their letters do; Cyrillic with no letter of another one is Russian."""
    if code == "ar":
        return "" if _NOT_ARABIC.search(text) else "ar"
    if code == "ru":
        ukrainian, russian = bool(_UKRAINIAN.search(text)), bool(_RUSSIAN.search(text))
        return "" if (ukrainian and russian) or _NOT_RUSSIAN.search(text) else "uk" if ukrainian else "ru"
    return code


def _by_identifier(text: str) -> str:
    import py3langid  # reads a model of 4.6 MB, so only where it is asked

    (best, first), (_, second), *_ = py3langid.rank(text)
    return str(best) if float(first) - float(second) >= _SURE else ""

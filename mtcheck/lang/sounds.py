"""Fold a romanised name to its sounds: one character a sound, so that spellings of one pronunciation come out alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VOWELS = frozenset("aeiou@_")

# Spelling -> sounds. '@' is Korean eo, '_' is eu, N is ng, X is kh, S is sh, C is ch, J is zh or j, Q is ts.
_SPELLINGS = {
    "shch": "S", "tskh": "C", "chkh": "C", "tsch": "C", "chzh": "J", "yeo": "y@", "eui": "_y", "woo": "u", "dzh": "J",
    "sch": "S", "tch": "C", "tsz": "J", "yoo": "yu", "sh": "S", "ch": "C", "zh": "J", "dj": "J", "ts": "Q", "tz": "Q",
    "kh": "X", "gh": "g", "ph": "f", "th": "t", "rh": "r", "dh": "d", "ck": "k", "ng": "N", "eo": "@", "eu": "_", "ae": "e",
    "oe": "we", "oo": "u", "ee": "i", "ou": "u", "wu": "u", "j": "J", "q": "q", "x": "x", "c": "c",
}  # fmt: skip
_READ = re.compile("|".join(sorted(_SPELLINGS, key=lambda spelling: (-len(spelling), spelling))) + "|[a-z]")
_LETTERS = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e"})
_CLASSES = str.maketrans({
    **dict.fromkeys("pbfv", "P"), **dict.fromkeys("td", "T"), **dict.fromkeys("kgXqc", "K"),
    **dict.fromkeys("CJSszxQ", "S"), **dict.fromkeys("mnN", "N"), **dict.fromkeys("lr", "L"),
    **dict.fromkeys("hywaeiou@_", None),
})  # fmt: skip


def plain(text: str) -> str:
    """Lower-case a Latin name and take off its diacritics; other characters stay."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 16)
def letters(text: str) -> str:
    """Return only the plain letters of a name: the form under which spellings of one name are equal."""
    return "".join(char for char in plain(text) if char.isalpha())


@lru_cache(maxsize=1 << 16)
def sounds(text: str) -> str:
    """Return the sounds of a romanised name, one character each; what parts it into words or syllables is dropped."""
    return "".join(_piece(piece) for piece in re.split(r"[^a-z]+", plain(text)) if piece)


def _piece(piece: str) -> str:
    out: list[str] = []
    for spelling in _READ.findall(piece):
        for sound in _SPELLINGS.get(spelling, spelling):
            if out and sound == out[-1] and sound not in VOWELS:
                continue
            if sound == "i" and out and out[-1] in "aeo@_u":
                sound = "y"
            out.append(sound)
    return "".join("i" if _is_vowel_y(out, index) else sound for index, sound in enumerate(out))


def _is_vowel_y(out: list[str], index: int) -> bool:
    """Tell whether a y stands where it can only be a vowel: with no vowel on either side."""
    if out[index] != "y":
        return False
    before = index > 0 and out[index - 1] in VOWELS
    after = index + 1 < len(out) and out[index + 1] in VOWELS
    return not before and not after


# What the usual systems of Russian and Arabic spell differently: a word in one and in another comes out alike.
_RUSSIAN = (
    ("ks", "x"), ("^alexandr$", "alexander"), ("^iosif$|^joseph$|^josef$", "josif"), ("(?<=[oe])va$", "v"), ("(?<=in)a$", ""),
    ("(?:aya|aia|iy|ii|yy|ij|yi|yj|i|j)$", "y"), ("[ae](?=[ijy])", "e"), ("e[ij]", "ey"), ("^ye|^je", "e"),
    ("(?<=[aeiou])y(?=e)", ""), ("i(?=[ao])", "y"), ("j(?=[ao])", "y"), ("tch|tsch", "ch"), ("sch", "sh"), (r"(.)\1", r"\1"),
)  # fmt: skip
_ARABIC = (
    ("^(?:al|el|ul|sheik|shaikh|sheikh)$", ""), ("[ae][iy]", "y"), ("ee", "i"), ("oo|ou|o", "u"), ("e", "a"),
    (r"(.)\1", r"\1"), ("(?<=.)h$", ""), ("^usama$", "asama"),
)  # fmt: skip


@lru_cache(maxsize=1 << 14)
def respelt(text: str, *, arabic: bool) -> str:
    """Return a Russian or Arabic name as all its usual English spellings have in common: Sergey and Sergei come out alike."""
    words = re.split(r"[\s-]+", plain(text).replace("'", ""))
    for pattern, written in _ARABIC if arabic else _RUSSIAN:
        words = [re.sub(pattern, written, word) for word in words]
    return "".join(words)


def classes(folded: str) -> str:
    """Return the consonant classes of a folded name: what stays when vowels, glides and voicing change."""
    return folded.translate(_CLASSES)

"""Read a name as another language would and write it in Latin letters: the ways by which machines garble names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from mtcheck.lang.sounds import plain

_COMBINATIONS = 12
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
_MR = {
    "initials": "k kk n t tt r m p pp s ss - ch tch ch k t p h".split(),
    "medials": "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split(),
}
_KONTSEVICH = {
    "initials": "k kk n t tt r m p pp s ss - ch chch chkh kh tkh pkh kh".split(),
    "medials": "a e ya ye o e yo ye o va ve ve yo u vo ve vi yu y yi i".split(),
}
SURNAMES = {
    "김": ("kim",), "이": ("lee", "yi", "ri"), "박": ("park", "pak"), "최": ("choi", "choe"), "정": ("chung", "jeong"),
    "조": ("cho", "jo"),
    "강": ("kang",), "임": ("lim", "im"), "유": ("yoo", "yu"), "노": ("roh", "no"), "문": ("moon",), "심": ("shim",),
    "서": ("suh", "seo"),
    "안": ("ahn",), "윤": ("yoon", "yun"), "전": ("chun", "jeon"), "리": ("ri", "lee"), "류": ("ryu",), "량": ("ryang",),
    "로": ("ro",),
    "습": ("seup",), "신": ("shin",), "손": ("son", "sohn"), "오": ("oh",), "우": ("woo",), "백": ("paek", "baek"),
    "권": ("kwon",), "구": ("koo",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one reading: the route, what was read (native characters as read), surname and given name in Latin letters."""

    route: str
    native: str
    surname: str
    given: str


def hangul_to_latin(text: str, system: str = "rr") -> str:
    """Romanise hangul syllable by syllable, hyphens between: rr (Revised Romanisation), mr or kontsevich."""
    other = {"mr": _MR, "kontsevich": _KONTSEVICH}.get(system)
    initials, medials = (other["initials"], other["medials"]) if other else (_INITIALS, _MEDIALS)
    out = []
    for char in text:
        code = ord(char) - 0xAC00
        if 0 <= code < 11172:
            parts = initials[code // 588], medials[code % 588 // 28], _FINALS[code % 28]
            out.append("".join(part for part in parts if part != "-"))
    return "-".join(out)


_PALLADIUS = (
    (r"^zh", "chzh"), (r"^j", "tsz"), (r"^q", "ts"), (r"^x", "s"), (r"^z(?!h)", "tsz"), (r"^c(?!h)", "ts"), (r"^h",
    "kh"), (r"^r", "zh"),
    (r"^w(?=u)", ""), (r"^w", "v"), (r"^yi", "i"), (r"iong$", "yun"), (r"ong$", "un"), (r"iang$", "yan"), (r"ian$", "yan"),
    (r"iu$", "yu"), (r"ie$", "e"), (r"iao$", "yao"), (r"ia$", "ya"), (r"ng$", "n"), (r"ui$", "uey"), (r"ai$", "ay"),
    (r"ei$", "ey"),
)  # fmt: skip


def palladius(syllable: str) -> str:
    """Write a pinyin syllable as Russian does, in Latin letters: xi -> si, qiang -> tsyan."""
    for pattern, written in _PALLADIUS:
        syllable = re.sub(pattern, written, syllable)
    return syllable


_KANA: dict[str, str] = {}
for _row, _romaji in {
    "あいうえお": "a i u e o", "かきくけこ": "ka ki ku ke ko", "さしすせそ": "sa shi su se so",
    "たちつてと": "ta chi tsu te to",
    "なにぬねの": "na ni nu ne no", "はひふへほ": "ha hi fu he ho", "まみむめも": "ma mi mu me mo", "やゆよ": "ya yu yo",
    "らりるれろ": "ra ri ru re ro", "わをん": "wa o n", "がぎぐげご": "ga gi gu ge go", "ざじずぜぞ": "za ji zu ze zo",
    "だぢづでど": "da ji zu de do", "ばびぶべぼ": "ba bi bu be bo", "ぱぴぷぺぽ": "pa pi pu pe po", "ゔ": "bu",
}.items():  # fmt: skip
    _KANA.update(zip(_row, _romaji.split(), strict=True))
_SMALL_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_SMALL = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}


def kana_to_latin(text: str) -> str:
    """Romanise kana (Hepburn, long vowels short): ひろひと -> hirohito, プーチン -> puchin."""
    out: list[str] = []
    for char in text:
        if "ァ" <= char <= "ヴ":
            char = chr(ord(char) - 0x60)
        if char in _KANA:
            out.append(_KANA[char])
        elif char in _SMALL_Y and out:
            stem = out.pop()[:-1]
            out.append(stem + ("" if stem in ("sh", "ch", "j") else "y") + _SMALL_Y[char])
        elif char in _SMALL and out:
            out.append(out.pop()[:-1] + ("w" if False else "") + _SMALL[char])
    return re.sub(r"(?<=o)u|(?<=u)u|(?<=o)o", "", "".join(out))


_RU = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъыьэюяё",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya yo".split(),
        strict=True,
    )
) | {"ж": "zh"}
_AR = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "a b t th j h kh d dh r z s sh s d t z - gh f q k l m n h u i".split(),
strict=True)) | {
    "أ": "a", "إ": "i", "آ": "a", "ة": "a", "ى": "a", "ؤ": "u", "ئ": "i", "ء": "-", "پ": "p", "چ": "ch", "ژ": "zh",
    "گ": "g", "ک": "k", "ی": "i",
}  # fmt: skip


def _by_letter(table: Mapping[str, str]) -> Callable[[str], str]:
    def write(text: str) -> str:
        return "".join(table.get(char, "") for char in text.lower() if table.get(char) != "-")

    return write


def _arabic(text: str) -> str:
    return _by_letter(_AR)(re.sub(r"^(?:ال)(?=..)", "al", text).replace("al", "") if text.startswith("ال") else text)


def _persian(text: str) -> str:
    written = _by_letter({**_AR, "و": "o", "ق": "gh", "ث": "s", "ذ": "z", "ض": "z"})(text)
    return re.sub(r"(?<=[aei])o|^o(?=[aeiou])", "v", written)


def _pinyin_of(chars: Mapping[str, Mapping[str, str]]) -> Callable[[str], str]:
    def write(text: str) -> str:
        return "".join(plain(_first(chars, char, "mandarin")) for char in text)

    return write


def _first(chars: Mapping[str, Mapping[str, str]], char: str, column: str) -> str:
    return (chars[char][column].split() or [""])[0] if char in chars else ""


def _all(chars: Mapping[str, Mapping[str, str]], native: str, column: str, most: int) -> Iterator[tuple[str, ...]]:
    choices = [chars[char][column].split()[:most] if char in chars else [] for char in native]
    if all(choices):
        yield from islice(product(*choices), _COMBINATIONS)


Characters = Mapping[str, Mapping[str, str]]


def _short(reading: str) -> str:
    """Shorten the long vowels of an on-reading: SHUU -> shu, KYOU -> kyo."""
    return re.sub(r"(?<=o)u|(?<=u)u", "", reading.lower())


def read_characters(native: str, split: int, country: str, chars: Characters) -> Iterator[Reading]:
    """Yield the readings of a name in Chinese characters; the first ``split`` characters are its surname."""

    def both(route: str, parts: Sequence[str], shown: str) -> Reading:
        return Reading(route, shown, "".join(parts[:split]), "-".join(parts[split:]))

    pinyin = [plain(_first(chars, char, "mandarin")) for char in native]
    if all(pinyin):
        if country != "CN":
            yield both("pinyin", pinyin, native)
        if country not in ("JP", "KR", "KP", "VN"):
            yield both("palladius", [palladius(syllable) for syllable in pinyin], native)
    if country not in ("KR", "KP"):
        for parts in _all(chars, native, "hangul", 2):
            yield from _korean("sino-korean", "".join(parts), split)
    if country != "JP":
        for parts in _all(chars, native, "on", 2):
            yield both("on-reading", [_short(part) for part in parts], native)
    if country == "JP":
        for parts in islice(_all(chars, native, "on", 2), 4):
            yield both("on-reading", [_short(part) for part in parts], native)
    if country != "VN":
        for parts in islice(_all(chars, native, "vietnamese", 1), 1):
            yield both("sino-vietnamese", [plain(part) for part in parts], " ".join(parts))


def _korean(route: str, hangul: str, split: int, *, systems: tuple[str, ...] = ("rr", "mr")) -> Iterator[Reading]:
    for system in systems:
        given = hangul_to_latin(hangul[split:], system)
        yield Reading(route, hangul, hangul_to_latin(hangul[:split], system), given)
        for surname in SURNAMES.get(hangul[:split], ()):
            yield Reading(route, hangul, surname, given)


def read_korean(hangul: str, split: int) -> Iterator[Reading]:
    """Yield how Russian writes a Korean name."""
    yield from _korean("kontsevich", hangul, split, systems=("kontsevich",))


def own_korean(hangul: str, split: int) -> Iterator[Reading]:
    """Yield the accepted romanisations of a Korean name: Revised Romanisation and McCune-Reischauer."""
    yield from _korean("own", hangul, split)


def read_spelling(column: str, text: str, chars: Characters, *, surname_first: bool) -> Iterator[Reading]:
    """Yield a foreign name romanised back from the spelling of one language (columns ru ar fa zh ja ko)."""
    writers: dict[str, tuple[str, Callable[[str], str], str]] = {
        "ru": ("russian", _by_letter(_RU), r"[\s]+"),
        "ar": ("arabic", _arabic, r"[\s]+"),
        "fa": ("persian", _persian, r"[\s‌]+"),
        "zh": ("pinyin", _pinyin_of(chars), r"[·\s]+"),
        "ja": ("katakana", kana_to_latin, r"[・＝\s]+"),
        "ko": ("hangul", lambda word: hangul_to_latin(word).replace("-", ""), r"\s+"),
    }
    route, write, cut = writers[column]
    parts = [write(part) for part in re.split(cut, text) if part]
    if all(parts) and parts:
        surname = parts.pop(0 if surname_first and len(parts) > 1 else -1)
        yield Reading(route, text, surname, " ".join(parts))

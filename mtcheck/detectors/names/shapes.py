"""Tell in which languages a name is well formed: Chinese in pinyin, Korean, Vietnamese, Japanese."""

from __future__ import annotations

import re
from functools import lru_cache

from mtcheck.lang.sounds import plain

# Initial -> finals: the syllables of Mandarin (Unihan kMandarin).
_SYLLABLES = {
    "": "a ai an ang ao e en er ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "d": "a ai an ang ao e eng i ian iao ie ing iu ong ou u uan ui un uo",
    "f": "a an ang ei en eng o ou u",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "w": "a ai an ang ei en eng o u",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
}
_PINYIN = (
    "(?:"
    + "|".join(sorted((first + last for first, ends in _SYLLABLES.items() for last in ends.split(" ")), key=len, reverse=True))
    + ")"
)
_KOREAN = (
    r"(?:(?:kk|tt|pp|ss|jj|tch|ch|sh|th|[gkndtrlmbpsjhw])?(?:yeo|you|yeu|yae|wae|weo|woo|yoo|eui|ae|eo|eu|oe|oo|ee|ie|ue|ya|ye|yo|yu|wa|we|wi|wo|ui|ou|a|e|i|o|u)"
    r"(?:ng|ck|[kgnltmpbh])?)"
)
_JAPANESE = (
    r"(?:(?:[kgnhbpmr]y|sh|ch|j)[auoi]|(?:sh|ch|j)i|tsu|fu|[kgnbpmr][aiueo]|[sz][aueo]|[td][aeo]|h[aieo]|y[auo]|wa|[aiueo]|n(?![aiueoy])"
    r"|(?:k(?=k)|s(?=s)|t(?=[tc])|p(?=p))|h(?![aiueo]))"
)
_PINYIN_SYLLABLE = re.compile(_PINYIN)
# A syllable that begins with a vowel has an apostrophe before it, but for a few old spellings.
_IS_PINYIN = re.compile(rf"{_PINYIN}(?:(?![aeo]){_PINYIN}|'{_PINYIN}){{0,2}}")
_IS_KOREAN = re.compile(_KOREAN)
_IS_TWO_KOREAN = re.compile(rf"{_KOREAN}{{1,2}}")
_IS_JAPANESE = re.compile(rf"{_JAPANESE}{{2,7}}")
_KOREAN_SURNAMES = frozenset(
    "kim lee yi ri rhee park pak choi choe jung jeong chung jong kang jo cho yoon yun jang chang lim im rim han oh o "
    "seo suh so shin sin kwon hwang ahn an"
    " song ryu yoo yu ryoo jeon chun chon hong ko go koh moon mun son sohn yang ryang bae pae baek paek heo hur ho nam "
    "noh roh no ro ha joo ju chu koo ku gu"
    " yeo yo goh bong ban jon kye ree rim myong"
    " kwak gwak sung seong song cha chu min jin na ra ji chi um eom won woo u bang pang byun pyon myung shim sim hyun "
    "hyon kil gil thae tae to do ok kye ham tak gong chae pyo cheon seok kook".split()
)
_WADE_GILES = re.compile(
    r"(?:hs|tsz?|tz|sz|ch|sh|[pmftnlkhjsyw])?(?:uang|iang|ueh|uan|ung|iao|ieh|ien|ang|eng|ing|erh|ai|ao|an|en|ei|ih|in|iu|ou|uo|ua|ui|un|ia|eh|a|e|i|o|u)"
)
_TAIWANESE_SURNAMES = frozenset(
    "chen lin huang chang li lee wang wu liu tsai yang hsu cheng hsieh kuo hung chiu tseng liao lai chou yeh su chuang "
    "lu chiang ho hsiao lo kao chien chu"
    " chung peng yu chan hu shih shen pan fan tang fang ting wei tai yen tu sun ma ku chao tsao ko ou han tsui leung "
    "wong cheung chow kwok ng lam".split()
)
_VIETNAMESE = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly truong dinh doan lam mai trinh dao cao luu "
    "luong ta to nong vuong ha phung thai tong chau".split()
)


@lru_cache(maxsize=1 << 14)
def shape_countries(text: str) -> frozenset[str]:
    """Return the codes of the countries whose names have this shape; empty for a name of no such shape."""
    words = plain(text).split()
    pieces = [piece for word in words for piece in word.split("-") if piece]
    found: set[str] = set()
    if 2 <= len(words) <= 3 and 2 <= len(pieces) <= 3 and all(_IS_PINYIN.fullmatch(word.replace("-", "")) for word in words):
        # The People's Republic writes a given name in one word, the others in parts.
        found |= {"CN", "TW"} if len(pieces) == len(words) == 2 else {"TW"}
    if _is_wade_giles(words):
        found |= {"CN", "TW"}
    if _is_korean(words, pieces):
        found |= {"KP", "KR"}
    if words and words[0] in _VIETNAMESE and 2 <= len(words) <= 4:
        found.add("VN")
    if len(words) in (1, 2) and all(len(word) >= 3 and _IS_JAPANESE.fullmatch(word) for word in words):
        found.add("JP")
    return frozenset(found)


def pinyin_syllables(text: str) -> list[str]:
    """Cut a name in pinyin into its syllables."""
    return _PINYIN_SYLLABLE.findall(plain(text))


def is_pinyin(word: str) -> bool:
    """Tell whether a word can be one to three syllables of pinyin."""
    return bool(_IS_PINYIN.fullmatch(plain(word)))


def _is_wade_giles(words: list[str]) -> bool:
    """Tell whether this is a surname and two hyphened syllables in Wade-Giles, in either order."""
    if len(words) != 2 or sum("-" in word for word in words) != 1:
        return False
    surname, given = words if "-" in words[1] else words[::-1]
    parts = given.split("-")
    return surname in _TAIWANESE_SURNAMES and len(parts) == 2 and all(_WADE_GILES.fullmatch(part) for part in parts)


def _is_korean(words: list[str], pieces: list[str]) -> bool:
    if not 2 <= len(pieces) <= 3 or (pieces[0] not in _KOREAN_SURNAMES and pieces[-1] not in _KOREAN_SURNAMES):
        return False
    if len(pieces) == 2:
        return (
            len(words) == 2
            and bool(_IS_TWO_KOREAN.fullmatch(pieces[1]))
            and (pieces[0] in _KOREAN_SURNAMES or bool(_IS_TWO_KOREAN.fullmatch(pieces[0])))
        )
    return all(piece in _KOREAN_SURNAMES or _IS_KOREAN.fullmatch(piece) for piece in pieces)

"""Word what a match says: the rule it belongs to, the message, and the correction inflected like what was written."""

from __future__ import annotations

from mtcheck.core.rule import Rule
from mtcheck.detectors.senses.match import Article, Match
from mtcheck.detectors.senses.rows import ANY, DETERMINERS, Sense
from mtcheck.detectors.senses.rules import CALQUE, FALSE_FRIEND, WRONG_SENSE
from mtcheck.lang.inflection import Inflections
from mtcheck.lang.sounds import letters

_ALIKE = 4  # letters that a word and its false friend share from the start
_SHARE = 0.6  # of the shorter one's letters


def rule_of(sense: Sense) -> Rule:
    """Return the rule of a row: its word looks like the source's word, several words go together, or one word is wrong."""
    words = [word.lstrip("=") for element in sense.elements for word in element.words if word not in (DETERMINERS, ANY)]
    if any(_alike(letters(source), word) for source in sense.row["source"].split() for word in words):
        return FALSE_FRIEND
    needed = [element for element in sense.elements if not element.optional and DETERMINERS not in element.words]
    return CALQUE if len(needed) > 1 else WRONG_SENSE


def _alike(one: str, two: str) -> bool:
    shared = 0
    while shared < min(len(one), len(two)) and one[shared] == two[shared]:
        shared += 1
    return shared >= _ALIKE and shared >= _SHARE * min(len(one), len(two))


def message(sense: Sense, written: str, language: str) -> str:
    """Return what is wrong, what was meant, and from which language."""
    source, meant = sense.row["source"], " or ".join(repr(text.replace(DETERMINERS, "...")) for text in sense.meant)
    if rule_of(sense) is FALSE_FRIEND:
        return f"{written!r} looks like {language} {source!r}, which means {meant}"
    if rule_of(sense) is CALQUE:
        return f"{written!r} is {language} {source!r} word for word; English says {meant}"
    return f"{written!r} is one sense of {language} {source!r}, and another was meant: {meant}"


def corrections(article: Article, match: Match, inflections: Inflections) -> list[str]:
    """Return what may stand instead, best first, inflected and capitalised like what was written."""
    return list(dict.fromkeys(_correction(article, match, text, inflections) for text in match.sense.meant))


def _correction(article: Article, match: Match, meant: str, inflections: Inflections) -> str:
    met = [article.doc.of(article.units.span(*place)) if place[0] < place[1] else "" for place in match.met]
    words = meant.split()
    plain = [at for at, word in enumerate(words) if word != DETERMINERS]
    for place, tag in _inflected(article, match, inflections):
        at = _answering(place, len(_own(match)), plain)
        if at is not None:
            words[at] = inflections.inflected(words[at], tag)
    filled = [met.pop(0) if word == DETERMINERS and met else word for word in words]
    text = " ".join(word for word in filled if word and word != DETERMINERS)
    first = article.doc.text[article.units.starts[match.start]]
    return text[:1].upper() + text[1:] if first.isupper() else text


def _own(match: Match) -> list[int]:
    """Return the units that stand for words of the row, those under ``~`` left out."""
    taken = {at for start, stop in match.met for at in range(start, stop)}
    return [at for at in range(match.start, match.stop) if at not in taken]


def _inflected(article: Article, match: Match, inflections: Inflections) -> list[tuple[int, str]]:
    """Return which of the row's words are written in an inflected form, counted from nought, with the tag."""
    wanted = {word for element in match.sense.elements for word in element.words}
    found = []
    for number, at in enumerate(_own(match)):
        form = article.words[at]
        lemma = next((key for key in article.keys(form) if key in wanted), f"={form}")
        tag = "" if lemma.startswith("=") else inflections.tag_of(form, lemma, article.words[at - 1] if at else "")
        if tag:
            found.append((number, tag))
    return found


def _answering(place: int, of: int, plain: list[int]) -> int | None:
    """Return the index of the meant word that answers to a written one: first to first, last to last, or none."""
    if len(plain) == of:
        return plain[place]
    if place == 0 and of > 1:
        return plain[0]
    return plain[-1] if place == of - 1 and (of > 1 or len(plain) == 1) else plain[0] if len(plain) == 1 else None

"""Find words and phrases that repeat at once: doubled words, doubled phrases, loops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from operator import eq

from mtcheck.core.document import Document
from mtcheck.core.finding import Edit, Finding, Measure
from mtcheck.detectors.repetition.rules import DOUBLED_PHRASE, DOUBLED_WORD, PHRASE_LOOP
from mtcheck.detectors.repetition.words import Places, Words
from mtcheck.lang.lexicon import can_be

MAX_PERIOD = 9
MAX_DOUBLED = 6
LOOP_TIMES = 3
CLOSED = "tspobwmxicn"
_PAUSES = frozenset({"—", "–", "-", "--", "...", "…"})
_RUN = re.compile(b"\x01+")


def repeats(doc: Document, words: Words, places: Places) -> Iterator[Finding]:
    """Yield doubled words, doubled phrases and loops; of nested readings, the one with the shortest phrase."""
    folded = doc.folded
    taken = bytearray(len(folded))
    for period in range(1, MAX_PERIOD + 1):
        equal = bytes(map(eq, folded, islice(folded, period, None)))
        for match in _RUN.finditer(equal):
            first, matched = match.start(), match.end() - match.start()
            if matched < period or taken.find(1, first, first + matched + period) >= 0:
                continue
            if period > 1 and len(set(folded[first : first + period])) == 1:
                continue
            end = first + matched + period
            taken[first:end] = b"\x01" * (end - first)
            finding = _judge(doc, words, places, first, period, matched)
            if finding is not None:
                yield finding


def _judge(doc: Document, words: Words, places: Places, first: int, period: int, matched: int) -> Finding | None:
    if not doc.forms[first][0].isalnum():
        first, matched = first + 1, matched - 1  # begin the phrase with its first word, not with the comma before it
    comma_last = not doc.forms[first + period - 1][0].isalnum()
    times = (matched + comma_last) // period + 1
    kinds = [tok.kind for tok in doc.tokens[first : first + period]]
    if period == 1:
        return _doubled_word(doc, words, places, first, times) if kinds == ["word"] else None
    forms = doc.folded[first : first + period]
    if any(form in _PAUSES for form in forms):
        return None  # the false starts of a speech written down
    worded = sum(kind == "word" for kind in kinds)
    if worded < 2 or len({form for form, kind in zip(forms, kinds, strict=True) if kind == "word"}) < 2:
        return None
    if times >= LOOP_TIMES:
        return _loop(doc, words, places, first, period, times)
    if worded == period <= MAX_DOUBLED:
        return _doubled_phrase(doc, words, places, first, period)
    return None


def _doubled_word(doc: Document, words: Words, places: Places, first: int, times: int) -> Finding | None:
    word, last = doc.folded[first], first + times - 1
    payload = words.lexicon.get(word, "")
    closed = can_be(payload, CLOSED)
    if word in words.double_ok or not places.together(first, last) or (len(word) == 1 and word != "a"):
        return None
    if doc.forms[last][0].isupper() or not payload or can_be(payload, "uQ"):
        return None  # a name, a title or a word that is not English
    if word in words.double_clause and not _surely_one_clause(doc, words, first, last, word):
        return None
    span = places.span(first, last)
    if not closed and (times > 2 or places.quoted(span)):
        return None
    return Finding(
        DOUBLED_WORD.id,
        span,
        score=0.95 if closed else 0.7,
        message=f"{doc.forms[first]!r} stands {_times(times)} in a row",
        evidence=(Measure("times in a row", float(times), "words", 2.0),),
        edits=(Edit(span, doc.forms[first], "safe" if closed and word not in words.double_clause else "review"),),
    )


# What may stand after the pair only if both words belong to the same clause: "to to the", "of of a".
_OPENS_NOUN = "tsp"


def _surely_one_clause(doc: Document, words: Words, first: int, last: int, word: str) -> bool:
    """Tell whether a word that may end one clause and begin the next is simply doubled here."""
    if word in ("of", "with", "from", "for"):
        after = doc.folded[last + 1] if last + 1 < len(doc.folded) else ""
        before = words.lexicon.get(doc.folded[first - 1], "") if first else ""
        return can_be(words.lexicon.get(after, ""), _OPENS_NOUN + "ob") and can_be(before, "NS") and not can_be(before, "VZDP")
    if word in ("will", "would", "to") and last + 1 < len(doc.folded):
        before = words.lexicon.get(doc.folded[first - 1], "") if first else ""
        return can_be(words.lexicon.get(doc.folded[last + 1], ""), "V") and can_be(before, "o")
    return False


def _doubled_phrase(doc: Document, words: Words, places: Places, first: int, period: int) -> Finding | None:
    last = first + 2 * period - 1
    forms = doc.forms[first : first + period]
    if not places.together(first, last) or all(form[0].isupper() or form[0].isdigit() for form in forms):
        return None
    if can_be(words.lexicon.get(doc.folded[first + period - 1], ""), "ic") and can_be(
        words.lexicon.get(doc.folded[first + period - 2], ""), "NSVobPR"
    ):
        return None  # "table to table to the next", "the end of the end of it": a chain, not a slip
    if period == 2 and any(
        word in ("and", "or", "by") or word in words.double_ok for word in doc.folded[first : first + period]
    ):
        return None
    if _reads_on(doc, words, first, period):
        return None
    span = places.span(first, last)
    phrase = doc.text[places.span(first, first + period - 1).slice]
    return Finding(
        DOUBLED_PHRASE.id,
        span,
        score=0.6 if places.quoted(span) else 0.9,
        message=f"{phrase!r} stands twice in a row",
        evidence=(Measure("times in a row", 2.0, "phrases", 2.0),),
        edits=(Edit(span, phrase, "review"),),
    )


def _reads_on(doc: Document, words: Words, first: int, period: int) -> bool:
    """Tell whether the doubled words are good English: have to have, lies are lies are lies, a billionth of one billionth."""
    folded, phrase, after = doc.folded, doc.folded[first : first + period], first + 2 * period
    if phrase == ("to", "have") or (
        period == 2
        and after < len(folded)
        and folded[after] == phrase[0]
        and not can_be(words.lexicon.get(phrase[0], ""), CLOSED)
    ):
        return True
    if can_be(words.lexicon.get(phrase[0], ""), "o") or any(can_be(words.lexicon.get(word, ""), "u") for word in phrase):
        return True
    return _heading_meets_sentence(doc, words, first, period)


def _heading_meets_sentence(doc: Document, words: Words, first: int, period: int) -> bool:
    """Tell whether the first copy ends a heading and the second begins a sentence: "The old mill The old mill was"."""
    copy = doc.forms[first + period : first + 2 * period]
    if copy[0][0].isupper() and ("Q" not in words.lexicon.get(copy[0].lower(), "Q") or not doc.forms[first][0].isupper()):
        return True
    if any(len(form) == 1 and form.isupper() and form != "I" for form in copy):
        return True  # "the case of child A Child A is": a letter for a name ends the heading
    return any(not form.isupper() and form[1:] != form[1:].lower() for form in copy)  # lines of a song that lost their ends


def _again(words: Words, pair: tuple[str, ...]) -> bool:
    """Tell whether the phrase is the idiom of doing it again and again and again, on and on and on, higher and higher."""
    return all(word == "and" or word in words.pair_ok or can_be(words.lexicon.get(word, ""), "RKiVD") for word in pair)


def _loop(doc: Document, words: Words, places: Places, first: int, period: int, times: int) -> Finding | None:
    last = first + times * period - 1
    if not doc.forms[first + period - 1][0].isalnum():
        last -= 1
    sent = doc.sentences[places.sentence(first)]
    if not places.together(first, min(last, sent.tokens.stop - 1)):
        return None
    span = places.span(first, last)
    forms = doc.forms[first : first + period]
    phrase = doc.text[places.span(first, first + period - 1).slice]
    if places.quoted(span) or doc.text[span.end - 1] in "!?" or all(form[0].isupper() for form in forms if form[0].isalpha()):
        return None
    if period == 2 and "and" in doc.folded[first : first + 2] and _again(words, doc.folded[first : first + 2]):
        return None
    if sent.tokens.stop <= last:
        return None  # a chain of sentences; the rule on sentences sees it
    return Finding(
        PHRASE_LOOP.id,
        span,
        score=1.0 if times > LOOP_TIMES else 0.9,
        message=f"{phrase!r} stands {_times(times)} running",
        evidence=(Measure("times in a row", float(times), "phrases", float(LOOP_TIMES)),),
        edits=(Edit(span, doc.text[places.span(first, first + period - 1).slice].rstrip(" ,;"), "review"),),
    )


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"

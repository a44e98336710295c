"""Find one person or organisation in two spellings within an article.

Numbers given twice with different values are left out: whether two figures speak of one thing needs a parser.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import regex

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Finding, Measure, Related
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.lang.lexicon import can_be, frequency

TWO_SPELLINGS = Rule(
    id="consistency.two-spellings",
    title="One name in two spellings",
    category="terminology/inconsistent",
    severity="minor",
    why="A machine spells a foreign name differently in each sentence; an editor settles on one spelling.",
    known_problems="Two people whose names differ by one letter and who share the other name; quoted names of works.",
    bad=(
        "Kim Jong Un spoke on Monday. Later Kim Jong Un left, and ⟦Kim Jong-un⟧ was seen no more.",
        "Viktor Yanukovych won. “Viktor Yanukovych is back,” they said of ⟦Viktor Yanukovich⟧.",
    ),
    good=(
        "Boris Johnson met Don Johnston. Later Johnson left.",
        "Dmitry Medvedev and Svetlana Medvedeva came; Medvedev spoke.",
    ),
    since="0.1",
)

MAX_PARTS = 4
MAX_RUN = 8
MAX_BUCKET = 24
MIN_PART = 5
MIN_SINGLE = 7
SKIPPED_BLOCKS = frozenset({"code", "chrome", "table"})
_MARKS = regex.compile(r"[\p{M}]+")
_JOINTS = regex.compile(r"[\s'’ʼ‐‑-]+")
_VOWEL_I = regex.compile(r"[iyj]+")
_CAPITALISED = regex.compile(r"\p{Lu}[\p{L}\p{M}]*\p{Ll}[\p{L}\p{M}]*(?:[-‐‑'’ʼ]\p{L}[\p{L}\p{M}]*)*")
_POSSESSIVE = regex.compile(r"['’ʼ]s?$")


@dataclass(slots=True)
class Spelling:
    """Gather the places of one spelling: its parts as written and the spans, in order."""

    parts: tuple[str, ...]
    spans: list[Span]

    @property
    def text(self) -> str:
        return " ".join(self.parts)


class ConsistencyDetector:
    """Compare the capitalised names of an article with each other."""

    family = "consistency"
    rules = (TWO_SPELLINGS,)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each rarer spelling, at its first place."""
        lexicon: Mapping[str, str] = ctx.table("lexicon")
        spellings = _collect(doc, lexicon)
        flagged: list[Span] = []
        pairs = sorted(_pairs(spellings, lexicon), key=lambda pair: (-len(pair[1].text), pair[1].spans[0]))
        for usual, rare, reason in pairs:
            span = rare.spans[0]
            at = bisect_right(flagged, span)
            if any(other.overlaps(span) for other in flagged[max(0, at - 2) : at + 2]):
                continue
            flagged.insert(at, span)
            yield _finding(usual, rare, reason)


def _finding(usual: Spelling, rare: Spelling, reason: str) -> Finding:
    other, span = usual.spans[0], rare.spans[0]
    times = len(usual.spans)
    return Finding(
        TWO_SPELLINGS.id,
        span,
        score=min(1.0, 0.6 + 0.1 * times),
        message=f"{rare.text!r} is also spelled {usual.text!r} in this article ({times} times)",
        evidence=(
            Related(other, f"first place of the other spelling, {usual.text!r}"),
            Measure("places of the other spelling", float(times), "places", float(len(rare.spans))),
            Derivation(((reason, usual.text),)),
        ),
        edits=(Edit(span, usual.text, "review"),),
    )


def _collect(doc: Document, lexicon: Mapping[str, str]) -> list[Spelling]:
    """Return every capitalised name of one to four words, in order of first appearance."""
    found: dict[tuple[str, ...], Spelling] = {}
    for run in _runs(doc):
        words = [(_POSSESSIVE.sub("", doc.forms[at]), doc.tokens[at].span.start) for at in run[:MAX_RUN]]
        for start in range(len(words)):
            for end in range(start + 1, min(start + MAX_PARTS, len(words)) + 1):
                parts = tuple(word for word, _ in words[start:end])
                if not _is_name(parts, lexicon):
                    continue
                span = Span(words[start][1], words[end - 1][1] + len(parts[-1]))
                found.setdefault(parts, Spelling(parts, [])).spans.append(span)
    return list(found.values())


def _runs(doc: Document) -> Iterator[list[int]]:
    """Yield the token indexes of each run of capitalised words with one blank between them, in running text."""
    match, forms, tokens = _CAPITALISED.fullmatch, doc.forms, doc.tokens
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind in SKIPPED_BLOCKS:
            continue
        run: list[int] = []
        for index in sent.tokens:
            name = forms[index][0].isupper() and match(forms[index]) is not None
            close = bool(run) and doc.text[tokens[index - 1].span.end : tokens[index].span.start] == " "
            if run and not (name and close and not _POSSESSIVE.search(forms[run[-1]])):
                yield run
                run = []
            if name:
                run.append(index)
        if run:
            yield run


def _is_name(parts: tuple[str, ...], lexicon: Mapping[str, str]) -> bool:
    """Tell whether the first and last word are names rather than ordinary words that begin a sentence or a title."""
    if len(parts) == 1 and (len(parts[0]) < MIN_SINGLE or "-" in parts[0]):
        return False
    return all(_unusual(part, lexicon) for part in (parts[0], parts[-1]))


def _unusual(part: str, lexicon: Mapping[str, str]) -> bool:
    payload = lexicon.get(part.lower().replace("’", "'"))
    return payload is None or (can_be(payload, "Q") and not can_be(payload, "NSVJ")) or len(payload) == 1


def _pairs(spellings: list[Spelling], lexicon: Mapping[str, str]) -> Iterator[tuple[Spelling, Spelling, str]]:
    """Yield (usual, rare, reason) for every two spellings that are surely one name."""
    yield from _joined(spellings)
    yield from _respelled(spellings, lexicon)


def _order(one: Spelling, two: Spelling) -> tuple[Spelling, Spelling]:
    """Put the spelling with more places first; of two equals, the one that came first."""
    if len(two.spans) > len(one.spans) or (len(two.spans) == len(one.spans) and two.spans[0] < one.spans[0]):
        return two, one
    return one, two


def _joined(spellings: list[Spelling]) -> Iterator[tuple[Spelling, Spelling, str]]:
    """Pair names of the same letters that differ in hyphen, blank or inner capital: Jong Un, Jong-un."""
    buckets: dict[str, list[Spelling]] = {}
    for spelling in spellings:
        if len(spelling.parts) > 1 or "-" in spelling.text:
            buckets.setdefault(_JOINTS.sub("", spelling.text).lower(), []).append(spelling)
    for bucket in buckets.values():
        if len(bucket) < 2:
            continue
        first = max(bucket[:MAX_BUCKET], key=lambda item: (len(item.spans), -item.spans[0].start))
        for other in bucket[:MAX_BUCKET]:
            if other is not first:
                yield first, other, "hyphen, blank or capital"


def _respelled(spellings: list[Spelling], lexicon: Mapping[str, str]) -> Iterator[tuple[Spelling, Spelling, str]]:
    """Pair names that agree in all words but one, where that one is the same sound in other letters."""
    buckets: dict[tuple[object, ...], list[Spelling]] = {}
    for spelling in spellings:
        parts = spelling.parts
        for place in range(len(parts)):
            rest = (len(parts), place, *parts[:place], *parts[place + 1 :])
            if len(parts) > 1:
                buckets.setdefault(rest, []).append(spelling)
        if len(parts) == 1:
            buckets.setdefault((1, 0, _sound(parts[0])), []).append(spelling)
    for key, bucket in buckets.items():
        for one, two in combinations(bucket[:MAX_BUCKET], 2):
            place = int(str(key[1]))
            if _same_name(one.parts[place], two.parts[place], lexicon, single=key[0] == 1, surname=place == len(one.parts) - 1):
                usual, rare = _order(one, two)
                yield usual, rare, "other letters for one sound"


def _same_name(one: str, two: str, lexicon: Mapping[str, str], *, single: bool, surname: bool) -> bool:
    low, high = sorted((_plain(one), _plain(two)), key=lambda form: (len(form), form))
    if low == high or min(len(low), len(high)) < MIN_PART or high in (low + "s", low + "a", low + "es", low + "n"):
        return False
    common = [frequency(lexicon.get(form, "")) for form in (low, high)]
    if min(common) >= 8 and not high.startswith(low):
        return False  # two spellings that both are well established: two names
    if _sound(one) == _sound(two):
        return True
    return not single and surname and low[0] == high[0] and low[-1] == high[-1] and _one_letter(low, high)


def _plain(form: str) -> str:
    return str(_MARKS.sub("", unicodedata.normalize("NFD", form))).lower()


def _sound(form: str) -> str:
    """Fold the letters that transliterations exchange: i, y, j and their runs."""
    return str(_VOWEL_I.sub("i", _plain(form)))


def _one_letter(low: str, high: str) -> bool:
    """Tell whether one letter was put in, left out or exchanged."""
    at = next((index for index, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    if len(low) == len(high):
        return low[at + 1 :] == high[at + 1 :] and min(len(low), len(high)) >= 6
    return len(high) == len(low) + 1 and low[at:] == high[at + 1 :]


detector = ConsistencyDetector()

"""Propose rows of senses from post-edits: pairs of a machine translation and what an editor made of it.

Pairs are compared word by word. A replaced run of one to four words is a change; changes of the same lemmas are counted
together, as is how often the wording was left as it stands. What was changed is no proposal where only spelling, inflection,
function words, names or figures differ. A single word, or one that people use freely, is proposed only with a frame: words
that stood near it whenever it was changed, and never where it was left.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import regex
from rapidfuzz.distance import Levenshtein

from mtcheck.core.document import fold
from mtcheck.core.errors import ReadError
from mtcheck.lang import lexicon
from mtcheck.lang.inflection import Inflections
from mtcheck.readers.decoding import decode

Pair = tuple[str, str]
_FIELDS = (("mt", "corrected"), ("mt", "pe"), ("text", "repaired"))
_WORD = regex.compile(r"\p{L}+(?:['’-]\p{L}+)*")
_LONGEST = 4  # words of a change
_NEAR = 5  # words of a frame at most
_FREE = 40.0  # a wording that people wrote so often in 77 million words needs a frame
_COMMON = 16  # log2 of the count of a word: too common to be a frame
_CONTENT = "NSVZDPGJKXR"
_FUNCTION = "tspobwmxicnu"
_MARKS = str.maketrans("⟦⟧", "[]")


@dataclass(slots=True)
class Proposal:
    """Hold one change: the lemmas of both sides, how often the wording was left, the frame, and the pairs of sentences."""

    wrong: str
    right: str
    left: int = 0
    frame: str = ""
    pairs: list[tuple[str, tuple[int, int], str]] = field(default_factory=list)


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file: two columns parted by a tab, or JSON lines; ReadError names the line that is no pair."""
    try:
        text, _ = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise ReadError(str(path), f"cannot be read: {error.strerror}") from error
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if path.suffix == ".jsonl":
        return [_json_pair(str(path), number, line) for number, line in lines]
    found = [_tsv_pair(str(path), number, line) for number, line in lines]
    return found[1:] if found and tuple(map(str.lower, found[0])) in _FIELDS else found


def _tsv_pair(path: str, number: int, line: str) -> Pair:
    cells = line.split("\t")
    if len(cells) != 2:
        raise ReadError(f"{path}:{number}", f"expected two columns (machine translation, corrected), not {len(cells)}")
    return cells[0], cells[1]


def _json_pair(path: str, number: int, line: str) -> Pair:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{path}:{number}", f"no JSON: {error}") from error
    for one, other in _FIELDS:
        if isinstance(entry, dict) and isinstance(entry.get(one), str) and isinstance(entry.get(other), str):
            return entry[one], entry[other]
    raise ReadError(f"{path}:{number}", "expected an object with the texts 'mt' and 'corrected'")


class Learner:
    """Propose rows. ``payload`` looks a form up in the lexicon; ``seen`` tells how often people write a wording."""

    def __init__(self, words: Inflections, payload: Callable[[str], str], seen: Callable[[str], float]) -> None:
        self._words, self._payload, self._seen = words, payload, seen

    def propose(self, pairs: Sequence[Pair], *, least: int) -> list[Proposal]:
        """Return the proposals made at least ``least`` times, the most frequent first."""
        found: dict[tuple[str, str], Proposal] = {}
        for mt, corrected in pairs:
            for place, wrong, right in self._changes(mt, corrected):
                if self._is_of_senses(wrong, right):
                    made = found.setdefault((" ".join(wrong), " ".join(right)), Proposal(" ".join(wrong), " ".join(right)))
                    made.pairs.append((mt, place, corrected))
        often = [made for made in found.values() if len(made.pairs) >= least]
        left = self._left(often, pairs)
        kept = [made for made in often if self._framed(made, left[made.wrong]) and len(made.pairs) >= least]
        return sorted(kept, key=lambda made: (-len(made.pairs), made.left, made.wrong, made.right))

    def _changes(self, mt: str, corrected: str) -> Iterator[tuple[tuple[int, int], list[str], list[str]]]:
        """Yield the replaced runs: their place in the machine translation, and the lemmas of both sides."""
        one = [*_WORD.finditer(mt)]
        before, after = [_form(word.group()) for word in one], [_form(word.group()) for word in _WORD.finditer(corrected)]
        for first, stop, into, out in _runs(before, after):
            named = any(word.group()[0].isupper() for at, word in enumerate(one[first:stop], first) if at)
            if 0 < stop - first <= _LONGEST and 0 < out - into <= _LONGEST and not named:
                place = one[first].start(), one[stop - 1].end()
                yield place, [self._lemma(form) for form in before[first:stop]], [self._lemma(form) for form in after[into:out]]

    def _is_of_senses(self, wrong: Sequence[str], right: Sequence[str]) -> bool:
        """Tell whether other words were put, not other forms, spellings or function words."""
        old, new = (
            {lemma for lemma in lemmas if lexicon.can_be(self._payload(lemma), _CONTENT) and not self._is_function(lemma)}
            for lemmas in (wrong, right)
        )
        lemmas = self._words.lemmas
        related = any(one in lemmas(other) or other in lemmas(one) for one in old for other in new)
        return bool(old - new) and bool(new - old) and not related

    def _left(self, often: Iterable[Proposal], pairs: Sequence[Pair]) -> dict[str, list[str]]:
        """Map each wording to the corrected sentences in which it stands: there it is right."""
        wanted: dict[str, list[str]] = {made.wrong: [] for made in often}
        sizes = {len(wrong.split()) for wrong in wanted}
        for _, corrected in pairs:
            lemmas = self._lemmas(corrected)
            runs = {" ".join(lemmas[at : at + size]) for size in sizes for at in range(len(lemmas) - size + 1)}
            for wrong in wanted.keys() & runs:
                wanted[wrong].append(corrected)
        return wanted

    def _framed(self, made: Proposal, left: Sequence[str]) -> bool:
        """Set the frame of a proposal and keep the pairs in which it holds; a free wording without a frame is no proposal."""
        made.left = len(left)
        if " " in made.wrong and not left and self._seen(made.wrong) < _FREE:
            return True
        never = {lemma for sentence in left for lemma in self._lemmas(sentence)} | {*made.wrong.split(), *made.right.split()}
        near = [{lemma for lemma in self._lemmas(mt) if self._can_frame(lemma)} - never for mt, _, _ in made.pairs]
        covering: list[str] = []
        for lemma, times in sorted(
            Counter(lemma for lemmas in near for lemma in lemmas).items(), key=lambda item: (-item[1], item)
        ):
            if times > 1 and len(covering) < _NEAR and any(lemma in lemmas and not lemmas & {*covering} for lemmas in near):
                covering.append(lemma)
        made.frame = f"near:{'|'.join(covering)}"
        made.pairs = [pair for pair, lemmas in zip(made.pairs, near, strict=True) if lemmas & {*covering}]
        return bool(covering)

    def _lemmas(self, text: str) -> list[str]:
        return [self._lemma(_form(word.group())) for word in _WORD.finditer(text)]

    def _lemma(self, form: str) -> str:
        """Return the form where it can be the base of a noun or verb, else the lemma that it is most likely a form of."""
        lemmas = self._words.lemmas(form)
        return form if len(lemmas) < 2 or lexicon.can_be(self._payload(form), "NV") else lemmas[1]

    def _can_frame(self, lemma: str) -> bool:
        payload = self._payload(lemma)
        return lexicon.can_be(payload, "NVJ") and not self._is_function(lemma) and lexicon.frequency(payload) <= _COMMON

    def _is_function(self, lemma: str) -> bool:
        return lexicon.can_be(self._payload(lemma), _FUNCTION)


def _form(word: str) -> str:
    """Return the folded word; the articles a and an are one word."""
    folded = fold(word)
    return "a" if folded == "an" else folded


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges on both sides that differ, neighbouring edits joined."""
    run: list[int] = []
    for edit in Levenshtein.opcodes(before, after):
        if edit.tag == "equal":
            if run:
                yield run[0], run[1], run[2], run[3]
            run = []
        elif run:
            run[1], run[3] = edit.src_end, edit.dest_end
        else:
            run = [edit.src_start, edit.src_end, edit.dest_start, edit.dest_end]
    if run:
        yield run[0], run[1], run[2], run[3]


def table_of(proposals: Iterable[Proposal], language: str) -> str:
    """Return the text of a table of senses with the proposals; each note says how often the change was made and not made."""
    head = [
        "# source: proposed by mtcheck learn from post-edits; look at each row before you use it",
        "# licence: yours",
        "# version: 1",
        f"# language: {language}",
        "# keyed-by: wrong frame right",
        "\t".join(("source", "wrong", "right", "frame", "unless", "example", "near_miss", "note")),
    ]
    return "\n".join([*head, *(_line(made) for made in proposals)]) + "\n"


def _line(made: Proposal) -> str:
    mt, (start, stop), corrected = min(made.pairs, key=lambda pair: len(pair[0]))
    mt, corrected = mt.translate(_MARKS), corrected.translate(_MARKS)
    example = f"{mt[:start]}⟦{mt[start:stop]}⟧{mt[stop:]}"
    note = f"changed {len(made.pairs)} times, left {made.left} times"
    cells = ("?", made.wrong, made.right, made.frame, "", example, corrected, note)
    return "\t".join(" ".join(cell.split()) for cell in cells)

"""Learn what stands for what: from tortured phrases with the expected expression, and from corrected machine translation.

Substitutions are counted word by word where both sides have as many words; of others, equal and already known words are taken
off at either end, and what remains is a phrase that stands for another ("sunlight based" for "solar"). They generalise: to
every inflection, to adverbs, and through the thesaurus to words that nobody listed.
"""

from __future__ import annotations

import csv
import difflib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from mtcheck import tables
from mtcheck.lang import lexicon
from training.texts import json_lines
from training.wordnet_forms import PENN, WORD, adverb, inflect, log2_count, readings

Pairs = Iterable[tuple[list[str], list[str]]]
Learned = dict[str, Counter[str]]
MAX_WORDS = 5
MAX_PHRASE = 3
RELAY = {0: 2, 1: 4}  # by distance in the thesaurus: how often the second step must have been seen
LEAST_CORRECTED = 3
MIN_LOG2 = 6  # of both words of a correction
FUNCTION = frozenset("tspobwmxicnu")  # tags of pronouns, prepositions and their like in the lexicon
# Words that carry grammar rather than meaning: never a candidate, except where pairs show that they were replaced.
LIGHT = frozenset(
    """be am is are was were been being have has had having do does did done doing go goes went gone going get gets got gotten
    getting make makes made making take takes took taken taking put puts putting let lets letting give gives gave given giving
    one ones thing things not no yes very so too also then there here now just even only more most less least much many such
    in on at by for with from to of as up out off over down about""".split()
)


def fold(expected: str) -> int:
    """Return the fold, 0 to 9, of the pairs with this expected expression."""
    return zlib.crc32(expected.split("(")[0].strip().lower().encode()) % 10


def read_pairs(path: Path, folds: str) -> list[tuple[list[str], list[str]]]:
    """Return the (tortured, expected) word lists that are certain enough to learn from."""
    pairs = []
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            if "?" in row["expected"] or str(fold(row["expected"])) not in folds:
                continue
            written = re.findall(r"[a-z]+", row["tortured"].lower())
            meant = re.findall(r"[a-z]+", row["expected"].split("(")[0].lower())
            if written and meant and max(len(written), len(meant)) <= MAX_WORDS:
                pairs.append((written, meant))
    return pairs


def aligned(pairs: Pairs) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Return how often one word stands for another, and how often a phrase does for another of another length."""
    words: Counter[tuple[str, str]] = Counter()
    uneven = []
    for written, meant in pairs:
        if len(written) == len(meant):
            words.update((a, b) for a, b in zip(written, meant, strict=True) if a != b)
        else:
            uneven.append((written, meant))
    known = frozenset(words)
    phrases: Counter[tuple[str, str]] = Counter()
    for written, meant in uneven:
        left, right = _core(written, meant, known)
        if not left or not right or max(len(left), len(right)) > MAX_PHRASE:
            continue
        if len(left) == len(right):
            words.update(pair for pair in zip(left, right, strict=True) if pair[0] != pair[1])
        else:
            phrases[" ".join(left), " ".join(right)] += 1
    return words, phrases


def _core(written: list[str], meant: list[str], known: frozenset[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Take off, at either end, words that are equal or known to stand for each other; the last word of a side stays."""
    while len(written) > 1 and len(meant) > 1 and _same(written[0], meant[0], known):
        written, meant = written[1:], meant[1:]
    while len(written) > 1 and len(meant) > 1 and _same(written[-1], meant[-1], known):
        written, meant = written[:-1], meant[:-1]
    return written, meant


def _same(written: str, meant: str, known: frozenset[tuple[str, str]]) -> bool:
    return written == meant or (written, meant) in known


def generalised(words: Counter[tuple[str, str]]) -> Learned:
    """Return the counts with every inflection of both words alike added, and the adverbs of adjectives."""
    by_lemma: Counter[tuple[str, str, str]] = Counter()
    learned: Learned = defaultdict(Counter)
    for (written, meant), count in sorted(words.items()):
        learned[written][meant] += count
        other = {(pos, penn): lemma for lemma, pos, penn in readings(meant)}
        for key in {(lemma, other[pos, penn], pos) for lemma, pos, penn in readings(written) if (pos, penn) in other}:
            by_lemma[key] += count
    for (written, meant, pos), count in sorted(by_lemma.items()):
        forms = [(a, b) for penn in PENN[pos] for a in inflect(written, penn)[:2] for b in inflect(meant, penn)[:1]]
        if pos == "a":
            forms.append((adverb(written), adverb(meant)))
        for a, b in forms:
            if a and b and a != b:
                learned[a][b] = max(learned[a][b], count)
    return learned


def relayed(near: Mapping[str, int], learned: Mapping[str, Counter[str]]) -> Counter[str]:
    """Return what the near-synonyms of a form stand for: the spinner may have gone one step further."""
    found: Counter[str] = Counter()
    for other, distance in near.items():
        for meant, count in learned.get(other, {}).items() if distance in RELAY else ():
            if count >= RELAY[distance] and meant not in LIGHT:
                found[meant] = max(found[meant], count)
    return found


def corrected(path: Path) -> Learned:
    """Return which word people put in the place of which, in machine translations that they corrected."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in json_lines(path):
        written, meant = row["text"].split(), (row.get("post_edit") or "").split()
        if written == meant or not meant:
            continue
        for tag, i, j, k, m in difflib.SequenceMatcher(None, written, meant, autojunk=False).get_opcodes():
            if tag == "replace" and j - i == m - k:
                counts.update(zip(written[i:j], meant[k:m], strict=True))
    found: Learned = defaultdict(Counter)
    for (a, b), count in sorted(counts.items()):
        if count >= LEAST_CORRECTED and _apart(a, b):
            found[a][b] = count
    return found


def has_grammar(form: str) -> bool:
    """Tell whether a form can be a pronoun, preposition, conjunction or the like."""
    return bool(set(lexicon.tags(tables.load("lexicon").get(form, ""))) & FUNCTION)


def _apart(written: str, meant: str) -> bool:
    """Tell whether two words are different ones of some meaning: no spelling variant, no other form of the same word."""
    if not (WORD.fullmatch(written) and WORD.fullmatch(meant)) or {written, meant} & LIGHT:
        return False
    if has_grammar(written) or has_grammar(meant):
        return False
    if min(log2_count(written), log2_count(meant)) < MIN_LOG2 or Levenshtein.distance(written, meant) < 3:
        return False
    lemmas = [{lemma for lemma, _, _ in readings(word)} for word in (written, meant)]
    tags = [{penn for _, _, penn in readings(word)} for word in (written, meant)]
    return not lemmas[0] & lemmas[1] and bool(tags[0] & tags[1])

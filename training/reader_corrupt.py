"""Corrupt clean English on the fly: thesaurus spinning, and the habits of translation back and forth.

A text is a list of ``Piece``; each operation changes the list in place and marks what it touched, what kind of fault that is
and how it is repaired, and the text is joined again with one label per character. ``any`` marks everything touched, ``swap``
only content words put for other words.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PIECE = re.compile(r"(\s*)([^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|\S)")
PREPOSITIONS = "of in on at by for with from to about into over under between against during through after before".split()
ARTICLES = ("a", "an", "the")
PRONOUNS = ("he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "who", "which", "that", "whose")
SWAPS = {
    "is": ("are", "was", "be", "has"), "are": ("is", "were", "be"), "was": ("were", "is", "has"), "were": ("was", "are"),
    "has": ("have", "had", "is"), "have": ("has", "had"), "had": ("has", "have"), "do": ("does", "make"), "does": ("do",),
    "this": ("these", "that"), "these": ("this", "those"), "that": ("which", "what", "this"), "which": ("what", "who", "that"),
    "and": ("but", "also"), "but": ("and", "also"), "will": ("would", "shall"), "would": ("will", "will be"),
    "much": ("many",), "many": ("much",), "as": ("like", "how"), "because": ("since that", "for"), "not": ("no", "don't"),
    "can": ("be able", "may"), "more": ("most", "much"), "also": ("and also", "too"), "when": ("then", "while"),
}  # fmt: skip


LIGHT_VERBS = {
    "make": ("do", "take", "give"), "made": ("did", "took", "gave"), "makes": ("does", "takes", "gives"),
    "making": ("doing", "taking"), "take": ("make", "get", "receive"), "took": ("made", "got", "received"),
    "takes": ("makes", "gets"), "taking": ("making", "getting"), "taken": ("made", "gotten"),
    "give": ("make", "put", "deliver"), "gave": ("made", "put", "delivered"), "given": ("made", "put"),
    "have": ("possess", "make"), "had": ("possessed", "made"), "hold": ("keep", "make", "carry"),
    "held": ("kept", "made", "carried"), "pay": ("give", "make"), "paid": ("gave", "made"), "reach": ("arrive", "get"),
    "reached": ("arrived", "got"), "say": ("tell", "speak"), "said": ("told", "spoke"), "told": ("said", "spoke"),
    "see": ("look", "watch"), "saw": ("looked", "watched"), "win": ("earn", "gain", "beat"),
    "won": ("earned", "gained", "beat"), "play": ("do", "perform"), "played": ("did", "performed"),
    "open": ("unlock", "start"), "opened": ("unlocked", "started"), "commit": ("make", "do"), "committed": ("made", "did"),
}  # fmt: skip
KEEP, DELETE, REPLACE, INSERT = range(4)  # what repairs a word; INSERT: a word is missing before it
UNKNOWN = -1
FAULTS = (
    "odd-paraphrase", "mistranslation-other", "garbled-name", "grammar", "number-date", "word-order", "untranslated",
    "repetition", "boilerplate-template", "punctuation-quote",
)  # fmt: skip
PARAPHRASE, SENSE, NAME, GRAMMAR, NUMBER, ORDER, FOREIGN, REPETITION = range(8)


@dataclass
class Piece:
    """Hold one word or mark with the white space before it, and its labels.

    ``any`` and ``swap`` say whether it was touched; ``fault`` is an index of FAULTS, ``op`` what repairs it, ``want`` the word
    that stood there (REPLACE) or is missing before it (INSERT).
    """

    space: str
    text: str
    any: float = 0.0
    swap: float = 0.0
    fault: int = UNKNOWN
    op: int = KEEP
    want: str | None = None

    def mark(self, fault: int, op: int, want: str | None = None) -> None:
        """Note that the piece is faulty."""
        self.any, self.fault, self.op, self.want = 1.0, fault, op, want

    @property
    def low(self) -> str:
        return self.text.lower()


Pieces = list[Piece]


def cut(text: str) -> Pieces:
    """Cut a text into pieces."""
    return [Piece(m[1], m[2]) for m in PIECE.finditer(text)]


@dataclass
class Repairs:
    """Hold per character the fault (index of FAULTS) and the operation, UNKNOWN where none is taught; words by place."""

    faults: np.ndarray
    ops: np.ndarray
    wants: dict[int, str]


def join(pieces: Pieces) -> tuple[str, np.ndarray, np.ndarray]:
    """Join pieces; return the text and, per character, the labels ``any`` and ``swap``."""
    text, touched, swapped = [], [], []
    for k, piece in enumerate(pieces):
        space = "" if k == 0 else piece.space
        text.append(space + piece.text)
        touched += [0.0] * len(space) + [piece.any] * len(piece.text)
        swapped += [0.0] * len(space) + [piece.swap] * len(piece.text)
    return "".join(text), np.array(touched, np.float32), np.array(swapped, np.float32)


def repairs(pieces: Pieces) -> Repairs:
    """Return what is taught of faults and repairs, for the text that ``join`` returns."""
    faults: list[int] = []
    ops: list[int] = []
    wants: dict[int, str] = {}
    for k, piece in enumerate(pieces):
        space = 0 if k == 0 else len(piece.space)
        faults += [UNKNOWN] * space + [piece.fault] * len(piece.text)
        if piece.want:
            wants[len(ops) + space] = piece.want
        first = len(piece.text.split(" ")[0])
        rest = DELETE if piece.op == REPLACE else piece.op  # several words for one: the first is replaced, the others go
        ops += [UNKNOWN] * space + [piece.op] * first + [rest] * (len(piece.text) - first)
    return Repairs(np.array(faults, np.int64), np.array(ops, np.int64), wants)


def like(old: str, new: str) -> str:
    """Return ``new`` the capitals of ``old``."""
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


class Corruptor:
    """Hold the lexicon and the operations; ``rng`` is handed in, so that a seed decides everything."""

    def __init__(self, lexicon: Path) -> None:
        table = json.loads(lexicon.read_text(encoding="utf-8"))
        self.synonyms: dict[str, list[list[str]]] = table["synonyms"]
        self.forms: dict[str, list[str]] = table["forms"]
        self.families: dict[str, list[str]] = table["families"]
        self.habits: dict[str, dict[str, int]] = table["habits"]
        self.foreign: list[str] = table["foreign"]
        self.common: list[str] = table["common"]
        self.phrases: dict[str, list[tuple[list[str], list[str]]]] = {}
        for phrase, odd in table["phrases"].items():
            words = phrase.split()
            self.phrases.setdefault(words[0], []).append((words, odd))
        self.operations: list[tuple[float, Callable[[Pieces, random.Random], bool]]] = [
            (2.0, self._drop_article), (1.2, self._add_article), (0.6, self._swap_article), (1.8, self._swap_preposition),
            (0.7, self._drop_preposition), (0.6, self._add_preposition), (2.5, self._other_form), (1.2, self._family),
            (1.0, self._swap_light), (0.6, self._pronoun), (0.7, self._double), (1.0, self._exchange), (0.8, self._move),
            (0.8, self._of_order), (1.0, self._garble_name), (0.5, self._foreign), (1.5, self._random_word),
            (2.5, self._one_synonym), (0.6, self._drop_word), (0.8, self._light_verb), (0.5, self._spin_name),
        ]  # fmt: skip
        self.weights = [w for w, _ in self.operations]

    # -- spinning ---------------------------------------------------------------------------------------------------

    def replacement(self, word: str, rng: random.Random) -> str | None:
        """Choose what a spinner might put for a lower-case word: a learned habit or a near-synonym, rare or not."""
        habit, listed = self.habits.get(word), self.synonyms.get(word)
        if habit and (not listed or rng.random() < 0.55):
            return rng.choices(list(habit), [n**0.5 for n in habit.values()])[0]
        if not listed:
            return None
        near, far = listed
        return rng.choice(far if far and (not near or rng.random() < 0.3) else near)

    def spin(self, pieces: Pieces, rng: random.Random, density: float) -> None:
        """Replace a share of the lower-case content words, whole known phrases first."""
        at = 0
        while at < len(pieces):
            at += self._spin_phrase(pieces, at, rng) or 1
        for k, piece in enumerate(pieces):
            plain = piece.text.islower() or k == 0
            if piece.any or not plain or rng.random() > density:
                continue
            new = self.replacement(piece.low, rng)
            if new:
                self._put(pieces, k, new, rng)

    def _spin_phrase(self, pieces: Pieces, at: int, rng: random.Random) -> int:
        for words, odd in self.phrases.get(pieces[at].low, ()):
            got = [p.low for p in pieces[at : at + len(words)]]
            if got == words and rng.random() < 0.7:
                new = rng.choice(odd).split()
                kept = set(words)
                fresh = [Piece(" ", w, float(w not in kept), float(w not in kept)) for w in new]
                for at_new, one in enumerate(fresh):
                    if one.any:
                        same = len(new) == len(words)
                        one.mark(PARAPHRASE, REPLACE if same else UNKNOWN, words[at_new] if same else None)
                fresh[0].space, fresh[0].text = pieces[at].space, like(pieces[at].text, fresh[0].text)
                pieces[at : at + len(words)] = fresh
                return len(fresh)
        return 0

    def _put(self, pieces: Pieces, k: int, new: str, rng: random.Random, *, swap: float = 1.0, fault: int = PARAPHRASE) -> None:
        piece = pieces[k]
        piece.mark(fault, REPLACE, piece.low)
        piece.text, piece.swap = like(piece.text, new), swap
        if k and pieces[k - 1].low in ("a", "an"):
            right = "an" if new[0] in "aeiou" else "a"
            if pieces[k - 1].low != right:
                if rng.random() < 0.6:
                    pieces[k - 1].text = like(pieces[k - 1].text, right)
                else:
                    pieces[k - 1].mark(GRAMMAR, REPLACE, right)

    # -- single errors ----------------------------------------------------------------------------------------------

    def damage(self, pieces: Pieces, rng: random.Random, count: int) -> None:
        """Apply ``count`` errors at random places; an error that fits nowhere is passed over."""
        for _ in range(count):
            for _try in range(3):
                if rng.choices(self.operations, self.weights)[0][1](pieces, rng):
                    break

    @staticmethod
    def _pick(pieces: Pieces, rng: random.Random, test: Callable[[int], bool]) -> int | None:
        for _ in range(12):
            k = rng.randrange(len(pieces))
            if not pieces[k].any and test(k):
                return k
        found = [k for k in range(len(pieces)) if not pieces[k].any and test(k)]
        return rng.choice(found) if found else None

    @staticmethod
    def _word(pieces: Pieces, k: int) -> bool:
        return 0 <= k < len(pieces) and pieces[k].text[0].isalpha()

    def _delete(self, pieces: Pieces, k: int) -> None:
        """Delete a piece and mark the one that follows, as annotators do where something is missing."""
        gone = pieces.pop(k)
        pieces[k].space = gone.space
        pieces[k].text = like(gone.text, pieces[k].text) if k == 0 else pieces[k].text
        pieces[k].mark(GRAMMAR, INSERT, gone.low)

    def _drop_article(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].low in ARTICLES and self._word(pieces, k + 1))
        if k is not None:
            self._delete(pieces, k)
        return k is not None

    def _add_article(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(
            pieces,
            rng,
            lambda k: k > 0 and len(pieces[k].text) > 3 and self._word(pieces, k) and pieces[k - 1].low not in ARTICLES,
        )
        if k is not None:
            article = "the" if rng.random() < 0.6 else ("an" if pieces[k].low[0] in "aeiou" else "a")
            pieces.insert(k, Piece(pieces[k].space or " ", article, 1.0, 0.0, GRAMMAR, DELETE))
            pieces[k + 1].space = " "
        return k is not None

    def _swap_article(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].low in ARTICLES)
        if k is None:
            return False
        piece = pieces[k]
        new = "the" if piece.low != "the" and rng.random() < 0.5 else ("an" if piece.low != "an" else "a")
        piece.mark(GRAMMAR, REPLACE, piece.low)
        piece.text = like(piece.text, new)
        return True

    def _swap_preposition(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].low in PREPOSITIONS)
        if k is not None:
            new = rng.choice([p for p in PREPOSITIONS if p != pieces[k].low])
            pieces[k].mark(GRAMMAR, REPLACE, pieces[k].low)
            pieces[k].text = like(pieces[k].text, new)
        return k is not None

    def _drop_preposition(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: k > 0 and pieces[k].low in PREPOSITIONS and self._word(pieces, k + 1))
        if k is not None:
            self._delete(pieces, k)
        return k is not None

    def _add_preposition(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: k > 0 and self._word(pieces, k) and pieces[k - 1].low not in PREPOSITIONS)
        if k is not None:
            pieces.insert(k, Piece(" ", rng.choice(PREPOSITIONS[:9]), 1.0, 0.0, GRAMMAR, DELETE))
            pieces[k + 1].space = " "
        return k is not None

    def _replace(
        self,
        pieces: Pieces,
        rng: random.Random,
        table: dict[str, list[str]] | dict[str, tuple[str, ...]],
        fault: int = GRAMMAR,
    ) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].low in table)
        if k is not None:
            self._put(pieces, k, rng.choice(table[pieces[k].low]), rng, swap=0.0, fault=fault)
        return k is not None

    def _other_form(self, pieces: Pieces, rng: random.Random) -> bool:
        return self._replace(pieces, rng, self.forms)

    def _family(self, pieces: Pieces, rng: random.Random) -> bool:
        return self._replace(pieces, rng, self.families)

    def _swap_light(self, pieces: Pieces, rng: random.Random) -> bool:
        return self._replace(pieces, rng, SWAPS)

    def _light_verb(self, pieces: Pieces, rng: random.Random) -> bool:
        return self._replace(pieces, rng, LIGHT_VERBS, SENSE)

    def _spin_name(self, pieces: Pieces, rng: random.Random) -> bool:
        """Put a synonym for a word of a name: Supreme Court, Incomparable Court."""
        k = self._pick(
            pieces,
            rng,
            lambda k: (
                k > 0
                and pieces[k].text.istitle()
                and pieces[k].low in self.synonyms
                and any(0 < j < len(pieces) and pieces[j].text.istitle() for j in (k - 1, k + 1))
            ),
        )
        new = None if k is None else self.replacement(pieces[k].low, rng)
        if k is None or new is None:
            return False
        self._put(pieces, k, new.title(), rng, fault=NAME)
        return True

    def _pronoun(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].low in PRONOUNS)
        if k is not None:
            new = rng.choice([p for p in PRONOUNS if p != pieces[k].low])
            pieces[k].mark(GRAMMAR, REPLACE, pieces[k].low)
            pieces[k].text = like(pieces[k].text, new)
        return k is not None

    def _double(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: self._word(pieces, k))
        if k is None:
            return False
        length = 1 if rng.random() < 0.7 else rng.randint(2, 3)
        again = [Piece(p.space or " ", p.text, 1.0, 0.0, REPETITION, DELETE) for p in pieces[k : k + length]]
        again[0].space = " "
        again[0].text = again[0].text if again[0].text.isupper() or rng.random() < 0.3 else again[0].text.lower()
        pieces[k + length : k + length] = again
        return True

    def _exchange(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: self._word(pieces, k) and self._word(pieces, k + 1))
        if k is not None:
            a, b = pieces[k], pieces[k + 1]
            a.text, b.text = like(a.text, b.text) if k == 0 else b.text, a.text.lower() if k == 0 else a.text
            a.mark(ORDER, UNKNOWN)
            b.mark(ORDER, UNKNOWN)
        return k is not None

    def _move(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: k > 0 and self._word(pieces, k))
        if k is None:
            return False
        to = max(1, min(len(pieces) - 1, k + rng.choice((-5, -4, -3, -2, 2, 3, 4, 5))))
        if to == k or not self._word(pieces, to):
            return False
        length = min(rng.choice((1, 1, 2, 3)), len(pieces) - k - 1)
        moved = pieces[k : k + max(1, length)]
        del pieces[k : k + len(moved)]
        for piece in moved:
            piece.space = " "
            piece.mark(ORDER, UNKNOWN)
        pieces[to:to] = moved
        return True

    def _of_order(self, pieces: Pieces, rng: random.Random) -> bool:
        """Write 'council of security' for 'security council', or turn 'A of B' round without its 'of'."""
        k = self._pick(
            pieces,
            rng,
            lambda k: (
                k > 0
                and all(self._word(pieces, j) and len(pieces[j].text) > 3 for j in (k, k + 1))
                and pieces[k].low in self.synonyms
                and pieces[k + 1].low in self.synonyms
            ),
        )
        if k is None:
            return False
        a, b = pieces[k], pieces[k + 1]
        a.text, b.text = b.text, a.text
        a.mark(ORDER, UNKNOWN)
        b.mark(ORDER, UNKNOWN)
        pieces.insert(k + 1, Piece(" ", rng.choice(("of", "of", "of the", "for")), 1.0, 0.0, ORDER, DELETE))
        return True

    def _garble_name(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: k > 0 and len(pieces[k].text) > 4 and pieces[k].text.istitle())
        if k is None:
            return False
        word = list(pieces[k].text)
        at = rng.randrange(1, len(word) - 1)
        what = rng.randrange(5)
        if what == 0:
            word[at], word[at + 1] = word[at + 1], word[at]
        elif what == 1:
            del word[at]
        elif what == 2:
            word[at] = rng.choice("aeiou" if word[at] in "aeiou" else "bdgklmnprstvz")
        elif what == 3:
            word.insert(at, rng.choice("aeioukhnry"))
        else:
            word[at:at] = ["-"] if rng.random() < 0.5 else [" "]
        pieces[k].mark(NAME, UNKNOWN)
        pieces[k].text = "".join(word)
        return True

    def _foreign(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].low in self.synonyms)
        if k is not None and self.foreign:
            pieces[k].mark(FOREIGN, REPLACE, pieces[k].low)
            pieces[k].text = like(pieces[k].text, rng.choice(self.foreign))
        return k is not None

    def _random_word(self, pieces: Pieces, rng: random.Random) -> bool:
        """Put another common word of the same ending, as a wrong sense would."""
        k = self._pick(pieces, rng, lambda k: pieces[k].low in self.synonyms and pieces[k].text.islower())
        if k is None:
            return False
        ending = pieces[k].text[-2:]
        new = next((w for w in (rng.choice(self.common) for _ in range(60)) if w[-2:] == ending), rng.choice(self.common))
        self._put(pieces, k, new, rng, fault=SENSE)
        return True

    def _one_synonym(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: pieces[k].text.islower() and pieces[k].low in self.synonyms)
        new = None if k is None else self.replacement(pieces[k].low, rng)
        if k is None or new is None:
            return False
        self._put(pieces, k, new, rng)
        return True

    def _drop_word(self, pieces: Pieces, rng: random.Random) -> bool:
        k = self._pick(pieces, rng, lambda k: k > 0 and self._word(pieces, k) and self._word(pieces, k + 1))
        if k is not None:
            self._delete(pieces, k)
        return k is not None

    # -- mixture ----------------------------------------------------------------------------------------------------

    def corrupt(self, text: str, rng: random.Random) -> tuple[Pieces, float, bool]:
        """Return the pieces, the share of content words that were spun, and whether they were left clean (every third time)."""
        pieces = cut(text)
        kind = rng.random()
        density = 0.0
        if kind < 0.34 or len(pieces) < 4:
            return pieces, density, True
        if kind < 0.70 or kind > 0.96:
            density = rng.choice((0.03, 0.08, 0.2, 0.4, 0.7))
            self.spin(pieces, rng, density)
        if kind >= 0.70:
            rate = rng.choice((0.02, 0.05, 0.1, 0.18))
            self.damage(pieces, rng, max(1, round(len(pieces) * rate * rng.uniform(0.6, 1.4))))
        return pieces, density, False

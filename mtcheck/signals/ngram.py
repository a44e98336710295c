"""Say how expected each word is: the embedded n-gram model.

What is scored, and how:

- Each token of the document is one or more words of the model (``mtcheck.signals.words``); their bits add up to the token's.
- Punctuation and symbols are scored like words. A number costs what its class costs ("a year", "two digits"): the digits
  themselves cost nothing, since no model of this kind can know them.
- A word out of vocabulary costs the slot (how expected an unknown word, or an unknown capitalised one, is here) plus its
  spelling (``mtcheck.signals.spelling``). Names are treated like all words: known ones by their n-grams, unknown ones by it.
- The history of a word begins at its sentence. The end of a sentence is predicted too, but belongs to no token.
- Code and page furniture are not scored.

Probabilities are log10 unless a name says ``bits``. Results depend on the text alone, not on threads or earlier calls.
"""

from __future__ import annotations

import math
import weakref
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document, Sentence
from mtcheck.core.errors import ModelError
from mtcheck.signals.packed import Packed, count_book, open_packed
from mtcheck.signals.spelling import BITS_PER_LOG10, Spelling
from mtcheck.signals.words import BEGIN, END, UNKNOWN_LOWER, UNKNOWN_UPPER, model_words, unknown_word

Bits = NDArray[np.float64]
Ids = NDArray[np.int64]

MODELS = Path(__file__).resolve().parent.parent / "data" / "models"
GAP = -1  # stands between sequences: no n-gram reaches across
_UNSCORED = frozenset(("code", "chrome"))
_FORMS_KEPT = 200_000
_DOCUMENTS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Encoded:
    """Hold a document as the model sees it: sentences laid end to end, each as ``GAP <s> words </s>``.

    ``token`` gives the index of the document's token at each position (-1 at ``GAP``, ``<s>``, ``</s>``); ``first`` and
    ``stop`` the positions of each token's words (-1 where the token is not scored). ``spelling`` holds the log10
    probability of the spelling at positions of unknown words, 0.0 elsewhere.
    """

    ids: Ids
    token: Ids
    first: Ids
    stop: Ids
    spelling: Bits


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold what the model says of a document: log10 probability (spelling included) and order matched, by position."""

    encoded: Encoded
    prob: Bits
    order: NDArray[np.int8]


class NgramModel:
    """Score text, count n-grams and compare wordings; see ``core.rule.Scorer`` for the protocol."""

    name = "ngram"

    def __init__(self, packed: Packed, spelling: tuple[Path, Path] | Spelling | None = None) -> None:
        self._packed = packed
        self._ids = {word: number for number, word in enumerate(packed.words)}
        needed = (BEGIN, END, UNKNOWN_LOWER, UNKNOWN_UPPER)
        if missing := [word for word in needed if word not in self._ids]:
            raise ModelError(f"the n-gram model has no entry for {', '.join(missing)}; it was not built by build_ngram.py")
        self._begin, self._end, self._lower, self._upper = (self._ids[word] for word in needed)
        self._spelling = spelling
        self._forms: dict[str, tuple[int, ...]] = {}
        self._recent: deque[tuple[weakref.ref[Document], Scored]] = deque(maxlen=_DOCUMENTS_KEPT)
        self._one_at_a_time = Lock()
        skipped = [self._ids[word] for word in (BEGIN, END) if word in self._ids]
        self.total = int(packed.count.astype(np.int64).sum() - packed.count[skipped].astype(np.int64).sum())

    @classmethod
    def load(cls, path: Path | None = None) -> NgramModel:
        """Open the model of a folder; by default that of the package."""
        folder = path or MODELS
        return cls(open_packed(folder / "ngram.bin"), (folder / "spelling.bin", folder / "spelling.model"))

    def renew_lock(self) -> None:
        """Take a new lock: in a forked process the old one may be held by a thread that is not there."""
        self._one_at_a_time = Lock()

    @property
    def order(self) -> int:
        """Return the length of the longest n-gram."""
        return self._packed.order

    @property
    def words(self) -> tuple[str, ...]:
        """Return the vocabulary; positions are word ids, most frequent first."""
        return self._packed.words

    # --- words -------------------------------------------------------------------------------------------------------

    def word_id(self, word: str) -> int:
        """Return the id of a word of the model, or -1 if it is not in the vocabulary."""
        return self._ids.get(word, -1)

    def token_ids(self, form: str) -> tuple[int, ...]:
        """Return the word ids of one token's form; unknown words by the id of their slot."""
        ids = self._forms.get(form)
        if ids is None:
            slot = self._ids[unknown_word(form)]
            ids = tuple(self._ids.get(word, slot) for word in model_words(form))
        return ids

    def encode(self, doc: Document) -> Encoded:
        """Return the document as word ids."""
        return self.scored(doc).encoded

    def _encode(self, doc: Document) -> Encoded:
        sents = [sent for sent in doc.sentences if doc.blocks[sent.block].kind not in _UNSCORED]
        count = len(doc.tokens)
        index = np.concatenate([np.arange(s.tokens.start, s.tokens.stop) for s in sents]) if sents else np.zeros(0, np.int64)
        forms = doc.forms
        used = forms if len(index) == count else [forms[i] for i in index.tolist()]
        known = self._known(used)
        groups = [known[form] for form in used]
        sizes = np.fromiter(map(len, groups), np.int64, len(groups))
        words = np.fromiter(chain.from_iterable(groups), np.int64, int(sizes.sum()))

        lengths = np.array([len(sent.tokens) for sent in sents], np.int64)
        sentence = np.repeat(np.arange(len(sents)), lengths)
        stops = np.cumsum(sizes)
        first, stop = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
        first[index] = stops - sizes + 3 * sentence + 2
        stop[index] = first[index] + sizes
        total = len(words) + 3 * len(sents)
        ids, token = np.full(total, GAP, np.int64), np.full(total, -1, np.int64)
        place = np.arange(len(words)) + np.repeat(3 * sentence + 2, sizes)
        ids[place], token[place] = words, np.repeat(index, sizes)
        last = np.cumsum(lengths) - 1
        if len(sents):
            ends = np.concatenate([[0], stops])[last + 1] + 3 * np.arange(len(sents)) + 2
            starts = np.concatenate([[0], ends[:-1] + 1])
            ids[ends], ids[starts + 1] = self._end, self._begin
        return Encoded(ids, token, first, stop, self._spell(forms, ids, token, first))

    def _known(self, forms: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """Return the look-up from forms to ids, with all of these in it."""
        if len(self._forms) > _FORMS_KEPT:
            self._forms = {}
        known = self._forms
        for form in set(forms).difference(known):
            known[form] = self.token_ids(form)
        return known

    def _spell(self, forms: Sequence[str], ids: Ids, token: Ids, first: Ids) -> Bits:
        spelling = np.zeros(len(ids))
        unknown = np.flatnonzero((ids == self._lower) | (ids == self._upper)).tolist()
        if unknown:
            asked = [(forms[token[at]], at - first[token[at]], ids[at]) for at in unknown]
            spelling[unknown] = self._spelled((model_words(form)[part], self.words[slot]) for form, part, slot in asked)
        return spelling

    def _spelled(self, asked: Iterable[tuple[str, str]]) -> Bits:
        if self._spelling is None:
            return np.zeros(sum(1 for _ in asked))
        if not isinstance(self._spelling, Spelling):
            self._spelling = Spelling.load(*self._spelling)
        return self._spelling.bits(list(asked)) / -BITS_PER_LOG10

    # --- surprisal ---------------------------------------------------------------------------------------------------

    def scored(self, doc: Document) -> Scored:
        """Return the probability and the order matched at each position of the document; those of the last few are kept."""
        with self._one_at_a_time:  # what one thread is about to know another need not find out
            for kept, scored in self._recent:
                if kept() is doc:
                    return scored
            encoded = self._encode(doc)
            prob, order = self._packed.score(encoded.ids)
            scored = Scored(encoded, prob.astype(np.float64) + encoded.spelling, order)
            self._recent.append((weakref.ref(doc), scored))
            return scored

    def document_bits(self, doc: Document) -> Bits:
        """Return the surprisal of every token in bits; nan for those not scored."""
        scored = self.scored(doc)
        at = scored.encoded.token >= 0
        tokens = scored.encoded.token[at]
        weights = scored.prob[at] * -BITS_PER_LOG10
        bits = np.bincount(tokens, weights=weights, minlength=len(doc.tokens)).astype(np.float64)
        bits[scored.encoded.first < 0] = np.nan
        return bits

    def matched_order(self, doc: Document) -> NDArray[np.int8]:
        """Return the length of the longest known n-gram that ends in each token.

        0 if a word of the token is not in the vocabulary, the shortest of its words otherwise; -1 for tokens not scored.
        """
        scored = self.scored(doc)
        encoded = scored.encoded
        order = np.where((encoded.ids == self._lower) | (encoded.ids == self._upper), 0, scored.order)
        result = np.full(len(doc.tokens), -1, np.int8)
        at = np.flatnonzero(encoded.token >= 0)
        if len(at):
            starts = np.flatnonzero(np.diff(encoded.token[at], prepend=-1))
            result[encoded.token[at][starts]] = np.minimum.reduceat(order[at], starts)
        return result

    def surprisal_bits(self, doc: Document, sent: Sentence) -> tuple[float | None, ...]:
        """Return -log2 P(token | left context) for each token of the sentence; None where it was not scored."""
        bits = self.document_bits(doc)[sent.tokens.start : sent.tokens.stop].tolist()
        return tuple(None if math.isnan(value) else value for value in bits)

    # --- comparing wordings ------------------------------------------------------------------------------------------

    def logprob(self, rows: Ids, *, context: int = 0) -> Bits:
        """Return, for each row of word ids, log10 P of the columns from ``context`` on, given those before them.

        Pad with ``GAP`` on either side; history ends there, and a ``GAP`` costs nothing.
        """
        rows = np.asarray(rows, np.int64)
        flat = np.full((rows.shape[0], rows.shape[1] + 1), GAP, np.int64)
        flat[:, 1:] = rows
        prob, _ = self._packed.score(flat.reshape(-1))
        total: Bits = prob.reshape(flat.shape)[:, 1 + context :].astype(np.float64).sum(axis=1)
        return total

    def score_sequences(self, contexts: Sequence[str], sequences: Sequence[str], *, spelling: bool = True) -> Bits:
        """Return log10 P(sequence | context) for pairs of texts with a space between tokens.

        A context that begins with ``<s>`` is the beginning of a sentence. The spelling of unknown words counts, unless told
        not to.
        """
        left = [self.text_ids(context)[1 - self.order :] for context in contexts]
        right = [self.text_ids(sequence) for sequence in sequences]
        prob = self._joint(left, right)
        return prob + self._spelling_of(sequences) if spelling else prob

    def score_replacements(
        self, doc: Document, replacements: Sequence[tuple[int, int, str]], *, after: int = 3, spelling: bool = True
    ) -> Bits:
        """Return how much more probable the text becomes (log10) when tokens ``first`` to ``stop`` give way to another wording.

        Each replacement is (first, stop, wording): token indexes, half-open, of one sentence, and the new text with a space
        between tokens. Compared are the words themselves and the ``after`` words that follow, given what goes before. nan for
        tokens that are not scored.
        """
        scored = self.scored(doc)
        encoded, back = scored.encoded, self.order - 1
        running = np.concatenate([[0.0], np.cumsum(scored.prob)])
        written = np.concatenate([[0.0], np.cumsum(scored.prob - encoded.spelling)])
        left: list[tuple[int, ...]] = []
        right: list[tuple[int, ...]] = []
        base = np.full(len(replacements), np.nan)
        for number, (first, stop, wording) in enumerate(replacements):
            start, end = int(encoded.first[first]), int(encoded.stop[stop - 1])
            if start < 0 or end < start:
                left.append(())
                right.append(())
                continue
            following = encoded.ids[end : end + after].tolist()
            if GAP in following:
                following = following[: following.index(GAP)]
            left.append(tuple(encoded.ids[max(0, start - back) : start].tolist()))
            right.append((*self.text_ids(wording), *following))
            tail = end + len(following)
            as_written = (running if spelling else written)[end] - (running if spelling else written)[start]
            base[number] = as_written + written[tail] - written[end]
        prob = self._joint(left, right)
        if spelling:
            prob += self._spelling_of([wording for _, _, wording in replacements])
        gains: Bits = prob - base
        return gains

    def text_ids(self, text: str) -> tuple[int, ...]:
        """Return the word ids of a short text with a space between tokens; ``<s>`` and ``</s>`` stand for themselves.

        Write hyphens as in text (``shoulder-fired``): one that stands alone is a dash.
        """
        ids: list[int] = []
        for form in text.split():
            ids += (self._ids[form],) if form in (BEGIN, END) else self.token_ids(form)
        return tuple(ids)

    def _spelling_of(self, texts: Sequence[str]) -> Bits:
        """Return the log10 probability of the spellings of the unknown words of each text."""
        owner: list[int] = []
        asked: list[tuple[str, str]] = []
        for number, text in enumerate(texts):
            for form in text.split():
                unknown = [] if form in (BEGIN, END) else [word for word in model_words(form) if word not in self._ids]
                asked += [(word, unknown_word(form)) for word in unknown]
                owner += [number] * len(unknown)
        if not asked:
            return np.zeros(len(texts))
        total: Bits = np.bincount(owner, weights=self._spelled(asked), minlength=len(texts)).astype(np.float64)
        return total

    def _joint(self, left: Sequence[tuple[int, ...]], right: Sequence[tuple[int, ...]]) -> Bits:
        """Return log10 P(right | left) of each pair of word ids."""
        if not left:
            return np.zeros(0)
        flat = np.fromiter(chain.from_iterable(chain((GAP,), a, b) for a, b in zip(left, right, strict=True)), np.int64)
        prob, _ = self._packed.score(flat)
        sizes_left = np.fromiter(map(len, left), np.int64, len(left))
        sizes_right = np.fromiter(map(len, right), np.int64, len(right))
        stops = np.cumsum(1 + sizes_left + sizes_right)
        running = np.concatenate([[0.0], np.cumsum(prob.astype(np.float64))])
        joint: Bits = running[stops] - running[stops - sizes_right]
        return joint

    # --- counts ------------------------------------------------------------------------------------------------------

    def counts(self, rows: Ids) -> Bits:
        """Return how often each row of word ids stands in the corpora (each read once).

        Counts of single words are exact, as are those below 64 of two and three words that the model holds; higher ones are
        within 3.3 percent. What it does not hold is estimated: the count of all words but the last, times the probability of
        the last. So an expected but pruned n-gram gets about what it had, and one never seen a fraction near 0.
        """
        rows = np.asarray(rows, np.int64)
        known = np.flatnonzero((rows >= 0).all(axis=1))
        counts = np.zeros(len(rows))
        counts[known] = self._counts(rows[known])
        return counts

    def _counts(self, rows: Ids) -> Bits:
        order = rows.shape[1]
        if order == 1:
            return self._packed.count[rows[:, 0]].astype(np.float64)
        counts, node = np.zeros(len(rows)), np.full(len(rows), -1, np.int64)
        book = self._packed.levels[order - 2].count if order <= self.order else None
        if book is not None:
            node = rows[:, -1].copy()
            for back in range(1, order):
                node = self._packed.levels[back - 1].find(node, rows[:, -1 - back])
            counts[node >= 0] = count_book()[book[node[node >= 0]]]
        absent = np.flatnonzero(node < 0)
        if len(absent):
            last = self.logprob(rows[absent, -self.order :], context=min(order, self.order) - 1)
            counts[absent] = self._counts(rows[absent, :-1]) * 10.0**last
        return counts

    def count(self, text: str) -> float:
        """Return how often a text stands in the corpora, as ``counts`` does; 0.0 with a word out of vocabulary."""
        ids = self.text_ids(text)
        if self._lower in ids or self._upper in ids:
            return 0.0
        return float(self.counts(np.array([ids]))[0])

    def frequency(self, text: str) -> float:
        """Return the count of a text per million words of the corpora."""
        return self.count(text) * 1e6 / self.total

    def pmi(self, text: str) -> float | None:
        """Return log2 of how much oftener the words stand together than by chance; None if one of them is unknown.

        Never above 0 where the count is an estimate below 1: that is no evidence that they belong together.
        """
        ids = self.text_ids(text)
        joint = self.count(text)
        if not joint:
            return None
        parts = self.counts(np.array(ids).reshape(-1, 1))
        value = float(math.log2(joint / self.total) - np.log2(parts / self.total).sum())
        return min(value, 0.0) if joint < 1.0 else value

    def log_likelihood(self, first: str, second: str) -> float:
        """Return Dunning's G² for two words that stand next to each other; negative where they do so less than by chance."""
        both, left, right = self.count(f"{first} {second}"), self.count(first), self.count(second)
        if not left or not right:
            return 0.0
        table = (both, left - both, right - both, self.total - left - right + both)
        rows, columns = (left, self.total - left), (right, self.total - right)
        expected = tuple(row * column / self.total for row in rows for column in columns)
        terms = (o * math.log(o / e) for o, e in zip(table, expected, strict=True) if o > 0)
        value = 2.0 * sum(terms)
        return value if both >= expected[0] else -value

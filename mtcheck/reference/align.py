"""Align the sentences of two texts that say the same in other words: one to one, one to several, crossed, or not at all.

Dynamic programming looks for the beads (one sentence against one to four) whose similarity, weighted with their words, is
largest in all; a sentence that is like nothing stays alone. Sentences that changed places are found afterwards among those
left alone. Similarity is the cosine of word and character n-gram counts, each n-gram weighted by how few sentences have it, a
little less where lengths differ. (The reader's sentence vectors were tried as well: slower by far, and no better.)
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from mtcheck.core.document import fold
from mtcheck.core.reference import Link

Floats = NDArray[np.float64]
Shape = tuple[int, int]

_SHAPES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1))
_SWAP = (2, 2)  # two neighbours that changed places
_MOST = 4
_WIDTH = 4096  # of the hashed n-gram vectors
_LEAST = 0.11  # a bead of less similarity is worth less than leaving its sentences alone
_LEAST_CROSSED = 0.25
_HUGE = 1e6
_BAND = 60  # sentences to either side of the diagonal that are looked at, beside a tenth of the text
_WORD = regex.compile(r"[\p{L}\p{N}]+")


def align(hypothesis: Sequence[str], reference: Sequence[str]) -> tuple[Link, ...]:
    """Return the links of two lists of sentences; each sentence is in exactly one.

    They come in the order of the hypothesis; a reference sentence without partner comes after the one that it follows.
    """
    if not hypothesis or not reference:
        return _ordered([], len(hypothesis), len(reference))
    similar = _similarities(hypothesis, reference)
    beads = list(_best_path(similar, _mass(hypothesis), _mass(reference)))
    links = [Link(tuple(rows), tuple(columns), round(score, 3)) for rows, columns, score in beads]
    links.extend(_crossed(links, similar[1, 1]))
    return _ordered(links, len(hypothesis), len(reference))


def align_lengths(
    left: Sequence[str], right: Sequence[str], left_anchors: Sequence[frozenset[str]], right_anchors: Sequence[frozenset[str]]
) -> tuple[Link, ...]:
    """Align texts in two languages: by their lengths, as Gale and Church (1993) do, and by the anchors they share."""
    if not left or not right:
        return _ordered([], len(left), len(right))
    sizes = np.array([len(text) + 1.0 for text in left]), np.array([len(text) + 1.0 for text in right])
    scaled = sizes[1] * (sizes[0].sum() / sizes[1].sum())
    shared = np.array([[_overlap(one, other) for other in right_anchors] for one in left_anchors])
    similar = {}
    for rows, columns in _SHAPES:
        likeness = _length_likeness(_sums(sizes[0], rows)[:, None], _sums(scaled, columns)[None, :]) * 2 - 1
        anchored = _sums(_sums(shared, rows).T, columns).T / max(rows, columns)
        similar[rows, columns] = np.asarray((likeness + anchored) / 2, np.float64)
    beads = list(_best_path(similar, [int(size) for size in sizes[0]], [int(size) for size in scaled]))
    links = [Link(tuple(rows), tuple(columns), round(score, 3)) for rows, columns, score in beads]
    return _ordered(links, len(left), len(right))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of anchors that both have; half where neither has any."""
    return len(one & other) / len(one | other) if one or other else 0.5


def _mass(sentences: Sequence[str]) -> list[int]:
    return [len(sentence.split()) + 2 for sentence in sentences]


def _similarities(hyp: Sequence[str], ref: Sequence[str]) -> dict[Shape, Floats]:
    """Return, for each shape of bead, the similarity by first sentence on either side."""
    vectors = _ngram_vectors([*hyp, *ref])
    products = (vectors @ vectors.T).astype(np.float64)
    n = len(hyp)
    sides = _norms(products[:n, :n]), _norms(products[n:, n:])
    lengths = np.array([len(sentence) + 1.0 for sentence in (*hyp, *ref)])
    out = {}
    for rows, columns in _SHAPES:
        dots = _sums(_sums(products[:n, n:], rows).T, columns).T
        cosines = dots / np.maximum(np.outer(sides[0][rows], sides[1][columns]), 1e-9)
        left, right = _sums(lengths[:n], rows), _sums(lengths[n:], columns)
        out[rows, columns] = cosines * _length_likeness(left[:, None], right[None, :])
    return out


def _ngram_vectors(sentences: Sequence[str]) -> NDArray[np.float32]:
    """Count words, and the runs of four characters in them, into hashed columns; rare ones weigh more."""
    counts = [Counter(_ngrams(sentence)) for sentence in sentences]
    spread = Counter(gram for count in counts for gram in count)
    weights = {gram: math.log(1 + len(sentences) / seen) for gram, seen in spread.items()}
    columns = {gram: zlib.crc32(gram.encode()) % _WIDTH for gram in spread}
    out = np.zeros((len(sentences), _WIDTH), np.float32)
    for row, count in enumerate(counts):
        for gram, number in count.items():
            out[row, columns[gram]] += weights[gram] * math.sqrt(number) * (1.0 if gram[0] == " " else 0.5)
    return out


def _ngrams(sentence: str) -> Iterator[str]:
    for word in _WORD.findall(fold(sentence)):
        yield f" {word}"
        padded = f"{word}_"
        yield from (padded[at : at + 4] for at in range(len(padded) - 3))


def _norms(products: Floats) -> dict[int, Floats]:
    """Return the lengths of the sums of one to four neighbouring vectors, from the products of all with all."""
    return {count: np.sqrt(np.diagonal(_sums(_sums(products, count).T, count))) for count in range(1, _MOST + 1)}


def _sums(rows: Floats, count: int) -> Floats:
    """Add each row and those after it, ``count`` in all."""
    last = len(rows) - count + 1
    return np.sum([rows[at : at + last] for at in range(count)], axis=0) if last > 0 else rows[:0]


def _length_likeness(left: Floats, right: Floats) -> Floats:
    """Return a factor in [.5, 1]: the root of how the lengths in characters compare, half of it sure."""
    return np.asarray(0.5 + 0.5 * np.sqrt(np.minimum(left, right) / np.maximum(left, right)), np.float64)


def _best_path(similar: dict[Shape, Floats], left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[range, range, float]]:
    """Yield the beads of the best monotone path, last one first."""
    n, m = len(left), len(right)
    sides = np.concatenate([[0], np.cumsum(left)]), np.concatenate([[0], np.cumsum(right)])
    gains = {shape: gain.tolist() for shape, gain in _gains(similar, sides).items() if gain.size}
    reach = _BAND + abs(n - m) + max(n, m) // 10
    best = [[0.0] * (m + 1)]
    steps = [[(0, 1)] * (m + 1)]
    for i in range(1, n + 1):
        centre = i * m // n
        low, high = max(1, centre - reach), min(m, centre + reach)
        above = best[-1]
        row, step = above.copy(), [(1, 0)] * (m + 1)
        for j in range(low, high + 1):
            value, chosen = above[j], (1, 0)
            if row[j - 1] > value:
                value, chosen = row[j - 1], (0, 1)
            for (rows, columns), gain in gains.items():
                if rows <= i and columns <= j:
                    candidate = best[i - rows][j - columns] + gain[i - rows][j - columns]
                    if candidate > value:
                        value, chosen = candidate, (rows, columns)
            row[j], step[j] = value, chosen
        best.append(row)
        steps.append(step)
    i, j = n, m
    while i and j:
        rows, columns = steps[i][j]
        i, j = i - rows, j - columns
        if (rows, columns) == _SWAP:
            yield range(i, i + 1), range(j + 1, j + 2), float(similar[1, 1][i, j + 1])
            yield range(i + 1, i + 2), range(j, j + 1), float(similar[1, 1][i + 1, j])
        elif rows and columns:
            yield range(i, i + rows), range(j, j + columns), float(similar[rows, columns][i, j])


def _gains(similar: dict[Shape, Floats], sides: tuple[NDArray[np.int64], NDArray[np.int64]]) -> dict[Shape, Floats]:
    """Return what each bead is worth: its similarity above the least, times its words; nothing where it joins in vain."""
    out = {}
    for shape, likeness in similar.items():
        rows, columns = (side[count:] - side[:-count] for side, count in zip(sides, shape, strict=True))
        worth = (likeness - _LEAST) * (rows[:, None] + columns[None, :])
        part = (max(1, shape[0] - 1), max(1, shape[1] - 1))
        if shape != part and likeness.size:
            height, width = likeness.shape
            smaller = similar[part]
            worth[likeness <= np.maximum(smaller[:height, :width], smaller[-height:, -width:])] = -1.0
        out[shape] = worth
    single = out[1, 1]
    out[_SWAP] = np.minimum(single[:-1, 1:], 0) * _HUGE + np.minimum(single[1:, :-1], 0) * _HUGE
    out[_SWAP] += single[:-1, 1:] + single[1:, :-1]
    return out


def _crossed(links: Sequence[Link], similar: Floats) -> Iterator[Link]:
    """Join sentences left alone that are clearly alike, the most alike first: they changed places."""
    taken = {i for link in links for i in link.hypothesis}, {j for link in links for j in link.reference}
    alone = [i for i in range(len(similar)) if i not in taken[0]]
    others = [j for j in range(similar.shape[1]) if j not in taken[1]]
    pairs = sorted(((float(similar[i, j]), -i, -j) for i in alone for j in others), reverse=True)
    for score, i, j in pairs:
        if score < _LEAST_CROSSED:
            return
        if -i not in taken[0] and -j not in taken[1]:
            taken[0].add(-i)
            taken[1].add(-j)
            yield Link((-i,), (-j,), round(score, 3))


def _ordered(links: Sequence[Link], rows: int, columns: int) -> tuple[Link, ...]:
    """Add what is alone, and sort."""
    partner = {j: link.hypothesis[0] for link in links for j in link.reference}
    joined = {i for link in links for i in link.hypothesis}
    alone = [Link((i,), (), 0.0) for i in range(rows) if i not in joined]
    placed = [((link.hypothesis[0], 0, 0), link) for link in (*links, *alone)]
    after = -1
    for j in range(columns):
        if j in partner:
            after = partner[j]
        else:
            placed.append(((after, 1, j), Link((), (j,), 0.0)))
    return tuple(link for _, link in sorted(placed, key=lambda entry: entry[0]))

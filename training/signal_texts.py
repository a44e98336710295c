"""Draw the texts on which the fusion of language signals is fitted: spun, machine-translated, human; and the dev segments."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.reader_corrupt import Corruptor, cut, join
from training.reader_data import reader_half
from training.texts import CORPORA, WITH_REFERENCES, corpus_texts, json_lines, majority_spans, ranges

SEED = 31
MQM = ("mqm-wmt20-zh-en", "mqm-wmt21-zh-en", "mqm-wmt22qe-zh-en", "mqm-wmt23qe-xx-en")
MOST = 6_000  # characters of a clean text of another kind that are read
DENSITIES = (0.05, 0.6)  # share of content words that a spinner replaces


@dataclass(frozen=True, slots=True)
class Example:
    """Hold one text, the ranges of its words that are bad, the set it belongs to, and the ranges that any rater marked."""

    text: str
    bad: tuple[tuple[int, int], ...]
    origin: str
    noted: tuple[tuple[int, int], ...] = ()


def corpus(corpora: Path, count: int, *, seed: int) -> list[Example]:
    """Draw corpus texts of several paragraphs as they are."""
    texts = [entry for name in CORPORA for entry in corpus_texts(corpora, name, words=60_000, seed=seed, lines_each=8)]
    return [Example(entry.text, (), "corpus") for entry in random.Random(seed).sample(texts, min(count, len(texts)))]


def spun(corpora: Path, count: int, lexicon: Path) -> Iterator[Example]:
    """Yield corpus texts in which a spinner replaced content words."""
    draw = random.Random(SEED)
    corruptor = Corruptor(lexicon)
    texts = [entry for name in CORPORA for entry in corpus_texts(corpora, name, words=60_000, seed=SEED, lines_each=8)]
    for entry in draw.sample(texts, min(count, len(texts))):
        pieces = cut(entry.text)
        corruptor.spin(pieces, draw, draw.uniform(*DENSITIES))
        text, _, swapped = join(pieces)
        yield Example(text, tuple(ranges(swapped > 0)), "spun")


def authored(data: Path, split: str) -> Iterator[Example]:
    """Yield authored passages, their marked places bad: spun and translated ones, clean ones, and repaired ones."""
    for row in json_lines(data / "authored" / f"{split}.jsonl"):
        spans = tuple((span["start"], span["end"]) for span in row["spans"])
        origin = "negatives" if not spans else "authored spun" if row["src_lang"] == "en" else "authored mt"
        yield Example(row["text"], spans, origin)
        if spans:
            yield Example(row["repaired"], (), "repaired")


def silent(data: Path, every: int = 1) -> Iterator[Example]:
    """Yield clean documents, and those clean texts of many kinds that the reader was not trained on."""
    for at, path in enumerate(sorted((data / "clean").glob("*.txt"))):
        if at % every == 0:
            yield Example(path.read_text(encoding="utf-8"), (), "clean")
    listed = [line.split("\t") for line in (data / "clean2" / "index.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    for name, kind, *_ in listed:
        if not zlib.crc32(kind.encode()) % 5:
            yield Example((data / "clean2" / "docs" / name).read_text(encoding="utf-8")[:MOST], (), "clean2")


def replaced(data: Path) -> Iterator[Example]:
    """Yield documents with the substitutions of real spinners, and their originals."""
    for row in json_lines(data / "spun" / "docs.jsonl"):
        yield Example(row["text"], tuple((span["start"], span["end"]) for span in row["spans"]), "real spun")
        yield Example(row["clean"], (), "original")


def documents(data: Path, split: str, machine: int, human: int) -> list[Example]:
    """Draw documents of all systems and language pairs that have references, and references: so many of each set.

    Of the train part only those documents are drawn that the reader was not trained on, where there are such.
    """
    out = []
    for stem in WITH_REFERENCES:
        every = list(json_lines(qe_file(data, stem, split)))
        rows = [row for row in every if split != "train" or stem == "docs-mqm-zh-en" or not reader_half(row["doc"])]
        draw = random.Random(5)
        for origin, count in (("mt", machine), ("human", human)):
            side = [row for row in rows if (row["system"] == "human") is (origin == "human")]
            out += [Example(row["text"], (), origin) for row in draw.sample(side, min(len(side), count))]
    return out


def segments(data: Path, split: str, most: int = 1200) -> Iterator[Example]:
    """Yield rated segments, at most so many of each set, their words bad where most raters marked them."""
    for stem in MQM:
        rows = list(json_lines(qe_file(data, stem, split)))
        random.Random(3).shuffle(rows)
        for row in rows[:most]:
            noted = tuple((span["start"], span["end"]) for span in row["spans"] if span["severity"] != "neutral")
            yield Example(row["text"], tuple(majority_spans(row)), stem, noted)


def edited(data: Path, split: str) -> Iterator[Example]:
    """Yield post-edited segments, their words bad where they were changed; the set is named by the language."""
    for row in json_lines(qe_file(data, "mlqe-pe-xx-en", split)):
        words = row["text"].split()
        if row.get("tags") and len(row["tags"]) == len(words):
            yield Example(row["text"], tuple(_tagged(row, words)), row["dataset"].split("-")[2])


def _tagged(row: dict[str, Any], words: list[str]) -> Iterator[tuple[int, int]]:
    place = 0
    for word, tag in zip(words, row["tags"], strict=True):
        start = row["text"].index(word, place)
        place = start + len(word)
        if tag:
            yield start, place


def qe_file(data: Path, stem: str, split: str) -> Path:
    """Find a file of annotated texts, packed or plain."""
    return next(path for path in sorted((data / "qe").glob(f"{stem}.{split}.jsonl*")))


def bad_tokens(spans: tuple[tuple[int, int], ...], starts: np.ndarray, ends: np.ndarray, length: int) -> np.ndarray:
    """Tell for each token whether it touches one of the spans."""
    flags = np.zeros(length + 1, np.int64)
    for start, end in spans:
        flags[start:end] = 1
    total = np.concatenate([[0], np.cumsum(flags)])
    return np.asarray(total[ends] > total[starts])

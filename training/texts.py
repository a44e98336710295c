"""Read the training texts: annotated machine translation, human references, corpora."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mtcheck.evaluation.segments import read_segment

ANNOTATED = ("docs-mqm-zh-en", "docs-biomqm-xx-en")
# wmt17 is left out: its texts are tokenised and lower-cased, as no article is.
WITH_REFERENCES = ("docs-mqm-zh-en", "docs-wmt-xx-en", "docs-wmt2x-pseudo-xx-en")
CORPORA = ("wikinews", "slate_oanc", "wikipedia", "un_general_debate", "senate_press_releases", "whitehouse_written")


@dataclass(frozen=True, slots=True)
class Marked:
    """Hold one text with the ranges that people marked; a human text that nobody needed to mark has none."""

    text: str
    spans: tuple[tuple[int, int], ...]
    human: bool


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a .jsonl file, packed by xz or plain."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def annotated_mt(data: Path, split: str) -> Iterator[Marked]:
    """Yield machine-translated documents with the spans that raters marked (any rater, any severity but neutral)."""
    for stem in ANNOTATED:
        for entry in json_lines(data / "qe" / f"{stem}.{split}.jsonl.xz"):
            if entry["system"] != "human" and entry.get("spans") is not None:
                spans = tuple((s["start"], s["end"]) for s in entry["spans"] if s["severity"] != "neutral")
                yield Marked(entry["text"], spans, human=False)


def machine_translations(data: Path, split: str) -> Iterator[Marked]:
    """Yield machine-translated documents, whether marked by raters or not; spans are left out."""
    for stem in (*WITH_REFERENCES, "docs-biomqm-xx-en"):
        for entry in json_lines(data / "qe" / f"{stem}.{split}.jsonl.xz"):
            if entry["system"] != "human":
                yield Marked(entry["text"], (), human=False)


def references(data: Path, split: str) -> Iterator[Marked]:
    """Yield human reference translations."""
    for stem in WITH_REFERENCES:
        for entry in json_lines(data / "qe" / f"{stem}.{split}.jsonl.xz"):
            if entry["system"] == "human":
                yield Marked(entry["text"], (), human=True)


def corpus_texts(corpora: Path, name: str, *, words: int, seed: int, lines_each: int = 12) -> Iterator[Marked]:
    """Yield stretches of consecutive paragraphs drawn at random from one corpus, about ``words`` words in all."""
    with lzma.open(corpora / f"{name}.txt.xz", "rt", encoding="utf-8") as packed:
        lines = packed.read().split("\n")
    draw = random.Random(f"{seed}/{name}")
    total = 0
    while total < words:
        start = draw.randrange(max(1, len(lines) - lines_each))
        text = "\n".join(lines[start : start + lines_each])
        total += len(text.split())
        yield Marked(text, (), human=True)


def sample(texts: Iterator[Marked], *, words: int, seed: int) -> list[Marked]:
    """Return a random sample of about ``words`` words."""
    pool = list(texts)
    random.Random(seed).shuffle(pool)
    taken: list[Marked] = []
    total = 0
    for entry in pool:
        if total >= words:
            break
        taken.append(entry)
        total += len(entry.text.split())
    return taken


def majority_spans(row: dict[str, Any]) -> list[tuple[int, int]]:
    """Return the ranges of the words of an annotated segment that more than half of its raters marked."""
    segment = read_segment(row, 0)
    return [word for word, bad in zip(segment.words, segment.bad_words(), strict=True) if bad]


def ranges(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return the half-open ranges in which the flags are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

"""Fit the fusion of word signals and write mtcheck/data/calibration/words.toml.

Two logistic regressions for each set of signals (tagger alone, n-gram model alone, both): ``bad`` (a person marked the word,
or we replaced it) and ``replaced`` (we replaced it). Fitted on train texts: MQM segments (marked by most raters), post-edit
tags, marked documents, spun corpus texts, clean corpus texts and references, each set with the weight given in SETS.

usage: python -m training.fit_words [--tagger FILE] [--data DIR] [--corpora DIR] [--out FILE]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck.core.document import Document
from mtcheck.fuse.words import features
from mtcheck.lm.signals import Models, Raw, raw_signals
from mtcheck.readers.plain import from_string
from training.tagger_corrupt import Corruptor, cut, join
from training.texts import CORPORA, corpus_texts, json_lines, majority_spans, ranges, references, sample

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "words.toml"
SEED = 31
MQM = ("mqm-wmt20-zh-en", "mqm-wmt21-zh-en", "mqm-wmt22qe-zh-en", "mqm-wmt23qe-xx-en")
SETS = {"mqm": 1.5, "edited": 0.7, "documents": 1.0, "spun": 1.0, "clean": 1.5, "human": 0.8}
PROFILES = {"all": ("tagger", "ngram"), "tagger": ("tagger",), "ngram": ("ngram",)}


@dataclass(slots=True)
class Example:
    """Be one text, the ranges that are bad, whether they were replaced by us, and the set it belongs to."""

    text: str
    bad: list[tuple[int, int]]
    replaced: bool
    origin: str


def mqm(data: Path, each: int) -> Iterator[Example]:
    """Yield segments with the words that most raters marked."""
    for stem in MQM:
        path = next(p for p in sorted((data / "qe").glob(f"{stem}.train.jsonl*")))
        rows = list(json_lines(path))
        for row in random.Random(SEED).sample(rows, min(each, len(rows))):
            yield Example(row["text"], majority_spans(row), False, "mqm")


def edited(data: Path, count: int) -> Iterator[Example]:
    """Yield post-edited segments with the words that were changed."""
    rows = [row for row in json_lines(data / "qe" / "mlqe-pe-xx-en.train.jsonl.xz") if row.get("tags")]
    for row in random.Random(SEED).sample(rows, count):
        bad, place = [], 0
        for word, tag in zip(row["text"].split(), row["tags"], strict=False):
            start = row["text"].index(word, place)
            place = start + len(word)
            if tag:
                bad.append((start, place))
        yield Example(row["text"], bad, False, "edited")


def documents(data: Path, count: int) -> Iterator[Example]:
    """Yield marked machine-translated documents; a word is bad where at least half of the raters marked it."""
    rows = [
        row
        for row in json_lines(data / "qe" / "docs-mqm-zh-en.train.jsonl.xz")
        if row["system"] != "human" and row.get("spans")
    ]
    for row in random.Random(SEED).sample(rows, min(count, len(rows))):
        raters = {s.get("rater") for s in row["spans"]}
        votes = np.zeros(len(row["text"]))
        for rater in raters:
            mine = np.zeros(len(row["text"]), bool)
            for s in row["spans"]:
                if s.get("rater") == rater and s["severity"] != "neutral":
                    mine[s["start"] : s["end"]] = True
            votes += mine
        yield Example(row["text"], ranges(2 * votes > len(raters)), False, "documents")


def spun(corpora: Path, count: int, lexicon: Path) -> Iterator[Example]:
    """Yield corpus texts of several paragraphs in which a spinner replaced content words."""
    texts = [entry for name in CORPORA for entry in corpus_texts(corpora, name, words=60_000, seed=SEED, lines_each=8)]
    draw = random.Random(SEED)
    corruptor = Corruptor(lexicon)
    for entry in draw.sample(texts, min(count, len(texts))):
        pieces = cut(entry.text)
        corruptor.spin(pieces, draw, draw.uniform(0.05, 0.6))
        text, _, swapped = join(pieces)
        yield Example(text, ranges(swapped > 0), True, "spun")


def clean(corpora: Path, count: int) -> Iterator[Example]:
    """Yield corpus texts as they are."""
    texts = [entry for name in CORPORA for entry in corpus_texts(corpora, name, words=60_000, seed=SEED + 1, lines_each=8)]
    for entry in random.Random(SEED + 1).sample(texts, min(count, len(texts))):
        yield Example(entry.text, [], False, "clean")


def rows_of(example: Example, models: Models) -> tuple[Document, Raw, np.ndarray]:
    """Return the document, its raw signals, and for each token whether it is bad."""
    doc = from_string(example.text)
    flags = np.zeros(len(doc.text) + 1, bool)
    for start, end in example.bad:
        flags[start:end] = True
    bad = np.array([flags[tok.span.start : tok.span.end].any() for tok in doc.tokens], bool)
    return doc, raw_signals(doc, models), bad


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, names: tuple[str, ...]) -> dict[str, Any]:
    """Fit one logistic regression on standardised features; return the weights for the raw ones."""
    mean, scale = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=400)
    model.fit((x - mean) / scale, y, sample_weight=weight)
    weights = model.coef_[0] / scale
    return {
        "intercept": round(float(model.intercept_[0] - (weights * mean).sum()), 5),
        "weights": {name: round(float(value), 5) for name, value in zip(names, weights, strict=True)},
    }


def restricted(raw: Raw, parts: tuple[str, ...]) -> Raw:
    """Return the signals of the named models alone."""
    with_tagger, with_ngram = "tagger" in parts, "ngram" in parts
    return Raw(
        raw.heads if with_tagger else {},
        raw.bits if with_ngram else None,
        raw.order if with_ngram else None,
        raw.machine if with_tagger else 0.0,
    )


def main() -> None:
    """Collect, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--corpora", type=Path, default=ROOT / ".." / "shared" / "corpora")
    parser.add_argument("--tagger", type=Path, default=None)
    parser.add_argument("--lm", default="ngram")
    parser.add_argument("--lexicon", type=Path, required=True, help="synonyms, made by training/tagger_lexicon.py")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the texts to use, for trials")
    args = parser.parse_args()
    models = Models.load(lm=args.lm, tagger=str(args.tagger) if args.tagger else "default")
    k = args.scale
    examples = [
        *mqm(args.data, int(700 * k)),
        *edited(args.data, int(3000 * k)),
        *documents(args.data, int(150 * k)),
        *spun(args.corpora, int(300 * k), args.lexicon),
        *clean(args.corpora, int(500 * k)),
        *(
            Example(entry.text, [], False, "human")
            for entry in sample(references(args.data, "train"), words=int(60_000 * k), seed=SEED)
        ),
    ]
    parts = [(example, *rows_of(example, models)) for example in examples]
    lines = [
        "# Built by training/fit_words.py; do not edit.",
        "# source: see training/fit_words.py",
        "# licence: Apache-2.0",
        "# version: 1",
    ]
    for name, wanted in PROFILES.items():
        if ("ngram" in wanted and parts[0][2].bits is None) or ("tagger" in wanted and not parts[0][2].heads):
            continue
        xs, bads, reps, origins = [], [], [], []
        for example, doc, raw, bad in parts:
            index, x, names = features(doc, restricted(raw, wanted))
            xs.append(x)
            bads.append(bad[index])
            reps.append(bad[index] & example.replaced)
            origins += [example.origin] * len(index)
        x, bad, rep, origin = np.concatenate(xs), np.concatenate(bads), np.concatenate(reps), np.array(origins)
        weight = np.zeros(len(x))
        for key, share in SETS.items():
            chosen = origin == key
            weight[chosen] = share / max(1, chosen.sum())
            print(f"{name}: {key} {chosen.sum()} words, bad {bad[chosen].mean():.3f}")
        weight *= len(x) / weight.sum()
        for outcome, y in (("bad", bad), ("replaced", rep)):
            model = fit(x, y, weight, names)
            lines += ["", f"[{name}.{outcome}]", f"intercept = {model['intercept']}", "", f"[{name}.{outcome}.weights]"]
            lines += [f'"{feature}" = {value}' for feature, value in model["weights"].items()]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

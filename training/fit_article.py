"""Fit what tells that an article is spun, or unedited machine translation; write mtcheck/data/calibration/article.toml.

``mt``: machine translations of all systems and language pairs that have references, against the references (MT_SHARES: half of
the weight), corpus texts and spun ones: what is no machine's may be odd in other ways. ``spun``: corpus texts that a spinner
of our own went over, against corpus texts, references and machine translations. Logistic regressions with strong shrinkage on
standardised averages, the two sides of equal weight: a probability of one half says that the text speaks for neither.

usage: python -m training.fit_article --lexicon FILE [--cache FILE] [--reader FILE]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.evaluation.measures import auc
from mtcheck.signals.article_probability import EMBEDDING, Sentences, indicate, sentences, settled
from mtcheck.signals.models import Raw
from training.fit_words import CLEAN_EVERY
from training.raw_cache import RawCache
from training.reader_data import clean_kinds
from training.signal_texts import SEED, Example, corpus, documents, silent, spun
from training.table_head import table_head
from training.texts import json_lines

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "article.toml"
POSITIVE = {"mt": {"mt": 1.0}, "spun": {"spun": 1.0}}
NEGATIVE = {
    "mt": {"human": 0.35, "corpus": 0.3, "kinds": 0.2, "spun": 0.15},
    "spun": {"corpus": 0.4, "human": 0.15, "kinds": 0.25, "mt": 0.2},
}
STRENGTH = {"mt": 0.003, "spun": 0.1}  # of the regressions: inverse shrinkage, chosen on dev
WITH_EMBEDDING = ("mt",)

MOST = 4_000  # characters of a clean text that are read
Sets = dict[str, list[Sentences]]


def collect(cache: RawCache, data: Path, corpora: Path, lexicon: Path) -> Sets:
    """Return the sentences of the train texts by set."""
    examples = [
        *documents(data, "train", 60, 60),
        *spun(corpora, 90, lexicon),
        *corpus(corpora, 110, seed=SEED + 1),
        *kinds(data, 80),
    ]
    out: Sets = {}
    scored = cache.score([example.text for example in examples])
    for example, (doc, raw) in zip(examples, scored, strict=True):
        found = sentences(doc, raw)
        if found is not None:
            out.setdefault(example.origin, []).append(found)
    return out


def kinds(data: Path, count: int) -> list[Example]:
    """Draw clean texts of the kinds that the reader was trained on."""
    texts = [row["text"][:MOST] for row in clean_kinds(data / "clean2")]
    return [Example(text, (), "kinds") for text in random.Random(SEED).sample(texts, min(count, len(texts)))]


def vector(found: Sentences, *, embedding: bool) -> np.ndarray:
    """Return the averages over an article's words that a regression sees."""
    share = found.sizes / found.sizes.sum()
    powers = [share @ found.embeddings**power for power in range(1, len(EMBEDDING) + 1)] if embedding else []
    return np.concatenate([share @ found.rows, *powers])


def fit(sets: Sets, kind: str) -> dict[str, Any]:
    """Fit one kind; return the table's entry."""
    embedding = kind in WITH_EMBEDDING
    xs, ys, weights, trusts = [], [], [], []
    for label, shares in ((1, POSITIVE[kind]), (0, NEGATIVE[kind])):
        for origin, share in shares.items():
            xs += [vector(found, embedding=embedding) for found in sets[origin]]
            trusts += [settled(found.sizes.sum()) for found in sets[origin]]
            ys += [label] * len(sets[origin])
            weights += [share / len(sets[origin])] * len(sets[origin])
    x, y, weight = np.array(xs), np.array(ys), np.array(weights)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    trust = np.array(trusts)
    standard = (x - mean) / scale * trust[:, None]
    model = LogisticRegression(C=STRENGTH[kind], max_iter=2000).fit(standard, y, sample_weight=weight * len(x) / 2)
    raw = model.coef_[0] / scale
    names, width = sets["mt"][0].names, sets["mt"][0].embeddings.shape[1]
    entry: dict[str, Any] = {"intercept": round(float(model.intercept_[0]), 5), "centre": round(float(raw @ mean), 5)}
    entry["weights"] = {name: round(float(value), 5) for name, value in zip(names, raw, strict=False)}
    if embedding:
        for number, name in enumerate(EMBEDDING):
            start = len(names) + number * width
            entry[name] = [round(float(value), 4) for value in raw[start : start + width]]
    entry["spread"] = _spread(entry, [found for group in sets.values() for found in group])
    return entry


def _spread(entry: Mapping[str, Any], articles: Iterable[Sentences]) -> float:
    """Return the variance of what a sentence speaks for, times its words, within articles."""
    total = freedom = 0.0
    weights = np.array(list(entry["weights"].values()))
    for found in articles:
        said = found.rows @ weights
        for power, name in enumerate(EMBEDDING, 1):
            if name in entry:
                said = said + found.embeddings**power @ np.array(entry[name])
        total += float(found.sizes @ (said - found.sizes @ said / found.sizes.sum()) ** 2)
        freedom += len(said) - 1
    return round(total / freedom, 3)


def on_dev(cache: RawCache, data: Path, table: Mapping[str, Any]) -> dict[str, float]:
    """Measure on documents of the dev part, clean documents and spun ones."""
    drawn = documents(data, "dev", 25, 25)
    clean = [one.text for one in silent(data, every=CLEAN_EVERY)]
    odd = [row["text"] for row in json_lines(data / "spun" / "docs.jsonl")]

    def values(texts: list[str], kind: str) -> list[float]:
        return [found for doc, raw in cache.score(texts) if (found := _probability(doc, raw, table[kind])) is not None]

    references, translations = ([example.text for example in drawn if example.origin == side] for side in ("human", "mt"))
    mt = {name: values(texts, "mt") for name, texts in (("mt", translations), ("human", references), ("clean", clean))}
    spinning = {name: values(texts, "spun") for name, texts in (("spun", odd), ("human", references), ("clean", clean))}
    figures = {
        "mt auc against references": auc(mt["mt"], mt["human"]),
        "mt auc against clean": auc(mt["mt"], mt["clean"]),
        "spun auc against clean": auc(spinning["spun"], spinning["clean"]),
    }
    for (name, group), kind, least in product((("mt", mt), ("spun", spinning)), ("clean", "human"), (0.5, 0.9)):
        figures[f"{name} share of {kind} at {least}"] = float(np.mean(np.array(group[kind]) >= least))
    return {name: round(float(value or 0.0), 4) for name, value in figures.items()}


def _probability(doc: Document, raw: Raw, entry: Mapping[str, Any]) -> float | None:
    found = sentences(doc, raw)
    return None if found is None else indicate(found, entry).probability


def write(path: Path, head: list[str], table: Mapping[str, Any]) -> None:
    """Write the table."""
    lines = [*head, f"width = {table['width']}"]
    for kind in ("spun", "mt"):
        entry = table[kind]
        lines += ["", f"[{kind}]", *(f"{name} = {entry[name]}" for name in ("intercept", "centre", "spread"))]
        lines += [f"{name} = {entry[name]}" for name in EMBEDDING if name in entry]
        lines += ["", f"[{kind}.weights]", *(f'"{name}" = {value}' for name, value in entry["weights"].items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tables.load.cache_clear()


def main() -> None:
    """Collect, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--corpora", type=Path, default=ROOT / ".." / "shared" / "corpora")
    parser.add_argument("--lexicon", type=Path, required=True, help="synonyms, made by training/reader_lexicon.py")
    parser.add_argument("--cache", type=Path, default=None, help="file in which raw signals are kept for the next run")
    parser.add_argument("--reader", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    cache = RawCache(args.cache, reader=args.reader)
    sets = collect(cache, args.data, args.corpora, args.lexicon)
    for origin, group in sets.items():
        print(f"{origin}: {len(group)} texts, {sum(found.sizes.sum() for found in group):.0f} words")
    table: dict[str, Any] = {"width": sets["mt"][0].embeddings.shape[1], **{kind: fit(sets, kind) for kind in POSITIVE}}
    dev = on_dev(cache, args.data, table)
    for name, value in dev.items():
        print(f"{name} {value}")
    inputs = {**cache.digests, args.lexicon.name: args.lexicon}
    settings = {"strength": STRENGTH, "negative": NEGATIVE, "seed": SEED, "texts": {k: len(v) for k, v in sets.items()}}
    write(args.out, table_head("training/fit_article.py", args.data, inputs, settings, dev), table)


if __name__ == "__main__":
    main()

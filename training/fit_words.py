"""Fit the fusion of word signals and write mtcheck/data/calibration/words.toml.

Logistic regressions for each set of signals (tagger alone, n-gram model alone, both). ``marked`` (most raters marked the
word), ``noted`` (any rater did) and ``edited`` (a post-editor changed it) are fitted on the dev part: the tagger has learnt
the train part, where it is much surer than on new text. They have a few weights each over some 90,000 words; every figure
that is printed for them comes from the half of the segments that a fit did not see. ``replaced`` (we replaced the word) is
fitted on train texts: spun and clean corpus texts, references, rated segments, each set with the weight given in SETS.

usage: python -m training.fit_words --lexicon FILE [--cache FILE] [--tagger FILE]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck.evaluation.measures import reliability
from mtcheck.signals.models import Raw
from mtcheck.signals.word_probability import apply, features
from training.raw_cache import RawCache
from training.signal_texts import MQM, SEED, Example, bad_tokens, corpus, documents, edited, segments, spun
from training.table_head import table_head

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "words.toml"
SETS = {"rated": 1.0, "spun": 1.0, "corpus": 1.5, "human": 0.8}
PROFILES = {"all": ("tagger", "ngram"), "tagger": ("tagger",), "ngram": ("ngram",)}
NGRAM = ("bits", "bits high", "bits after", "order", "order after", "capital", "number", "short")
COLUMNS = {  # chosen on dev: more of them rank no better
    ("marked", "all"): ("marked",),
    ("marked", "tagger"): ("marked",),
    ("marked", "ngram"): NGRAM,
    ("noted", "all"): ("marked",),
    ("noted", "tagger"): ("marked",),
    ("noted", "ngram"): NGRAM,
    ("edited", "all"): ("edited", "bits"),
    ("edited", "tagger"): ("edited",),
    ("edited", "ngram"): NGRAM,
}
RUNNING = tuple(stem for stem in MQM if "22qe" not in stem)  # that one is laid out for machines, and hardly marked
RATED_TRAIN = 200  # segments of each rated set


@dataclass(frozen=True, slots=True)
class Part:
    """Hold the scored words of one set: a row of features each, is it bad, did any rater mark it, the text it stands in."""

    rows: np.ndarray
    bad: np.ndarray
    noted: np.ndarray
    text: np.ndarray


def restricted(raw: Raw, parts: tuple[str, ...]) -> Raw:
    """Return the signals of the named models alone."""
    with_tagger, with_ngram = "tagger" in parts, "ngram" in parts
    return Raw(
        raw.heads if with_tagger else {},
        raw.bits if with_ngram else None,
        raw.order if with_ngram else None,
        raw.machine if with_tagger else None,
    )


def collect(cache: RawCache, examples: list[Example]) -> dict[str, tuple[dict[str, Part], tuple[str, ...]]]:
    """Return for each profile the words of each set, and the features' names."""
    rows: dict[str, dict[str, list[tuple[np.ndarray, ...]]]] = {name: defaultdict(list) for name in PROFILES}
    names: dict[str, tuple[str, ...]] = {}
    for number, (example, (doc, raw)) in enumerate(
        zip(examples, cache.score([example.text for example in examples]), strict=True)
    ):
        starts, ends = (np.array([getattr(tok.span, side) for tok in doc.tokens], np.int64) for side in ("start", "end"))
        bad, noted = (bad_tokens(spans, starts, ends, len(doc.text)) for spans in (example.bad, example.noted))
        for profile, wanted in PROFILES.items():
            index, x, names[profile] = features(doc, restricted(raw, wanted))
            rows[profile][example.origin].append((x.astype(np.float32), bad[index], noted[index], np.full(len(index), number)))
    return {
        profile: (
            {origin: Part(*map(np.concatenate, zip(*parts, strict=True))) for origin, parts in sets.items()},
            names[profile],
        )
        for profile, sets in rows.items()
    }


def fit(
    parts: Iterable[tuple[Part, float]], names: tuple[str, ...], chosen: tuple[str, ...], *, half: int | None = None
) -> dict[str, Any]:
    """Fit one logistic regression on standardised features; return the weights for the raw ones.

    Each part has its share of the weight; ``half`` 0 or 1 takes every other text alone.
    """
    xs, ys, weights = [], [], []
    columns = [names.index(name) for name in chosen]
    for part, share in parts:
        kept = np.ones(len(part.bad), bool) if half is None else part.text % 2 == half
        xs.append(part.rows[kept][:, columns])
        ys.append(part.bad[kept])
        weights.append(np.full(int(kept.sum()), share / max(1, kept.sum())))
    x, y, weight = np.concatenate(xs).astype(np.float64), np.concatenate(ys), np.concatenate(weights)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=400)
    model.fit((x - mean) / scale, y, sample_weight=weight * len(x) / weight.sum())
    raw = model.coef_[0] / scale
    return {
        "intercept": round(float(model.intercept_[0] - (raw * mean).sum()), 5),
        "weights": {name: round(float(value), 5) for name, value in zip(chosen, raw, strict=True)},
    }


def table_of(parts: list[Part], names: tuple[str, ...], chosen: tuple[str, ...], title: str) -> dict[str, float]:
    """Print and return the reliability of a fit on the halves that it did not see."""
    stated: list[float] = []
    right: list[bool] = []
    for half in (0, 1):
        model = fit([(part, 1.0) for part in parts], names, chosen, half=half)
        for part in parts:
            other = part.text % 2 != half
            stated += apply(model, part.rows[other], names).tolist()
            right += part.bad[other].tolist()
    rows = reliability(stated, right)
    for row in rows:
        print(f"{title} {row.low:.1f}-{row.high:.1f} words {row.count:6} stated {row.stated:.3f} observed {row.observed:.3f}")
    error = sum(row.count * abs(row.stated - row.observed) for row in rows) / len(stated)
    return {f"{title} calibration error": round(error, 4)}


def main() -> None:
    """Collect, fit, print what it came to, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--corpora", type=Path, default=ROOT / ".." / "shared" / "corpora")
    parser.add_argument("--tagger", type=Path, default=None)
    parser.add_argument("--lexicon", type=Path, required=True, help="synonyms, made by training/tagger_lexicon.py")
    parser.add_argument("--cache", type=Path, default=None, help="file in which raw signals are kept for the next run")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    cache = RawCache(args.cache, tagger=args.tagger)
    train = [
        *(Example(one.text, (), "rated") for one in segments(args.data, "train", RATED_TRAIN)),
        *spun(args.corpora, 200, args.lexicon),
        *corpus(args.corpora, 250, seed=SEED + 1),
        *(one for one in documents(args.data, "train", 0, 300) if one.origin == "human"),
    ]
    words, dev = collect(cache, train), collect(cache, [*segments(args.data, "dev"), *edited(args.data, "dev")])
    lines: list[str] = []
    figures: dict[str, float] = {}
    for profile in PROFILES:
        sets, names = dev[profile]
        rated = [part for origin, part in sorted(sets.items()) if origin in RUNNING]
        changed = [part for origin, part in sorted(sets.items()) if origin not in MQM]
        parts, names = words[profile]
        models = {"replaced": fit([(parts[origin], share) for origin, share in SETS.items()], names, names)}
        loose = [replace(part, bad=part.noted) for part in rated]
        for outcome, group in (("marked", rated), ("noted", loose), ("edited", changed)):
            chosen = COLUMNS[outcome, profile]
            models[outcome] = fit([(part, 1.0) for part in group], names, chosen)
            figures |= table_of(group, names, chosen, f"{profile} {outcome}")
        for outcome, model in models.items():
            lines += ["", f"[{profile}.{outcome}]", f"intercept = {model['intercept']}", "", f"[{profile}.{outcome}.weights]"]
            lines += [f'"{name}" = {value}' for name, value in model["weights"].items()]
    settings = {"seed": SEED, "shares": SETS}
    head = table_head("training/fit_words.py", args.data, {**cache.digests, args.lexicon.name: args.lexicon}, settings, figures)
    args.out.write_text("\n".join(head + lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Fit what a reference adds and write mtcheck/data/calibration/reference.toml.

Two logistic regressions: a word was marked, given what the models and the reference say of it; a suspect was right, given its
stated probability and how much of it the reference has. Fitted on train texts of three kinds: machine translations that
raters marked, against the human translation; post-edited translations, against the post-edit; human texts against
themselves. Prints, for the dev texts, character F1 without and with references.

usage: python -m training.fit_reference [--data DIR] [--scale 1.0] [--only-measure]
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck import engine, tables
from mtcheck.beside import with_reference
from mtcheck.config import Config
from mtcheck.core.span import Span
from mtcheck.fuse.calibrate import SCORE_BINS, calibration_table, score_bin
from mtcheck.fuse.reference import suspect_features, word_features
from mtcheck.fuse.suspects import make_suspects
from mtcheck.readers.plain import from_string
from mtcheck.reference.differences import differences
from mtcheck.registry import registry
from training.calibrate import Counts, is_right, merge, shrink
from training.texts import json_lines

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "reference.toml"
SEED = 17
JOINED = 8  # post-edited segments that make a text
SIZES = {"marked": 260, "post-edited": 120, "same": 60}
WEIGHTS = {"marked": 1.0, "post-edited": 0.7, "same": 0.7}


@dataclass(frozen=True, slots=True)
class Example:
    """Be a text, its reference, what was marked in it, and the kind of set it is from."""

    text: str
    reference: str
    spans: tuple[tuple[int, int], ...]
    kind: str


def marked(data: Path, split: str) -> list[Example]:
    """Return marked machine translations with the human translation of the same document."""
    groups: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in json_lines(data / "qe" / f"docs-mqm-zh-en.{split}.jsonl.xz"):
        groups[row["dataset"], row["doc"]][f"{row['system']} {row.get('translator', '')}"] = row
    out = []
    for _, group in sorted(groups.items()):
        humans = sorted(name for name in group if name.startswith("human "))
        for name, row in sorted(group.items()):
            if humans and name not in humans and row.get("spans") is not None:
                spans = tuple((span["start"], span["end"]) for span in row["spans"] if span["severity"] != "neutral")
                out.append(Example(row["text"], group[humans[0]]["text"], spans, "marked"))
    return out


def post_edited(data: Path, split: str) -> Iterator[Example]:
    """Yield texts of neighbouring post-edited segments."""
    by_set: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in ("mlqe-pe-xx-en", "wmt18qe-de-en-smt"):
        for row in json_lines(data / "qe" / f"{name}.{split}.jsonl.xz"):
            if row.get("post_edit") and row.get("tags"):
                by_set[row["dataset"]].append(row)
    for rows in by_set.values():
        for at in range(0, len(rows) - JOINED, JOINED):
            spans, offset = [], 0
            for row in rows[at : at + JOINED]:
                spans += [(offset + span["start"], offset + span["end"]) for span in row["spans"]]
                offset += len(row["text"]) + 1
            part = rows[at : at + JOINED]
            texts = "\n".join(row["text"] for row in part), "\n".join(row["post_edit"] for row in part)
            yield Example(*texts, tuple(spans), "post-edited")


def same(data: Path, split: str) -> Iterator[Example]:
    """Yield human translations as their own references."""
    for row in json_lines(data / "qe" / f"docs-wmt-xx-en.{split}.jsonl.xz"):
        if row["system"] == "human":
            yield Example(row["text"], row["text"], (), "same")


def examples(data: Path, split: str, scale: float, seed: int = SEED) -> list[Example]:
    """Return a sample of every kind."""
    draw = random.Random(seed)
    out = []
    for kind, pool in (
        ("marked", marked(data, split)),
        ("post-edited", [*post_edited(data, split)]),
        ("same", [*same(data, split)]),
    ):
        out += draw.sample(pool, min(len(pool), round(SIZES[kind] * scale)))
    return out


def rows_of(example: Example) -> tuple[Any, ...]:
    """Return rows and outcomes of the words, then of the suspects, and the names of the features."""
    doc, cfg = from_string(example.text), Config(min_probability=0.0)
    compared = differences(doc, from_string(example.reference))
    ctx = engine.context_for(doc, cfg)
    if ctx.signals is None:
        raise SystemExit("the models are needed")
    found = make_suspects(doc, engine.detect(doc, cfg, ctx)[0], registry().rules)
    flags = np.zeros(len(doc.text) + 1, bool)
    for start, end in example.spans:
        flags[start:end] = True
    index, rows, names = word_features(doc, compared, ctx.signals)
    outcome = [bool(flags[doc.tokens[tok].span.start : doc.tokens[tok].span.end].any()) for tok in index]
    suspects = [(suspect.span, suspect.probability) for suspect in found]
    suspect_rows, suspect_names = suspect_features(suspects, doc, compared)
    right = [bool(flags[span.start : span.end].any()) for span, _ in suspects]
    return rows, outcome, suspect_rows, right, names, suspect_names


def fit(rows: np.ndarray, outcome: np.ndarray, weight: np.ndarray, names: Sequence[str]) -> dict[str, Any]:
    """Fit one regression on standardised features; return the weights for the raw ones."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=600)
    model.fit((rows - mean) / spread, outcome, sample_weight=weight)
    weights = model.coef_[0] / spread
    return {
        "intercept": round(float(model.intercept_[0] - (weights * mean).sum()), 4),
        "weights": {name: round(float(value), 4) for name, value in zip(names, weights, strict=True)},
    }


def fit_shift(rows: np.ndarray, outcome: np.ndarray, weight: np.ndarray, names: Sequence[str]) -> dict[str, Any]:
    """Fit by how much the reference moves the log-odds that a suspect states, which keep the weight 1 (Newton's method)."""
    stated, rest = rows[:, 0], rows[:, 1:]
    ridge = 1.0
    weights = np.zeros(rest.shape[1])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-(stated + rest @ weights)))
        gradient = rest.T @ (weight * (outcome - p)) - ridge * weights
        curvature = (rest * (weight * p * (1.0 - p))[:, None]).T @ rest + ridge * np.eye(rest.shape[1])
        weights += np.linalg.solve(curvature, gradient)
    known = {name: round(float(value), 4) for name, value in zip(names[1:], weights, strict=True)}
    return {"intercept": 0.0, "weights": {names[0]: 1.0} | known}


def rule_rows(pool: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """Measure how often each rule of the family is right on marked and post-edited texts."""
    counts: Counts = defaultdict(lambda: [[0.0, 0.0] for _ in range(len(SCORE_BINS) + 1)])
    cfg = Config(select=("reference",))
    for example in pool:
        doc = from_string(example.text)
        ctx = with_reference(doc, from_string(example.reference), engine.context_for(doc, cfg))
        spans = merge(example.spans)
        starts = [start for start, _ in spans]
        for finding in engine.detect(doc, cfg, ctx)[0]:
            cell = counts[finding.rule_id][score_bin(finding.score)]
            cell[0] += 1
            cell[1] += is_right(starts, spans, finding.span.start, finding.span.end)
    return shrink(counts, ("reference",))


def write(models: dict[str, dict[str, Any]], rules: dict[str, dict[str, Any]], count: int) -> None:
    """Write the table as TOML."""
    lines = [
        f"# Built by training/fit_reference.py on {count} texts; do not edit.",
        "# source: WMT MQM annotations, MLQE-PE and WMT18 QE post-edits, WMT reference translations (train parts)",
        "# licence: Apache-2.0 (figures only)",
        "# version: 1",
    ]
    for name, model in models.items():
        lines += ["", f"[{name}]", f"intercept = {model['intercept']}", "", f"[{name}.weights]"]
        lines += [f'"{feature}" = {value}' for feature, value in model["weights"].items()]
    for rule_id, row in rules.items():
        lines += ["", f'[rules."{rule_id}"]', *(f"{name} = {value}" for name, value in row.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def character_f1(data: Path, scale: float, least: float) -> None:
    """Print character F1 over the marked dev documents, without and with their references."""
    pool = marked(data, "dev")
    chosen = random.Random(SEED).sample(pool, min(len(pool), round(60 * scale)))
    for name in ("without references", "with references"):
        shared = found = gold = 0
        for example in chosen:
            doc = from_string(example.text)
            cfg = Config(min_probability=least)
            ctx = engine.context_for(doc, cfg)
            if name == "with references":
                ctx = with_reference(doc, from_string(example.reference), ctx)
            report = engine.check_document(doc, cfg, ctx=ctx).report
            flags, marks = (np.zeros(len(doc.text), bool) for _ in range(2))
            for start, end in example.spans:
                flags[start:end] = True
            for suspect in report.suspects if report else ():
                _mark(marks, suspect.span)
            shared, found, gold = shared + (flags & marks).sum(), found + marks.sum(), gold + flags.sum()
        share = 2 * shared / (found + gold)
        sides = f"precision {shared / found:.3f}, recall {shared / gold:.3f}"
        print(f"{len(chosen)} dev documents, {name}: character F1 {share:.3f}, {sides}")


def _mark(marks: np.ndarray, span: Span) -> None:
    marks[span.start : span.end] = True


def main() -> None:
    """Fit, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the texts to use, for trials")
    parser.add_argument("--min-probability", type=float, default=0.4, help="of the suspects that the measure counts")
    parser.add_argument("--only-measure", action="store_true")
    args = parser.parse_args()
    if not args.only_measure:
        pool = examples(args.data, "train", args.scale)
        parts = [rows_of(example) for example in pool]
        models = {}
        for name, at in (("words", 0), ("suspects", 2)):
            weight = np.concatenate([np.full(len(part[at]), WEIGHTS[e.kind]) for part, e in zip(parts, pool, strict=True)])
            rows, outcome = (np.concatenate([part[at + k] for part in parts]) for k in range(2))
            fitted = fit if name == "words" else fit_shift
            models[name] = fitted(rows, outcome.astype(bool), weight, parts[0][4 + at // 2])
        write(models, {}, len(pool))
        tables.load.cache_clear()
        rules = rule_rows(examples(args.data, "train", args.scale / 2, seed=SEED + 1))
        write(models, rules, len(pool))
        tables.load.cache_clear()
        calibration_table.cache_clear()
        for rule_id, row in rules.items():
            print(rule_id, row)
    character_f1(args.data, args.scale, args.min_probability)


if __name__ == "__main__":
    main()

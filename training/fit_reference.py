"""Fit what a reference adds and write mtcheck/data/calibration/reference.toml.

Five logistic regressions: ``article``, that a text is a machine's and not another person's translation; ``words``, that a word
of a machine's was marked, given what the models and the reference say of it; ``wording``, that one of a run of such words was;
``suspects`` and ``facts``, that a suspect, or what another rule of the family found, was right, given what it states, how much
of it the reference has, and the article. Fitted on train texts of several kinds (``reference_texts.py``). Prints, for the dev
texts, character F1 without and with references, and the suspects per 1,000 words between two human translations.

usage: python -m training.fit_reference [--data DIR] [--scale 1.0] [--only-measure]
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck import engine, tables
from mtcheck.config.schema import Config
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding, SuspectSpan
from mtcheck.core.reference import Differences
from mtcheck.core.rule import Context
from mtcheck.core.signals import WordSignals
from mtcheck.core.span import Span
from mtcheck.readers.plain import from_string
from mtcheck.reference import fusion as fusion
from mtcheck.reference.companions import with_reference
from mtcheck.reference.differences import differences
from mtcheck.registry import registry
from mtcheck.signals.schedule import context_for
from mtcheck.suspects.calibrate import SCORE_BINS, calibration_table, combine, score_bin
from mtcheck.suspects.make import make_suspects
from training.calibrate import Counts, is_right, merge, shrink
from training.reference_texts import POOLS, SEED, SIZES, Example, examples

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "reference.toml"
# of the texts of each kind; what is wrong in "machine" is not known, and "planted" shows what facts are worth, not how many
WEIGHTS = {"marked": 1.0, "machine": 0.0, "human": 1.0, "post-edited": 0.7, "same": 1.0, "planted": 0.0}
FACT_WEIGHTS = WEIGHTS | {"planted": 1.0}
BY_MACHINES = ("marked", "machine", "post-edited")


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold an example with what models and reference say of it, and the suspects that are seen without the reference."""

    example: Example
    doc: Document
    compared: Differences
    signals: WordSignals
    control: WordSignals | None
    suspects: Sequence[SuspectSpan]

    def right(self, spans: Iterable[Span]) -> list[bool]:
        """Tell of each stretch whether a marked character is in it."""
        flags = np.zeros(len(self.doc.text) + 1, bool)
        for start, end in self.example.spans:
            flags[start:end] = True
        return [bool(flags[span.start : span.end].any()) for span in spans]


def seen(example: Example) -> Seen:
    """Run everything over an example that the fits need."""
    cfg = Config(min_probability=0.0)
    doc, reference = from_string(example.text), from_string(example.reference)
    ctx = context_for(doc, cfg)
    if ctx.signals is None:
        raise SystemExit("the models are needed")
    found = make_suspects(doc, engine.detect(doc, cfg, ctx)[0], registry().rules)
    control = context_for(reference, cfg).signals
    return Seen(example, doc, differences(doc, reference), ctx.signals, control, found)


Rows = tuple[np.ndarray, np.ndarray, np.ndarray, Sequence[str]]
"""Hold rows of features, outcomes, weights, and the features' names."""


def article_rows(pool: Sequence[Seen]) -> Rows:
    """Return a row an article, whether of a machine or of a person; either weighs half."""
    kept = [one for one in pool if one.example.kind in (*BY_MACHINES, "human")]
    found = [fusion.article_features(one.compared, one.signals, one.control) for one in kept]
    outcome = np.array([one.example.kind in BY_MACHINES for one in kept])
    weight = np.where(outcome, 0.5 / outcome.mean(), 0.5 / (1.0 - outcome.mean()))
    return np.concatenate([rows for rows, _ in found]), outcome, weight, found[0][1]


def word_rows(pool: Sequence[Seen]) -> Rows:
    """Return the words of texts that are a machine's, or the reference itself."""
    rows, outcome, weight = [], [], []
    for one in pool:
        if WEIGHTS[one.example.kind] and one.example.kind != "human":
            index, part, names = fusion.word_features(one.doc, one.compared, one.signals)
            rows.append(part)
            outcome += one.right(one.doc.tokens[tok].span for tok in index)
            weight += [WEIGHTS[one.example.kind]] * len(index)
    return np.concatenate(rows), np.array(outcome), np.array(weight), names


def suspect_rows(pool: Sequence[Seen]) -> Rows:
    """Return the suspects that are seen without the reference."""
    found = []
    for one in pool:
        spans = [suspect.span for suspect in one.suspects]
        known = zip(one.suspects, fusion.shares(spans, one.doc, one.compared), strict=True)
        stretches = [(suspect.span, suspect.probability, share) for suspect, share in known if share is not None]
        found.append((one, stretches, WEIGHTS[one.example.kind]))
    return _rows(found)


def fact_rows(pool: Sequence[Seen]) -> Rows:
    """Return what the rules of the family find, but for the wording."""
    return _rows(
        (
            one,
            [(finding.span, combine([finding]), 1.0) for finding in findings(one) if finding.rule_id != fusion.WORDING],
            FACT_WEIGHTS[one.example.kind],
        )
        for one in pool
    )


def _rows(pool: Iterable[tuple[Seen, Sequence[tuple[Span, float, float]], float]]) -> Rows:
    rows, outcome, weights = [], [], []
    for one, stretches, weight in pool:
        if weight and stretches:
            article = fusion.article_probability(one.compared, one.signals, one.control)
            compared = replace(one.compared, article=article)
            part, names = fusion.suspect_features([stretch[1:] for stretch in stretches], compared)
            rows.append(part)
            outcome += one.right(stretch[0] for stretch in stretches)
            weights += [weight] * len(stretches)
    return np.concatenate(rows), np.array(outcome), np.array(weights), names


def wording_rows(pool: Sequence[Seen]) -> Rows:
    """Return the runs of doubtful words."""
    rows, outcome, weight = [], [], []
    for one in pool:
        found = [finding for finding in findings(one) if finding.rule_id == fusion.WORDING]
        if WEIGHTS[one.example.kind] and found:
            part, names = fusion.wording_features(found, one.doc)
            rows.append(part)
            outcome += one.right(finding.span for finding in found)
            weight += [WEIGHTS[one.example.kind]] * len(found)
    return np.concatenate(rows), np.array(outcome), np.array(weight), names


def findings(one: Seen) -> list[Finding]:
    """Run the family's own detector, with the table as it is."""
    compared = fusion.fused(one.doc, one.compared, one.signals, one.control)
    ctx = Context(table=tables.load, listen=lambda: one.signals, differences=compared)
    return engine.detect(one.doc, Config(select=("reference",)), ctx)[0]


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


def rule_rows(pool: Sequence[Seen]) -> dict[str, dict[str, Any]]:
    """Measure how often each rule of the family is right."""
    counts: Counts = defaultdict(lambda: [[0.0, 0.0] for _ in range(len(SCORE_BINS) + 1)])
    for one in pool:
        spans = merge(one.example.spans)
        starts = [start for start, _ in spans]
        weights = {True: WEIGHTS, False: FACT_WEIGHTS}
        for finding in findings(one):
            if not weights[finding.rule_id == fusion.WORDING][one.example.kind]:
                continue
            cell = counts[finding.rule_id][score_bin(finding.score)]
            cell[0] += 1
            cell[1] += is_right(starts, spans, finding.span.start, finding.span.end)
    return shrink(counts, ("reference",))


def fit_all(pool: Sequence[Seen]) -> dict[str, dict[str, Any]]:
    """Fit one after the other, each with the table that holds those before, and write the table."""
    models: dict[str, dict[str, Any]] = {}
    rules: dict[str, dict[str, Any]] = {}

    def put(name: str, model: dict[str, Any]) -> None:
        models[name] = model
        write(models, rules, len(pool))
        tables.load.cache_clear()
        calibration_table.cache_clear()

    put("article", fit(*article_rows(pool)))
    put("words", fit(*word_rows(pool)))
    put("suspects", fit_shift(*suspect_rows(pool)))
    rules |= rule_rows(pool)
    put("wording", fit(*wording_rows(pool)))
    put("facts", fit_shift(*fact_rows(pool)))
    return rules


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


@dataclass(slots=True)
class Tally:
    """Count marked and found characters, suspects and words."""

    shared: int = 0
    found: int = 0
    gold: int = 0
    suspects: int = 0
    words: int = 0

    def add(self, example: Example, doc: Document, suspects: Sequence[SuspectSpan]) -> None:
        """Add one text."""
        flags, marks = (np.zeros(len(doc.text), bool) for _ in range(2))
        for start, end in example.spans:
            flags[start:end] = True
        for suspect in suspects:
            marks[suspect.span.start : suspect.span.end] = True
        self.shared, self.found = self.shared + int((flags & marks).sum()), self.found + int(marks.sum())
        self.gold, self.suspects, self.words = (
            self.gold + int(flags.sum()),
            self.suspects + len(suspects),
            self.words + doc.words,
        )

    def line(self) -> str:
        """Return the figures that there are."""
        rate = f"{1000 * self.suspects / self.words:.1f} suspects per 1,000 words"
        if not self.gold:
            return rate
        sides = f"precision {self.shared / self.found:.3f}, recall {self.shared / self.gold:.3f}"
        return f"character F1 {2 * self.shared / (self.found + self.gold):.3f}, {sides}, {rate}"


def measure(data: Path, scale: float, least: Sequence[float]) -> None:
    """Print what the dev texts give without and with their references, from each of these probabilities on."""
    draw = random.Random(SEED)
    cfg = Config(min_probability=min(least))
    for kind in ("marked", "post-edited", "human", "same"):
        pool = list(POOLS[kind](data, "dev"))
        chosen = draw.sample(pool, min(len(pool), round(SIZES[kind] * scale)))
        tallies: dict[tuple[float, str], Tally] = defaultdict(Tally)
        for example in chosen:
            doc, reference = from_string(example.text), from_string(example.reference)
            ctx = context_for(doc, cfg)
            both = with_reference(doc, reference, ctx, context_for(reference, cfg).signals)
            for name, given in (("without references", ctx), ("with references", both)):
                report = engine.check_document(doc, cfg, ctx=given).report
                for limit in least:
                    found = [suspect for suspect in report.suspects if suspect.probability >= limit] if report else []
                    tallies[limit, name].add(example, doc, found)
        for (limit, name), tally in sorted(tallies.items(), reverse=True):
            print(f"{len(chosen)} dev texts, {kind}, p >= {limit}, {name}: {tally.line()}")


def main() -> None:
    """Fit, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the texts to use, for trials")
    parser.add_argument("--min-probability", type=float, nargs="+", default=[0.4, 0.5], help="of what the measure counts")
    parser.add_argument("--only-measure", action="store_true")
    args = parser.parse_args()
    if not args.only_measure:
        for rule_id, row in fit_all([seen(example) for example in examples(args.data, "train", args.scale)]).items():
            print(rule_id, row)
    measure(args.data, args.scale, args.min_probability)


if __name__ == "__main__":
    main()

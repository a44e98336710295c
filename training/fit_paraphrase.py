"""Fit the decision of the odd-paraphrase engine and write ``mtcheck/data/paraphrase_model.toml``.

Run by hand from the root of the repository, with tables built by training/build_thesaurus.py on other folds of the pairs::

    nice python -m training.fit_paraphrase --fit-tables FOLDER_3456 --dev-tables FOLDER_3456789 --thesaurus words.txt

Fitted on human reference translations of the train part (unknown to the n-gram model), half of them spun here: by the pairs of
the folds 7 to 9 (unknown to the fit tables), by the thesaurus, by both, or by Moby Thesaurus, much of which no table holds; and
on sentences round the tortured phrases of these folds. Thresholds are chosen on ``../shared/data/clean`` (dev): ``--rate``
suspects per 1,000 words outside GUM.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck import engine, tables
from mtcheck.config.schema import Config
from mtcheck.core.odds import logistic
from mtcheck.detectors.paraphrase import decide, pairs, singles
from mtcheck.detectors.paraphrase.alike import Alike
from mtcheck.detectors.paraphrase.decide import Heard, Linear, Step
from mtcheck.detectors.paraphrase.terms import Terms
from mtcheck.detectors.paraphrase.thesaurus import Thesaurus
from mtcheck.detectors.paraphrase.view import make_view
from mtcheck.readers.plain import from_string
from mtcheck.signals.ngram import NgramModel
from training.build_alike import read_thesaurus
from training.paraphrase_texts import RATES, Listed, Spinner, Text, carried, read_words
from training.texts import annotated_mt, references, sample

ROOT = Path(__file__).resolve().parent.parent
HEARD_FROM = 100  # words: shorter texts are not judged as articles
# What the last step fits where the word models spoke, and on which texts: our own thesaurus is what they were trained with.
SINGLY = ("odds", "covered", "there", "article", "word", "spun")
PAIRED = ("odds", "article", "word", "spun")
JUDGES = ("clean", "machine", "spun by listed")
STEPS = tuple((way, name) for way in ("alone", "heard") for name in ("single", "pair"))
LONG = 150  # words open to replacement from which a text shows what clean articles scatter by
# How much the kinds of text count, chosen on dev: substitutes drawn from our own thesaurus are the easiest to undo, and machine
# translation holds odd words that count as good here.
WEIGHTS = {"spun by thesaurus": 0.2, "spun by listed": 1.0, "machine": 0.3, "tortured": 3.0, "expected": 3.0}
# The part of the article: chosen on dev. What the article adds grows slowly up to the knee, then fast, then no more.
ARTICLE = {
    "prior_words": 55.0,
    "article_low": 3.0,
    "article_high": 6.0,
    "article_knee": 0.6,
    "article_most": 1.0,
    "quoted_cost": 0.5,
}

# Number of the text, place, width, the word before, candidate, features, words as written, do they stand in verse.
_Row = tuple[int, int, int, str | None, str, np.ndarray, str, bool]


@dataclass(slots=True)
class Observed:
    """Hold what the engine sees in many texts: rows of candidates, with labels and the text they belong to."""

    owner: np.ndarray
    place: np.ndarray
    width: np.ndarray
    truth: list[str | None]  # the word before; "" where not known; None where nothing was replaced
    rows: list[str]
    features: np.ndarray
    forms: list[str]
    verse: np.ndarray


@dataclass(slots=True)
class Seen:
    """Hold what was seen in texts: single places, pairs; by text how many words are open to replacement, what models say."""

    one: Observed
    two: Observed
    sizes: np.ndarray
    heard: list[Heard | None]


def observe(texts: list[Text], folder: Path, model: NgramModel, cache: Path | None = None) -> Seen:
    """Run the engine's search and the word models over texts."""
    if cache and cache.is_file():
        return cast(Seen, pickle.loads(cache.read_bytes()))
    logcounts = np.log10(model.counts(np.arange(len(model.words))[:, None]) + 1.0)
    thesaurus = Thesaurus(read_words(folder / "thesaurus.words.gz"), Alike(tables.load("alike")), model)
    listed = read_words(folder / "paraphrase_terms.words.gz")
    search = singles.Search(thesaurus, Terms(listed, model), model, logcounts)
    search_pairs = pairs.PairSearch(thesaurus, listed, model, logcounts)
    one: list[_Row] = []
    two: list[_Row] = []
    sizes: list[float] = []
    heard: list[Heard | None] = []
    cfg = Config()
    for number, text in enumerate(texts):
        doc = from_string(text.text)
        view = make_view(doc, model, logcounts)
        sizes.append(view.words)
        heard.append(Heard.of(view, engine.context_for(doc, cfg).signals if doc.words >= HEARD_FROM else None))
        before = {at: word or "" for start, end, word in text.replaced for at in range(start, end)}
        told = [before.get(doc.tokens[tok].span.start) if tok >= 0 else None for tok in view.token.tolist()]
        found = search.run(view)
        places = zip(found.place.tolist(), found.width.tolist(), strict=True)
        for (at, width), row, features in zip(places, found.texts, found.features, strict=True):
            one.append(
                (number, at, width, told[at], row, features, " ".join(view.forms[at : at + width]), bool(view.verse[at]))
            )
        both = search_pairs.search(view)
        for at, row, features in zip(both.place.tolist(), both.texts, both.features, strict=True):
            words = told[at], told[at + 1]
            truth = None if None in words else " ".join(map(str, words))
            two.append((number, at, 2, truth, row, features, " ".join(view.forms[at : at + 2]), bool(view.verse[at])))
    seen = Seen(_observed(one), _observed(two), np.array(sizes), heard)
    if cache:
        cache.write_bytes(pickle.dumps(seen))
    return seen


def _observed(found: list[_Row]) -> Observed:
    owner, place, width, truth, texts, features, forms, verse = zip(*found, strict=True)
    columns = np.array(owner), np.array(place), np.array(width), list(truth), list(texts), np.array(features)
    return Observed(*columns, list(forms), np.array(verse))


def regress(features: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None) -> decide.Linear:
    """Return a fitted linear form."""
    scale = features.std(axis=0) + 1e-9
    fitted = LogisticRegression(max_iter=500).fit(features / scale, labels, sample_weight=weights)
    return decide.Linear(fitted.coef_[0] / scale, float(fitted.intercept_[0]))


def tops(seen: Observed, merit: np.ndarray) -> np.ndarray:
    """Return the row of the best candidate of each place."""
    order = np.lexsort((-merit, seen.width, seen.place, seen.owner))
    new = [np.diff(column[order], prepend=-1) != 0 for column in (seen.owner, seen.place, seen.width)]
    return order[np.logical_or.reduce(new)]


def with_rank(seen: Observed, rank: decide.Linear) -> tuple[np.ndarray, np.ndarray]:
    """Return the best rows, and their features with the merit added."""
    merit = rank(seen.features)
    best = tops(seen, merit)
    return best, np.concatenate([seen.features[best], merit[best, None]], axis=1)


def ranked(seen: Observed, best: np.ndarray, odds: np.ndarray, names: tuple[str, ...], number: int) -> decide.Ranked:
    """Return the places of one text as the engine would."""
    start, stop = np.searchsorted(seen.owner[best], (number, number + 1))
    mine = best[start:stop]
    quoted = seen.features[mine, names.index("quoted")] > 0
    forms = tuple(seen.forms[row] for row in mine.tolist())
    return decide.Ranked(seen.place[mine], seen.width[mine], [], [], odds[start:stop], forms, quoted, seen.verse[mine])


def fit(seen: Seen, texts: list[Text]) -> decide.Decision:
    """Return the decision, with thresholds of 0."""
    one, two = seen.one, seen.two
    replaced = np.array([word is not None for word in one.truth])
    known = np.array([bool(word) for word in one.truth])
    right = np.array([word == row for word, row in zip(one.truth, one.rows, strict=True)])
    rank = regress(one.features[known], right[known])
    best, features = with_rank(one, rank)
    weights = np.array([WEIGHTS.get(text.kind, 1.0) for text in texts])
    useful = ~(replaced & known) | restored(one, right)
    fitted = best[useful[best]]
    single = regress(features[useful[best]], replaced[fitted], weights[one.owner[fitted]])
    both = np.array([word is not None for word in two.truth])
    known_two = np.array([bool(word) for word in two.truth])
    right_two = np.array([word == row for word, row in zip(two.truth, two.rows, strict=True)])
    rank_pair = regress(two.features[known_two], right_two[known_two])
    best_two = tops(two, rank_pair(two.features))
    useful_two = ~(both & known_two) | restored(two, right_two)
    fitted_two = best_two[useful_two[best_two]]
    pair = regress(two.features[fitted_two], both[fitted_two])
    odds = single(features)
    clean = np.array([text.kind == "clean" for text in texts])
    base = float(logistic(odds[clean[one.owner[best]]]).sum() / seen.sizes[clean].sum())
    none = Linear(np.zeros(len(decide.PARTS)), 0.0)
    step = Step(none, none)
    decision = decide.Decision(rank, single, rank_pair, pair, step, step, base=base, article_spread=0.0, **ARTICLE)
    of_clean = [
        decision.article(odds[one.owner[best] == number], int(seen.sizes[number]))
        for number in np.flatnonzero(clean & (seen.sizes > LONG)).tolist()
    ]
    decision = replace(decision, article_spread=float(np.std(of_clean)))
    labels = replaced[best], both[best_two]
    alone, heard = (last_step(decision, seen, texts, labels, with_models=way) for way in (False, True))
    return replace(decision, alone=alone, heard=heard)


def restored(seen: Observed, right: np.ndarray) -> np.ndarray:
    """Tell for each row whether some candidate of its place is the word that was replaced.

    Places where none is are left out of the fit: that a word is odd, the word models say too; here its repair must make sense.
    """
    keys = np.stack([seen.owner, seen.place, seen.width], axis=1)
    _, group = np.unique(keys, axis=0, return_inverse=True)
    return np.asarray(np.bincount(group.ravel(), right)[group.ravel()] > 0)


def rows_of(decision: decide.Decision, seen: Seen, *, with_models: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for each text the rows of ``PARTS`` of its single places and of its pairs."""
    best, features = with_rank(seen.one, decision.rank)
    best_two = tops(seen.two, decision.rank_pair(seen.two.features))
    odds, odds_two = decision.single(features), decision.pair(seen.two.features[best_two])
    out = []
    for number, size in enumerate(seen.sizes.tolist()):
        one = ranked(seen.one, best, odds, singles.FEATURES, number)
        two = ranked(seen.two, best_two, odds_two, pairs.FEATURES, number)
        lift = decision.lift(decision.article(one.odds[~one.verse], int(size)))
        heard = seen.heard[number] if with_models else None
        none = np.zeros(len(two.places))
        out.append((decide.parts(one, decide.covered(one, two), lift, heard), decide.parts(two, none, lift, heard)))
    return out


def last_step(
    decision: decide.Decision, seen: Seen, texts: list[Text], labels: tuple[np.ndarray, np.ndarray], *, with_models: bool
) -> Step:
    """Fit the last step. Where no model speaks, what the article adds is not fitted: our own spinner is no judge of it."""
    by_text = rows_of(decision, seen, with_models=with_models)
    forms = []
    for side, (label, fitted) in enumerate(zip(labels, (SINGLY, PAIRED), strict=True)):
        rows = np.concatenate([parts[side] for parts in by_text])
        owner = np.repeat(np.arange(len(texts)), [len(parts[side]) for parts in by_text])
        judged = zip(texts, seen.heard, strict=True)
        kept = np.array([not with_models or (text.kind in JUDGES and heard is not None) for text, heard in judged])
        columns = fitted if with_models else fitted[:-3]
        weights = np.zeros(len(decide.PARTS))
        weights[decide.PARTS.index("article")] = 1.0
        used, at = kept[owner], [decide.PARTS.index(name) for name in columns]
        weights[at] = regress(rows[used][:, at], label[used]).weights if len(columns) > 1 else 1.0
        forms.append(Linear(weights, 0.0))
    return Step(*forms)


def with_thresholds(decision: decide.Decision, seen: Seen, words: int, rate: float) -> decide.Decision:
    """Return the decision with the biases at which ``rate`` single places per 1,000 words of clean text, and a tenth as many
    pairs, get log-odds above 0."""
    for name in ("alone", "heard"):
        step: Step = getattr(decision, name)
        rows = rows_of(decision, seen, with_models=name == "heard")
        forms = []
        for side, (form, share) in enumerate(((step.single, 1.0), (step.pair, 0.1))):
            odds = np.sort(np.concatenate([form(parts[side]) for parts in rows]))[::-1]
            forms.append(Linear(form.weights, -float(odds[int(share * rate * words / 1000)])))
        decision = replace(decision, **{name: Step(*forms)})
    return decision


def write(path: Path, decision: decide.Decision, inputs: Iterable[Path], args: argparse.Namespace) -> None:
    """Write the coefficients with what they were made of."""
    lines = [
        "# source: fitted by training/fit_paraphrase.py",
        "# licence: Apache-2.0",
        "# version: 1",
        "[manifest]",
        f"rate_per_1000_clean_words = {args.rate}",
        f"words = {args.words}",
        f"seed = {args.seed}",
        *(f'"{file.name}" = "{hashlib.sha256(file.read_bytes()).hexdigest()}"' for file in inputs),
    ]
    forms = (
        ("rank", decision.rank, singles.FEATURES),
        ("single", decision.single, (*singles.FEATURES, "rank")),
        ("rank_pair", decision.rank_pair, pairs.FEATURES),
        ("pair", decision.pair, pairs.FEATURES),
        *((f"{way}.{name}", getattr(getattr(decision, way), name), decide.PARTS) for way, name in STEPS),
    )
    for name, form, columns in forms:
        lines += [f"[{name}]", f"bias = {form.bias:.4f}"]
        lines += [f"{column} = {weight:.4f}" for column, weight in zip(columns, form.weights.tolist(), strict=True)]
    lines.append("[article]")
    for name in ("base", *ARTICLE, "article_spread"):
        lines.append(f"{name} = {getattr(decision, name):.5f}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--fit-tables", type=Path, required=True)
    parser.add_argument("--dev-tables", type=Path, required=True)
    parser.add_argument("--thesaurus", type=Path, required=True, help="what training/build_alike.py reads")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--words", type=int, default=160_000)
    parser.add_argument("--rate", type=float, default=0.35)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--cache", type=Path, help="folder that keeps what was seen, for another fit of the same tables")
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck/data/paraphrase_model.toml")
    args = parser.parse_args()
    model = NgramModel.load()
    pairs_file = args.data / "tortured" / "pairs.tsv"
    listed = Listed(read_thesaurus(args.thesaurus))
    spinner = Spinner.of(pairs_file, read_words(args.fit_tables / "thesaurus.words.gz"), listed, args.seed)
    styles = tuple(RATES)
    texts = [
        spinner.spin(entry.text, styles[number // 2 % len(styles)]) if number % 2 == 0 else Text(entry.text, (), "clean")
        for number, entry in enumerate(sample(references(args.data, "train"), words=args.words, seed=args.seed))
    ]
    texts += [
        Text(entry.text, (), "machine")
        for entry in sample(annotated_mt(args.data, "train"), words=args.words // 2, seed=args.seed)
    ]
    texts += carried(pairs_file)
    decision = fit(observe(texts, args.fit_tables, model, args.cache and args.cache / "fit.pickle"), texts)
    clean = [
        Text(path.read_text("utf-8"), (), "clean")
        for path in sorted((args.data / "clean").glob("*.txt"))
        if path.name[:3] != "gum"
    ]
    seen = observe(clean, args.dev_tables, model, args.cache and args.cache / "clean.pickle")
    decision = with_thresholds(decision, seen, sum(len(text.text.split()) for text in clean), args.rate)
    write(args.out, decision, (pairs_file, args.fit_tables / "thesaurus.words.gz"), args)
    print(f"base {decision.base:.4f}; last step {decision.heard}")


if __name__ == "__main__":
    main()

"""Fit the decision of the odd-paraphrase engine and write ``mtcheck/data/paraphrase_model.toml``.

Run by hand from the root of the repository, with tables built by training/build_thesaurus.py on other folds of the pairs::

    nice python -m training.fit_paraphrase --fit-tables FOLDER_3456 --dev-tables FOLDER_3456789

Fitted on human reference translations of the train part (unknown to the n-gram model), half of them spun here: by the pairs of
the folds 7 to 9 (unknown to the fit tables), by the thesaurus, or both; and on sentences round the tortured phrases of these
folds. Thresholds are chosen on ``../shared/data/clean`` (dev): ``--rate`` suspects per 1,000 words outside GUM.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from mtcheck.detectors.paraphrase import decide, pairs, singles
from mtcheck.detectors.paraphrase.terms import Terms
from mtcheck.detectors.paraphrase.thesaurus import Thesaurus
from mtcheck.detectors.paraphrase.view import make_view
from mtcheck.lm.ngram import NgramModel
from mtcheck.readers.plain import from_string
from training import substitutions
from training.texts import annotated_mt, references, sample

ROOT = Path(__file__).resolve().parent.parent
FIT_FOLDS = "789"
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
CARRIERS = (
    "The paper presents a method for {} and compares it with earlier work.",
    "We discuss {} in the second section.",
    "Recent advances in {} have made this possible.",
    "It depends on {} as well as on the data.",
    "Results show that {} can be improved.",
    "A new approach to {} is proposed here.",
)
RATES = {"pairs": (0.7, 0.7), "both": (0.1, 0.4), "thesaurus": (0.08, 0.35)}  # share of the words that have a substitute
LONG = 150  # words open to replacement from which a text shows what clean articles scatter by
# How much the kinds of text count, chosen on dev: substitutes drawn from our own thesaurus are the easiest to undo, and machine
# translation holds odd words that count as good here.
WEIGHTS = {"spun by thesaurus": 0.2, "machine": 0.3, "tortured": 3.0, "expected": 3.0}
# The part of the article: chosen on dev. What the article adds grows slowly up to the knee, then fast, then no more.
ARTICLE = {
    "prior_words": 55.0,
    "article_low": 3.0,
    "article_high": 6.0,
    "article_knee": 0.6,
    "article_most": 1.0,
    "quoted_cost": 0.5,
}

Replaced = tuple[int, int, str | None]  # start, end, the word before (None: not known word by word)
# Number of the text, place, width, the word before, candidate, features, words as written, do they stand in verse.
_Row = tuple[int, int, int, str | None, str, np.ndarray, str, bool]


@dataclass(frozen=True, slots=True)
class Text:
    """Be a text with what was replaced in it."""

    text: str
    replaced: tuple[Replaced, ...]
    kind: str


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


class Spinner:
    """Replace words as spinners do: by what pairs show, or by the thesaurus."""

    def __init__(self, table: dict[str, str], learned: substitutions.Learned, seed: int) -> None:
        self.draw = random.Random(seed)
        self.near: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self.learned: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for form, payload in table.items():
            for weight, group in zip((1.0, 0.5, 0.25), payload.split("|"), strict=False):
                for word in group.split() if "_" not in form else ():
                    if "_" not in word:
                        self.near[word].append((form, weight))
        for form, counts in learned.items():
            for word, count in counts.items():
                self.learned[word].append((form, float(count)))

    @classmethod
    def of(cls, pairs_file: Path, table: dict[str, str], seed: int) -> Spinner:
        """Make the spinner that knows the pairs of the folds fitted on, words and phrases."""
        words, phrases = substitutions.aligned(substitutions.read_pairs(pairs_file, FIT_FOLDS))
        learned = substitutions.generalised(words)
        for (written, meant), count in phrases.items():
            learned[written][meant] += count
        return cls(table, learned, seed)

    def spin(self, text: str, style: str) -> Text:
        """Return the text with some words replaced."""
        rate = self.draw.uniform(*RATES[style])
        out: list[str] = []
        replaced: list[Replaced] = []
        done = size = 0
        for match in WORD.finditer(text):
            word = match.group()
            if not (word.isalpha() and word.islower() and len(word) > 2):
                continue
            by_pairs = style == "pairs" or (style == "both" and self.draw.random() < 0.6)
            options = self.learned.get(word) if by_pairs else None if word in substitutions.LIGHT else self.near.get(word)
            if not options or self.draw.random() > rate:
                continue
            form = self.draw.choices([f for f, _ in options], [weight**0.7 for _, weight in options])[0]
            out.append(text[done : match.start()] + form)
            size += match.start() - done
            replaced.append((size, size + len(form), word))
            size, done = size + len(form), match.end()
        return Text("".join(out) + text[done:], tuple(replaced), f"spun by {style}")


def carried(path: Path) -> Iterable[Text]:
    """Yield sentences round tortured phrases of the folds fitted on, and round what was meant."""
    with path.open(encoding="utf-8", newline="") as rows:
        kept = [
            (row["tortured"], row["expected"].split("(")[0].strip())
            for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
            if str(substitutions.fold(row["expected"])) in FIT_FOLDS and not row["pps_query"] and "?" not in row["expected"]
        ]
    for number, (written, meant) in enumerate(kept):
        carrier = CARRIERS[number % len(CARRIERS)]
        words, other = written.split(), meant.split()
        if not (2 <= len(words) <= 4 and other):
            continue
        at = carrier.index("{}")
        replaced: list[Replaced] = [(at, at + len(written), None)] if len(words) != len(other) else []
        for word, before in zip(words, other, strict=False) if not replaced else ():
            if word.lower() != before.lower():
                replaced.append((at, at + len(word), before.lower()))
            at += len(word) + 1
        yield Text(carrier.format(written), tuple(replaced), "tortured")
        yield Text(carrier.format(meant), (), "expected")


def read_words(path: Path) -> dict[str, str]:
    """Read a packed word table."""
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))


def observe(texts: list[Text], folder: Path, model: NgramModel) -> tuple[Observed, Observed, np.ndarray]:
    """Run the engine's search over texts; also return how many words of each are open to replacement."""
    logcounts = np.log10(model.counts(np.arange(len(model.words))[:, None]) + 1.0)
    thesaurus = Thesaurus(read_words(folder / "thesaurus.words.gz"), model)
    listed = read_words(folder / "paraphrase_terms.words.gz")
    search = singles.Search(thesaurus, Terms(listed, model), model, logcounts)
    search_pairs = pairs.PairSearch(thesaurus, listed, model, logcounts)
    one: list[_Row] = []
    two: list[_Row] = []
    sizes = []
    for number, text in enumerate(texts):
        doc = from_string(text.text)
        view = make_view(doc, model, logcounts)
        sizes.append(view.words)
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
    return _observed(one), _observed(two), np.array(sizes, float)


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
    return decide.Ranked(seen.place[mine], seen.width[mine], [], odds[start:stop], forms, quoted, seen.verse[mine])


def fit(one: Observed, two: Observed, sizes: np.ndarray, texts: list[Text]) -> decide.Decision:
    """Return the decision, with thresholds of 0."""
    replaced = np.array([word is not None for word in one.truth])
    known = np.array([bool(word) for word in one.truth])
    right = np.array([word == row for word, row in zip(one.truth, one.rows, strict=True)])
    rank = regress(one.features[known], right[known])
    best, features = with_rank(one, rank)
    weights = np.array([WEIGHTS.get(text.kind, 1.0) for text in texts])
    single = regress(features, replaced[best], weights[one.owner[best]])
    best_two = tops(two, -np.arange(len(two.place), dtype=float))
    both = np.array([word is not None for word in two.truth])
    pair = regress(two.features[best_two], both[best_two])
    odds = single(features)
    clean = np.array([text.kind == "clean" for text in texts])
    base = float(decide.sigmoid(odds[clean[one.owner[best]]]).sum() / sizes[clean].sum())
    covered = cover(one, best, two, best_two, pair(two.features[best_two]))
    stage = np.stack([odds, covered, covered > decide.ABSENT], axis=1)
    own, pair_weight, pair_there = regress(stage, replaced[best]).weights.tolist()
    decision = decide.Decision(
        rank, single, pair, own=own, pair_weight=pair_weight, pair_there=pair_there,
        base=base, threshold=0.0, pair_threshold=0.0, article_spread=0.0, **ARTICLE,
    )  # fmt: skip
    said = [
        decision.article(odds[one.owner[best] == number], int(sizes[number]))
        for number in np.flatnonzero(clean & (sizes > LONG)).tolist()
    ]
    return replace(decision, article_spread=float(np.std(said)))


def cover(one: Observed, best: np.ndarray, two: Observed, best_two: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """Return the log-odds of the best pair that covers each place."""
    found: dict[tuple[int, int], float] = {}
    for owner, place, value in zip(two.owner[best_two].tolist(), two.place[best_two].tolist(), odds.tolist(), strict=True):
        for at in (place, place + 1):
            found[owner, at] = max(found.get((owner, at), decide.ABSENT), value)
    keys = zip(one.owner[best].tolist(), one.place[best].tolist(), strict=True)
    return np.array([found.get(key, decide.ABSENT) for key in keys])


def thresholds(
    decision: decide.Decision, seen: tuple[Observed, Observed, np.ndarray], words: int, rate: float
) -> tuple[float, float]:
    """Return the log-odds that ``rate`` single places, and a tenth as many pairs, reach per 1,000 words of clean text."""
    one, two, sizes = seen
    best, features = with_rank(one, decision.rank)
    odds = decision.single(features)
    best_two = tops(two, -np.arange(len(two.place), dtype=float))
    odds_two = decision.pair(two.features[best_two])
    finals = [
        decide.final_odds(
            decision,
            ranked(one, best, odds, singles.FEATURES, n),
            ranked(two, best_two, odds_two, pairs.FEATURES, n),
            int(sizes[n]),
        )
        for n in range(len(sizes))
    ]
    singly = np.sort(np.concatenate([final[0] for final in finals]))[::-1]
    paired = np.sort(np.concatenate([final[1] for final in finals]))[::-1]
    return float(singly[int(rate * words / 1000)]), float(paired[int(0.1 * rate * words / 1000)])


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
        ("pair", decision.pair, pairs.FEATURES),
    )
    for name, form, columns in forms:
        lines += [f"[{name}]", f"bias = {form.bias:.4f}"]
        lines += [f"{column} = {weight:.4f}" for column, weight in zip(columns, form.weights.tolist(), strict=True)]
    lines.append("[article]")
    for name in ("own", "pair_weight", "pair_there", "base", *ARTICLE, "article_spread", "threshold", "pair_threshold"):
        lines.append(f"{name} = {getattr(decision, name):.5f}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--fit-tables", type=Path, required=True)
    parser.add_argument("--dev-tables", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--words", type=int, default=160_000)
    parser.add_argument("--rate", type=float, default=0.35)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck/data/paraphrase_model.toml")
    args = parser.parse_args()
    model = NgramModel.load()
    pairs_file = args.data / "tortured" / "pairs.tsv"
    spinner = Spinner.of(pairs_file, read_words(args.fit_tables / "thesaurus.words.gz"), args.seed)
    styles = tuple(RATES)
    texts = [
        spinner.spin(entry.text, styles[number // 2 % 3]) if number % 2 == 0 else Text(entry.text, (), "clean")
        for number, entry in enumerate(sample(references(args.data, "train"), words=args.words, seed=args.seed))
    ]
    texts += [
        Text(entry.text, (), "machine")
        for entry in sample(annotated_mt(args.data, "train"), words=args.words // 2, seed=args.seed)
    ]
    texts += carried(pairs_file)
    decision = fit(*observe(texts, args.fit_tables, model), texts)
    clean = [
        Text(path.read_text("utf-8"), (), "clean")
        for path in sorted((args.data / "clean").glob("*.txt"))
        if path.name[:3] != "gum"
    ]
    seen = observe(clean, args.dev_tables, model)
    one, two = thresholds(decision, seen, sum(len(text.text.split()) for text in clean), args.rate)
    decision = replace(decision, threshold=one, pair_threshold=two)
    write(args.out, decision, (pairs_file, args.fit_tables / "thesaurus.words.gz"), args)
    print(f"base {decision.base:.4f}, thresholds {one:.3f} and {two:.3f}")


if __name__ == "__main__":
    main()

"""Fit how candidates for a repair are ranked, and write mtcheck/data/calibration/repairs.toml.

A conditional logit model for words that replace and one for words that are inserted, on the authored passages of dev: the
reader has learnt the repairs of the train part by heart. Few of them lack a word, so that paragraphs of clean documents out of
which we took one join them. Right is the word of the suggestion that answers to the place; where
no candidate is right, "none of these" is. Every figure that is printed comes from the half of the passages that a fit did not
see. ``offer`` is the lowest sum of the first three probabilities from which on one in two of what is offered holds the right
word among the first three.

usage: python -m training.fit_repairs --lexicon FILE [--reader FILE]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import torch

from mtcheck.readers.plain import from_string
from mtcheck.signals.ngram import NgramModel
from mtcheck.signals.reader import INSERT, REPLACE, Reader
from mtcheck.signals.repairs import FEATURES, features, neighbours
from training.reader_corrupt import KEEP, UNKNOWN, Corruptor, Repairs, cut, join, repairs
from training.reader_data import align
from training.texts import json_lines

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "mtcheck" / "data" / "calibration" / "repairs.toml"
RIGHT_SHARE = 0.5
SHORTENED = 150  # paragraphs
STEPS, RATE, SHRINK = 150, 0.05, 2e-3
OPERATIONS = {REPLACE: "replace", INSERT: "insert"}

Place = tuple[np.ndarray, int, int]  # features of the candidates, the right one's index (-1: none), the passage


def authored(data: Path) -> Iterator[tuple[str, Repairs]]:
    """Yield the authored passages of dev with their repairs."""
    for row in json_lines(data / "authored" / "dev.jsonl"):
        if row["spans"]:
            found = Repairs(np.full(len(row["text"]), UNKNOWN), np.full(len(row["text"]), KEEP), {})
            for span in row["spans"]:
                align(row["text"], span["start"], span["end"], span["suggestion"], found)
            yield row["text"], found


def shortened(data: Path, lexicon: Path) -> Iterator[tuple[str, Repairs]]:
    """Yield paragraphs of clean documents out of which articles and prepositions were taken."""
    draw, corruptor = random.Random(1), Corruptor(lexicon)
    texts = [path.read_text(encoding="utf-8") for path in sorted((data / "clean").glob("*.txt"))]
    paragraphs = [line for text in texts for line in text.split("\n") if 150 < len(line) < 600]
    for paragraph in draw.sample(paragraphs, SHORTENED):
        pieces = cut(paragraph)
        for drop in (corruptor._drop_article, corruptor._drop_preposition):
            drop(pieces, draw)
        yield join(pieces)[0], repairs(pieces)


def places(reader: Reader, ngram: NgramModel, data: Path, lexicon: Path) -> dict[str, list[Place]]:
    """Return by operation the places at which a word is wanted."""
    out: dict[str, list[Place]] = {name: [] for name in OPERATIONS.values()}
    for number, (text, found) in enumerate([*authored(data), *shortened(data, lexicon)]):
        doc = from_string(text)
        got = reader.score(doc)
        wanted = {k: tok.span.start for k, tok in enumerate(doc.tokens) if tok.span.start in found.wants and tok.kind == "word"}
        said = reader.wordings(got, list(wanted))
        for k, at in wanted.items():
            operation = OPERATIONS.get(int(found.ops[at]))
            if operation is None or k not in said:
                continue
            form = doc.folded[k]
            offered = dict(said[k].put if operation == "replace" else said[k].inserted)
            offered.pop(form, None)
            related = neighbours(form) if operation == "replace" else {}
            words = list(dict.fromkeys([*offered, *(word for word in related if word != form)]))
            rescore = partial(ngram.score_replacements, doc, spelling=False)
            rows = features(k, form, operation, words, offered, related, rescore)
            want = found.wants[at]
            out[operation].append((rows, words.index(want) if want in words else -1, number))
    return out


def fit(group: list[Place]) -> np.ndarray:
    """Return the weights of the features, and the score of "none of these" last."""
    torch.manual_seed(1)
    weights = torch.zeros(len(FEATURES) + 1, dtype=torch.double)
    weights[0] = 1.0
    weights.requires_grad_(True)
    optimizer = torch.optim.Adam([weights], lr=RATE)
    rows = [(torch.tensor(x), torch.tensor([right if right >= 0 else len(x)])) for x, right, _ in group]
    for _ in range(STEPS):
        loss = SHRINK * (weights[:-1] ** 2).sum()
        for x, right in rows:
            scores = torch.cat([x @ weights[:-1], weights[-1:]])
            loss = loss + torch.nn.functional.cross_entropy(scores.unsqueeze(0), right) / len(rows)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return weights.detach().numpy()


def said(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the probabilities of the candidates."""
    scores = np.append(x @ weights[:-1], weights[-1])
    powers = np.exp(scores - scores.max())
    return (powers / powers.sum())[:-1]


def judged(group: list[Place]) -> list[tuple[float, bool, bool]]:
    """Return for each place the probability of the first three together, and whether the first, one of three is right."""
    out = []
    for half in (0, 1):
        weights = fit([place for place in group if place[2] % 2 == half])
        for x, right, number in group:
            if number % 2 != half:
                probabilities = said(x, weights)
                best = np.argsort(-probabilities, kind="stable")[:3].tolist()
                out.append((float(probabilities[best].sum()), right in best[:1], right in best))
    return out


def offer_from(results: list[tuple[float, bool, bool]]) -> float:
    """Return the lowest probability above which so many of the offers hold the right word."""
    ordered = sorted(results, reverse=True)
    rights = np.cumsum([right for _, _, right in ordered]) / np.arange(1, len(ordered) + 1)
    enough = np.flatnonzero(rights >= RIGHT_SHARE)
    return float(ordered[enough[-1]][0]) if len(enough) else 1.0


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data")
    parser.add_argument("--lexicon", type=Path, required=True, help="made by training/reader_lexicon.py")
    parser.add_argument("--reader", type=Path, default=None)
    args = parser.parse_args()
    lines = ["# Built by training/fit_repairs.py; do not edit.", "# source: authored passages, dev part", "# version: 1"]
    lines.append("# licence: Apache-2.0 (figures only)")
    for operation, group in places(Reader.load(args.reader), NgramModel.load(), args.data, args.lexicon).items():
        results = judged(group)
        offer = offer_from(results)
        offered = [right for sure, _, right in results if sure >= offer]
        first, three = (float(np.mean([one[at] for one in results])) for at in (1, 2))
        share, rightness = len(offered) / len(results), float(np.mean(offered)) if offered else 0.0
        print(f"{operation}: {len(group)} places, first right {first:.3f}, one of three {three:.3f}", flush=True)
        print(f"  offered from {offer:.3f}: {share:.3f} of them, right {rightness:.3f}", flush=True)
        weights = fit(group)
        lines += ["", f"[{operation}]", f"none = {weights[-1]:.4f}", f"offer = {offer:.4f}"]
        lines += [f"places = {len(group)}", f"first_right = {first:.4f}", f"three_right = {three:.4f}"]
        lines += [f"offered_share = {share:.4f}", f"offered_right = {rightness:.4f}", "", f"[{operation}.weights]"]
        lines += [f"{name} = {value:.4f}" for name, value in zip(FEATURES, weights[:-1], strict=True)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

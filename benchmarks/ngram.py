"""Print what the n-gram model costs and how good it is: load, look-ups and words a second, memory, perplexity.

    python benchmarks/ngram.py --dev ../shared/data/clean [--models FOLDER] [--arpa FILE --query BINARY]

With ``--arpa`` (``pruned.arpa`` of the build's work folder) and KenLM's ``query``, 10,000 sentences of the dev documents are
scored by both, and the largest and the mean difference per word are printed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

import ngram_measure as measure  # noqa: E402

from mtcheck.core.document import Document  # noqa: E402
from mtcheck.signals.ngram import MODELS, NgramModel  # noqa: E402


def best(times: int, action: object) -> float:
    """Return the least seconds of several runs."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        action()  # type: ignore[operator]
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def speed(models: Path, docs: list[Document]) -> None:
    """Print load time and speeds; tokens and forms of the documents are made before the clock starts."""
    print(f"load {best(5, lambda: NgramModel.load(models)):.3f} s")
    for doc in docs:
        _ = doc.forms
    model = NgramModel.load(models)
    began = time.perf_counter()
    for doc in docs:
        model.document_bits(doc)
    cold = time.perf_counter() - began
    warm = best(3, lambda: [model.document_bits(doc) for doc in docs])
    words = sum(doc.words for doc in docs)
    print(f"documents {len(docs)}, words {words:,}")
    print(f"words a second, first pass {words / cold:,.0f}, later {words / warm:,.0f}")
    ids = np.concatenate([model.encode(doc).ids for doc in docs])
    seconds = best(3, lambda: model._packed.score(ids))
    print(f"positions a second {len(ids) / seconds:,.0f}; look-ups (one per position and order) {4 * len(ids) / seconds:,.0f}")
    triples = [(n, n + 1, "thing") for n in range(min(len(docs[0].tokens), 200))] * 50
    triples = [(a, b, word) for (a, b, _), word in zip(triples, ("accord", "trip", "missile", "chance") * 5000, strict=False)]
    seconds = best(3, lambda: model.score_replacements(docs[0], triples))
    print(f"replacements a second {len(triples) / seconds:,.0f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def compare(models: Path, arpa: Path, query: str, docs: list[Document]) -> None:
    """Print the differences to KenLM's own scores."""
    model = NgramModel.load(models)
    sentences: list[list[int]] = []
    for doc in docs:
        ids = model.encode(doc).ids
        cut = [*np.flatnonzero(ids < 0).tolist(), len(ids)]
        sentences += [ids[a + 2 : b - 1].tolist() for a, b in pairwise(cut)]
    sentences = sentences[:10_000]
    lines = [" ".join(model.words[number] for number in sentence) for sentence in sentences]
    done = subprocess.run(
        [query, "-v", "sentence", arpa], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    theirs = np.array([float(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("Total:")])
    begin, end = model.word_id("<s>"), model.word_id("</s>")
    ours = np.array([model.logprob(np.array([[begin, *sentence, end]]), context=1)[0] for sentence in sentences])
    lengths = np.array([len(sentence) + 1 for sentence in sentences])
    difference = np.abs(ours - theirs)
    print(f"sentences {len(ours):,}: log10 per word differs by {(difference / lengths).max():.4f} at most, ", end="")
    print(f"{difference.sum() / lengths.sum():.5f} on average; whole sums {ours.sum():.2f} and {theirs.sum():.2f}")


def main() -> None:
    """Read the options and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", type=Path, default=ROOT.parent / "shared/data/clean")
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--arpa", type=Path)
    parser.add_argument("--query")
    args = parser.parse_args()
    docs = list(measure.read_documents(args.dev).values())
    speed(args.models, docs)
    for name, value in measure.perplexities(args.models, args.dev).items():
        print(f"{name} {value:.2f}")
    if args.arpa and args.query:
        compare(args.models, args.arpa, args.query, docs)


if __name__ == "__main__":
    main()

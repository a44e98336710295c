"""Build the embedded n-gram model: corpora -> words -> KenLM lmplz -> ARPA -> pruning -> packed arrays, with a manifest.

Needs KenLM's ``lmplz`` (source package ``kenlm`` of PyPI, ``cmake`` with Boost headers; for training only). From the root:

    python training/build_ngram.py --corpora ../shared/corpora --dev ../shared/data/clean --kenlm KENLM/build/bin --work WORK

Steps leave their results in the work folder and are not done twice: word ids per corpus, the text for lmplz, the ARPA file.
Two word models come out: ``ngram.bin`` (words, for everything) and ``spelling.bin`` (SentencePiece pieces, for the words that
the first does not know), and ``spelling.model``, which cuts a word into those pieces.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

import ngram_corpus as corpus  # noqa: E402
import ngram_measure as measure  # noqa: E402
import ngram_prune  # noqa: E402

from mtcheck.signals import words  # noqa: E402
from training import ngram_pack  # noqa: E402

# How often each corpus is read: news up, spontaneous speech down (0.5: every other sentence).
WEIGHTS = {"wikinews": 2.0, "slate_oanc": 2.0, "whitehouse_speech": 0.5}


class Corpora:
    """Hold the encoded corpora and the vocabulary: the words seen at least ``min_count`` times."""

    def __init__(self, names: list[str], work: Path, min_count: int) -> None:
        self.names, self.work = names, work
        self.words: list[str] = json.loads((work / "words.json").read_text("utf-8"))
        self.counts = np.zeros(2 * len(self.words), np.int64)
        for name in names:
            ids = self.ids(name)
            self.counts += np.bincount(ids[ids >= 0], minlength=len(self.counts))
        per_word = self.counts.reshape(-1, 2).sum(axis=1)
        self.known = per_word >= min_count
        self.table = [
            word if known else unknown
            for word, known in zip(self.words, self.known.tolist(), strict=True)
            for unknown in (words.UNKNOWN_LOWER, words.UNKNOWN_UPPER)
        ]
        self.rank: dict[str, int] = {}
        for word, count in zip(self.table, self.counts.tolist(), strict=True):
            self.rank[word] = self.rank.get(word, 0) + count

    def ids(self, name: str) -> np.ndarray:
        return np.load(self.work / f"{name}.npy", mmap_mode="r")

    def write_text(self, path: Path, weights: dict[str, float]) -> None:
        """Write one sentence a line, each corpus as often as its weight says."""
        table = [*self.table, "\n"]  # SENTENCE is -1, the last entry
        with path.open("w", encoding="utf-8") as out:
            for name in self.names:
                ids, weight = np.asarray(self.ids(name)), weights.get(name, 1.0)
                if weight < 1.0:
                    sentence = np.cumsum(ids == corpus.SENTENCE) - (ids == corpus.SENTENCE)
                    ids, weight = ids[sentence % round(1 / weight) == 0], 1.0
                for _ in range(round(weight)):
                    for start in range(0, len(ids), 1 << 20):
                        part = " ".join(map(table.__getitem__, ids[start : start + (1 << 20)].tolist()))
                        out.write(part.replace(" \n ", "\n").replace(" \n", "\n").replace("\n ", "\n") + " ")

    def counter(self, model_words: tuple[str, ...]) -> ngram_pack.Counter:
        """Return the function that counts n-grams in the corpora, each read once."""
        index = {word: number for number, word in enumerate(model_words)}
        slots = (index[words.UNKNOWN_LOWER], index[words.UNKNOWN_UPPER])  # some words were only in what was left out
        table = np.array([index.get(word, slots[place % 2]) for place, word in enumerate(self.table)], np.int64)
        begin, end = index[words.BEGIN], index[words.END]
        parts = []
        for name in self.names:
            ids = np.asarray(self.ids(name))
            stop = ids == corpus.SENTENCE
            place = np.arange(len(ids)) + np.cumsum(stop) - stop
            flat = np.empty(len(ids) + int(stop.sum()), np.int32)
            flat[place] = np.where(stop, end, table[ids])
            flat[place[stop] + 1] = begin
            parts.append(flat)
        text = np.concatenate([np.array([begin], np.int32), *parts])
        bits = (len(model_words) - 1).bit_length()
        kept: dict[int, np.ndarray] = {}  # the latest order, sorted

        def count(rows: np.ndarray) -> np.ndarray:
            order = rows.shape[1]
            if order not in kept:
                kept.clear()
                kept[order] = np.sort(_joined([text[k : len(text) - order + 1 + k] for k in range(order)], bits))
            asked = _joined([rows[:, k] for k in range(order)], bits)
            return np.searchsorted(kept[order], asked, "right") - np.searchsorted(kept[order], asked, "left")

        return count


def _joined(columns: list[np.ndarray], bits: int) -> np.ndarray:
    """Return one number per row: exact while it fits into 64 bits, a hash of them otherwise."""
    key = np.zeros(len(columns[0]), np.uint64)
    factor = np.uint64(1 << bits if bits * len(columns) <= 64 else 0x9E3779B97F4A7C15)
    for column in columns:
        key *= factor
        key += column.astype(np.uint64)
    return key


def encode(corpora: Path, work: Path) -> list[str]:
    """Turn each packed corpus into word ids, unless that is done; return the names."""
    paths = sorted(corpora.glob("*.txt.xz"))
    names = [path.name.removesuffix(".txt.xz") for path in paths]
    if not (work / "words.json").exists():
        encoder = corpus.Encoder()
        for name, path in zip(names, paths, strict=True):
            np.save(work / f"{name}.npy", encoder.encode(corpus.read_paragraphs(path)))
            print(f"{name}: {len(encoder.words):,} words so far", flush=True)
        (work / "words.json").write_text(json.dumps(encoder.words), "utf-8")
    return names


def lmplz(kenlm: Path, text: Path, arpa: Path, *, order: int, prune: Iterable[int], memory: str = "5G") -> None:
    """Estimate a model with modified Kneser-Ney smoothing, unless that is done."""
    if arpa.exists():
        return
    settings = ["-o", str(order), "--prune", *map(str, prune), "-S", memory, "-T", str(arpa.parent), "--discount_fallback"]
    partial = arpa.with_suffix(".partial")
    subprocess.run([kenlm / "lmplz", *settings, "--text", text, "--arpa", partial], check=True)
    partial.rename(arpa)


def build_words(args: argparse.Namespace, held: Corpora) -> Path:
    """Build the word model."""
    text = args.work / f"text-{args.min_count}.txt"
    if not text.exists():
        held.write_text(text, WEIGHTS)
    arpa = args.work / f"words-{args.min_count}-{'-'.join(map(str, args.prune))}.arpa"
    lmplz(args.kenlm, text, arpa, order=args.order, prune=args.prune)
    names, orders = ngram_pack.read_arpa(arpa, rank=held.rank)
    counter, word_bits = held.counter(names), (len(names) - 1).bit_length()
    orders = ngram_prune.prune(orders, word_bits, counter, args.megabytes * 1e6)
    ngram_pack.write_arpa(names, orders, args.work / "pruned.arpa")  # for comparison with KenLM: benchmarks/ngram.py
    path = args.out / "ngram.bin"
    ngram_pack.pack(names, orders, path, counter=counter, meta={"kind": "words", "prune": args.prune})
    print([len(grams.prob) for grams in orders], f"{path.stat().st_size:,} bytes", flush=True)
    return path


def build_spelling(args: argparse.Namespace, held: Corpora) -> tuple[Path, Path]:
    """Build the piece model: pieces from all words of the corpora, their n-grams from the words that are seen seldom."""
    import sentencepiece

    stem = args.work / f"spelling-{args.pieces}"
    counts = held.counts.reshape(-1, 2)
    total = counts.sum(axis=1)
    if not stem.with_suffix(".model").exists():
        tsv = args.work / "words.tsv"
        letters = [
            (word, int(n)) for word, n in zip(held.words, total, strict=True) if any(map(str.isalpha, word)) and word[0] != "<"
        ]
        tsv.write_text("".join(f"{word}\t{n}\n" for word, n in letters if len(word) <= 40), "utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(tsv), input_format="tsv", model_prefix=str(stem), model_type="unigram", vocab_size=args.pieces,
            character_coverage=0.9995, normalization_rule_name="identity", add_dummy_prefix=True, num_threads=1,
            bos_id=-1, eos_id=-1, input_sentence_size=0, max_sentencepiece_length=12, minloglevel=1,
        )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(stem.with_suffix(".model")))
    text = args.work / f"spelling-{args.pieces}.txt"
    if not text.exists():
        with text.open("w", encoding="utf-8") as out:
            for number in np.flatnonzero((total <= args.rare) & (total > 0)).tolist():
                cut = " ".join(pieces.encode(held.words[number], out_type=str))
                out.write(f"{words.UNKNOWN_LOWER} {cut}\n" * bool(counts[number, 0]))
                out.write(f"{words.UNKNOWN_UPPER} {cut}\n" * bool(counts[number, 1]))
    arpa = args.work / f"spelling-{args.pieces}.arpa"
    lmplz(args.kenlm, text, arpa, order=3, prune=(0, 1, 1))
    names, orders = ngram_pack.read_arpa(arpa)
    path, model = args.out / "spelling.bin", args.out / "spelling.model"
    ngram_pack.pack(names, orders, path, meta={"kind": "pieces"})
    model.write_bytes(stem.with_suffix(".model").read_bytes())
    print([len(grams.prob) for grams in orders], f"{path.stat().st_size + model.stat().st_size:,} bytes", flush=True)
    return path, model


def write_manifest(
    args: argparse.Namespace, held: Corpora, files: Iterable[Path], figures: dict[str, float], seconds: float
) -> None:
    """Write the table [ngram] of the manifest, leaving the tables of other models as they are."""
    path = args.out / "manifest.toml"
    others = measure.other_tables(path.read_text("utf-8"), "ngram") if path.exists() else ""
    lines = [
        "[ngram]",
        'script = "training/build_ngram.py"',
        'licence = "CC-BY-SA-4.0 and the terms of each corpus (SOURCES.md of the corpora: Wikipedia, Wikinews, OpenStax, '
        'UN, U.S. government works, OANC); n-gram statistics only"',
        f"order = {args.order}",
        f"prune = {list(args.prune)}",
        f"megabytes = {args.megabytes}",
        f"min_count = {args.min_count}",
        f"vocabulary = {int(held.known.sum())}",
        f"pieces = {args.pieces}",
        f"rare_words_up_to = {args.rare}",
        f"seconds = {round(seconds)}",
        f"weights = {{ {', '.join(f'{name} = {weight}' for name, weight in WEIGHTS.items())} }}",
        "[ngram.dev]",
        *(f"{name} = {round(value, 2)}" for name, value in figures.items()),
        "[ngram.inputs]",
        *(f'"{p.name}" = "{_sha256(p)}"' for p in sorted(args.corpora.glob("*.txt.xz"))),
        "[ngram.outputs]",
        *(f'"{p.name}" = "{_sha256(p)}"' for p in files),
    ]
    path.write_text("\n".join(lines) + "\n" + others, "utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Read the options and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared/corpora")
    parser.add_argument("--dev", type=Path, default=ROOT.parent / "shared/data/clean")
    parser.add_argument("--kenlm", type=Path, required=True, help="folder that holds lmplz")
    parser.add_argument("--work", type=Path, required=True, help="folder for what lies between (10 GB)")
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck/data/models")
    parser.add_argument("--order", type=int, default=4)
    parser.add_argument("--prune", type=int, nargs="+", default=[0, 2, 3, 4], help="count cut-offs of lmplz")
    parser.add_argument("--megabytes", type=float, default=26.0, help="what ngram_prune leaves of the orders above the first")
    parser.add_argument("--min-count", type=int, default=3)
    parser.add_argument("--pieces", type=int, default=8000)
    parser.add_argument("--rare", type=int, default=20, help="words seen this often or less teach the spelling model")
    args = parser.parse_args()
    began = time.perf_counter()
    args.out.mkdir(parents=True, exist_ok=True)
    held = Corpora(encode(args.corpora, args.work), args.work, args.min_count)
    print(f"{held.counts.sum():,} words, {int(held.known.sum()):,} in the vocabulary", flush=True)
    files = [build_words(args, held), *build_spelling(args, held)]
    figures = measure.perplexities(args.out, args.dev)
    print(figures)
    write_manifest(args, held, files, figures, time.perf_counter() - began)


if __name__ == "__main__":
    main()

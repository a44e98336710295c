"""Mine terms of science and computing from documentation: two or three words that stand together far oftener than by chance.

The corpora hold few technical texts, and a spun term is recognised by the term that it was. Read are the docstrings of Python
packages and plain texts; what is kept are the terms alone, for ``training/build_thesaurus.py --terms``::

    nice python -m training.mine_terms --packages SITE-PACKAGES/sklearn ... --texts foldoc.txt icd10.txt --out terms.txt

What ships was mined from scikit-learn, SciPy, NumPy, SymPy, NetworkX, PyTorch, Transformers, statsmodels, NLTK, Gensim,
scikit-image, DEAP, PySwarms, scikit-fuzzy and Biopython, from the Free On-line Dictionary of Computing, and from ICD-10-CM.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import log10
from pathlib import Path

from mtcheck import tables
from mtcheck.lang import lexicon
from training.substitutions import LIGHT, has_grammar
from training.wordnet_forms import log2_count

LEAST, LEAST_TWICE = 4, 2  # times in all, and in two sources or more
MIN_PMI, MIN_PMI_OFTEN = 1.6, 0.8  # log10; the second for what stands often and in two sources
OFTEN = 12
LEAST_WORD = 5  # log2 of each word's count in the corpora
_BREAK = re.compile(r"\n\s*\n|[^\w\s-]|_")
_WORD = re.compile(r"[a-z]{2,}")

Term = tuple[str, ...]


def docstrings(package: Path) -> Iterator[str]:
    """Yield the docstrings of a package."""
    for path in sorted(package.rglob("*.py")):
        try:
            tree = ast.parse(path.read_text("utf-8"))
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                yield ast.get_docstring(node) or ""


def text_of(path: Path) -> str:
    """Return the text of a file, packed by gzip or plain."""
    packed = path.read_bytes()
    return (gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed).decode("utf-8", "replace")


def stretches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the words that stand together without a mark between them; hyphens part words."""
    for text in texts:
        for part in _BREAK.split(text.lower()):
            run: list[str] = []
            for word in (*part.replace("-", " ").split(), ""):
                if _WORD.fullmatch(word):
                    run.append(word)
                elif run:
                    yield run
                    run = []


def is_nominal(words: Term) -> bool:
    """Tell whether words can make a term: content words, frequent enough, a noun last, nouns or adjectives before it."""
    known = tables.load("lexicon")
    if any(word in LIGHT or has_grammar(word) or log2_count(word) < LEAST_WORD for word in words):
        return False
    return lexicon.can_be(known[words[-1]], "NS") and all(lexicon.can_be(known[word], "NJPG") for word in words[:-1])


def mined(sources: Iterable[Iterable[str]]) -> list[str]:
    """Return the terms, in the order of the alphabet."""
    counts: Counter[Term] = Counter()
    singles: Counter[str] = Counter()
    seen_in: dict[Term, set[int]] = defaultdict(set)
    for number, texts in enumerate(sources):
        for run in stretches(texts):
            singles.update(run)
            for size in (2, 3):
                for at in range(len(run) - size + 1):
                    term = tuple(run[at : at + size])
                    counts[term] += 1
                    seen_in[term].add(number)
    total = log10(sum(singles.values()))
    kept = []
    for term, count in counts.items():
        if count < LEAST and not (count >= LEAST_TWICE and len(seen_in[term]) > 1):
            continue
        head, last = counts[term[:-1]] if len(term) > 2 else singles[term[0]], singles[term[-1]]
        least = MIN_PMI_OFTEN if count >= OFTEN and len(seen_in[term]) > 1 else MIN_PMI
        if log10(count) + total - log10(head) - log10(last) >= least and is_nominal(term):
            kept.append(" ".join(term))
    return sorted(kept)


def main() -> None:
    """Write the terms, one a line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--packages", type=Path, nargs="*", default=[])
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sources = [*(docstrings(path) for path in args.packages), *([text_of(path)] for path in args.texts)]
    terms = mined(sources)
    args.out.write_text("".join(f"{term}\n" for term in terms), "utf-8")
    print(f"{len(terms)} terms from {len(sources)} sources")


if __name__ == "__main__":
    main()

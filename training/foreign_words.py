"""Build ``mtcheck/data/script_foreign.words.gz``: words of other languages in Latin script that English does not use.

usage: python training/foreign_words.py CORPUS.txt.xz... -o mtcheck/data/script_foreign.words.gz

A word is kept if a wordfreq list of another language gives it a Zipf frequency of FOREIGN_FLOOR or more, wordfreq's English
list gives it less than ENGLISH_CEILING, and the human-written English corpora have it in lower case at most CORPUS_CEILING
times: what English people write in lower case is a loan word or a term. A line of the output holds a three-letter beginning
and, joined by blanks, the words that begin so with the languages that know them (`` sjávarútvegur:is``).
"""

from __future__ import annotations

import argparse
import gzip
import lzma
from collections import Counter, defaultdict
from pathlib import Path

import regex
import wordfreq

LANGUAGES = "ca cs da de es fi fr hu id is it lt lv nb nl pl pt ro sh sk sl sv tr".split()
FOREIGN_FLOOR = 3.5
ENGLISH_CEILING = 1.6
CORPUS_CEILING = 1
MIN_LETTERS = 4
_WORD = regex.compile(r"(?<![\p{L}\p{M}\p{N}'’-])\p{Ll}{4,}(?![\p{L}\p{M}\p{N}'’-])")
_HEAD = """# source: wordfreq 3.1 word lists (small), less what English lists and corpora have; training/foreign_words.py
# licence: CC-BY-SA-4.0 (wordfreq data)
# version: 1
"""


def candidates() -> dict[str, list[str]]:
    """Return word -> languages, most frequent first, for words that wordfreq's English list hardly knows."""
    english = wordfreq.get_frequency_dict("en", "large")
    ceiling, floor = 10 ** (ENGLISH_CEILING - 9), 10 ** (FOREIGN_FLOOR - 9)
    known: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for language in LANGUAGES:
        for word, frequency in wordfreq.get_frequency_dict(language, "small").items():
            if frequency < floor or english.get(word, 0.0) >= ceiling or not _WORD.fullmatch(word) or len(word) < MIN_LETTERS:
                continue
            known[word].append((-frequency, language))
    return {word: [language for _, language in sorted(ranked)[:3]] for word, ranked in known.items()}


def corpus_counts(paths: list[Path], words: dict[str, list[str]]) -> Counter[str]:
    """Count the candidate words in lower case over the corpora."""
    counts: Counter[str] = Counter()
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                counts.update(word for word in _WORD.findall(line) if word in words)
    return counts


def main() -> None:
    """Write the table and print how many words it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    args = parser.parse_args()
    words = candidates()
    counts = corpus_counts(args.corpus, words)
    buckets: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if counts[word] <= CORPUS_CEILING:
            buckets[word[:3]].append(f" {word}:{','.join(words[word])}")
    lines = [f"{beginning}\t{''.join(entries)}\n" for beginning, entries in sorted(buckets.items())]
    args.output.write_bytes(gzip.compress((_HEAD + "".join(lines)).encode("utf-8"), mtime=0))
    print(f"{len(words)} candidates, {sum(map(len, buckets.values()))} kept, {len(buckets)} beginnings")


if __name__ == "__main__":
    main()

"""Build ``mtcheck/data/lexicon.words.gz``: what each common English form can be, and how common it is.

Run by hand from the root of the repository::

    nice python training/build_lexicon.py --corpora ../shared/corpora --wordnet ../shared/data/wordnet/oewn-src-yaml.tar.xz

Inputs: the corpora (forms, counts, contexts), Open English WordNet (which lemma is noun, verb, adjective, adverb),
lemminflect (inflection; used here only) and ``training/closed_class.tsv`` (pronouns, determiners and the like).

One line per form: ``form<TAB>payload``. The payload is one base-36 digit, floor(log2(count)); then tag letters; then, for a
form that can be a verb, one digit 0-9: how verb-like its contexts are (0 only after determiners, 9 only after pronouns and
modals). ``mtcheck/lang/lexicon.py`` names the letters and reads the payload. The build is deterministic.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lemminflect import getInflection

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
NOUNISH = re.compile(r"\b(?:the|a|an|this|these|those|its|their|his|her|our|my|your|of|in|for|with|no|some|many) ([a-z]+)")
VERBISH = re.compile(
    r"\b(?:he|she|they|we|i|who|will|would|can|could|should|may|might|must|cannot|didn't|don't|doesn't|not) ([a-z]+)"
)
PENN = {  # tags of each inflection
    "n": (("NN", "N"), ("NNS", "S")),
    "v": (("VB", "V"), ("VBZ", "Z"), ("VBD", "D"), ("VBN", "P"), ("VBG", "G")),
    "a": (("JJ", "J"), ("JJR", "K"), ("JJS", "X")),
    "s": (("JJ", "J"), ("JJR", "K"), ("JJS", "X")),
    "r": (("RB", "R"), ("RBR", "K"), ("RBS", "X")),
}
UNIVERSAL = {"n": "NOUN", "v": "VERB", "a": "ADJ", "s": "ADJ", "r": "ADV"}
ORDER = "NSVZDPGJKXRtspobwmxicnuQ"
MIN_COUNT = 8
MIN_COUNT_KNOWN = 3
MIN_COUNT_HYPHEN = 16
MIN_CONTEXTS = 6
CAPITAL_SHARE = 0.85
SAMPLE_EVERY = 2  # contexts are counted on every second line
HEAD = (
    "# source: forms counted in the corpora of ../shared/corpora/SOURCES.md (UN General Debate, Wikipedia 2015, Wikinews, "
    "OpenStax, OANC Slate, U.S. government works); parts of speech from Open English WordNet (globalwordnet/english-wordnet "
    "d94538a), derived from Princeton WordNet; inflection by lemminflect; closed classes written for this project\n"
    "# licence: counts of words only from the corpora; Open English WordNet CC BY 4.0 (Open English WordNet team) and "
    "WordNet licence (Princeton University)\n"
    "# version: 1\n"
)


def lines(corpora: Path) -> Iterator[str]:
    """Yield every line of every corpus, typographic apostrophes made plain."""
    for path in sorted(corpora.glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as unpacked:
            for line in unpacked:
                yield line.replace("\u2019", "'")


def count(corpora: Path) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return the counts of cased forms, and of lower-case forms after noun-like and after verb-like words."""
    forms: Counter[str] = Counter()
    nounish: Counter[str] = Counter()
    verbish: Counter[str] = Counter()
    for number, line in enumerate(lines(corpora)):
        forms.update(WORD.findall(line))
        if number % SAMPLE_EVERY == 0:
            lowered = line.lower()
            nounish.update(NOUNISH.findall(lowered))
            verbish.update(VERBISH.findall(lowered))
    return forms, nounish, verbish


def entries(wordnet: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield lemma, part of speech (n, v, a, s, r) and listed irregular forms from the entries files of the archive."""
    with tarfile.open(wordnet, "r|xz") as archive:
        for member in archive:
            name = member.name.rsplit("/", 1)[-1]
            if not name.startswith("entries-"):
                continue
            unpacked = archive.extractfile(member)
            if unpacked is not None:
                yield from _entries(unpacked.read().decode("utf-8").splitlines())


def _entries(rows: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    lemma, pos, forms, in_forms = "", "", [], False
    for row in rows:
        if row[:1] not in (" ", ""):
            if lemma and pos:
                yield lemma, pos, forms
            lemma, pos, forms, in_forms = row.rstrip(":").strip("'\""), "", [], False
        elif row[:2] == "  " and row[2:3] not in (" ", "-"):
            if pos:
                yield lemma, pos, forms
            pos, forms, in_forms = row.strip()[0], [], False
        elif row.startswith("    ") and row[4:5] not in (" ", "-"):
            in_forms = row.strip() == "form:"
        elif in_forms and row.startswith("    - "):
            forms.append(row[6:].strip("'\""))
    if lemma and pos:
        yield lemma, pos, forms


def inflected(wordnet: Path) -> dict[str, set[str]]:
    """Map each form of each one-word lower-case lemma to its tags."""
    tags: dict[str, set[str]] = {}
    for lemma, pos, listed in entries(wordnet):
        if not WORD.fullmatch(lemma) or lemma != lemma.lower() or pos not in PENN:
            continue
        for penn, letter in PENN[pos]:
            if letter in "KX":  # comparatives only where the dictionary lists them
                found = [form for form in listed if form.endswith("r" if letter == "K" else "st")]
            else:
                found = [lemma] if letter in "NVJR" else list(getInflection(lemma, penn))
            for form in found:
                if letter == "S" and form == lemma and lemma not in SAME_PLURAL:
                    continue
                tags.setdefault(form, set()).add(letter)
    for form, letters in tags.items():
        if form.endswith("ed") and letters & {"D", "P"} and len(form) > 4:
            letters |= {"D", "P"}  # the dictionary lists "spelt" alone where "spelled" is as good
    for form, letters in CORRECTIONS.items():
        tags[form] = set(letters)
    return tags


# Nouns whose plural is the singular form; lemminflect lists far more.
SAME_PLURAL = frozenset(
    """aircraft spacecraft hovercraft watercraft series species means headquarters barracks crossroads sheep deer fish
    salmon trout shrimp moose bison swine offspring personnel police cattle staff dice
    counsel gallows works shambles data media""".split()
)
# Forms where dictionary and inflection give a reading that no article has.
CORRECTIONS = {
    "an": "",
    "a": "",
    "i": "",
    "be": "",
    "are": "",
    "is": "",
    "was": "",
    "were": "",
    "am": "",
    "has": "",
    "had": "DP",
    "have": "V",
    "does": "Z",
    "did": "D",
    "done": "PJ",
    "do": "V",
    "been": "P",
    "being": "NG",
    "people": "S",
    "police": "S",
    "in": "",
    "at": "",
    "as": "",
    "he": "",
    "it": "",
    "us": "",
    "who": "",
    "so": "R",
    "or": "",
    "may": "",
    "might": "N",
    "born": "PJ",
    "news": "N",
    "media": "NS",
    "data": "NS",
    "politics": "N",
    "economics": "N",
    "lens": "N",
    "children": "S",
    "men": "S",
    "women": "S",
    "feet": "S",
    "teeth": "S",
    "criteria": "S",
    "phenomena": "S",
    "went": "D",
    "gone": "PJ",
    "got": "DP",
    "learnt": "DP",
    "burnt": "DPJ",
    "dreamt": "DP",
    "leapt": "DP",
    "leant": "DP",
    "spelt": "DP",
    "spoilt": "DPJ",
    "lent": "DPN",
    "knelt": "DP",
    "gotten": "P",
    "learned": "DPJ",
    "burned": "DPJ",
    "shrunk": "DP",
    "sunk": "DP",
    "odds": "S",
    "better": "JKR",
    "met": "DP",
    "modest": "J",
    "honest": "J",
    "sang": "D",
    "rang": "D",
}


def closed(path: Path) -> dict[str, str]:
    """Read the hand-written closed classes."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {row[0]: row[1] for row in rows}


def build(corpora: Path, wordnet: Path, closed_class: Path) -> list[str]:
    """Return the lines of the table, sorted by form."""
    cased, nounish, verbish = count(corpora)
    totals: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for form, number in cased.items():
        totals[form.lower()] += number
        if form[0].isupper():
            capital[form.lower()] += number
    tags, function = inflected(wordnet), closed(closed_class)
    out = []
    for form in sorted(totals):
        number, own = totals[form], "".join(sorted(tags.get(form, ()))) + function.get(form, "")
        floor = MIN_COUNT_KNOWN if own else MIN_COUNT_HYPHEN if "-" in form else MIN_COUNT
        if number < floor or form.endswith("'s"):
            continue
        if capital[form] >= CAPITAL_SHARE * number:
            own += "Q"
        payload = _base36(number.bit_length() - 1) + "".join(letter for letter in ORDER if letter in own)
        both = nounish[form] + verbish[form]
        if set(own) & set("VZDPG") and both >= MIN_CONTEXTS:
            payload += str(round(9 * verbish[form] / both))
        out.append(f"{form}\t{payload}")
    return out


def _base36(number: int) -> str:
    return "0123456789abcdefghijklmnopqrstuvwxyz"[number]


def main() -> None:
    """Build the table and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--wordnet", type=Path, default=Path("../shared/data/wordnet/oewn-src-yaml.tar.xz"))
    parser.add_argument("--closed", type=Path, default=Path("training/closed_class.tsv"))
    parser.add_argument("--out", type=Path, default=Path("mtcheck/data/lexicon.words.gz"))
    args = parser.parse_args()
    rows = build(args.corpora, args.wordnet, args.closed)
    packed = gzip.compress((HEAD + "\n".join(rows) + "\n").encode("utf-8"), compresslevel=9, mtime=0)
    args.out.write_bytes(packed)
    print(f"{len(rows)} forms, {len(packed)} bytes")


if __name__ == "__main__":
    main()

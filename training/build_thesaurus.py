"""Build the tables of the odd-paraphrase engine: near-synonyms per inflected form, and the terms they are looked for in.

Run by hand from the root of the repository::

    nice python -m training.build_thesaurus --wordnet ../shared/data/wordnet/oewn-src-yaml.tar.xz \
        --pairs ../shared/data/tortured/pairs.tsv --names ../shared/data/names [--folds 3456789] [--out FOLDER]

Written are ``thesaurus.words.gz`` (form -> members of its synsets, those one step away, those two steps away, and the words it
was seen to stand for in tortured phrases, with counts; each inflected like the form), ``paraphrase_terms.words.gz`` (terms of
two or three words, by their first word), and ``paraphrase_names.tsv`` (names of countries, places and bodies;
``known`` marks those so well known that more of their words may differ).
Pairs fall into ten folds by their expected expression. The development score is measured on the folds 0 to 2, so it is honest
for tables built with ``--folds 3456789``; the decision is fitted on folds that its tables do not know. What ships has them all.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import tarfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lemminflect import getAllLemmas, getInflection

from mtcheck import tables
from mtcheck.core import lexicon

ROOT = Path(__file__).resolve().parent.parent
WORD = re.compile(r"[a-z]+")
PENN = {
    "n": {"NN": "N", "NNS": "S"},
    "v": {"VB": "V", "VBZ": "Z", "VBD": "D", "VBN": "P", "VBG": "G"},
    "a": {"JJ": "J", "JJR": "K", "JJS": "X"},
    "r": {"RB": "R"},
}
UNIVERSAL = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}
MIN_LOG2_COUNT = 5  # of a candidate in the corpora
MAX_BY_DISTANCE = (16, 16, 10)
MAX_PHRASES = 4  # candidates of several words, at each distance
MAX_LEARNED = 24
MAX_SISTERS = 80  # a hypernym with more members than this says little about any two of them
MAX_SENSES = 8
HEAD = (
    "# source: Open English WordNet (globalwordnet/english-wordnet d94538a), derived from Princeton WordNet; "
    "substitutions aligned from the fingerprint list of the Problematic Paper Screener (Cabanac, Labbe, Magazinov); "
    "inflection by lemminflect\n"
    "# licence: Open English WordNet CC BY 4.0 (Open English WordNet team) and WordNet licence (Princeton University)\n"
    "# version: 1\n"
)
# Words that carry grammar rather than meaning: never a candidate, except where pairs show that they were replaced.
LIGHT = frozenset(
    """be am is are was were been being have has had having do does did done doing go goes went gone going get gets got gotten
    getting make makes made making take takes took taken taking put puts putting let lets letting give gives gave given giving
    one ones thing things not no yes very so too also then there here now just even only more most less least much many such
    in on at by for with from to of as up out off over down about""".split()
)


WELL_KNOWN = "training/paraphrase_names.txt"
# What replaces the words of names, beside the thesaurus: points of the compass, and the verbs behind "united".
IN_NAMES = {
    "upper": "north", "lower": "south", "upward": "north", "northern": "north", "southern": "south", "eastern": "east",
    "western": "west", "assembled": "united", "joined": "united", "unified": "united", "combined": "united",
    "realm": "kingdom", "landmass": "peninsula", "focal": "central", "chamber": "council", "gathering": "assembly",
}  # fmt: skip


def fold(expected: str) -> int:
    """Return the fold, 0 to 9, of the pairs with this expected expression."""
    return zlib.crc32(expected.split("(")[0].strip().lower().encode()) % 10


class WordNet:
    """Hold lemmas, their synsets and the relations between synsets."""

    def __init__(self, archive: Path) -> None:
        self.senses: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.synsets: dict[str, dict[str, Any]] = {}
        with tarfile.open(archive, "r|xz") as packed:
            for member in packed:
                name, unpacked = member.name.rsplit("/", 1)[-1], packed.extractfile(member)
                if unpacked is None or not name.endswith(".yaml") or name == "frames.yaml":
                    continue
                self._read(name, yaml.load(unpacked, yaml.CSafeLoader))
        self.hyponyms: dict[str, list[str]] = defaultdict(list)
        for number, synset in sorted(self.synsets.items()):
            for above in synset.get("hypernym", ()):
                self.hyponyms[above].append(number)

    def _read(self, name: str, entries: dict[Any, Any]) -> None:
        if not name.startswith("entries-"):
            kept = ("members", "hypernym", "similar", "also", "instance_hypernym")
            self.synsets |= {number: {key: row[key] for key in kept if key in row} for number, row in entries.items()}
            return
        for lemma, by_pos in entries.items():
            for pos, entry in by_pos.items():
                self.senses[str(lemma), "a" if pos[0] == "s" else pos[0]] += [sense["synset"] for sense in entry["sense"]]

    def near(self, lemma: str, pos: str) -> dict[str, int]:
        """Return the lemmas at distance 0, 1 or 2, with the distance."""
        found: dict[str, int] = {}

        def add(number: str, distance: int) -> None:
            for other in self.synsets[number]["members"]:
                if other != lemma and found.get(other, 9) > distance:
                    found[other] = distance

        for number in self.senses.get((lemma, pos), ())[:MAX_SENSES]:
            add(number, 0)
            synset = self.synsets[number]
            for other in (*synset.get("similar", ()), *synset.get("also", ()), *self.hyponyms.get(number, ())):
                add(other, 1)
            for above in synset.get("hypernym", ()):
                add(above, 1)
                if len(self.hyponyms[above]) <= MAX_SISTERS:
                    for sister in self.hyponyms[above]:
                        add(sister, 2)
            for other in synset.get("similar", ()):
                for further in self.synsets[other].get("similar", ()):
                    add(further, 2)
        return found


@cache
def inflect(lemma: str, penn: str) -> tuple[str, ...]:
    """Return the forms of a lemma under a Penn tag; of several words, the one that inflects does."""
    words = lemma.split()
    if len(words) > 1:
        at = 0 if penn.startswith("V") else -1
        heads = inflect(words[at], penn) if penn != "RB" and penn != "JJ" else (words[at],)
        parts = [[head, *words[1:]] if at == 0 else [*words[:-1], head] for head in heads]
        return tuple(" ".join(part) for part in parts)
    if penn in ("NN", "VB", "JJ", "RB"):
        return (lemma,)
    forms = tuple(getInflection(lemma, penn, inflect_oov=penn not in ("JJR", "JJS")))
    return tuple(form for form in forms if not (penn == "NNS" and form == lemma))


def readings(form: str) -> Iterator[tuple[str, str, str]]:
    """Yield (lemma, part of speech, Penn tag) for each reading of a form."""
    for upos, lemmas in sorted(getAllLemmas(form).items()):
        pos = UNIVERSAL.get(upos)
        for lemma in lemmas if pos else ():
            for penn in PENN[pos or "n"]:
                if form in inflect(lemma, penn):
                    yield lemma, pos or "n", penn


def log2_count(form: str) -> int:
    """Return floor(log2) of the corpora's count; of several words, that of the rarest."""
    return min(lexicon.frequency(tables.load("lexicon").get(word, "")) for word in form.split())


def read_pairs(path: Path, folds: str) -> list[tuple[list[str], list[str]]]:
    """Return the (tortured, expected) word lists that are certain enough to learn from."""
    pairs = []
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            if "?" in row["expected"] or str(fold(row["expected"])) not in folds:
                continue
            written = re.findall(r"[a-z]+", row["tortured"].lower())
            meant = re.findall(r"[a-z]+", row["expected"].split("(")[0].lower())
            if written and meant and len(written) <= 5 and len(meant) <= 5:
                pairs.append((written, meant))
    return pairs


def aligned(pairs: Iterable[tuple[list[str], list[str]]]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Return how often one word stands for another, and how often a phrase does for another of another length."""
    words: Counter[tuple[str, str]] = Counter()
    phrases: Counter[tuple[str, str]] = Counter()
    for written, meant in pairs:
        if len(written) == len(meant):
            words.update((a, b) for a, b in zip(written, meant, strict=True) if a != b)
            continue
        while written and meant and written[0] == meant[0]:
            written, meant = written[1:], meant[1:]
        while written and meant and written[-1] == meant[-1]:
            written, meant = written[:-1], meant[:-1]
        if written and meant and len(written) <= 3 and len(meant) <= 3:
            phrases[" ".join(written), " ".join(meant)] += 1
    return words, phrases


def generalised(words: Counter[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Return the counts with every inflection of both words alike added."""
    by_lemma: Counter[tuple[str, str, str]] = Counter()
    learned: dict[str, Counter[str]] = defaultdict(Counter)
    for (written, meant), count in sorted(words.items()):
        learned[written][meant] += count
        other = {(pos, penn): lemma for lemma, pos, penn in readings(meant)}
        for key in {(lemma, other[pos, penn], pos) for lemma, pos, penn in readings(written) if (pos, penn) in other}:
            by_lemma[key] += count
    for (written, meant, pos), count in sorted(by_lemma.items()):
        for penn in PENN[pos]:
            for a in inflect(written, penn)[:2]:
                for b in inflect(meant, penn)[:1]:
                    if a != b:
                        learned[a][b] = max(learned[a][b], count)
    return learned


def near_forms(net: WordNet) -> dict[str, dict[str, int]]:
    """Return, for each form, the forms near it with their distance."""
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for lemma, pos in sorted(net.senses):
        if not WORD.fullmatch(lemma) or pos not in PENN or len(lemma) < 3:
            continue
        others = net.near(lemma, pos)
        for penn in PENN[pos]:
            for form in inflect(lemma, penn):
                rare = log2_count(form) < 0
                for other, distance in others.items():
                    if rare and distance > 0:
                        continue
                    if other != other.lower() or not re.fullmatch(r"[a-z]+(?: [a-z]+){0,2}", other):
                        continue
                    for candidate in inflect(other, penn)[:1]:
                        if candidate != form and near[form].get(candidate, 9) > distance:
                            near[form][candidate] = distance
    return near


def payload(form: str, near: dict[str, int], learned: Counter[str]) -> str:
    """Return the candidates of a form as text: groups by distance, then what it was seen to stand for."""
    own = log2_count(form)
    groups: list[list[str]] = [[], [], []]
    for candidate, distance in near.items():
        count = log2_count(candidate)
        if count >= max(MIN_LOG2_COUNT + (" " in candidate), own - 5) and candidate not in LIGHT and candidate not in learned:
            groups[distance].append(candidate)
    for distance, group in enumerate(groups):
        group.sort(key=lambda word: (-min(log2_count(word), 13), word))
        phrases = [word for word in group if " " in word][MAX_PHRASES:]
        group[:] = [word for word in group if word not in phrases]
        del group[MAX_BY_DISTANCE[distance] :]
    seen = sorted(((-count, word) for word, count in learned.items() if log2_count(word) >= 3))[:MAX_LEARNED]
    parts = [" ".join(word.replace(" ", "_") for word in group) for group in groups]
    parts.append(" ".join(f"{word.replace(' ', '_')}:{-count}" for count, word in seen))
    return "|".join(parts) if any(parts) else ""


def terms(net: WordNet, pairs: Iterable[tuple[list[str], list[str]]]) -> dict[str, set[str]]:
    """Return terms of two or three words, by first word."""
    found: dict[str, set[str]] = defaultdict(set)
    listed = [lemma.split() for lemma, pos in sorted(net.senses) if pos == "n" and re.fullmatch(r"[a-z]+( [a-z]+){1,2}", lemma)]
    for words in (*listed, *(meant for _, meant in pairs)):
        if 2 <= len(words) <= 3 and all(log2_count(word) >= MIN_LOG2_COUNT for word in words):
            found[words[0]].add(" ".join(words[1:]))
    return found


def names(folder: Path, listed: Path, net: WordNet) -> dict[str, str]:
    """Return names of two words or more, and where they come from."""
    found: dict[str, str] = {}

    def add(name: str, source: str) -> None:
        words = name.split()
        if 2 <= len(words) <= 6 and re.fullmatch(r"[A-Za-z .'&-]+", name) and any(WORD.fullmatch(w.lower()) for w in words):
            found.setdefault(name, source)

    for line in listed.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            add(line, WELL_KNOWN)
    for line in (folder / "orgs.tsv").read_text("utf-8").splitlines()[1:]:
        cells = line.split("\t")
        for name in (cells[1], *cells[3].split(";")):
            add(name.strip(), "orgs.tsv, written for this project")
    for synset in net.synsets.values():
        for member in synset["members"]:
            words = member.split()
            if all(word[0].isupper() or word in ("of", "the", "and") for word in words) and log2_count(words[-1].lower()) > 6:
                add(member, "oewn")
    return found


def write_words(path: Path, entries: dict[str, str]) -> None:
    """Write a packed word table, byte for byte the same each time."""
    text = HEAD + "".join(f"{word}\t{value}\n" for word, value in sorted(entries.items()))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {len(entries)} entries, {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--folds", default="0123456789")
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck" / "data")
    args = parser.parse_args()
    net = WordNet(args.wordnet)
    near = near_forms(net)
    rows = sorted(names(args.names, ROOT / "training" / "paraphrase_names.txt", net).items())
    build(net, near, read_pairs(args.pairs, args.folds), args.out)
    lines = (f"{name}\t{int(source == WELL_KNOWN)}\t{source}\n" for name, source in rows)
    table = HEAD + "key\tknown\tsource\n" + "".join(lines)
    (args.out / "paraphrase_names.tsv").write_text(table, "utf-8")
    print(f"{len(rows)} names")


def build(net: WordNet, near: dict[str, dict[str, int]], pairs: list[tuple[list[str], list[str]]], out: Path) -> None:
    """Write the tables that depend on the pairs."""
    words, phrases = aligned(pairs)
    learned = generalised(words)
    for written, meant in IN_NAMES.items():
        if near.get(written, {}).get(meant, 9) > 1:
            learned.setdefault(written, Counter())[meant] += 1
    entries = {form: payload(form, near.get(form, {}), learned.get(form, Counter())) for form in {*near, *learned}}
    for (written, meant), count in sorted(phrases.items()):
        if " " not in written and log2_count(meant) >= 3:
            before = entries.get(written) or "|||"
            entries[written] = f"{before}{' ' * (before[-1] != '|')}{meant.replace(' ', '_')}:{count}"
    write_words(out / "thesaurus.words.gz", {form: text for form, text in entries.items() if text and form not in LIGHT})
    write_words(out / "paraphrase_terms.words.gz", {first: "|".join(sorted(rest)) for first, rest in terms(net, pairs).items()})
    print(f"{len(words)} aligned word pairs, {len(phrases)} phrase pairs")


if __name__ == "__main__":
    main()

"""Build the tables of the odd-paraphrase engine: near-synonyms per inflected form, and the terms they are looked for in.

Run by hand from the root of the repository::

    nice python -m training.build_thesaurus --wordnet ../shared/data/wordnet/oewn-src-yaml.tar.xz \
        --pairs ../shared/data/tortured/pairs.tsv --corrected ../shared/data/qe/mlqe-pe-xx-en.train.jsonl.xz \
        --names ../shared/data/names --terms FILE [--folds 3456789] [--out FOLDER]

``--terms``: what training/mine_terms.py writes.

Written are ``thesaurus.words.gz``, ``paraphrase_terms.words.gz`` (terms of two or three words, by their first word) and
``paraphrase_names.tsv`` (names of countries, places and bodies; ``known`` marks those so well known that more of their words
may differ). The thesaurus gives for each form, in six groups parted by ``|``: members of its synsets, those one step away,
those two steps away, what it was seen to stand for in tortured phrases, what its near-synonyms were seen to stand for, and
what people put in its place in machine translations; the last three with counts, all inflected like the form. Keys of
several words (``_`` between) are phrases that stand for others.
Pairs fall into ten folds by their expected expression. The development score is measured on the folds 0 to 2, so it is honest
for tables built with ``--folds 3456789``; the decision is fitted on folds that its tables do not know. What ships has them all.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from training.substitutions import LIGHT, Learned, Pairs, aligned, corrected, generalised, read_pairs, relayed
from training.wordnet_forms import WORD, WordNet, log2_count, near_compounds, near_forms

ROOT = Path(__file__).resolve().parent.parent
MIN_LOG2_COUNT = 5  # of a candidate in the corpora
MAX_BY_DISTANCE = (16, 16, 10)
MAX_PHRASES = 4  # candidates of several words, at each distance
MAX_LEARNED = 24
MAX_RELAYED = 6
HEAD = (
    "# source: Open English WordNet (globalwordnet/english-wordnet d94538a), derived from Princeton WordNet; "
    "substitutions aligned from the fingerprint list of the Problematic Paper Screener (Cabanac, Labbe, Magazinov) "
    "and from the post-edits of MLQE-PE (Fomicheva et al.); phrases collected for this project; terms mined from documentation "
    "(training/mine_terms.py); inflection by lemminflect\n"
    "# licence: Open English WordNet CC BY 4.0 (Open English WordNet team) and WordNet licence (Princeton University); "
    "MLQE-PE CC0 1.0\n"
    "# version: 2\n"
)
SPUN_PHRASES = "training/spun_phrases.tsv"
BY_HAND = 2  # pairs that a row of that list counts as
WELL_KNOWN = "training/paraphrase_names.txt"
# What replaces the words of names, beside the thesaurus: points of the compass, and the verbs behind "united".
IN_NAMES = {
    "upper": "north", "lower": "south", "upward": "north", "northern": "north", "southern": "south", "eastern": "east",
    "western": "west", "assembled": "united", "joined": "united", "unified": "united", "combined": "united",
    "realm": "kingdom", "landmass": "peninsula", "focal": "central", "chamber": "council", "gathering": "assembly",
}  # fmt: skip


def payload(near: Mapping[str, int], learned: Counter[str], relays: Counter[str], edits: Counter[str], own: int) -> str:
    """Return the candidates of a form as text; ``own`` is the log2 of its count in the corpora."""
    groups = _near_groups(near, learned, own)
    taken = {word for group in groups for word in group} | set(learned)
    groups.append(_counted(learned, MAX_LEARNED, least=3))
    groups.append(_counted(Counter({w: n for w, n in relays.items() if w not in taken}), MAX_RELAYED, least=MIN_LOG2_COUNT))
    taken |= set(relays)
    groups.append(_counted(Counter({w: n for w, n in edits.items() if w not in taken}), MAX_RELAYED, least=MIN_LOG2_COUNT))
    return "|".join(" ".join(word.replace(" ", "_") for word in group) for group in groups) if any(groups) else ""


def _near_groups(near: Mapping[str, int], learned: Counter[str], own: int) -> list[list[str]]:
    groups: list[list[str]] = [[], [], []]
    for candidate, distance in near.items():
        least = max(MIN_LOG2_COUNT + (" " in candidate), own - 5)
        if log2_count(candidate) >= least and candidate not in LIGHT and candidate not in learned:
            groups[distance].append(candidate)
    for distance, group in enumerate(groups):
        group.sort(key=lambda word: (-min(log2_count(word), 13), word))
        phrases = [word for word in group if " " in word][MAX_PHRASES:]
        group[:] = [word for word in group if word not in phrases]
        del group[MAX_BY_DISTANCE[distance] :]
    return groups


def _counted(words: Counter[str], most: int, *, least: int) -> list[str]:
    seen = sorted((-count, word) for word, count in words.items() if log2_count(word) >= least)[:most]
    return [f"{word}:{-count}" for count, word in seen]


def terms(net: WordNet, pairs: Pairs, mined: Iterable[str]) -> dict[str, set[str]]:
    """Return terms of two or three words, by first word."""
    found: dict[str, set[str]] = defaultdict(set)
    listed = [lemma.split() for lemma, pos in sorted(net.senses) if pos == "n" and re.fullmatch(r"[a-z]+( [a-z]+){1,2}", lemma)]
    for words in (*listed, *(meant for _, meant in pairs), *(term.split() for term in mined)):
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


def learn(pairs: Pairs, near: Mapping[str, Mapping[str, int]]) -> Learned:
    """Return what each form and each phrase was seen to stand for, with what replaces the words of names."""
    words, phrases = aligned(pairs)
    learned = generalised(words)
    for written, meant in IN_NAMES.items():
        if near.get(written, {}).get(meant, 9) > 1:
            learned[written][meant] += 1
    for line in (ROOT / SPUN_PHRASES).read_text("utf-8").splitlines():
        if not line.startswith(("#", "written\t")):
            written, meant = line.split("\t")
            phrases[written, meant] += BY_HAND
    for (written, meant), count in sorted(phrases.items()):
        if min(log2_count(written), log2_count(meant)) >= 3:
            learned[written][meant] += count
    print(f"{len(words)} aligned word pairs, {len(phrases)} phrase pairs")
    return learned


def thesaurus(near: Mapping[str, Mapping[str, int]], learned: Learned, edits: Learned) -> dict[str, str]:
    """Return the payload of each form and phrase that has candidates."""
    none: Counter[str] = Counter()
    entries = {}
    for form in sorted({*near, *learned, *edits} - LIGHT):
        close = near.get(form, {})
        wide = " " in form
        relays = none if wide else relayed(close, learned)
        relays.pop(form, None)
        own = 0 if wide else log2_count(form)
        text = payload(close, learned.get(form, none), relays, edits.get(form, none), own)
        if text:
            entries[form.replace(" ", "_")] = text
    return entries


def write_words(path: Path, entries: Mapping[str, str]) -> None:
    """Write a packed word table, byte for byte the same each time."""
    text = HEAD + "".join(f"{word}\t{value}\n" for word, value in sorted(entries.items()))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {len(entries)} entries, {path.stat().st_size} bytes")


def write_names(path: Path, found: Iterable[tuple[str, str]]) -> None:
    """Write the table of names."""
    lines = (f"{name}\t{int(source == WELL_KNOWN)}\t{source}\n" for name, source in found)
    path.write_text(HEAD + "key\tknown\tsource\n" + "".join(lines), "utf-8")


def main() -> None:
    """Read what is known, learn from the pairs of the folds, write the three tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--corrected", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--terms", type=Path, required=True)
    parser.add_argument("--folds", default="0123456789")
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck" / "data")
    args = parser.parse_args()
    net = WordNet(args.wordnet)
    near = {**near_forms(net), **near_compounds(net)}
    pairs = read_pairs(args.pairs, args.folds)
    write_words(args.out / "thesaurus.words.gz", thesaurus(near, learn(pairs, near), corrected(args.corrected)))
    mined = args.terms.read_text("utf-8").splitlines()
    packed = {first: "|".join(sorted(rest)) for first, rest in terms(net, pairs, mined).items()}
    write_words(args.out / "paraphrase_terms.words.gz", packed)
    write_names(args.out / "paraphrase_names.tsv", sorted(names(args.names, ROOT / WELL_KNOWN, net).items()))


if __name__ == "__main__":
    main()

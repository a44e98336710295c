"""Read near-synonyms from Open English WordNet and inflect them alike."""

from __future__ import annotations

import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lemminflect import getAllLemmas, getInflection

from mtcheck import tables
from mtcheck.lang import lexicon

WORD = re.compile(r"[a-z]+")
PENN = {
    "n": {"NN": "N", "NNS": "S"},
    "v": {"VB": "V", "VBZ": "Z", "VBD": "D", "VBN": "P", "VBG": "G"},
    "a": {"JJ": "J", "JJR": "K", "JJS": "X"},
    "r": {"RB": "R"},
}
UNIVERSAL = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}
MAX_SISTERS = 80  # a hypernym with more members than this says little about any two of them
MAX_SENSES = 8


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


def adverb(adjective: str) -> str:
    """Return the adverb in -ly of an adjective, or nothing where the corpora do not hold it."""
    for ending, other in (("ic", "ically"), ("le", "ly"), ("y", "ily")):
        if adjective.endswith(ending):
            made = adjective[: -len(ending)] + other
            break
    else:
        made = f"{adjective}ly"
    return made if log2_count(made) >= 0 else ""


def log2_count(form: str) -> int:
    """Return floor(log2) of the corpora's count; of several words, that of the rarest."""
    return min(lexicon.frequency(tables.load("lexicon").get(word, "")) for word in form.split())


def near_forms(net: WordNet) -> dict[str, dict[str, int]]:
    """Return, for each form, the forms near it with their distance."""
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for lemma, pos in sorted(net.senses):
        if not WORD.fullmatch(lemma) or pos not in PENN or len(lemma) < 3:
            continue
        others = {
            other: distance
            for other, distance in net.near(lemma, pos).items()
            if re.fullmatch(r"[a-z]+(?: [a-z]+){0,2}", other)
        }
        for penn in PENN[pos]:
            for form in inflect(lemma, penn):
                rare = log2_count(form) < 0
                for other, distance in others.items():
                    for candidate in inflect(other, penn)[:1] if not (rare and distance) else ():
                        if candidate != form and near[form].get(candidate, 9) > distance:
                            near[form][candidate] = distance
    return near


def near_compounds(net: WordNet) -> dict[str, dict[str, int]]:
    """Return, for each hyphenated adjective (hyphens read as spaces), the single adjectives near it with their distance."""
    found: dict[str, dict[str, int]] = {}
    for lemma, pos in sorted(net.senses):
        if pos == "a" and re.fullmatch(r"[a-z]+(?:-[a-z]+){1,2}", lemma):
            others = {other: step for other, step in net.near(lemma, pos).items() if step < 2 and WORD.fullmatch(other)}
            if others:
                found[lemma.replace("-", " ")] = others
    return found

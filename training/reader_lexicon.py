"""Build what the corruptions need: synonyms inflected alike, other forms, word families, spinner habits, foreign words.

Sources: Open English WordNet (near-synonyms), ``tortured/pairs.tsv`` without the pairs that the score holds out (what
real spinners put for what), the vocabulary of wordfreq, and the source sides of the annotated train files (foreign words).
The result is one JSON file, read by ``reader_corrupt``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import tarfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml
from lemminflect import getAllInflections, getAllLemmas, getInflection
from wordfreq import top_n_list

POS = {"n": "NOUN", "v": "VERB", "a": "ADJ", "s": "ADJ", "r": "ADV"}
LATIN = ("ro", "et", "de", "es", "fr", "pt", "it")
LIGHT = frozenset(
    "be is are was were been being am have has had having do does did done doing will would shall should can could may might "
    "must the a an and or but not no nor if of to in on at by for with from as into onto than then that this these those it "
    "its he she they them his her their our your you we us me my mine who whom whose which what when where why how all any "
    "some there here also just only very too so such one two three".split()
)


def read_wordnet(path: Path) -> tuple[dict[str, dict[str, list[str]]], dict[str, dict[str, Any]]]:
    """Return lemma -> part of speech -> synsets, and synset -> members and neighbours."""
    entries: dict[str, dict[str, list[str]]] = {}
    synsets: dict[str, dict[str, Any]] = {}
    with tarfile.open(path) as tar:
        for member in tar:
            name = Path(member.name).name
            handle = tar.extractfile(member)
            if handle is None or not name.endswith(".yaml") or name == "frames.yaml":
                continue
            tree = yaml.load(handle.read(), Loader=yaml.CSafeLoader)
            if name.startswith("entries"):
                for lemma, by_pos in tree.items():
                    for pos, entry in by_pos.items():
                        found = [sense["synset"] for sense in entry.get("sense", ())]
                        entries.setdefault(str(lemma), {}).setdefault(POS.get(pos[0], "X"), []).extend(found)
            else:
                for key, value in tree.items():
                    near = [*value.get("similar", ()), *value.get("hypernym", ())]
                    synsets[key] = {"members": [str(m) for m in value["members"]], "near": near}
    return entries, synsets


def inflect(lemma: str, tag: str) -> str | None:
    """Inflect a lemma of one or more words: verbs at the first word, everything else at the last."""
    words = lemma.split(" ")
    at = 0 if tag.startswith("V") else len(words) - 1
    forms = getInflection(words[at], tag=tag)
    if not forms:
        return None
    words[at] = forms[0]
    return " ".join(words)


def synonyms_of(form: str, entries: dict[str, Any], synsets: dict[str, Any]) -> list[list[str]]:
    """Return replacements at distance 0 (same synset) and 1 (similar or more general), inflected as ``form`` is."""
    out: list[list[str]] = [[], []]
    for upos, lemmas in sorted(getAllLemmas(form).items()):
        for lemma in lemmas:
            tags = [tag for tag, forms in getAllInflections(lemma, upos).items() if form in forms]
            for synset in entries.get(lemma, {}).get(upos, ())[:6]:
                groups = ([synset], synsets[synset]["near"][:4])
                for distance, group in enumerate(groups):
                    members = [m for key in group if key in synsets for m in synsets[key]["members"]]
                    for member in members[:12]:
                        if member == lemma or not re.fullmatch(r"[a-z]+(?:[ -][a-z]+){0,2}", member):
                            continue
                        out[distance] += [got for tag in tags[:2] if (got := inflect(member, tag)) and got != form]
    return [sorted(set(group)) for group in out]


def other_forms(form: str) -> list[str]:
    """Return the other inflected forms of the words that ``form`` may belong to."""
    out: set[str] = set()
    for upos, lemmas in getAllLemmas(form).items():
        if upos in ("NOUN", "VERB", "ADJ"):
            for lemma in lemmas:
                out.update(f for forms in getAllInflections(lemma, upos).values() for f in forms)
    return sorted(f for f in out if f != form and f.isascii() and f.isalpha())


def families(vocabulary: list[str]) -> dict[str, list[str]]:
    """Group words by their beginning (diplomat, diplomatic, diplomacy): material for word-form errors."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary:
        if len(word) >= 5:
            groups[word[: max(4, min(7, len(word) - 3))]].append(word)
    out: dict[str, list[str]] = {}
    for stem, members in groups.items():
        near = [w for w in members if len(w) <= len(stem) + 6]
        for word in near:
            others = [w for w in near if w != word][:8]
            if others:
                out[word] = others
    return out


def held_out(expected: str) -> bool:
    """Tell whether a pair is left to the score (the same three tenths as ``tools/score.py``)."""
    return zlib.crc32(expected.split("(")[0].strip().lower().encode()) % 10 < 3


def spinner_habits(path: Path) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Return expected phrase -> tortured phrases, and word -> its substitutes with counts, from aligned pairs."""
    phrases: dict[str, list[str]] = defaultdict(list)
    words: dict[str, Counter[str]] = defaultdict(Counter)
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    for tortured, expected, _source, query, *_ in rows:
        plain = expected.split("(")[0].strip().lower()
        odd = tortured.lower().strip()
        if query or held_out(expected) or "?" in expected or not (plain + odd).isascii():
            continue
        left, right = plain.split(), odd.split()
        if not left or not 1 < len(left) <= 5:
            continue
        phrases[plain].append(odd)
        if len(left) == len(right):
            for a, b in zip(left, right, strict=True):
                if a != b and a.isalpha() and a not in LIGHT:
                    words[a][b] += 1
    return dict(phrases), {k: dict(v) for k, v in words.items()}


def foreign_words(folder: Path, vocabulary: set[str]) -> list[str]:
    """Collect lower-case words of Latin-script source texts that English does not have."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.train.jsonl*")):
        if path.name.startswith("docs"):
            continue
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as handle:
            for line in handle:
                row = json.loads(line)
                if row.get("src_lang") in LATIN and row.get("source"):
                    counts.update(re.findall(r"(?<!\S)[^\W\d_]{4,14}(?!\S)", row["source"]))
    return sorted(w for w, n in counts.items() if n > 1 and w.islower() and w not in vocabulary)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocabulary", type=int, default=40000)
    args = parser.parse_args()
    data = args.shared / "data"
    listed = [w for w in top_n_list("en", args.vocabulary) if w.isascii() and w.isalpha() and len(w) > 2]
    content = [w for w in listed if w not in LIGHT]
    entries, synsets = read_wordnet(data / "wordnet" / "oewn-src-yaml.tar.xz")
    synonyms = {w: s for w in content if any(s := synonyms_of(w, entries, synsets))}
    phrases, habits = spinner_habits(data / "tortured" / "pairs.tsv")
    lexicon = {
        "synonyms": synonyms,
        "forms": {w: f for w in content if (f := other_forms(w))},
        "families": families(content),
        "phrases": phrases,
        "habits": habits,
        "foreign": foreign_words(data / "qe", set(top_n_list("en", 200000))),
        "common": content[:12000],
    }
    args.out.write_text(json.dumps(lexicon, ensure_ascii=False), encoding="utf-8")
    print({k: len(v) for k, v in lexicon.items()})


if __name__ == "__main__":
    main()

"""Build ``mtcheck/data/grammar_forms.words.gz``: the forms of each common verb and noun, for the repairs of the grammar rules.

Run by hand from the root of the repository::

    nice python training/build_forms.py

Inputs: the table ``lexicon`` (which forms are common and what each can be) and lemminflect (inflection; used here only).

One line per form: ``form<TAB>payload``. The payload holds one part for each lemma of the form, parted by blanks:
``v:BASE,THIRD,PAST,PARTICIPLE,GERUND`` or ``n:SINGULAR,PLURAL``. The build is deterministic.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator
from pathlib import Path

from lemminflect import getInflection

from mtcheck import tables
from mtcheck.lang import lexicon

LEAST = 6  # log2 of the count of the lemma
VERB, NOUN = ("VBZ", "VBD", "VBN", "VBG"), ("NNS",)
HEAD = (
    "# source: forms of the table lexicon (Open English WordNet, counts of the corpora), inflected by lemminflect\n"
    "# licence: Open English WordNet CC BY 4.0 (Open English WordNet team) and WordNet licence (Princeton University)\n"
    "# version: 1\n"
)
# Verbs and nouns that lemminflect inflects otherwise than most articles do.
IRREGULAR = {
    "v:be": "be,is,was,been,being",
    "v:have": "have,has,had,had,having",
    "v:do": "do,does,did,done,doing",
    "v:get": "get,gets,got,got,getting",
    "v:learn": "learn,learns,learned,learned,learning",
    "v:burn": "burn,burns,burned,burned,burning",
    "v:prove": "prove,proves,proved,proved,proving",
    "v:show": "show,shows,showed,shown,showing",
    "n:person": "person,people",
    "n:man": "man,men",
    "n:woman": "woman,women",
    "n:child": "child,children",
}


def lemmas(forms: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield ``v:lemma`` or ``n:lemma`` and its forms, the lemma first."""
    for form, payload in sorted(forms.items()):
        if lexicon.frequency(payload) < LEAST or not form.isalpha():
            continue
        for kind, letter, tags in (("v", "V", VERB), ("n", "N", NOUN)):
            if not lexicon.can_be(payload, letter):
                continue
            key = f"{kind}:{form}"
            if key in IRREGULAR:
                yield key, IRREGULAR[key].split(",")
                continue
            found = [[other for other in getInflection(form, tag) if other.isalpha()] for tag in tags]
            best = [max(others, key=lambda other: (other != form, _common(forms, other)), default="") for others in found]
            if all(other in forms for other in best):
                yield key, [form, *best]


def _common(forms: dict[str, str], form: str) -> int:
    return lexicon.frequency(forms.get(form, ""))


def build(forms: dict[str, str]) -> list[str]:
    """Return the lines of the table."""
    parts: dict[str, list[str]] = {}
    for key, own in lemmas(forms):
        for form in dict.fromkeys(own):
            if form in forms and f"{key[0]}:{','.join(own)}" not in parts.get(form, ()):
                parts.setdefault(form, []).append(f"{key[0]}:{','.join(own)}")
    return [f"{form}\t{' '.join(found)}" for form, found in sorted(parts.items())]


def main() -> None:
    """Build the table and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("mtcheck/data/grammar_forms.words.gz"))
    args = parser.parse_args()
    rows = build(dict(tables.load("lexicon").pairs()))
    packed = gzip.compress((HEAD + "\n".join(rows) + "\n").encode("utf-8"), compresslevel=9, mtime=0)
    args.out.write_bytes(packed)
    print(f"{len(rows)} forms, {len(packed)} bytes")


if __name__ == "__main__":
    main()

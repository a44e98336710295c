"""Build ``mtcheck/data/inflections.tsv``: the English forms that the regular endings do not lead to.

Run by hand from the root of the repository::

    python -m training.build_inflections

A form of the lexicon is listed with a lemma and tags where ``mtcheck.lang.inflection`` would not find the lemma by itself, or
would make another form of it. Auxiliaries come from the closed classes of English and are written here.
"""

from __future__ import annotations

from pathlib import Path

from lemminflect import getAllLemmas, getInflection

from mtcheck import tables
from mtcheck.lang import lexicon
from mtcheck.lang.inflection import INFLECTED, Inflections
from mtcheck.lang.phrases import level_spelling

TABLE = Path(__file__).parent.parent / "mtcheck" / "data" / "inflections.tsv"
HEAD = """\
# source: inflection by lemminflect 0.2 over the forms of lexicon.words.gz; built by training/build_inflections.py
# licence: lemminflect MIT; facts about English
# version: 1
key\tform\tlemma\ttags\tsource
"""
PENN = {"S": ("NOUN", "NNS"), "Z": ("VERB", "VBZ"), "D": ("VERB", "VBD"), "P": ("VERB", "VBN"), "G": ("VERB", "VBG"),
        "K": ("ADJ", "JJR"), "X": ("ADJ", "JJS")}  # fmt: skip
CLOSED = {
    "be": "is:Z are:V am:V was:D were:D been:P being:G 's:Z 're:V 'm:V",
    "have": "has:Z had:DP having:G 've:V",
    "do": "does:Z did:D done:P doing:G",
}


def main() -> None:
    words = tables.load("lexicon")
    bare = Inflections(words, ())
    rows: dict[tuple[str, str], str] = {}
    for lemma, forms in CLOSED.items():
        for form, _, tags in (entry.partition(":") for entry in forms.split()):
            rows[form, lemma] = tags
    closed = {form for form, _ in rows} | set(CLOSED)
    for form, payload in words.pairs():
        if form in closed or not form.isalpha() or lexicon.can_be(payload, "Q") or "o" in lexicon.tags(payload):
            continue
        for tag in set(lexicon.tags(payload)) & set(INFLECTED):
            upos, penn = PENN[tag]
            for lemma in getAllLemmas(form, upos=upos).get(upos, ()):
                if lemma == form or not lexicon.can_be(words.get(lemma, ""), {"S": "N", "K": "J", "X": "J"}.get(tag, "V")):
                    continue
                best = getInflection(lemma, penn)[:1] == (form,)
                unfound = level_spelling(lemma) not in bare.lemmas(form)
                if unfound or (best and bare.inflected(lemma, tag) != form):
                    rows[form, lemma] = "".join(sorted({*rows.get((form, lemma), ""), tag}))
    lines = [f"{form} {lemma}\t{form}\t{lemma}\t{tags}\tlemminflect\n" for (form, lemma), tags in sorted(rows.items())]
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} rows")


if __name__ == "__main__":
    main()

"""State the rules of the family."""

from __future__ import annotations

from mtcheck.core.rule import Rule

SUBSTITUTE = Rule(
    id="paraphrase.substitute",
    title="A word that stands where another one is established",
    category="terminology/wrong-term",
    severity="major",
    why=(
        "A thesaurus spinner, and a translation engine short of context, puts a near-synonym in the place of the established "
        "word. Each word is correct, so no spelling or grammar check sees it; but with the near-synonym changed back, the "
        "n-gram model finds the text far more expected."
    ),
    known_problems=(
        "A writer may choose a rare word on purpose: literary and humorous prose draws most false suspects. "
        "Terms of a field that the corpora do not cover may be taken for replacements. "
        "The more words of an article look replaced, the more readily each of them is reported."
    ),
    bad=(
        "The ministry said the soldiers carried shoulder-⟦discharged⟧ missiles across the border.",
        "The two leaders ⟦traded⟧ letters with each other.",
    ),
    good=(
        "The ministry said the soldiers carried shoulder-fired missiles across the border.",
        "The two leaders exchanged letters with each other, and the envoy made a rare trip to the north.",
    ),
    since="0.1",
)
TERM = Rule(
    id="paraphrase.term",
    title="Two neighbours that both stand for another word of a fixed expression",
    category="terminology/wrong-term",
    severity="major",
    why=(
        "Where a spinner has replaced both words of a term, neither alone leads back. Changed together they make an "
        "established expression, and as written they stand nowhere in the corpora."
    ),
    known_problems="A new compound of two rare words can look like the ruin of an old one.",
    bad=("She died of ⟦bosom malignancy⟧ last year.", "The program makes use of a ⟦hereditary calculation⟧ in each step."),
    good=("She died of breast cancer last year.", "The program makes use of a genetic algorithm in each step."),
    since="0.1",
)
FIXED_TERM = Rule(
    id="paraphrase.fixed-term",
    title="A name of a place, country or body with its words replaced",
    category="terminology/wrong-term",
    severity="critical",
    why=(
        "A spinner replaces words inside names as well: the United States become the Joined States. "
        "Who or where is meant can then only be guessed."
    ),
    known_problems="A little-known body whose name is a variation of a well-known one is taken for its ruin.",
    bad=(
        "Trade with the ⟦Joined States⟧ grew in May.",
        "Tension on the ⟦Korean landmass⟧ rose again, the paper wrote.",
    ),
    good=(
        "Trade with the United States grew in May.",
        "Tension on the Korean Peninsula rose again, the paper wrote.",
    ),
    since="0.1",
)

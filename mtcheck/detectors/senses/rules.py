"""State the rules of senses and wordings that a source language explains."""

from __future__ import annotations

from mtcheck.core.rule import Rule

WRONG_SENSE = Rule(
    id="senses.wrong-sense",
    title="A word in a sense that only the source language has",
    category="accuracy/mistranslation",
    severity="major",
    why=(
        "One word of the source has several English words, and the engine took the wrong one: a judge's 'auto' is an order, "
        "and the article has him write a car."
    ),
    known_problems="Knows the listed words alone. A frame may hold by chance where two subjects meet in one sentence.",
    bad=(
        "Two men carrying machetes were ⟦secured⟧ by the police near the bus terminal.",
        "In his ⟦car⟧, the magistrate argues that the former treasurer must remain in prison.",
    ),
    good=(
        "The police secured the area near the bus terminal.",
        "In his car, the magistrate keeps a spare gown.",
    ),
    since="0.2",
    status="preview",
)
CALQUE = Rule(
    id="senses.calque",
    title="A collocation taken over word for word",
    category="accuracy/mistranslation",
    severity="minor",
    why="Each word is English, but English pairs others: the source says 'open' the light, and 'big' rain.",
    known_problems="Knows the listed wordings alone. Writers of English as a second language use some of them.",
    bad=(
        "She came home late and ⟦opened the light⟧ in the kitchen.",
        "They cancelled the match because of ⟦big rain⟧.",
    ),
    good=(
        "She came home late and turned on the light in the kitchen.",
        "They cancelled the match because of heavy rain.",
    ),
    since="0.2",
    status="preview",
)
FALSE_FRIEND = Rule(
    id="senses.false-friend",
    title="A word that looks like the source's word and means something else",
    category="accuracy/mistranslation",
    severity="major",
    why="The source's word and the English word share their form and not their meaning; the engine kept the form.",
    known_problems="Knows the listed words alone. Writers of English as a second language use some of them.",
    bad=(
        "The ⟦actual director⟧ of the museum has held the post since May.",
        "The company will ⟦realise an investment⟧ of ten million euros.",
    ),
    good=(
        "The actual director of the film was never named.",
        "The company will make an investment of ten million euros.",
    ),
    since="0.2",
    status="preview",
)
RULES = (WRONG_SENSE, CALQUE, FALSE_FRIEND)

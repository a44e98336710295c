"""State the rules of the family ``repetition``."""

from __future__ import annotations

from mtcheck.core.rule import Rule

DOUBLED_WORD = Rule(
    id="repetition.doubled-word",
    title="A word stands twice in a row",
    category="linguistic/duplication",
    severity="minor",
    why="Decoders repeat a word where the source has one; people do it only by a slip of the hand.",
    known_problems="Doubling for emphasis that the table does not list; titles of songs and films in lower case.",
    bad=("The minister went to ⟦the the⟧ border.", "They agreed ⟦and and⟧ left early."),
    good=("He had had enough of it.", "The team flew to Bora Bora, very very late."),
    since="0.1",
)
DOUBLED_PHRASE = Rule(
    id="repetition.doubled-phrase",
    title="A phrase stands twice in a row",
    category="linguistic/duplication",
    severity="major",
    why="A machine that loses its place writes a phrase of two to six words again at once.",
    known_problems="A phrase that is doubled with a comma between is left alone: that is how people plead and chant.",
    bad=("Snow fell ⟦in the north in the north⟧ of Japan.", "It was ⟦the first the first⟧ visit."),
    good=("On and on and on they went.", "He said no, he said no, and left."),
    since="0.1",
)
PHRASE_LOOP = Rule(
    id="repetition.phrase-loop",
    title="A phrase repeats three times or more",
    category="linguistic/duplication",
    severity="critical",
    why="Translation models can fall into a loop and write the same words over and over; the sense of the source is lost.",
    known_problems="Chants and refrains that are not set in quotation marks.",
    bad=(
        "We thank ⟦the people of, the people of, the people of⟧ the north.",
        "It was ⟦part of the part of the part of the⟧ plan.",
    ),
    good=("“Four more years, four more years, four more years,” they shouted.", "It rained and rained and rained."),
    since="0.1",
)
DOUBLED_VERB = Rule(
    id="repetition.doubled-verb",
    title="Two verbs stand where one belongs",
    category="linguistic/duplication",
    severity="major",
    why="A translator or a word spinner gave two renderings of one verb and kept both.",
    known_problems="Seen only where the subject is short and no relative clause can be open; other doubled verbs are missed.",
    bad=("The woman ⟦is was⟧ charged on Monday.", "The talks ⟦is was⟧ held in May."),
    good=("What he is is clear.", "The damage the storm has done has shocked them."),
    since="0.1",
)
DOUBLED_PERFECT = Rule(
    id="repetition.doubled-perfect",
    title="A perfect tense stands twice",
    category="linguistic/duplication",
    severity="major",
    why="A word spinner or a translator gave two renderings of one verb, each with its own 'has', and kept both.",
    known_problems="Seen only where the subject is short and no relative clause can be open; other doubled verbs are missed.",
    bad=("Washington ⟦has blamed has denounced⟧ the move.", "They ⟦have rejected have refused⟧ the offer."),
    good=("What he has done has shocked them.", "The damage the storm has done has shocked them."),
    since="0.2",
)
SAME_PAIR = Rule(
    id="repetition.same-pair",
    title="A noun is joined to itself",
    category="linguistic/duplication",
    severity="major",
    why="Two different words of the source were given the same English word, so a list names one thing twice.",
    known_problems="Emphasis of the kind of 'years and years' with nouns that the table does not list.",
    bad=("They sent shells, shoulder-fired ⟦rockets and rockets⟧.", "The pact serves ⟦peace and peace⟧."),
    good=("They waited for years and years.", "It covers health and health care."),
    since="0.1",
)
DOUBLED_REPORTING = Rule(
    id="repetition.doubled-reporting",
    title="One statement has two reporting clauses",
    category="linguistic/duplication",
    severity="major",
    why="Korean and Japanese put the reporting verb last; a machine moves it to the front and keeps it.",
    known_problems="Only clauses in one sentence are compared, and only with the reporting verbs of the table.",
    bad=("He said, “We are ready,” ⟦he said⟧.", "“We agree,” she ⟦said and said⟧ “so do they.”"),
    good=("He said, “We are ready.” “So are we,” she said.", "“We agree,” he said, and said no more."),
    since="0.1",
)
REPEATED_SENTENCE = Rule(
    id="repetition.repeated-sentence",
    title="A long sentence stands twice in the article",
    category="linguistic/duplication",
    severity="minor",
    why="Page scrapers and text generators copy a sentence that the author wrote once.",
    known_problems="Refrains of speeches and songs. Copies more than five sentences apart are left alone.",
    bad=(
        "The two sides signed the treaty in the capital on Monday after long talks. Nobody spoke.\n\n"
        "⟦The two sides signed the treaty in the capital on Monday after long talks.⟧ The press left.",
        "The company will open four new plants in the region by the end of next year. "
        "⟦The company will open four new plants in the region by the end of next year.⟧",
    ),
    good=(
        "The two sides signed. The two sides signed.",
        "Leaders sign treaty after long talks in the capital city on Monday\n\n"
        "Leaders sign treaty after long talks in the capital city on Monday\n\nIt rained.",
    ),
    since="0.1",
)

RULES = (
    DOUBLED_WORD,
    DOUBLED_PHRASE,
    PHRASE_LOOP,
    DOUBLED_VERB,
    DOUBLED_PERFECT,
    SAME_PAIR,
    DOUBLED_REPORTING,
    REPEATED_SENTENCE,
)

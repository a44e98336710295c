"""State the rules of the reader: one for each class of fault that it names, and one for what it cannot name."""

from __future__ import annotations

from mtcheck.core.rule import Rule

_HOW = (
    "A neural network that was trained on translations with marked faults, on post-edited and on deliberately damaged text "
    "reads each word in its sentence and says how probable it is that an editor would change it, and why."
)

REPLACED = Rule(
    id="language.replaced-word",
    title="A word that seems to stand for another",
    category="terminology/wrong-term",
    severity="major",
    why=(
        "A thesaurus spinner, or a translation engine short of context, puts a near-synonym where another word is established. "
        "Each word is correct; together they are what nobody would write. " + _HOW
    ),
    known_problems="Poetic, technical and old-fashioned wording can look replaced. The word that is offered may be wrong.",
    bad=(
        "Workers in the ⟦manufactories⟧ consented to the new contract after a long strike.",
        "Numerous folks trust that the colossal organization will ⟦procure⟧ its littler opponent.",
    ),
    good=(
        "The company agreed to cut the number of workers in its factories by a quarter next year.",
        "He said that artificial intelligence would help doctors to find cancer earlier.",
    ),
    since="0.1",
)
SENSE = Rule(
    id="language.wrong-sense",
    title="A word in a sense that does not fit",
    category="accuracy/mistranslation",
    severity="major",
    why=(
        "A translation engine takes one sense of a word for another: a court's order becomes a car, a detained man is secured. "
        + _HOW
    ),
    known_problems="Figures of speech and jargon may look like wrong senses.",
    bad=("The suspect was secured by the police and taken to the hospital.", "He opened the light."),
    good=("The police secured the area around the station.", "He switched on the light."),
    since="0.2",
    status="preview",
)
GRAMMAR = Rule(
    id="language.broken-grammar",
    title="Broken grammar",
    category="linguistic/grammar",
    severity="major",
    why="A form does not agree, an article or a preposition is missing, or one stands where none belongs. " + _HOW,
    known_problems="Dialect, headlines and notes in telegram style have a grammar of their own.",
    bad=("The people in the process of to build the house.", "She have been working here since three years."),
    good=("The people who are building the house.", "She has been working here for three years."),
    since="0.2",
    status="preview",
)
ORDER = Rule(
    id="language.word-order",
    title="Words in a wrong order",
    category="linguistic/grammar",
    severity="major",
    why="Words stand in the order of another language. " + _HOW,
    known_problems="Verse and emphatic orders are reported as well.",
    bad=("He has the house very quickly yesterday built.", "Was by the police the man arrested."),
    good=("He built the house very quickly.", "The man was arrested by the police."),
    since="0.2",
    status="preview",
)
NAME = Rule(
    id="language.garbled-name",
    title="A name that looks garbled",
    category="accuracy/mistranslation-name",
    severity="major",
    why="A name was translated as if it were words, or spelled by the sounds of another language. " + _HOW,
    known_problems="Rare names look like garbled ones. The rules on names know who was meant; this one does not.",
    bad=("The Incomparable Court ruled on Monday.", "President Vladmir Puchin spoke."),
    good=("The Supreme Court ruled on Monday.", "President Vladimir Putin spoke."),
    since="0.2",
    status="preview",
)
NUMBER = Rule(
    id="language.odd-number",
    title="A number or date that does not fit",
    category="accuracy/number",
    severity="major",
    why="A number, a unit or a date is written as another language writes it, or cannot be. " + _HOW,
    known_problems="Sums are not checked.",
    bad=("It costs 3 ten thousands won.", "On the 5 of month May he left."),
    good=("It costs 30,000 won.", "He left on 5 May."),
    since="0.2",
    status="preview",
)
UNTRANSLATED = Rule(
    id="language.untranslated-word",
    title="A word of another language",
    category="accuracy/untranslated",
    severity="major",
    why="A word was left in the source language. " + _HOW,
    known_problems="Loan words and foreign terms that the article introduces may be reported.",
    bad=("The alcalde said that the works would begin soon.", "He works for the Polizei."),
    good=("The mayor said that the works would begin soon.", "He works for the police."),
    since="0.2",
    status="preview",
)
REPETITION = Rule(
    id="language.repetition",
    title="A word said twice",
    category="linguistic/duplication",
    severity="minor",
    why="A word or phrase is repeated without purpose. " + _HOW,
    known_problems="Rhetorical repetition is reported as well.",
    bad=("The new method of the new method helps.", "He went home to home."),
    good=("The new method helps.", "He went home."),
    since="0.2",
    status="preview",
)
UNUSUAL = Rule(
    id="language.unusual-wording",
    title="A wording that an editor would change",
    category="other/uncategorized",
    severity="minor",
    why=_HOW + " Here it cannot say of what kind the fault is.",
    known_problems="It does not say what is wrong. Dense jargon and unedited human writing are marked as well.",
    bad=(
        "⟦The house was feel very the tired⟧.",
        "The people in the process ⟦of to build the house was feel very the tired⟧.",
    ),
    good=("The fire was put out in the morning.", "There are many reasons why people do not come."),
    since="0.1",
)
RULES = (REPLACED, SENSE, GRAMMAR, ORDER, NAME, NUMBER, UNTRANSLATED, REPETITION, UNUSUAL)
RULE_OF = {  # class of fault -> rule, and what its message says of the words
    "odd-paraphrase": (REPLACED, "seems to stand for another wording"),
    "mistranslation-other": (SENSE, "does not make sense here"),
    "grammar": (GRAMMAR, "is broken grammar"),
    "word-order": (ORDER, "stands in a wrong order"),
    "garbled-name": (NAME, "looks like a garbled name"),
    "number-date": (NUMBER, "is an odd number or date"),
    "untranslated": (UNTRANSLATED, "looks untranslated"),
    "repetition": (REPETITION, "repeats what was said"),
}
NAMING = (NAME.id, UNTRANSLATED.id)  # what may be said of capitalised words alone

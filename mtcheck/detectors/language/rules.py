"""State the rules of the reader: one for each class of fault that it names, and one for what it cannot name."""

from __future__ import annotations

from mtcheck.core.rule import Rule

ALIKE = {"word-order": "grammar"}  # classes that one rule speaks of
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
        "Researchers ⟦prepared a brain organization⟧ on a ⟦colossal information set⟧.",
        "⟦Numerous folks trust⟧ that the ⟦colossal organization⟧ will ⟦procure⟧ its ⟦littler opponent⟧.",
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
    bad=(
        "The police said that the ⟦technician⟧ of the team was dismissed after the match.",
        "The committee said it would ⟦cook⟧ the report before the end of the month.",
    ),
    good=(
        "The police said that a technician of the power company was hurt in the fire.",
        "The committee said that volunteers would cook a meal for the homeless.",
    ),
    since="0.2",
)
GRAMMAR = Rule(
    id="language.broken-grammar",
    title="Broken grammar or word order",
    category="linguistic/grammar",
    severity="major",
    why=(
        "A form does not agree, an article or a preposition is missing, one stands where none belongs, or words stand in the "
        "order of another language. " + _HOW
    ),
    known_problems="Dialect, headlines and notes in telegram style have a grammar of their own.",
    bad=(
        "⟦She do not want to goes⟧ to the school.",
        "⟦The results is very importants for we⟧.",
    ),
    good=(
        "She does not want to go to school.",
        "The results are very important for us.",
    ),
    since="0.2",
)
NAME = Rule(
    id="language.garbled-name",
    title="A name that looks garbled",
    category="accuracy/mistranslation-name",
    severity="major",
    why="A name was translated as if it were words, or spelled by the sounds of another language. " + _HOW,
    known_problems="Rare names look like garbled ones. The rules on names know who was meant; this one does not.",
    bad=(
        "The actor ⟦Common Possession⟧ returned home after he met the singer ⟦Snow Jade⟧.",
        "The newspaper ⟦Morning Day⟧ reported it on Tuesday.",
    ),
    good=(
        "The actor Gong Yoo returned home after he met the singer.",
        "The newspaper Asahi reported it on Tuesday.",
    ),
    since="0.2",
)
NUMBER = Rule(
    id="language.odd-number",
    title="A number or date that does not fit",
    category="accuracy/number",
    severity="major",
    why="A number, a unit or a date is written as another language writes it, or cannot be. " + _HOW,
    known_problems="Sums are not checked.",
    bad=(
        "It costs ⟦3 ten thousands⟧ won.",
        "Prices rose by ⟦3 point 5 percents⟧.",
    ),
    good=(
        "It costs 30,000 won.",
        "He left on 5 May.",
    ),
    since="0.2",
)
REPETITION = Rule(
    id="language.repetition",
    title="A word said twice",
    category="linguistic/duplication",
    severity="minor",
    why="A word or phrase is repeated without purpose. " + _HOW,
    known_problems="Rhetorical repetition is reported as well.",
    bad=(
        "⟦The new plan of the new plan⟧ was published on Friday.",
        "He ⟦said that he said⟧ that he was innocent.",
    ),
    good=(
        "The new plan was published on Friday.",
        "He said that he was innocent.",
    ),
    since="0.2",
)
UNUSUAL = Rule(
    id="language.unusual-wording",
    title="A wording that an editor would change",
    category="other/uncategorized",
    severity="minor",
    why=_HOW + " Here it cannot say of what kind the fault is.",
    known_problems="It does not say what is wrong. Dense jargon and unedited human writing are marked as well.",
    bad=(
        "It costs ⟦5 ten thousands⟧ yen.",
        "It was in the 2010 ⟦year 5 month⟧.",
    ),
    good=("The fire was put out in the morning.", "There are many reasons why people do not come."),
    since="0.1",
)
RULES = (REPLACED, SENSE, GRAMMAR, NAME, NUMBER, REPETITION, UNUSUAL)
RULE_OF = {  # class of fault -> rule, and what its message says of the words
    "odd-paraphrase": (REPLACED, "seems to stand for another wording"),
    "mistranslation-other": (SENSE, "does not make sense here"),
    "grammar": (GRAMMAR, "is broken grammar"),
    "garbled-name": (NAME, "looks like a garbled name"),
    "number-date": (NUMBER, "is an odd number or date"),
    "repetition": (REPETITION, "repeats what was said"),
}
NAMING = (NAME.id,)  # what may be said of capitalised words alone

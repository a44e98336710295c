"""State what the reference family finds. In the examples the reference stands after ⇄."""

from __future__ import annotations

from mtcheck.core.rule import Rule

NUMBER = Rule(
    id="reference.number",
    title="A number that the reference does not have",
    category="accuracy/number",
    severity="major",
    why="A number that differs from the reference is the plainest of errors, and the one that costs most.",
    known_problems="A reference may round, convert units, or leave a figure out; ages and dates may be counted otherwise.",
    bad=(
        "The storm destroyed ⟦450⟧ houses in the valley. ⇄ The storm destroyed 45 houses in the valley.",
        "The bank lent ⟦2.5 million⟧ dollars to farmers. ⇄ The bank lent 2.5 billion dollars to farmers.",
    ),
    good=(
        "The storm destroyed 12,000 houses in the valley. ⇄ The storm destroyed twelve thousand houses in the valley.",
        "The bank lent 2.5 million dollars to farmers. ⇄ Farmers got 2,500,000 dollars from the bank.",
    ),
    since="0.2",
)
DATE = Rule(
    id="reference.date",
    title="A month or weekday that the reference does not have",
    category="accuracy/number",
    severity="major",
    why="Where the reference names another month or another day of the week, one of the two dates is wrong.",
    known_problems="An event may have two dates, and translator and machine may each have kept another one.",
    bad=(
        "The talks will begin on ⟦Tuesday⟧ in Geneva. ⇄ The talks will begin on Thursday in Geneva.",
        "He was born in ⟦June⟧ 1950 in Kyiv. ⇄ He was born in July 1950 in Kyiv.",
    ),
    good=(
        "The talks will begin on Thursday in Geneva. ⇄ On Thursday the talks begin in Geneva.",
        "He was born in June 1950 in Kyiv. ⇄ He was born in Kyiv in June 1950.",
    ),
    since="0.2",
)
NAME = Rule(
    id="reference.name",
    title="A name that the reference writes otherwise",
    category="accuracy/mistranslation-name",
    severity="major",
    why="Where the reference has another name in the same place, the machine misread it or spelled it differently.",
    known_problems="Two transliterations can both be right; a reference may name the office instead of the person.",
    bad=(
        "President ⟦Zyuganof⟧ met the ambassador on Monday. ⇄ President Zyuganov met the ambassador on Monday.",
        "The factory in ⟦Kaesung⟧ was closed last year. ⇄ The factory in Kaesong was closed last year.",
    ),
    good=(
        "President Zyuganov met the ambassador on Monday. ⇄ On Monday President Zyuganov met the ambassador.",
        "The plant in Kaesong was closed last year. ⇄ The factory in Kaesong was closed last year.",
    ),
    since="0.2",
)
UNIT = Rule(
    id="reference.unit",
    title="A number whose unit is another one in the reference",
    category="accuracy/number",
    severity="major",
    why="The same figure with another unit is another amount.",
    known_problems="Few: the figures agree, so that no conversion has taken place.",
    bad=(
        "The road is 40 ⟦miles⟧ long and has two lanes. ⇄ The road is 40 kilometres long and has two lanes.",
        "They waited for 12 ⟦days⟧ at the border. ⇄ They waited for 12 hours at the border.",
    ),
    good=(
        "The road is 40 km long and has two lanes. ⇄ The road is 40 kilometers long and has two lanes.",
        "They waited for 12 long days at the border. ⇄ They waited for 12 days at the border.",
    ),
    since="0.2",
)
NEGATION = Rule(
    id="reference.negation",
    title="A negation on one side only",
    category="accuracy/mistranslation",
    severity="major",
    why="A negation lost or added turns a statement into its opposite, and reads as fluently as before.",
    known_problems="The opposite can be said without a negation (did not stay, left); only where the words beside it agree.",
    bad=(
        "The ministry said it ⟦would⟧ pay the debt this year. ⇄ The ministry said it would not pay the debt this year.",
        "The two sides did ⟦not⟧ agree on a new round of talks. ⇄ The two sides did agree on a new round of talks.",
    ),
    good=(
        "The ministry said it wouldn't pay the debt this year. ⇄ The ministry said it would not pay the debt this year.",
        "No one in the house was awake. ⇄ Everybody slept.",
    ),
    since="0.2",
)
QUOTATION = Rule(
    id="reference.quotation",
    title="Words quoted that the reference does not quote",
    category="linguistic/punctuation",
    severity="minor",
    why="Quotation marks say whose words they are; a machine drops them, adds them, or moves them.",
    known_problems="Scare quotes round a term are a matter of taste; a reference may report speech without quoting.",
    bad=(
        "He said that ⟦“the war is lost”⟧ and left the room. ⇄ He said that the war is lost and left the room.",
        "She called the plan ⟦“a gift to all the farmers”⟧ on Monday. ⇄ She called the plan a gift to all farmers on Monday.",
    ),
    good=(
        "He said that “the war is lost” and left. ⇄ He said that ‘the war is lost’ and left.",
        "He said that the war is lost and left. ⇄ He said that the war is lost and left.",
    ),
    since="0.2",
)
ADDITION = Rule(
    id="reference.addition",
    title="A sentence that the reference does not have",
    category="accuracy/mistranslation",
    severity="minor",
    why="What no sentence of the reference resembles was added by the machine, or by the page that the text was taken from.",
    known_problems="A free translation can be so unlike the reference that it finds no partner; editors leave sentences out.",
    bad=(
        "The harbour is closed. ⟦Click here to subscribe.⟧ Boats stay out. ⇄ The harbour is closed. Boats stay out.",
        "The mayor resigned on Friday. ⟦Purple elephants dance quietly.⟧ ⇄ The mayor resigned on Friday.",
    ),
    good=(
        "The harbour is closed. Boats stay out. ⇄ The harbour is closed, and boats stay out.",
        "The mayor resigned on Friday. ⇄ The mayor resigned on Friday.",
    ),
    since="0.2",
)
OMISSION = Rule(
    id="reference.omission",
    title="A sentence of the reference is missing",
    category="accuracy/mistranslation",
    severity="major",
    why="A machine that drops a sentence leaves no trace in its text; only the reference shows it.",
    known_problems="The mark stands on the word before the gap. A translator may have added what the source does not say.",
    bad=(
        "The harbour is ⟦closed⟧. Boats stay out. ⇄ The harbour is closed. Nobody was hurt in the storm. Boats stay out.",
        "The mayor resigned on ⟦Friday⟧. ⇄ The mayor resigned on Friday. She denies every accusation against her.",
    ),
    good=(
        "The harbour is closed. Boats stay out. ⇄ The harbour is closed, and boats stay out.",
        "The mayor resigned on Friday. ⇄ The mayor resigned on Friday.",
    ),
    since="0.2",
)
WORDING = Rule(
    id="reference.wording",
    title="Words that the reference does not have, and that a rater would mark",
    category="accuracy/mistranslation",
    severity="minor",
    why=(
        "Of the words that a translation does not share with its reference, raters mark twice as many as of those it shares. "
        "Together with what the language models say of the word, that tells the likely errors from free wording."
    ),
    known_problems="Good translations differ in wording; the message shows what the reference has, and a reader decides.",
    bad=(
        "In autumn the boats arrive at the port ⟦for has fuel many⟧. ⇄ In autumn the boats call at the port to take on fuel.",
        "Researchers ⟦prepared⟧ a ⟦brain organization⟧ on a ⟦colossal information set⟧. "
        "⇄ Researchers trained a neural network on a large data set.",
    ),
    good=(
        "The company agreed to cut the number of workers in its factories. "
        "⇄ The firm decided to reduce the number of workers in its plants.",
        "The fire was put out in the morning. ⇄ The fire was put out in the morning.",
    ),
    since="0.2",
)
ALL = (NUMBER, DATE, NAME, UNIT, NEGATION, QUOTATION, ADDITION, OMISSION, WORDING)

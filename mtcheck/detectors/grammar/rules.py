"""State the rules of the family ``grammar``."""

from __future__ import annotations

from typing import Any

from mtcheck.core.rule import Rule
from mtcheck.core.taxonomy import Severity


def _rule(name: str, title: str, severity: Severity, **rest: Any) -> Rule:
    return Rule(f"grammar.{name}", title, "linguistic/grammar", severity, since="0.1", **rest)


MISSING_NOUN = _rule(
    "missing-noun",
    "A determiner has no noun",
    "major",
    why="A noun was lost in translation, or a word spinner cut it out: the determiner is left alone.",
    known_problems="Only words that never begin the inside of a noun phrase count as following; 'in' and 'on' do not.",
    bad=("They set out on a mission to build areas of strength ⟦for a⟧, will go on.", "It was the end of ⟦the of⟧ war."),
    good=("This was a, shall we say, bold step.", "The over 100 guests left."),
)
ARTICLE_TWICE = _rule(
    "article-twice",
    "Two determiners stand in a row",
    "major",
    why="Source and target order of article and noun differ, and both places were filled.",
    known_problems="Foreign phrases beginning with 'a' or 'la' that the rule does not know.",
    bad=("It is ⟦a the⟧ first step.", "They sold ⟦their the⟧ house."),
    good=("She sang a song, the second one.", "It is an a priori judgement."),
)
ARTICLE_SOUND = _rule(
    "article-sound",
    "'a' before a vowel or 'an' before a consonant",
    "minor",
    why="A word was put in place of another, and the article still belongs to the one that stood there before.",
    known_problems="Only certain sounds are judged; words with h, most with u, names and most initials are left alone.",
    bad=("He ate ⟦a apple⟧.", "It was ⟦an European⟧ town."),
    good=("It took an hour at a university.", "An MBA and a UN post followed."),
)
DETERMINER_NUMBER = _rule(
    "determiner-number",
    "Determiner and noun differ in number",
    "major",
    why="Languages without plural, or with another count, leave the number to the machine, which guesses by word.",
    known_problems="Nouns that stand before another noun are left alone.",
    bad=("He visited ⟦a countries⟧ in Asia.", "⟦These problem⟧ are serious."),
    good=("It was a sports club.", "These security measures are a means to an end."),
)
ONE_OF = _rule(
    "one-of-singular",
    "A singular noun after 'one of the'",
    "major",
    why="'One of' chooses from several; a singular noun shows that the machine did not carry the plural over.",
    known_problems="Seen only after a superlative or 'main', 'key', 'major'.",
    bad=("It is ⟦one of the biggest problem⟧ in the city.", "She is ⟦one of the most famous writer⟧ of the age."),
    good=("It is one of the biggest oil fields.", "He is one of the family."),
)
VERB_FORM = _rule(
    "verb-form",
    "The form of the verb does not fit the word before",
    "major",
    why="After a modal, 'to', 'do', 'have' and 'be' English allows one form of the verb; people do not slip here, machines do.",
    known_problems="Forms that are also nouns or adjectives are left alone, and so is what may end a relative clause.",
    bad=("The team ⟦will went⟧ home.", "He ⟦did not went⟧ there, but ⟦has went⟧ home."),
    good=("The options we have include two plans.", "All he does is provide money."),
)
AGREEMENT = _rule(
    "agreement",
    "Subject and verb do not agree",
    "major",
    why="The verb keeps the number of a noun in the source, or no number at all.",
    known_problems="Only subjects that stand beside the verb are judged; collective nouns may take either number.",
    bad=("⟦They was⟧ late.", "⟦The countries is⟧ small, he said."),
    good=("If he were here, they would go.", "Did he have a car?"),
)
DOUBLE_COMPARISON = _rule(
    "double-comparison",
    "A word is compared twice",
    "minor",
    why="The machine translated both the particle and the ending of a comparison.",
    known_problems="'More' before a comparative and a noun ('more older people') is left alone.",
    bad=("It is ⟦more better⟧ than before.", "This is the ⟦most biggest⟧ city."),
    good=("We need more older people.", "It is the most recent and best."),
)
ODD_SEQUENCE = _rule(
    "odd-sequence",
    "Small words that do not follow each other",
    "minor",
    why="A preposition of the source language was kept beside the English one, or a word between the two was lost.",
    known_problems="Second-language writers do so too. The table lists what is judged, and the neighbours that are needed.",
    bad=("He went ⟦despite of⟧ the rain.", "The depth of the hole is ⟦between 5 to⟧ 10 metres."),
    good=("He went in spite of the rain.", "The hole is between 5 and 10 metres deep."),
)
UNCOUNTABLE_PLURAL = _rule(
    "uncountable-plural",
    "A plural of a noun that has none",
    "minor",
    why="The noun can be counted in the source language and cannot in English.",
    known_problems="Writers of English as a second language do so too.",
    bad=("They asked for more ⟦informations⟧.", "He gave them ⟦advices⟧."),
    good=("They asked for more information.", "He advises them."),
)
TENSE_CLASH = _rule(
    "tense-clash",
    "A present tense inside a narration of the past",
    "major",
    why="Verbs joined by 'and' under one subject tell one story; a source without tense leaves the second one in the present.",
    known_problems="Seen only before nouns that name an event, such as talks or a meeting.",
    bad=(
        "He met the president in May and ⟦has⟧ in-depth discussions with him.",
        "She visited the city and ⟦holds⟧ talks there.",
    ),
    good=("He studied law and has two children.", "He met them and had talks."),
)

RULES = (
    MISSING_NOUN,
    ARTICLE_TWICE,
    ARTICLE_SOUND,
    DETERMINER_NUMBER,
    ONE_OF,
    VERB_FORM,
    AGREEMENT,
    DOUBLE_COMPARISON,
    ODD_SEQUENCE,
    UNCOUNTABLE_PLURAL,
    TENSE_CLASH,
)

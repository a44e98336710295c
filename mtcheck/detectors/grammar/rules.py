"""State the rules of the family ``grammar``."""

from __future__ import annotations

from typing import Any

from mtcheck.core.rule import Rule
from mtcheck.core.taxonomy import Severity


def _rule(name: str, title: str, severity: Severity, **rest: Any) -> Rule:
    return Rule(f"grammar.{name}", title, "linguistic/grammar", severity, **{"since": "0.1", **rest})


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

PREVIEW: dict[str, Any] = {"status": "preview", "since": "0.2"}
AUXILIARY = _rule(
    "auxiliary",
    "An auxiliary and the verb after it do not fit",
    "major",
    why="The engine set auxiliary and verb one by one: 'do you wants', 'are you want', 'must be keep', 'is consist of'.",
    known_problems="Forms that are also nouns or adjectives are left alone. Headlines leave out 'be' on purpose.",
    bad=("The lid must ⟦be keep⟧ dry.", "The file exists. ⟦Are you want⟧ to replace it?", "It ⟦was happened⟧ in May."),
    good=("All he must be is honest.", "What it is depends on the day.", "Do you want to replace it?"),
    **PREVIEW,
)
INFINITIVE = _rule(
    "infinitive",
    "The wrong form of a verb after a preposition or a verb of wanting",
    "major",
    why="Other languages put an infinitive after prepositions, and none after 'want'; the engine kept theirs.",
    known_problems="Only forms that are verbs and nothing else are judged, and only before an object.",
    bad=("Call us only ⟦for confirm⟧ the date.", "They want ⟦to going⟧ home.", "She ⟦decided explain⟧ the plan."),
    good=("Call us only to confirm the date.", "They look forward to going home.", "He is used to winning."),
    **PREVIEW,
)
FAR_AGREEMENT = _rule(
    "far-agreement",
    "A verb that does not agree with a subject farther away",
    "major",
    why="The engine made the verb agree with the nearest noun, or with none: 'the results of the study shows'.",
    known_problems="Seen at the start of sentences and clauses. People slip here as well.",
    bad=("⟦The results of the study shows⟧ that it works.", "⟦There are⟧ a problem with the lid.", "⟦Everyone are⟧ welcome."),
    good=("The number of deaths is known.", "There are a number of reasons.", "A group of people are waiting."),
    **PREVIEW,
)
QUANTITY = _rule(
    "quantity",
    "A quantity and its noun do not fit",
    "major",
    why="What can be counted differs between languages: 'many information', 'an advice', 'three student'.",
    known_problems="Nouns before other nouns are left alone, as in 'a news agency' and 'a three student team'.",
    bad=("He gave us ⟦many information⟧ about it.", "It was ⟦an advice⟧.", "Police arrested ⟦three student⟧ in May."),
    good=("A news agency gave much information.", "It is a knowledge of the law.", "Many of those came on page 3 of 20."),
    **PREVIEW,
)
QUESTION_ORDER = _rule(
    "question-order",
    "A question in the order of a statement, or the other way round",
    "minor",
    why="In many languages a question keeps the order of the statement.",
    known_problems="Seen with auxiliaries only. Titles of guides without a question mark are left alone.",
    bad=("⟦Why you did⟧ not come to the meeting?", "I do not know ⟦what is it⟧."),
    good=("What you are saying is that we lost?", "How you can help", "Do you know who they are?"),
    **PREVIEW,
)
DOUBLE_CONJUNCTION = _rule(
    "double-conjunction",
    "Two conjunctions join the same clauses",
    "minor",
    why="Chinese, Vietnamese and others mark both clauses: 'although ... but', 'because ... so'.",
    known_problems="Seen where the second conjunction follows the first comma.",
    bad=("⟦Although it rained, but⟧ they went.", "⟦Because it rained, so⟧ they stayed."),
    good=("Although tired, but mostly happy, they went.", "Because it rained, they stayed, so nobody came."),
    **PREVIEW,
)
DOUBLED_SUBJECT = _rule(
    "doubled-subject",
    "A pronoun that names the subject again",
    "major",
    why="Persian, Arabic, Hindi and others name the topic first and take it up again: 'the thieves they covered the cameras'.",
    known_problems="Seen at the start of a sentence that has one verb alone; else the pronoun may open a relative clause.",
    bad=("⟦The thieves they⟧ covered all of the cameras.", "⟦My brother he⟧ is a very good doctor."),
    good=("The house they bought stands empty.", "The man he met said no."),
    **PREVIEW,
)
VERB_FRAME = _rule(
    "verb-frame",
    "A word that takes another preposition, object or verb form after it",
    "minor",
    why="The engine kept the construction of the source language: 'listen the news', 'avoid to go', 'explain me'.",
    known_problems="Second-language writers do so too. The table lists what is judged.",
    bad=("They ⟦listen the⟧ news at six.", "We should ⟦avoid to go⟧ there.", "He is ⟦afraid from⟧ dogs."),
    good=("Listen, the news is on.", "We go there to avoid them.", "She is married with two children."),
    **PREVIEW,
)
CLAUSE_LINK = _rule(
    "clause-link",
    "A clause after what cannot open one",
    "minor",
    why="Prepositions and conjunctions were confused ('despite he is'), or the parts of a condition.",
    known_problems="'If he would have known' is heard from native speakers; it is judged at the start of a sentence only.",
    bad=("They stayed ⟦despite he⟧ is ill.", "⟦If he would have known⟧, he had come.", "He came ⟦because of they⟧ called."),
    good=(
        "They stayed although he is ill.",
        "If they would help, we could go.",
        "It is because of them that he came.",
    ),
    **PREVIEW,
)
UNEVEN_PAIR = _rule(
    "uneven-pair",
    "'and' joins two verbs of different forms",
    "major",
    why="The second verb lost the tie to its auxiliary: 'will meet and discussed'.",
    known_problems="Seen after 'will', 'can', 'must', 'may' and 'shall' where no past tense stands before.",
    bad=("The ministers will meet ⟦and discussed⟧ the plan.", "They will meet us ⟦and talked⟧ to the press."),
    good=("He said he would resign and left.", "They will meet and discuss the plan."),
    **PREVIEW,
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
    AUXILIARY,
    INFINITIVE,
    FAR_AGREEMENT,
    QUANTITY,
    QUESTION_ORDER,
    DOUBLE_CONJUNCTION,
    VERB_FRAME,
    CLAUSE_LINK,
    UNEVEN_PAIR,
    DOUBLED_SUBJECT,
)

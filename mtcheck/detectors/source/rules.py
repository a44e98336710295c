"""State what the source family finds. In the examples the source stands after ⇄."""

from __future__ import annotations

from mtcheck.core.rule import Rule

NUMBER = Rule(
    id="source.number",
    title="A number that the source does not have",
    category="accuracy/number",
    severity="major",
    why="Digits are the one thing that any two languages share; a number that the source lacks was changed or made up.",
    known_problems="Converted units and calendars; numbers that the source spells out, in languages whose words are not known.",
    bad=(
        "The flood destroyed ⟦450⟧ houses in 2019. ⇄ Das Hochwasser zerstörte 2019 insgesamt 54 Häuser.",
        "Sales rose by ⟦37⟧ percent to 120 million euros. ⇄ 销售额增长了73%，达到1.2亿欧元。",
    ),
    good=(
        "Sales rose by 37 percent to 120 million euros. ⇄ 销售额增长了37%，达到1.2亿欧元。",
        "About 30,000 people came at 8 p.m. ⇄ 오후 8시에 약 3만 명이 모였다.",
    ),
    since="0.2",
)
NAME = Rule(
    id="source.name",
    title="A name that the source reads otherwise",
    category="accuracy/mistranslation-name",
    severity="major",
    why="The source names a person whose usual English form is known, and the translation has another name in that place.",
    known_problems="It knows the persons of the name tables only.",
    bad=(
        "President ⟦Mahmud Abas⟧ arrived in Cairo. ⇄ وصل الرئيس محمود عباس إلى القاهرة.",
        "On Monday ⟦Vladimir Putyn⟧ met the visitors. ⇄ В понедельник Владимир Путин встретился с гостями.",
    ),
    good=(
        "President Mahmoud Abbas arrived in Cairo. ⇄ وصل الرئيس محمود عباس إلى القاهرة.",
        "On Monday he met the visitors. ⇄ В понедельник Владимир Путин встретился с гостями.",
    ),
    since="0.2",
)
DATE = Rule(
    id="source.date",
    title="A month or weekday that the source does not name",
    category="accuracy/number",
    severity="major",
    why="The source names another month or another day of the week, and the text does not have it.",
    known_problems="Lunar and Islamic months; dates moved into another time zone. Numeric dates are passed over.",
    bad=(
        "The court decided in ⟦September⟧ 2019. ⇄ 法院于2019年10月作出裁决。",
        "The talks begin on ⟦Tuesday⟧. ⇄ Die Gespräche beginnen am Donnerstag und dauern bis in die Nacht.",
    ),
    good=(
        "The court decided in October 2019. ⇄ 法院于2019年10月作出裁决。",
        "The talks begin on Thursday. ⇄ Die Gespräche beginnen am Donnerstag und dauern bis in die Nacht.",
    ),
    since="0.2",
)
COPIED = Rule(
    id="source.copied",
    title="Words copied from the source",
    category="accuracy/untranslated",
    severity="major",
    why="A run of words that stands in the source letter by letter, and that no name explains, was not translated.",
    known_problems="Titles, quotations and technical terms that are meant to stay; a source that itself quotes English.",
    bad=(
        "The minister said ⟦das ist nicht wahr⟧ on Monday. ⇄ Der Minister sagte am Montag: das ist nicht wahr.",
        "⟦El gobierno anunció nuevas medidas⟧. ⇄ El gobierno anunció nuevas medidas.",
    ),
    good=(
        "He works for the Frankfurter Allgemeine Zeitung. ⇄ Er arbeitet für die Frankfurter Allgemeine Zeitung.",
        "The minister denied it on Monday. ⇄ Der Minister bestritt das am Montag.",
    ),
    since="0.2",
)
PLACEHOLDER = Rule(
    id="source.placeholder",
    title="A placeholder, tag or address that differs from the source",
    category="design/layout",
    severity="major",
    why="Placeholders and addresses must come through unchanged; one that differs breaks the program or the link.",
    known_problems="An address that was left out on purpose is not reported, nor a number that a singular form says in a word.",
    bad=(
        "Hello ⟦{username}⟧, you have %d letters. ⇄ Hallo {name}, Sie haben %d Briefe.",
        "See ⟦www.example.org/new⟧ for details. ⇄ Näheres unter www.example.org/neu im Netz.",
    ),
    good=(
        "Hello {name}, you have %d letters. ⇄ Hallo {name}, Sie haben %d Briefe.",
        "Prices fell by 5 % since May. ⇄ Die Preise fielen seit Mai um 5 %.",
    ),
    since="0.2",
)
QUESTION = Rule(
    id="source.question",
    title="A question on one side only",
    category="linguistic/punctuation",
    severity="minor",
    why="A block that asks in one language and states in the other was misread.",
    known_problems="Rhetorical questions are sometimes put as statements.",
    bad=(
        "The talks will go on⟦.⟧ ⇄ Werden die Gespräche weitergehen?",
        "The talks will go on⟦?⟧ ⇄ 谈判将继续。",
    ),
    good=(
        "Will the talks go on? ⇄ 谈判会继续吗？",
        "The talks will go on. ⇄ Die Gespräche gehen weiter.",
    ),
    since="0.2",
)
BRACKET = Rule(
    id="source.bracket",
    title="A bracket without its fellow, where the source has both",
    category="linguistic/punctuation",
    severity="minor",
    why="The source's brackets are all closed; where the text lost one, often the words in them were lost too.",
    known_problems="Mathematical intervals such as [0, 1).",
    bad=(
        "The agency ⟦(⟧founded in 1946 reported it. ⇄ Die 1946 gegründete Agentur (KCNA) meldete es.",
        "The plan will cost more⟦)⟧ than was said. ⇄ 该计划（明年开始）的费用更高。",
    ),
    good=(
        "The agency (founded in 1946) reported it. ⇄ Die Agentur (gegründet 1946) meldete es.",
        "a) The plan will cost more. ⇄ 该计划的费用更高。",
    ),
    since="0.2",
)
LANGUAGE = Rule(
    id="source.language",
    title="A block in another language",
    category="accuracy/untranslated",
    severity="major",
    why="The English side has a block that is not English: it was passed over, or it belongs to the other side.",
    known_problems="Blocks under fifty letters are not judged, nor such as are mostly names.",
    bad=(
        "⟦Die Regierung hat am Montag angekündigt, dass die Steuern im nächsten Jahr nicht steigen werden.⟧ ⇄ "
        "Правительство объявило в понедельник, что налоги в следующем году не вырастут.",
        "⟦Le gouvernement a annoncé lundi que les impôts ne vont pas augmenter pendant cette année.⟧ ⇄ "
        "政府周一宣布，今年税收不会增加。",
    ),
    good=(
        "The government announced on Monday that taxes will not rise in the coming year. ⇄ 政府周一宣布，明年税收不会增加。",
        "Frankfurter Allgemeine Zeitung, Süddeutsche Zeitung, Neue Zürcher Zeitung ⇄ 《法兰克福汇报》、《南德意志报》",
    ),
    since="0.2",
)
_PARAGRAPHS = (
    "\n\n".join(["The delegates met in the town hall at noon."] * 8)
    + "\n\n{} ⇄ "
    + "\n".join(["Die Delegierten kamen mittags im Rathaus zusammen."] * 8)
    + "\n{}"
)
_LONG = "The talks went on until Friday, and nobody, said the mayor of the small town, had hoped for an end of them so soon."
LENGTH = Rule(
    id="source.length",
    title="A block much shorter or longer than its source",
    category="accuracy/mistranslation",
    severity="major",
    why="Compared with the other blocks of the article, far too much or too little English: something was left out or added.",
    known_problems="Headlines and lists are translated more freely; it speaks only where an article has eight blocks and more.",
    bad=(
        _PARAGRAPHS.format("⟦They talked.⟧", "Die Verhandlungen dauerten am Freitag bis nach Mitternacht, sagte ein Sprecher."),
        _PARAGRAPHS.format(f"⟦{_LONG}⟧", "Die Verhandlungen dauerten bis Freitag."),
    ),
    good=(
        _PARAGRAPHS.format("The talks went on until Friday.", "Die Verhandlungen dauerten bis Freitag."),
        "They talked. ⇄ Die Verhandlungen dauerten am Freitag bis nach Mitternacht, sagte ein Sprecher.",
    ),
    since="0.2",
)
ALL = (NUMBER, DATE, NAME, COPIED, LANGUAGE, PLACEHOLDER, QUESTION, BRACKET, LENGTH)

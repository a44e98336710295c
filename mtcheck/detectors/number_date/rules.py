"""State the rules of the family number_date."""

from __future__ import annotations

from typing import Any

from mtcheck.core.rule import Rule
from mtcheck.core.taxonomy import Severity


def _rule(name: str, title: str, severity: Severity, **texts: Any) -> Rule:
    return Rule(id=f"number_date.{name}", title=title, category="accuracy/number", severity=severity, since="0.1", **texts)


DAY_WITHOUT_MONTH = _rule(
    "day-without-month",
    "A day without its month",
    "minor",
    why="News in Chinese, Japanese and Korean gives the day alone (23日, 23일); English news names the month or the weekday.",
    known_problems="Translators who keep close to the source write it too. A month anywhere before in the article, "
    "or later in the paragraph, counts as the anchor.",
    bad=("The agency reported ⟦on the 22nd⟧ that the ship had left.", "⟦On the 7th⟧, two men were fined."),
    good=(
        "It rained on April 21 and again on the 22nd, the agency said.",
        "He lives on the 18th floor.",
        "She won on the 18th hole.",
    ),
)
LEFTOVER_WORD = _rule(
    "leftover-date-word",
    "A date with the words of another language",
    "major",
    why="Chinese and Japanese write 10月18日 and 2021年; piece by piece that gives “10 month 18 day” and “2021 year”.",
    known_problems="A length of time in the plural (2 months 10 days) is never reported.",
    bad=("The shop is open until ⟦10 month 18 day⟧ every week.", "It was founded in ⟦1997 year⟧ by two brothers."),
    good=("It took 2 months 10 days to build.", "It is a 1996 year model.", "The town has a 1200 year history."),
)
DECIMAL_THOUSAND = _rule(
    "decimal-thousand",
    "A decimal fraction of a thousand",
    "minor",
    why="Russian and Ukrainian write 150,6 тыс.; English writes such a number out.",
    known_problems="Some statistics give all their figures in thousands.",
    bad=("Some ⟦150.6 thousand⟧ people were out of work.", "They sold ⟦1.5 thousand⟧ copies in a week."),
    good=("Some 150.6 million people live there.", "They sold 150 thousand copies in a week."),
)
ODD_MULTIPLE = _rule(
    "odd-multiple",
    "A number with the wrong multiples",
    "major",
    why="East Asian languages count in 万 (ten thousand) and 億 (hundred million); translated word for word that gives "
    "multiples that English does not use, often a wrong amount.",
    known_problems="A few writers say “a million million” on purpose.",
    bad=(
        "The works cost ⟦5 hundred million⟧ yuan.",
        "About ⟦30 ten thousand⟧ people came.",
        "It sold ⟦18,000,000 billion⟧ units.",
    ),
    good=("It cost five hundred million yuan.", "Some ten thousand people came.", "In 1942, hundreds of thousands left."),
)
UNIT_TWICE = _rule(
    "unit-twice",
    "A unit given twice",
    "minor",
    why="The sign and the word say the same, one of them was left over.",
    known_problems="People write “$5 million dollars” too.",
    bad=("Exports grew by ⟦5 % percent⟧ in May.", "It is worth ⟦$5 million dollars⟧ today."),
    good=("Exports grew by 5 percent in May.", "It costs $5 million; dollars are accepted.", "A $5 dollar-store toy."),
)
SIGN_AFTER = _rule(
    "currency-sign-after",
    "A dollar sign after its number",
    "minor",
    why="Many languages set the sign after the amount, English sets it before.",
    known_problems="Canadian French habit, and typing habit, give the same.",
    bad=("I have only ⟦50$⟧ in my pocket.", "The bridge cost ⟦5 million $⟧ in the end."),
    good=("I have only $50 in my pocket.", "He paid 50 A$ and not 50 US dollars."),
)
DECIMAL_COMMA = _rule(
    "decimal-comma",
    "A decimal comma",
    "minor",
    why="Continental languages write 42,7 %; in English the comma groups thousands and the reader stumbles.",
    known_problems="Only before a percent sign or a multiple, so that enumerations stay silent.",
    bad=("The party won ⟦42,7⟧% of the votes.", "It sold ⟦1,5⟧ million copies."),
    good=("The party won 42.7% of the votes.", "It sold 1,500 million copies.", "In rooms 4,5 and 6 nobody sat."),
)
MALFORMED = _rule(
    "malformed-number",
    "A number that cannot be read",
    "major",
    why="A number with several decimal points before a multiple or a percent sign is damaged; the amount is lost.",
    known_problems="Version and section numbers are passed over because no multiple follows them.",
    bad=("The town grew by ⟦3.2.3 million⟧ people.", "Among them were ⟦29.29.31 million⟧ shares."),
    good=("The town grew by 3.2 million people.", "Version 1.2.3 came out."),
)
ORDINAL_SUFFIX = _rule(
    "ordinal-suffix",
    "An ordinal with the wrong ending",
    "minor",
    why="23th or 42st was put together by rule, not by a person who says it aloud.",
    known_problems="Learners of English write it too.",
    bad=("It was held on May ⟦23th⟧ in the town.", "The ⟦42st⟧ session opened."),
    good=("It was held on May 23rd.", "The 111th, 112th and 113th sessions.", "The 11th hour."),
)
IMPOSSIBLE_DATE = _rule(
    "impossible-date",
    "A day that the month does not have",
    "major",
    why="No calendar has the day; the number or the month was mistranslated.",
    known_problems="A joke or a fiscal table may do it on purpose.",
    bad=("They met on ⟦February 30⟧ in the capital.", "The year ended with ⟦31 June⟧ 2006."),
    good=("They met on February 29, 2020.", "Some 30 June weddings were held.", "They met on April 30."),
)
CLOCK = _rule(
    "impossible-time",
    "A time of day that no clock shows",
    "minor",
    why="Japanese gives late broadcasts as 25:30 and noon hours as 0:31 p.m.; Russian gives 14:03 o'clock.",
    known_problems="Running times (25:19) are passed over: “at” or “from” must stand before, and a quarter hour be given.",
    bad=("The show begins at ⟦25:30⟧ on Sunday.", "At about ⟦14:30 p.m.⟧ the fire broke out."),
    good=("She won the race in 25:30.", "At about 2:30 p.m. the fire broke out.", "The bus left at 14:30."),
)
WEEKDAY = _rule(
    "weekday-mismatch",
    "A weekday that contradicts its date",
    "minor",
    why="The date falls on another day of the week: the day, the month or the year is wrong.",
    known_problems="People make this mistake too, and the Julian calendar is not known here.",
    bad=("It took place on ⟦Monday, 5 May 2021⟧.", "It took place on ⟦Friday, January 1, 2019⟧."),
    good=("It took place on Wednesday, 5 May 2021.", "It took place on Tuesday, January 1, 2019."),
)
RULES = (
    DAY_WITHOUT_MONTH,
    LEFTOVER_WORD,
    DECIMAL_THOUSAND,
    ODD_MULTIPLE,
    UNIT_TWICE,
    SIGN_AFTER,
    DECIMAL_COMMA,
    MALFORMED,
    ORDINAL_SUFFIX,
    IMPOSSIBLE_DATE,
    CLOCK,
    WEEKDAY,
)

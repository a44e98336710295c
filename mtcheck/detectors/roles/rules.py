"""State the rules of who does what to whom."""

from __future__ import annotations

from mtcheck.core.rule import Rule

REVERSED = Rule(
    id="roles.reversed",
    title="The victim as offender, the giver as receiver",
    category="accuracy/mistranslation",
    severity="critical",
    why=(
        "Many languages leave out a subject or mark it by an ending. The engine guesses who did it, and the victim becomes the "
        "suspect, or the ministry wins its own tender."
    ),
    known_problems="Somebody may really be both. Only closed frames of crime and of contracts are read.",
    bad=(
        "A 15-year-old girl ⟦is suspected of having been followed⟧ home by a delivery driver.",
        "On Monday the ministry ⟦was awarded the contract to⟧ a company from the north.",
    ),
    good=(
        "A 15-year-old girl is suspected of having followed a delivery driver home.",
        "On Monday a company from the north was awarded the contract to build the ministry.",
    ),
    since="0.2",
    status="preview",
)
FIRST_PERSON = Rule(
    id="roles.first-person",
    title="A report that suddenly says 'we' for the police",
    category="accuracy/mistranslation",
    severity="major",
    why="The source left the subject out, and the engine put 'we': the paper itself seems to have arrested somebody.",
    known_problems="A statement of the police that is quoted without quotation marks, with a single 'we'.",
    bad=(
        "A shop called the police on Friday. After the call, ⟦we⟧ looked at footage and arrested a man of 40 the same evening.",
        "Police found the car at noon. Near the station ⟦we⟧ arrested two men of the village.",
    ),
    good=(
        "A shop called the police on Friday. “We looked at footage and arrested a man of 40,” the chief said.",
        "We asked the police about it. They told us that we would hear more after they had arrested a man.",
    ),
    since="0.2",
    status="preview",
)
SCORE = Rule(
    id="roles.score",
    title="The loser's score before the winner's",
    category="accuracy/number",
    severity="minor",
    why="Other languages give the host's goals first. In English the winner's come first: who won 1-2 seems to have lost.",
    known_problems="A reporter of English may keep the order of host and guest.",
    bad=(
        "The visitors ⟦won 1-2⟧ thanks to a late penalty.",
        "Real ⟦beat their neighbours 0-3⟧ on Sunday.",
    ),
    good=(
        "The visitors won 2-1 thanks to a late penalty.",
        "She won 4-6, 6-3, 6-2 after two hours.",
    ),
    since="0.2",
    status="preview",
)
OFFICE = Rule(
    id="roles.office",
    title="One person under two offices",
    category="terminology/inconsistent",
    severity="major",
    why="One word of the source is the head of a town, a club or a country; the engine took now one English word, now another.",
    known_problems="Somebody who holds both offices.",
    bad=(
        "Mayor Kemal Aksoy opened the line. ⟦President Aksoy⟧ said the second stage would follow.",
        "The plan of Mayor Ilir Shehu is cheap. ⟦Chairman Shehu⟧ will show it on Friday.",
    ),
    good=(
        "Mayor Kemal Aksoy opened the line. President Erdogan said the second stage would follow.",
        "Former Mayor Boris Lake came too. President Lake thanked him.",
    ),
    since="0.2",
    status="preview",
)
RULES = (REVERSED, FIRST_PERSON, SCORE, OFFICE)

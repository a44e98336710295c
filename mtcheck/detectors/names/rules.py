"""State the rules of the names family."""

from __future__ import annotations

from mtcheck.core.rule import Rule

_CATEGORY = "accuracy/mistranslation-name"

PERSON = Rule(
    id="names.garbled-person",
    title="A person's name read through another language",
    category=_CATEGORY,
    severity="critical",
    why="A translator that does not know a name reads its characters or letters as its own language does: Xi Jinping comes "
    "out as Shim Geun-pyeong, the Sino-Korean reading. The reader cannot know who is meant.",
    known_problems="Knows the people of its table only. May flag a namesake in the same office; misses clipped names.",
    bad=(
        "The delegation gave the gift to Comrade ⟦Shim Geun-pyeong⟧, President of China, on Monday.",
        "The Ukrainian President ⟦Jellenseuki⟧ spoke to reporters after the talks.",
    ),
    good=(
        "South Korean lawmaker Shim Sang-jung spoke to reporters in Seoul after meeting the Chinese envoy.",
        "The Ukrainian President Volodymyr Zelenskyy spoke to reporters after the talks.",
    ),
    since="0.1",
)
GIVEN = Rule(
    id="names.given-as-surname",
    title="A given name used as if it were the surname",
    category=_CATEGORY,
    severity="major",
    why="Chinese, Korean and Vietnamese names begin with the surname; machines cut it off and leave the given name alone.",
    known_problems="Only where the full name stands elsewhere in the article. Familiar use of a given name is rare in news.",
    bad=(
        "Xi Jinping received the envoys in Beijing. They brought a letter to ⟦Jinping⟧ from their government.",
        "Wang Yi will meet Li Qiang, officials said. Later ⟦Qiang⟧ will travel to the coast for talks.",
    ),
    good=(
        "Xi Jinping received the envoys in Beijing. They brought a letter to Xi from their government.",
        "Kim Jong Un met Moon Jae-in at Panmunjom, and Moon spoke first.",
    ),
    since="0.1",
)
ORGANISATION = Rule(
    id="names.garbled-organisation",
    title="An organisation's name translated word by word",
    category=_CATEGORY,
    severity="major",
    why="Agencies, parties and ministries have established English names; a literal or misread form hides which one is meant.",
    known_problems="Knows listed forms only; some need the right country in the sentence or the article.",
    bad=(
        "The ⟦Chosun Central Communication⟧ said the missile hit its target in the sea.",
        "Deputies of the ⟦State Thought⟧ adopted the law in Moscow on Tuesday.",
    ),
    good=(
        "The Korean Central News Agency said the missile hit its target in the sea.",
        "Deputies of the State Duma adopted the law in Moscow on Tuesday.",
    ),
    since="0.1",
)
PLACE = Rule(
    id="names.garbled-place",
    title="A place name read through another language",
    category=_CATEGORY,
    severity="major",
    why="The characters of a place have another reading in each language: 瀋陽 is Shenyang, and Simyang in Sino-Korean.",
    known_problems="Only places of the table, only near the country, and only where the form is no known word.",
    bad=(
        "The workers waited at the consulate in ⟦Simyang⟧, China.",
        "The Japanese government in ⟦Donggyeong⟧ lodged a protest.",
    ),
    good=(
        "The workers waited at the consulate in Shenyang, China.",
        "The Japanese government in Tokyo lodged a protest.",
    ),
    since="0.1",
)
LEFTOVER = Rule(
    id="names.leftover-character",
    title="A surname left in its own script",
    category=_CATEGORY,
    severity="major",
    why="A character of a name was left untranslated although the person is named in English elsewhere in the article.",
    known_problems="An explanation of the character in brackets after the name is passed over.",
    bad=(
        "Xi Jinping spoke at the congress in Beijing. Delegates said ⟦習⟧ had promised reforms.",
        "President Moon Jae-in flew home on Friday; the letter to ⟦文⟧ arrived a day later.",
    ),
    good=(
        "Xi Jinping (習近平) spoke at the congress in Beijing.",
        "The surname Xi is written 習 in traditional characters.",
    ),
    since="0.1",
)
AGENCY = Rule(
    id="names.agency-country",
    title="An agency of one country ascribed to another",
    category=_CATEGORY,
    severity="major",
    why="Yonhap is South Korean and KCNA North Korean: where an article calls one by the other's country, the name was put in "
    "for another agency, or the country is wrong.",
    known_problems="Sees only a country word close before the agency.",
    bad=(
        'The North Korean state news agency, "⟦Yonhap⟧", published the message on Sunday.',
        "China's official news agency ⟦KCNA⟧ published the message on Sunday.",
    ),
    good=(
        "The South Korean news agency Yonhap published the message on Sunday.",
        "South Korea's Yonhap news agency quoted the North Korean news agency KCNA.",
    ),
    since="0.1",
)
HALF = Rule(
    id="names.half-translated",
    title="A pair of countries translated by halves",
    category=_CATEGORY,
    severity="major",
    why="Headlines join two countries by one syllable each (북중 North Korea-China, 中美 China-US); read apart, they become "
    "compass points or regions: a North-Central summit, a Central American trade war.",
    known_problems="Needs both countries in the article.",
    bad=(
        "Kim Jong Un met Xi Jinping in Beijing. The ⟦North-Central⟧ summit lasted two hours, and both sides called it a "
        "success. North Korea praised China.",
        "Kim Jong Un and Donald Trump shook hands in Hanoi. North Korea hoped that the ⟦North American⟧ summit with the "
        "United States would bring relief.",
    ),
    good=(
        "Kim Jong Un met Xi Jinping in Beijing. The North Korea-China summit lasted two hours.",
        "The North American trade talks between Mexico, Canada and the United States resumed.",
    ),
    since="0.1",
)
LITERAL = Rule(
    id="names.literal-name",
    title="A surname translated as the word that it also means",
    category=_CATEGORY,
    severity="critical",
    why="Many surnames are also words: 李 is a plum, 金 is gold. A machine that misses the name translates the word.",
    known_problems="Only beside the given name of a person of the table.",
    bad=(
        "Chinese Premier ⟦Plum Keqiang⟧ promised to expand imports.",
        "The South Korean President ⟦Gold Dae-jung⟧ received the prize in Oslo.",
    ),
    good=(
        "Chinese Premier Li Keqiang promised to expand imports of plum wine.",
        "Kim Dae-jung won gold in the hearts of South Koreans.",
    ),
    since="0.1",
)
UNKNOWN = Rule(
    id="names.unknown-reading",
    title="An office holder with a name of another country's shape",
    category=_CATEGORY,
    severity="neutral",
    why="A Korean-looking name called President of China is probably a misreading, even where the table does not know of whom.",
    known_problems="Naturalised office holders and diplomats with foreign names; to be checked by a person, never gating.",
    bad=(
        "The Chinese President ⟦Noh Bong-seok⟧ arrived in Hanoi for a state visit.",
        "Chinese Vice Premier ⟦Ham Deok-su⟧ opened the fair on Friday.",
    ),
    good=(
        "The South Korean President Noh Bong-seok arrived in Hanoi for a state visit.",
        "Chinese Vice Premier He Lifeng opened the fair on Friday.",
    ),
    since="0.1",
    status="preview",
)
MISBUILT = Rule(
    id="names.misbuilt-name",
    title="A name put together wrongly",
    category=_CATEGORY,
    severity="major",
    why="A machine that does not see where a name ends turns it round, tears it at a full stop, or takes a title for a part "
    "of it: Xi Zhuxi is no Mr Zhuxi but Chairman Xi.",
    known_problems="Knows surnames and people of its table, and the titles of East Asia.",
    bad=(
        "The Chinese delegation said that ⟦Xi Zhuxi⟧ would attend the meeting in Beijing.",
        "The gift came from President ⟦Xi. Jinping⟧ received the envoys in Beijing.",
    ),
    good=(
        "The Chinese delegation said that Chairman Xi would attend the meeting in Beijing.",
        "The gift came from President Xi. Li Qiang received the envoys in Beijing.",
    ),
    since="0.1",
)
COUNTRY = Rule(
    id="names.foreign-office",
    title="An office holder of one country in the office of another",
    category=_CATEGORY,
    severity="major",
    why="Where an article calls the president of one country by the name of another's, one of the two was mistranslated.",
    known_problems="Knows the country of each person of its table; says likely, for history knows exceptions.",
    bad=(
        "The Japanese Prime Minister ⟦Moon Jae-in⟧ addressed the parliament on Monday.",
        "Chinese President ⟦Kim Jong Un⟧ inspected the shipyard on Friday.",
    ),
    good=(
        "The South Korean President Moon Jae-in addressed the Japanese parliament on Monday.",
        "Chinese President Xi Jinping met Kim Jong Un on Friday.",
    ),
    since="0.1",
)
SPUN = Rule(
    id="names.spun-name",
    title="A name whose words were replaced by others of a like meaning",
    category=_CATEGORY,
    severity="critical",
    why="A thesaurus spinner does not see that a name is fixed: the Supreme Court becomes the Incomparable Court, the United "
    "Kingdom the Joined Realm, and March 2020 Walk 2020. The reader cannot know what is meant.",
    known_problems="Knows the names of its table, and the words that spinners write. A parody may play with such names.",
    bad=(
        "The appeal will be heard by the ⟦Incomparable Court⟧ on Thursday.",
        "The school has been closed since ⟦Walk⟧ 2020, the council said.",
    ),
    good=(
        "The appeal will be heard by the Supreme Court on Thursday.",
        "The Charity Walk 2020 was called off, the council said.",
    ),
    since="0.1",
)
RULES = (PERSON, GIVEN, ORGANISATION, PLACE, LEFTOVER, AGENCY, HALF, LITERAL, MISBUILT, COUNTRY, SPUN, UNKNOWN)

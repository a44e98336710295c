"""Check the tables and the logic of the names family that cases cannot show."""

from __future__ import annotations

import random
import time
from itertools import product

import numpy as np
import pytest

from mtcheck import tables
from mtcheck.core.document import fold
from mtcheck.core.errors import TableError
from mtcheck.core.finding import Derivation, Finding, Measure, Related, TableHit
from mtcheck.core.rule import Context
from mtcheck.detectors.names import detector
from mtcheck.detectors.names.bodies import built, load_bodies
from mtcheck.detectors.names.distance import Lexicon, likeness
from mtcheck.detectors.names.engine import engine_of
from mtcheck.detectors.names.index import accepted_forms, keys_of, readings_of
from mtcheck.detectors.names.months import load_months
from mtcheck.detectors.names.people import Person
from mtcheck.detectors.names.spun import load_spun
from mtcheck.lang.readings import hangul_to_latin, kana_to_latin, palladius
from mtcheck.lang.sounds import letters, plain, sounds
from mtcheck.readers.plain import from_string

CONTEXT = Context(table=tables.load)
PEOPLE = tuple(engine_of(tables.load).index.people.values())
CHARACTERS = {row.key: row.cells for row in tables.load("names_characters")}
KOREANS = [person for person in PEOPLE if person.country in ("KR", "KP") and person.native]
CHINESE = [person for person in PEOPLE if person.country == "CN" and person.native]
# North Korean and irregular readings that Unihan does not list for the character.
HANGUL_OVERRIDES = {("努", "노"), ("烈", "렬"), ("讚", "찬"), ("奵", "정")}
# Names known in English by another reading than the characters' pinyin.
NOT_PINYIN = {"sun_yatsen"}


def findings(text: str) -> list[Finding]:
    return list(detector.detect(from_string(text), CONTEXT))


def test_there_are_people_of_many_countries() -> None:
    assert len(PEOPLE) >= 860
    assert len({person.country for person in PEOPLE}) >= 90


@pytest.mark.parametrize("person", KOREANS, ids=lambda person: person.key)
def test_hangul_agrees_with_the_characters(person: Person) -> None:
    assert len(person.own) == len(person.characters)
    for char, syllable in zip(person.characters, person.own, strict=True):
        readings = CHARACTERS[char]["hangul"].split()
        assert (char, syllable) in HANGUL_OVERRIDES or any(syllable in initial_sound_forms(reading) for reading in readings), (
            char,
            syllable,
        )


def initial_sound_forms(syllable: str) -> set[str]:
    """Give the syllable and what the initial-sound rule makes of it: l and n go, or l becomes n."""
    code = ord(syllable) - 0xAC00
    initial, rest = divmod(code, 588)
    forms = {syllable}
    if initial == 5:
        forms |= {chr(0xAC00 + 2 * 588 + rest), chr(0xAC00 + 11 * 588 + rest)}
    if initial == 2:
        forms.add(chr(0xAC00 + 11 * 588 + rest))
    if initial == 11:
        forms |= {chr(0xAC00 + 5 * 588 + rest), chr(0xAC00 + 2 * 588 + rest)}
    return forms


@pytest.mark.parametrize(
    "person", [person for person in CHINESE if person.key not in NOT_PINYIN], ids=lambda person: person.key
)
def test_pinyin_agrees_with_the_characters(person: Person) -> None:
    choices = [[plain(reading) for reading in CHARACTERS[char]["mandarin"].split()] for char in person.characters]
    spelled = {"".join(parts) for parts in product(*choices)}
    assert spelled & {letters(form) for form in person.forms}, (person.characters, spelled)


def test_no_two_people_share_a_canonical_name() -> None:
    names = [letters(person.en) for person in PEOPLE]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_surname_stands_in_the_canonical_name() -> None:
    assert [person.key for person in PEOPLE if person.surname not in person.en] == []


def test_no_bad_form_of_an_organisation_is_an_accepted_form() -> None:
    accepted = {
        letters(form): row.key for row in tables.load("names_orgs") for form in [row["en"], *row["accepted"].split(";")] if form
    }
    clash = [
        (row.key, form)
        for row in tables.load("names_orgs")
        for form in row["bad"].split(";")
        if form and letters(form) in accepted
    ]
    assert clash == []


def test_tables_name_only_countries_that_are_known() -> None:
    known = set(tables.load("names_countries").by_key) | {"XX", "UN", "EU", ""}
    named = {code for person in PEOPLE for code in person.countries}
    named |= {row["country"] for row in tables.load("names_orgs")} | {row["country"] for row in tables.load("names_places")}
    named |= {code for row in tables.load("names_titles") for code in row["countries"].split()}
    assert named <= known


def test_every_person_has_an_office_and_a_date() -> None:
    rows = tables.load("names_people")
    assert [row.key for row in rows if not row["roles"] or not row["asof"].isdigit()] == []


def test_no_word_stands_in_two_groups_of_like_words() -> None:
    words = [word for row in tables.load("names_synonyms") for word in row["words"].split()]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_no_right_name_of_a_body_is_taken_for_another_one() -> None:
    for row in tables.load("names_orgs"):
        for name in (row["en"], *filter(None, row["accepted"].split(";"))):
            text = f"He spoke of the {name} in {'Geneva' if row['country'] in ('', 'XX', 'UN', 'EU') else row['country']}."
            assert [finding.message for finding in findings(text) if "put together" in finding.message] == []


def test_index_is_what_the_tables_give() -> None:
    rng = random.Random(5)
    index = tables.load("names_index")
    for person in rng.sample(PEOPLE, 60):
        for key, entry in keys_of(person, CHARACTERS):
            assert entry in index[key].split(";")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_accepted_forms_are_never_flagged(person: Person) -> None:
    for form in {person.en, *person.accepted}:
        text = f"The president {form} spoke to the minister in the capital."
        assert [finding.message for finding in findings(text)] == []


def test_accepted_form_beside_its_own_country_is_never_flagged() -> None:
    names = {row.key: row["names"].split(";")[0].title() for row in tables.load("names_countries")}
    for person in PEOPLE:
        text = f"President {person.en} of {names[person.country]} spoke."
        assert [finding.message for finding in findings(text)] == []


def test_standard_romanisations_are_accepted() -> None:
    moon = next(person for person in PEOPLE if person.en == "Moon Jae-in")
    assert {"munjaein", "moonjaein"} <= set(accepted_forms(moon))


REPLAYED = (
    "Comrade Shim Geun-pyeong, President of China, came.",
    "Chinese Premier On Kaho spoke in Tokyo.",
    "Chinese Premier Li Ketsyan flew to Moscow.",
    "South Korean President Wen Zaiyin arrived in Beijing.",
    "North Korean Foreign Minister Tskhve Son Khi landed in Moscow.",
    "Russian President Uradimiru Puchin will visit Japan.",
    "US Secretary of State Antoni Blenkin is due in Cairo.",
    "Ukrainian President Zlinsky spoke in Kyiv.",
    "US President Dzho Bayden spoke.",
    "The train stopped in Simyang, China.",
)


@pytest.mark.parametrize("text", REPLAYED)
def test_derivation_can_be_replayed(text: str) -> None:
    """Redo the chain from the tables: the reading comes from the person's row, and its sounds match as measured."""
    (finding,) = findings(text)
    steps = dict(next(item for item in finding.evidence if isinstance(item, Derivation)).steps)
    measure = next(item for item in finding.evidence if isinstance(item, Measure) and item.name == "sound match")
    hit = next(item for item in finding.evidence if isinstance(item, TableHit))
    row = tables.load(hit.table).by_key[hit.key]
    assert steps["as written"] == text[finding.span.start : finding.span.end]
    if hit.table == "names_people":
        person = next(person for person in PEOPLE if person.key == row.key)
        assert steps["canonical name"] == person.en
        if "romanised" in steps:
            route = next(label.removeprefix("read as ") for label in steps if label.startswith("read as "))
            made = [reading for reading in readings_of(person, CHARACTERS) if reading.route == route]
            written = {letters(reading.surname + reading.given) for reading in made} | {
                letters(reading.given + reading.surname) for reading in made
            }
            written |= {letters(reading.surname) for reading in made}
            assert letters(steps["romanised"]) in written
    known = steps.get("romanised") or steps["accepted spelling"]
    assert measure.value >= measure.threshold
    assert max(likeness(sounds(steps["as written"]), sounds(order)) for order in (known, known.split()[-1])) == pytest.approx(
        measure.value, abs=0.001
    )


def test_likeness_is_the_same_one_by_one_and_at_once() -> None:
    names = ("siJinpiN", "putin", "zelenski", "mun", "a", "kimJ@NXwe")
    lexicon = Lexicon(names)
    for name in ("Simg_npy@N", "puCin", "x", "zlinski"):
        at_once = lexicon.likeness(name, np.arange(len(names)))
        assert at_once.tolist() == pytest.approx([likeness(name, other) for other in names])


def test_likeness_orders_as_the_ear_does() -> None:
    written = sounds("Shim Geun-pyeong")
    assert likeness(written, sounds("seup geun-pyeong")) == pytest.approx(0.86, abs=0.02)
    assert likeness(written, sounds("seup geun-pyeong")) > likeness(written, sounds("kim jong-un"))
    assert likeness("putin", "putin") == 1.0


def test_romanisations() -> None:
    assert hangul_to_latin("습근평") == "seup-geun-pyeong"
    assert hangul_to_latin("문재인", "mr") == "mun-chae-in"
    assert kana_to_latin("ウラジーミル") == "urajimiru"
    assert kana_to_latin("きしだ") == "kishida"
    assert palladius("xi") == "si" and palladius("qiang") == "tsyan" and palladius("zhong") == "chzhun"


def test_message_tells_the_chain() -> None:
    (finding,) = findings("Comrade Shim Geun-pyeong, President of China, came.")
    assert "Xi Jinping" in finding.message and "습근평" in finding.message and "習近平" in finding.message


def test_score_has_two_levels() -> None:
    (sure,) = findings("South Korean President Wen Zaiyin arrived in Beijing.")
    assert sure.score >= 0.8


@pytest.mark.parametrize(
    "text",
    ["Kim " * 60_000, "President Xi-" * 20_000, "Van I " * 40_000, "習 " * 50_000, "North-Central " * 20_000, "A" * 300_000],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    findings(text)
    assert time.perf_counter() - start < 8


def test_same_text_gives_the_same_findings() -> None:
    text = "Chinese Premier On Kaho met Comrade Shim Geun-pyeong and Japanese Prime Minister Gisida in Tokyo."
    assert findings(text) == findings(text)
    assert len(findings(text)) == 3


def test_one_name_garbled_in_three_ways_is_one_issue_with_all_its_places() -> None:
    text = "Comrade Shim Geun-pyeong, President of China, came.\nChinese President Si Jin Ping spoke. Xi Jinping left.\n"
    text += "Chinese President Xi Jin-pyong slept."
    found = findings(text)
    assert [finding.edits[0].replacement for finding in found] == ["Xi Jinping"] * 3
    first = found[0]
    assert "also at 2:19 ('Si Jin Ping'), 3:19 ('Xi Jin-pyong')" in first.message
    places = [text[item.span.slice] for item in first.evidence if isinstance(item, Related)]
    assert places == ["Si Jin Ping", "Xi Jin-pyong", "Xi Jinping"]


def test_different_names_are_not_tied() -> None:
    found = findings("Chinese Premier On Kaho met Comrade Shim Geun-pyeong in Beijing.")
    assert len(found) == 2 and not any("also at" in finding.message for finding in found)


def test_literal_forms_know_many_bodies_and_are_no_right_names() -> None:
    bodies = tables.load("names_bodies")
    assert len(bodies) >= 2000 and len({row["country"] for row in bodies}) >= 90
    right = {(fold(row["en"]), row["country"]) for row in bodies}
    for row in bodies:
        for form in filter(None, row["literal"].split(";")):
            assert (fold(form), row["country"]) not in right, (row.line, form)


def test_names_are_built_of_the_glosses_of_their_words() -> None:
    glosses = {("it", "corriere"): ("courier", "mail"), ("it", "della"): ("of the",), ("it", "sera"): ("evening",)}
    assert list(built("Corriere della Sera", "it", glosses)) == ["Courier of the Evening", "Mail of the Evening"]
    assert list(built("Corriere di Sera", "it", glosses)) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("names_bodies", "El País\tES\tgazette\tes\t\t\t"),
        ("names_bodies", "El País\tQQ\tnewspaper\tes\t\t\t"),
        ("names_bodies", "El País\tES\tnewspaper\tes\t\tThe\t"),
        ("names_spun", "supreme\tone two three four five"),
        ("names_wellknown", "Court"),
        ("names_months", "Walk\tMarch"),
    ],
)
def test_a_broken_row_is_named_by_file_and_line(name: str, line: str) -> None:
    good = tables.load(name)
    head = "".join(f"# {label}: {value}\n" for label, value in good.head.items())
    broken = tables.parse_rows(f"{name}.tsv", f"{head}{chr(9).join(good.columns)}\n{line}\n")
    load = {"names_bodies": load_bodies, "names_months": load_months}.get(name, load_spun)
    with pytest.raises(TableError, match=rf"{name}\.tsv:{len(good.head) + 2}: "):
        load(lambda asked: broken if asked == name else tables.load(asked))

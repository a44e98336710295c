"""Run every row of every table of senses, and check what cases cannot show: frames, edits, languages, broken rows, time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from mtcheck import tables
from mtcheck.core.document import SOURCE_LANGUAGE, Document
from mtcheck.core.errors import TableError
from mtcheck.core.finding import Finding, Measure, TableHit
from mtcheck.core.rule import Context
from mtcheck.detectors.senses import detector
from mtcheck.detectors.senses.match import Article, Trie, matches
from mtcheck.detectors.senses.rows import CLASSES, COLUMNS, SIGNS, Reader, Sense, read_all
from mtcheck.lang.inflection import Inflections
from mtcheck.readers.plain import from_string
from tests.growth import check_text_growth
from tests.marks import unmark

LANGUAGES = [name for name in tables.load("senses") if name not in (CLASSES, SIGNS)]


@cache
def inflections() -> Inflections:
    return Inflections(tables.load("lexicon"), tables.load("inflections"))


@cache
def senses() -> list[Sense]:
    return read_all(tables.load("senses"), inflections())


def fired(trie: Trie, text: str) -> Iterator[tuple[int, int]]:
    article = Article(from_string(text), inflections())
    for held in matches(trie, article):
        span = article.units.span(held[0].start, held[0].stop)
        yield span.start, span.end


def findings(text: str) -> list[Finding]:
    return list(detector.detect(from_string(text), Context(table=tables.load)))


def row(**cells: str) -> Sense:
    """Read one row, its other cells being good ones."""
    usual = dict.fromkeys(COLUMNS, "x") | {
        "wrong": "car",
        "frame": "",
        "unless": "",
        "example": "a ⟦car⟧",
        "near_miss": "a bus",
    }
    head = "# source: x\n# licence: x\n# version: 1\n# language: Spanish\n# keyed-by: wrong frame right\n"
    text = head + "\t".join(COLUMNS) + "\n" + "\t".join((usual | cells)[column] for column in COLUMNS)
    classes = tables.parse_rows("classes.tsv", CLASSES_TEXT)
    return Reader(classes, inflections()).senses("es", "senses/es", tables.parse_rows("es.tsv", text))[0]


CLASSES_TEXT = """\
# source: x
# licence: x
# version: 1
key\twords\tsource
court\tcourt judge\tx
law\t{court} law chief_justice\tx
snake\t{tail}\tx
tail\t{snake}\tx
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_fires_in_its_example_and_is_silent_in_its_near_miss(language: str) -> None:
    wrong = []
    for sense in (sense for sense in senses() if sense.language == language):
        text, (place,) = unmark(sense.row["example"])
        alone = Trie([sense], inflections())
        if [*fired(alone, text)] != [(place.start, place.end)]:
            wrong.append((sense.row.line, "is silent in", sense.row["example"]))
        wrong += [(sense.row.line, "fires in", sense.row["near_miss"]) for _ in fired(alone, sense.row["near_miss"])]
    assert wrong == []


@pytest.mark.parametrize(
    ("wrong", "frame", "hits", "misses"),
    [
        ("car", "prev:his", "in his car", "in his old car"),
        ("car", "next:say", "the car says", "the car never says"),
        ("car", "left:judge", "the judge saw his new car", "the judge saw then in the end his car"),
        ("car", "right:{law}", "a car, said the chief justice", "a car and the chief"),
        ("car", "near:court", "The car. The car of the courts", "The car. The court"),
        ("car", "article:court", "The car. The court", "The car. The street"),
        ("car", "article:car", "The car. Another car", "The car. The street"),
        ("car", "end:yes", "the car, and so on", "the car door"),
        ("car", "start:yes", "He came, but cars stayed", "He saw cars"),
        ("car", "cap:yes", "the Car stays", "the car stays"),
        ("=cars", "", "the cars", "the car"),
        ("open|close ~ light", "", "he closed all the lights", "he closed red lights"),
        ("open * light", "", "he opens red lights", "he opens light"),
        ("open big? light", "", "opening big lights; open light", "open red light"),
        ("{court} order", "", "the judges order it", "the law order"),
    ],
)
def test_what_elements_and_groups_mean(wrong: str, frame: str, hits: str, misses: str) -> None:
    trie = Trie([row(wrong=wrong, frame=frame)], inflections())
    assert list(fired(trie, hits))
    assert not list(fired(trie, misses))
    if frame:
        without = Trie([row(wrong=wrong, unless=frame)], inflections())
        assert not list(fired(without, hits.split(". ")[0] + ". " + hits.partition(". ")[2])) or frame.startswith("near:")


def test_a_capital_inside_the_sentence_makes_a_name() -> None:
    assert not list(fired(Trie([row(wrong="big rain")], inflections()), "They played at the Big Rain lodge"))
    assert list(fired(Trie([row(wrong="big rain", frame="cap:any")], inflections()), "They played at the Big Rain lodge"))
    assert list(fired(Trie([row(wrong="big rain")], inflections()), "Big rain fell"))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"wrong": "open lights"}, r"es\.tsv:7: wrong: 'lights' is a form of 'light'"),
        ({"wrong": "Car"}, r"es\.tsv:7: wrong: 'Car' in 'Car' is no word in lower case"),
        ({"wrong": "~ light"}, r"es\.tsv:7: wrong: it must begin and end with a word"),
        ({"wrong": "big? light"}, r"es\.tsv:7: wrong: it must begin and end with a word"),
        ({"frame": "nearby:court"}, r"es\.tsv:7: frame: 'nearby:court' is no group; there are prev:"),
        ({"frame": "near:"}, r"es\.tsv:7: frame: 'near:' is no group"),
        ({"unless": "near:{sport}"}, r"es\.tsv:7: unless: no class {sport}; there are court"),
        ({"unless": "near:{snake}"}, r"the class {snake} holds itself"),
        ({"example": "a car"}, r"es\.tsv:7: example: one place must stand in"),
        ({"near_miss": "a ⟦car⟧"}, r"es\.tsv:7: near_miss: nothing may be marked"),
        ({"right": ""}, r"es\.tsv:7: right must not be empty"),
    ],
)
def test_a_broken_row_is_named_with_file_and_line(cells: dict[str, str], message: str) -> None:
    with pytest.raises(TableError, match=message):
        row(**cells)


def share(finding: Finding) -> float:
    return next(item.value for item in finding.evidence if isinstance(item, Measure))


def test_the_article_shows_its_language() -> None:
    text = "She opened the light and sat down. "
    plain, egyptian = findings(text)[0], findings(text + "Cairo is the capital of Egypt, and the Egyptian pound fell.")[0]
    assert share(egyptian) > share(plain)
    assert egyptian.score > plain.score


def test_the_file_may_name_its_language() -> None:
    doc = from_string("She opened the light and sat down.")
    stated = replace(doc, meta={SOURCE_LANGUAGE: "ar-EG"})
    (finding,) = detector.detect(stated, Context(table=tables.load))
    assert "Arabic" in finding.message
    assert finding.score > findings("She opened the light and sat down.")[0].score


def test_a_row_does_not_speak_for_itself() -> None:
    once = findings("She opened the light.")
    twice = findings("She opened the light. He opened the light.")
    assert once[0].score == twice[0].score == twice[1].score


def test_evidence_verifies() -> None:
    for finding in findings("She opened the light. Two men were secured by the police."):
        hits = [item for item in finding.evidence if isinstance(item, TableHit)]
        assert hits
        for hit in hits:
            entry = tables.load(hit.table).by_key[hit.key]
            assert entry.source == hit.source
        leading = tables.load(hits[0].table).by_key[hits[0].key]
        assert repr(leading["source"]) in finding.message


@pytest.mark.parametrize(
    ("form", "lemma", "tag", "other", "meant"),
    [
        ("stopped", "stop", "D", "go", "went"),
        ("children", "child", "S", "city", "cities"),
        ("organising", "organize", "G", "refer", "referring"),
        ("lights", "light", "S", "box", "boxes"),
        ("gone", "go", "P", "take", "taken"),
    ],
)
def test_a_lemma_is_inflected_like_another(form: str, lemma: str, tag: str, other: str, meant: str) -> None:
    assert lemma in inflections().lemmas(form)
    assert inflections().tag_of(form, lemma, "was") in (tag, "P")
    assert inflections().inflected(other, tag) == meant


@pytest.mark.parametrize("unit", ["open the light ", "his party. ", "open ", "a Petrov opened the light. "])
def test_time_grows_with_length_only(unit: str) -> None:
    def work(doc: Document) -> object:
        return list(detector.detect(doc, Context(table=tables.load)))

    check_text_growth(work, unit)

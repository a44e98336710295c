"""Check the signs of the source language and what they make probable."""

from __future__ import annotations

from dataclasses import replace

from mtcheck import tables
from mtcheck.core.document import SOURCE_LANGUAGE
from mtcheck.lang.origin import Sign, Tally, signs_in
from mtcheck.readers.plain import from_string

LANGUAGES = ("es", "ru", "tr", "zh")


def likeliest(text: str, *more: Sign) -> tuple[str, float]:
    doc = from_string(text)
    found = Tally(doc, [*signs_in(doc, tables.load("senses/signs")), *more], LANGUAGES).posterior()
    assert abs(sum(found.values()) - 1.0) < 1e-9
    best = max(found, key=lambda language: found[language])
    return best, found[best]


def test_without_signs_all_languages_are_alike() -> None:
    assert likeliest("It rained.")[1] == 1 / len(LANGUAGES)


def test_letters_endings_and_places_are_signs() -> None:
    assert likeliest("Mr. Kılıçdaroğlu spoke.")[0] == "tr"
    assert likeliest("Mr. Petrov spoke to Ms. Ivanova.")[0] == "ru"
    assert likeliest("The office in Madrid is closed.")[0] == "es"


def test_lower_case_words_are_no_names() -> None:
    assert likeliest("They moved the removable cover.")[1] == 1 / len(LANGUAGES)


def test_a_form_counts_once_and_a_kind_only_so_far() -> None:
    assert likeliest("Madrid.")[1] == likeliest("Madrid. Madrid. Madrid.")[1]
    many = " ".join("Madrid Barcelona Valencia Seville Lima Bogota Caracas Ecuador Bolivia Paraguay".split())
    assert likeliest(many)[1] < 0.95


def test_a_sign_can_be_left_out() -> None:
    sign = Sign("row", "open light", ("zh",))
    doc = from_string("It rained.")
    tally = Tally(doc, [sign], LANGUAGES)
    assert tally.posterior()["zh"] > 0.5
    assert tally.posterior(without=sign)["zh"] == 1 / len(LANGUAGES)
    assert tally.posterior()["zh"] > 0.5


def test_what_the_file_says_settles_it() -> None:
    doc = replace(from_string("Madrid. Barcelona."), meta={SOURCE_LANGUAGE: "zh-CN"})
    assert Tally(doc, signs_in(doc, tables.load("senses/signs")), LANGUAGES).posterior()["zh"] > 0.99

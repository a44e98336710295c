"""Run ``mtcheck names lookup``."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mtcheck.cli.names import command


def lookup(*words: str) -> str:
    result = CliRunner().invoke(command, ["lookup", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_garbled_name_is_explained_with_its_chain() -> None:
    first, chain = lookup("Shim Geun-pyeong").splitlines()[:2]
    assert "Xi Jinping" in first and "習近平" in first
    assert "습근평" in chain


def test_words_may_come_unquoted() -> None:
    assert lookup("Shim", "Geun-pyeong") == lookup("Shim Geun-pyeong")


def test_accepted_form_is_said_to_be_right() -> None:
    assert "accepted form of Kim Jong Un" in lookup("Kim Jong-un")


@pytest.mark.parametrize(("name", "meant"), [("Pengbo", "Bloomberg"), ("Simyang", "Shenyang")])
def test_organisations_and_places_are_explained(name: str, meant: str) -> None:
    assert meant in lookup(name)


def test_unknown_name_is_said_to_be_unknown() -> None:
    assert "not in the tables" in lookup("Bzzrgh Wqx")

"""Check the tables of names that a project adds: what they change, and how mistakes in them are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck.cli.main import cli, main
from mtcheck.config.own_names import COLUMNS, own_names
from mtcheck.core.errors import ConfigError
from mtcheck.core.rule import Context
from mtcheck.detectors.names import detector
from mtcheck.readers.plain import from_string

HEAD = "kind\ten\taccepted\tcountry\tnative\troles\tbad\n"
ROWS = (
    "# people of ours\n"
    "person\tHeo Gyun\tHo Gyun\tKR\t許 筠\tminister\n"
    "person\tOlufemi Adeyanju\t\tNG\t\tgovernor\n"
    "person\tXi Jinping\tSi Jin Ping\tCN\n"
    "organisation\tMalmo Institute\t\tXX\t\t\tInstitute of Malmo Town\n"
)


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "names.tsv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return str(path)


def edits(text: str, *files: str) -> list[str]:
    found = detector.detect(from_string(text), Context(table=own_names(files)))
    return [edit.replacement for finding in found for edit in finding.edits]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("South Korean Minister Xu Yun spoke in Seoul.", "Heo Gyun"),
        ("In Nigeria, Governor Olufemi Adeyonju spoke on Monday.", "Olufemi Adeyanju"),
        ("They met at the Institute of Malmo Town on Monday.", "Malmo Institute"),
    ],
)
def test_own_names_are_found_garbled(text: str, meant: str, table: str) -> None:
    assert edits(text, table) == [meant]
    assert edits(text) == []


def test_own_accepted_forms_are_right(table: str) -> None:
    text = "Chinese President Si Jin Ping will visit Seoul."
    assert edits(text) == ["Xi Jinping"]
    assert edits(text, table) == []
    assert edits("South Korean Minister Ho Gyun met the minister Heo Gyun in Seoul.", table) == []


def test_names_of_the_package_are_still_known(table: str) -> None:
    assert edits("Comrade Shim Geun-pyeong, President of China, came.", table) == ["Xi Jinping"]


@pytest.mark.parametrize(
    ("text", "place", "way_out"),
    [
        ("", ":", "begin with kind"),
        ("kind\tname\n", ":1:", "unknown column 'name'"),
        ("kind\taccepted\n", ":1:", "'en' is missing"),
        ("kind\ten\nhuman\tA Name\n", ":2: column 'kind'", "write person or organisation"),
        ("kind\ten\nperson\t李\n", ":2: column 'en'", "Latin letters"),
        ("kind\ten\tcountry\nperson\tA Name\tChina\n", ":2: column 'country'", "write KR"),
        ("kind\ten\tsurname\nperson\tA Name\tOther\n", ":2: column 'surname'", "is not part of the name"),
        ("kind\ten\tbad\n\norganisation\tA Name\tA name\n", ":3: column 'bad'", "take it out"),
        ("kind\ten\tbad\nperson\tA Name\tB Name\n", ":2: column 'bad'", "by their readings"),
        ("kind\ten\nperson\tA\tName\n", ":2:", "tab too many"),
    ],
)
def test_mistakes_are_told_with_place_and_way_out(tmp_path: Path, text: str, place: str, way_out: str) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        own_names((str(path),))
    assert f"{path}{place}" in str(caught.value) and way_out in str(caught.value)


def test_audit_takes_the_table_from_configuration_and_command_line(tmp_path: Path, table: str) -> None:
    article = tmp_path / "article.txt"
    article.write_text("South Korean Minister Xu Yun spoke in Seoul.\n", encoding="utf-8")
    (tmp_path / "mtcheck.toml").write_text('names = ["names.tsv"]\n', encoding="utf-8")
    rest = [str(article), "--lm", "none", "--tagger", "none"]
    for said in (["--config", str(tmp_path / "mtcheck.toml")], ["--no-config", "--names", table]):
        assert "Heo Gyun" in CliRunner().invoke(cli, ["audit", *said, *rest]).output
    assert "Heo Gyun" not in CliRunner().invoke(cli, ["audit", "--no-config", *rest]).output


def test_a_table_that_cannot_be_read_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "article.txt").write_text("He spoke in Seoul.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["mtcheck", "audit", "--names", "none.tsv", str(tmp_path / "article.txt")])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert "none.tsv: the table of names cannot be read" in capsys.readouterr().err


def test_lookup_knows_own_names_and_the_columns_are_described(table: str) -> None:
    assert "Heo Gyun" in CliRunner().invoke(cli, ["names", "lookup", "--names", table, "Xu Yun"]).output
    described = CliRunner().invoke(cli, ["names", "columns"]).output
    assert all(column in described for column in COLUMNS)

"""Check the tables of senses that a project or a plug-in adds: what they change, and how mistakes in them are told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from mtcheck import tables
from mtcheck.config import own_senses as module
from mtcheck.config.own_senses import OwnSenses, digest_of, own_senses
from mtcheck.config.schema import Config
from mtcheck.core.errors import ConfigError
from mtcheck.core.finding import TableHit
from mtcheck.core.rule import Context
from mtcheck.detectors.senses import SensesDetector
from mtcheck.engine import signature
from mtcheck.readers.plain import from_string
from mtcheck.signals.schedule import context_for

HEAD = (
    "# source: our editors\n# licence: ours\n# version: 1\n# language: Basque\n# keyed-by: wrong frame right\n"
    "source\twrong\tright\tframe\tunless\texample\tnear_miss\tnote\n"
)
ROW = "herri\tthe herd town\ttown\tnear:{meeting}\t\tThe council of ⟦the herd town⟧ voted.\tThe herd town slept.\n"
CLASSES = "# source: ours\n# licence: ours\n# version: 1\nkey\twords\tsource\nmeeting\tcouncil vote\tours\n"
TEXT = "The council of the herd town voted."


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "eu.tsv").write_text(HEAD + ROW, encoding="utf-8")
    (tmp_path / "classes.tsv").write_text(CLASSES, encoding="utf-8")
    return str(tmp_path)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    caches = (own_senses, module._plug_ins)
    yield
    for held in caches:
        held.cache_clear()


def found(ctx: Context) -> list[tuple[str, str]]:
    findings = SensesDetector().detect(from_string(TEXT), ctx)
    return [(item.table, item.key) for finding in findings for item in finding.evidence if isinstance(item, TableHit)]


def test_rows_of_a_folder_are_found_and_verify(folder: str) -> None:
    ctx = context_for(from_string(TEXT), Config(senses=(folder,), lm="none", tagger="none"))
    ((table, key),) = found(ctx)
    assert ctx.table(table).by_key[key]["source"] == "herri"
    assert found(Context(table=tables.load)) == []


def test_rows_of_the_package_are_still_found(folder: str) -> None:
    doc = from_string("She opened the light and sat down.")
    assert list(SensesDetector().detect(doc, Context(table=own_senses(tables.load, (folder,)))))


def test_the_signature_names_what_was_added(folder: str) -> None:
    assert f"senses:{digest_of((folder,))}" in signature(Config(senses=(folder,)))
    assert "senses:" not in signature(Config())


def test_without_folders_nothing_is_laid_over() -> None:
    assert own_senses(tables.load, ()) is tables.load


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("eu.tsv", HEAD + ROW.replace("near:{meeting}", "near:{court_of_cats}"), r"eu\.tsv:7: frame: no class"),
        ("eu.tsv", HEAD.replace("# language: Basque\n", "") + ROW, r"eu\.tsv: the head lacks '# language"),
        ("eu.tsv", HEAD.replace("wrong\tright", "right\twrong") + ROW, r"eu\.tsv: the columns must be source, wrong"),
        ("signs.tsv", CLASSES, r"signs\.tsv is the package's own"),
        ("eu.tsv", "", r"eu\.tsv:1: the head lacks '# source"),
        ("readme.txt", "", r"no table LANGUAGE\.tsv in this folder"),
    ],
)
def test_a_mistake_is_told_before_the_first_article(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        own_senses(tables.load, (str(tmp_path),))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        own_senses(tables.load, (str(tmp_path / "none"),))


def test_a_plug_in_brings_tables(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "brings_senses"
    package.mkdir()
    for name in ("eu.tsv", "classes.tsv"):
        (package / name).write_text((tmp_path / name).read_text(encoding="utf-8"), encoding="utf-8")
    (package / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    point = EntryPoint("ours", "brings_senses", module.ENTRY_POINT_GROUP)
    monkeypatch.setattr(module, "entry_points", lambda group: [point])
    own = own_senses(tables.load, ())
    assert isinstance(own, OwnSenses)
    assert found(Context(table=own))
    sys.modules.pop("brings_senses", None)


def test_a_plug_in_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("ours", "no_such_package_of_senses", module.ENTRY_POINT_GROUP)
    monkeypatch.setattr(module, "entry_points", lambda group: [point])
    with pytest.raises(ConfigError, match="plug-in 'ours'"):
        own_senses(tables.load, ())

"""Hold what a distribution says of itself: licences, version, changes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import mtcheck
from mtcheck.registry import registry
from training.write_notice import DATA, entries, notice

ROOT = Path(__file__).parent.parent


def test_notice_names_source_and_licence_of_every_data_file() -> None:
    assert (ROOT / "NOTICE").read_text(encoding="utf-8") == notice(), "run `make docs`"
    named = {name for name, _, _ in entries()}
    assert named == {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    for name, _, licence in entries():
        assert not re.search(r"none stated|unknown", licence, re.I), name


def test_licence_and_types_go_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert all((ROOT / name).is_file() for name in project["license-files"]) and (ROOT / "mtcheck" / "py.typed").is_file()
    licences = set(project["license"].split(" AND "))
    for licence in ("CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC0-1.0", "Unicode-3.0"):
        assert licence in licences and any(licence in each for _, _, each in entries())
    assert project["authors"] and "urls" not in project, "a link stands here only when the place exists"


def test_changes_begin_with_this_version_and_rules_come_from_none_later() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert versions[0] == mtcheck.__version__ and "0.1.0" in versions
    now = tuple(map(int, mtcheck.__version__.split(".")[:2]))
    for rule in registry().rules.values():
        assert re.fullmatch(r"\d+\.\d+", rule.since) and tuple(map(int, rule.since.split("."))) <= now, rule.id

"""Hold generated documentation to its source."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from benchmarks.quality_tables import fill_tables
from mtcheck.cli.main import cli

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_rules_page_is_current() -> None:
    page = CliRunner().invoke(cli, ["rules", "--format", "markdown"], standalone_mode=False).stdout
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == page, "run `make docs`"


def test_settings_page_is_current_and_explains_every_key() -> None:
    page = CliRunner().invoke(cli, ["config", "--format", "markdown"], standalone_mode=False).stdout
    assert (DOCS / "config.md").read_text(encoding="utf-8") == page, "run `make docs`"
    assert not [line for line in page.splitlines() if line.startswith("| `") and line.rstrip("| ").endswith("`-`")]


def test_tables_of_the_quality_page_are_current() -> None:
    figures = json.loads((ROOT / "benchmarks" / "quality.json").read_text(encoding="utf-8"))
    page = (DOCS / "quality.md").read_text(encoding="utf-8")
    assert fill_tables(figures, page) == page, "run `python -m benchmarks.quality --only tables`"


def test_tables_say_what_is_missing_and_leave_other_text_alone() -> None:
    page = "Before.\n<!-- table: wild -->\nold\n<!-- end -->\nAfter.\n"
    assert fill_tables({}, page) == "Before.\n<!-- table: wild -->\n\nNot measured.\n\n<!-- end -->\nAfter.\n"
    label = {"recall": 0.5, "precision": None, "char_f1": 0.25, "flags_per_1000_words": 2.0}
    found = {"mt": label, "spun": label, "human": label, "auc article": {"mt": 0.75, "spun": None}}
    row = "| everything | 0.50 / – / 0.25 | 0.50 / – / 0.25 | 2.0 | 0.75 | – |"
    assert row in fill_tables({"wild": {"everything": found}}, page).splitlines()

"""Hold generated documentation to its source."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from mtcheck.cli.main import cli

DOCS = Path(__file__).parent.parent / "docs"


def test_rules_page_is_current() -> None:
    page = CliRunner().invoke(cli, ["rules", "--format", "markdown"], standalone_mode=False).stdout
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == page, "run `make docs`"

"""Compare whole outputs with golden files; ``--update-golden`` accepts the present ones."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def check_golden(request: pytest.FixtureRequest, name: str, text: str) -> None:
    """Fail where ``text`` differs from the golden file, unless the run was told to accept it."""
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        path.write_text(text, encoding="utf-8", newline="")
    assert path.is_file(), f"no golden file {name}: run with --update-golden and read it"
    assert text == path.read_text(encoding="utf-8"), f"{name} changed: run with --update-golden and read the diff"

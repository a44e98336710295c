"""Keep reports/sample current: one founding article by rules and tables alone, which give the same bytes anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck.cli.main import cli

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "reports" / "sample"


@pytest.mark.golden
def test_sample_is_current(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    seed = next(Path("seeds").glob("001*.txt")).as_posix()
    done = CliRunner().invoke(cli, ["audit", seed, "--lm", "none", "--tagger", "none", "--report", str(tmp_path)])
    assert done.exit_code in (0, 1), done.output
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(made) == 2
    if request.config.getoption("--update-golden"):
        SAMPLE.mkdir(exist_ok=True)
        for name, content in made.items():
            (SAMPLE / name).write_bytes(content)
    assert made == {path.name: path.read_bytes() for path in SAMPLE.iterdir()}, "run with --update-golden and look at it"

"""Run the command in this process, as the shell would see it."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from mtcheck.cli.main import main

CLEAN = """The minister said on Monday that the talks with the neighbours had been long and that they would go on in May.

Nobody at the table expected an agreement before the summer. Farmers on both sides of the river have waited for one.

The bridge was closed for repairs last year, and in the spring the price of fuel began to rise.
"""
WORSE = """The minister said on Monday that the talks on the Korean landmass had been long and that they would go on.

Nobody expected that, 習 told the Chosun Central News Agency. Farmers have waited for the the train since May.

It was closed for repairs in the spring, and the price of fuel began to rise on both sides of the river soon after that.
"""
FAST = 'lm = "none"\ntagger = "none"\n'


@dataclass(frozen=True)
class Done:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def mtcheck(*args: str, cwd: Path, **env: str) -> Done:
    """Run ``mtcheck ARGS`` in a folder; a crash ends in its exit code, as for the shell."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in range(2))
    environment = {"CI": "", "GITHUB_STEP_SUMMARY": "", **env}
    with (
        contextlib.chdir(cwd),
        patch.object(sys, "argv", ["mtcheck", *args]),
        patch.dict("os.environ", environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            return Done(int(end.code or 0), *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore
    raise AssertionError("main must end by sys.exit")


def project(folder: Path, files: dict[str, str | bytes], *, config: str = FAST) -> Path:
    """Write a project: its configuration and its files."""
    for name, content in {"mtcheck.toml": config, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder

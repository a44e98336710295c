"""Write a commented configuration: ``mtcheck init``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from mtcheck.cli.help import examples
from mtcheck.core.errors import ConfigError, ExitCode
from mtcheck.gate.policy import PROFILES
from mtcheck.output import write_text
from mtcheck.render.safe import visible


@click.command(
    name="init",
    epilog=examples(
        "mtcheck init",
        "mtcheck init --profile strict",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--profile", type=click.Choice(list(PROFILES)), default="default", show_default=True)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(folder: Path, profile: str, force: bool) -> int:
    """Write mtcheck.toml into FOLDER [default: the current one]: every setting with its default, commented out."""
    file = folder / "mtcheck.toml"
    if file.exists() and not force:
        raise ConfigError(f"{file}: already exists; edit it, or replace it with --force")
    text = (files("mtcheck.cli") / "init.toml").read_text(encoding="utf-8")
    write_text(file, text.replace('profile = "default"', f'profile = "{profile}"'))
    click.echo(f"{visible(str(file))} is written; `mtcheck config` shows what holds, `mtcheck gate PATH` applies it")
    return ExitCode.OK

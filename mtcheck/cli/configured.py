"""Settle the configuration of a command: the file, and what the command line says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path, PurePath
from typing import Any

import click
from click.core import ParameterSource

from mtcheck.config.schema import Config
from mtcheck.config.settings import Settings, load_settings
from mtcheck.workers import PER_PROCESSOR, most_jobs

Command = Callable[..., Any]


def config_options(command: Command) -> Command:
    """Add the options that name the configuration file to a command."""
    command = click.option("--no-config", is_flag=True, help="Read no configuration file.")(command)
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Configuration [default: mtcheck.toml or pyproject.toml, from here upwards].",
    )(command)


def settings_of(ctx: click.Context, **more: Any) -> Settings:
    """Return the settings of a command; what its command line says, and ``more`` by field name, goes before the file."""
    given = said(ctx, Config) | more
    settings = load_settings(file=ctx.params.get("config"), isolated=bool(ctx.params.get("no_config")), given=given)
    return replace(settings, config=replace(settings.config, jobs=allowed_jobs(settings.config.jobs)))


def allowed_jobs(wanted: int) -> int:
    """Return how many processes a run may have, with a message where more are wanted."""
    most = most_jobs()
    if wanted > most:
        reason = f"more than {PER_PROCESSOR} processes for each of {most // PER_PROCESSOR} processors; {most} are used"
        click.echo(f"mtcheck: warning: jobs {wanted}: {reason}", err=True)
    return min(wanted, most)


def said(ctx: click.Context, cls: type) -> dict[str, Any]:
    """Return the values of the options that were named on the command line and that are fields of the dataclass."""
    names = {field.name: field for field in fields(cls)}
    return {
        name: _plain(value)
        for name, value in ctx.params.items()
        if name in names and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


def _plain(value: Any) -> Any:
    """Return a value of click as a setting holds it: a path as text, lists cut at their commas."""
    if isinstance(value, PurePath):
        return str(value)
    return split(value) if isinstance(value, tuple) and all(isinstance(part, str) for part in value) else value


def split(values: Iterable[str]) -> tuple[str, ...]:
    """Cut comma-separated lists."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())

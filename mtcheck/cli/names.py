"""Explain a name: ``mtcheck names lookup NAME``."""

from __future__ import annotations

import click

from mtcheck.cli.configured import config_options, settings_of
from mtcheck.cli.help import examples


@click.group(
    name="names",
    epilog=examples(
        "mtcheck names lookup Geun-pyeong Shim",
        "mtcheck names columns",
    ),
)
def command() -> None:
    """Ask the tables of names."""


@command.command(epilog=examples("mtcheck names lookup Geun-pyeong Shim --most 3"))
@click.argument("name", metavar="NAME", nargs=-1, required=True)
@click.option("--most", default=5, show_default=True, type=click.IntRange(1, 20), metavar="N", help="Most people shown.")
@click.option("--names", multiple=True, metavar="FILE", help="Table of names of your own (`mtcheck names columns`).")
@config_options
def lookup(name: tuple[str, ...], most: int, **_settings: object) -> None:
    """Tell whom NAME may mean, and by which readings it may have come about.

    A name in an accepted form is said to be right. The sound match is a share; no context is weighed here.
    """
    from mtcheck import tables
    from mtcheck.config.own_names import own_names
    from mtcheck.detectors.names import lookup as search
    from mtcheck.render.safe import visible

    files = settings_of(click.get_current_context()).config.names
    found = search.look_up(" ".join(name), own_names(files) if files else tables.load, most=most)
    click.echo("\n".join(visible(line) for line in found))


@command.command(epilog=examples("mtcheck names columns"))
def columns() -> None:
    """Describe the columns of a table of your own names."""
    from mtcheck.config import own_names

    click.echo(own_names.__doc__)

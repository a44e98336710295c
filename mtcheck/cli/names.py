"""Explain a name: ``mtcheck names lookup NAME``."""

from __future__ import annotations

import click


@click.group(name="names")
def command() -> None:
    """Ask the tables of names."""


@command.command()
@click.argument("name", metavar="NAME", nargs=-1, required=True)
@click.option("--most", default=5, show_default=True, type=click.IntRange(1, 20), help="How many people to show at most.")
def lookup(name: tuple[str, ...], most: int) -> None:
    """Tell whom NAME may mean, and by which readings it may have come about.

    A name in an accepted form is said to be right. The sound match is a share; no context is weighed here.
    """
    from mtcheck import tables
    from mtcheck.detectors.names import lookup as search
    from mtcheck.render.safe import visible

    found = search.look_up(" ".join(name), tables.load, most=most)
    click.echo("\n".join(visible(line) for line in found))

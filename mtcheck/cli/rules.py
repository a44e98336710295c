"""List the rules: ``mtcheck rules``."""

from __future__ import annotations

import click

from mtcheck.cli.help import examples
from mtcheck.registry import registry
from mtcheck.suspects.calibrate import measured


@click.command(
    name="rules",
    epilog=examples(
        "mtcheck rules",
    ),
)
@click.option("--format", "format_", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
def command(format_: str) -> None:
    """List the rules, with severity and measured precision; markdown gives the reference page docs/rules.md."""
    from mtcheck.render import as_rules

    rules = registry().rules
    precision = {rule_id: measured(rule_id) for rule_id in rules}
    render = as_rules.page if format_ == "markdown" else as_rules.listing
    click.echo(render(rules.values(), precision), nl=False)

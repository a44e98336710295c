"""Explain one rule: ``mtcheck explain RULE``."""

from __future__ import annotations

import click

from mtcheck.cli.help import examples
from mtcheck.config.schema import nearest
from mtcheck.core.errors import ConfigError
from mtcheck.registry import registry
from mtcheck.suspects.calibrate import measured


@click.command(
    name="explain",
    epilog=examples(
        "mtcheck explain repetition.doubled-word",
        "mtcheck explain names",
    ),
)
@click.argument("rule", metavar="RULE")
def command(rule: str) -> None:
    """Explain RULE (or every rule of a family): what, why, known problems, examples, measured precision."""
    from mtcheck.render import as_rules

    rules = registry().rules
    wanted = [entry for rule_id, entry in rules.items() if rule in (rule_id, entry.family)]
    if not wanted:
        close = nearest(rule, [*rules, *{entry.family for entry in rules.values()}])
        raise ConfigError(f"no rule {rule!r}" + (f"; did you mean {close!r}?" if close else "; `mtcheck rules` lists them"))
    click.echo("\n".join(as_rules.explanation(entry, measured(entry.id)) for entry in wanted), nl=False)

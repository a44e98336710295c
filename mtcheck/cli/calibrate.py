"""Measure a language model on clean text: ``mtcheck calibrate --lm MODEL``."""

from __future__ import annotations

from dataclasses import replace

import click

from mtcheck.cli.configured import config_options, settings_of
from mtcheck.cli.help import examples
from mtcheck.cli.models_options import lm_options
from mtcheck.config.schema import EMBEDDED_LMS
from mtcheck.core.errors import ConfigError
from mtcheck.render.safe import visible


@click.command(
    name="calibrate",
    epilog=examples(
        "mtcheck calibrate --lm model:gemma",
        "mtcheck calibrate --lm hf:gpt2 --lm-device cuda",
    ),
)
@lm_options
@config_options
def command(**_settings: object) -> None:
    """Measure how surprising clean text is to a language model of your own.

    Reports then say where an article lies among clean passages. Calibrate with the same --lm-dtype, --lm-window and
    --lm-stride as you audit with.
    """
    from mtcheck.signals.schedule import load
    from mtcheck.signals.surprisal import figures, identity, passages
    from mtcheck.store.figures import keep_figures

    cfg = settings_of(click.get_current_context()).config
    if cfg.lm in EMBEDDED_LMS:
        raise ConfigError(f"--lm {cfg.lm}: name a model of your own; the figures of the n-gram model come with mtcheck")
    scorer = load(replace(cfg, tagger="none")).hf
    assert scorer is not None  # every other name is one of these
    found = figures(cfg, scorer.document_bits)
    file = keep_figures(identity(cfg), found)
    low, middle, high = (found.quantiles[at] for at in (0, len(found.quantiles) // 2, -1))
    click.echo(f"{visible(cfg.lm)}: {middle:.2f} bits per word in the middle of {len(passages())} clean passages")
    click.echo(f"lowest {low:.2f}, highest {high:.2f}; kept in {visible(str(file))}")

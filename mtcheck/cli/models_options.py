"""Hold the options that name language models; commands share them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

LM = "ngram|none|MODEL"
LM_HELP = "Language model; MODEL: hf:NAME, model:NAME, a folder or a .gguf file."
TAGGER = "default|none|MODEL"
TAGGER_HELP = "Neural reader; MODEL: model:NAME or an ONNX file."


def lm_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which language model runs, and how."""
    for option in reversed(
        (
            click.option("--lm", default="ngram", show_default=True, metavar=LM, help=LM_HELP),
            click.option("--lm-device", default="auto", show_default=True, metavar="auto|cpu|cuda|mps", help="Where it runs."),
            click.option("--lm-dtype", default="auto", show_default=True, metavar="NAME", help="float32, float16 or bfloat16."),
            click.option("--lm-batch", type=int, default=8, show_default=True, metavar="N", help="Windows that go together."),
            click.option("--lm-window", type=int, default=0, metavar="N", help="Sub-words read at once.  [default: its own]"),
            click.option(
                "--lm-stride", type=int, default=0, metavar="N", help="Sub-words to move on.  [default: half of that]"
            ),
        )
    ):
        command = option(command)
    return command

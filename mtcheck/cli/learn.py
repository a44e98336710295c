"""Propose rows of senses from post-edits: ``mtcheck learn PAIRS``."""

from __future__ import annotations

from pathlib import Path

import click

from mtcheck.cli.help import examples
from mtcheck.core.errors import OutputError
from mtcheck.core.plural import plural
from mtcheck.output import write_text
from mtcheck.render.safe import visible


@click.command(
    name="learn",
    epilog=examples(
        "mtcheck learn post-edits.tsv --language Spanish",
        "mtcheck learn post-edits.jsonl --least 3 -o senses/es.tsv",
    ),
)
@click.argument("pairs", type=click.Path(path_type=Path), metavar="PAIRS")
@click.option("--language", default="the source language", metavar="NAME", help="English name of the source language.")
@click.option(
    "--least", default=2, show_default=True, type=click.IntRange(1), metavar="N", help="Least number of times for a change."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the table to a new FILE.")
def command(pairs: Path, language: str, least: int, output: Path | None) -> None:
    """Propose rows of senses from PAIRS of machine translation and corrected text.

    PAIRS is a TSV file of two columns, or JSON lines with the fields mt and corrected. Nothing is added to any table: look at
    the rows, write the source's words where the question mark stands, and keep those you want in a folder that the setting
    senses names.
    """
    import numpy as np

    from mtcheck import tables
    from mtcheck.lang.inflection import Inflections
    from mtcheck.review import learn
    from mtcheck.signals.ngram import NgramModel

    if output is not None and output.exists():
        raise OutputError(f"{output}: already exists; name a new file, since this one may hold rows of your own")
    forms, model = tables.load("lexicon"), NgramModel.load()

    def seen(wording: str) -> float:
        return float(model.counts(np.array([model.text_ids(wording)[:3]]))[0])

    words = Inflections(forms, tables.load("inflections"))
    learner = learn.Learner(words, lambda form: forms.get(form, ""), seen)
    found = learner.propose(learn.read_pairs(pairs), least=least)
    text = learn.table_of(found, language)
    if output is None:
        for line in text.splitlines():
            click.echo("\t".join(map(visible, line.split("\t"))))
    else:
        write_text(output, text)
    click.echo(f"{plural(len(found), 'proposal')}; none was added to a table", err=True)

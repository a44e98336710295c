"""Install language models by name: ``mtcheck models list|add|verify|remove``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from mtcheck.cli.help import examples
from mtcheck.core.errors import ExitCode
from mtcheck.render.safe import visible


@click.group(
    name="models",
    epilog=examples(
        "mtcheck models list",
        "mtcheck models add deep reader.onnx --sha256 DIGEST",
        after="A model is used as `--lm model:NAME` or `--reader model:NAME`. MTCHECK_MODELS names another folder for them.",
    ),
)
def command() -> None:
    """Install, check and remove language models.

    Nothing is downloaded unless `models add` is told to.
    """


@command.command(name="list", epilog=examples("mtcheck models list"))
def list_() -> None:
    """List the installed models and the folder that holds them."""
    from mtcheck.store.folder import models_folder
    from mtcheck.store.manifest import installed_models

    records = installed_models()
    width = max((len(name) for name in records), default=0)
    for name, record in sorted(records.items()):
        click.echo(f"{name:<{width}}  {record.kind:<6}  sha256 {record.digest}  from {visible(record.source)}")
    if not records:
        click.echo("no models are installed; `mtcheck models add NAME SOURCE --sha256 DIGEST` installs one")
    click.echo(f"folder: {visible(str(models_folder()))}")


@command.command(
    epilog=examples(
        "mtcheck models add deep reader.onnx --sha256 DIGEST",
        "mtcheck models add gemma https://example.org/gemma.gguf --sha256 DIGEST",
        after="Digest of one file: its SHA-256. Of several: the SHA-256 of what `sha256sum` prints for them, in the order of "
        "their names (a reader is the .onnx and the .json file beside it; in a folder, hidden files do not count).",
    )
)
@click.argument("name", metavar="NAME")
@click.argument("source", metavar="SOURCE")
@click.option("--sha256", required=True, metavar="DIGEST", help="SHA-256 that the model must have.")
def add(name: str, source: str, sha256: str) -> None:
    """Install a model from SOURCE under NAME, if it has the given digest.

    SOURCE is a .gguf file, a reader (.onnx), the folder of a Hugging Face model, or the https address of a file.
    """
    from mtcheck.store import install

    with _progress() as told:
        record = install.add(name, source, sha256, progress=told)
    click.echo(f"{name}: installed in {visible(str(record.folder))}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Yield what shows how far a download is, where somebody watches."""
    watched = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if watched:
            share = f" of {total / 1e6:.0f}" if total else ""
            click.echo(f"\r{done / 1e6:.0f}{share} MB", nl=False, err=True)

    yield tell
    if watched:
        click.echo("\r", nl=False, err=True)


@command.command(epilog=examples("mtcheck models verify", "mtcheck models verify deep"))
@click.argument("names", metavar="[NAME]...", nargs=-1)
def verify(names: tuple[str, ...]) -> int:
    """Compute the digests of installed models anew (all, unless some are named); exit code 2 where one differs."""
    from mtcheck.store.manifest import damage, installed_models, record_of

    wrong = False
    for name in names or sorted(installed_models()):
        found = damage(record_of(name))
        wrong = wrong or bool(found)
        click.echo(f"{name}: {visible(found) or 'as installed'}", err=bool(found))
    return ExitCode.FAILED if wrong else ExitCode.OK


@command.command(epilog=examples("mtcheck models remove deep"))
@click.argument("name", metavar="NAME")
def remove(name: str) -> None:
    """Remove an installed model, and what `mtcheck calibrate` measured of it."""
    from mtcheck.store import install

    record = install.remove(name)
    click.echo(f"{name}: removed from {visible(str(record.folder.parent))}")

"""Apply the edits that a reviewer chose: ``mtcheck fix --from FILE``."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import click

from mtcheck.cli.help import examples
from mtcheck.config.project import project_path
from mtcheck.core.errors import ExitCode, OutputError, ReadError
from mtcheck.core.plural import plural
from mtcheck.output import make_folders, write_bytes
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.readers.files import COMPRESSIONS
from mtcheck.render.safe import visible
from mtcheck.review import decisions
from mtcheck.review.decisions import Reviewed
from mtcheck.review.fix import Fixed, diff, encoded, fixed


@click.command(
    name="fix",
    epilog=examples(
        "mtcheck fix --from all.decisions.json",
        "mtcheck fix --from all.decisions.json -o fixed",
    ),
)
@click.option("--from", "source", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Exported decisions.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write the corrected files into DIR, not a diff."
)
@click.option("--encoding", metavar="NAME", help="Encoding of files that are neither UTF-8 nor marked UTF-16.")
def command(source: Path, output: Path | None, encoding: str | None) -> int:
    """Apply the edits that a reviewer chose in the report: a diff on the screen, or corrected files in DIR.

    Only artifacts for which an edit was chosen are edited, and only in the very file that was reviewed. Edits that overlap
    are refused. Writes plain text and Markdown. Exit code 2: an edit could not be applied.
    """
    failed = False
    for document in decisions.load(source):
        chosen = [made for made in document.decisions if made.decision == "artifact" and made.edit is not None]
        if not chosen:
            continue
        try:
            article = _article(document, encoding)
            result = fixed(article, chosen)
            if result.applied:
                _write(article, result, output)
        except ReadError as error:
            click.echo(f"mtcheck: {visible(str(error))}", err=True)
            failed = True
            continue
        for problem in result.problems:
            click.echo(f"mtcheck: {visible(document.path)}: {visible(problem)}", err=True)
        click.echo(f"{visible(document.path)}: applied {len(result.applied)} of {plural(len(chosen), 'edit')}", err=True)
        failed = failed or bool(result.problems)
    return ExitCode.FAILED if failed else ExitCode.OK


def _article(document: Reviewed, encoding: str | None) -> Article:
    """Return the article that was reviewed; ReadError where it is gone or changed."""
    if Path(document.path).suffix in COMPRESSIONS:
        raise ReadError(document.path, "is packed; unpack it, then audit, review and fix the file itself")
    for found in read(document.path, encoding=encoding):
        if isinstance(found, ReadError):
            raise found
        if found.id == document.id:
            if found.sha256 != document.sha256:
                raise ReadError(document.path, "was changed since the review; audit and review it anew")
            return found
    raise ReadError(document.path, f"holds no article {document.id!r}")


def _unheeded(diff: bytes) -> bytes:
    """Have a workflow of GitHub heed no command in the diff; ``patch`` skips the two lines.

    The word that ends this is a digest of the diff, so that the diff cannot hold it.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return diff
    token = hashlib.sha256(diff).hexdigest().encode()
    return b"::stop-commands::%b\n%b::%b::\n" % (token, diff, token)


def _write(article: Article, result: Fixed, output: Path | None) -> None:
    data = encoded(article, result.raw)
    if output is None:
        text = diff(article, result)
        if sys.stdout.isatty():  # a terminal obeys what it is shown; a file or a pipe gets the diff to the letter
            text = "".join(f"{visible(line)}\n" for line in text.splitlines())
        click.echo(_unheeded(text.encode("utf-8", "surrogatepass")), nl=False)
        return
    inside = project_path(article.path, Path.cwd())
    target = output / (Path(inside).name if os.path.isabs(inside) else inside)
    if target.exists() and os.path.samefile(target, article.path):
        raise OutputError(f"{target}: is the article itself; name another folder, or feed the diff to `patch`")
    make_folders(target.parent, output)
    write_bytes(target, data)

"""Apply the edits that a reviewer chose: ``mtcheck fix --from FILE``."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from mtcheck.cli.help import examples
from mtcheck.config.project import project_path
from mtcheck.core.errors import ExitCode, OutputError, ReadError
from mtcheck.core.plural import plural
from mtcheck.output import make_folders, write_bytes
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.readers.decoding import text_encoding
from mtcheck.readers.files import COMPRESSIONS, read_bytes
from mtcheck.render.safe import visible
from mtcheck.review import decisions
from mtcheck.review.decisions import Decision, Reviewed
from mtcheck.review.fix import Fixed, chosen, diff, encoded, fixed
from mtcheck.review.word import Tracked, tracked


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
    """Apply the corrections that a reviewer chose in the report: a diff on the screen, or corrected files in DIR.

    Only faults for which a correction was chosen are edited, and only in the very file that was reviewed. Corrections that
    overlap are refused. Writes plain text, Markdown, HTML, XLIFF, TMX, PO, TSV and JSON Lines, where everything else keeps
    its bytes, and Word files, where they are tracked changes (with -o). Exit code 2: a correction could not be applied.
    """
    failed = False
    by_path: dict[str, list[Reviewed]] = {}
    for document in decisions.load(source):
        by_path.setdefault(document.path, []).append(document)
    for path, documents in by_path.items():
        try:
            fitted = _Corrected(path, documents, encoding)
            problems = fitted.problems
            if fitted.applied:
                fitted.write(output)
        except ReadError as error:
            click.echo(f"mtcheck: {visible(str(error))}", err=True)
            failed = True
            continue
        for problem in problems:
            click.echo(f"mtcheck: {visible(path)}: {visible(problem)}", err=True)
        if fitted.wanted:
            click.echo(f"{visible(path)}: applied {fitted.applied} of {plural(fitted.wanted, 'edit')}", err=True)
        failed = failed or bool(problems)
    return ExitCode.FAILED if failed else ExitCode.OK


class _Corrected:
    """One file with the corrections of its articles; ``problems`` say what could not be applied."""

    def __init__(self, path: str, documents: Sequence[Reviewed], encoding: str | None) -> None:
        self.path = path
        self.problems: list[str] = []
        self.applied = self.wanted = 0
        self._result: Fixed | None = None
        self._data = b""
        self._file = ""
        found: dict[str, Article] | None = None
        for document in documents:
            made = [each for each in document.decisions if each.decision == "artifact" and each.edit is not None]
            if not made:
                continue
            self.wanted += len(made)
            if found is None:
                found = _articles(path, encoding)
            article = _article(document, found)
            if article.meta.get("format") == "docx":
                self._track(article, made)
            else:
                self._splice(article, made, encoding)

    def _splice(self, article: Article, made: Sequence[Decision], encoding: str | None) -> None:
        raw = None
        if article.meta.get("format") == "jsonl":
            self._file = self._file or text_encoding(encoding, self.path) or "utf-8"
            raw = self._result.raw if self._result else read_bytes(self.path).decode(self._file)
        result = fixed(article, made, raw=raw)
        before = self._result.before if self._result else result.before
        self._result = replace(result, before=before)
        self._data = result.raw.encode(self._file) if self._file else encoded(article, result.raw)
        self.applied += len(result.applied)
        self.problems += result.problems

    def _track(self, article: Article, made: Sequence[Decision]) -> None:
        changes = chosen(article, made, self.problems)
        wanted = [Tracked(each.start, each.end, each.text, each.made.reviewer, each.made.time) for each in changes]
        self._data, refused = tracked(read_bytes(self.path), wanted)
        for each in refused:
            words = article.text[each.start : each.end]
            self.problems.append(f"{words!r}: there is a break or a field inside; apply {each.text!r} by hand")
        self.applied += len(wanted) - len(refused)

    def write(self, output: Path | None) -> None:
        """Write the file into the folder, or the diff to the screen."""
        if output is None and self._result is None:
            raise ReadError(self.path, "there is no diff of a Word file; name a folder for the corrected file with -o DIR")
        if output is None and self._result is not None:
            text = diff(self.path, self._result)
            if sys.stdout.isatty():  # a terminal obeys what it is shown; a file or a pipe gets the diff to the letter
                text = "".join(f"{visible(line)}\n" for line in text.splitlines())
            click.echo(_unheeded(text.encode("utf-8", "surrogatepass")), nl=False)
        elif output is not None:
            inside = project_path(self.path, Path.cwd())
            target = output / (Path(inside).name if os.path.isabs(inside) else inside)
            if target.exists() and os.path.samefile(target, self.path):
                raise OutputError(f"{target}: is the article itself; name another folder, or feed the diff to `patch`")
            make_folders(target.parent, output)
            write_bytes(target, self._data)


def _unheeded(diff: bytes) -> bytes:
    """Have a workflow of GitHub heed no command in the diff; ``patch`` skips the two lines.

    The word that ends this is a digest of the diff, so that the diff cannot hold it.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return diff
    token = hashlib.sha256(diff).hexdigest().encode()
    return b"::stop-commands::%b\n%b::%b::\n" % (token, diff, token)


def _articles(path: str, encoding: str | None) -> dict[str, Article]:
    """Return the articles of a file by id; ReadError where it cannot be read or is packed."""
    if Path(path).suffix in COMPRESSIONS:
        raise ReadError(path, "is packed; unpack it, then audit, review and fix the file itself")
    found = list(read(path, encoding=encoding))
    articles = {each.id: each for each in found if not isinstance(each, ReadError)}
    errors = [each for each in found if isinstance(each, ReadError)]
    if errors and not articles:
        raise errors[0]
    return articles


def _article(document: Reviewed, found: Mapping[str, Article]) -> Article:
    """Return the article that was reviewed; ReadError where it is gone or changed."""
    article = found.get(document.id)
    if article is None:
        raise ReadError(document.path, f"holds no article {document.id!r}")
    if article.sha256 != document.sha256:
        raise ReadError(document.path, "was changed since the review; audit and review it again")
    return article

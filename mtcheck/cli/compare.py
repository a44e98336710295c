"""Compare texts with references: ``mtcheck compare HYP REF...``."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import click

from mtcheck.cli.configured import allowed_jobs
from mtcheck.cli.help import examples
from mtcheck.core.comparison import ComparedDocument, Comparison
from mtcheck.core.errors import ExitCode, MtcheckError, ReadError
from mtcheck.core.plural import plural
from mtcheck.core.report import Notice
from mtcheck.output import check_target, staged_folder, write_text
from mtcheck.readers.article import Article
from mtcheck.readers.collection import collection
from mtcheck.reference.compare import Texts, compare_document, gather
from mtcheck.reference.scores import SAMPLES, Counts
from mtcheck.workers import share

_MOST_SHOWN = 1000  # segments on the page
_SHOWN = 3  # names in a message
Outcome = tuple[ComparedDocument, tuple[Counts, ...]] | Notice


@click.command(
    name="compare",
    epilog=examples(
        "mtcheck compare output.txt reference.txt",
        "mtcheck compare output/ references/ --against other/ --report pages",
        "mtcheck compare output.txt edited.txt --post-edit --format json",
    ),
)
@click.argument("hypothesis", metavar="HYP")
@click.argument("references", metavar="REF...", nargs=-1, required=True)
@click.option("--against", metavar="HYP2", help="A second system's output: test it against the first.")
@click.option(
    "--segments",
    type=click.Choice(["auto", "lines", "sentences"]),
    default="auto",
    show_default=True,
    help="Pair lines as they stand, or align sentences; auto takes lines where all sides have as many.",
)
@click.option("--post-edit", is_flag=True, help="The references are post-edits of HYP: give HTER.")
@click.option("--samples", type=click.IntRange(1), default=SAMPLES, show_default=True, metavar="N", help="Bootstrap samples.")
@click.option("--report", type=click.Path(path_type=Path), metavar="DIR", help="Write an HTML page into DIR.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not to the screen.")
@click.option("--encoding", metavar="NAME", help="Encoding of files that are neither UTF-8 nor marked UTF-16.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes to run at once.")
def command(
    hypothesis: str,
    references: tuple[str, ...],
    against: str | None,
    segments: str,
    post_edit: bool,
    samples: int,
    report: Path | None,
    format_: str,
    output: Path | None,
    encoding: str | None,
    jobs: int,
) -> int:
    """Score HYP against each REF with sacreBLEU: BLEU, chrF, chrF++ and TER.

    Each is a file, a folder (documents of one stem belong together) or JSON Lines (documents of one id belong together).
    """
    if output is not None:
        check_target(output)
    systems = [hypothesis] if against is None else [hypothesis, against]
    with closing(_compared(systems, references, segments, encoding, allowed_jobs(jobs))) as running:
        outcomes = list(running)
    notices = [outcome for outcome in outcomes if isinstance(outcome, Notice)]
    compared = [outcome for outcome in outcomes if not isinstance(outcome, Notice)]
    if not compared:
        _say(notices)
        raise ReadError(hypothesis, f"no document of it could be compared with {', '.join(references)}")
    found = gather(systems, compared, notices=notices, post_edit=post_edit, samples=samples)
    if report is not None:
        _write_pages(found, report)
    _show(found, format_, output)
    _say(found.notices)
    return ExitCode.FAILED if any(notice.level == "error" for notice in found.notices) else ExitCode.OK


def _compared(
    systems: Sequence[str], references: Sequence[str], segments: str, encoding: str | None, jobs: int
) -> Generator[Outcome, None, None]:
    """Yield, in the order of the first system's documents, what was compared, and a notice for what could not be."""
    sides = [collection(path, encoding=encoding) for path in (*systems, *references)]
    pairs = list(_paired(sides, (*systems, *references), len(systems)))
    work = partial(_compare_one, segments=segments)
    if jobs == 1:
        yield from map(work, pairs)
        return
    yield from share(pairs, work, jobs, lost=_lost)


def _lost(pair: tuple[str, list[Article], int] | Notice) -> Outcome:
    path = pair.path if isinstance(pair, Notice) else pair[1][0].path
    reason = "the process that compared it was killed each time; is memory short? Take fewer --jobs, or split the document"
    return Notice("error", "process-killed", path, reason)


def _paired(
    sides: Sequence[Mapping[str, Article | ReadError]], paths: Sequence[str], systems: int
) -> Iterator[tuple[str, list[Article], int] | Notice]:
    """Yield the articles of one key on all sides; single files belong together whatever their names are."""
    unread = [item for side in sides for item in side.values() if isinstance(item, ReadError)]
    if any(all(isinstance(item, ReadError) for item in side.values()) for side in sides):
        yield from (Notice("error", item.code, item.path, item.reason) for item in unread)
        return
    if all(len(side) == 1 for side in sides):
        sides = [{"": next(iter(side.values()))} for side in sides]
    for key in sides[0]:
        found = [side.get(key) for side in sides]
        if None in found:
            yield _unpaired(key, paths[found.index(None)], paths[0])
        elif not any(isinstance(item, ReadError) for item in found):
            yield key or paths[0].replace(os.sep, "/"), [item for item in found if isinstance(item, Article)], systems
    yield from (Notice("error", item.code, item.path, item.reason) for item in unread)
    for side, path in zip(sides[1:], paths[1:], strict=True):
        extra = [key for key, item in side.items() if key not in sides[0] and isinstance(item, Article)]
        if extra:
            shown = ", ".join(map(repr, extra[:_SHOWN])) + (", ..." if len(extra) > _SHOWN else "")
            yield Notice(
                "note", "unpaired", path, f"{plural(len(extra), 'document')} without counterpart in {paths[0]}: {shown}"
            )


def _unpaired(key: str, path: str, first: str) -> Notice:
    way_out = f"add {key}.* to the folder (in JSON Lines: the id {key!r}), or take {key!r} out of {first}"
    return Notice("error", "unpaired", path, f"nothing in it belongs to {key!r} of {first}; {way_out}")


def _compare_one(pair: tuple[str, list[Article], int] | Notice, *, segments: Any) -> Outcome:
    if isinstance(pair, Notice):
        return pair
    label, articles, systems = pair
    docs = [article.document() for article in articles]
    try:
        return compare_document(Texts(label, tuple(docs[:systems]), tuple(docs[systems:])), segments)
    except MtcheckError as error:
        return Notice("error", "not-comparable", docs[0].path, str(error))


def _write_pages(found: Comparison, folder: Path) -> None:
    from mtcheck.reference.shown import worst_segments
    from mtcheck.render.as_comparison_html import page

    total = sum(len((doc.units or doc.segments)[0]) for doc in found.documents)
    text = page(found, worst_segments(found, _MOST_SHOWN), total=total)
    with staged_folder(folder) as stage:
        (stage / "index.html").write_text(text, encoding="utf-8", newline="")


def _show(found: Comparison, format_: str, output: Path | None) -> None:
    from mtcheck.render import as_comparison

    text = as_comparison.as_json(found) if format_ == "json" else as_comparison.as_text(found)
    if output is not None:
        write_text(output, text)
    else:
        click.echo(text, nl=False)


def _say(notices: Sequence[Notice]) -> None:
    from mtcheck.render.safe import visible

    for notice in notices:
        click.echo(f"mtcheck: {notice.level}: {visible(notice.path)}: {visible(notice.message)}", err=True)

"""Audit articles: ``mtcheck audit PATH...``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click

from mtcheck.checker import Checker
from mtcheck.cli.configured import config_options, settings_of
from mtcheck.cli.help import AUDIT_OR_GATE, EXIT_CODES, examples
from mtcheck.cli.models_options import TAGGER, TAGGER_HELP, lm_options
from mtcheck.config.schema import MIN_PROBABILITY, PROFILES, Config
from mtcheck.config.settings import Settings
from mtcheck.core.errors import ExitCode, ReadError
from mtcheck.core.report import RunReport
from mtcheck.output import check_distinct, check_target, staged_folder, write_text
from mtcheck.readers import expand, read
from mtcheck.readers.article import Article
from mtcheck.render import as_text
from mtcheck.render.as_text import TOP, View
from mtcheck.render.safe import visible
from mtcheck.render.terminal import PLAIN_WIDTH, colour, columns

_PROGRESS_FROM = 5


@click.command(
    name="audit",
    epilog=examples(
        "mtcheck audit article.txt",
        "mtcheck audit articles/ --report reports",
        "mtcheck audit articles/ --format json -o out.json",
        "mtcheck audit 'articles/**/*.md' --top 3 --jobs 2",
        after=f"{AUDIT_OR_GATE}\n\n{EXIT_CODES}",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--report", "report_dir", type=click.Path(path_type=Path), metavar="DIR", help="Write HTML pages into DIR.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not to the screen.")
@click.option(
    "--top", type=click.IntRange(0), default=TOP, show_default=True, metavar="N", help="Suspects shown of an article."
)
@click.option("--all", "everything", is_flag=True, help="Show every suspect, also those of articles that pass.")
@click.option("-q", "--quiet", is_flag=True, help="Show the table of articles alone.")
@click.option("--tokens", is_flag=True, help="JSON: give every word its probability of being bad.")
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules or families, comma-separated.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules or families.")
@click.option(
    "--min-probability", type=float, default=MIN_PROBABILITY, show_default=True, metavar="P", help="Leave out suspects below P."
)
@click.option("--profile", type=click.Choice(list(PROFILES)), help="Models: all, none but the n-grams, or your larger reader.")
@lm_options
@click.option("--reader", "--tagger", "tagger", metavar=TAGGER, help=f"{TAGGER_HELP}  [default: the profile's]")
@click.option("--reference", metavar="PATH", help="Reference translations or post-edits: a file, a folder, or JSON Lines.")
@click.option("--source", metavar="PATH", help="Source texts in any language: a file, a folder, or JSON Lines.")
@click.option("--names", multiple=True, metavar="FILE", help="Table of names of your own (`mtcheck names columns`).")
@click.option("--follow-links", is_flag=True, help="Also read what links in a folder lead to outside of it.")
@click.option("--encoding", metavar="NAME", help="Encoding of files that are neither UTF-8 nor marked UTF-16.")
@click.option("--jobs", type=int, default=1, show_default=True, metavar="N", help="Processes to run at once.")
@config_options
def command(
    paths: tuple[str, ...],
    report_dir: Path | None,
    format_: str,
    output: Path | None,
    top: int,
    everything: bool,
    quiet: bool,
    **_settings: object,
) -> int:
    """Find suspects in articles: files, folders, globs, or - for standard input.

    Reads .txt, .md, .html, .docx and .jsonl (also .gz, .xz, .zst), and bilingual files: .xlf, .tmx, .po, .tsv.
    """
    settings = settings_of(click.get_current_context())
    if output is not None:
        check_target(output)
    run = _audit(paths, settings, report_dir, output)
    if report_dir is not None:
        from mtcheck.cli.pages import sweep

        sweep(report_dir, run)
    pages = str(report_dir / "index.html") if report_dir else ""
    _show(run, format_, output, View(columns(), None if everything else top, quiet, pages))
    return exit_code(run)


def _items(paths: Iterable[str], cfg: Config) -> Iterator[Article | ReadError]:
    for path in paths:
        stdin: BinaryIO | None = sys.stdin.buffer if path == "-" else None
        yield from read(path, encoding=cfg.encoding, stdin=stdin)


def _audit(paths: tuple[str, ...], settings: Settings, report_dir: Path | None, output: Path | None) -> RunReport:
    """Run the engine over all paths; with a report folder, each page is written as soon as its article is done."""
    from mtcheck.accept.articles import accepted

    cfg = settings.config
    expanded = list(expand(paths, apart=cfg.names, follow_links=cfg.follow_links))
    check_distinct([output] if output else [], (entry for entry in expanded if isinstance(entry, str)))
    with ExitStack() as stack:
        stage = stack.enter_context(staged_folder(report_dir)) if report_dir else None
        show_bar = len(expanded) >= _PROGRESS_FROM and sys.stderr.isatty()
        bar = stack.enter_context(
            click.progressbar(length=len(expanded), label="auditing", file=sys.stderr, hidden=not show_bar)
        )

        def items() -> Iterator[Article | ReadError]:
            for entry in expanded:
                if isinstance(entry, ReadError):
                    yield entry
                else:
                    yield from _items([entry], cfg)
                bar.update(1)

        checked = cfg if stage is None else replace(cfg, tokens=True)  # a page can show the surprisal
        running = stack.enter_context(closing(Checker(checked).examined(items(), keep_documents=stage is not None)))
        outcomes = accepted(running, settings)
        if stage is None:
            return Checker(cfg).gather(outcomes)
        from mtcheck.cli.pages import write_pages

        return write_pages(outcomes, cfg, stage)


def _show(run: RunReport, format_: str, output: Path | None, view: View) -> None:
    """Write the result to the screen or the file; what is not on the screen is said on standard error."""
    if format_ == "json":
        from mtcheck.render import as_json

        text = as_json.render(run)
    else:
        text = as_text.render(run, replace(view, width=PLAIN_WIDTH) if output else view)
    if output is not None:
        write_text(output, click.unstyle(text))
    else:
        click.echo(text, nl=False, color=colour())
    if output is not None or format_ == "json":
        _say_notices(run)
        if view.report:
            click.echo(f"report: {visible(view.report)}", err=True)


def _say_notices(run: RunReport) -> None:
    for notice in run.notices:
        if notice.level != "note":
            click.echo(f"mtcheck: {notice.level}: {visible(notice.path)}: {visible(notice.message)}", err=True)


def exit_code(run: RunReport) -> int:
    """Return 2 where anything could not be checked, else 1 where an article fails, else 0."""
    if any(notice.level == "error" for notice in run.notices):
        return ExitCode.FAILED
    return ExitCode.SUSPECTS if run.verdict == "fail" else ExitCode.OK

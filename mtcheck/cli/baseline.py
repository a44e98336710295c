"""Write and read the baseline: ``mtcheck baseline create|update|prune|show``."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import click

from mtcheck import tables
from mtcheck.accept.baseline import Baseline, Entry, Kind, entries_of, kinds_of, load, merged, renamed_files, save
from mtcheck.cli.configured import config_options, settings_of
from mtcheck.cli.gate import checked, engine_options
from mtcheck.cli.help import examples
from mtcheck.config.project import project_path
from mtcheck.config.settings import Settings
from mtcheck.core.errors import ConfigError, ExitCode
from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, RunReport
from mtcheck.gate.judge import judge_run
from mtcheck.gate.policy import policies
from mtcheck.registry import registry
from mtcheck.render.safe import visible

FILE = "mtcheck-baseline.json"

_FILE_OPTION = click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"The baseline file [default: as configured, or {FILE}].",
)
_PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
_IN_CI = click.option("--in-ci", is_flag=True, help="Write although the environment says CI.")


@click.group(
    name="baseline",
    epilog=examples(
        "mtcheck baseline create articles/",
        "mtcheck baseline update articles/ --baseline known.json",
        "mtcheck baseline show",
    ),
)
def command() -> None:
    """Keep the suspects that were there when the gate came, so that only new ones count.

    The gate itself never writes the file, and these commands do not where the environment variable CI is set.
    """


@command.command(epilog=examples("mtcheck baseline create articles/"))
@_PATHS
@_FILE_OPTION
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@_IN_CI
@engine_options
def create(paths: tuple[str, ...], force: bool, **_options: object) -> int:
    """Write a baseline of all suspects of the articles."""
    settings, file = _begin()
    if file.exists() and not force:
        raise ConfigError(f"{file}: already exists; `mtcheck baseline update` adds to it, --force replaces it")
    run = _checked(paths, settings)
    entries = entries_of(run.documents, settings.root, _whole(run, settings))
    return _end(file, Baseline(_rules(), entries), Baseline("", ()))


@command.command(epilog=examples("mtcheck baseline update articles/"))
@_PATHS
@_FILE_OPTION
@_IN_CI
@engine_options
def update(paths: tuple[str, ...], **_options: object) -> int:
    """Take in what is new in the articles, and drop what is gone from them; other files keep their entries."""
    return _rewrite(paths, grow=True)


@command.command(epilog=examples("mtcheck baseline prune articles/"))
@_PATHS
@_FILE_OPTION
@_IN_CI
@engine_options
def prune(paths: tuple[str, ...], **_options: object) -> int:
    """Drop what is gone from the articles; nothing new comes in, and no count grows.

    Entries of a file that looks renamed go along.
    """
    return _rewrite(paths, grow=False)


@command.command(epilog=examples("mtcheck baseline show --baseline known.json"))
@_FILE_OPTION
@config_options
def show(**_options: object) -> int:
    """List what the baseline holds, by file and rule."""
    _, file = _settings()
    found = load(file)
    rows: Counter[tuple[str, str]] = Counter()
    for entry in found.entries:
        rows[entry.path, entry.rule] += entry.count
    for (path, rule), count in sorted(rows.items()):
        click.echo(f"{count:>6}  {visible(path)}  {visible(rule)}")
    beside = "" if found.rules == _rules() else "; made with other rules than these: run `mtcheck baseline update`"
    click.echo(f"{plural(sum(rows.values()), 'suspect')} in {plural(len({path for path, _ in rows}), 'file')}{beside}")
    return ExitCode.OK


def _settings() -> tuple[Settings, Path]:
    ctx = click.get_current_context()
    settings = settings_of(ctx)
    return settings, settings.baseline_path() or settings.root / FILE


def _begin() -> tuple[Settings, Path]:
    if os.environ.get("CI", "").lower() not in ("", "0", "false") and not _option("in_ci"):
        raise ConfigError(
            "CI is set: a pipeline does not write its own baseline; write it by hand and commit it, or say --in-ci"
        )
    return _settings()


def _option(name: str) -> Any:
    return click.get_current_context().params[name]


def _checked(paths: tuple[str, ...], settings: Settings) -> RunReport:
    run = checked(paths, settings, no_cache=bool(_option("no_cache")))
    for notice in run.notices:
        if notice.level != "note":
            click.echo(f"mtcheck: {notice.level}: {visible(notice.path)}: {visible(notice.message)}", err=True)
    if any(notice.level == "error" for notice in run.notices):
        raise ConfigError("not everything could be checked; the baseline was left as it was")
    return run


def _whole(run: RunReport, settings: Settings) -> list[tuple[DocumentReport, str]]:
    """Return the articles that the policy fails for what they are as a whole, and what that is."""
    gate = judge_run(run, policies(settings, {}), settings.root)
    return [
        (article.report, criterion.name.removeprefix("max-"))
        for article in gate.articles
        for criterion in article.failed
        if criterion.name in ("max-spun", "max-mt")
    ]


def _rewrite(paths: tuple[str, ...], *, grow: bool) -> int:
    settings, file = _begin()
    old = load(file)
    run = _checked(paths, settings)
    seen = {project_path(report.path, settings.root) for report in run.documents}
    gone = {entry.path for entry in old.entries if not (settings.root / entry.path).exists()}
    now: dict[str, Counter[Kind]] = defaultdict(Counter)
    for report in run.documents:
        now[project_path(report.path, settings.root)] += kinds_of(report)
    renamed = renamed_files(old.entries, now, settings.root)
    for file_name, before in renamed.items():
        click.echo(f"{visible(before)} looks renamed to {visible(file_name)}: its entries go along")
    new = entries_of(run.documents, settings.root, _whole(run, settings))
    entries = merged(old, new, seen | gone, grow=grow, renamed=renamed)
    return _end(file, Baseline(_rules(), entries), old)


def _end(file: Path, new: Baseline, old: Baseline) -> int:
    save(file, new)
    before, after = _copies(old.entries), _copies(new.entries)
    added, dropped = (after - before).total(), (before - after).total()
    click.echo(f"{visible(str(file))}: {plural(after.total(), 'suspect')} ({added} added, {dropped} dropped)")
    return ExitCode.OK


def _copies(entries: tuple[Entry, ...]) -> Counter[tuple[str, str]]:
    return Counter({entry.key: entry.count for entry in entries})


def _rules() -> str:
    """Return a digest of the rules and of their calibration."""
    from mtcheck.engine import short_digest

    return short_digest([sorted(registry().rules), tables.load("calibration/rules")])

"""Stop what is worse than the policy allows: ``mtcheck gate PATH...``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from mtcheck.accept.baseline import Matcher, load
from mtcheck.accept.since import Changes, changes
from mtcheck.checker import Checker
from mtcheck.cli.configured import config_options, said, settings_of
from mtcheck.cli.help import AUDIT_OR_GATE, EXIT_CODES, examples
from mtcheck.cli.models_options import LM, LM_HELP, TAGGER, TAGGER_HELP
from mtcheck.config import schema
from mtcheck.config.schema import MIN_PROBABILITY
from mtcheck.config.settings import Settings
from mtcheck.core.errors import ConfigError, ExitCode, ReadError
from mtcheck.core.gate import GateReport
from mtcheck.core.report import RunReport
from mtcheck.gate.cache import FOLDER, Cache, run
from mtcheck.gate.judge import judge_run
from mtcheck.gate.policy import PROFILES, Policies, Policy, policies
from mtcheck.output import check_distinct, check_target, write_text
from mtcheck.readers import expand
from mtcheck.render import gate_text
from mtcheck.render.formats import FORMATS, format_named
from mtcheck.render.safe import visible
from mtcheck.render.terminal import colour, columns

MODEL_PROFILES = tuple(name for name in schema.PROFILES if name not in PROFILES)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how articles are checked to a command."""
    for option in (
        click.option("--jobs", type=int, metavar="N", help="Processes to run at once [default: 1]."),
        click.option("--follow-links", is_flag=True, help="Also read what links in a folder lead to outside of it."),
        click.option("--encoding", metavar="NAME", help="Encoding of files that are neither UTF-8 nor marked UTF-16."),
        click.option("--reader", "--tagger", "tagger", metavar=TAGGER, help=f"{TAGGER_HELP}  [default: the profile's]"),
        click.option("--lm", metavar=LM, help=f"{LM_HELP}  [default: ngram]"),
        click.option(
            "--min-probability", type=float, metavar="P", help=f"Leave out suspects below P [default: {MIN_PROBABILITY}]."
        ),
        click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules or families."),
        click.option("--select", multiple=True, metavar="RULES", help="Only these rules or families, comma-separated."),
        click.option("--no-cache", is_flag=True, help=f"Neither read nor write {FOLDER}."),
        config_options,
    ):
        command = option(command)
    return command


@click.command(
    name="gate",
    epilog=examples(
        "mtcheck gate articles/",
        "mtcheck gate articles/ --profile strict --explain",
        "mtcheck gate articles/ --since origin/main --output github --output sarif=out.sarif",
        after=f"{AUDIT_OR_GATE}\n\n{EXIT_CODES}",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice([*PROFILES, *MODEL_PROFILES]),
    help="Policy to begin from (lenient, default, strict), models to use (fast, deep), or one of each.",
)
@click.option("--fail-on", type=click.Choice(["minor", "major", "critical", "none"]), help="Count suspects from this severity.")
@click.option("--count-probability", "--min-confidence", type=float, metavar="P", help="Count suspects from this probability.")
@click.option("--max-suspects", "--max-findings", type=int, metavar="N", help="Counted suspects that an article may have.")
@click.option("--max-critical", type=int, metavar="N", help="Counted critical suspects that an article may have.")
@click.option("--max-density", type=float, metavar="X", help="Counted suspects per 1,000 words.")
@click.option("--max-penalty", type=float, metavar="X", help="Penalty per 1,000 words that an article may surely have.")
@click.option("--max-spun", type=float, metavar="P", help="Probability of having been spun that an article may surely have.")
@click.option("--max-mt", type=float, metavar="P", help="Probability of being raw machine translation that it may surely have.")
@click.option("--category", "categories", multiple=True, metavar="NAME=N", help="Suspects allowed of a category or rule.")
@click.option("--unjudged", type=click.Choice(["warn", "fail"]), help="What becomes of articles that cannot be judged.")
@click.option("--baseline", metavar="FILE", help="Suspects known from before do not count.")
@click.option("--since", metavar="REF", help="Only paragraphs changed since the git revision REF.")
@click.option("--output", multiple=True, metavar="FORMAT[=FILE]", help=f"Any of {', '.join(FORMATS)}; several at once.")
@click.option("--explain", is_flag=True, help="Show every criterion, every suspect and every note.")
@click.option("--exit-zero", is_flag=True, help="Report only: 0 where articles fail; still 2 where one could not be checked.")
@engine_options
def command(
    paths: tuple[str, ...],
    profiles: tuple[str, ...],
    since: str | None,
    output: tuple[str, ...],
    explain: bool,
    exit_zero: bool,
    no_cache: bool,
    **_settings: object,
) -> int:
    """Fail where articles are worse than the policy allows."""
    outputs = _outputs(output)
    files = [file for _, file in outputs if file is not None]
    for target in files:
        check_target(target)
    policy, models = _profiles(profiles)
    settings = settings_of(click.get_current_context(), **({"profile": models} if models else {}))
    rules = _policies(settings, policy)
    changed = changes(since, settings.root) if since is not None else None
    known = settings.baseline_path()
    matcher = Matcher(load(known), settings.root) if known else None
    report = checked(paths, settings, matcher=matcher, changed=changed, no_cache=no_cache, outputs=files)
    gate = judge_run(report, rules, settings.root, since=since or "", baseline=str(known or ""), explain=explain)
    for name, file in outputs:
        _write(gate, name, file)
    if gate.verdict == "error":
        return ExitCode.FAILED
    return ExitCode.SUSPECTS if gate.verdict == "fail" and not exit_zero else ExitCode.OK


def _profiles(names: tuple[str, ...]) -> tuple[str, str]:
    """Return the policy and the models that the command line names, each empty where it names none."""
    policy, models = [name for name in names if name in PROFILES], [name for name in names if name in MODEL_PROFILES]
    for chosen in (policy, models):
        if len(chosen) > 1:
            raise ConfigError(f"--profile {' and '.join(chosen)}: one of {' and '.join(chosen)} is wanted")
    return "".join(policy), "".join(models)


def _policies(settings: Settings, profile: str) -> Policies:
    """Settle the policies from the file and the command line."""
    ctx = click.get_current_context()
    given = said(ctx, Policy)
    if "categories" in given:
        given["categories"] = dict(map(_budget, given["categories"]))
    return policies(settings, given | ({"profile": profile} if profile else {}))


def _budget(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.isdigit():
        raise ConfigError(f"--category {text!r}: expected NAME=N, as script=0")
    return name, int(number)


def checked(
    paths: tuple[str, ...],
    settings: Settings,
    *,
    matcher: Matcher | None = None,
    changed: Changes | None = None,
    no_cache: bool = False,
    outputs: Sequence[Path] = (),
) -> RunReport:
    """Check all articles, with the cache unless it is switched off; no output may be an article or another output."""
    from mtcheck.accept.articles import accepted

    kept = None if no_cache else _cache(settings)
    found = list(expand(paths, apart=settings.config.names, follow_links=settings.config.follow_links))
    check_distinct(outputs, (path for path in found if isinstance(path, str)))
    wanted = [path for path in found if changed is None or isinstance(path, ReadError) or changed.has(path)]
    with closing(run(wanted, settings.config, kept)) as outcomes:
        report = Checker(settings.config).gather(accepted(outcomes, settings, baseline=matcher, changed=changed))
    if kept:
        kept.tidy()
    return report


def _cache(settings: Settings) -> Cache | None:
    kept = Cache(settings.root / FOLDER, settings.config)
    if kept.refused:
        click.echo(f"mtcheck: warning: {visible(kept.refused)}", err=True)
        return None
    return kept


# --- outputs


def _outputs(values: tuple[str, ...]) -> list[tuple[str, Path | None]]:
    """Read ``FORMAT[=FILE]``; text goes to the screen where no other format does."""
    wanted: list[tuple[str, Path | None]] = []
    for value in values:
        name, _, file = value.partition("=")
        if name not in FORMATS:
            raise ConfigError(f"--output {value!r}: no format {name!r}; there are {', '.join(FORMATS)}")
        if file and not Path(file).name:
            raise ConfigError(f"--output {value!r}: expected a file after the equals sign")
        wanted.append((name, Path(file) if file else None))
    screens = [name for name, file in wanted if file is None]
    if len(screens) > 1:
        raise ConfigError(f"--output {' and '.join(screens)} both go to the screen; name a file: {screens[0]}=FILE")
    return wanted if screens else [("text", None), *wanted]


def _write(gate: GateReport, name: str, file: Path | None) -> None:
    if file is not None:
        text = format_named(name).render(gate)
        write_text(file, click.unstyle(text) if name == "text" else text)
    else:
        text = gate_text.render(gate, columns()) if name == "text" else format_named(name).render(gate)
        click.echo(text, nl=False, color=colour())
        if name != "text":
            _say_errors(gate)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if name == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(format_named("markdown").render(gate))


def _say_errors(gate: GateReport) -> None:
    for notice in gate.run.notices:
        if notice.level == "error":
            click.echo(f"mtcheck: {notice.level}: {visible(notice.path)}: {visible(notice.message)}", err=True)

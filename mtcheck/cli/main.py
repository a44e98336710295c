"""Run the command line: the group of commands, and the one place that turns errors into exit codes."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module

import click

from mtcheck import __version__
from mtcheck.cli.help import EXIT_CODES, examples
from mtcheck.core.errors import ExitCode, MtcheckError
from mtcheck.render.safe import visible

_COMMANDS = {
    "audit": "Find suspects in articles.",
    "baseline": "Keep known suspects, so that only new ones count.",
    "calibrate": "Measure a language model on clean text.",
    "compare": "Score texts against references.",
    "config": "Show every setting and where it comes from.",
    "decisions": "Take over what reviewers decided.",
    "evaluate": "Measure the suspects against a gold file.",
    "explain": "Explain a rule.",
    "fix": "Apply the edits that a reviewer chose.",
    "gate": "Stop articles that are worse than the policy allows.",
    "init": "Write a commented configuration.",
    "learn": "Propose rows of senses from post-edits.",
    "models": "Install language models.",
    "names": "Explain a name.",
    "rules": "List the rules.",
}


class _Commands(click.Group):
    """Import a command's module only when it is called: start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"mtcheck.cli.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from mtcheck.config.schema import nearest

            close = nearest(args[0], _COMMANDS)
            ctx.fail(f"no command {args[0]!r}" + (f"; did you mean {close!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "mtcheck audit articles/ --report reports",
        "mtcheck gate articles/ --output sarif=out.sarif",
        "mtcheck explain repetition",
        after=EXIT_CODES,
    ),
)
@click.version_option(__version__, prog_name="mtcheck", message="%(prog)s %(version)s")
def cli() -> None:
    """Find what a machine left behind in English articles.

    `audit` is for people who read articles; `gate` is for pipelines, and fails by a policy that you set.
    """


def _clean_up_when_told_to_end() -> None:
    """Take TERM and HUP as the interrupt key: what is half done is cleared away; one that is ignored (nohup) stays so."""

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # the way out is walked once
        raise KeyboardInterrupt(signal.Signals(number).name)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            with suppress(ValueError):  # not on the main thread: then somebody else decides
                signal.signal(number, stop)


def main() -> None:
    """Run the command line; whatever a user can cause ends in a message and exit code 2, never in a trace."""
    _clean_up_when_told_to_end()
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(ExitCode.FAILED)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.FAILED)
    except MtcheckError as error:
        click.echo(f"mtcheck: {visible(str(error))}", err=True)
        sys.exit(ExitCode.FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.FAILED)
    except Exception:  # a fault of ours: Python's own exit code 1 would say "suspects"
        traceback.print_exc()
        sys.exit(ExitCode.FAILED)
    sys.exit(code or ExitCode.OK)

"""Take over what reviewers decided: ``mtcheck decisions apply FILE...``, ``merge A B`` and ``list FILE...``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from mtcheck import __version__
from mtcheck.accept import suppress
from mtcheck.cli.configured import config_options, settings_of
from mtcheck.cli.help import examples
from mtcheck.config.project import project_path
from mtcheck.config.settings import Settings
from mtcheck.core.errors import ReadError
from mtcheck.core.plural import plural
from mtcheck.output import write_bytes
from mtcheck.render.safe import visible
from mtcheck.review import decisions, gold, names
from mtcheck.review.decisions import KINDS, Reviewed
from mtcheck.review.listing import as_tsv, as_xlsx

GOLD = "mtcheck-gold.jsonl"
NAMES = "mtcheck-names.tsv"
_REASON = "false positive"


@click.group(
    name="decisions",
    epilog=examples(
        "mtcheck decisions apply all.decisions.json",
        "mtcheck decisions merge ada.json bob.json -o both.json",
    ),
)
def command() -> None:
    """Take over what reviewers decided in the report."""


@command.command(name="apply", epilog=examples("mtcheck decisions apply a.json b.json --gold gold.jsonl"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--suppressions", metavar="FILE", help="Suppressions file [default: the configured one].")
@click.option(
    "--gold", "gold_path", type=click.Path(path_type=Path), metavar="FILE", help=f"Gold file [default: {GOLD} in the project]."
)
@config_options
def apply(files: tuple[Path, ...], gold_path: Path | None, **_settings: object) -> None:
    """Turn false positives into suppressions, and artifacts into a gold file that `mtcheck evaluate` reads.

    FILE is what a report's page exports. Run it in the folder in which the articles were audited.
    """
    settings = settings_of(click.get_current_context())
    documents = [document for file in files for document in decisions.load(file)]
    _refuse_contradictions(documents)
    _suppress(documents, settings.suppressions_path(), settings.root)
    _to_gold(documents, gold_path or settings.root / GOLD, settings.root)
    _to_names(documents, settings)
    conflicts = sum(made.in_conflict for document in documents for made in document.decisions)
    if conflicts:
        click.echo(f"{plural(conflicts, 'conflict')}: left open; decide them in the report")
    left = sum(made.decision == "unsure" for document in documents for made in document.decisions)
    if left:
        click.echo(f"{left} unsure: left undecided")


def _refuse_contradictions(documents: Sequence[Reviewed]) -> None:
    said: dict[tuple[str, str, str], str] = {}
    for document in documents:
        for made in document.decisions:
            if made.decision is None:
                continue
            known = said.setdefault((document.path, document.id, made.fingerprint), made.decision)
            if known != made.decision:
                reason = f"{made.text!r} is {known} in one file and {made.decision} in another; `mtcheck decisions merge` first"
                raise ReadError(document.path, reason)


def _suppress(documents: Sequence[Reviewed], path: Path, root: Path) -> None:
    """Suppress the false positives; what is an artifact after all is suppressed no longer."""
    accepted, rejected = [], set()
    for document in documents:
        file = project_path(document.path, root)
        for made in document.decisions:
            if made.decision == "artifact":
                rejected.add((file, made.fingerprint))
            elif made.decision == "false-positive":
                reason = made.comment.strip() or _REASON
                who = (made.reviewer, made.time)
                accepted.append(suppress.Suppression(made.fingerprint, file, made.rule, made.text, reason, *who))
    if accepted:
        new, renewed = suppress.add(path, accepted)
        click.echo(f"{plural(len(accepted), 'false positive')}: {new} new, {renewed} known, in {visible(str(path))}")
    known = suppress.load(path) if rejected and path.exists() else ()
    kept = [entry for entry in known if (entry.path, entry.fingerprint) not in rejected]
    if len(kept) < len(known):
        suppress.save(path, kept)
        click.echo(f"{len(known) - len(kept)} suppressed before, artifacts now: taken out of {visible(str(path))}")


def _to_gold(documents: Sequence[Reviewed], path: Path, root: Path) -> None:
    entries = []
    for document in documents:
        decided = sum(made.decision is not None and made.origin == "tool" for made in document.decisions)
        added = sum(made.decision == "artifact" and made.origin == "reviewer" for made in document.decisions)
        if document.id != document.path.replace(os.sep, "/"):
            click.echo(f"{visible(document.id)}: not for the gold file, which holds files of one article each", err=True)
        elif decided or added:
            entries.append((project_path(document.path, root), document))
            if decided < document.suspects:
                left = f"undecided: {document.suspects - decided} of {plural(document.suspects, 'suspect')}"
                click.echo(f"{visible(document.id)}: {left}; `mtcheck evaluate` counts them as wrong", err=True)
    if not entries:
        return
    gold.add(path, entries)
    count = sum(made.decision == "artifact" for _, document in entries for made in document.decisions)
    where = os.path.relpath(root)
    name = visible(str(path))
    click.echo(f"{plural(count, 'artifact')} in {name}; measure with `mtcheck evaluate {name} --docs {where}`")


@command.command(name="merge", epilog=examples("mtcheck decisions merge ada.json bob.json -o both.json"))
@click.argument("one", type=click.Path(path_type=Path), metavar="A")
@click.argument("other", type=click.Path(path_type=Path), metavar="B")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the merged decisions to FILE.")
def merge(one: Path, other: Path, output: Path | None) -> None:
    """Merge the decisions of two reviewers, and print how far they agree.

    Where they differ, the suspect is open again and the merged file has both opinions: somebody decides in the report.
    """
    left, right = decisions.load(one), decisions.load(other)
    merged = decisions.merge(left, right)
    for line in _agreement(decisions.agreement(left, right)):
        click.echo(line)
    total = sum(made.decision is not None for document in merged for made in document.decisions)
    if output is None:
        click.echo(f"{plural(total, 'decision')} together; -o FILE writes them")
    else:
        decisions.save(output, merged, tool=f"mtcheck:{__version__}")
        click.echo(f"{plural(total, 'decision')} together in {visible(str(output))}")


@command.command(name="list", epilog=examples("mtcheck decisions list all.decisions.json -o list.xlsx"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write FILE: .xlsx, or .tsv [default: the screen]."
)
def listing(files: tuple[Path, ...], output: Path | None) -> None:
    """List the decisions for a translator: words, correction, class, comment, one row each."""
    documents = [document for file in files for document in decisions.load(file)]
    if output is None:
        for line in as_tsv(documents).splitlines():
            click.echo("\t".join(visible(cell) for cell in line.split("\t")))
        return
    kind = output.suffix.lower()
    if kind not in (".xlsx", ".tsv"):
        raise click.UsageError(f"{output}: name the list .xlsx or .tsv")
    write_bytes(output, as_xlsx(documents) if kind == ".xlsx" else as_tsv(documents).encode("utf-8", "replace"))
    click.echo(f"{plural(sum(len(each.decisions) for each in documents), 'decision')} in {visible(str(output))}")


def _to_names(documents: Sequence[Reviewed], settings: Settings) -> None:
    """Add the names that a reviewer called right to the project's table of names, which is made where it is missing."""
    said = [
        made.name for document in documents for made in document.decisions if made.decision == "false-positive" and made.name
    ]
    if not said:
        return
    configured = settings.config.names
    path = Path(configured[0]) if configured else settings.root / NAMES
    added = names.add(path, dict.fromkeys(said))
    click.echo(f"{plural(len(added), 'name')} added to {visible(str(path))}")
    if not configured:
        click.echo(f'set `names = ["{NAMES}"]` in the configuration, so that the next audit reads it')


def _agreement(found: decisions.Agreement) -> list[str]:
    if found.raw is None:
        return ["no suspect was decided by both"]
    kappa = "not defined: chance alone would agree" if found.kappa is None else f"{found.kappa:.3f}"
    width = max(len(kind) for kind in KINDS)
    rows = [" ".join(["A \\ B".ljust(width), *(kind.rjust(width) for kind in KINDS)])]
    rows += [" ".join([a.ljust(width), *(str(found.pairs.get((a, b), 0)).rjust(width) for b in KINDS)]) for a in KINDS]
    return [f"decided by both {found.both}", f"raw agreement   {found.raw:.3f}", f"Cohen's kappa   {kappa}", *rows]

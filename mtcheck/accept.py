"""Take accepted suspects out of the verdict, article by article, and say at the end which acceptances were not needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mtcheck import engine, suppress
from mtcheck.core.errors import ConfigError
from mtcheck.project import project_path
from mtcheck.settings import Settings


def accepted(outcomes: Iterable[engine.Outcome], settings: Settings) -> Iterator[engine.Outcome]:
    """Yield the outcomes with the suspects of the suppressions file marked and judged anew; notices come last."""
    path, day, root = settings.suppressions_path(), suppress.today(), settings.root
    if not path.exists() and settings.config.suppressions:
        raise ConfigError(f"{path}: no such suppressions file; mend the key suppressions, or make it by accepting a suspect")
    entries = suppress.load(path) if path.exists() else ()
    live = suppress.live(entries, day)
    seen: dict[str, str] = {}
    found: set[tuple[str, str]] = set()
    for outcome in outcomes:
        if outcome.report is not None and entries:
            report = suppress.apply(outcome.report, live, root)
            file = project_path(report.path, root)
            seen[file] = report.path
            found.update((file, suspect.fingerprint) for suspect in report.suspects)
            outcome = replace(outcome, report=engine.judged_anew(report))
        yield outcome
    yield engine.Outcome(None, (*settings.notices, *suppress.leftovers(entries, seen, found, root, day)))

"""Take accepted suspects out of the verdict, article by article, and say at the end which acceptances were not needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mtcheck.accept import suppress
from mtcheck.accept.acceptances import concerns
from mtcheck.accept.baseline import Matcher
from mtcheck.accept.since import Changes, only_changed
from mtcheck.config.day import today
from mtcheck.config.project import project_path
from mtcheck.config.settings import Settings
from mtcheck.core.errors import ConfigError
from mtcheck.core.report import Examination, Examined, Notice, Outcome
from mtcheck.suspects.score import judged


def accepted(
    examined: Iterable[Examined],
    settings: Settings,
    *,
    baseline: Matcher | None = None,
    changed: Changes | None = None,
) -> Iterator[Outcome]:
    """Yield the outcomes, judged once the suspects are marked that the suppressions file or the baseline knows.

    With ``changed`` only what stands in changed paragraphs is left. Notices on acceptances come last.
    """
    path, day, root = settings.suppressions_path(), today(), settings.root
    if not path.exists() and settings.config.suppressions:
        raise ConfigError(f"{path}: no such suppressions file; correct the key suppressions, or accept a suspect")
    entries = suppress.load(path) if path.exists() else ()
    live = suppress.live(entries, day)
    usage = _Usage(settings)
    for one in examined:
        found = one.found
        if found is None:
            yield Outcome(None, one.notices)
            continue
        found = suppress.apply(found, live, root)
        found = baseline.marked(found) if baseline else found
        usage.see(found)
        found = only_changed(found, changed) if changed else found
        yield Outcome(judged(found), one.notices)
    notices = [*settings.notices, *suppress.leftovers(entries, usage.seen, usage.found, root, day), *usage.unused()]
    yield Outcome(None, (*notices, *(baseline.stale() if baseline else ())))


class _Usage:
    """Remember what was there and what was accepted, over all articles."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.seen: dict[str, str] = {}
        self.found: set[tuple[str, str]] = set()
        self._accepted: set[tuple[str, str]] = set()

    def see(self, found: Examination) -> None:
        file = project_path(found.path, self._settings.root)
        self.seen[file] = found.path
        self.found.update((file, suspect.fingerprint) for suspect in found.suspects)
        self._accepted.update((suspect.accepted.by, suspect.accepted.key) for suspect in found.suspects if suspect.accepted)

    def unused(self) -> Iterator[Notice]:
        """Yield a note for each vocabulary entry, and for each path ignore of files that were checked, that did nothing."""
        cfg, place = self._settings.config, self._settings.place
        for term in cfg.vocabulary:
            if ("vocabulary", term.term) not in self._accepted:
                yield Notice("note", "suppression-unused", place, f"vocabulary {term.term!r} matches nothing in these articles")
        for entry in cfg.path_ignores:
            used = ("path", ", ".join(entry.paths)) in self._accepted
            if not used and any(concerns(entry, path) for path in self.seen.values()):
                reason = f"path ignore of {', '.join(entry.paths)} matches no suspect there; remove it"
                yield Notice("warning", "suppression-unused", place, reason)

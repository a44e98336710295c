"""Mark the suspects that an article or the configuration accepts: comments, vocabulary, rules ignored in some files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from mtcheck.accept.comments import read_comments
from mtcheck.config.project import matches, project_path
from mtcheck.config.schema import Config, PathIgnore, Term
from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Acceptance, Finding, SuspectSpan
from mtcheck.core.report import Notice
from mtcheck.core.span import Span
from mtcheck.registry import family_traits


def ignored_in(path: str, cfg: Config) -> list[PathIgnore]:
    """Return the path ignores that a file falls under."""
    return [entry for entry in cfg.path_ignores if concerns(entry, path)]


def concerns(entry: PathIgnore, path: str) -> bool:
    """Tell whether a file falls under a path ignore."""
    file = project_path(path, Path(entry.base))
    return any(matches(pattern, file) for pattern in entry.paths)


def split_ignored(findings: Sequence[Finding], ignores: Sequence[PathIgnore]) -> tuple[list[Finding], list[Finding]]:
    """Part the findings that count from those whose rules are ignored, so that neither hides in a suspect of the other."""
    gone = [finding for finding in findings if any(entry.covers(finding.rule_id) for entry in ignores)]
    ids = {id(finding) for finding in gone}
    return [finding for finding in findings if id(finding) not in ids], gone


def mark_ignored(suspects: Sequence[SuspectSpan], ignores: Sequence[PathIgnore]) -> tuple[SuspectSpan, ...]:
    """Mark suspects made of ignored findings alone."""
    marked = []
    for suspect in suspects:
        entry = next(entry for entry in ignores if entry.covers(suspect.rule_id))
        marked.append(_accepted(suspect, Acceptance("path", ", ".join(entry.paths), entry.reason)))
    return tuple(marked)


def mark_accepted(
    doc: Document, suspects: Sequence[SuspectSpan], cfg: Config, day: date
) -> tuple[tuple[SuspectSpan, ...], list[Notice]]:
    """Mark what a comment in the article or the vocabulary accepts; a comment that accepts nothing is a notice."""
    comments, notices = read_comments(doc, day) if cfg.inline_suppressions else ([], [])
    places = [(term, span) for term in cfg.vocabulary for span in _occurrences(doc, term)]
    used: set[int] = set()
    marked = []
    for suspect in suspects:
        comment = next((entry for entry in comments if entry.covers(suspect.rule_id, suspect.span)), None)
        term = next((term for term, span in places if _means(suspect, span)), None)
        if comment is not None:
            used.add(id(comment))
            suspect = _accepted(suspect, Acceptance("comment", str(comment.line), comment.reason))
        elif term is not None:
            suspect = _accepted(suspect, Acceptance("vocabulary", term.term, term.reason))
        marked.append(suspect)
    for entry in comments:
        if id(entry) not in used:
            reason = f"line {entry.line}: the suppression of {', '.join(entry.rules)} matches nothing; remove it"
            notices.append(Notice("warning", "suppression-unused", doc.path, reason))
    return tuple(marked), notices


def _accepted(suspect: SuspectSpan, acceptance: Acceptance) -> SuspectSpan:
    return replace(suspect, state="suppressed", accepted=acceptance)


def _occurrences(doc: Document, term: Term) -> list[Span]:
    """Return where a term stands as whole words, whatever its case and its white space."""
    words = r"\s+".join(re.escape(word) for word in fold(term.term).split())
    text = "".join(folded if len(folded := fold(char)) == 1 else char for char in doc.text)
    return [Span(*match.span()) for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]


def _means(suspect: SuspectSpan, term: Span) -> bool:
    """Tell whether a suspect speaks of the term alone: it lies inside it, or it is a name that has the term in it."""
    return term.contains(suspect.span) or (_is_whole_name(suspect) and suspect.span.contains(term))


def _is_whole_name(suspect: SuspectSpan) -> bool:
    return family_traits(suspect.rule_id.partition(".")[0]).whole_names

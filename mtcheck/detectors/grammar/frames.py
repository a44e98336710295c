"""Judge what stands after a word against the table ``grammar_frames``: *listen the news*, *avoid to go*, *afraid from*.

A row names a word, the forms of it that count (letters of the lexicon, ``=`` for the word alone) and what stands after it:
plain words, ``PRON`` (an object pronoun), ``DET`` (an article or a possessive), ``BASE`` (a verb's base form). In the repair
``{0}`` is the word, ``{1}`` the first of what follows, ``{b}`` and ``{g}`` the base and the -ing form of the verb,
``{s}`` the pronoun as a subject. ``unless``
holds words after the match that give it another reading; ``before`` words that must stand before it or, after ``!``, must not.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.finding import Finding, TableHit
from mtcheck.detectors.grammar.report import found, shown
from mtcheck.detectors.grammar.rules import VERB_FRAME
from mtcheck.detectors.grammar.view import View
from mtcheck.tables import Row

_SUBJECTS = {"me": "I", "him": "he", "her": "she", "us": "we", "them": "they", "you": "you"}
_PRONOUNS = frozenset(_SUBJECTS)
_DETERMINERS = frozenset("the a an my your his her its our their".split())
_LIGHT = frozenset("be have do get go see use make take give buy read pay say tell visit meet".split())


def frame(view: View, index: int, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """Yield the finding of the first row whose frame stands here."""
    for row in rows:
        parts = row["after"].split()
        last = index + len(parts)
        if view.together(index, last) and _matches(view, index, row, parts) and not _excused(view, index, last, row):
            evidence = TableHit("grammar_frames", row.key, row.source)
            message = f"{shown(view, index, last)}: {row['note']}"
            yield found(view, VERB_FRAME, index, last, message, _repair(view, index, row, parts), evidence=evidence)
            return


def _matches(view: View, index: int, row: Row, parts: list[str]) -> bool:
    if row["forms"] != "=" and not _is_verb(view, index, row["forms"]):
        return False
    if parts[0] == "DET" and row["forms"] != "=" and not (_subject(view, index - 1) or view.word(index - 1) in ("to", "not")):
        return False  # "Now arrives the hour": the subject follows
    return all(_is(view, at, part) for at, part in enumerate(parts, index + 1))


def _subject(view: View, at: int) -> bool:
    return view.has(at, "NSow") and not view.has(at, "R")


def _is(view: View, at: int, part: str) -> bool:
    word = view.word(at)
    if part == "PRON":
        return word in _PRONOUNS
    if part == "DET":
        return word in _DETERMINERS and not view.upper(at)
    if part == "BASE":
        return word in _LIGHT or (view.base(at) and not view.upper(at))
    return word == part


def _is_verb(view: View, index: int, letters: str) -> bool:
    """Tell whether the form is a verb of one of the wanted forms, where it can be a noun as well."""
    if not view.has(index, letters) or (view.upper(index) and index != view.sentence(index).start):
        return False
    if view.has(index, "NS") and view.tags[index][-1:] != "!":
        return view.has(index - 1, "omS") or view.word(index - 1) in ("to", "not")
    return True


def _excused(view: View, index: int, last: int, row: Row) -> bool:
    before, wanted = view.word(index - 1), row["before"]
    if wanted and (before in wanted[1:].split() if wanted[0] == "!" else before not in wanted.split()):
        return True
    return view.word(last + 1) in row["unless"].split() or view.quoted(view.span(index, last))


def _repair(view: View, index: int, row: Row, parts: list[str]) -> str:
    written = [view.doc.forms[at] for at in range(index, index + len(parts) + 1)]
    verb = view.word(index + parts.index("BASE") + 1) if "BASE" in parts else ""
    gerund = view.inflected.verb(verb, "gerund") if verb else ""
    if "{g}" in row["repair"] and not gerund:
        return ""
    subject = next((_SUBJECTS[word] for word in map(str.lower, written) if word in _SUBJECTS), "")
    return row["repair"].format(*written, b=verb, g=gerund, s=subject).strip()

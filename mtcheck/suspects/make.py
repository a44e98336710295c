"""Make suspects of groups of findings: one span, one category, one severity, one probability, one message."""

from __future__ import annotations

import hashlib
import posixpath
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Edit, Finding, SuspectSpan
from mtcheck.core.rule import Rule
from mtcheck.core.span import Span, hull
from mtcheck.core.taxonomy import severity_rank
from mtcheck.suspects.calibrate import combine, rule_probability
from mtcheck.suspects.group import group_findings
from mtcheck.suspects.places import excerpt, region

BOILERPLATE = "design/boilerplate"
FINGERPRINT_VERSION = "2"
_NEIGHBOURS = 2
_WORDS = ("word", "number")
_MOST_EDITS = 3


def make_suspects(doc: Document, findings: Iterable[Finding], rules: Mapping[str, Rule]) -> tuple[SuspectSpan, ...]:
    """Return the suspects of a document in order of their place; every finding belongs to exactly one of them."""
    groups = group_findings(findings, category_of=lambda rule_id: rules[rule_id].category, absorbing=BOILERPLATE)
    copies: Counter[str] = Counter()
    suspects = []
    for group in groups:
        suspect = _suspect(doc, group, rules, copies)
        suspects.append(suspect)
    return tuple(sorted(suspects, key=lambda suspect: (suspect.span, suspect.rule_id)))


def _suspect(doc: Document, group: Sequence[Finding], rules: Mapping[str, Rule], copies: Counter[str]) -> SuspectSpan:
    leader = max(group, key=lambda finding: _lead(finding, rules))
    ordered = (leader, *(finding for finding in group if finding is not leader))
    span = hull(finding.span for finding in group)
    category = rules[leader.rule_id].category
    same = [finding for finding in group if rules[finding.rule_id].category == category]
    severity = max((finding.severity or rules[finding.rule_id].severity for finding in same), key=severity_rank)
    content = _content(doc, span, leader.rule_id)
    copies[content] += 1
    return SuspectSpan(
        span=span,
        rule_id=leader.rule_id,
        category=category,
        severity=severity,
        probability=round(combine(same if category == BOILERPLATE else group), 3),
        findings=ordered,
        message=leader.message,
        replacements=_replacements(doc, span, same if category == BOILERPLATE else ordered),
        fingerprint=_fingerprint(content, copies[content]),
        text=doc.of(span),
        context=excerpt(doc, span),
        region=region(doc, span),
        quoted=doc.is_quoted(span),
    )


def _lead(finding: Finding, rules: Mapping[str, Rule]) -> tuple[bool, float, int, float, str]:
    """Order findings by who leads: furniture, then probability, severity, score; the id settles the rest."""
    rule = rules[finding.rule_id]
    return (
        rule.category == BOILERPLATE,
        rule_probability(finding.rule_id, finding.score),
        severity_rank(finding.severity or rule.severity),
        finding.score,
        finding.rule_id,
    )


def _replacements(doc: Document, span: Span, ordered: Sequence[Finding]) -> tuple[str, ...]:
    texts: dict[str, None] = {}
    for finding in ordered:
        for edit in finding.edits:
            texts.setdefault(_apply(doc, span, edit))
    return tuple(texts)[:_MOST_EDITS]


def _apply(doc: Document, span: Span, edit: Edit) -> str:
    """Return the text of ``span`` after the edit; an edit that reaches beyond the span widens it by nothing."""
    start, end = max(span.start, edit.span.start), min(span.end, edit.span.end)
    return doc.text[span.start : start] + edit.replacement + doc.text[end : span.end]


def _content(doc: Document, span: Span, rule_id: str) -> str:
    """Return what identifies a suspect wherever it moves: rule, folded text, neighbouring words of its paragraph, file.

    The file counts by its name, not its folder, so that a check-out elsewhere gives the same fingerprints.
    """
    file = posixpath.basename(doc.path.replace("\\", "/"))
    name = file if doc.meta.get("format") != "jsonl" else f"{file}#{doc.id}"
    before, after = _neighbours(doc, span)
    return "\x1f".join((rule_id, " ".join(fold(doc.of(span)).split()), " ".join(before), " ".join(after), name))


def _neighbours(doc: Document, span: Span) -> tuple[list[str], list[str]]:
    """Return the folded words that stand nearest before and after the span, inside its own paragraph."""
    if not doc.sentences:
        return [], []
    at = bisect_right(doc.sentences, span.start, key=lambda sent: sent.span.start) - 1
    home = doc.block_tokens(doc.sentences[max(0, at)].block)
    tokens = doc.tokens
    first = bisect_left(tokens, span.start, home.start, home.stop, key=lambda tok: tok.span.end - 1)
    last = bisect_left(tokens, span.end, home.start, home.stop, key=lambda tok: tok.span.start)

    def words(indexes: range) -> list[str]:
        return list(islice((doc.folded[index] for index in indexes if tokens[index].kind in _WORDS), _NEIGHBOURS))

    return words(range(first - 1, home.start - 1, -1))[::-1], words(range(last, home.stop))


def _fingerprint(content: str, copy: int) -> str:
    packed = f"{FINGERPRINT_VERSION}\x1f{content}\x1f{copy}".encode("utf-8", "surrogatepass")
    return f"v{FINGERPRINT_VERSION}:{hashlib.sha256(packed).hexdigest()[:24]}"

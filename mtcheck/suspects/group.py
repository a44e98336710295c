"""Group findings that speak of the same stretch of text; every finding ends up in exactly one group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mtcheck.core.finding import Finding
from mtcheck.core.span import Span

VAGUE = "other/uncategorized"


def group_findings(findings: Iterable[Finding], *, category_of: Callable[[str], str], absorbing: str) -> list[list[Finding]]:
    """Return groups of findings, in order of their first character.

    Two findings belong together where they share at least half of the longer one, or where one lies inside the other and
    both have one category, or the inner one cannot say what is wrong (VAGUE). A finding of the category ``absorbing`` (page
    furniture) takes in all that lies inside it: what is no part of the article is not judged as its language.
    """
    ordered = sorted(findings, key=lambda finding: (finding.span.start, -finding.span.end, finding.rule_id, finding.message))
    parent = list(range(len(ordered)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for left, right in _overlapping_pairs(ordered):
        if _same_place(ordered[left], ordered[right], category_of, absorbing):
            low, high = sorted((root(left), root(right)))
            parent[high] = low
    groups: dict[int, list[Finding]] = {}
    for index, finding in enumerate(ordered):
        groups.setdefault(root(index), []).append(finding)
    return list(groups.values())


def _overlapping_pairs(ordered: Sequence[Finding]) -> Iterable[tuple[int, int]]:
    active: list[int] = []
    for index, finding in enumerate(ordered):
        active = [other for other in active if ordered[other].span.end > finding.span.start]
        for other in active:
            yield other, index
        active.append(index)


def _same_place(left: Finding, right: Finding, category_of: Callable[[str], str], absorbing: str) -> bool:
    categories = category_of(left.rule_id), category_of(right.rule_id)
    for outer, inner, category in ((left, right, categories[0]), (right, left, categories[1])):
        if category == absorbing and outer.span.contains(inner.span):
            return True
        if category not in (absorbing, VAGUE) and VAGUE in categories and outer.span.contains(inner.span):
            return True
    if absorbing in categories and categories[0] != categories[1]:
        return False
    shared = _shared(left.span, right.span)
    if 2 * shared >= max(len(left.span), len(right.span)):
        return True
    return categories[0] == categories[1] and (left.span.contains(right.span) or right.span.contains(left.span))


def _shared(left: Span, right: Span) -> int:
    return max(0, min(left.end, right.end) - max(left.start, right.start))

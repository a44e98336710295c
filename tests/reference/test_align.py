"""Align texts whose sentences were merged, cut, left out and moved, and see which links come back."""

from __future__ import annotations

import json
import lzma
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.reference.align import align

QE = Path(__file__).parent.parent.parent / ".." / "shared" / "data" / "qe"
RATE = 0.1  # of each of the four kinds of damage
REFERENCE = (
    "The harbour was closed on Monday because of the storm.",
    "Fishermen had brought in their boats the evening before.",
    "Mayor Anna Lind asked the government for 3.5 million euros.",
    "Schools will stay shut until the bridges have been inspected.",
    "The oldest bridge, built in 1893, lost two of its pillars.",
    "Nobody was hurt, the police said.",
)


def damaged(lines: list[str], rnd: random.Random) -> tuple[list[str], set[tuple[int, int]]]:
    """Merge, cut, drop and swap lines; return them with their links to the undamaged ones."""
    units = [(line, {number}) for number, line in enumerate(lines)]
    out: list[tuple[str, set[int]]] = []
    while units:
        text, numbers = units.pop(0)
        chance, words = rnd.random(), text.split()
        if chance < RATE and units:
            other, more = units.pop(0)
            out.append((f"{text} {other}", numbers | more))
        elif RATE <= chance < 2 * RATE and len(words) >= 8:
            commas = [at for at in range(3, len(words) - 3) if words[at - 1].endswith((",", ";", ":"))]
            cut = rnd.choice(commas or [len(words) // 2])
            out += [(" ".join(words[:cut]), numbers), (" ".join(words[cut:]), numbers)]
        elif 2 * RATE <= chance < 3 * RATE:
            continue
        elif 3 * RATE <= chance < 4 * RATE and units:
            out += [units.pop(0), (text, numbers)]
        else:
            out.append((text, numbers))
    return [text for text, _ in out], {(at, number) for at, (_, numbers) in enumerate(out) for number in numbers}


def links(hypothesis: list[str], reference: list[str]) -> set[tuple[int, int]]:
    return {(i, j) for link in align(hypothesis, reference) for i in link.hypothesis for j in link.reference}


def translations() -> Iterator[tuple[list[str], list[str]]]:
    """Yield a machine translation and a human one of the same document, a segment a line."""
    for path in sorted(QE.glob("docs-*.dev.jsonl.xz")):
        groups: dict[tuple[str, str], dict[bool, list[str]]] = defaultdict(dict)
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for doc in map(json.loads, lines):
                groups[doc["dataset"], doc["doc"]][doc["system"] == "human"] = doc["text"].split("\n")
        pairs = [(by[False], by[True]) for _, by in sorted(groups.items()) if len(by) == 2]
        yield from [pair for pair in pairs if len(pair[0]) == len(pair[1]) >= 4][:15]


def test_links_of_damaged_translations_come_back() -> None:
    if not QE.is_dir():
        pytest.skip("the translations are not at hand")
    rnd = random.Random(3)
    shared = found = wanted = 0
    for machine, human in translations():
        text, gold = damaged(machine, rnd)
        got = links(text, human)
        shared, found, wanted = shared + len(got & gold), found + len(got), wanted + len(gold)
    assert wanted > 300
    assert 2 * shared / (found + wanted) >= 0.95


@pytest.mark.parametrize(
    ("order", "want"),
    [
        ([[0], [1], [2], [3], [4], [5]], {(n, n) for n in range(6)}),
        ([[0, 1], [2], [3], [4, 5]], {(0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (3, 5)}),
        ([[0], [2], [1], [3], [4], [5]], {(0, 0), (1, 2), (2, 1), (3, 3), (4, 4), (5, 5)}),
        ([[1], [2], [3], [4], [0]], {(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)}),
        ([[0], [4], [5]], {(0, 0), (1, 4), (2, 5)}),
    ],
    ids=["same", "merged", "neighbours swapped", "first becomes last", "left out"],
)
def test_each_kind_of_damage(order: list[list[int]], want: set[tuple[int, int]]) -> None:
    text = [" ".join(REFERENCE[number] for number in group) for group in order]
    assert links(text, list(REFERENCE)) == want
    assert {(j, i) for i, j in links(list(REFERENCE), text)} == want


def test_what_is_foreign_stays_alone() -> None:
    text = [*REFERENCE[:3], "Subscribe to our newsletter!", *REFERENCE[3:]]
    alone = [link for link in align(text, REFERENCE) if not link.reference]
    assert [link.hypothesis for link in alone] == [(3,)]
    assert [link.hypothesis for link in align(REFERENCE, text) if link.reference == (3,)] == [()]


@given(st.lists(st.text(max_size=12), max_size=8), st.lists(st.text(max_size=12), max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_sentence_is_in_exactly_one_link(hypothesis: list[str], reference: list[str]) -> None:
    found = align(hypothesis, reference)
    assert sorted(i for link in found for i in link.hypothesis) == list(range(len(hypothesis)))
    assert sorted(j for link in found for j in link.reference) == list(range(len(reference)))
    assert all(link.hypothesis or link.reference for link in found)

"""Gather texts with references of several kinds, to fit and to measure what a reference tells.

Machine translations that raters marked, and others, against a human translation; post-edited translations, against the
post-edit; translations with a planted error, against what they were before; human texts against themselves; and one human
translation against another, in which nothing is to be marked.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.texts import WITH_REFERENCES, json_lines

SEED = 17
JOINED = 8  # segments that make a text
SIZES = {"marked": 500, "machine": 300, "human": 400, "post-edited": 150, "same": 200, "planted": 60}
PLANTED = ("critical_id8_negation", "critical_id9_ne_replaced", "critical_id10_numbers_replaced")


@dataclass(frozen=True, slots=True)
class Example:
    """Hold a text, its reference, what was marked in it, and the kind of set it is from."""

    text: str
    reference: str
    spans: tuple[tuple[int, int], ...]
    kind: str


def marked(data: Path, split: str) -> list[Example]:
    """Return marked machine translations with the human translation of the same document."""
    groups: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in json_lines(data / "qe" / f"docs-mqm-zh-en.{split}.jsonl.xz"):
        groups[row["dataset"], row["doc"]][f"{row['system']} {row.get('translator', '')}"] = row
    out = []
    for _, group in sorted(groups.items()):
        humans = sorted(name for name in group if name.startswith("human "))
        for name, row in sorted(group.items()):
            if humans and name not in humans and row.get("spans") is not None:
                spans = tuple((span["start"], span["end"]) for span in row["spans"] if span["severity"] != "neutral")
                out.append(Example(row["text"], group[humans[0]]["text"], spans, "marked"))
    return out


def post_edited(data: Path, split: str) -> Iterator[Example]:
    """Yield texts of neighbouring post-edited segments."""
    by_set: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in ("mlqe-pe-xx-en", "wmt18qe-de-en-smt"):
        for row in json_lines(data / "qe" / f"{name}.{split}.jsonl.xz"):
            if row.get("post_edit") and row.get("tags"):
                by_set[row["dataset"]].append(row)
    for rows in by_set.values():
        yield from _joined([(row, row["post_edit"]) for row in rows], "post-edited")


def planted(data: Path, split: str) -> Iterator[Example]:
    """Yield translations in which a negation, a name or a number was changed, with what they were before."""
    rows = list(json_lines(data / "qe" / f"demetr.{split}.jsonl.xz"))
    before = {row["doc"]: row["text"] for row in rows if row["system"] == "clean-mt"}
    for system in PLANTED:
        kept = [row for row in rows if row["system"] == system and row["doc"] in before]
        yield from _joined([(row, before[row["doc"]]) for row in kept], "planted")


def _joined(rows: Sequence[tuple[dict[str, Any], str]], kind: str) -> Iterator[Example]:
    """Make texts of so many segments, a line each."""
    for at in range(0, len(rows) - JOINED, JOINED):
        part = rows[at : at + JOINED]
        spans, offset = [], 0
        for row, _ in part:
            spans += [(offset + span["start"], offset + span["end"]) for span in row["spans"]]
            offset += len(row["text"]) + 1
        yield Example("\n".join(row["text"] for row, _ in part), "\n".join(other for _, other in part), tuple(spans), kind)


def same(data: Path, split: str) -> Iterator[Example]:
    """Yield human translations as their own references."""
    for row in json_lines(data / "qe" / f"docs-wmt-xx-en.{split}.jsonl.xz"):
        if row["system"] == "human":
            yield Example(row["text"], row["text"], (), "same")


def translations(data: Path, split: str) -> Iterator[dict[str, dict[str, str]]]:
    """Yield the translations of each document, by people and by machines, each by its name."""
    groups: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(lambda: {"human": {}, "machine": {}})
    for stem in WITH_REFERENCES:
        for row in json_lines(data / "qe" / f"{stem}.{split}.jsonl.xz"):
            kind = "human" if row["system"] == "human" else "machine"
            groups[row["dataset"], row["doc"]][kind][f"{row['system']} {row.get('translator', '')}"] = row["text"]
    for _, group in sorted(groups.items()):
        yield {kind: dict(sorted(texts.items())) for kind, texts in group.items()}


def human(data: Path, split: str) -> Iterator[Example]:
    """Yield human translations with another human translation of the same document."""
    for group in translations(data, split):
        texts = list(group["human"].values())[:2]
        if len(set(texts)) == 2:
            yield Example(texts[0], texts[1], (), "human")
            yield Example(texts[1], texts[0], (), "human")


def machine(data: Path, split: str) -> Iterator[Example]:
    """Yield one machine translation of each document, with a human one; what is wrong in it is not known."""
    draw = random.Random(SEED)
    for group in translations(data, split):
        if group["human"] and group["machine"]:
            yield Example(draw.choice(list(group["machine"].values())), next(iter(group["human"].values())), (), "machine")


POOLS: dict[str, Callable[[Path, str], Iterable[Example]]] = {
    "marked": marked,
    "machine": machine,
    "human": human,
    "post-edited": post_edited,
    "same": same,
    "planted": planted,
}


def examples(data: Path, split: str, scale: float) -> list[Example]:
    """Return a sample of every kind."""
    draw = random.Random(SEED)
    out = []
    for kind, pool in POOLS.items():
        found = list(pool(data, split))
        out += draw.sample(found, min(len(found), round(SIZES[kind] * scale)))
    return out

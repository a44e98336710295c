"""Measure the names family on real machine translation: mentions that the human reference has and the output lacks.

usage: python -m training.evaluate_names --data ../shared/data [--split dev] [--show 30]

A mention counts where the reference names a person of the table by surname (or in full) and the output of a system for the
same document has no accepted form of that person. Found: some flag in that document points at the same person. Flags are
listed with ``--show``, to be judged by eye.
"""

from __future__ import annotations

import argparse
import collections
import random
from collections.abc import Iterator
from pathlib import Path

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding, TableHit
from mtcheck.core.rule import Context
from mtcheck.detectors.names import detector
from mtcheck.detectors.names.context import Surroundings, capitalised_runs
from mtcheck.detectors.names.distance import likeness
from mtcheck.detectors.names.engine import engine_of
from mtcheck.lang.sounds import letters, sounds
from mtcheck.readers.plain import from_string
from training.texts import WITH_REFERENCES, json_lines

CONTEXT = Context(table=tables.load)
TRACE = 0.6


def documents(data: Path, split: str) -> Iterator[tuple[str, list[str], list[tuple[str, str]]]]:
    """Yield (document, texts of its references, (system, text) of its outputs)."""
    for stem in WITH_REFERENCES:
        groups: dict[str, tuple[list[str], list[tuple[str, str]]]] = {}
        for entry in json_lines(data / "qe" / f"{stem}.{split}.jsonl.xz"):
            references, outputs = groups.setdefault(f"{entry['dataset']}/{entry['doc']}", ([], []))
            if entry["system"] == "human":
                references.append(entry["text"])
            else:
                outputs.append((entry["system"], entry["text"]))
        for doc, (references, outputs) in groups.items():
            if references and outputs:
                yield f"{stem}/{doc}", references, outputs


def mentioned(doc: Document) -> set[str]:
    """Return the keys of the people whom a text names in full."""
    engine = engine_of(tables.load)
    runs = capitalised_runs(doc, Surroundings(doc, engine.lists))
    return {person.key for run in runs for person in engine.index.accepted.get(letters(run.text), ())}


def has_form(key: str, text: str) -> bool:
    """Tell whether the text has the surname or an accepted form of a person."""
    person = engine_of(tables.load).index.people[key]
    folded = letters(text)
    return any(letters(form) in folded for form in (person.surname, *person.forms) if len(letters(form)) > 3 or " " in form)


def trace(key: str, doc: Document) -> bool:
    """Tell whether some capitalised run still sounds a little like a reading of the person's name."""
    engine = engine_of(tables.load)
    runs = {sounds(run.text) for run in capitalised_runs(doc, Surroundings(doc, engine.lists))}
    known = [
        name for name, entry in engine.index.entries.items() if any(part.startswith(f"{key},") for part in entry.split(";"))
    ]
    return any(likeness(run, name) >= TRACE for run in runs if len(run) > 3 for name in known)


def right(findings: list[Finding], key: str) -> bool:
    """Tell whether a finding points at the person."""
    name = engine_of(tables.load).index.people[key].en
    return any(
        name in finding.message or any(isinstance(item, TableHit) and item.key == key for item in finding.evidence)
        for finding in findings
    )


def evaluate(data: Path, split: str, show: int) -> None:
    absent = found = traced = traced_found = words = reference_words = 0
    rules: collections.Counter[str] = collections.Counter()
    flags: list[str] = []
    false: list[str] = []
    missed: collections.Counter[str] = collections.Counter()
    for name, references, outputs in documents(data, split):
        read = [from_string(text) for text in references]
        people = set.union(*(mentioned(doc) for doc in read))
        for doc in read:
            reference_words += doc.words
            false += [flag(doc, finding, name) for finding in detector.detect(doc, CONTEXT) if finding.score >= 0.5]
        for system, text in outputs:
            doc = from_string(text)
            words += doc.words
            findings = list(detector.detect(doc, CONTEXT))
            rules.update(finding.rule_id for finding in findings)
            flags += [flag(doc, finding, f"{name} {system}") for finding in findings if finding.score >= 0.5]
            for key in sorted(people):
                if not has_form(key, text):
                    absent += 1
                    hit, left = right(findings, key), trace(key, doc)
                    found += hit
                    traced += left
                    traced_found += hit and left
                    missed[key] += not hit
    print(f"outputs {words} words, references {reference_words} words")
    print(
        f"absent {absent}, found {found} ({found / max(1, absent):.3f}); with a trace {traced}, found {traced_found} "
        f"({traced_found / max(1, traced):.3f})"
    )
    print(
        f"flags on outputs {len(flags)} ({1000 * len(flags) / max(1, words):.3f} per 1,000 words), on references "
        f"{len(false)} ({1000 * len(false) / max(1, reference_words):.3f})"
    )
    print(dict(rules), missed.most_common(30))
    random.Random(1).shuffle(flags)
    print(*("R " + line for line in false[:show]), *("M " + line for line in flags[:show]), sep="\n")


def flag(doc: Document, finding: Finding, name: str) -> str:
    before, after = (
        doc.text[max(0, finding.span.start - 60) : finding.span.start],
        doc.text[finding.span.end : finding.span.end + 40],
    )
    edit = finding.edits[0].replacement if finding.edits else ""
    return f"[{finding.rule_id} {finding.score:.2f}] {before}⟦{doc.of(finding.span)}⟧{after} -> {edit} ({name})".replace(
        "\n", "⏎"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--show", type=int, default=30)
    arguments = parser.parse_args()
    evaluate(arguments.data, arguments.split, arguments.show)


if __name__ == "__main__":
    main()

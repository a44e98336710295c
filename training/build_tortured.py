"""Build ``mtcheck/data/tortured.tsv`` from the pairs of the Problematic Paper Screener's snapshots.

Reviewed by rules: single words and mere spelling variants go; a guess (question marks) stays without an edit; a phrase that
people write in the corpora goes, unless the screener states a condition for it; a condition is kept where it can be checked
inside one article. Every dropped pair is printed with its reason (``--dropped``).

    nice -n 10 python training/build_tortured.py --pairs ../shared/data/tortured/pairs.tsv --corpora ../shared/corpora
"""

from __future__ import annotations

import argparse
import csv
import io
import lzma
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lemminflect import getAllLemmas  # type: ignore[import-untyped]
from rapidfuzz.distance import Levenshtein

from mtcheck.core.document import fold
from mtcheck.lang.phrases import PhraseTrie, base, pieces

TABLE = Path(__file__).parent.parent / "mtcheck" / "data" / "tortured.tsv"
HEAD = """\
# source: fingerprint list of the Problematic Paper Screener (Cabanac, Labbé, Magazinov), by way of three snapshots
# snapshots: PPS-2025-11 hahuyhoang411/tortured-phrase, PPS-2026-03 giladfeldman/torturedcheck
# snapshots, continued: tpc-registry qtan-tran/tortured-phrase-classifier
# licence: PPS-2025-11 MIT, PPS-2026-03 CC BY 4.0, tpc-registry Apache-2.0
# version: 1
"""
UNLICENSED = ("PPS-2025-07",)  # a snapshot without licence: what only it has stays out
PREFIXES = frozenset(
    "anti co de down micro neuro non over pre pro re self semi sub super ultra un up wi bi tri multi m k ok".split()
)
# Read by eye among the phrases that the corpora hold once: good English, or too near to it.
GOOD_ENGLISH = frozenset(
    """biological assault;coaching set;creepy crawlies;cyber assault;ecological cataclysm;eye ailments;final destiny
    global gathering on;market rivalry;paranoid android;speech intelligence;ultimate destiny""".replace("\n", ";").split(";")
)
TAIL = re.compile(r"\s*,?\s*\b(?:see https?:\S+.*|e\.g\.,? .*)$")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
UPPER = re.compile(r"[A-Z]{3,}")
TERM = re.compile(r'"([^"]+)"(?:~(\d+))?|([^\s()"]+)')


@dataclass(frozen=True)
class Pair:
    """Hold one phrase of the table; ``dropped`` names the reason where it does not go in."""

    phrase: str
    pattern: tuple[str, ...]
    expected: tuple[str, ...]
    condition: str
    papers: int
    source: str
    note: str
    dropped: str = ""


@dataclass
class Condition:
    """Hold what a screener query asks beside the phrase; ``usable`` is False where an article cannot show it."""

    every: list[str] = field(default_factory=list)
    some: list[str] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    usable: bool = True

    def __str__(self) -> str:
        parts = (("all", self.every), ("any", self.some), ("none", self.none))
        return ";".join(f"{name}={'|'.join(terms)}" for name, terms in parts if terms)


def held_out(expected: str) -> bool:
    """Tell whether the development measure takes the pair, by its expected expression."""
    return zlib.crc32(expected.split("(")[0].strip().lower().encode()) % 10 < 3


def alternatives(expected: str, phrase: str) -> tuple[str, ...]:
    """Return the usable replacement texts of an expectation, best first; none for a guess or a remark."""
    if any(mark in expected for mark in ("?", "...", "the word ")):
        return ()
    plain = TAIL.sub("", expected.replace('\\"', "").replace("\\", "").replace('"', ""))
    plain = BRACKETS.sub("", plain)
    parting = "|".join([r"\s+or\s+", *(rf"\s*{mark}\s*" for mark in "/," if mark not in phrase)])
    parts = re.split(parting, plain)
    return tuple(dict.fromkeys(part.strip(" .;:") for part in parts if len(part.strip(" .;:")) > 1))


def verb_marks(units: list[str]) -> tuple[str, ...]:
    """Mark the units that are verbs and nothing else, so that they match in every form."""
    return tuple(
        f"{unit}~" if unit.isalpha() and set(getAllLemmas(unit)) in ({"VERB"}, {"VERB", "AUX"}) else unit for unit in units
    )


def condition_of(query: str, phrase: str) -> tuple[str, Condition]:
    """Read a screener query: the phrase it is about, and what else the article must or must not hold."""
    found = Condition()
    rest = query
    lead = TERM.match(query.strip())
    if lead is None or lead.group(1) is None:
        return phrase, Condition(usable=False)
    phrase, rest = lead.group(1).strip(), query.strip()[lead.end() :].strip()
    words = phrase.split()
    if lead.group(2) and UPPER.fullmatch(words[-1]):
        phrase = " ".join(words[:-1])
        found.every.append(words[-1])
    for clause in re.split(r"\b(?=(?:AND|ADN|NOT|OR)\b(?![^(]*\)))", rest):
        operator, _, operand = clause.strip().partition(" ")
        terms = [(a or c, near) for a, near, c in TERM.findall(operand) if (a or c) not in ("AND", "OR", "NOT")]
        if not operand:
            continue
        names = [term.strip() for term, _ in terms]
        if operator == "NOT":
            found.none += names
        elif operator == "OR" or any(near for _, near in terms):
            found.usable = False
        elif "(" in operand and " OR " in operand:
            found.usable = found.usable and not found.some
            found.some += names
        else:
            found.every.append(" ".join(names))
    return phrase, found


def make_pair(row: dict[str, str]) -> Pair:
    """Clean one row and drop it where a rule says so."""
    phrase, condition = row["tortured"].strip(), Condition()
    if row["pps_query"]:
        phrase, condition = condition_of(row["pps_query"].replace('\\"', '"'), phrase)
    units = pieces(fold(phrase))
    expected = alternatives(row["expected"], phrase)
    note = row["expected"] if (row["expected"],) != expected else ""
    source = "+".join(name for name in row["source"].split("+") if name not in UNLICENSED)
    pair = Pair(phrase, verb_marks(units), expected, str(condition), int(row["papers"] or 0), source, note.replace("\\", ""))
    reason = "" if source else "no source that states a licence"
    reason = reason or drop_reason(units, expected, condition, bool(row["pps_query"]), phrase)
    return replace(pair, dropped=reason) if reason else pair


def drop_reason(units: list[str], expected: tuple[str, ...], condition: Condition, queried: bool, phrase: str) -> str:
    """Say why a pair is not fit for the table, or nothing."""
    if len(units) < 2 or (" " not in phrase and len(units) == 2 and PREFIXES & set(units)):
        return "single word"
    if fold(phrase) in {text.strip() for text in GOOD_ENGLISH} and not queried:
        return "good English"
    if not condition.usable or (queried and not str(condition) and "~" not in phrase and not queried_plainly(phrase)):
        return "condition cannot be checked"
    if any(is_spelling(units, pieces(fold(text))) for text in expected):
        return "spelling variant"
    return ""


def queried_plainly(phrase: str) -> bool:
    """Tell whether a queried phrase without further condition can stand alone."""
    return len(phrase.split()) > 1


def is_spelling(left: list[str], right: list[str]) -> bool:
    """Tell whether two phrases differ by spelling, inflection or hyphens alone."""
    if "".join(left) == "".join(right):
        return True
    return len(left) == len(right) and all(
        base(a) == base(b) or (not getAllLemmas(a) and Levenshtein.distance(a, b) <= 1)
        for a, b in zip(left, right, strict=True)
    )


def usual_terms(pairs: list[Pair], expected: Iterable[str]) -> set[str]:
    """Return the phrases that stand inside an expected expression of the list: nobody tortured those."""
    trie = PhraseTrie()
    for pair in pairs:
        trie.add(pair.pattern, pair.phrase)
    usual: set[str] = set()
    for text in expected:
        units = pieces(fold(text))
        for start in trie.starts(units):
            usual.update(key for end in range(start + 1, len(units) + 1) if (key := trie.exact(units[start:end])))
    return usual


def merge(pairs: Iterable[Pair]) -> list[Pair]:
    """Put pairs of one pattern together: alternatives in order of papers; the stand-alone row wins over a condition."""
    kept: dict[tuple[str, ...], Pair] = {}
    for pair in sorted(pairs, key=lambda pair: (bool(pair.condition), -pair.papers, pair.phrase)):
        key = tuple(base(unit) for unit in pair.pattern)
        first = kept.get(key)
        if first is None:
            kept[key] = pair
        elif first.condition == pair.condition:
            kept[key] = replace(first, expected=tuple(dict.fromkeys((*first.expected, *pair.expected))))
    return sorted(kept.values(), key=lambda pair: fold(pair.phrase))


def level_case(pairs: list[Pair]) -> list[Pair]:
    """Write an expectation in lower case where the list itself does so elsewhere: 'Artificial Neural Network' is no name."""
    written = {text for pair in pairs for text in pair.expected}

    def level(text: str) -> str:
        return text.lower() if text.lower() in written else text

    return [replace(pair, expected=tuple(dict.fromkeys(map(level, pair.expected)))) for pair in pairs]


def lines_of(folder: Path) -> Iterator[str]:
    """Yield the lines of all corpora."""
    for path in sorted(folder.glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from lines


def count_clean(pairs: list[Pair], folder: Path) -> Counter[str]:
    """Count how often people write each phrase in the corpora, with the tolerance that the detector has."""
    trie = PhraseTrie()
    for pair in pairs:
        trie.add(pair.pattern, pair.phrase)
    counts: Counter[str] = Counter()
    for line in lines_of(folder):
        units = pieces(fold(line))
        for start in trie.starts(units):
            hit = trie.longest(units, start)
            if hit is not None:
                counts[hit[1]] += 1
    return counts


def render(pairs: list[Pair], counts: Counter[str]) -> str:
    """Return the text of the table."""
    lines = [HEAD + "key\tpattern\texpected\tcondition\tpapers\tclean\tsource\tnote"]
    lines += [
        "\t".join(
            (
                fold(pair.phrase),
                " ".join(pair.pattern),
                "|".join(pair.expected),
                pair.condition,
                str(pair.papers or ""),
                str(counts[pair.phrase] or ""),
                pair.source,
                pair.note,
            )
        )
        for pair in pairs
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--most-clean", type=int, default=1, help="drop a phrase that the corpora hold oftener")
    parser.add_argument("--hold-out", action="store_true", help="leave out the pairs that the development measure takes")
    parser.add_argument("--dropped", type=Path, help="write the dropped pairs and the reasons here")
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    args = parser.parse_args()
    text = args.pairs.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = [make_pair(row) for row in rows if not (args.hold_out and held_out(row["expected"]))]
    dropped = [pair for pair in pairs if pair.dropped]
    kept = merge(pair for pair in pairs if not pair.dropped)
    kept = level_case(kept)
    usual = usual_terms(kept, [row["expected"] for row in rows])
    dropped += [replace(pair, dropped="a usual term") for pair in kept if pair.phrase in usual]
    kept = [pair for pair in kept if pair.phrase not in usual]
    counts = count_clean(kept, args.corpora)
    common = [pair for pair in kept if counts[pair.phrase] > args.most_clean and not pair.condition]
    dropped += [replace(pair, dropped=f"people write it: {counts[pair.phrase]}") for pair in common]
    out = {pair.phrase for pair in common}
    kept = [pair for pair in kept if pair.phrase not in out]
    args.output.write_text(render(kept, counts), encoding="utf-8")
    if args.dropped:
        lines = (f"{pair.dropped}\t{pair.phrase}\t{'|'.join(pair.expected)}\t{pair.papers}\n" for pair in dropped)
        args.dropped.write_text("".join(lines), encoding="utf-8")
    reasons = Counter(pair.dropped.partition(":")[0] for pair in dropped)
    print(f"{len(rows)} pairs, {len(kept)} kept, dropped {dict(reasons)}", file=sys.stderr)


if __name__ == "__main__":
    main()

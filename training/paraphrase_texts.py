"""Make the texts on which the odd-paraphrase engine is fitted: references, some of them spun here, and tortured phrases."""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training import substitutions
from training.build_alike import listed_forms
from training.wordnet_forms import log2_count, readings

FIT_FOLDS = "789"
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
CARRIERS = (
    "The paper presents a method for {} and compares it with earlier work.",
    "We discuss {} in the second section.",
    "Recent advances in {} have made this possible.",
    "It depends on {} as well as on the data.",
    "Results show that {} can be improved.",
    "A new approach to {} is proposed here.",
)
# Share of the words that have a substitute which get one.
RATES = {"pairs": (0.7, 0.7), "both": (0.1, 0.4), "thesaurus": (0.08, 0.35), "listed": (0.08, 0.3)}
LEAST_LISTED = 6  # log2 of the count in the corpora, of what the other thesaurus puts in

Replaced = tuple[int, int, str | None]  # start, end, the word before (None: not known word by word)


@dataclass(frozen=True, slots=True)
class Text:
    """Hold a text with what was replaced in it."""

    text: str
    replaced: tuple[Replaced, ...]
    kind: str


class Listed:
    """Return the forms that a thesaurus lists with a form, inflected like it."""

    def __init__(self, listed: dict[str, set[str]]) -> None:
        self._listed = listed
        self._found: dict[str, list[str]] = {}

    def forms(self, word: str) -> list[str]:
        """Return the forms; nothing for words that carry grammar, and no form that hardly anybody writes."""
        if word not in self._found:
            senses = () if substitutions.has_grammar(word) else tuple(readings(word))
            forms = listed_forms(senses, self._listed) if senses else set()
            self._found[word] = sorted(form for form in forms if form != word and log2_count(form) >= LEAST_LISTED)
        return self._found[word]


class Spinner:
    """Replace words as spinners do: by what pairs show, by the thesaurus, or by another one, most of which ours leaves out."""

    def __init__(self, table: dict[str, str], learned: substitutions.Learned, listed: Listed, seed: int) -> None:
        self.draw = random.Random(seed)
        self.listed = listed
        self.near: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self.learned: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for form, payload in table.items():
            for weight, group in zip((1.0, 0.5, 0.25), payload.split("|"), strict=False):
                for word in group.split() if "_" not in form else ():
                    if "_" not in word:
                        self.near[word].append((form, weight))
        for form, counts in learned.items():
            for word, count in counts.items():
                self.learned[word].append((form, float(count)))

    @classmethod
    def of(cls, pairs_file: Path, table: dict[str, str], listed: Listed, seed: int) -> Spinner:
        """Make the spinner that knows the pairs of the folds fitted on, words and phrases."""
        words, phrases = substitutions.aligned(substitutions.read_pairs(pairs_file, FIT_FOLDS))
        learned = substitutions.generalised(words)
        for (written, meant), count in phrases.items():
            learned[written][meant] += count
        return cls(table, learned, listed, seed)

    def spin(self, text: str, style: str) -> Text:
        """Return the text with some words replaced."""
        rate = self.draw.uniform(*RATES[style])
        out: list[str] = []
        replaced: list[Replaced] = []
        done = size = 0
        for match in WORD.finditer(text):
            word = match.group()
            if not (word.isalpha() and word.islower() and len(word) > 2):
                continue
            options = self.options(word, style)
            if not options or self.draw.random() > rate:
                continue
            form = self.draw.choices([f for f, _ in options], [weight**0.7 for _, weight in options])[0]
            out.append(text[done : match.start()] + form)
            size += match.start() - done
            replaced.append((size, size + len(form), word))
            size, done = size + len(form), match.end()
        return Text("".join(out) + text[done:], tuple(replaced), f"spun by {style}")

    def options(self, word: str, style: str) -> list[tuple[str, float]]:
        """Return what a spinner of this style may put in the place of a word, with weights."""
        if style == "pairs" or (style == "both" and self.draw.random() < 0.6):
            return self.learned.get(word, [])
        if word in substitutions.LIGHT:
            return []
        return [(form, 1.0) for form in self.listed.forms(word)] if style == "listed" else self.near.get(word, [])


def carried(path: Path) -> Iterable[Text]:
    """Yield sentences round tortured phrases of the folds fitted on, and round what was meant."""
    with path.open(encoding="utf-8", newline="") as rows:
        kept = [
            (row["tortured"], row["expected"].split("(")[0].strip())
            for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
            if str(substitutions.fold(row["expected"])) in FIT_FOLDS and not row["pps_query"] and "?" not in row["expected"]
        ]
    for number, (written, meant) in enumerate(kept):
        carrier = CARRIERS[number % len(CARRIERS)]
        words, other = written.split(), meant.split()
        if not (2 <= len(words) <= 4 and other):
            continue
        at = carrier.index("{}")
        replaced: list[Replaced] = [(at, at + len(written), None)] if len(words) != len(other) else []
        for word, before in zip(words, other, strict=False) if not replaced else ():
            if word.lower() != before.lower():
                replaced.append((at, at + len(word), before.lower()))
            at += len(word) + 1
        yield Text(carrier.format(written), tuple(replaced), "tortured")
        yield Text(carrier.format(meant), (), "expected")


def read_words(path: Path) -> dict[str, str]:
    """Read a packed word table."""
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))

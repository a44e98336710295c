"""Read the training texts of the reader as samples: a text, and per head one label per character.

Heads: ``synthetic`` (replaced or corrupted by us), ``swapped`` (the content words among them), ``edited`` (a person
changed it in post-editing), ``marked`` (share of raters who marked it), ``fault`` (the author of a passage marked it as a
fault; clean text of many kinds has none). Beside them the class of the fault and its repair, where they are known, and
whether the whole text is machine translation (``machine``) or spun (``spun``).
"""

from __future__ import annotations

import json
import lzma
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

from training.reader_corrupt import DELETE, FAULTS, INSERT, KEEP, REPLACE, UNKNOWN, Corruptor, Repairs, join, repairs

HEADS = ("synthetic", "swapped", "edited", "marked", "fault")
REGIMES = (
    "none", "mqm-wmt20", "mqm-wmt21", "mqm-ted21", "mqm-wmt22qe", "mqm-wmt23qe", "mqm-wmt23sxs", "biomqm", "literary",
)  # fmt: skip
CORPUS_SHARES = {
    "wikinews": 0.25, "wikipedia": 0.2, "senate_press_releases": 0.12, "un_general_debate": 0.1, "slate_oanc": 0.12,
    "whitehouse_written": 0.05, "whitehouse_speech": 0.04, "openstax": 0.06, "us_gov_web": 0.03, "state_history": 0.03,
}  # fmt: skip
# how often an epoch shows each set: the small ones have more domains and systems to a sentence
MQM_SETS = {
    "mqm-wmt20-zh-en": 1, "mqm-wmt21-zh-en": 2, "mqm-ted21-zh-en": 1, "mqm-wmt22qe-zh-en": 2, "mqm-wmt23qe-xx-en": 5,
    "mqm-wmt23sxs-zh-en": 1, "literary-xx-en": 1,
}  # fmt: skip
SEVERE = ("minor", "major", "critical", "bad", "unrated")


@dataclass(slots=True)
class Sample:
    """Hold a text with labels per character (``None``: head not trained here) and a weight."""

    text: str
    labels: dict[str, np.ndarray] = field(default_factory=dict)
    weight: float = 1.0
    machine: float | None = None
    spun: float | None = None
    regime: int = 0
    repairs: Repairs | None = None


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, packed or not."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def train_file(folder: Path, stem: str) -> Path:
    """Find the train file of a set."""
    return next(p for p in sorted(folder.glob(f"{stem}.train.jsonl*")))


def rater_share(row: dict[str, Any]) -> np.ndarray:
    """Return per character the share of raters who marked it with any severity but neutral."""
    by_rater: dict[str, np.ndarray] = {}
    for span in row["spans"]:
        if span["severity"] in SEVERE:
            marks = by_rater.setdefault(span.get("rater") or "", np.zeros(len(row["text"]), np.float32))
            marks[span["start"] : span["end"]] = 1.0
    raters = max(1, len(row.get("raters") or []), len(by_rater))
    return np.sum(list(by_rater.values()), axis=0) / raters if by_rater else np.zeros(len(row["text"]), np.float32)


GLUE_LEFT = re.compile(r"^(?:[,.;:!?%)\]}]+|'s|'re|'ve|'ll|'d|'m|n't|’s|…)$")
ENTITIES = {"&apos;": "'", "&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#91;": "[", "&#93;": "]"}


def detokenised(words: list[str], tags: list[float]) -> tuple[str, np.ndarray]:
    """Join whitespace tokens as running text, labels going along."""
    text, labels, open_quote, glue = "", [], False, True
    for word, tag in zip(words, tags, strict=True):
        for entity, plain in ENTITIES.items():
            word = word.replace(entity, plain)
        left = bool(GLUE_LEFT.match(word)) or (word in ('"', "'") and open_quote)
        gap = "" if glue or left else " "
        text += gap + word
        labels += [0.0] * len(gap) + [tag] * len(word)
        glue = word in ("(", "[", "{", "$", "£") or (word in ('"', "'") and not open_quote)
        if word in ('"', "'"):
            open_quote = not open_quote
    return text, np.array(labels, np.float32)


def tagged(row: dict[str, Any], rng: random.Random, head: str) -> Sample:
    """Make a sample of a set with one tag per whitespace token, as it is or as running text."""
    words, tags = row["text"].split(), [float(t) for t in row["tags"]]
    if rng.random() < 0.5:
        text, labels = detokenised(words, tags)
    else:
        text = " ".join(words)
        labels = np.array([x for w, t in zip(words, tags, strict=True) for x in (*[t] * len(w), 0.0)][:-1], np.float32)
    return Sample(text, {head: labels})


class HumanSets:
    """Hold the annotated train sets; ``draw`` makes a sample of the named kind."""

    def __init__(self, folder: Path, *, limit: int | None = None) -> None:
        self.kinds: dict[str, list[dict[str, Any]]] = {}
        for name, stem in (("mlqe", "mlqe-pe-xx-en"), ("wmt18", "wmt18qe-de-en-smt")):
            found = [r for r in rows(train_file(folder, stem)) if r.get("tags") and len(r["tags"]) == len(r["text"].split())]
            self.kinds[name] = found[:limit]
        self.kinds["mqm"] = []
        self.kinds["biomqm"] = list(rows(train_file(folder, "biomqm-xx-en")))[:limit]
        for stem, times in MQM_SETS.items():
            self.kinds["mqm"] += list(rows(train_file(folder, stem)))[:limit] * times
        self.kinds["demetr"] = list(rows(train_file(folder, "demetr")))[:limit]
        self.kinds["docs-mqm"] = list(rows(train_file(folder, "docs-mqm-zh-en")))[:limit]
        plain: list[dict[str, Any]] = []
        self.kinds["authored"] = [r for r in rows(folder.parent / "authored" / "train.jsonl") if r["spans"]][:limit]
        self.kinds["negatives"] = [r for r in rows(folder.parent / "authored" / "train.jsonl") if not r["spans"]][:limit]
        self.kinds["repaired"] = self.kinds["authored"]
        self.kinds["clean2"] = clean_kinds(folder.parent / "clean2")[:limit]
        for stem in ("docs-wmt-xx-en", "docs-wmt17-xx-en", "docs-wmt2x-pseudo-xx-en"):
            plain += [r for r in rows(train_file(folder, stem)) if reader_half(r["doc"])]
        self.kinds["docs-human"] = [r for r in plain if r["system"] == "human"][:limit]
        self.kinds["docs-machine"] = [r for r in plain if r["system"] != "human"][:limit]
        self.queues: dict[str, list[int]] = {}

    def next_row(self, kind: str, rng: random.Random) -> dict[str, Any]:
        """Go through a kind in shuffled order, epoch after epoch."""
        queue = self.queues.setdefault(kind, [])
        if not queue:
            queue.extend(range(len(self.kinds[kind])))
            rng.shuffle(queue)
        return self.kinds[kind][queue.pop()]

    def draw(self, kind: str, rng: random.Random) -> Sample:
        """Make one sample of a kind."""
        base = kind.removesuffix("-pe")
        row = self.next_row(base, rng)
        if kind == "authored":
            return authored(row, rng)
        if kind in ("negatives", "repaired", "clean2"):
            text = row["repaired"] if kind == "repaired" else row["text"]
            start, end = stretch(text, (), rng)
            person = None if kind == "repaired" else 0.0
            return untouched(text[start:end], machine=person, spun=person)
        if kind.endswith("-pe"):
            words = row["post_edit"].split()
            text = detokenised(words, [0.0] * len(words))[0] if rng.random() < 0.5 else " ".join(words)
            return Sample(text, {"edited": np.full(len(text), 0.03, np.float32)}, weight=0.5)
        if kind in ("mlqe", "wmt18"):
            sample = tagged(row, rng, "edited")
            if row.get("post_edit"):
                post_edited(sample, row["post_edit"])
            return sample
        if kind in ("mqm", "biomqm"):
            regime = next((k for k, name in enumerate(REGIMES) if row["dataset"].startswith(name)), 0)
            human = row["system"].lower().startswith(("human", "ref"))
            sample = tagged(row, rng, "marked") if row.get("tags") else Sample(row["text"], {"marked": rater_share(row)})
            sample.regime = regime
            sample.machine = None if row["dataset"].startswith("literary") else float(not human)
            sample.spun = 0.0
            return sample
        if kind == "demetr":
            return Sample(row["text"], {"synthetic": rater_share(row)}, weight=0.5)
        return self._stretch(row, kind, rng)

    @staticmethod
    def _stretch(row: dict[str, Any], kind: str, rng: random.Random) -> Sample:
        """Cut some consecutive lines out of a document."""
        marks = rater_share(row) if kind == "docs-mqm" else None
        lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", row["text"])]
        first = rng.randrange(len(lines))
        last = min(len(lines), first + rng.choice((1, 1, 2, 3)))
        while last - first > 1 and lines[last - 1][1] - lines[first][0] > 800:
            last -= 1
        start, end = lines[first][0], lines[last - 1][1]
        text = row["text"][start:end].replace("\n", " ")
        human = row["system"] == "human"
        if marks is not None:
            regime = next((k for k, name in enumerate(REGIMES) if row["dataset"].startswith(name)), 0)
            return Sample(text, {"marked": marks[start:end]}, machine=float(not human), regime=regime)
        labels = {h: np.full(len(text), 0.05, np.float32) for h in ("edited", "marked")} if human else {}
        return Sample(text, labels, weight=0.15, machine=float(not human), spun=0.0)


SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s+(?=[A-Z“\"‘(])|\n+")


def stretch(text: str, spans: Sequence[tuple[int, int]], rng: random.Random, most: int = 750) -> tuple[int, int]:
    """Return the ends of some consecutive sentences of a text, cut nowhere inside a span."""
    cuts = [0, *(m.end() for m in SENTENCE_END.finditer(text)), len(text)]
    cuts = sorted({at for at in cuts if not any(a < at < b for a, b in spans)} | {0, len(text)})
    first = rng.randrange(len(cuts) - 1)
    last = min(len(cuts) - 1, first + rng.choice((1, 2, 3, 4, 6, 8)))
    while last - first > 1 and cuts[last] - cuts[first] > most:
        last -= 1
    start, end = cuts[first], min(cuts[last], cuts[first] + 2 * most)
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()) if piece.strip() else end


def untouched(text: str, *, machine: float | None = None, spun: float | None = None, weight: float = 1.0) -> Sample:
    """Return a clean text as a sample: no fault anywhere, every word is kept."""
    nothing = np.zeros(len(text), np.float32)
    keep = Repairs(np.full(len(text), UNKNOWN, np.int64), np.full(len(text), KEEP, np.int64), {})
    return Sample(text, {"fault": nothing, "synthetic": nothing}, weight, machine, spun, repairs=keep)


WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")


def align(text: str, start: int, end: int, suggestion: str, found: Repairs, *, loose: bool = True) -> None:
    """Write into ``found`` what makes ``text[start:end]`` the suggestion, word by word, where single words answer.

    A word that is missing at the end of the span belongs to the word after it, as annotators mark it. ``loose`` also reads
    fewer words put for more as replaced and deleted ones.
    """
    old = [(m[0].lower(), start + m.start(), start + m.end()) for m in WORD.finditer(text[start:end])]
    new = [m[0].lower() for m in WORD.finditer(suggestion)]
    found.ops[start:end] = UNKNOWN
    after = next((end + m.start() for m in WORD.finditer(text[end : end + 40])), None)
    codes = SequenceMatcher(None, [word for word, _, _ in old], new, autojunk=False).get_opcodes()
    for tag, a, b, c, d in codes:
        if tag == "equal":
            for _, low, high in old[a:b]:
                found.ops[low:high] = KEEP
        elif tag == "insert":
            at = old[a][1] if a < len(old) else after
            if d - c == 1 and at is not None:
                found.ops[at : at + 1] = INSERT
                found.wants[at] = new[c]
        elif tag == "delete" or b - a == d - c or (loose and b - a > d - c):
            for k, (_, low, high) in enumerate(old[a:b]):
                if c + k < d:
                    found.ops[low:high] = REPLACE
                    found.wants[low] = new[c + k]
                else:
                    found.ops[low:high] = DELETE


def authored(row: dict[str, Any], rng: random.Random) -> Sample:
    """Make a sample of an authored passage: faults, their classes and repairs."""
    text = row["text"]
    faults = np.full(len(text), UNKNOWN, np.int64)
    found = Repairs(faults, np.full(len(text), KEEP, np.int64), {})
    marks = np.zeros(len(text), np.float32)
    for span in row["spans"]:
        start, end = span["start"], span["end"]
        marks[start:end] = 1.0
        faults[start:end] = FAULTS.index(span["category"])
        align(text, start, end, span["suggestion"], found)
    start, end = stretch(text, [(s["start"], s["end"]) for s in row["spans"]], rng)
    cut = Repairs(faults[start:end], found.ops[start:end], {k - start: w for k, w in found.wants.items() if start <= k < end})
    is_spun = row["src_lang"] == "en"
    return Sample(text[start:end], {"fault": marks[start:end]}, 1.0, float(not is_spun), float(is_spun), repairs=cut)


def post_edited(sample: Sample, post_edit: str) -> None:
    """Add to a machine-translated segment what its post-edit says of repairs."""
    text = sample.text
    found = Repairs(np.full(len(text), UNKNOWN, np.int64), np.full(len(text), KEEP, np.int64), {})
    for entity, plain in ENTITIES.items():
        post_edit = post_edit.replace(entity, plain)
    align(text, 0, len(text), post_edit, found, loose=False)
    sample.repairs = found


def clean_kinds(folder: Path) -> list[dict[str, Any]]:
    """Read the clean texts of many kinds, but for every fifth kind, which measures."""
    listed = [line.split("\t") for line in (folder / "index.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return [
        {"text": (folder / "docs" / name).read_text(encoding="utf-8"), "kind": kind}
        for name, kind, *_ in listed
        if zlib.crc32(kind.encode()) % 5
    ]


def reader_half(doc: str) -> bool:
    """Tell whether an unannotated document is used here; the other half is left to the article level."""
    return zlib.crc32(str(doc).encode()) % 2 == 0


def corpus_lines(folder: Path, count: int, rng: random.Random) -> list[str]:
    """Draw paragraphs of the corpora, by domain shares, without holding a whole file in memory."""
    out: list[str] = []
    for name, share in CORPUS_SHARES.items():
        want, kept, seen = int(count * share), [], 0
        with lzma.open(folder / f"{name}.txt.xz", "rt", encoding="utf-8") as handle:
            for line in handle:
                line = line.strip()
                if not 40 <= len(line) <= 4000:
                    continue
                seen += 1
                if len(kept) < want:
                    kept.append(line)
                elif (at := rng.randrange(seen)) < want:
                    kept[at] = line
        out += kept
    return out


class CleanText:
    """Hold paragraphs of the corpora and corrupt stretches of them."""

    def __init__(self, paragraphs: list[str], corruptor: Corruptor) -> None:
        self.paragraphs, self.corruptor = paragraphs, corruptor

    def draw(self, rng: random.Random) -> Sample:
        """Make one sample: a sentence or several of a paragraph, corrupted or clean."""
        text = rng.choice(self.paragraphs)
        cuts = [0, *(m.end() for m in re.finditer(r"[.!?][\"”’)]?\s+(?=[A-Z“\"])", text)), len(text)]
        first = rng.randrange(len(cuts) - 1)
        want = rng.choice((1, 1, 2, 3, 5))
        last = min(len(cuts) - 1, first + want)
        while last - first > 1 and cuts[last] - cuts[first] > 800:
            last -= 1
        piece = text[cuts[first] : cuts[last]].strip()[:1200]
        if len(piece) < 20:
            piece = text[:400]
        pieces, density, clean = self.corruptor.corrupt(piece, rng)
        if clean:
            sample = untouched(piece, machine=0.0, spun=0.0)
            sample.labels["swapped"] = sample.labels["synthetic"]
            return sample
        new, touched, swapped = join(pieces)
        spun = 1.0 if density >= 0.2 else 0.0 if density == 0.0 else None
        return Sample(new, {"synthetic": touched, "swapped": swapped}, spun=spun, repairs=repairs(pieces))


MIXTURE = {
    "corpora": 0.33, "authored": 0.20, "negatives": 0.03, "repaired": 0.03, "clean2": 0.07, "mlqe": 0.16, "mlqe-pe": 0.01,
    "wmt18": 0.01, "mqm": 0.08, "docs-mqm": 0.02, "biomqm": 0.01, "demetr": 0.01, "docs-human": 0.02, "docs-machine": 0.02,
}  # fmt: skip


def mixture(clean: CleanText, human: HumanSets, shares: dict[str, float], rng: random.Random) -> Iterator[Sample]:
    """Yield samples for ever, kinds drawn by share of samples."""
    kinds, weights = list(shares), list(shares.values())
    while True:
        kind = rng.choices(kinds, weights)[0]
        yield clean.draw(rng) if kind == "corpora" else human.draw(kind, rng)

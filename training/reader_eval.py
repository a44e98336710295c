"""Measure a tagger on the development sets: a scorer is any function from texts to spans, probabilities and P(machine)."""

from __future__ import annotations

import json
import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mtcheck.evaluation.measures import Group, auc, average_precision, crossfit, overlap
from mtcheck.evaluation.segments import read_segment, white_space_words, word_scores
from training.reader_data import HEADS, rows

Scorer = Callable[[list[str]], list[tuple[list[Any], np.ndarray, float]]]
MQM = ("mqm-wmt20-zh-en", "mqm-wmt21-zh-en", "mqm-wmt22qe-zh-en", "mqm-wmt23qe-xx-en")


def dev_file(folder: Path, stem: str) -> Path:
    """Find the dev file of a set."""
    return next(p for p in sorted(folder.glob(f"{stem}.dev.jsonl*")))


def words_of(row: dict[str, Any], found: tuple[list[Any], np.ndarray, float], head: str) -> Group:
    """Return of a segment whether each white-space word is bad, and the highest probability of its tokens."""
    segment = read_segment(row, 0)
    spans, probs, _ = found
    return segment.bad_words(), word_scores(segment.words, spans, np.nan_to_num(probs[:, HEADS.index(head)]).tolist())


def joined(groups: list[Group]) -> tuple[list[int], list[float]]:
    """Return the tags and the scores of all segments."""
    return [tag for tags, _ in groups for tag in tags], [score for _, scores in groups for score in scores]


def mlqe(score: Scorer, folder: Path, limit: int | None = None) -> dict[str, float]:
    """Measure MCC and AP of the head ``edited`` per language of mlqe-pe."""
    data = defaultdict(list)
    for row in rows(dev_file(folder, "mlqe-pe-xx-en")):
        if row.get("tags") and len(row["tags"]) == len(row["text"].split()):
            data[row["dataset"].split("-")[2]].append(row)
    out = {}
    for language, every in sorted(data.items()):
        taken = every[:limit]
        scored = score([row["text"] for row in taken])
        groups = [words_of(row, found, "edited") for row, found in zip(taken, scored, strict=True)]
        out[f"mlqe {language} mcc"] = crossfit(groups)[0]
        out[f"mlqe {language} ap"] = average_precision(*joined(groups))
    return out


def mqm(score: Scorer, folder: Path, limit: int = 1200) -> dict[str, float]:
    """Measure AP over the base rate, and MCC, of the head ``marked`` on words that most raters marked."""
    out = {}
    for stem in MQM:
        taken = list(rows(dev_file(folder, stem)))
        random.Random(3).shuffle(taken)
        taken = taken[: min(limit, 1200)]
        scored = score([row["text"] for row in taken])
        for head, name in (("marked", ""), ("edited", " by edited")):
            groups = [words_of(row, found, head) for row, found in zip(taken, scored, strict=True)]
            tags, scores = joined(groups)
            out[f"{stem} ap/base{name}"] = average_precision(tags, scores) * len(tags) / sum(tags)
            if head == "marked":
                out[f"{stem} mcc"] = crossfit(groups)[0]
    return out


def spun(score: Scorer, data: Path, limit: int | None = None) -> dict[str, float]:
    """Measure the head ``synthetic`` on spun documents: words, and documents against their originals."""
    docs = [json.loads(line) for line in (data / "spun" / "docs.jsonl").read_text(encoding="utf-8").splitlines()][:limit]
    means: dict[str, list[float]] = {"text": [], "clean": []}
    tags: list[int] = []
    scores: dict[str, list[float]] = {"text": [], "clean": []}
    for doc in docs:
        for side in ("text", "clean"):
            values: list[float] = []
            for start, paragraph, (spans, probs, _) in _scored_paragraphs(score, doc[side]):
                words = white_space_words(paragraph)
                values += word_scores(words, spans, np.nan_to_num(probs[:, HEADS.index("synthetic")]).tolist())
                if side == "text":
                    gold = [(s["start"] - start, s["end"] - start) for s in doc["spans"]]
                    tags += [int(any(overlap(word, span) for span in gold)) for word in words]
            means[side].append(sum(values) / len(values))
            scores[side] += values
    bad = sum(tags)
    return {
        "spun words ap/base": average_precision(tags, scores["text"]) * len(tags) / bad,
        "spun words recall at .5": sum(tag and p > 0.5 for tag, p in zip(tags, scores["text"], strict=True)) / bad,
        "spun docs auc": auc(means["text"], means["clean"]) or 0.0,
        "spun originals words over .5 per 1000": 1000 * sum(p > 0.5 for p in scores["clean"]) / len(scores["clean"]),
    }


def _scored_paragraphs(score: Scorer, text: str) -> Iterator[tuple[int, str, tuple[list[Any], np.ndarray, float]]]:
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    place = 0
    for paragraph, found in zip(paragraphs, score(paragraphs), strict=True):
        start = text.index(paragraph, place)
        place = start + len(paragraph)
        yield start, paragraph, found


def clean(score: Scorer, data: Path, limit: int | None = None) -> dict[str, float]:
    """Measure how much each head says about clean documents."""
    files = [line.split("\t")[0] for line in (data / "clean" / "index.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    texts = []
    for name in files[:: max(1, len(files) // limit)] if limit else files:
        texts += [p for p in (data / "clean" / name).read_text(encoding="utf-8").split("\n") if p.strip()]
    probs = np.concatenate([p for _, p, _ in score(texts)])
    return {f"clean {h} over .5 per 1000": 1000 * float(np.nanmean(probs[:, k] > 0.5)) for k, h in enumerate(HEADS)}


def tortured(score: Scorer, data: Path, limit: int = 400) -> dict[str, float]:
    """Measure how often a held-out tortured phrase scores above what it stands for, in the same sentence."""
    found = []
    for line in (data / "tortured" / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        odd, expected, _source, query, *_ = line.split("\t")
        plain = expected.split("(")[0].strip()
        if zlib.crc32(plain.lower().encode()) % 10 < 3 and not query and "?" not in expected and plain and odd.isascii():
            found.append((odd, plain))
    random.Random(5).shuffle(found)
    frame = "Much of the work on {} has been done in the last ten years."
    texts = [frame.format(x) for pair in found[:limit] for x in pair]
    best = [float(np.nanmax(p[5:-9, 0])) for _, p, _ in score(texts)]
    return {"tortured preferred": float(np.mean(np.array(best[::2]) > np.array(best[1::2])))}


def documents(score: Scorer, folder: Path, limit: int = 250) -> dict[str, float]:
    """Measure P(machine), averaged over lines, on dev documents against human translations of the same sets."""
    found = list(rows(dev_file(folder, "docs-wmt-xx-en")))
    random.Random(3).shuffle(found)
    human = [r for r in found if r["system"] == "human"][:limit]
    machine = [r for r in found if r["system"] != "human"][:limit]
    means = []
    for group in (machine, human):
        lines = [[x for x in r["text"].split("\n") if x.strip()][:8] for r in group]
        flat = iter([m for _, _, m in score([x for xs in lines for x in xs])])
        means.append([float(np.mean([next(flat) for _ in xs])) for xs in lines])
    return {"docs-wmt machine auc": auc(*means) or 0.0}


def everything(score: Scorer, data: Path, *, quick: bool = False) -> dict[str, float]:
    """Run all measures; ``quick`` takes a part of each set."""
    qe = data / "qe"
    return {
        **mlqe(score, qe, 200 if quick else None),
        **mqm(score, qe, 250 if quick else 1200),
        **spun(score, data, 8 if quick else None),
        **clean(score, data, 12 if quick else None),
        **tortured(score, data, 150 if quick else 900),
        **documents(score, qe, 60 if quick else 250),
    }

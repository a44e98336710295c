"""Measure a tagger on the development sets: a scorer is any function from texts to spans, probabilities and P(machine)."""

from __future__ import annotations

import json
import random
import zlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tagger_data import HEADS, SEVERE, rows

Scorer = Callable[[list[str]], list[tuple[list[Any], np.ndarray, float]]]
MQM = ("mqm-wmt20-zh-en", "mqm-wmt21-zh-en", "mqm-wmt22qe-zh-en", "mqm-wmt23qe-xx-en")


def dev_file(folder: Path, stem: str) -> Path:
    """Find the dev file of a set."""
    return next(p for p in sorted(folder.glob(f"{stem}.dev.jsonl*")))


def mcc(y: np.ndarray, p: np.ndarray, threshold: float) -> float:
    """Return the Matthews correlation at a threshold."""
    said = p > threshold
    tp, fp = float(np.sum(said & y)), float(np.sum(said & ~y))
    fn, tn = float(np.sum(~said & y)), float(np.sum(~said & ~y))
    below = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return (tp * tn - fp * fn) / below**0.5 if below else 0.0


def crossfit_mcc(groups: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """Take the threshold from one half, the MCC from the other, and average (as ``tools/score.py`` does)."""
    order = list(range(len(groups)))
    random.Random(7).shuffle(order)
    half = len(order) // 2
    out = []
    for fit, use in ((order[:half], order[half:]), (order[half:], order[:half])):
        yf, pf = (np.concatenate([groups[i][k] for i in fit]) for k in (0, 1))
        yu, pu = (np.concatenate([groups[i][k] for i in use]) for k in (0, 1))
        best = max((k / 50 for k in range(1, 50)), key=lambda t: mcc(yf, pf, t))
        out.append(mcc(yu, pu, best))
    return sum(out) / 2


def average_precision(y: np.ndarray, p: np.ndarray) -> float:
    """Return the average precision."""
    right = y[np.argsort(-p, kind="stable")]
    return float(np.sum(np.cumsum(right) / np.arange(1, len(right) + 1) * right) / max(1, right.sum()))


def auc(pos: list[float], neg: list[float]) -> float:
    """Return the share of pairs in the right order."""
    a, b = np.array(pos)[:, None], np.array(neg)[None, :]
    return float(np.mean((a > b) + 0.5 * (a == b)))


def per_whitespace_word(text: str, spans: list[Any], values: np.ndarray) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Return the highest value among the tokens that overlap each whitespace word."""
    words, out, pos, k = [], [], 0, 0
    values = np.nan_to_num(values)
    for word in text.split():
        start = text.index(word, pos)
        pos = start + len(word)
        while k < len(spans) and spans[k].end <= start:
            k += 1
        j, best = k, 0.0
        while j < len(spans) and spans[j].start < pos:
            best = max(best, float(values[j]))
            j += 1
        words.append((start, pos))
        out.append(best)
    return words, np.array(out)


def mlqe(score: Scorer, folder: Path, limit: int | None = None) -> dict[str, float]:
    """Measure MCC and AP of the head ``edited`` per language of mlqe-pe."""
    data = defaultdict(list)
    for row in rows(dev_file(folder, "mlqe-pe-xx-en")):
        if row.get("tags") and len(row["tags"]) == len(row["text"].split()):
            data[row["dataset"].split("-")[2]].append(row)
    out = {}
    for language, found in sorted(data.items()):
        groups = []
        found = found[:limit]
        for row, (spans, probs, _) in zip(found, score([r["text"] for r in found]), strict=True):
            groups.append(
                (np.array(row["tags"], bool), per_whitespace_word(row["text"], spans, probs[:, HEADS.index("edited")])[1])
            )
        y, p = (np.concatenate([g[k] for g in groups]) for k in (0, 1))
        out[f"mlqe {language} mcc"] = crossfit_mcc(groups)
        out[f"mlqe {language} ap"] = average_precision(y, p)
    return out


def mqm(score: Scorer, folder: Path, limit: int = 1200) -> dict[str, float]:
    """Measure AP over the base rate, and MCC, of the head ``marked`` on words that most raters marked."""
    out = {}
    for stem in MQM:
        found = list(rows(dev_file(folder, stem)))
        random.Random(3).shuffle(found)
        found = found[: min(limit, 1200)]
        groups = []
        other = []
        for row, (spans, probs, _) in zip(found, score([r["text"] for r in found]), strict=True):
            raters = max(1, len(row.get("raters") or []))
            words, p = per_whitespace_word(row["text"], spans, probs[:, HEADS.index("marked")])
            other.append(per_whitespace_word(row["text"], spans, probs[:, HEADS.index("edited")])[1])
            who = [
                {s.get("rater") for s in row["spans"] if s["start"] < b and a < s["end"] and s["severity"] in SEVERE[:4]}
                for a, b in words
            ]
            groups.append((np.array([len(w) * 2 > raters for w in who], bool), p))
        y, p = (np.concatenate([g[k] for g in groups]) for k in (0, 1))
        out[f"{stem} mcc"] = crossfit_mcc(groups)
        out[f"{stem} ap/base"] = average_precision(y, p) / y.mean()
        out[f"{stem} ap/base by edited"] = average_precision(y, np.concatenate(other)) / y.mean()
    return out


def spun(score: Scorer, data: Path, limit: int | None = None) -> dict[str, float]:
    """Measure the head ``synthetic`` on spun documents: words, and documents against their originals."""
    docs = [json.loads(line) for line in (data / "spun" / "docs.jsonl").read_text(encoding="utf-8").splitlines()][:limit]
    means: dict[str, list[float]] = {"text": [], "clean": []}
    ys, ps, flagged, words_clean = [], [], 0, 0
    for doc in docs:
        for side in ("text", "clean"):
            paragraphs = [p for p in doc[side].split("\n") if p.strip()]
            pos, values = 0, []
            for paragraph, (spans, probs, _) in zip(paragraphs, score(paragraphs), strict=True):
                start = doc[side].index(paragraph, pos)
                pos = start + len(paragraph)
                words, p = per_whitespace_word(paragraph, spans, probs[:, 0])
                values.append(p)
                if side == "text":
                    gold = doc["spans"]
                    ys.append([any(s["start"] < start + b and start + a < s["end"] for s in gold) for a, b in words])
                    ps.append(p)
            joined = np.concatenate(values)
            means[side].append(float(joined.mean()))
            if side == "clean":
                flagged += int((joined > 0.5).sum())
                words_clean += len(joined)
    y, p = np.concatenate([np.array(v, bool) for v in ys]), np.concatenate(ps)
    return {
        "spun words ap/base": average_precision(y, p) / y.mean(),
        "spun words recall at .5": float((p[y] > 0.5).mean()),
        "spun docs auc": auc(means["text"], means["clean"]),
        "spun originals words over .5 per 1000": 1000 * flagged / words_clean,
    }


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
    return {"docs-wmt machine auc": auc(*means)}


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

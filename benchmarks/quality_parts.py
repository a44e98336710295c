"""Measure one checker on one part of the development texts; each function returns figures by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import quality_sets as sets
from benchmarks.quality_systems import Flag, Said, System, signals_alone
from mtcheck.evaluation.measures import Cover, Group, SpanMatch, auc, overlap, reliability
from mtcheck.evaluation.segments import Segment, human_figures, word_figures

LIMIT = 0.5
SURE = 0.9


def _sure(said: Said, least: float = LIMIT) -> list[tuple[int, int]]:
    return [(flag.start, flag.end) for flag in said.flags if flag.probability >= least]


def words(system: System, data: Path, limit: int, *, campaigns: bool = True) -> dict[str, Any]:
    """Measure word scores on post-edit tags by language, and on words that most raters marked by campaign; spans beside."""
    out = {}
    for name, segments in (sets.word_tags(data, limit) | (sets.rated(data, limit) if campaigns else {})).items():
        said = system([segment.text for segment in segments])
        match = SpanMatch()
        for segment, one in zip(segments, said, strict=True):
            for spans in segment.marked.values():
                match.add(spans, _sure(one))
        groups: list[Group] = [(s.bad_words(), one.words) for s, one in zip(segments, said, strict=True)]
        out[name] = word_figures(groups) | {"segments": len(segments), "span_f1": match.f1, "char_f1": match.char_f1}
    return out


def humans(data: Path, limit: int) -> dict[str, Any]:
    """Hold raters against each other where several rated the same segments."""
    found: dict[str, list[Segment]] = {
        name: [segment for segment in segments if len(segment.marked) > 1] for name, segments in sets.rated(data, limit).items()
    }
    return {name: human_figures(segments) | {"segments": len(segments)} for name, segments in found.items() if segments}


def signals(data: Path, limit: int) -> dict[str, Any]:
    """Measure each signal alone as a score of words, on all languages and all campaigns."""
    out: dict[str, Any] = {}
    for name, segments in (sets.word_tags(data, limit) | sets.rated(data, limit)).items():
        tags = [segment.bad_words() for segment in segments]
        for signal, scores in signals_alone([segment.text for segment in segments]).items():
            figures = word_figures(list(zip(tags, scores, strict=True)))
            out.setdefault(signal, {})[name] = {key: figures[key] for key in ("mcc", "average_precision_over_base")}
    return out


def calibration(system: System, data: Path, limit: int) -> dict[str, Any]:
    """Compare stated probabilities with what raters marked: of words (most raters), of suspects (half of it, each rater)."""
    words: tuple[list[float], list[bool]] = ([], [])
    suspects: tuple[list[float], list[bool]] = ([], [])
    segments = [segment for found in sets.rated(data, limit).values() for segment in found]
    for segment, one in zip(segments, system([segment.text for segment in segments]), strict=True):
        words[0].extend(one.words)
        words[1].extend(bool(tag) for tag in segment.bad_words())
        for spans in segment.marked.values():
            cover = Cover(spans)
            for flag in one.flags:
                suspects[0].append(flag.probability)
                suspects[1].append(2 * cover.shared((flag.start, flag.end)) >= flag.end - flag.start)
    return {
        "words": [asdict(row) for row in reliability(*words)],
        "suspects": [asdict(row) for row in reliability(*suspects)],
    }


def wild(system: System, data: Path) -> dict[str, Any]:
    """Measure spans by label and by category, and how well the article score tells each label from human texts."""
    docs = sets.wild(data)
    said = system([text for _, text in docs])
    out: dict[str, Any] = {}
    articles: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for label in ("mt", "spun", "human"):
        chosen = [(gold, text, one) for (gold, text), one in zip(docs, said, strict=True) if gold.label == label]
        marked = [([(m.span.start, m.span.end) for m in gold.spans], _sure(one)) for gold, _, one in chosen]
        total = sum(len(text.split()) for _, text, _ in chosen)
        out[label] = span_figures(marked) | {"flags_per_1000_words": 1000 * sum(len(found) for _, found in marked) / total}
        for _, _, one in chosen:
            for name in ("article", "machine", "spun"):
                if (value := getattr(one, name)) is not None:
                    articles[name][label].append(value)
    for name, by_label in articles.items():
        out["auc " + name] = {label: auc(by_label[label], by_label["human"]) for label in ("mt", "spun")}
    return out


def span_figures(pairs: Sequence[tuple[list[tuple[int, int]], list[tuple[int, int]]]]) -> dict[str, float | int | None]:
    """Count a gold span as found, and a flag as right, where half of it is covered; characters one by one."""
    gold = flags = found = right = in_gold = in_flags = common = 0
    for marked, flagged in pairs:
        cover, other = Cover(marked), Cover(flagged)
        gold, flags = gold + len(marked), flags + len(flagged)
        found += sum(2 * other.shared(span) >= span[1] - span[0] for span in marked)
        right += sum(2 * cover.shared(span) >= span[1] - span[0] for span in flagged)
        in_gold, in_flags, common = in_gold + cover.size, in_flags + other.size, common + cover.common(other)
    return {
        "gold": gold,
        "flags": flags,
        "recall": found / gold if gold else None,
        "precision": right / flags if flags else None,
        "char_f1": 2 * common / (in_gold + in_flags) if in_gold + in_flags else None,
    }


def clean(system: System, data: Path, every: int) -> dict[str, Any]:
    """Count flags per 1,000 words on clean documents, and documents that fail."""
    out = {}
    for kind, texts in sets.clean(data, every).items():
        said = system(texts)
        total = sum(len(text.split()) for text in texts)
        out[kind] = {
            "documents": len(texts),
            "words": total,
            "at_half": 1000 * sum(len(_sure(one)) for one in said) / total,
            "at_nine_tenths": 1000 * sum(len(_sure(one, SURE)) for one in said) / total,
            "failing": sum(one.failed for one in said),
        }
    return out


def pages(system: System, data: Path, limit: int) -> dict[str, Any]:
    """Say how well articles by machine are told from articles by people, by language of origin."""
    chosen = sets.pages(data, limit)
    scores: dict[str, dict[tuple[str, bool], list[float]]] = defaultdict(lambda: defaultdict(list))
    for page, one in zip(chosen, system([page.text for page in chosen]), strict=True):
        for name in ("article", "machine"):
            if (value := getattr(one, name)) is not None:
                scores[name][page.language, page.human].append(value)
                scores[name]["all", page.human].append(value)
    out: dict[str, Any] = {}
    for language in ["all", *sorted({page.language for page in chosen})]:
        kinds = scores["article"]
        out[language] = {"machine": len(kinds[language, False]), "human": len(kinds[language, True])}
        for name, found in scores.items():
            out[language][f"auc_{name}"] = auc(found[language, False], found[language, True])
    return out


def names(system: System, data: Path) -> dict[str, Any]:
    """Count garbled names found and rightly named, and clean names flagged."""
    cases = sets.names(data)
    said = system([case["sentence"] for case in cases])
    garbled = found = right = clean_names = flagged = 0
    for case, one in zip(cases, said, strict=True):
        about = [flag for flag in one.flags if flag.rule.startswith("names.") or "name" in flag.category]
        if case["label"] == "garbled":
            here = [flag for flag in about if overlap((flag.start, flag.end), (case["start"], case["end"]))]
            garbled, found = garbled + 1, found + bool(here)
            right += any(case["correct"].split()[-1].lower() in flag.says.lower() for flag in here)
        else:
            clean_names, flagged = clean_names + 1, flagged + bool(about)
    return {
        "garbled": garbled,
        "recall": found / garbled,
        "right entity": right / garbled,
        "clean": clean_names,
        "clean flagged": flagged / clean_names,
    }


def spun(system: System, data: Path, limit: int) -> dict[str, Any]:
    """Count substituted words found and restored, and what is flagged beside them and in the originals."""
    docs = sets.spun(data, limit)
    said = system([doc["text"] for doc in docs])
    plain = system([doc["clean"] for doc in docs])
    swapped = found = restored = beside = 0
    for doc, one in zip(docs, said, strict=True):
        flags = [flag for flag in one.flags if flag.probability >= LIMIT]
        spans = [(span["start"], span["end"]) for span in doc["spans"]]
        beside += sum(not any(overlap((flag.start, flag.end), span) for span in spans) for flag in flags)
        for span, entry in zip(spans, doc["spans"], strict=True):
            here = [flag for flag in flags if overlap((flag.start, flag.end), span)]
            swapped, found = swapped + 1, found + bool(here)
            restored += any(entry["original"][:5] in flag.says.lower() for flag in here)
    total = sum(len(doc["text"].split()) for doc in docs)
    return {
        "documents": len(docs),
        "substitutions": swapped,
        "recall": found / swapped,
        "restored": restored / swapped,
        "other flags per 1,000 words": 1000 * beside / total,
        "originals, flags per 1,000 words": 1000 * sum(len(_sure(one)) for one in plain) / total,
        "auc against the originals": auc([one.article for one in said], [one.article for one in plain]),
    }


def tortured(system: System, data: Path, limit: int) -> dict[str, Any]:
    """Count tortured phrases found, by what found them, and expected ones flagged, each in the same plain sentence."""
    pairs = sets.tortured(data, limit)
    said = system([pair.tortured for pair in pairs])
    plain = system([pair.expected for pair in pairs])

    def hits(pair: sets.Pair, one: Said) -> list[Flag]:
        return [flag for flag in one.flags if overlap((flag.start, flag.end), (pair.start, pair.end))]

    found = [hits(pair, one) for pair, one in zip(pairs, said, strict=True)]
    return {
        "phrases": len(pairs),
        "recall": sum(bool(flags) for flags in found) / len(pairs),
        "expected flagged": sum(bool(one.flags) for one in plain) / len(pairs),
    }

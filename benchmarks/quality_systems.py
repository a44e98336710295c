"""Call every checker in the same way: texts in; spans with probabilities, word scores and an article score out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import quality_worker
from mtcheck import engine, tables
from mtcheck.config.schema import Config
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.span import Span
from mtcheck.evaluation.measures import Cover
from mtcheck.evaluation.segments import white_space_words, word_scores
from mtcheck.readers.plain import from_string
from mtcheck.registry import registry
from mtcheck.signals.models import Models, Raw, raw_signals
from mtcheck.signals.word_probability import word_signals
from mtcheck.suspects.make import make_suspects

MOST_BITS = 24.0


class NotInstalledError(Exception):
    """Say that another checker is not there to be measured."""


PROFILES = {
    "rules": Config(lm="none", tagger="none", tokens=True),
    "rules + n-gram": Config(tagger="none", tokens=True),
    "rules + tagger": Config(lm="none", tokens=True),
    "everything": Config(tokens=True),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Hold one stretch that a checker objects to."""

    start: int
    end: int
    probability: float = 1.0
    rule: str = ""
    category: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Hold what a checker says of one text.

    ``words`` has a score per white-space word, ``article`` one score for all of it (the penalty, or flags per 1,000 words);
    ``machine`` and ``spun`` are article probabilities, None where a checker gives none.
    """

    flags: tuple[Flag, ...]
    words: tuple[float, ...]
    article: float
    failed: bool = False
    machine: float | None = None
    spun: float | None = None


System = Callable[[Sequence[str]], list[Said]]


def ours(cfg: Config, texts: Sequence[str]) -> list[Said]:
    """Check texts in this process."""
    out = []
    for text in texts:
        doc = from_string(text)
        report = engine.check_document(doc, cfg).report
        if report is None or not report.complete:
            raise SystemExit(f"mtcheck could not check a text that begins with {text[:40]!r}")
        tokens = report.tokens or ()
        words = word_scores(white_space_words(text), [token.span for token in tokens], [token.bad for token in tokens])
        found = report.indications or {}
        machine, spun = (found[kind].probability if kind in found else None for kind in ("mt", "spun"))
        flags = _flags(report.suspects)
        out.append(Said(flags, tuple(words), report.penalty.value, report.verdict == "fail", machine, spun))
    return out


def with_tables(folder: Path, cfg: Config, texts: Sequence[str]) -> list[Said]:
    """Check texts with the tables of a folder before those of the package; gives suspects alone."""
    own = {path.name.split(".")[0] for path in folder.iterdir()}

    def table(name: str) -> Any:
        return tables.load(name, folder if name in own else None)

    ngrams = copy(Models.load(lm="ngram", reader="none").ngram)  # detectors keep what they made of tables and this model
    out = []
    for text in texts:
        doc = from_string(text)
        ctx = replace(engine.context_for(doc, cfg), table=table, ngrams=ngrams)
        findings, _ = engine.detect(doc, cfg, ctx)
        suspects = make_suspects(doc, findings, registry().rules)
        out.append(Said(_flags([s for s in suspects if s.probability >= cfg.min_probability]), (), 0.0))
    return out


def _flags(suspects: Sequence[SuspectSpan]) -> tuple[Flag, ...]:
    return tuple(
        Flag(s.span.start, s.span.end, s.probability, s.rule_id, s.category, " ".join([s.message, *s.replacements[:3]]))
        for s in suspects
    )


def signals_alone(texts: Sequence[str]) -> dict[str, list[tuple[float, ...]]]:
    """Return the word scores (0 to 1) of each signal by itself, and of their fusion without the rules."""
    models = Models.load(lm="ngram", reader="default")
    out: dict[str, list[tuple[float, ...]]] = {}
    for text in texts:
        doc = from_string(text)
        raw = raw_signals(doc, models)
        spans = [token.span for token in doc.tokens]
        columns = {f"head {head}": values.tolist() for head, values in raw.heads.items()}
        columns["surprisal"] = _scaled_bits(raw)
        fused = word_signals(doc, raw)
        for outcome, values in (("bad", fused.bad), ("replaced", fused.replaced)):
            columns[f"fused {outcome}"] = [value or 0.0 for value in values]
        for name, values in columns.items():
            scores = word_scores(white_space_words(text), spans, np.nan_to_num(np.array(values, float)).tolist())
            out.setdefault(name, []).append(tuple(scores))
    return out


def _scaled_bits(raw: Raw) -> list[float]:
    if raw.bits is None:
        raise SystemExit("the n-gram model gave no surprisal")
    return np.clip(np.nan_to_num(raw.bits) / MOST_BITS, 0, 1).tolist()  # type: ignore[no-any-return]


def surprisal(threshold: float, texts: Sequence[str]) -> list[Said]:
    """Flag each word whose surprisal, as a share of 24 bits, is above the threshold."""
    models = Models.load(lm="ngram", reader="none")
    out = []
    for text in texts:
        doc = from_string(text)
        words = white_space_words(text)
        scores = word_scores(words, [token.span for token in doc.tokens], _scaled_bits(raw_signals(doc, models)))
        out.append(_said(words, tuple(scores), [word for word, score in zip(words, scores, strict=True) if score > threshold]))
    return out


def surprisal_threshold(texts: Sequence[str], tags: Sequence[Sequence[int]]) -> float:
    """Return the threshold above which as many words lie as people marked in texts for training."""
    scores = sorted((score for said in surprisal(1.0, texts) for score in said.words), reverse=True)
    return scores[sum(map(sum, tags))]


def _said(words: Sequence[tuple[int, int]], scores: tuple[float, ...], flags: Sequence[tuple[int, int]]) -> Said:
    return Said(tuple(Flag(start, end) for start, end in flags), scores, 1000 * len(flags) / max(1, len(words)))


def peer(name: str, python: str, node_modules: str, texts: Sequence[str]) -> list[Said]:
    """Run another checker in its own process; NotInstalledError where there is none."""
    pieces = [_sentences(text) if name == "link-grammar" else [Span(0, len(text))] for text in texts]
    command = [python, quality_worker.__file__, name]
    payload = json.dumps([text[piece.slice] for text, spans in zip(texts, pieces, strict=True) for piece in spans])
    environment = os.environ | {"NODE_PATH": node_modules}
    done = subprocess.run(command, input=payload, stdout=subprocess.PIPE, text=True, check=False, env=environment)
    if done.returncode == 3:
        raise NotInstalledError(name)
    if done.returncode:
        raise SystemExit(f"{name} ended with {done.returncode}; run {' '.join(command)} by hand to see why")
    answers = iter(json.loads(done.stdout))
    out = []
    for text, spans in zip(texts, pieces, strict=True):
        found = chain.from_iterable([[(a + piece.start, b + piece.start) for a, b in next(answers)] for piece in spans])
        flags = sorted(set(found))
        words = white_space_words(text)
        covered = [Span(*stretch) for stretch in Cover(flags).ranges]
        marks = word_scores(words, covered, [1.0] * len(covered))
        out.append(_said(words, tuple(marks), flags))
    return out


def _sentences(text: str) -> list[Span]:
    return [sent.span for sent in from_string(text).sentences]


def peers(python: str, system_python: str, node_modules: Path) -> dict[str, System]:
    """Return the other checkers by name; Link Grammar runs with the system's Python, where Debian puts its module."""
    return {
        name: partial(peer, name, system_python if name == "link-grammar" else python, str(node_modules.resolve()))
        for name in quality_worker.CHECKERS
    }


def default_pythons() -> tuple[str, str]:
    """Return this Python and the system's."""
    return sys.executable, "/usr/bin/python3"

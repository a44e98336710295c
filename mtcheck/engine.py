"""Run the whole check: segment, detect, fuse, score; one DocumentReport per article, in the order of the input."""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mtcheck import __version__, places, tables
from mtcheck.config import Config
from mtcheck.core.document import Document
from mtcheck.core.errors import DetectorError, ReadError
from mtcheck.core.finding import Finding, SuspectSpan
from mtcheck.core.report import FORMAT_VERSION, DocumentReport, Notice, RunReport, TokenScore, Verdict
from mtcheck.core.rule import Context, Detector
from mtcheck.core.signals import WordSignals
from mtcheck.core.taxonomy import Category
from mtcheck.fuse.calibrate import verdict_limits
from mtcheck.fuse.score import judge, penalty, verdict_of
from mtcheck.fuse.suspects import make_suspects
from mtcheck.readers.article import Article
from mtcheck.readers.companion import companion
from mtcheck.registry import registry

if TYPE_CHECKING:
    from concurrent.futures import Future

_CONTEXT_REACH = 200
_WORST_FIRST: tuple[Verdict, ...] = ("fail", "review", "not judged", "pass")
_QUEUE_PER_JOB = 4


@cache
def categories() -> MappingProxyType[str, Category]:
    """Return the categories of ``data/taxonomy.toml`` by id."""
    return MappingProxyType({row["id"]: Category(**row) for row in tables.load("taxonomy")["category"]})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Be what became of one article: its report, where it could be read, and notices."""

    report: DocumentReport | None
    notices: tuple[Notice, ...] = ()


def check_document(doc: Document, cfg: Config, *, keep_document: bool = False, reference: Document | None = None) -> Outcome:
    """Check one document, against its reference where one is given.

    A detector that crashes is an error notice, and the document is not judged.
    """
    ctx = context_for(doc, cfg)
    if reference is not None:
        ctx = with_reference(doc, reference, ctx)
    findings, notices = detect(doc, cfg, ctx)
    rules = registry().rules
    suspects = make_suspects(doc, findings, rules)
    if ctx.differences is not None:
        from mtcheck.fuse.reference import weighed

        suspects = weighed(suspects, doc, ctx.differences)
    suspects = tuple(suspect for suspect in suspects if suspect.probability >= cfg.min_probability)
    score = penalty(suspects, doc.words, categories())
    verdict, reason = judge(doc, score)
    if notices:
        verdict, reason = "not judged", f"incomplete: {notices[0].message}"
    if verdict == "not judged":
        notices = [*notices, Notice("note", "not-judged", doc.path, f"{doc.id}: {reason}")]
    report = DocumentReport(
        path=doc.path,
        id=doc.id,
        sha256=doc.sha256,
        words=doc.words,
        penalty=score,
        verdict=verdict,
        verdict_reason=reason,
        suspects=suspects,
        positions=tuple(doc.source_map.line_column(suspect.span.start) for suspect in suspects),
        texts=tuple(doc.of(suspect.span) for suspect in suspects),
        contexts=tuple(_contexts(doc, suspects)),
        regions=places.regions(doc, suspects),
        paragraphs=places.paragraphs(doc),
        file_line=int(doc.meta["line"]) if "line" in doc.meta else None,
        complete=not any(notice.level == "error" for notice in notices),
        tokens=token_scores(doc, suspects, _signals(ctx)) if cfg.tokens else None,
        document=doc if keep_document else None,
    )
    return Outcome(report, tuple(notices))


def judged_anew(report: DocumentReport) -> DocumentReport:
    """Return the report with penalty and verdict of its open suspects alone; what could not be judged stays so."""
    suspects = [suspect for suspect in report.suspects if suspect.state == "open"]
    score = penalty(suspects, report.words, categories())
    verdict, reason = (report.verdict, report.verdict_reason) if report.verdict == "not judged" else verdict_of(score)
    return replace(report, penalty=score, verdict=verdict, verdict_reason=reason)


def context_for(doc: Document, cfg: Config) -> Context:
    """Run the language models that are asked for over the document; raises ModelError where one cannot be had."""
    if cfg.lm == "none" and cfg.tagger == "none":
        return Context(table=tables.load)
    from mtcheck.fuse.words import word_signals
    from mtcheck.lm.signals import Models, raw_signals

    models = Models.load(lm=cfg.lm, tagger=cfg.tagger, threads=max(1, (os.cpu_count() or 1) // cfg.jobs))
    return Context(table=tables.load, ngrams=models.ngram, signals=word_signals(doc, raw_signals(doc, models)))


def with_reference(doc: Document, reference: Document, ctx: Context) -> Context:
    """Compare the document with its reference, word by word, and say how probable each word is with both in mind."""
    from mtcheck.fuse.reference import word_probabilities
    from mtcheck.reference.differences import differences

    compared = differences(doc, reference)
    return replace(ctx, differences=replace(compared, marked=word_probabilities(doc, compared, ctx.signals)))


def detect(doc: Document, cfg: Config, ctx: Context) -> tuple[list[Finding], list[Notice]]:
    """Return what the wanted detectors see, and an error notice for each that crashed."""
    findings: list[Finding] = []
    notices: list[Notice] = []
    for detector in registry().detectors:
        if not any(cfg.wants(rule.id) for rule in detector.rules):
            continue
        try:
            findings.extend(finding for finding in _run(detector, doc, ctx) if cfg.wants(finding.rule_id))
        except Exception as error:
            message = f"detector {detector.family!r} failed on {doc.id}: {type(error).__name__}: {error}"
            notices.append(Notice("error", "detector-failed", doc.path, message))
    return findings, notices


def _run(detector: Detector, doc: Document, ctx: Context) -> list[Finding]:
    findings = list(detector.detect(doc, ctx))
    declared = {rule.id for rule in detector.rules}
    for finding in findings:
        if finding.rule_id not in declared:
            raise DetectorError(f"it reports {finding.rule_id!r}, which it does not declare")
        if finding.span.end > len(doc.text):
            raise DetectorError(f"{finding.rule_id} reports {finding.span}, beyond the text's {len(doc.text)} characters")
    return findings


def _signals(ctx: Context) -> WordSignals | None:
    """Return the word signals, those of models and reference together where there is one."""
    if ctx.signals is None or ctx.differences is None:
        return ctx.signals
    pairs = list(zip(ctx.differences.marked, ctx.signals.bad, strict=True))
    bad = [before if after is None else after for after, before in pairs]
    replaced = [before if after is None else None for (after, _), before in zip(pairs, ctx.signals.replaced, strict=True)]
    return replace(ctx.signals, bad=bad, replaced=replaced)


def token_scores(doc: Document, suspects: Sequence[SuspectSpan], signals: WordSignals | None) -> tuple[TokenScore, ...]:
    """Return for each word token the probability that a person would mark it.

    That of its suspects or that of the fused word signals, whichever is higher; without signals, the base rate.
    """
    base = float(tables.load("calibration/rules")["token_base"])
    waiting = deque(suspects)
    active: list[SuspectSpan] = []
    scores = []
    for index, tok in enumerate(doc.tokens):
        while waiting and waiting[0].span.start < tok.span.end:
            active.append(waiting.popleft())
        active = [suspect for suspect in active if suspect.span.end > tok.span.start]
        if tok.kind in ("word", "number"):
            fused = _highest(signals.bad[index], signals.replaced[index]) if signals else None
            bad = max((suspect.probability for suspect in active if suspect.span.overlaps(tok.span)), default=0.0)
            bits = signals.bits[index] if signals else None
            scores.append(TokenScore(tok.span, bits, max(bad, base if fused is None else fused)))
    return tuple(scores)


def _highest(*values: float | None) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _contexts(doc: Document, suspects: Iterable[SuspectSpan]) -> Iterator[tuple[str, int]]:
    """Yield the text round each suspect (its sentence, cut where that is long) and where in it the suspect begins."""
    sentences = doc.sentences
    index = 0
    for suspect in suspects:
        span = suspect.span
        while index + 1 < len(sentences) and sentences[index].span.end <= span.start:
            index += 1
        start, end = span.start, span.end
        if sentences and sentences[index].span.overlaps(span):
            start, end = min(start, sentences[index].span.start), max(end, sentences[index].span.end)
        start, end = max(start, span.start - _CONTEXT_REACH), min(end, span.end + _CONTEXT_REACH)
        yield doc.text[start:end], span.start - start


def run(items: Iterable[Article | ReadError], cfg: Config, *, keep_documents: bool = False) -> Iterator[Outcome]:
    """Check articles one after another, or on ``cfg.jobs`` processes; outcomes come in the order of the input.

    At most a few articles a job are held at any time, so memory grows with the largest article and not with their number.
    """
    if cfg.jobs == 1:
        yield from (_check_item(item, cfg, keep_documents) for item in items)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(cfg.jobs) as pool:
        queue: deque[Future[Outcome]] = deque()
        for item in items:
            queue.append(pool.submit(_check_item, item, cfg, keep_documents))
            if len(queue) >= cfg.jobs * _QUEUE_PER_JOB:
                yield queue.popleft().result()
        while queue:
            yield queue.popleft().result()


def _check_item(item: Article | ReadError, cfg: Config, keep_document: bool) -> Outcome:
    if isinstance(item, ReadError):
        return Outcome(None, (Notice("error", item.code, item.path, item.reason),))
    beside = companion(item, cfg.reference, encoding=cfg.encoding) if cfg.reference else None
    notices: tuple[Notice, ...] = ()
    if isinstance(beside, ReadError):
        notices = (Notice("error", beside.code, beside.path, beside.reason),)
    elif beside is None and cfg.reference:
        notices = (Notice("warning", "no-reference", item.path, f"{item.id}: no reference for it in {cfg.reference}"),)
    reference = beside.document() if isinstance(beside, Article) else None
    doc, more = _with_sources(item, cfg)
    outcome = check_document(doc, cfg, keep_document=keep_document, reference=reference)
    return replace(outcome, notices=(*outcome.notices, *notices, *more))


def _with_sources(item: Article, cfg: Config) -> tuple[Document, tuple[Notice, ...]]:
    """Return the document, with the source of each block where the article has one or the settings name it."""
    source = item.source
    notices: tuple[Notice, ...] = ()
    if cfg.source and not item.sources:
        beside = companion(item, cfg.source, encoding=cfg.encoding)
        if isinstance(beside, ReadError):
            notices = (Notice("error", beside.code, beside.path, beside.reason),)
        elif beside is None:
            notices = (Notice("warning", "no-source", item.path, f"{item.id}: no source for it in {cfg.source}"),)
        else:
            source = beside.text
    doc = item.document()
    if not source:
        return doc, notices
    from mtcheck.reference.sources import paired_sources

    return replace(doc, sources=paired_sources(doc, source)), notices


def gather(outcomes: Iterable[Outcome], cfg: Config) -> RunReport:
    """Make one RunReport of all outcomes; the run's verdict is the worst of its articles."""
    documents: list[DocumentReport] = []
    notices: list[Notice] = []
    for outcome in outcomes:
        if outcome.report is not None:
            documents.append(outcome.report)
        notices.extend(outcome.notices)
    verdicts = {report.verdict for report in documents}
    verdict: Verdict = next((verdict for verdict in _WORST_FIRST if verdict in verdicts), "not judged")
    rules = registry().rules
    return RunReport(FORMAT_VERSION, signature(cfg), tuple(documents), tuple(notices), verdict, rules, categories())


def signature(cfg: Config) -> str:
    """Return the string of all that could change the figures: version, rules, calibration, settings."""
    limits = verdict_limits()
    parts = {
        "mtcheck": __version__,
        "rules": _digest(sorted(registry().rules)),
        "calibration": _digest(tables.load("calibration/rules")),
        "lm": cfg.lm,
        "tagger": cfg.tagger,
        "select": ",".join(cfg.select) or "all",
        "ignore": ",".join(cfg.ignore) or "none",
        "min-probability": f"{cfg.min_probability:g}",
        "review": f"{limits['review']:g}",
        "fail": f"{limits['fail']:g}",
    }
    parts |= {name: "yes" for name in ("reference", "source") if getattr(cfg, name)}
    return "|".join(f"{name}:{value}" for name, value in parts.items())


def _digest(value: Any) -> str:
    packed = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()[:10]

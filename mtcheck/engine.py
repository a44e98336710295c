"""Run the whole check: segment, detect, group, score; one DocumentReport per article, in the order of the input."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import Any

from mtcheck import __version__, tables
from mtcheck.accept.acceptances import ignored_in, mark_accepted, mark_ignored, split_ignored
from mtcheck.config.day import today
from mtcheck.config.own_names import own_names
from mtcheck.config.own_senses import digest_of
from mtcheck.config.schema import EMBEDDED_LMS, Config
from mtcheck.core.document import Document
from mtcheck.core.errors import DetectorError, ModelError, ReadError
from mtcheck.core.finding import Finding, SuspectSpan
from mtcheck.core.report import (
    FORMAT_VERSION,
    DocumentReport,
    Examination,
    Examined,
    Notice,
    Outcome,
    RunReport,
    TokenScore,
    Verdict,
)
from mtcheck.core.rule import Context, Detector, Need
from mtcheck.core.signals import WordSignals
from mtcheck.readers.article import Article
from mtcheck.reference.companions import companions, fused, side_by_side
from mtcheck.registry import registry, traits_of
from mtcheck.signals.schedule import context_for, documents
from mtcheck.signals.surprisal import surprisal_of
from mtcheck.store.manifest import installed_digest
from mtcheck.suspects.calibrate import marked_by_raters, verdict_limits
from mtcheck.suspects.make import make_suspects
from mtcheck.suspects.places import paragraphs
from mtcheck.suspects.score import categories, outcome_of, why_not_judged
from mtcheck.workers import share

_WORST_FIRST: tuple[Verdict, ...] = ("fail", "review", "not judged", "pass")
# what any figure may rest on, beside the tables of what compares
_CALIBRATIONS = ("rules", "reader", "words", "article", "raters", "verdict")


def check_document(doc: Document, cfg: Config, *, ctx: Context | None = None, keep_document: bool = False) -> Outcome:
    """Check and judge one document; a detector that crashes is an error notice, and the document is not judged."""
    return outcome_of(examine(doc, cfg, ctx=ctx, keep_document=keep_document))


def examine(doc: Document, cfg: Config, *, ctx: Context | None = None, keep_document: bool = False) -> Examined:
    """Return what is found in one document; a detector that crashes is an error notice."""
    doc, ctx, missing = companions(doc, cfg, ctx or context_for(doc, cfg))
    findings, notices = detect(doc, cfg, ctx)
    signals = ctx.signals  # asked for even where no detector did: a model that cannot be loaded must end the run
    suspects, remarks = _suspects(doc, findings, cfg, ctx)
    obstacle = f"incomplete: {notices[0].message}" if notices else why_not_judged(doc)
    if obstacle:
        notices = [*notices, Notice("note", "not-judged", doc.path, doc.named(obstacle))]
    found = Examination(
        path=doc.path,
        id=doc.id,
        sha256=doc.sha256,
        words=doc.words,
        suspects=suspects,
        obstacle=obstacle,
        paragraphs=paragraphs(doc),
        file_line=int(doc.meta["line"]) if "line" in doc.meta else None,
        complete=not any(notice.level == "error" for notice in notices),
        indications=signals.indications if signals and not obstacle else None,
        passages=signals.passages if signals and not obstacle else (),
        tokens=token_scores(doc, suspects, fused(ctx)) if cfg.tokens else None,
        surprisal=surprisal_of(doc, signals.bits, cfg) if signals else None,
        document=doc if keep_document else None,
        beside=side_by_side(doc, ctx) if keep_document else (),
    )
    return Examined(found, (*notices, *missing, *remarks))


def _suspects(
    doc: Document, findings: Sequence[Finding], cfg: Config, ctx: Context
) -> tuple[tuple[SuspectSpan, ...], list[Notice]]:
    """Return the suspects in order of their place, the accepted ones marked, and notices on acceptances that do nothing."""
    rules, ignores = registry().rules, ignored_in(doc.path, cfg) if cfg.path_ignores else []
    counting, ignored = split_ignored(findings, ignores) if ignores else (findings, [])
    found = make_suspects(doc, counting, rules)
    if ctx.differences is not None:
        from mtcheck.reference.fusion import weighed

        found = weighed(found, doc, ctx.differences)
    made, remarks = mark_accepted(doc, found, cfg, today())
    made = (*made, *mark_ignored(make_suspects(doc, ignored, rules), ignores))
    wanted = (suspect for suspect in made if suspect.probability >= cfg.min_probability)
    return tuple(sorted(wanted, key=lambda suspect: (suspect.span, suspect.rule_id))), remarks


def detect(doc: Document, cfg: Config, ctx: Context) -> tuple[list[Finding], list[Notice]]:
    """Return what the wanted detectors see, and an error notice for each that crashed."""
    findings: list[Finding] = []
    notices: list[Notice] = []
    for detector in registry().detectors:
        if not any(cfg.wants(rule.id) for rule in detector.rules) or not _has(doc, ctx, traits_of(detector).needs):
            continue
        try:
            findings.extend(finding for finding in _run(detector, doc, ctx) if cfg.wants(finding.rule_id))
        except ModelError:  # the models are asked for when a detector wants them; without them there is no run
            raise
        except Exception as error:
            message = doc.named(f"detector {detector.family!r} failed: {type(error).__name__}: {error}")
            notices.append(Notice("error", "detector-failed", doc.path, message))
    return findings, notices


def _has(doc: Document, ctx: Context, needs: Iterable[Need]) -> bool:
    """Tell whether all is there without which a detector sees nothing."""
    there = {
        "signals": lambda: ctx.signals is not None,
        "ngrams": lambda: ctx.ngrams is not None,
        "reference": lambda: ctx.differences is not None,
        "source": lambda: any(doc.sources),
    }
    return all(there[need]() for need in needs)


def _run(detector: Detector, doc: Document, ctx: Context) -> list[Finding]:
    findings = list(detector.detect(doc, ctx))
    declared = {rule.id for rule in detector.rules}
    for finding in findings:
        if finding.rule_id not in declared:
            raise DetectorError(f"it reports {finding.rule_id!r}, which it does not declare")
        if finding.span.end > len(doc.text):
            raise DetectorError(f"{finding.rule_id} reports {finding.span}, beyond the text's {len(doc.text)} characters")
    return findings


def token_scores(doc: Document, suspects: Sequence[SuspectSpan], signals: WordSignals | None) -> tuple[TokenScore, ...]:
    """Return for each word token, and each mark that was judged, the probability that a person would mark it.

    That of the fused word signals, which the rules that spoke of the token raise by what raters think of such findings.
    Without signals the base rate stands for them.
    """
    base = float(tables.load("calibration/raters")["base"])
    waiting = deque(suspects)
    active: list[SuspectSpan] = []
    scores = []
    for index, tok in enumerate(doc.tokens):
        while waiting and waiting[0].span.start < tok.span.end:
            active.append(waiting.popleft())
        active = [suspect for suspect in active if suspect.span.end > tok.span.start]
        fused = signals.bad[index] if signals else None
        if tok.kind in ("word", "number") or fused is not None:
            found = [one for suspect in active for one in suspect.findings if one.span.overlaps(tok.span)]
            bits = signals.bits[index] if signals else None
            innocent = (1.0 - (base if fused is None else fused)) * (1.0 - marked_by_raters(found))
            scores.append(TokenScore(tok.span, bits, 1.0 - innocent))
    return tuple(scores)


def run(items: Iterable[Article | ReadError], cfg: Config, *, keep_documents: bool = False) -> Generator[Outcome, None, None]:
    """Check and judge articles; outcomes come in the order of the input."""
    with closing(examined(items, cfg, keep_documents=keep_documents)) as found:
        yield from map(outcome_of, found)


def examined(
    items: Iterable[Article | ReadError],
    cfg: Config,
    *,
    keep_documents: bool = False,
    done: Callable[[int, Examined], None] | None = None,
) -> Generator[Examined, None, None]:
    """Examine articles one after another, or on ``cfg.jobs`` processes; they come in the order of the input.

    At most a few articles a job are held at any time, so memory grows with the largest article and not with their number.
    ``done`` is told each outcome, with the number of its article, as soon as it is there: in any order, on any thread.
    A caller that may leave the run before its end closes it: ``contextlib.closing``.
    """
    if cfg.jobs > 1:
        work = partial(_examine_item, cfg=cfg, keep_document=keep_documents)
        yield from share(items, work, cfg.jobs, lost=_lost, done=done)
        return
    for number, ready in enumerate(documents(items, cfg)):
        if isinstance(ready, ReadError):
            found = _unread(ready)
        else:
            found = examine(ready[0], cfg, ctx=ready[1], keep_document=keep_documents)
        if done is not None:
            done(number, found)
        yield found


def _lost(item: Article | ReadError) -> Examined:
    reason = "the process that checked it was killed each time; is memory short? Take fewer --jobs, or split the article"
    return Examined(None, (Notice("error", "process-killed", item.path, reason),))


def _examine_item(item: Article | ReadError, *, cfg: Config, keep_document: bool) -> Examined:
    if isinstance(item, ReadError):
        return _unread(item)
    return examine(item.document(), cfg, keep_document=keep_document)


def _unread(error: ReadError) -> Examined:
    return Examined(None, (Notice(error.level, error.code, error.path, error.reason),))


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
        "rules": short_digest(sorted(registry().rules)),
        "calibration": short_digest([tables.load(f"calibration/{name}") for name in (*_CALIBRATIONS, *registry().comparing)]),
        "lm": cfg.lm,
        **_hf_parts(cfg),
        **({"profile": cfg.profile} if cfg.profile != "default" else {}),
        "tagger": cfg.tagger,
        **{f"{name}-digest": digest[:10] for name in ("lm", "tagger") if (digest := installed_digest(getattr(cfg, name)))},
        **({"names": own_names(cfg.names).digest} if cfg.names else {}),
        **({"senses": digest} if (digest := digest_of(cfg.senses)) else {}),
        "select": ",".join(cfg.select) or "all",
        "ignore": ",".join(cfg.ignore) or "none",
        "min-probability": f"{cfg.min_probability:g}",
        "review": f"{limits['review']:g}",
        "fail": f"{limits['fail']:g}",
        **{name: "yes" for name in ("reference", "source") if getattr(cfg, name)},
    }
    return "|".join(f"{name}:{value}" for name, value in parts.items())


def _hf_parts(cfg: Config) -> dict[str, str]:
    """Return the settings of a model of the user's own that change its figures; none where there is no such model."""
    if cfg.lm in EMBEDDED_LMS:
        return {}
    window, stride = (str(value or "own") for value in (cfg.lm_window, cfg.lm_stride))
    return {"lm-device": cfg.lm_device, "lm-dtype": cfg.lm_dtype, "lm-window": window, "lm-stride": stride}


def short_digest(value: Any) -> str:
    packed = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()[:10]

"""Bring what stands beside an article to its check: its reference, compared word by word, and its source, block by block."""

from __future__ import annotations

from dataclasses import replace

from mtcheck.config.schema import Config
from mtcheck.core.document import SOURCE_LANGUAGE, Document
from mtcheck.core.errors import ReadError
from mtcheck.core.reference import Piece
from mtcheck.core.report import Notice
from mtcheck.core.rule import Context
from mtcheck.core.signals import WordSignals
from mtcheck.readers.companion import companion
from mtcheck.readers.plain import from_string
from mtcheck.signals.schedule import context_for

_ENOUGH = 4000  # characters to tell a language by
_LEAST = 40  # characters; a text in ideographs says as much in fewer
_TOLD_APART = frozenset("en de fr es pt it nl pl cs ru uk ar ja ko zh tr".split())  # the identifier takes others for each other


def companions(doc: Document, cfg: Config, ctx: Context) -> tuple[Document, Context, list[Notice]]:
    """Return document and context with the reference and the source that the settings, or the file itself, give."""
    notices: list[Notice] = []
    source = doc.meta.get("source", "")
    if cfg.source and not doc.sources:
        source = _text(doc, cfg.source, "source", cfg, notices) or source
    if source:
        from mtcheck.reference.sources import paired_sources

        doc = replace(doc, sources=paired_sources(doc, source))
    if any(doc.sources):
        notices += _sides(doc)
    if cfg.reference:
        text = _text(doc, cfg.reference, "reference", cfg, notices)
        if text:
            reference = from_string(text)
            ctx = with_reference(doc, reference, ctx, context_for(reference, cfg).signals)
    return doc, ctx, notices


def _sides(doc: Document) -> list[Notice]:
    """Return a warning where the two sides look swapped, or the sources are not in the language that the file declares."""
    from mtcheck.lang.identification import code_of, identify, is_english

    source, text = "\n".join(doc.sources)[:_ENOUGH], doc.text[:_ENOUGH]
    declared = code_of(doc.meta.get(SOURCE_LANGUAGE, ""))
    if is_english(source) and not is_english(text) and identify(text) not in ("en", ""):
        message = "the source side is English and the text is not; swap the sides: the English one is checked"
        return [Notice("warning", "sides-swapped", doc.path, doc.named(message))]
    looks = identify(source) if declared and len(source) >= _LEAST else ""
    if looks and declared in _TOLD_APART and looks in _TOLD_APART and looks != declared:
        message = f"the file declares {declared!r} for its sources, and they look like {looks!r}; correct one of the two"
        return [Notice("warning", "source-language", doc.path, doc.named(message))]
    return []


def _text(doc: Document, path: str, what: str, cfg: Config, notices: list[Notice]) -> str:
    found = companion(doc, path, encoding=cfg.encoding)
    if isinstance(found, ReadError):
        notices.append(Notice("error", found.code, found.path, found.reason))
        return ""
    if found is None:
        notices.append(Notice("warning", f"no-{what}", doc.path, doc.named(f"{path} holds no {what} for it; checked without")))
        return ""
    return found.text


def with_reference(doc: Document, reference: Document, ctx: Context, control: WordSignals | None = None) -> Context:
    """Compare the document with its reference, word by word, and say how probable each word is with both in mind.

    ``control`` is what the language models say of the reference.
    """
    from mtcheck.reference import fusion as fusion
    from mtcheck.reference.differences import differences

    return replace(ctx, differences=fusion.fused(doc, differences(doc, reference), ctx.signals, control))


def fused(ctx: Context) -> WordSignals | None:
    """Return the word signals, those of models and reference together where there is one."""
    signals, compared = ctx.signals, ctx.differences
    if signals is None or compared is None:
        return signals
    bad = [before if after is None else after for after, before in zip(compared.marked, signals.bad, strict=True)]
    return replace(signals, bad=bad)


def side_by_side(doc: Document, ctx: Context) -> tuple[tuple[tuple[Piece, ...], tuple[Piece, ...]], ...]:
    """Return the sentences of text and reference in pieces that tell how they differ; none without a reference."""
    if ctx.differences is None:
        return ()
    from mtcheck.reference import marking

    return marking.side_by_side(doc, ctx.differences)

"""Find long sentences that stand twice, close together, in one article."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.core.document import Document, Sentence
from mtcheck.core.finding import Finding, Measure, Related
from mtcheck.detectors.repetition.rules import REPEATED_SENTENCE
from mtcheck.detectors.repetition.words import Places

MIN_WORDS = 10
MAX_DISTANCE = 5  # sentences: people come back to a sentence much later, a machine at once
_LABEL_WORDS = 4
_READ = frozenset({"paragraph", "item"})


def repeated_sentences(doc: Document, places: Places) -> Iterator[Finding]:
    """Yield each later copy of a sentence of ten words or more, captions, headings, standfirsts and quotations apart."""
    seen: dict[tuple[str, ...], int] = {}
    folded = doc.folded
    for index, sent in enumerate(doc.sentences):
        if len(sent.tokens) <= MIN_WORDS or doc.blocks[sent.block].kind not in _READ:
            continue
        key = folded[sent.tokens.start : sent.tokens.stop]
        before, seen[key] = seen.get(key), index
        if before is None or index - before > MAX_DISTANCE:
            continue
        first = doc.sentences[before]
        if _is_display(doc, first) != _is_display(doc, sent) or places.quoted(sent.span):
            continue
        if _has_label(folded, sent):
            continue
        words = sum(tok.kind == "word" for tok in doc.tokens[sent.tokens.start : sent.tokens.stop])
        if words < MIN_WORDS:
            continue
        yield Finding(
            REPEATED_SENTENCE.id,
            sent.span,
            score=min(1.0, 0.4 + words / 50),
            message=f"this sentence of {words} words already stands in the article word for word",
            evidence=(Measure("equal words", float(words), "words", float(MIN_WORDS)), Related(first.span, "the first copy")),
        )


def _has_label(folded: tuple[str, ...], sent: Sentence) -> bool:
    """Tell whether the sentence is an entry of a form, "Verdict: ...", which may say the same of several people."""
    return ":" in folded[sent.tokens.start + 1 : sent.tokens.start + _LABEL_WORDS + 1]


def _is_display(doc: Document, sent: Sentence) -> bool:
    """Tell whether the sentence is a block of its own, as pull quotes, captions and standfirsts are."""
    return len(doc.block_sentences(sent.block)) == 1

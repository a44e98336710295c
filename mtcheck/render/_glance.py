"""What the index shows and searches of an article, taken while its text is at hand: headline, first sentence, strip, words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.core.document import Block, Document
from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport
from mtcheck.core.taxonomy import SEVERITIES, severity_rank
from mtcheck.render._suspects import DEBRIS, clip

BINS = 96
_STRIP_HEIGHT = 24
_HEADLINE, _SENTENCE = 110, 170
_LEAST = 3  # words of a block that can be a headline


@dataclass(frozen=True, slots=True)
class Glance:
    """``strip`` has a path of bars for each severity; ``words`` are the forms that occur, folded, each once."""

    headline: str
    sentence: str
    strip: tuple[str, ...]
    words: str


def glance(report: DocumentReport) -> Glance:
    """Return what the index shows of an article; ``report.document`` must be there."""
    doc = report.document
    if doc is None:
        raise ValueError(f"{report.path}: a glance needs the document")
    debris = {suspect.span for suspect in report.suspects if suspect.category == DEBRIS}
    blocks = [block for block in doc.blocks if block.kind != "chrome" and block.span not in debris]
    headline = next((block for block in blocks if block.kind == "heading" and _words(doc, block) >= _LEAST), None)
    headline = headline or next((block for block in blocks if _words(doc, block) >= _LEAST), None)
    body = next((b for b in blocks if headline and b.span.start > headline.span.start and b.kind != "heading"), None)
    words = sorted({form for form, tok in zip(doc.folded, doc.tokens, strict=True) if tok.kind in ("word", "number")})
    return Glance(
        _one_line(doc.of(headline), _HEADLINE) if headline else "",
        _one_line(_first_sentence(doc, body), _SENTENCE) if body else "",
        tuple(strip(report.suspects, len(doc.text))),
        " ".join(words),
    )


def strip(suspects: Sequence[SuspectSpan], length: int) -> list[str]:
    """Draw the bars of the density strip as one path for each severity: a bar for each stretch that has a suspect."""
    bins: dict[int, list[int]] = {}
    for suspect in suspects:
        if suspect.state == "open":
            place = min(BINS - 1, suspect.span.start * BINS // max(length, 1))
            bins.setdefault(place, []).append(severity_rank(suspect.severity))
    bars = [""] * len(SEVERITIES)
    for place, ranks in sorted(bins.items()):
        bars[max(ranks)] += f"M{place * 10 + 4} {_STRIP_HEIGHT}v-{min(_STRIP_HEIGHT, 6 + 6 * len(ranks))}"
    return bars


def _words(doc: Document, block: Block) -> int:
    return len(doc.of(block).split())


def _first_sentence(doc: Document, block: Block) -> str:
    inside: Iterator[str] = (doc.of(sent) for sent in doc.sentences if doc.blocks[sent.block] is block)
    return next(inside, doc.of(block))


def _one_line(text: str, length: int) -> str:
    return clip(" ".join(text.split()), length)

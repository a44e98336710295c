"""See a document as the positions of the n-gram model: which word stands where, and whether it may have been replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document
from mtcheck.core.rule import NgramCounts
from mtcheck.lang.wording import is_old_fashioned, unchosen

GAP = -1
REACH = 3  # words of context used on either side
_ENDED = re.compile(r"[.!?…。:;][\"'”’»)\]]*$")
_VERSE = 3  # lines that run on


@dataclass(frozen=True, slots=True)
class View:
    """Hold, by position: word id, log10 probability, its spelling part, document token (-1 between), form, may it be replaced.

    ``quoted`` tells that the word stands in quoted speech, ``verse`` that it stands in lines that run on or in an article of
    old-fashioned wording: both are odd by nature. ``ids`` has ``REACH`` gaps at either end, so that context can be cut out
    without a check of bounds.
    """

    ids: NDArray[np.int64]
    prob: NDArray[np.float64]
    spelling: NDArray[np.float64]
    token: NDArray[np.int64]
    forms: list[str]
    open: NDArray[np.bool_]
    unigram: NDArray[np.float64]  # log10 of the count plus one
    quoted: NDArray[np.bool_]
    verse: NDArray[np.bool_]

    @property
    def words(self) -> int:
        """Count the words whose replacement would be evidence against the whole article."""
        return int((self.open & ~self.verse).sum())


def make_view(doc: Document, ngrams: NgramCounts, logcounts: NDArray[np.float64]) -> View:
    """Return the view of a document; ``logcounts`` holds log10 of count plus one by word id."""
    scored = ngrams.scored(doc)
    encoded = scored.encoded
    pad = np.full(REACH, GAP, np.int64)
    ids = np.concatenate([pad, encoded.ids, pad])
    token = np.concatenate([pad, encoded.token, pad])
    zeros = np.zeros(REACH)
    prob = np.concatenate([zeros, scored.prob, zeros])
    spelling = np.concatenate([zeros, encoded.spelling, zeros])
    words, folded, written = ngrams.words, doc.folded, doc.forms
    forms = [""] * len(ids)
    open_ = np.zeros(len(ids), np.bool_)
    starts = {sent.tokens.start for sent in doc.sentences}
    fixed = unchosen(doc)
    tokens = token.tolist()
    for at, (word, tok) in enumerate(zip(ids.tolist(), tokens, strict=True)):
        if tok < 0:
            continue
        form = folded[tok]
        parts = form.isalpha()
        forms[at] = form if parts else words[word]
        lower = written[tok][0].islower() or (tok in starts and written[tok][1:].islower())
        open_[at] = lower and doc.tokens[tok].kind == "word" and forms[at].isalpha() and tok not in fixed
    unigram = np.where(spelling < 0, 0.0, logcounts[np.maximum(ids, 0)])
    quoted, verse = _by_position(token, *_asides(doc))
    return View(ids, prob, spelling, token, forms, open_, unigram, quoted, verse)


def _asides(doc: Document) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell for each token whether it stands in quoted speech, and whether in verse."""
    quoted, verse = np.zeros(len(doc.tokens), np.bool_), np.full(len(doc.tokens), is_old_fashioned(doc))
    if doc.quotations:
        quoted[:] = [doc.is_quoted(tok.span) for tok in doc.tokens]
    for number in verse_blocks(doc):
        tokens = doc.block_tokens(number)
        verse[tokens.start : tokens.stop] = True
    return quoted, verse


def _by_position(token: NDArray[np.int64], *by_token: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    for values in by_token:
        yield np.append(values, False)[token]  # -1, between the sentences, takes the last


def verse_blocks(doc: Document) -> list[int]:
    """Return the blocks that stand in verse: three or more in a row, of which all but the last run on into the next.

    A line runs on that breaks off within a sentence; one as short as a heading, only where the next begins in lower case.
    """
    found: list[int] = []
    run: list[int] = []
    for number, block in enumerate(doc.blocks):
        if block.kind not in ("paragraph", "heading"):
            run = []
            continue
        run.append(number)
        if not _runs_on(doc, number):
            if len(run) >= _VERSE:
                found += run
            run = []
    return found


def _runs_on(doc: Document, number: int) -> bool:
    block = doc.blocks[number]
    if _ENDED.search(doc.of(block)[-3:]) or number + 1 == len(doc.blocks):
        return False
    return block.kind == "paragraph" or doc.text[doc.blocks[number + 1].span.start].islower()


def contexts(view: View, places: NDArray[np.int64], width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ids of ``REACH`` words before each place and after its ``width`` words; ``GAP`` beyond the sentence."""
    before = view.ids[places[:, None] + np.arange(-REACH, 0)]
    after = view.ids[places[:, None] + np.arange(width, width + REACH)]
    after = np.where(np.cumsum(after == GAP, axis=1) > 0, GAP, after)
    return before, after


def written_prob(view: View, places: NDArray[np.int64], width: int) -> NDArray[np.float64]:
    """Return log10 P of the words written at each place (spelling included) and of those after them (spelling left out)."""
    own = view.prob[places[:, None] + np.arange(width)].sum(axis=1)
    _, after = contexts(view, places, width)
    at = places[:, None] + np.arange(width, width + REACH)
    following = np.where(after == GAP, 0.0, view.prob[at] - view.spelling[at])
    return np.asarray(own + following.sum(axis=1))


def joint(
    ngrams: NgramCounts, before: NDArray[np.int64], rows: NDArray[np.int64], after: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return log10 P(row, after | before); each row has ``sizes`` words and ``GAP`` after them, which is closed up first."""
    whole = np.concatenate([before, rows, after], axis=1)
    for size in range(1, rows.shape[1]):
        short = sizes == size
        whole[short, before.shape[1] + size :] = np.concatenate(
            [after[short], np.full((int(short.sum()), rows.shape[1] - size), GAP, np.int64)], axis=1
        )
    return np.asarray(ngrams.logprob(whole, context=before.shape[1]))

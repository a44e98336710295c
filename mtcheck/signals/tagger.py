"""Run the trained word tagger: how probable it is that each word was replaced, edited or marked, judged in context.

The model is an ONNX file with a JSON file of the same stem beside it (tokenizer, heads, lengths). Inputs ``ids`` and
``mask``; outputs ``logits`` per sub-word and head, ``whole`` per window, ``hidden`` per sub-word. A word's value is the mean
logit of its sub-words, found by the tokenizer's offsets. The figures of a text do not depend on the texts beside it, nor
on the number of threads: each batch is the work of one thread, and what the batches give is added up in their order.
"""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document, Sentence
from mtcheck.core.errors import ModelError
from mtcheck.input import load_json
from mtcheck.signals.onnx import session

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FORMAT = 1
UNSCORED_BLOCKS = ("code", "chrome")
BATCH = 384  # padded sub-words that go through the network together: what is in between then stays in a core's own cache
MOST_THREADS = 8
CHUNK = 512  # sentences encoded together
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TaggerScores:
    """Hold what the tagger says about one document.

    ``words`` has a row per document token and a column per head: probabilities, NaN where nothing was scored (code, page
    furniture, characters the tokenizer drops). ``machine`` has for each sentence of the document the log-odds that the
    window it stands in is machine translation, ``embeddings`` a row with the mean of its sub-words' hidden values (NaN both
    where a sentence was not scored).
    """

    heads: tuple[str, ...]
    words: Floats
    machine: Floats
    embeddings: Floats

    def head(self, name: str) -> Floats:
        """Return the probabilities of one head, one per document token."""
        return self.words[:, self.heads.index(name)]


@dataclass(slots=True)
class _Piece:
    """Hold the sub-words of one sentence: their numbers, the token each belongs to (-1: none), the sentence's number."""

    ids: Ints
    owner: Ints
    sentence: int
    block: int


@dataclass(slots=True)
class _Window:
    """Hold what goes through the network as one row, without its special marks; ``keep`` says whose values count."""

    ids: Ints
    owner: Ints
    sentence: Ints
    keep: NDArray[np.bool_]


_Result = tuple[Floats, Floats, Floats]  # logits, whole, hidden


class Tagger:
    """Hold a loaded model; ``score`` may be called any number of times."""

    def __init__(self, network: Any, tokenizer: Tokenizer, settings: dict[str, Any], *, threads: int) -> None:
        self._session, self._tokenizer, self._threads = network, tokenizer, threads
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.heads: tuple[str, ...] = tuple(settings["heads"])
        self._first = list(settings["first"])
        self._last = list(settings["last"])
        self._pad = int(settings["pad"])
        self._room = int(settings["max_length"]) - len(self._first) - len(self._last)
        self._context = min(self._room, int(settings["context"]))
        self._width = int(settings["width"])

    @classmethod
    def load(cls, path: Path | None = None, *, threads: int = 0) -> Tagger:
        """Load the shipped model or the one named; ``threads`` 0 means all processors, at most eight."""
        from tokenizers import Tokenizer

        model = Path(str(files("mtcheck").joinpath("data", "models", "tagger.onnx"))) if path is None else Path(path)
        settings = _settings(model.with_suffix(".json"))
        try:
            tokenizer = Tokenizer.from_str(json.dumps(settings["tokenizer"]))
            model.open("rb").close()  # the library says less clearly that there is no such file
            network = session(model)
        except OSError as error:
            raise ModelError(f"{model}: no tagger model could be read: {error.strerror or error}") from error
        except Exception as error:  # both libraries raise their own kinds, some of them plain Exception
            raise ModelError(f"{model}: not a tagger model that can be used here: {error}") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(network, tokenizer, settings, threads=min(threads or os.cpu_count() or 1, MOST_THREADS))

    def score(self, doc: Document) -> TaggerScores:
        """Score all tokens of a document."""
        pieces = list(self._pieces(doc))
        windows = sorted(self._windows(pieces), key=lambda window: len(window.ids))
        owners, logits = [], []
        sums = np.zeros((len(doc.sentences), self._width), np.float64)
        machine = np.zeros(len(doc.sentences), np.float64)
        sizes = np.zeros(len(doc.sentences), np.float64)
        for group, (got, whole, hidden) in self._results(_batches(windows, BATCH)):
            offset = len(self._first)
            for row, window in enumerate(group):
                inner = slice(offset, offset + len(window.ids))
                logits.append(got[row, inner][window.keep])
                owners.append(window.owner[window.keep])
                kept, number = hidden[row, inner][window.keep], window.sentence[window.keep]
                starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
                sums[number[starts]] += np.add.reduceat(kept, starts, axis=0)
                counts = np.diff(np.r_[starts, len(number)])
                machine[number[starts]] += float(whole[row]) * counts
                sizes[number[starts]] += counts
        words = _by_word(owners, logits, len(doc.tokens), len(self.heads))
        sizes[sizes == 0] = np.nan
        return TaggerScores(self.heads, words, (machine / sizes).astype(np.float32), (sums / sizes[:, None]).astype(np.float32))

    def _pieces(self, doc: Document) -> Iterator[_Piece]:
        """Encode the sentences of all blocks that hold language."""
        starts = np.fromiter((tok.span.start for tok in doc.tokens), np.int64, len(doc.tokens))
        chosen = [
            (number, sent) for number, sent in enumerate(doc.sentences) if doc.blocks[sent.block].kind not in UNSCORED_BLOCKS
        ]
        for at in range(0, len(chosen), CHUNK):
            part = chosen[at : at + CHUNK]
            for (number, sent), (ids, offsets) in zip(part, self._encode(doc, [sent for _, sent in part]), strict=True):
                real = offsets[:, 1] > offsets[:, 0]
                owner = np.searchsorted(starts, offsets[:, 0] + sent.span.start, side="right") - 1
                if len(ids):
                    yield _Piece(ids, np.where(real, owner, -1), number, sent.block)

    def _encode(self, doc: Document, sents: Sequence[Sentence]) -> Iterator[tuple[Ints, Ints]]:
        # a lone surrogate cannot be handed to the tokenizer; one character for one keeps the offsets
        texts = [_LONE.sub("\ufffd", doc.of(sent)) for sent in sents]
        if self._threads == 1:
            encodings = [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]
        else:
            encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        for encoding in encodings:
            yield np.array(encoding.ids, np.int64), np.array(encoding.offsets, np.int64).reshape(-1, 2)

    def _windows(self, pieces: Sequence[_Piece]) -> Iterator[_Window]:
        """Pack neighbouring sentences of a block into windows; cut a sentence that fits into none."""
        group: list[_Piece] = []
        size = 0
        for piece in pieces:
            if group and (piece.block != group[0].block or size + len(piece.ids) > self._context):
                yield _whole(group)
                group, size = [], 0
            if len(piece.ids) > self._room:
                yield from self._cut(piece)
                continue
            group.append(piece)
            size += len(piece.ids)
        if group:
            yield _whole(group)

    def _cut(self, piece: _Piece) -> Iterator[_Window]:
        """Cut an overlong sentence into overlapping windows; each sub-word counts where it is farther from an edge."""
        overlap = self._room // 4
        step = self._room - overlap
        for start in range(0, len(piece.ids) - overlap, step):
            end = min(start + self._room, len(piece.ids))
            places = np.arange(start, end)
            low = 0 if start == 0 else start + overlap // 2
            high = end if end == len(piece.ids) else start + step + overlap // 2
            keep = (places >= low) & (places < high)
            sentence = np.full(end - start, piece.sentence, np.int64)
            yield _Window(piece.ids[start:end], piece.owner[start:end], sentence, keep)

    def _results(self, groups: Iterable[Sequence[_Window]]) -> Iterator[tuple[Sequence[_Window], _Result]]:
        """Run the network over groups of windows, a few at once, and yield what it gives in their order."""
        if self._pool is None:
            yield from ((group, self._run(group)) for group in groups)
            return
        waiting: deque[tuple[Sequence[_Window], Future[_Result]]] = deque()
        for group in groups:
            waiting.append((group, self._pool.submit(self._run, group)))
            if len(waiting) > 2 * self._threads:  # a long article holds many, and what comes of them is large
                first, result = waiting.popleft()
                yield first, result.result()
        yield from ((group, result.result()) for group, result in waiting)

    def _run(self, group: Sequence[_Window]) -> _Result:
        longest = max(len(window.ids) for window in group) + len(self._first) + len(self._last)
        ids = np.full((len(group), longest), self._pad, np.int64)
        mask = np.zeros((len(group), longest), np.int64)
        for row, window in enumerate(group):
            whole = np.concatenate([self._first, window.ids, self._last])
            ids[row, : len(whole)], mask[row, : len(whole)] = whole, 1
        logits, whole, hidden = self._session.run(["logits", "whole", "hidden"], {"ids": ids, "mask": mask})
        return logits, whole, hidden


def _settings(path: Path) -> dict[str, Any]:
    """Read the JSON file beside a model and check that all is there."""
    try:
        settings: Any = load_json(path)
    except OSError as error:
        raise ModelError(f"{path}: the settings of the tagger could not be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON: {error}") from error
    wanted = ("format", "heads", "first", "last", "pad", "max_length", "context", "width", "tokenizer")
    if not isinstance(settings, dict):
        raise ModelError(f"{path}: not the settings of a tagger: expected an object")
    missing = [name for name in wanted if name not in settings]
    if missing:
        raise ModelError(f"{path}: not the settings of a tagger: {', '.join(missing)} missing")
    if settings["format"] != FORMAT:
        raise ModelError(f"{path}: tagger format {settings['format']!r}; this version reads {FORMAT}")
    return settings


def _whole(group: Sequence[_Piece]) -> _Window:
    ids = np.concatenate([piece.ids for piece in group])
    sentence = np.repeat([piece.sentence for piece in group], [len(piece.ids) for piece in group])
    return _Window(ids, np.concatenate([piece.owner for piece in group]), sentence, np.ones(len(ids), np.bool_))


def _batches(windows: Sequence[_Window], size: int) -> Iterator[Sequence[_Window]]:
    """Cut windows, sorted by length, into groups of at most ``size`` padded sub-words (at least one window)."""
    start = 0
    for at, window in enumerate(windows):
        if at > start and (at - start + 1) * (len(window.ids) + 2) > size:
            yield windows[start:at]
            start = at
    if windows:
        yield windows[start:]


def _by_word(owners: Sequence[Ints], logits: Sequence[Floats], words: int, heads: int) -> Floats:
    """Average the logits of each word's sub-words and make them probabilities."""
    out = np.full((words, heads), np.nan, np.float32)
    if not owners:
        return out
    owner, values = np.concatenate(owners), np.concatenate(logits).astype(np.float64)
    real = owner >= 0
    owner, values = owner[real], values[real]
    count = np.bincount(owner, minlength=words)
    have = count > 0
    for head in range(heads):
        total = np.bincount(owner, weights=values[:, head], minlength=words)
        out[have, head] = 1.0 / (1.0 + np.exp(-total[have] / count[have]))
    return out

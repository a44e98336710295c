"""Read an article word by word with the embedded network, by ONNX Runtime: what is wrong, of what kind, and the repair.

The network takes the sub-words of its tokenizer; neighbouring sentences of a block are read together, up to the ``context``
of the settings. The settings are a JSON file beside the model (heads, classes of fault, tokenizer, lengths). Inputs ``ids``,
``mask`` and ``shapes`` (how a sub-word is written: lower case, capitalised, capitals); outputs ``logits`` per sub-word,
``whole`` per window, ``hidden`` per sub-word. A second part of the same graph takes ``rows`` of hidden values and returns the
likeliest words to be put there, or to be inserted before it. A word's value is the mean logit of its sub-words, found by the
tokenizer's offsets. The figures of a text do not depend on the texts beside it, nor on the number of threads: each batch is
the work of one thread, and what the batches give is added up in their order.

The operations follow the tags of GECToR (Omelianchuk et al. 2020): keep, delete, replace, insert before.
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

FORMAT = 2
UNSCORED_BLOCKS = ("code", "chrome")
BATCH = 384  # padded sub-words that go through the network together: what is in between then stays in a core's own cache
MOST_THREADS = 8
CHUNK = 512  # sentences encoded together
ROWS = 64  # places at which words are looked for together
OPERATIONS = 4
_WORD = re.compile(r"[a-z]+")
_LONE = re.compile("[\ud800-\udfff]")


KEEP, DELETE, REPLACE, INSERT = range(4)  # what repairs a word; INSERT: a word is missing before it
SUSPICIOUS = ("fault", "synthetic")
SUSPICIOUS_FROM = -2.0  # log-odds: words above may need a repair, so that their hidden values are kept


@dataclass(frozen=True, slots=True)
class ReaderScores:
    """Hold what the reader says about one document.

    ``words`` has a row per document token and a column per head: probabilities, NaN where nothing was scored (code, page
    furniture, characters the tokenizer drops); ``faults`` a column per class of fault and ``operations`` one per operation,
    probabilities that sum to 1 in each row. ``origins`` has for each sentence of the document and each origin the log-odds
    that the window it stands in is of it, ``embeddings`` a row with the mean of its sub-words' hidden values (NaN both
    where a sentence was not scored). ``rows`` numbers the tokens whose hidden values are kept in ``hidden``, in order.
    """

    heads: tuple[str, ...]
    words: Floats
    faults: Floats
    operations: Floats
    origins: Floats
    embeddings: Floats
    rows: Ints
    hidden: NDArray[np.float16]

    def head(self, name: str) -> Floats:
        """Return the probabilities of one head, one per document token."""
        return self.words[:, self.heads.index(name)]


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold the words that may stand in a place, likeliest first, with their log-probabilities."""

    put: tuple[tuple[str, float], ...]
    inserted: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class _Piece:
    """Hold the sub-words of one sentence: their numbers and shapes, the token each belongs to (-1: none), the sentence."""

    ids: Ints
    shapes: Ints
    owner: Ints
    sentence: int
    block: int


@dataclass(slots=True)
class _Window:
    """Hold what goes through the network as one row, without its special marks; ``keep`` says whose values count."""

    ids: Ints
    shapes: Ints
    owner: Ints
    sentence: Ints
    keep: NDArray[np.bool_]


_Result = tuple[Floats, Floats, Floats]  # logits, whole, hidden


class Reader:
    """Hold a loaded model; ``score`` may be called any number of times."""

    def __init__(self, network: Any, tokenizer: Tokenizer, settings: dict[str, Any], *, threads: int) -> None:
        self._session, self._tokenizer, self._threads = network, tokenizer, threads
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.heads: tuple[str, ...] = tuple(settings["heads"])
        self.faults: tuple[str, ...] = tuple(settings["faults"])
        self.origins: tuple[str, ...] = tuple(settings["origins"])
        self._first = list(settings["first"])
        self._last = list(settings["last"])
        self._pad = int(settings["pad"])
        self._room = int(settings["max_length"]) - len(self._first) - len(self._last)
        self._context = min(self._room, int(settings["context"]))
        self._width = int(settings["width"])

    @classmethod
    def load(cls, path: Path | None = None, *, threads: int = 0) -> Reader:
        """Load the shipped model or the one named; ``threads`` 0 means all processors, at most eight."""
        from tokenizers import Tokenizer

        model = Path(str(files("mtcheck").joinpath("data", "models", "reader.onnx"))) if path is None else Path(path)
        settings = _settings(model.with_suffix(".json"))
        try:
            tokenizer = Tokenizer.from_str(json.dumps(settings["tokenizer"]))
            model.open("rb").close()  # the library says less clearly that there is no such file
            network = session(model)
        except OSError as error:
            raise ModelError(f"{model}: no reader model could be read: {error.strerror or error}") from error
        except Exception as error:  # both libraries raise their own kinds, some of them plain Exception
            raise ModelError(f"{model}: not a reader model that can be used here: {error}") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(network, tokenizer, settings, threads=min(threads or os.cpu_count() or 1, MOST_THREADS))

    def score(self, doc: Document) -> ReaderScores:
        """Score all tokens of a document."""
        pieces = list(self._pieces(doc))
        windows = sorted(self._windows(pieces), key=lambda window: len(window.ids))
        owners, logits = [], []
        rows: list[Ints] = [np.zeros(0, np.int64)]
        kept_hidden: list[NDArray[np.float16]] = [np.zeros((0, self._width), np.float16)]
        sums = np.zeros((len(doc.sentences), self._width), np.float64)
        origins = np.zeros((len(doc.sentences), len(self.origins)), np.float64)
        sizes = np.zeros(len(doc.sentences), np.float64)
        for group, (got, whole, hidden) in self._results(_batches(windows, BATCH)):
            offset = len(self._first)
            for row, window in enumerate(group):
                inner = slice(offset, offset + len(window.ids))
                said, owner = got[row, inner][window.keep], window.owner[window.keep]
                logits.append(said)
                owners.append(owner)
                kept, number = hidden[row, inner][window.keep], window.sentence[window.keep]
                odd = self._suspicious(said, owner)
                rows.append(owner[odd])
                kept_hidden.append(kept[odd].astype(np.float16))
                starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
                sums[number[starts]] += np.add.reduceat(kept, starts, axis=0)
                counts = np.diff(np.r_[starts, len(number)])
                origins[number[starts]] += whole[row] * counts[:, None]
                sizes[number[starts]] += counts
        words = _by_word(owners, logits, len(doc.tokens), len(self.heads) + len(self.faults) + OPERATIONS)
        heads, faults, operations = np.split(words, np.cumsum([len(self.heads), len(self.faults)]), axis=1)
        sizes[sizes == 0] = np.nan
        tokens, order = np.unique(np.concatenate(rows), return_index=True)  # a word that was cut in two has two rows
        return ReaderScores(
            self.heads,
            (1.0 / (1.0 + np.exp(-heads))).astype(np.float32),
            _softmax(faults),
            _softmax(operations),
            (origins / sizes[:, None]).astype(np.float32),
            (sums / sizes[:, None]).astype(np.float32),
            tokens,
            np.concatenate(kept_hidden)[order],
        )

    def _suspicious(self, logits: Floats, owner: Ints) -> Ints:
        """Return the places of sub-words that begin a word which may be faulty."""
        first = np.r_[True, owner[1:] != owner[:-1]] & (owner >= 0)
        columns = [self.heads.index(head) for head in SUSPICIOUS if head in self.heads]
        return np.flatnonzero(first & (logits[:, columns].max(axis=1) > SUSPICIOUS_FROM))

    def wordings(self, scores: ReaderScores, tokens: Sequence[int]) -> dict[int, Wording]:
        """Return what may stand at the given tokens of a scored document, or before them; absent where nothing was kept."""
        wanted = np.array(sorted(tokens), np.int64)
        at = np.searchsorted(scores.rows, wanted)
        found = at < len(scores.rows)
        found[found] = scores.rows[at[found]] == wanted[found]
        if not found.any():
            return {}
        hidden = scores.hidden[at[found]].astype(np.float32)
        empty = {"ids": np.array([[*self._first, *self._last]], np.int64)}
        empty["mask"], empty["shapes"] = np.ones_like(empty["ids"]), np.zeros_like(empty["ids"])
        out: dict[int, Wording] = {}
        for start in range(0, len(hidden), ROWS):
            names = ["put", "put_scores", "inserted", "inserted_scores"]
            got = self._session.run(names, {**empty, "rows": hidden[start : start + ROWS]})
            for row, token in enumerate(wanted[found][start : start + ROWS].tolist()):
                out[token] = Wording(self._named(got[0][row], got[1][row]), self._named(got[2][row], got[3][row]))
        return out

    def _named(self, numbers: Ints, scores: Floats) -> tuple[tuple[str, float], ...]:
        """Return the words of word-piece numbers; pieces of words are left out."""
        pairs = zip((self._tokenizer.id_to_token(number) or "" for number in numbers.tolist()), scores.tolist(), strict=True)
        return tuple((word, score) for word, score in pairs if _WORD.fullmatch(word))

    def _pieces(self, doc: Document) -> Iterator[_Piece]:
        """Encode the sentences of all blocks that hold language."""
        starts = np.fromiter((tok.span.start for tok in doc.tokens), np.int64, len(doc.tokens))
        chosen = [
            (number, sent) for number, sent in enumerate(doc.sentences) if doc.blocks[sent.block].kind not in UNSCORED_BLOCKS
        ]
        for at in range(0, len(chosen), CHUNK):
            part = chosen[at : at + CHUNK]
            for (number, sent), (ids, shapes, offsets) in zip(part, self._encode(doc, [sent for _, sent in part]), strict=True):
                real = offsets[:, 1] > offsets[:, 0]
                owner = np.searchsorted(starts, offsets[:, 0] + sent.span.start, side="right") - 1
                if len(ids):
                    yield _Piece(ids, shapes, np.where(real, owner, -1), number, sent.block)

    def _encode(self, doc: Document, sents: Sequence[Sentence]) -> Iterator[tuple[Ints, Ints, Ints]]:
        # a lone surrogate cannot be handed to the tokenizer; one character for one keeps the offsets
        texts = [_LONE.sub("\ufffd", doc.of(sent)) for sent in sents]
        if self._threads == 1:
            encodings = [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]
        else:
            encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        for text, encoding in zip(texts, encodings, strict=True):
            shapes = np.array([shape_of(text[start:end]) for start, end in encoding.offsets], np.int64)
            yield np.array(encoding.ids, np.int64), shapes, np.array(encoding.offsets, np.int64).reshape(-1, 2)

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
            yield _Window(piece.ids[start:end], piece.shapes[start:end], piece.owner[start:end], sentence, keep)

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
        mask, shapes = np.zeros((2, len(group), longest), np.int64)
        for row, window in enumerate(group):
            whole = np.concatenate([self._first, window.ids, self._last])
            ids[row, : len(whole)], mask[row, : len(whole)] = whole, 1
            shapes[row, len(self._first) : len(self._first) + len(window.ids)] = window.shapes
        inputs = {"ids": ids, "mask": mask, "shapes": shapes, "rows": np.zeros((1, self._width), np.float32)}
        logits, whole, hidden = self._session.run(["logits", "whole", "hidden"], inputs)
        return logits, whole, hidden


def _settings(path: Path) -> dict[str, Any]:
    """Read the JSON file beside a model and check that all is there."""
    try:
        settings: Any = load_json(path)
    except OSError as error:
        raise ModelError(f"{path}: the settings of the reader could not be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON: {error}") from error
    wanted = ("format", "heads", "faults", "origins", "first", "last", "pad", "max_length", "context", "width", "tokenizer")
    if not isinstance(settings, dict):
        raise ModelError(f"{path}: not the settings of a reader: expected an object")
    missing = [name for name in wanted if name not in settings]
    if missing:
        raise ModelError(f"{path}: not the settings of a reader: {', '.join(missing)} missing")
    if settings["format"] != FORMAT:
        raise ModelError(f"{path}: reader format {settings['format']!r}; this version reads {FORMAT}")
    return settings


def _whole(group: Sequence[_Piece]) -> _Window:
    ids = np.concatenate([piece.ids for piece in group])
    shapes, owner = (np.concatenate([getattr(piece, name) for piece in group]) for name in ("shapes", "owner"))
    sentence = np.repeat([piece.sentence for piece in group], [len(piece.ids) for piece in group])
    return _Window(ids, shapes, owner, sentence, np.ones(len(ids), np.bool_))


def shape_of(text: str) -> int:
    """Return how a sub-word is written: 0 lower case or no letter, 1 capitalised, 2 capitals."""
    if not text[:1].isupper():
        return 0
    return 2 if len(text) > 1 and text.isupper() else 1


def _softmax(logits: NDArray[np.float64]) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _batches(windows: Sequence[_Window], size: int) -> Iterator[Sequence[_Window]]:
    """Cut windows, sorted by length, into groups of at most ``size`` padded sub-words (at least one window)."""
    start = 0
    for at, window in enumerate(windows):
        if at > start and (at - start + 1) * (len(window.ids) + 2) > size:
            yield windows[start:at]
            start = at
    if windows:
        yield windows[start:]


def _by_word(owners: Sequence[Ints], logits: Sequence[Floats], words: int, columns: int) -> NDArray[np.float64]:
    """Return the mean logits of each word's sub-words, NaN for a word without any."""
    out = np.full((words, columns), np.nan)
    if not owners:
        return out
    owner, values = np.concatenate(owners), np.concatenate(logits).astype(np.float64)
    real = owner >= 0
    owner, values = owner[real], values[real]
    count = np.bincount(owner, minlength=words)
    have = count > 0
    for column in range(columns):
        total = np.bincount(owner, weights=values[:, column], minlength=words)
        out[have, column] = total[have] / count[have]
    return out

"""Load the models that a run asks for, and gather what they say of a document."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mtcheck.config.schema import EMBEDDED_LMS, LM_WANTED, names_model
from mtcheck.core.document import Document
from mtcheck.core.errors import ModelError
from mtcheck.store.manifest import located

if TYPE_CHECKING:
    from mtcheck.signals.hf import HfScorer
    from mtcheck.signals.ngram import NgramModel
    from mtcheck.signals.reader import Reader, Wording

Floats = NDArray[np.float64]
T = TypeVar("T")

_loaded: dict[tuple[Hashable, ...], Any] = {}  # by kind and by what was asked for: the process loads each model once
_lock = RLock()


@dataclass(frozen=True, slots=True)
class Raw:
    """Hold the raw signals, one value per token of the document, NaN where not scored; what is absent is None.

    ``heads`` are the reader's probabilities by head; ``bits`` and ``order`` the n-gram model's surprisal and matched order.
    ``machine``, ``spun`` and ``embeddings`` have a row per sentence: the reader's log-odds that its surroundings are machine
    translation, and spun, and what its words look like on average (NaN where a sentence was not scored). ``faults`` [tokens,
    classes] and ``operations`` [tokens, 4] are probabilities of the class of fault and of what repairs it; ``classes`` names
    the columns of ``faults``. ``wordings`` returns the words that may stand at given tokens, or before them;
    ``rescore`` how much more probable the n-gram model finds other wordings (first token, past the last, text), in log10.
    ``shown_bits`` is the surprisal of the model that the user asked for (the n-gram model's unless another was named).
    """

    heads: Mapping[str, Floats]
    bits: Floats | None = None
    order: Floats | None = None
    machine: Floats | None = None
    embeddings: Floats | None = None
    shown_bits: Floats | None = None
    spun: Floats | None = None
    faults: Floats | None = None
    operations: Floats | None = None
    classes: tuple[str, ...] = ()
    wordings: Callable[[Sequence[int]], Mapping[int, Wording]] | None = None
    rescore: Callable[[Sequence[tuple[int, int, str]]], Floats] | None = None


@dataclass(frozen=True, slots=True)
class HfSettings:
    """Say how a Hugging Face model is run: see ``HfScorer.load``; a window or stride of 0 is the model's own."""

    device: str = "auto"
    dtype: str = "auto"
    batch: int = 8
    window: int = 0
    stride: int = 0


@dataclass(frozen=True, slots=True)
class Models:
    """Hold the loaded models; None for one that was not asked for."""

    ngram: NgramModel | None
    reader: Reader | None
    hf: HfScorer | None = None

    @classmethod
    def load(cls, *, lm: str, reader: str, threads: int = 0, hf: HfSettings | None = None) -> Models:
        """Load models by name: ``lm`` and ``reader`` are what the settings ``lm`` and ``tagger`` may be.

        The n-gram model stays beside a Hugging Face model: the fused figures are fitted on it. Raises ModelError.
        """
        ngram = None if lm == "none" else _ngram()
        found = None if reader == "none" else _reader(None if reader == "default" else Path(reader), threads)
        if lm in EMBEDDED_LMS:
            return cls(ngram, found)
        if not names_model(lm):
            raise ModelError(f"no language model {lm!r}: {LM_WANTED}")
        return cls(ngram, found, _hf(lm.removeprefix("hf:"), hf or HfSettings()))


def _once(key: tuple[Hashable, ...], load: Callable[[], T]) -> T:
    """Return what was loaded under the key; several threads that ask at once get one and the same."""
    with _lock:
        if key not in _loaded:
            _loaded[key] = load()
        found: T = _loaded[key]
        return found


def forget() -> None:
    """Let go of all loaded models; later requests load them again."""
    with _lock:
        _loaded.clear()


def _after_fork() -> None:
    """Start without sessions in a forked child: their threads stayed behind in the parent.

    A session waits for its threads when it is destroyed, and in the child it would wait for ever; so none ever is.
    """
    global _lock
    _lock = RLock()  # another thread of the parent may have held it
    for key in [key for key in _loaded if key[0] in _WITH_THREADS]:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(_loaded.pop(key)))
    if ("ngram",) in _loaded:
        _loaded["ngram",].renew_lock()


def _before_fork() -> None:
    """Spare the child the warning of the tokenizers, whose threads it will not have."""
    global _for_the_fork
    _for_the_fork = "tokenizers" in sys.modules and _PARALLEL not in os.environ
    if _for_the_fork:
        os.environ[_PARALLEL] = "false"


def _after_fork_in_parent() -> None:
    if _for_the_fork:
        os.environ.pop(_PARALLEL, None)


_PARALLEL = "TOKENIZERS_PARALLELISM"
_for_the_fork = False  # whether the variable is ours


_WITH_THREADS = ("reader", "hf")
os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork)


def _ngram() -> NgramModel:
    from mtcheck.signals.ngram import NgramModel

    return _once(("ngram",), NgramModel.load)


def _reader(path: Path | None, threads: int) -> Reader:
    from mtcheck.signals.reader import Reader

    return _once(("reader", path, threads), lambda: Reader.load(path and Path(located(str(path), "reader")), threads=threads))


def _hf(name: str, settings: HfSettings) -> HfScorer:
    from mtcheck.signals.hf import HfScorer

    return _once(
        ("hf", name, settings),
        lambda: HfScorer.load(
            located(name, "gguf", "folder"),
            device=settings.device,
            dtype=settings.dtype,
            batch_size=settings.batch,
            window=settings.window or None,
            stride=settings.stride or None,
        ),
    )


def raw_signals(doc: Document, models: Models) -> Raw:
    """Run the models over a document."""
    bits = order = None
    if models.ngram is not None:
        bits = models.ngram.document_bits(doc)
        order = models.ngram.matched_order(doc).astype(np.float64)
    shown = bits
    if models.hf is not None:
        shown = np.array([np.nan if value is None else value for value in models.hf.document_bits(doc)], np.float64)
    if models.reader is None:
        return Raw({}, bits, order, shown_bits=shown)
    reader = models.reader
    scores = reader.score(doc)
    machine, spun = scores.origins.astype(np.float64).T
    return Raw(
        {head: scores.head(head).astype(np.float64) for head in scores.heads},
        bits,
        order,
        machine,
        scores.embeddings.astype(np.float64),
        shown,
        spun,
        scores.faults.astype(np.float64),
        scores.operations.astype(np.float64),
        reader.faults,
        partial(reader.wordings, scores),
        partial(models.ngram.score_replacements, doc, spelling=False) if models.ngram is not None else None,
    )

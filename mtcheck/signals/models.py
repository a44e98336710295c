"""Load the models that a run asks for, and gather what they say of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document
from mtcheck.core.errors import ModelError

if TYPE_CHECKING:
    from mtcheck.signals.hf import HfScorer
    from mtcheck.signals.ngram import NgramModel
    from mtcheck.signals.reader import Reader, Wording

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Raw:
    """Hold the raw signals, one value per token of the document, NaN where not scored; what is absent is None.

    ``heads`` are the reader's probabilities by head; ``bits`` and ``order`` the n-gram model's surprisal and matched order.
    ``machine``, ``spun`` and ``embeddings`` have a row per sentence: the reader's log-odds that its surroundings are machine
    translation, and spun, and what its words look like on average (NaN where a sentence was not scored). ``faults`` [tokens,
    classes] and ``operations`` [tokens, 4] are probabilities of the class of fault and of what repairs it; ``classes`` names
    the columns of ``faults``. ``wordings`` returns the words that may stand at given tokens, or before them.
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
        """Load models by name: ``lm`` is ngram, none or hf:NAME_OR_PATH, ``reader`` default, none or a file.

        The n-gram model stays beside a Hugging Face model: the fused figures are fitted on it. Raises ModelError.
        """
        ngram = None if lm == "none" else _ngram()
        found = None if reader == "none" else _reader(None if reader == "default" else Path(reader), threads)
        if lm not in ("none", "ngram") and not lm.startswith("hf:"):
            raise ModelError(f"no language model {lm!r}: ngram, none or hf:NAME_OR_PATH is wanted")
        return cls(ngram, found, _hf(lm.removeprefix("hf:"), hf or HfSettings()) if lm.startswith("hf:") else None)


@cache
def _ngram() -> NgramModel:
    from mtcheck.signals.ngram import NgramModel

    return NgramModel.load()


@cache
def _reader(path: Path | None, threads: int) -> Reader:
    from mtcheck.signals.reader import Reader

    return Reader.load(path, threads=threads)


@cache
def _hf(name: str, settings: HfSettings) -> HfScorer:
    from mtcheck.signals.hf import HfScorer

    return HfScorer.load(
        name,
        device=settings.device,
        dtype=settings.dtype,
        batch_size=settings.batch,
        window=settings.window or None,
        stride=settings.stride or None,
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
    )

"""Load the models that a run asks for, and gather what they say of a document."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.document import Document
from mtcheck.core.errors import ModelError

if TYPE_CHECKING:
    from mtcheck.signals.hf import HfScorer
    from mtcheck.signals.ngram import NgramModel
    from mtcheck.signals.tagger import Tagger

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Raw:
    """Hold the raw signals, one value per token of the document, NaN where not scored; what is absent is None.

    ``heads`` are the tagger's probabilities by head; ``bits`` and ``order`` the n-gram model's surprisal and matched order.
    ``machine`` and ``embeddings`` have a row per sentence: the tagger's log-odds that its surroundings are machine
    translation, and what its words look like on average (NaN where a sentence was not scored). ``shown_bits`` is the
    surprisal of the model that the user asked for (the n-gram model's unless a Hugging Face model was named).
    """

    heads: Mapping[str, Floats]
    bits: Floats | None = None
    order: Floats | None = None
    machine: Floats | None = None
    embeddings: Floats | None = None
    shown_bits: Floats | None = None


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
    tagger: Tagger | None
    hf: HfScorer | None = None

    @classmethod
    def load(cls, *, lm: str, tagger: str, threads: int = 0, hf: HfSettings | None = None) -> Models:
        """Load models by name: ``lm`` is ngram, none or hf:NAME_OR_PATH, ``tagger`` default, none or a file.

        The n-gram model stays beside a Hugging Face model: the fused figures are fitted on it. Raises ModelError.
        """
        ngram = None if lm == "none" else _ngram()
        found = None if tagger == "none" else _tagger(None if tagger == "default" else Path(tagger), threads)
        if lm not in ("none", "ngram") and not lm.startswith("hf:"):
            raise ModelError(f"no language model {lm!r}: ngram, none or hf:NAME_OR_PATH is wanted")
        return cls(ngram, found, _hf(lm.removeprefix("hf:"), hf or HfSettings()) if lm.startswith("hf:") else None)


@cache
def _ngram() -> NgramModel:
    from mtcheck.signals.ngram import NgramModel

    return NgramModel.load()


@cache
def _tagger(path: Path | None, threads: int) -> Tagger:
    from mtcheck.signals.tagger import Tagger

    return Tagger.load(path, threads=threads)


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


# --- a fork takes no threads along, and locks as they happen to be: what needs them is made again in the child

_PARALLEL = "TOKENIZERS_PARALLELISM"
_unsaid = False  # whether the variable is ours, for the time of a fork


def _before_fork() -> None:
    """Spare the child the warning of the tokenizers, whose threads it will not have."""
    global _unsaid
    _unsaid = "tokenizers" in sys.modules and _PARALLEL not in os.environ
    if _unsaid:
        os.environ[_PARALLEL] = "false"


def _after_fork_in_parent() -> None:
    if _unsaid:
        os.environ.pop(_PARALLEL, None)


def _after_fork_in_child() -> None:
    _tagger.cache_clear()
    _hf.cache_clear()
    if _ngram.cache_info().currsize:
        _ngram().renew_lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)


def raw_signals(doc: Document, models: Models) -> Raw:
    """Run the models over a document."""
    heads: dict[str, Floats] = {}
    bits = order = machine = embeddings = None
    if models.tagger is not None:
        scores = models.tagger.score(doc)
        heads = {head: scores.head(head).astype(np.float64) for head in scores.heads}
        machine, embeddings = scores.machine.astype(np.float64), scores.embeddings.astype(np.float64)
    if models.ngram is not None:
        bits = models.ngram.document_bits(doc)
        order = models.ngram.matched_order(doc).astype(np.float64)
    shown = bits
    if models.hf is not None:
        shown = np.array([np.nan if value is None else value for value in models.hf.document_bits(doc)], np.float64)
    return Raw(heads, bits, order, machine, embeddings, shown)

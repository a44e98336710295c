"""Say how surprising a text is to the language model, by word, and how that compares with clean texts.

The ruler is the same for every model: passages of clean English of several kinds that come with the package
(``data/surprisal_texts.toml``). ``data/calibration/surprisal.toml`` holds the quantiles of the embedded n-gram model, built by
training/fit_surprisal.py; those of a model of the user's own are measured by ``mtcheck calibrate`` and kept beside the
installed models. Nothing is judged by these figures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from mtcheck import tables
from mtcheck.config.schema import EMBEDDED_LMS, Config
from mtcheck.core.document import Document
from mtcheck.core.surprisal import SentenceSurprisal, Surprisal
from mtcheck.readers.plain import from_string
from mtcheck.store.figures import Figures, stored_figures
from mtcheck.store.folder import PREFIX, files_in
from mtcheck.store.manifest import installed_digest

Bits = Sequence[float | None]
PERCENTS = tuple(range(0, 101, 5))
FEWEST = 50  # scored words; the mean of fewer says little, and the passages of the ruler have about a hundred
_UNSCORED = ("code", "chrome")


def surprisal_of(doc: Document, bits: Bits, cfg: Config) -> Surprisal | None:
    """Return the surprisal of a document, by sentence too where tokens are asked for; None where no word was scored."""
    counted = _counted(doc, bits)
    if not counted:
        return None
    mean = _mean(counted.values())
    sentences = tuple(
        SentenceSurprisal(sent.span, _mean(found) if (found := [counted[at] for at in sent.tokens if at in counted]) else None)
        for sent in doc.sentences
    )
    percentile = percentile_of(mean, quantiles_of(cfg)) if len(counted) >= FEWEST else None
    return Surprisal(cfg.lm, mean, percentile=percentile, sentences=sentences if cfg.tokens else None)


def _counted(doc: Document, bits: Bits) -> dict[int, float]:
    """Return the bits of the words and numbers that count, by their token."""
    left_out: set[int] = set()
    for number, block in enumerate(doc.blocks):
        if block.kind in _UNSCORED:
            left_out.update(doc.block_tokens(number))
    return {
        at: value
        for at, (tok, value) in enumerate(zip(doc.tokens, bits, strict=True))
        if value is not None and tok.kind in ("word", "number") and at not in left_out
    }


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def percentile_of(bits_per_word: float, quantiles: Sequence[float] | None) -> float | None:
    """Return how many of 100 passages have fewer bits per word, interpolated between the quantiles."""
    return None if quantiles is None else float(np.interp(bits_per_word, quantiles, PERCENTS))


def quantiles_of(cfg: Config) -> Sequence[float] | None:
    """Return the bits per word that clean passages reach at ``PERCENTS``; None where the model is not calibrated."""
    if cfg.lm == "ngram":
        found: Sequence[float] = tables.load("calibration/surprisal")["quantiles"]
        return found
    if cfg.lm in EMBEDDED_LMS:
        return None
    kept = stored_figures().get(identity(cfg))
    return kept.quantiles if kept and kept.texts == ruler_digest() else None


# --- the ruler


@cache
def passages() -> tuple[tuple[str, Document], ...]:
    """Return the passages of clean text that models are compared on, each with its kind."""
    rows = tables.load("surprisal_texts")["passage"]
    return tuple((row["kind"], from_string(" ".join(row["text"].split()))) for row in rows)


@cache
def ruler_digest() -> str:
    """Return the digest of the passages: figures measured on others do not count."""
    return hashlib.sha256("\n".join(doc.text for _, doc in passages()).encode("utf-8")).hexdigest()


def measured(document_bits: Callable[[Document], Iterable[float | None]]) -> tuple[float, ...]:
    """Return a model's quantiles over the passages: bits per word at ``PERCENTS``, rounded to a thousandth."""
    means = [_mean(_counted(doc, [_known(value) for value in document_bits(doc)]).values()) for _, doc in passages()]
    return tuple(round(float(value), 3) for value in np.percentile(means, PERCENTS))


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else float(value)


def figures(cfg: Config, document_bits: Callable[[Document], Iterable[float | None]]) -> Figures:
    """Return what is kept of a model that was measured."""
    return Figures(cfg.lm, ruler_digest(), measured(document_bits))


def identity(cfg: Config) -> str:
    """Return the key of a model's figures: what it is, the state of its files, and the settings that change them."""
    name = cfg.lm.removeprefix("hf:")
    if cfg.lm.startswith(PREFIX):
        state = installed_digest(cfg.lm)
    elif (path := Path(name)).exists():
        name, state = str(path.absolute()), _state(path)
    else:
        state = ""
    return json.dumps([name, state, cfg.lm_dtype, cfg.lm_window, cfg.lm_stride])


def _state(path: Path) -> str:
    """Return a digest of the names, sizes and times of a model's files; their bytes would take too long for each run."""
    seen = hashlib.sha256()
    for name, file in ({path.name: path} if path.is_file() else files_in(path)).items():
        state = file.stat()
        seen.update(f"{name}|{state.st_size}|{state.st_mtime_ns}\n".encode("utf-8", "surrogatepass"))
    return seen.hexdigest()

"""Measure an n-gram model on dev documents; used by the build and by the benchmark."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from mtcheck.core.document import Document
from mtcheck.readers.plain import from_string
from mtcheck.signals.ngram import NgramModel

GROUPS = {"gum": ("gum",), "news": ("wikinews", "slate"), "all": ("",)}


def read_documents(folder: Path) -> dict[str, Document]:
    """Return the documents of a folder by file name."""
    return {path.name: from_string(path.read_text("utf-8"), id=path.name) for path in sorted(folder.glob("*.txt"))}


def perplexities(models: Path, dev: Path) -> dict[str, float]:
    """Return perplexities per group of documents.

    ``GROUP_ppl`` is per word of the model, sentence ends included, unknown words by their slot alone (as KenLM's ``query``
    counts on text with the same words); ``GROUP_bits`` are bits per token of mtcheck (kinds word and number), spelling
    included.
    """
    model = NgramModel.load(models)
    documents = read_documents(dev)
    figures: dict[str, float] = {}
    for group, starts in GROUPS.items():
        docs = [doc for name, doc in documents.items() if name.startswith(starts)]
        if docs:
            figures |= {f"{group}_{name}": value for name, value in _figures(model, docs).items()}
    return figures


def _figures(model: NgramModel, docs: list[Document]) -> dict[str, float]:
    log10, predicted, unknown, bits, tokens = 0.0, 0, 0, 0.0, 0
    slots = [model.word_id("<unk-lower>"), model.word_id("<unk-upper>")]
    for doc in docs:
        scored = model.scored(doc)
        counted = (scored.encoded.ids >= 0) & (scored.encoded.ids != model.word_id("<s>"))
        log10 += float((scored.prob - scored.encoded.spelling)[counted].sum())
        predicted += int(counted.sum())
        unknown += int(np.isin(scored.encoded.ids, slots).sum())
        words = np.array([tok.kind in ("word", "number") for tok in doc.tokens])
        per_token = model.document_bits(doc)[words]
        bits += float(np.nansum(per_token))
        tokens += int((~np.isnan(per_token)).sum())
    return {"ppl": 10.0 ** (-log10 / predicted), "unknown_percent": 100.0 * unknown / predicted, "bits": bits / tokens}


def other_tables(text: str, name: str) -> str:
    """Return a TOML text without the table of that name and its sub-tables."""
    parts = re.split(r"(?m)^(?=\[)", text)
    return "".join(part for part in parts if not re.match(rf"\[{name}[\].]", part))

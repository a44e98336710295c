"""Keep the raw signals of training texts on disk: running the reader costs minutes, fitting on its output seconds."""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mtcheck.core.document import Document
from mtcheck.readers.plain import from_string
from mtcheck.signals.models import Models, Raw, raw_signals

MODELS = Path(__file__).resolve().parent.parent / "mtcheck" / "data" / "models"


class RawCache:
    """Score texts with the reader and the n-gram model, or read what they said the last time; no file keeps nothing."""

    def __init__(self, file: Path | None, *, reader: Path | None = None) -> None:
        self._models: Models | None = None
        self._reader = reader
        paths = (reader or MODELS / "reader.onnx", MODELS / "ngram.bin")
        self.digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._store = sqlite3.connect(file or ":memory:")
        self._store.execute("create table if not exists raw (key text primary key, data blob)")

    def score(self, texts: Sequence[str]) -> Iterator[tuple[Document, Raw]]:
        """Yield document and raw signals of each text."""
        for text in texts:
            doc = from_string(text)
            key = self.key(text)
            row = self._store.execute("select data from raw where key = ?", (key,)).fetchone()
            if row is None:
                raw = _small(raw_signals(doc, self._loaded()))
                self._store.execute("insert into raw values (?, ?)", (key, pickle.dumps(raw, protocol=5)))
                self._store.commit()
            else:
                raw = pickle.loads(row[0])
            yield doc, raw

    def key(self, text: str) -> str:
        """Return what stands for a text as these models see it."""
        return hashlib.sha256("\x1e".join([*self.digests.values(), text]).encode("utf-8", "surrogatepass")).hexdigest()

    def _loaded(self) -> Models:
        if self._models is None:
            self._models = Models.load(lm="ngram", reader=str(self._reader) if self._reader else "default")
        return self._models


def _small(raw: Raw) -> Raw:
    """Return the signals in single precision: a third of the room, and nothing that a fit would see."""

    def less(values: Any) -> Any:
        return None if values is None else values.astype(np.float32)

    return Raw(
        {head: less(values) for head, values in raw.heads.items()},
        less(raw.bits),
        less(raw.order),
        less(raw.machine),
        less(raw.embeddings),
        None,
        less(raw.spun),
        less(raw.faults),
        less(raw.operations),
        raw.classes,
    )

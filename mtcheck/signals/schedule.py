"""Get documents ready for the detectors: cut into tokens, with language models that listen to them on another thread.

The models need most of the time of a run and little of Python's attention. So they are already at work on the next articles
while the detectors look at one, and a detector that asks for their signals waits for them; the others need not.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from mtcheck import tables
from mtcheck.config.own_names import own_names
from mtcheck.config.own_senses import own_senses
from mtcheck.config.schema import Config
from mtcheck.core.document import Document
from mtcheck.core.errors import ReadError
from mtcheck.core.rule import Context, Tables
from mtcheck.core.signals import WordSignals
from mtcheck.readers.article import Article

if TYPE_CHECKING:
    from mtcheck.signals.models import Models
    from mtcheck.signals.ngram import NgramModel

_LISTENERS = 2  # articles that the models work on at once; they share the reader's threads

Ready = ReadError | tuple[Document, Context]


def documents(items: Iterable[Article | ReadError], cfg: Config) -> Iterator[Ready]:
    """Yield each article's document and context in the order of the input; two articles more than that are held."""
    if not _wants_models(cfg) or _threads(cfg) == 1:
        yield from (item if isinstance(item, ReadError) else (doc := item.document(), context_for(doc, cfg)) for item in items)
        return
    with ThreadPoolExecutor(_LISTENERS) as pool:
        pool.submit(_reader_alone, cfg)  # meanwhile this thread reads the first article and opens the n-gram model
        waiting: deque[Ready] = deque()
        for item in items:
            waiting.append(item if isinstance(item, ReadError) else _begun(item.document(), cfg, pool))
            if len(waiting) > _LISTENERS:
                yield waiting.popleft()
        yield from waiting


def context_for(doc: Document, cfg: Config) -> Context:
    """Return the context of one document; ``signals`` and ``ngrams`` raise ModelError where a model cannot be loaded."""
    if not _wants_models(cfg):
        return Context(table=_tables(cfg))
    signals = _listen(doc, cfg)
    return Context(table=_tables(cfg), ngrams=_ngrams(cfg), listen=lambda: signals)


def _begun(doc: Document, cfg: Config, pool: ThreadPoolExecutor) -> tuple[Document, Context]:
    return doc, Context(table=_tables(cfg), ngrams=_ngrams(cfg), listen=pool.submit(_listen, doc, cfg).result)


def _tables(cfg: Config) -> Tables:
    return own_senses(own_names(cfg.names) if cfg.names else tables.load, cfg.senses)


def _wants_models(cfg: Config) -> bool:
    return cfg.lm != "none" or cfg.tagger != "none"


def _threads(cfg: Config) -> int:
    return cfg.threads or max(1, (os.cpu_count() or 1) // cfg.jobs)


def _ngrams(cfg: Config) -> NgramModel | None:
    from mtcheck.signals.models import Models

    return Models.load(lm="none" if cfg.lm == "none" else "ngram", reader="none").ngram


def _reader_alone(cfg: Config) -> None:
    """Load the reader; what goes wrong here does so again, and is reported, where the reader is needed."""
    from mtcheck.signals.models import Models

    Models.load(lm="none", reader=cfg.tagger, threads=_threads(cfg))


def load(cfg: Config) -> Models:
    """Return the language models that are asked for, loaded where they are not yet; ModelError where one cannot be loaded."""
    from mtcheck.signals.models import HfSettings, Models

    settings = HfSettings(cfg.lm_device, cfg.lm_dtype, cfg.lm_batch, cfg.lm_window, cfg.lm_stride)
    return Models.load(lm=cfg.lm, reader=cfg.tagger, threads=_threads(cfg), hf=settings)


def _listen(doc: Document, cfg: Config) -> WordSignals:
    """Run the language models that are asked for over the document."""
    from mtcheck.signals.models import raw_signals
    from mtcheck.signals.word_probability import word_signals

    return word_signals(doc, raw_signals(doc, load(cfg)))

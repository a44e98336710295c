"""Find what a machine left behind in English articles.

>>> import mtcheck
>>> report = mtcheck.check_text("He met the the minister in Seoul on Monday.")
>>> [(suspect.rule_id, text) for suspect, text in zip(report.suspects, report.texts)]
[('repetition.doubled-word', 'the the')]
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

__version__ = "0.2.0"
__all__ = [
    "Config",
    "DocumentReport",
    "MtcheckError",
    "RunReport",
    "Span",
    "SuspectSpan",
    "__version__",
    "check",
    "check_text",
    "check_texts",
    "load_config",
]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

    from mtcheck.config.schema import Config
    from mtcheck.config.settings import load_config
    from mtcheck.core.errors import MtcheckError
    from mtcheck.core.finding import SuspectSpan
    from mtcheck.core.report import DocumentReport, RunReport
    from mtcheck.core.span import Span


def check(*paths: str | PathLike[str], config: Config | None = None) -> RunReport:
    """Check files, folders or globs; what cannot be read is an error notice of the report, the rest is checked.

    A detector that crashes is an error notice too, and its article is not judged.
    """
    from mtcheck import engine
    from mtcheck.config.schema import Config
    from mtcheck.core.errors import ReadError
    from mtcheck.readers import expand, read

    for path in paths:
        if not isinstance(path, str | os.PathLike):
            raise TypeError(
                f"a path must be a str or an os.PathLike, not {type(path).__name__}; write check(*paths) for a list"
            )
    cfg = config or Config()
    items = (
        item
        for entry in expand([str(path) for path in paths], apart=cfg.names)
        for item in ([entry] if isinstance(entry, ReadError) else read(entry, encoding=cfg.encoding))
    )
    return engine.gather(engine.run(items, cfg, keep_documents=True), cfg)


def check_text(text: str, *, id: str = "text", config: Config | None = None) -> DocumentReport:
    """Check a string. Raise TypeError for anything else, and DetectorError where a detector crashed."""
    (report,) = _reports([(id, _text(text, "text"))], config, jobs=1, keep_documents=True)
    return report


def check_texts(texts: Iterable[str], *, jobs: int | None = None, config: Config | None = None) -> list[DocumentReport]:
    """Check strings on ``jobs`` processes (as configured where it is None); the reports come in the order of the texts.

    Their ids are the positions, from 0. Raise TypeError for what is no string, and DetectorError where a detector crashed.
    """
    if isinstance(texts, str | bytes):
        raise TypeError(f"texts must be an iterable of str, not one {type(texts).__name__}; use check_text for a single text")
    named = [(str(number), _text(text, f"texts[{number}]")) for number, text in enumerate(texts)]
    return list(_reports(named, config, jobs=jobs, keep_documents=False))


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    return value


def _reports(
    named: Iterable[tuple[str, str]], config: Config | None, *, jobs: int | None, keep_documents: bool
) -> Iterator[DocumentReport]:
    """Check texts with their ids; raise DetectorError where a detector crashed."""
    from mtcheck import engine
    from mtcheck.config.schema import Config
    from mtcheck.core.errors import DetectorError
    from mtcheck.readers.article import text_digest
    from mtcheck.readers.plain import article

    cfg = config or Config()
    cfg = cfg if jobs is None else replace(cfg, jobs=jobs)
    items = (article(text, id=id, path=id, sha256=text_digest(text), meta={"format": "text"}) for id, text in named)
    for outcome in engine.run(items, cfg, keep_documents=keep_documents):
        if outcome.report is None or not outcome.report.complete:
            raise DetectorError(outcome.notices[0].message)
        yield outcome.report


def __getattr__(name: str) -> object:
    """Import the public types when they are first asked for: ``import mtcheck`` stays quick."""
    from importlib import import_module

    homes = {
        "Config": "mtcheck.config.schema",
        "DocumentReport": "mtcheck.core.report",
        "MtcheckError": "mtcheck.core.errors",
        "RunReport": "mtcheck.core.report",
        "Span": "mtcheck.core.span",
        "SuspectSpan": "mtcheck.core.finding",
        "load_config": "mtcheck.config.settings",
    }
    if name not in homes:
        raise AttributeError(f"module 'mtcheck' has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)

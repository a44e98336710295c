"""Find what a machine left behind in English articles.

>>> import mtcheck
>>> report = mtcheck.check_text("He met the the minister in Seoul on Monday.")
>>> [(suspect.rule_id, suspect.text) for suspect in report.suspects]
[('repetition.doubled-word', 'the the')]
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

__version__ = "0.2.0"
__all__ = [
    "Checker",
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
    from collections.abc import Iterable
    from os import PathLike

    from mtcheck.checker import Checker
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
    from contextlib import closing

    from mtcheck.checker import Checker
    from mtcheck.core.errors import ReadError
    from mtcheck.readers import expand, read

    for path in paths:
        if not isinstance(path, str | os.PathLike):
            raise TypeError(
                f"a path must be a str or an os.PathLike, not {type(path).__name__}; write check(*paths) for a list"
            )
    checker = Checker(config)
    items = (
        item
        for entry in expand([str(path) for path in paths], apart=checker.config.names, follow_links=checker.config.follow_links)
        for item in ([entry] if isinstance(entry, ReadError) else read(entry, encoding=checker.config.encoding))
    )
    with closing(checker.outcomes(items, keep_documents=True)) as outcomes:
        return checker.gather(outcomes)


def check_text(text: str, *, id: str = "text", config: Config | None = None) -> DocumentReport:
    """Check a string. Raise TypeError for anything else, and DetectorError where a detector crashed."""
    from mtcheck.checker import Checker

    return Checker(config).check(text, id=id)


def check_texts(texts: Iterable[str], *, jobs: int | None = None, config: Config | None = None) -> list[DocumentReport]:
    """Check strings on ``jobs`` processes (as configured where it is None); the reports come in the order of the texts.

    Their ids are the numbers of the texts, from 0. Raise TypeError for what is no string; where a detector crashed, the report
    is not ``complete``. ``Checker.check_many`` does the same for a stream of texts.
    """
    from mtcheck.checker import Checker
    from mtcheck.config.schema import Config

    if isinstance(texts, str | bytes):
        raise TypeError(f"texts must be an iterable of str, not one {type(texts).__name__}; use check_text for a single text")
    config = config or Config()
    checker = Checker(config if jobs is None else replace(config, jobs=jobs))
    return list(checker.check_many((str(number), text) for number, text in enumerate(texts)))


def __getattr__(name: str) -> object:
    """Import the public types when they are first asked for: ``import mtcheck`` stays quick."""
    from importlib import import_module

    homes = {
        "Checker": "mtcheck.checker",
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

"""Find what a machine left behind in English articles.

>>> import mtcheck
>>> report = mtcheck.check_text("He met the the minister in Seoul on Monday.")
>>> [(suspect.rule_id, text) for suspect, text in zip(report.suspects, report.texts)]
[('repetition.doubled-word', 'the the')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
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
    "load_config",
]

if TYPE_CHECKING:
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
    from contextlib import closing

    from mtcheck import engine
    from mtcheck.config.schema import Config
    from mtcheck.core.errors import ReadError
    from mtcheck.readers import expand, read

    cfg = config or Config()
    items = (
        item
        for entry in expand([str(path) for path in paths], follow_links=cfg.follow_links)
        for item in ([entry] if isinstance(entry, ReadError) else read(entry, encoding=cfg.encoding))
    )
    with closing(engine.run(items, cfg, keep_documents=True)) as outcomes:
        return engine.gather(outcomes, cfg)


def check_text(text: str, *, id: str = "text", config: Config | None = None) -> DocumentReport:
    """Check a string; raises DetectorError where a detector crashed."""
    from mtcheck import engine
    from mtcheck.config.schema import Config
    from mtcheck.core.errors import DetectorError
    from mtcheck.readers.plain import from_string

    outcome = engine.check_document(from_string(text, id=id, path=id), config or Config(), keep_document=True)
    report = outcome.report
    if report is None or not report.complete:
        raise DetectorError(outcome.notices[0].message)
    return report


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

"""Fill a template: style sheet and scripts are inlined, and the page's policy names them by digest: nothing else runs."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mtcheck.core.finding import SuspectSpan
from mtcheck.core.report import DocumentReport, Verdict
from mtcheck.core.taxonomy import SEVERITIES, severity_rank
from mtcheck.render._assets import asset, script, style
from mtcheck.render._inline import content, visible
from mtcheck.render._packed import packed

if TYPE_CHECKING:
    import jinja2

GENERATOR = '<meta name="generator" content="mtcheck report">'  # tells our pages from others in a folder
VERDICTS: dict[Verdict, tuple[str, str]] = {  # glyph, class
    "pass": ("✓", "v-pass"),
    "review": ("◐", "v-review"),
    "fail": ("✕", "v-fail"),
    "not judged": ("–", "v-none"),
}


UNPACK = "unpack.js"
_PACKED_FROM = 30_000  # characters of scripts from which a page carries them packed


def fill(template: str, *, sheets: Sequence[str], scripts: Sequence[str], **values: Any) -> str:
    """Return a page that can be encoded as UTF-8, with these style sheets and scripts, in this order, and nothing else."""
    look, code = style(sheets), script(tuple(scripts))
    loader = script((UNPACK,)) if len(code) > _PACKED_FROM else ""
    allowed = " ".join(f"'{_digest(each)}'" for each in (code, loader) if each) or "'none'"
    policy = f"default-src 'none'; style-src '{_digest(look)}'; script-src {allowed}; base-uri 'none'; form-action 'none'"
    page = (
        _environment()
        .get_template(template)
        .render(
            style=Markup(look),
            script=Markup(loader or code),
            packed=packed(code) if loader else "",
            policy=policy,
            generator=Markup(GENERATOR),
            **values,
        )
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def title_of(report: DocumentReport) -> str:
    """Name an article as people know it: its file name, and its id where one file holds many."""
    name = PurePosixPath(report.path.replace("\\", "/")).name or report.path or report.id
    rest = report.id.replace(report.path, "").strip("#:/ ")
    return f"{name} · {rest}" if rest and rest not in name else name


def local(href: str | None) -> str | None:
    """Let only relative addresses through: a page links to its neighbours and nowhere else."""
    return None if href is None or re.match(r"[^/?#]*:|[/\\]{2}", href) else href


def count_open(suspects: Iterable[SuspectSpan]) -> int:
    """Count the suspects that are neither suppressed nor known from a baseline."""
    return sum(suspect.state == "open" for suspect in suspects)


def severity_counts(suspects: Iterable[SuspectSpan]) -> list[tuple[str, int, int]]:
    """Count open suspects by severity, worst first: name, rank, count."""
    counts = Counter(suspect.severity for suspect in suspects if suspect.state == "open")
    return [(name, severity_rank(name), counts[name]) for name in reversed(SEVERITIES)]


def _digest(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # not at the top: a run that writes no page does not pay for it

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        content=content,
        visible=visible,
        thousands=lambda number: f"{number:,}",
        percent=_percent,
        figure=_figure,
        points=_points,
    )
    return environment


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


def _figure(value: float) -> str:
    return f"{value:,.1f}"


def _points(value: float) -> str:
    return "1 point" if value == 1 else f"{value:g}"

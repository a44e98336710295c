"""Render a gate's word as Markdown: for a job summary or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.core.gate import ArticleResult, GateReport
from mtcheck.core.plural import plural
from mtcheck.render._hits import Hit, by_importance, hits, remedy, title
from mtcheck.render.safe import visible

_MOST_ROWS = 50
_MOST_HITS = 30
_LONGEST = 200
_LARGEST = 60_000  # characters; a comment may have 65,536
_SIGNS = {"fail": "❌ fail", "error": "⚠️ not checked", "not judged": "❔ not judged", "pass": "✅ pass"}
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&$:-])")
_REFERENCE = re.compile(r"[@#](?=\w)")


def render(gate: GateReport) -> str:
    """Return heading, articles, weightiest suspects and notices; article text in it is inert."""
    text = ""
    for line in _lines(gate):
        if len(text) + len(line) > _LARGEST:
            text += "\n… cut here: the other outputs have the rest\n"
            break
        text += line + "\n"
    return text


def _lines(gate: GateReport) -> Iterator[str]:
    yield f"## mtcheck gate: {_SIGNS[gate.verdict]}"
    yield ""
    yield f"Profile {gate.profile}, {_inert(gate.scope)}. {plural(len(gate.articles), 'article')}."
    open_ones = [article for article in gate.articles if article.verdict != "pass"]
    if open_ones:
        yield from ("", "| article | verdict | why | what to do |", "| --- | --- | --- | --- |")
        for article in open_ones[:_MOST_ROWS]:
            yield _row(article)
        if len(open_ones) > _MOST_ROWS:
            yield f"\nNot shown: {plural(len(open_ones) - _MOST_ROWS, 'more article')}."
    found = by_importance([hit for hit in hits(gate) if hit.failing])
    if found:
        yield from ("", "| place | severity | suspect | why |", "| --- | --- | --- | --- |")
        for hit in found[:_MOST_HITS]:
            yield _hit(hit)
        if len(found) > _MOST_HITS:
            yield f"\nNot shown: {plural(len(found) - _MOST_HITS, 'more suspect')}."
    notices = [notice for notice in gate.run.notices if notice.level != "note"]
    if notices:
        yield ""
        for notice in notices[:_MOST_ROWS]:
            yield f"- **{notice.level}** {_inert(notice.path)}: {_inert(notice.message)}"
        if len(notices) > _MOST_ROWS:
            yield f"- Not shown: {plural(len(notices) - _MOST_ROWS, 'more notice')}."


def _row(article: ArticleResult) -> str:
    way = remedy(article) if article.verdict == "fail" else ""
    return f"| {_inert(title(article))} | {_SIGNS[article.verdict]} | {_inert(article.reason)} | {_inert(way)} |"


def _hit(hit: Hit) -> str:
    place = f"{title(hit.article)}:{hit.lines[0]}"
    return f"| {_inert(place)} | {hit.suspect.severity} | {_inert(hit.text)} | {_inert(hit.message)} |"


def _inert(text: str) -> str:
    """Return the text with nothing in it that Markdown, HTML or GitHub (mentions, references) would act on."""
    text = visible(text)
    text = _REFERENCE.sub("\\g<0>\u200b", text)  # a backslash does not keep GitHub from linking users and issues
    return _ACTIVE.sub(r"\\\1", text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")

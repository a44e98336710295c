"""Read HTML: the running text with exact offsets; page furniture is kept apart as blocks of kind ``chrome``.

White space inside a block collapses to one space (which stands for the whole run); a no-break space stays. Scripts, styles,
templates, drawings and the head are left out.
"""

from __future__ import annotations

import codecs
import hashlib
import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from mtcheck.core.document import BlockKind
from mtcheck.readers.article import Article
from mtcheck.readers.decoding import decode
from mtcheck.readers.drafts import Draft, Run, assemble
from mtcheck.readers.furniture import is_hidden, is_weak_chrome, judge
from mtcheck.readers.htmlscan import ENTITY, Event, attributes, scan

_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_META_WITHIN = 4096  # bytes
# What pages mean by these names, by the encoding standard of the web.
_WEB_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gbk", "euc_kr": "cp949", "shift_jis": "cp932"}

_SPACES = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_DROPPED = frozenset(
    """applet audio canvas datalist head iframe map math noembed noframes noscript object script select style svg template
    textarea title video xmp""".split()
)
_IN_HEAD = frozenset("base link meta noscript script style template title".split())
_CHROME = frozenset("aside button form menu nav search".split())
_CHROME_ROLES = frozenset("navigation banner contentinfo complementary search".split())
_BREAKING = frozenset(
    """address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p pre search section summary table
    tbody td tfoot th thead tr ul""".split()
)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "blockquote": "quote",
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("pre", "listing"), "code"),
    **dict.fromkeys(("td", "th"), "table"),
}
# A start tag that ends elements still open: those named, up to the first of the others.
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl"}))),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
}
_DEEPEST = 512  # open elements; as browsers do, deeper ones are taken as flat
_LOOK_BACK = 32  # open elements that an implied end may reach over


def read_html(data: bytes, path: str, *, id: str, encoding: str | None = None) -> Iterator[Article]:
    """Yield the one article of an HTML file."""
    raw, name = decode(data, path, encoding=encoding or declared_encoding(data))
    page = Page(raw)
    text, source_map, blocks = assemble(raw, judge(page.drafts()))
    meta = {"format": "html", "encoding": name, **({"title": page.title} if page.title else {})}
    digest = hashlib.sha256(data).hexdigest()
    yield Article(id=id, path=path, raw=raw, text=text, source_map=source_map, sha256=digest, blocks=blocks, meta=meta)


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that the page itself names near its beginning, if it is one known here."""
    head = data[:_META_WITHIN]
    match = _META.search(head) or _XML.match(head)
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        "".encode(name)
    except (LookupError, UnicodeError):
        return None
    if name.startswith(("utf-16", "utf-32")):  # it could not have been read so far: the standard takes it for UTF-8
        return "utf-8"
    return _WEB_NAMES.get(name, name)


class _Open(NamedTuple):
    name: str
    kind: BlockKind
    dropped: bool
    chrome: bool
    weak: bool
    main: bool


class Page:
    """Walk through a page, or a part of one, and draft its blocks."""

    def __init__(self, raw: str, start: int = 0, end: int | None = None) -> None:
        self.title = ""
        self._raw = raw
        self._range = start, end
        self._stack = [_Open("", "paragraph", False, False, False, False)]
        self._counts: dict[str, int] = {}
        self._draft: Draft | None = None
        self._done: list[Draft] = []
        self._linked = False

    def drafts(self) -> Iterator[Draft]:
        """Yield the blocks in order."""
        for event in scan(self._raw, *self._range):
            if event.kind == "text":
                self._text(event.start, event.end)
            elif event.kind == "start":
                self._start(event)
            elif event.kind == "end":
                self._end(event.name)
            elif event.name == "title" and not self.title:
                self.title = " ".join(html.unescape(self._raw[event.start : event.end]).split())[:500]
            if self._done:
                yield from self._done
                self._done.clear()
        self._flush()
        yield from self._done

    def _flush(self) -> None:
        if self._draft is not None:
            self._done.append(self._draft)
            self._draft = None

    def _start(self, event: Event) -> None:
        name = event.name
        if self._counts.get("head") and name not in _IN_HEAD and name != "head":
            self._end("head")
        if name in _BREAKING:
            self._flush()
            if self._counts.get("p") and self._stack[-1].name == "p":
                self._pop()
            if name in _IMPLIED:
                self._imply_end(*_IMPLIED[name])
        elif name == "br":
            self._break(event)
        elif name == "a":
            self._linked = "href" in event.attributes.lower()
            if self._draft is not None:
                self._draft.links += self._linked
        if name not in _VOID and not event.attributes.endswith("/"):
            self._push(name, event.attributes)

    def _push(self, name: str, source: str) -> None:
        above = self._stack[-1]
        found = attributes(source) if source.strip() else {}
        role = found.get("role", "").lower()
        main = above.main or name in ("article", "main") or role in ("main", "article")
        hidden = is_hidden(found)
        breaking = name in _BREAKING
        chrome = above.chrome or (breaking and (hidden or role in _CHROME_ROLES))
        dropped = above.dropped or name in _DROPPED or (hidden and not breaking)  # a hidden word is no block of its own
        if name in ("header", "footer"):
            chrome = chrome or not main
        weak = above.weak or name == "form" or (breaking and not main and is_weak_chrome(name, found))
        chrome = chrome or (name in _CHROME and name != "form")
        matters = breaking or dropped or self._counts.get(name)
        if not matters or len(self._stack) > _DEEPEST:
            return
        kind = _KINDS.get(name, above.kind)
        if name == "p" and above.kind == "table":
            kind = "paragraph"  # a table that lays out a page, not one of data
        if chrome != above.chrome or weak != above.weak:
            self._flush()
        self._stack.append(_Open(name, kind, dropped, chrome, weak, main))
        self._counts[name] = self._counts.get(name, 0) + 1

    def _pop(self) -> None:
        gone = self._stack.pop()
        self._counts[gone.name] -= 1
        if gone.name in _BREAKING or gone.chrome != self._stack[-1].chrome:
            self._flush()

    def _end(self, name: str) -> None:
        if name in _BREAKING:
            self._flush()
        elif name == "a":
            self._linked = False
        if self._counts.get(name):
            while self._stack[-1].name != name:
                self._pop()
            self._pop()

    def _imply_end(self, ended: frozenset[str], barrier: frozenset[str]) -> None:
        for back, entry in enumerate(reversed(self._stack[-_LOOK_BACK:]), 1):
            if entry.name in barrier:
                return
            if entry.name in ended and entry.name:
                for _ in range(back):
                    self._pop()
                return

    def _current(self) -> Draft:
        if self._draft is None:
            top = self._stack[-1]
            self._draft = Draft(top.kind, chrome=top.chrome, weak=top.weak, main=top.main, links=int(self._linked))
        return self._draft

    def _break(self, event: Event) -> None:
        """Take one <br> as a line break and two as the end of a paragraph."""
        draft = self._draft
        if draft is None or self._stack[-1].dropped:
            return
        if draft.runs and draft.runs[-1].text == "\n":
            self._flush()
            return
        while draft.runs and draft.runs[-1].text == " ":
            draft.runs.pop()
        draft.runs.append(Run("\n", event.start, event.end - event.start))

    def _text(self, start: int, end: int) -> None:
        top = self._stack[-1]
        if top.dropped:
            return
        before = len(self._draft.runs) if self._draft else 0
        position = start
        for match in ENTITY.finditer(self._raw, start, end):
            value = html.unescape(match[0])
            if value == match[0]:
                continue
            self._plain(position, match.start(), top.kind)
            self._entity(match, value, top.kind)
            position = match.end()
        self._plain(position, end, top.kind)
        if self._linked and self._draft:
            self._draft.linked += sum(len(run.text) for run in self._draft.runs[before:])

    def _entity(self, match: re.Match[str], value: str, kind: BlockKind) -> None:
        if value and not value.strip(" \t\r\n\f") and kind != "code":
            self._space(match.start(), match.end())
        elif value:
            self._current().runs.append(Run(value, match.start(), match.end() - match.start()))

    def _plain(self, start: int, end: int, kind: BlockKind) -> None:
        if kind == "code":
            if start < end:
                self._current().runs.append(Run(self._raw[start:end], start, end - start))
            return
        position = start
        for match in _SPACES.finditer(self._raw, start, end):
            self._run(position, match.start())
            self._space(match.start(), match.end())
            position = match.end()
        self._run(position, end)

    def _run(self, start: int, end: int) -> None:
        if start < end and self._raw[start] == " " and self._after_space():
            start += 1
        if start < end:
            self._current().runs.append(Run(self._raw[start:end], start, end - start))

    def _space(self, start: int, end: int) -> None:
        if not self._after_space():
            self._current().runs.append(Run(" ", start, end - start))

    def _after_space(self) -> bool:
        return self._draft is None or not self._draft.runs or self._draft.runs[-1].text[-1] in " \n"

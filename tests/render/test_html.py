"""Hold the HTML report to its laws: the text copies out unchanged, nothing of it acts, the same input gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import zlib
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.core.report import DocumentReport
from mtcheck.core.signals import Indication
from mtcheck.core.span import Span
from mtcheck.readers.plain import from_string
from mtcheck.render import as_html
from mtcheck.render._assets import _dense, asset, script
from mtcheck.render._index import SCRIPTS as INDEX_SCRIPTS
from mtcheck.render._inline import inline, segments, visible
from mtcheck.render._packed import packed
from mtcheck.render._page import UNPACK
from mtcheck.render._suspects import mark_class
from tests.render import factory

GOLDEN = Path(__file__).parents[1] / "golden"
ASSETS = files("mtcheck.render") / "assets"
VOID = {"meta", "input", "link", "img", "br", "hr", "base"}


def page(report: DocumentReport) -> str:
    return as_html.article_page(
        report, signature=factory.SIGNATURE, rules=factory.RULES, categories=factory.CATEGORIES, index_href="index.html"
    )


class Reader(HTMLParser):
    """Collect the elements with their attributes, and the text of chosen ones."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.blocks: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if self._in_text() and tag in ("p", "h2", "h3", "li", "pre", "figcaption"):
            self.blocks.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self._in_text() and self.blocks and self.open[-1] not in ("article", "ul", "blockquote", "figure"):
            self.blocks[-1] += data
        elif self.open and self.open[-1] == "script":
            self.scripts.append((self.elements[-1][1], data))
        elif self.open and self.open[-1] == "style":
            self.styles.append(data)

    def _in_text(self) -> bool:
        return "article" in self.open


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def scripts_of(reader: Reader) -> list[str]:
    """Return the scripts of a page, what comes packed unpacked by another program than packed it."""
    found = []
    for attributes, code in reader.scripts:
        if attributes.get("type") == "text/plain":
            found.append(zlib.decompress(base64.b64decode(code), -15).decode("utf-8"))
        elif attributes.get("type") != "application/json":
            found.append(code)
    return found


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 40))
def test_packed_text_is_unpacked_by_zlib(text: str, times: int) -> None:
    assert zlib.decompress(base64.b64decode(packed(text * times)), -15) == (text * times).encode()


def data_of(reader: Reader) -> Any:
    return json.loads(next(code for attributes, code in reader.scripts if attributes.get("type") == "application/json"))


def as_shown(text: str) -> str:
    """Replace what HTML cannot carry, one for one."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\0", "\u2400"))


@pytest.mark.parametrize("make", [factory.article, factory.clean, factory.hostile])
def test_text_copies_out_unchanged(make: Any) -> None:
    report = make()
    assert read(page(report)).blocks == [as_shown(report.document.of(block)) for block in report.document.blocks]


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8))
def test_any_text_copies_out_unchanged(text: str, places: list[tuple[int, int]]) -> None:
    doc = from_string(text)
    spans = [Span(min(start, len(text)), min(start + length, len(text))) for start, length in places]
    suspects = [factory.suspect(doc, span, "grammar.article") for span in spans if len(span)]
    html = page(factory.report(doc, suspects))
    html.encode("utf-8")
    assert read(html).blocks == [as_shown(doc.of(block)) for block in doc.blocks]


def test_text_between_blocks_is_not_lost() -> None:
    report = factory.clean()
    doc = from_string("First line.\nSecond line.\nThird line.\n")
    gappy = type(doc)(**{**doc.__dict__, "blocks": (doc.blocks[0], doc.blocks[2])})
    blocks = read(page(type(report)(**{**_fields(report), "document": gappy}))).blocks
    assert [block.strip() for block in blocks] == ["First line.", "Second line.", "Third line."]


def _fields(report: DocumentReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in report.__dataclass_fields__}


def test_every_piece_of_a_suspect_is_linked_to_it() -> None:
    report = factory.article()
    reader = read(page(report))
    ids = {attributes["id"] for _, attributes in reader.elements if attributes.get("id")}
    suspects = data_of(reader)["suspects"]
    for number, (entry, suspect) in enumerate(zip(suspects, report.suspects, strict=True), 1):
        assert f"s{number}" in ids
        assert entry[:2] == [suspect.span.start, suspect.span.end] and entry[8] == suspect.fingerprint
    for tag, attributes in reader.elements:
        href = attributes.get("href") or ""
        if tag == "a" and href.startswith("#"):
            assert href[1:] in ids, f"{href} leads nowhere"
    marks = [attributes for tag, attributes in reader.elements if tag == "mark"]
    links = [str(attributes["href"]) for _, attributes in reader.elements if "#s" in str(attributes.get("href"))]
    named = {number for attributes in marks for number in str(attributes.get("data-ids") or "").split()}
    assert named | {link[2:] for link in links} == {str(number) for number in range(1, len(suspects) + 1)}
    assert len(named) > 1, "the example has overlapping suspects"


def test_segments_cover_each_span_exactly() -> None:
    chance = random.Random(7)
    for _ in range(200):
        spans = []
        for _ in range(chance.randrange(1, 8)):
            start = chance.randrange(0, 50)
            spans.append(Span(start, start + chance.randrange(1, 20)))
        cuts = [Span(0, 23), Span(23, 70)]
        pieces = list(segments(cuts, spans[1:], spans[:1], worse=list(range(len(spans) - 1))))
        for index, span in enumerate(spans[1:]):
            covered = [at for piece in pieces if index in piece.suspects for at in range(piece.span.start, piece.span.end)]
            assert covered == list(range(span.start, span.end))
        assert all(not piece.span.overlaps(Span(22, 24)) or 23 in (piece.span.start, piece.span.end) for piece in pieces)


def test_marks_look_like_the_worst_suspect_that_covers_them() -> None:
    doc = from_string("The committee met in the old town hall today.\n")
    report = factory.report(
        doc,
        [
            factory.suspect(doc, "committee met in the old town", "grammar.article", severity="minor"),
            factory.suspect(doc, "met in", "names.sino-korean", severity="critical", probability=0.2),
        ],
    )
    classes = [attributes["class"] for tag, attributes in read(page(report)).elements if tag == "mark"]
    assert classes == ["m k-grammar s1", "m k-mistranslation-name s3", "m k-grammar s1"]


def test_foreign_runs_carry_language_and_direction() -> None:
    html = str(inline("Kim 習近平, さくら, 서울, Киев and مرحبا بالعالم; Mоscow"))
    assert '<span lang="zh">習近平</span>' in html
    assert '<span lang="ja">さくら</span>' in html
    assert '<span lang="ko">서울</span>' in html
    assert '<span lang="ru">Киев</span>' in html
    assert '<bdi lang="ar" dir="rtl">مرحبا بالعالم</bdi>' in html
    assert html.endswith("Mоscow"), "one look-alike letter is no Russian"


def test_hidden_characters_are_shown_and_contained() -> None:
    html = str(inline("a\u202eb\x1b[31m\u200b\u200b\0"))
    assert '<bdi class="ctl" data-c="RLO">\u202e</bdi>b' in html
    assert 'data-c="ESC">\x1b</bdi>[31m' in html
    assert 'data-c="ZWSP ZWSP NUL">' in html and "\0" not in html
    assert visible("a\u202eb\x1b\r\nc\ud800") == "a⟨RLO⟩b␛↵c\ufffd"
    family = "👨\u200d👩\u200d👧"
    assert str(inline(family)) == family


@pytest.mark.parametrize("make", ["article", "index"])
def test_hostile_report_is_inert(make: str) -> None:
    run = factory.hostile_run()
    html = page(factory.hostile()) if make == "article" else as_html.index_page(run, hrefs=["a.html", "javascript:alert(1)"])
    reader = read(html)
    html.encode("utf-8")
    own = [script(as_html.SCRIPTS[:-1]), script((UNPACK,))] if make == "article" else [script(INDEX_SCRIPTS)]
    assert scripts_of(reader) == own
    assert reader.styles == [asset("report.css") + asset("article.css" if make == "article" else "index.css")]
    allowed = """html head meta title style body a header p span h1 h2 h3 div dl dt dd b svg line g rect button aside nav
        details summary ul ol li label kbd input form fieldset legend output select option main article mark bdi section code
        q footer dialog script table caption thead tbody tfoot tr th td ins pre blockquote figure figcaption
        path progress small""".split()
    for tag, attributes in reader.elements:
        assert tag in allowed
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset", "action")]
        assert re.match(r"#|[\w.-]+$", attributes.get("href") or "#"), attributes
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f]", re.sub(r"<bdi class=\"ctl\".*?</bdi>", "", html))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", re.sub(r"<bdi class=\"ctl\".*?</bdi>", "", html))


def test_embedded_data_cannot_leave_its_block() -> None:
    html = page(factory.hostile())
    block = html[html.index('id="data">') + len('id="data">') :]
    block = block[: block.index("</script>")]
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block)["suspects"][1][-1]["to"] == [factory.ATTACKS[1]]


def test_policy_names_the_very_code_of_the_page() -> None:
    for html in (page(factory.article()), as_html.index_page(factory.hostile_run(), hrefs=["a.html", "b.html"])):
        reader = read(html)
        policy = next(a["content"] for tag, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
        for text in (*scripts_of(reader), reader.styles[0]):
            assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in str(policy)
        assert str(policy).startswith("default-src 'none'; ") and "unsafe" not in str(policy)


def test_same_input_same_bytes() -> None:
    assert page(factory.article()) == page(factory.article())
    run = factory.hostile_run()
    assert as_html.index_page(run, hrefs=["a.html", "b.html"]) == as_html.index_page(run, hrefs=["a.html", "b.html"])


@pytest.mark.golden
def test_golden_page(request: pytest.FixtureRequest) -> None:
    """Compare the page without style and script, which are files that a diff shows anyway."""
    html = re.sub(r"<style>.*?</style>", "<style></style>", page(factory.article()), flags=re.S)
    html = re.sub(r"<script>.*?</script>", "<script></script>", html, flags=re.S)
    html = re.sub(r'(id="code">).*?(?=</script>)', r"\1", html)
    html = re.sub(r"sha256-[\w+/=]+", "sha256-…", html)
    golden = GOLDEN / "article.html"
    if request.config.getoption("--update-golden"):
        golden.write_text(html, encoding="utf-8", newline="")
    assert html == golden.read_bytes().decode("utf-8")


def test_size_of_ordinary_and_large_articles() -> None:
    for report in (factory.article(), factory.large(1000, 60), factory.large(100_000, 2000)):
        text = len(report.document.text.encode()) if report.document else 0
        assert len(page(report).encode()) <= 120_000 + 3 * text


def test_assets_lose_nothing_but_comments_and_spaces() -> None:
    names = {*as_html.SCRIPTS, *INDEX_SCRIPTS, UNPACK, "report.css", "article.css", "index.css"}
    spaces = str.maketrans("", "", " ;0\n")
    for name in names:
        source = (ASSETS / name).read_text("utf-8")
        kept = "\n".join(line for line in source.splitlines() if not re.match(r"\s*(//|/\*.*\*/$|$)", line))
        kept = re.sub(r"(?<=[;,{)\]]) //.*", "", kept)
        assert asset(name).translate(spaces) == kept.translate(spaces), name
        assert all(line.count("`") % 2 == 0 for line in source.splitlines()), f"{name}: a template literal crosses lines"
        if name.endswith(".js"):
            assert not re.search(r"`[^`\n]*\$\{[^}`\n]*`", source), f"{name}: a template literal inside another"
        assert len(source.splitlines()) <= 350, f"{name} is too long to be read"


@pytest.mark.parametrize(
    ("code", "small"),
    [
        ("a = b + +c - -d;", "a=b+ +c- -d;"),
        ('const x = "a = b"; // why', 'const x="a = b";'),
        ("return /a b/ .test(`x = ${y}`);", "return/a b/.test(`x = ${y}`);"),
        ("if (a) return (b / c) / d; x = / [/] /u;", "if(a)return(b/c)/d;x= / [/] /u;"),
        ("typeof a === 'b c' in d", "typeof a==='b c'in d"),
    ],
)
def test_spaces_go_only_where_they_part_nothing(code: str, small: str) -> None:
    assert _dense(code) == small


def test_article_without_document_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its document"):
        page(factory.report(from_string("Text.", path="a.txt"), [], keep=False))


def test_block_of_nothing_but_debris_is_no_headline() -> None:
    doc = from_string("Previous arrow_left\n\nThe harbour opens again\n\nShips came in at noon.\n", path="a.txt")
    report = factory.report(doc, [factory.suspect(doc, "Previous arrow_left", "boilerplate.button")])
    html = page(report)
    assert "<h2>The harbour opens again</h2>" in html and '<p class="chrome"><mark' in html


def test_index_lists_worst_first_and_all_notices() -> None:
    bad, good = factory.article(), factory.clean()
    failed = factory.report(from_string("Other.", path="z.txt"), [], verdict="fail", value=2.0)
    run = factory.run([good, bad, failed], [factory.Notice("error", "unreadable", "b.txt", "is not UTF-8")])
    html = as_html.index_page(run, hrefs=["good.html", "bad.html", "failed.html"])
    assert re.findall(r'href="(\w+\.html)"', html) == ["failed.html", "bad.html", "good.html"]
    assert "is not UTF-8" in html and "unreadable" in html
    assert "No article could be checked" in as_html.index_page(factory.run([]), hrefs=[])
    with pytest.raises(ValueError, match="zip"):
        as_html.index_page(run, hrefs=["good.html"])


def test_page_names_are_safe_and_unique() -> None:
    taken: set[str] = set()
    paths = ["a/News.txt", "b/news.txt", "../../etc/passwd", "CON.txt", "x" * 300 + ".txt", "/", "習.txt", "..", "index.txt"]
    paths += ["a\\b\\c.txt", "-rf.txt", "a b\0c\n.txt", "lone\ud800.txt", "NEWS-2.txt", "news-2.txt"]
    names = [as_html.page_name(factory.report(from_string("Text.", path=path), []), taken) for path in paths]
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}\.html", name) for name in names), names
    assert len({name.lower() for name in names}) == len(names)
    assert not {name.lower() for name in names} & {"index.html", "con.html"}
    many = [from_string("Text.", path="all.jsonl", id=f"all.jsonl#{line}") for line in (1, 2)]
    assert [as_html.page_name(factory.report(doc, []), set()) for doc in many] == ["all-1.html", "all-2.html"]


# --- the style sheet


def variables(sheet: str, start: str) -> dict[str, str]:
    block = sheet[sheet.index(start) :]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block[: block.index("}")]))


def themes() -> dict[str, dict[str, str]]:
    sheet = (ASSETS / "report.css").read_text("utf-8")
    light = variables(sheet, ":root {")
    return {"light": light, "dark": light | variables(sheet, "@media (prefers-color-scheme: dark)")}


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Give the contrast ratio of WCAG 2.1."""

    def luminance(colour: tuple[float, ...]) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme: str) -> None:
    values = themes()[theme]
    for ground in ("--paper", "--sheet"):
        for name in ("--ink", "--muted", "--accent", "--v-pass", "--v-review", "--v-fail", "--v-none"):
            assert contrast(rgb(values[name]), rgb(values[ground])) >= 4.5, (name, ground)
    assert contrast(rgb(values["--accent"]), rgb(values["--accent-soft"])) >= 4.5
    paper = rgb(values["--paper"])
    for name in (name for name in values if name.startswith("--k-")):
        assert contrast(rgb(values[name]), paper) >= 4.5, name
        share = float(values["--tint-3"].rstrip("%")) / 100 + 0.12  # the chosen mark is the strongest tint
        tinted = tuple(share * a + (1 - share) * b for a, b in zip(rgb(values[name]), paper, strict=True))
        assert contrast(rgb(values["--ink"]), tinted) >= 4.5, name


def test_each_class_has_its_own_colour_and_shape() -> None:
    sheet = (ASSETS / "report.css").read_text("utf-8")
    shapes = {}
    for category in factory.CATEGORIES:
        found = re.search(rf"^\.{mark_class(category)} {{([^}}]+)}}", sheet, re.M)
        assert found, f"report.css has no style for {category}"
        assert f"--k: var(--{mark_class(category)})" in found[1]
        shapes[category] = re.sub(r"var\(--k-[\w-]+\)", "", found[1])
    assert len(set(shapes.values())) == len(shapes), "two classes share a shape"
    for theme in themes().values():
        colours = [theme[f"--{mark_class(category)}"] for category in factory.CATEGORIES]
        assert len(set(colours)) == len(colours)


def test_indications_are_shown_where_they_were_asked_for() -> None:
    values = _fields(factory.article()) | {
        "indications": {"spun": Indication(0.71, 0.4, 0.9), "mt": Indication(0.05, 0.01, 0.2)}
    }
    told, untold = DocumentReport(**values), factory.clean()
    html = page(told)
    assert "Looks thesaurus-spun" in html and "<b>71%</b>" in html and "between 40% and 90%" in html
    index = as_html.index_page(factory.run([told, untold]), hrefs=["a.html", "b.html"])
    assert "Looks spun" in index and "<b>5%</b>" in index
    assert "Looks" not in page(untold) and "ooks spun" not in as_html.index_page(factory.run([untold]), hrefs=["b.html"])

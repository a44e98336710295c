"""Markdown and HTML: what is text, what is masked, and that every character knows where it came from."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.core.errors import ReadError
from mtcheck.readers import Article, read
from mtcheck.readers import markdown as markdown_reader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("markup")


def article_of(folder: Path, source: str | bytes, suffix: str) -> Article:
    path = folder / f"a{suffix}"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    (found,) = read(str(path))
    assert isinstance(found, Article), found
    hold_laws(found)
    return found


def blocks_of(folder: Path, source: str | bytes, suffix: str) -> list[tuple[str, str]]:
    article = article_of(folder, source, suffix)
    return [(block.kind, article.text[block.span.slice]) for block in article.blocks or ()]


def plain_space(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\t\n\r\f"), " "))


def hold_laws(article: Article) -> None:
    """Check the laws of the source map and of the blocks on one article."""
    text_at = raw_at = 0
    for text_start, raw_start, length, raw_length in article.source_map.pieces:
        assert text_start >= text_at and raw_start >= raw_at and length > 0 and raw_length > 0
        assert set(article.text[text_at:text_start]) <= {"\n"}
        text_at, raw_at = text_start + length, raw_start + raw_length
        piece, raw_piece = article.text[text_start:text_at], article.raw[raw_start:raw_at]
        if length == raw_length:
            assert plain_space(piece) == plain_space(raw_piece)
        steps = {0, 1, 2, length // 2, length - 2, length - 1} if length == raw_length else {0}
        for offset in (text_start + step for step in steps if 0 <= step < length):
            assert article.source_map.to_text(article.source_map.to_raw(offset)) == offset
    assert raw_at <= len(article.raw)
    assert text_at == len(article.text)
    at = 0
    for block in article.blocks or ():
        body = article.text[block.span.slice]
        assert block.span.start >= at and body and body == body.strip()
        at = block.span.end
    assert article.document().text == article.text


def raw_of(article: Article, part: str) -> str:
    """Return the raw characters from the first to the last of a part of the text."""
    start = article.text.index(part)
    to_raw = article.source_map.to_raw
    return article.raw[to_raw(start) : to_raw(start + len(part) - 1) + 1]


MARKDOWN: list[tuple[str, list[tuple[str, str]]]] = [
    ("# Head *line* ##\n\ntext", [("heading", "Head line"), ("paragraph", "text")]),
    ("# C#\n## Tail #\n#", [("heading", "C#"), ("heading", "Tail")]),
    ("Set  \nover two\n===\n", [("heading", "Set\nover two")]),
    ("one\ntwo\r\n  three", [("paragraph", "one two three")]),
    ("hard  \nbreak\\\nagain", [("paragraph", "hard\nbreak\nagain")]),
    ("**bold** _em_ ***both*** ~~gone~~ __strong__", [("paragraph", "bold em both gone strong")]),
    ("5*3 = 15 and snake_case_name * star _ under", [("paragraph", "5*3 = 15 and snake_case_name * star _ under")]),
    ("a * b* and **open", [("paragraph", "a * b* and **open")]),
    ("“**quoted**” (*em*), un*believ*able", [("paragraph", "“quoted” (em), unbelievable")]),
    ("*a **b** c*", [("paragraph", "a b c")]),
    (r"\*kept\* \[x\] \\ C:\dir", [("paragraph", r"*kept* [x] \ C:\dir")]),
    ("AT&T &amp; &lt;b&gt; &#233; &nosuch; &copy", [("paragraph", "AT&T & <b> é &nosuch; &copy")]),
    ('a [link](http://x.y/a_b_c "title (x)") end', [("paragraph", "a link end")]),
    ("[par](a(b)c) [angle](<a b>) [none]()", [("paragraph", "par angle none")]),
    ("[a *b* `c]`](u) [x](no good) [y]", [("paragraph", "a b c] [x](no good) [y]")]),
    ("[ref][r], [R], [r][], [no][s]\n\n[r]: http://x 'T'", [("paragraph", "ref, R, r, [no][s]")]),
    ("see ![alt *text*](a.png) here ![b](c).", [("paragraph", "see here.")]),
    ("![Alt *text*](a.png)", [("caption", "Alt text")]),
    ("[![alt](a.png)](link)", [("caption", "alt")]),
    ("<http://auto.link/a_b_> and <me@x.org>", [("paragraph", "http://auto.link/a_b_ and me@x.org")]),
    ("a <b class='x>y'>bold</b> <!-- c --> b<br>c 1 < 2", [("paragraph", "a bold b\nc 1 < 2")]),
    ("`a*b*` and `` c`d `` and ` e", [("paragraph", "a*b* and c`d and ` e")]),
    ("[a [b](u) c](v) *d [e* f](u) **g** h", [("paragraph", "[a b c](v) *d e* f g h")]),
    ("***a** b* ****c****", [("paragraph", "a b c")]),
    ("a \\ \nb <y, z> <b c>", [("paragraph", "a \\ b <y, z>")]),
    ("`two\nlines`", [("paragraph", "two lines")]),
    ("> one\n> two *x\nlazy*\n>\n> > deep", [("quote", "one two x lazy"), ("quote", "deep")]),
    ("1. one\n   more\n\t- inner\n- [x] done", [("item", "one more"), ("item", "inner"), ("item", "done")]),
    ("- # Head in item\n\n  para", [("heading", "Head in item"), ("item", "para")]),
    ("```py\nx *= 1\n\n  y\n```\nend", [("code", "x *= 1\n\n  y"), ("paragraph", "end")]),
    ("> ```\n> code\n>  two\n> ```", [("code", "code\n two")]),
    ("text\n\n    code\n\t\tmore\n", [("paragraph", "text"), ("code", "code\n\tmore")]),
    (
        "| a | b \\| c |\n|---|:-:|\n| `1` | **2** |\n| 3\nnext|",
        [("table", cell) for cell in ("a", "b | c", "1", "2", "3", "next")],
    ),
    ("> a | b\n> --|--\n> 1 | 2", [("table", cell) for cell in "ab12"]),
    ("---\ntitle: No text\n---\nText", [("paragraph", "Text")]),
    ("+++\ntitle = 'x'\n+++\r\nText", [("paragraph", "Text")]),
    ("---\n\nOnly a rule: it stays\n\n---\n", [("paragraph", "Only a rule: it stays")]),
    (
        "<div>\nHTML &lt; <b>block</b>\n<p>two</div>\n\nend",
        [("paragraph", "HTML < block"), ("paragraph", "two"), ("paragraph", "end")],
    ),
    ("<!-- hidden\n\nstill -->\n\n<script>\nx\n</script>\n\nend", [("paragraph", "end")]),
    ("Claim.[^1]\n\n[^1]: The note.", [("paragraph", "Claim."), ("paragraph", "The note.")]),
    ("a\u2028b\u00a0c\x0bd", [("paragraph", "a\u2028b\u00a0c\x0bd")]),
]


@pytest.mark.parametrize(("source", "wanted"), MARKDOWN, ids=[source[:20] for source, _ in MARKDOWN])
def test_markdown(folder: Path, source: str, wanted: list[tuple[str, str]]) -> None:
    assert blocks_of(folder, source, ".md") == wanted


def test_markdown_offsets_lead_through_the_markup(folder: Path) -> None:
    source = "---\na: b\n---\r\n# T\r\n\r\n> He *said* [that &amp; this](http://x)\r\n> and **more**.\r\n"
    article = article_of(folder, source, ".md")
    assert raw_of(article, "said") == "said"
    assert raw_of(article, "that & this") == "that &amp; this"
    assert raw_of(article, "this and more") == "this](http://x)\r\n> and **more"
    assert article.source_map.line_column(article.text.index("more")) == (7, 9)


def test_markdown_with_too_many_lines_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_reader, "MAX_LINES", 3)
    path = folder / "long.md"
    path.write_text("a\n\nb\n\nc")
    assert [getattr(found, "code", None) for found in read(str(path))] == ["too-large"]


PAGE = """<!DOCTYPE html><html><head><title>T &amp; t</title><style>p{}</style></head><body class="menu">
<header><h1>Site</h1></header><nav><ul><li><a href=/>Home</a><li><a href=/x>News</a></ul></nav>
<article><header><h1>The   big
 headline</h1></header><p>It&rsquo;s,&nbsp;with <b>bold</b><i> it</i> a<br>line.<br><br>AT&T &lt;b> 1 < 2.</p>
<ul><li>One<li>Two</ul><figure><img alt=x><figcaption>Cap.</figcaption></figure><table><tr><td>A<td><p>B</table>
<p hidden>hid</p><div style="display: none">hid 2</div><button>Share</button><script>if (a<b) "</p>"</script><!-- c -->
<aside>Aside.</aside>tail</article><p>outside</p><form>mail</form><footer>© 2020</footer></body></html>"""


def test_html_page(folder: Path) -> None:
    assert blocks_of(folder, PAGE, ".html") == [
        ("chrome", "Site"),
        ("chrome", "Home"),
        ("chrome", "News"),
        ("heading", "The big headline"),
        ("paragraph", "It’s,\u00a0with bold it a\nline."),
        ("paragraph", "AT&T <b> 1 < 2."),
        ("item", "One"),
        ("item", "Two"),
        ("caption", "Cap."),
        ("table", "A"),
        ("paragraph", "B"),
        ("chrome", "hid"),
        ("chrome", "hid 2"),
        ("chrome", "Share"),
        ("chrome", "Aside."),
        ("paragraph", "tail"),
        ("chrome", "outside"),
        ("chrome", "mail"),
        ("chrome", "© 2020"),
    ]
    assert article_of(folder, PAGE, ".html").meta["title"] == "T & t"


LONG = "The council said that it would look at the plan again in the spring, when the costs of the new bridge were known. " * 3
HTML: list[tuple[str, list[tuple[str, str]]]] = [
    ("no tags at all", [("paragraph", "no tags at all")]),
    ("<p>a<p>b<div>c</div>d", [("paragraph", letter) for letter in "abcd"]),
    ("<blockquote><p>q</blockquote><h2>h</h2><pre> x\n  y </pre>", [("quote", "q"), ("heading", "h"), ("code", "x\n  y")]),
    ("<p>a <span hidden>no <span>no</span> no</span>b</p>", [("paragraph", "a b")]),
    ("<p>a<svg><text>x</text></svg><noscript>n</noscript><template>t</template>b</p>", [("paragraph", "ab")]),
    ("<div role=navigation>n</div><div role='main'>m</div><p>o", [("chrome", "n"), ("paragraph", "m"), ("chrome", "o")]),
    ("<p>a &nbsp; b &#32;&#10; c&#x41;&notin;</p>", [("paragraph", "a \u00a0 b cA∉")]),
    ("<p>1 &lt 2 &unknown; R&D</p>", [("paragraph", "1 < 2 &unknown; R&D")]),
    ("<p title='a > b' data-x=\"<p>\">t</p>", [("paragraph", "t")]),
    ("<head><title>no</title><p>implied body", [("paragraph", "implied body")]),
    ("<p>x</p><!-- <p>y</p> --><p>z<!-->w", [("paragraph", "x"), ("paragraph", "zw")]),
    ("a <1 b </ c> d <", [("paragraph", "a <1 b d <")]),
    ("<p>a<script>never closed <p>b", [("paragraph", "a")]),
    (f"<form><p>{LONG}</p></form>", [("paragraph", LONG.strip())]),
    (f"<p>{LONG}</p><form>Your mail</form>", [("paragraph", LONG.strip()), ("chrome", "Your mail")]),
    (f"<div class='sidebar x'>Side</div><p>{LONG}", [("chrome", "Side"), ("paragraph", LONG.strip())]),
    (f"<div class='sidebar'><p>{LONG}</div>", [("paragraph", LONG.strip())]),
    (
        "<article>Teaser</article><p>" + "</p><p>".join([LONG] * 2),
        [("paragraph", "Teaser"), *[("paragraph", LONG.strip())] * 2],
    ),
    (
        "<ul><li><a href=1>One thing</a><li><a href=2>Two things</a><li><a href=3>Three</a></ul><p>Text.",
        [("chrome", "One thing"), ("chrome", "Two things"), ("chrome", "Three"), ("paragraph", "Text.")],
    ),
    ("<p><a href=1>A</a> | <a href=2>B</a> | <a href=3>C</a></p>", [("chrome", "A | B | C")]),
    ("<p><a href=1>A whole sentence is a link.</a></p>", [("paragraph", "A whole sentence is a link.")]),
    (
        "<h2><a href=1>One</a></h2><h2><a href=2>Two</a></h2><h2><a href=3>3</a></h2>",
        [("heading", word) for word in ("One", "Two", "3")],
    ),
    ("<ul><li>Milk<li>Eggs<li>Flour<li>Salt</ul>", [("item", word) for word in ("Milk", "Eggs", "Flour", "Salt")]),
]


@pytest.mark.parametrize(("source", "wanted"), HTML, ids=[source[:24] for source, _ in HTML])
def test_html(folder: Path, source: str, wanted: list[tuple[str, str]]) -> None:
    assert blocks_of(folder, source, ".html") == wanted


def test_html_offsets_lead_through_tags_and_entities(folder: Path) -> None:
    article = article_of(folder, "<p>One\r\n&amp;   <b>two</b>\r\n\r\n<p>thr&eacute;e", ".htm")
    assert article.text == "One & two\nthrée"
    assert raw_of(article, "& two") == "&amp;   <b>two"
    assert raw_of(article, "thr") == "thr"
    assert article.source_map.line_column(article.text.index("two")) == (2, 12)
    assert article.source_map.line_column(article.text.index("thr")) == (4, 4)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (codecs.BOM_UTF8 + '<meta charset="cp1252"><p>é'.encode(), "é"),
        (codecs.BOM_UTF16_LE + "<p>é".encode("utf-16-le"), "é"),
        ('<meta charset="windows-1251"><p>Москва'.encode("cp1251"), "Москва"),
        ('<META http-equiv=Content-Type content="text/html; charset=Shift_JIS"><p>東京'.encode("cp932"), "東京"),
        ("<meta charset=iso-8859-1><p>“é”".encode("cp1252"), "“é”"),
        ("<meta charset=utf-16><p>é".encode(), "é"),
        ("<meta charset=no-such-thing><p>é".encode(), "é"),
        ("<?xml version='1.0' encoding='gb2312'?><p>北京".encode("gbk"), "北京"),
        ("<p>é".encode(), "é"),
    ],
)
def test_html_encodings(folder: Path, data: bytes, wanted: str) -> None:
    assert article_of(folder, data, ".html").text == wanted


def test_named_encoding_goes_before_the_page(folder: Path) -> None:
    path = folder / "named.html"
    path.write_bytes("<meta charset=utf-8><p>é".encode("cp1252"))
    (error,) = read(str(path))
    assert isinstance(error, ReadError) and error.code == "encoding"
    (article,) = read(str(path), encoding="cp1252")
    assert isinstance(article, Article) and article.text == "é"


@pytest.mark.parametrize("suffix", [".md", ".html"])
@pytest.mark.parametrize("source", ["", "\n\n", "<!-- -->", "<div></div>", "\ufeff"])
def test_markup_without_text_is_empty(folder: Path, source: str, suffix: str) -> None:
    path = folder / f"empty{suffix}"
    path.write_text(source)
    assert [getattr(found, "code", None) for found in read(str(path))] == ["empty"]


AWKWARD = """\\ ` `` * ** *** _ __ ~~ [ ] ![ ]( ) [a](b) ![a](b) [r] < > <b> </b> <br> <p> </p> <div> <li> <pre> </pre>
<table> <td> <!-- --> <script> </script> <span|hidden> <a|href=x> </a> <article> </article> <x|y=">
<nav> </nav> &amp; &lt &nbsp; &#10; &#x0; & word Word. “q” é 習 😀 e\u0301 \u2028
\u00a0 \u200f \x0b \x0c | |---| # ## - + 1. > >> ``` ~~~ --- === [r]:|/x ^1 [^1] : ! . ( " '""".replace("\n", " ").split(" ")
PARTS = st.sampled_from([part.replace("|", " ") if part.count("|") == 1 else part for part in AWKWARD])
JOINTS = st.sampled_from(["", "", " ", " ", "  ", "\n", "\r\n", "\r", "\n\n", "\n> ", "\n- ", "\n    ", "\t", "  \n", "\n| "])
SOURCES = st.lists(st.tuples(PARTS, JOINTS), max_size=40).map(lambda pairs: "".join(part + joint for part, joint in pairs))


@pytest.mark.parametrize("suffix", [".md", ".html"])
@settings(max_examples=400, deadline=None)  # no deadline: the machine may be busy
@given(source=SOURCES)
def test_laws_hold_on_awkward_markup(folder: Path, suffix: str, source: str) -> None:
    article_of(folder, f"Begin {source} end", suffix)


@pytest.mark.parametrize("suffix", [".md", ".html", ".txt", ".jsonl", ".docx", ".gz", ".txt.gz", ".txt.xz", ".jsonl.zst"])
@settings(max_examples=100, deadline=None)  # no deadline: the machine may be busy
@given(data=st.binary(max_size=200) | SOURCES.map(str.encode))
def test_random_bytes_never_raise(folder: Path, suffix: str, data: bytes) -> None:
    path = folder / f"fuzz{suffix}"
    path.write_bytes(data)
    for found in read(str(path)):
        if isinstance(found, Article):
            hold_laws(found)
        else:
            assert found.reason


@pytest.mark.parametrize("suffix", [".md", ".html"])
@pytest.mark.parametrize(
    "part",
    [
        "*a",
        "[a",
        "[a](b ",
        '[a](b "',
        "![",
        "`a ``",
        "<a ",
        '<a x="',
        "<a x='",
        "<!--",
        "<![CDATA[",
        "</",
        "<i>a</b>",
        "<div><i>",
        "&#1",
        "> ",
    ],
)
def test_hostile_repeats_take_linear_time(folder: Path, part: str, suffix: str) -> None:
    path = folder / f"hostile{suffix}"
    path.write_text("Begin " + part * 50_000)
    assert all(isinstance(found, Article) for found in read(str(path)))


def test_words_of_page_furniture_do_not_count(folder: Path) -> None:
    doc = article_of(folder, "<nav>Home page 1</nav><p>Two words.</p><footer>More of it</footer>", ".html").document()
    assert doc.words == 2

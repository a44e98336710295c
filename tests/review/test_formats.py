"""Write corrections back into every format: what was chosen goes in, all else keeps its bytes, and another reader agrees."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mtcheck.cli.main import cli
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.review import decisions
from mtcheck.review.decisions import Decision, Reviewed

XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><!-- kept -->
<file original="a" source-language="ko"\r
 target-language="en" datatype="plaintext"><body>
<trans-unit id="u1" approved='yes'><source>하나</source>
<target  state="translated">The teh &amp; one, caf&#xE9;.</target></trans-unit>
<trans-unit id="u2"><source>둘</source>
<target>Some <g id="1">bold</g> words, and teh end.</target></trans-unit>
</body></file></xliff>"""
XLIFF2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ko" trgLang="en">
<file id="f">
<unit id="1"><segment><source>하나</source>
<target>The teh &amp; one, caf&#xE9;.</target></segment></unit>
<unit id="2"><segment><source>둘</source>
<target>Some <pc id="1">bold</pc> words, and teh end.</target></segment></unit>
</file></xliff>"""
TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="ko" datatype="plaintext" creationtool="x"
 creationtoolversion="1"
 segtype="sentence" o-tmf="x" adminlang="en"/><body>
<tu><tuv xml:lang="ko"><seg>하나</seg></tuv><tuv xml:lang="en"><seg>The teh &amp; one, caf&#xE9;.</seg></tuv></tu>
<tu><tuv xml:lang="ko"><seg>둘</seg></tuv><tuv xml:lang="en"><seg>Some bold words, and teh end.</seg></tuv></tu></body></tmx>"""
PO = """msgid ""
msgstr "Language: en\\n"

#: a.c:1
msgid "하나"
msgstr ""
"The teh & \\"one\\", "
"café."

msgid "둘"
msgstr "Some bold words, and teh end.\\n"
"""
TSV = "source\ttarget\r\n하나\tThe teh & one, café.\tnote\r\n둘\tSome bold words, and teh end.\r\n"
JSONL = (
    '{"id": "a", "text": "The teh &  one, caf\\u00e9 \\ud83d\\ude00.",  "x": [1, "text"]}\n'
    '{"text": "old", "id": "b", "text": "Some bold words, and teh end. 😀"}\r\n'
)
HTML = """<!doctype html><html><head><title>t</title></head>
<body><nav>Menu</nav><article><p class=x>The teh &amp; one,\n   caf&eacute;.
</p>
<p>Some <b>bold</b> words, and teh end of this long sentence here.</p></article></body></html>"""
MARKDOWN = "# Head\n\nThe teh &amp; one, *café*.\n\nSome **bold** words, and teh end.\n"
FILES = {
    "a.xlf": XLIFF,
    "b.xliff": XLIFF2,
    "a.tmx": TMX,
    "a.po": PO,
    "a.tsv": TSV,
    "a.jsonl": JSONL,
    "a.html": HTML,
    "a.md": MARKDOWN,
    "a.txt": "The teh & one, café.\n\nSome bold words, and teh end.\n",
}


def articles(path: Path) -> list[Article]:
    found = [each for each in read(str(path)) if isinstance(each, Article)]
    assert found
    return found


def choose(article: Article, wanted: str, edit: str) -> Decision:
    start = article.text.index(wanted)
    place = (start, start + len(wanted), wanted)
    return Decision(f"v2:{start}", "artifact", "", edit, "Ada", "2026-01-02T03:04:05Z", *place, "grammar.x", "a/b", "minor")


def corrected(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, *wanted: tuple[str, str], code: int = 0) -> bytes:
    """Decide on each place where it stands first, run ``fix``, and return what it wrote."""
    monkeypatch.chdir(folder)
    documents = []
    for article in articles(Path(name)):
        made = tuple(choose(article, words, edit) for words, edit in wanted if words in article.text)
        documents.append(Reviewed(name, article.id, article.sha256, "", len(made), made))
    decisions.save(folder / "d.json", documents, tool="")
    done = CliRunner().invoke(cli, ["fix", "--from", "d.json", "-o", "out"], standalone_mode=False)
    assert done.exception is None and done.return_value == code, done.output
    return (folder / "out" / name).read_bytes() if (folder / "out" / name).exists() else b""


@pytest.mark.parametrize("name", [name for name in FILES if name != "a.md"])
def test_only_what_was_chosen_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Splice the same edits into the file by hand: the escapes are those of the format."""
    data = FILES[name].encode()
    (tmp_path / name).write_bytes(data)
    out = corrected(tmp_path, monkeypatch, name, ("teh &", 'the "<new> &'), ("teh end", "the end"))
    escaped = {"po": 'the \\"<new> &', "jsonl": 'the \\"<new> &'}
    new = escaped.get(name.rpartition(".")[2], 'the "<new> &')
    if name.endswith((".xlf", ".xliff", ".tmx", ".html")):
        new = 'the "&lt;new&gt; &'
    expected = data.replace(b"teh &", new.encode(), 1).replace(b"teh end", b"the end")
    assert out == expected


def test_markup_that_would_come_into_being_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(MARKDOWN)
    out = corrected(tmp_path, monkeypatch, "a.md", ("teh", "the *new*"), ("teh end", "the end"), code=2)
    assert out.decode() == MARKDOWN.replace("teh end", "the end")


@pytest.mark.parametrize("name", FILES)
def test_round_trip_without_decisions_keeps_every_byte(tmp_path: Path, name: str) -> None:
    from mtcheck.readers.decoding import encode
    from mtcheck.review.fix import fixed

    data = FILES[name].encode("utf-8-sig" if name != "a.jsonl" else "utf-8")
    (tmp_path / name).write_bytes(data)
    for article in articles(tmp_path / name):
        raw = data.decode("utf-8") if name == "a.jsonl" else None
        result = fixed(article, [], raw=raw)
        assert result.problems == ()
        written = result.raw.encode() if raw is not None else encode(result.raw, article.meta.get("encoding", "utf-8"))
        assert written == data


@pytest.mark.parametrize("name", ["a.xlf", "b.xliff", "a.html"])
def test_markup_inside_a_correction_is_left_to_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_text(FILES[name])
    assert corrected(tmp_path, monkeypatch, name, ("Some bold words", "Few words"), code=2) == b""


def test_translate_toolkit_reads_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from translate.storage import po, tmx, xliff

    readers: dict[str, Callable[[bytes], Any]] = {
        "a.xlf": xliff.xlifffile.parsestring,
        "a.tmx": tmx.tmxfile.parsestring,
        "a.po": po.pofile.parsestring,
    }
    for name, parse in readers.items():
        (tmp_path / name).write_bytes(FILES[name].encode())
        out = corrected(tmp_path, monkeypatch, name, ("teh", 'the "<new>'), ("teh end", "the end"))
        units = [unit for unit in parse(out).units if unit.source]
        assert [str(unit.source) for unit in units] == ["하나", "둘"]
        targets = [str(unit.target) for unit in units]
        assert targets[0].startswith('The the "<new> & ') and targets[0].endswith("café.")
        assert targets[1].strip().endswith("words, and the end.")


def test_lxml_and_csv_and_json_read_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import csv

    from lxml import etree, html

    for name in ("b.xliff", "a.html", "a.tsv", "a.jsonl"):
        (tmp_path / name).write_bytes(FILES[name].encode())
    edits = (("teh &", "the <new> &"), ("teh end", "the end"))
    tree = etree.fromstring(corrected(tmp_path, monkeypatch, "b.xliff", *edits))
    assert ["".join(node.itertext()) for node in tree.iter("{*}target")] == [
        "The the <new> & one, café.",
        "Some bold words, and the end.",
    ]
    page = html.document_fromstring(corrected(tmp_path, monkeypatch, "a.html", *edits).decode())
    assert " ".join(next(page.iter("p")).text_content().split()) == "The the <new> & one, café."
    rows = list(csv.reader(io.StringIO(corrected(tmp_path, monkeypatch, "a.tsv", *edits).decode()), delimiter="\t"))
    assert rows[1] == ["하나", "The the <new> & one, café.", "note"] and rows[2][1] == "Some bold words, and the end."
    lines = corrected(tmp_path, monkeypatch, "a.jsonl", *edits).decode().splitlines()
    assert json.loads(lines[0])["text"] == "The the <new> &  one, café 😀." and "\\u00e9" in lines[0]
    assert json.loads(lines[1])["text"] == "Some bold words, and the end. 😀"


def test_a_cell_takes_no_tab_and_xml_no_control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, edit in (("a.tsv", "one\ttwo"), ("a.xlf", "one\x01two")):
        (tmp_path / name).write_bytes(FILES[name].encode())
        assert corrected(tmp_path, monkeypatch, name, ("teh", edit), code=2) == b""


def test_a_word_left_out_takes_a_space_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Teh one two, three teh. (four)\n")
    out = corrected(tmp_path, monkeypatch, "a.txt", ("Teh", ""), ("two", ""), ("teh", ""))
    assert out.decode() == "one, three. (four)\n"


# --- Word


def word_file(path: Path) -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("The teh head", 1)
    paragraph = document.add_paragraph("  Some ")
    paragraph.add_run("bo").bold = True
    paragraph.add_run("ld words, and teh")
    paragraph.add_run(" end.\tAfter the tab.")
    document.add_table(1, 1).cell(0, 0).text = "A cell with teh word."
    document.save(str(path))
    return path.read_bytes()


def accepted(data: bytes) -> tuple[list[str], list[str]]:
    """Return the texts of the paragraphs with all changes accepted, and with all rejected."""
    import docx

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    new, old = [], []
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(f"{w}p"):
        fresh = list(paragraph.iter(f"{w}t", f"{w}tab"))
        new.append("".join("\t" if node.tag.endswith("tab") else node.text for node in fresh))
        kept = [
            n
            for n in paragraph.iter(f"{w}t", f"{w}tab", f"{w}delText")
            if not any(a.tag == f"{w}ins" for a in n.iterancestors())
        ]
        old.append("".join("\t" if node.tag.endswith("tab") else node.text for node in kept))
    return new, old


def test_word_file_gets_tracked_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = word_file(tmp_path / "a.docx")
    before = accepted(data)[0]
    out = corrected(
        tmp_path,
        monkeypatch,
        "a.docx",
        ("teh head", "the head"),
        ("bold words", "few <words>"),
        ("and teh end", "and the end"),
        ("teh word", ""),
    )
    new, old = accepted(out)
    assert old == before, "who rejects the changes has the file that came in"
    assert (
        new[0] == "The the head" and new[1] == "  Some few <words>, and the end.\tAfter the tab." and new[2] == "A cell with."
    )
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(io.BytesIO(out)) as now:
        assert was.namelist() == now.namelist()
        changed = [name for name in was.namelist() if was.read(name) != now.read(name)]
    assert changed == ["word/document.xml"]
    (tmp_path / "b.docx").write_bytes(out)
    (again,) = articles(tmp_path / "b.docx")
    assert again.text.startswith("The the head\nSome few <words>, and the end.")
    assert b'w:author="Ada" w:date="2026-01-02T03:04:05Z"' in zipfile.ZipFile(io.BytesIO(out)).read("word/document.xml")


def test_break_inside_a_correction_of_a_word_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word_file(tmp_path / "a.docx")
    assert corrected(tmp_path, monkeypatch, "a.docx", ("end.\tAfter", "after"), code=2) == b""

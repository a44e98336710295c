"""Read bilingual files: the English side is the text, the other side goes with it, and every span leads back to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

import mtcheck
from mtcheck.core.document import SOURCE_LANGUAGE
from mtcheck.core.errors import ReadError
from mtcheck.readers import expand, read
from mtcheck.readers.article import Article

XLIFF = """<?xml version="1.0"?>
<xliff version="1.2"><file source-language="uk" target-language="en-GB"><body>
<trans-unit id="1"><source>Привіт, <g id="1">світе</g> &amp; усі</source>
<target>Hello, <g id="1">world</g> &amp; all é<ph id="2">%s</ph></target>
<alt-trans><target>Hi</target></alt-trans></trans-unit>
<trans-unit id="2"><source>Порожньо</source><target></target></trans-unit>
<trans-unit id="3"><source>Кінець</source><target><![CDATA[The <end>]]></target></trans-unit>
</body></file></xliff>
"""
XLIFF2 = """<xliff version="2.0" srcLang="ko" trgLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f">
<unit id="1"><notes><note>x</note></notes><segment><source>서울</source><target>Seoul</target></segment>
<segment><source>부산</source><target>Busan <pc id="1">city</pc></target></segment></unit></file></xliff>
"""
TMX = """<tmx version="1.4"><header srclang="ja"/><body>
<tu><prop type="x">y</prop><tuv xml:lang="ja"><seg>東京</seg></tuv>
<tuv xml:lang="en-US"><seg>Tokyo <bpt i="1">&lt;b&gt;</bpt>city</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Osaka</seg></tuv><tuv xml:lang="ja"><seg>大阪</seg></tuv></tu></body></tmx>
"""
PO = r"""# comment
msgid ""
msgstr "Language: en\n"

#, fuzzy
msgctxt "menu"
msgid "Datei \"öffnen\""
msgstr ""
"Open "
"the \"file\""

msgid "%d Brief"
msgid_plural "%d Briefe"
msgstr[0] "%d letter"
msgstr[1] "%d letters"

#~ msgid "alt"
#~ msgstr "old"
"""
TSV = "source\ttarget\nأهلا\tHello\r\nسلام\tPeace\n"


def article(tmp_path: Path, name: str, content: str) -> Article:
    path = tmp_path / name
    path.write_bytes(content.encode())
    (found,) = read(str(path))
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("name", "content", "texts", "sources"),
    [
        ("a.xlf", XLIFF, ["Hello, world & all é", "The <end>"], ["Привіт, світе & усі", "Кінець"]),
        ("a.xliff", XLIFF2, ["Seoul", "Busan city"], ["서울", "부산"]),
        ("a.tmx", TMX, ["Tokyo city", "Osaka"], ["東京", "大阪"]),
        ("a.po", PO, ['Open the "file"', "%d letter", "%d letters"], ['Datei "öffnen"', "%d Brief", "%d Briefe"]),
        ("a.tsv", TSV, ["Hello", "Peace"], ["أهلا", "سلام"]),
    ],
)
def test_both_sides_and_places(tmp_path: Path, name: str, content: str, texts: list[str], sources: list[str]) -> None:
    found = article(tmp_path, name, content)
    doc = found.document()
    assert [doc.of(block) for block in doc.blocks] == texts
    assert list(doc.sources) == sources
    for tok in doc.tokens:
        if doc.of(tok) not in ("&", '"'):
            start, end = doc.source_map.raw_range(tok.span.start, tok.span.end)
            assert found.raw[start:end] == doc.of(tok)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlf", XLIFF.replace("en-GB", "de"), "in 'de'"),
        ("a.xlf", XLIFF[:200], "not well-formed"),
        ("a.tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]>' + TMX, "declares entities"),
        ("a.tsv", "one column\n", "has no tab"),
        ("a.po", "# nothing\n", "no text"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, content: str, reason: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    (found,) = read(str(path))
    assert isinstance(found, ReadError)
    assert reason in found.reason


def test_inline_elements_of_both_sides(tmp_path: Path) -> None:
    doc = article(tmp_path, "a.xlf", XLIFF).document()
    assert doc.codes[0].source == ("g 1",)
    assert [(name, doc.text[at:][:5]) for name, at in doc.codes[0].text] == [("g 1", "world"), ("ph 2", "é\nThe")]
    assert article(tmp_path, "a.tsv", TSV).document().codes == ()


@pytest.mark.parametrize(
    ("name", "content", "language"),
    [
        ("a.xlf", XLIFF, "uk"),
        ("a.xliff", XLIFF2, "ko"),
        ("a.tmx", TMX, "ja"),
        ("a.po", PO.replace("Language: en", "X-Source-Language: de"), "de"),
    ],
)
def test_declared_language_of_the_sources(tmp_path: Path, name: str, content: str, language: str) -> None:
    assert article(tmp_path, name, content).meta[SOURCE_LANGUAGE] == language


def test_catalogue_of_another_language_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(PO.replace("Language: en", "Language: de"), encoding="utf-8")
    (found,) = read(str(path))
    assert isinstance(found, ReadError) and "in 'de'" in found.reason


def test_folders_of_bilingual_files_are_found_and_tables_of_names_are_not(tmp_path: Path) -> None:
    content = {"a.xlf": XLIFF, "b/c.xliff": XLIFF2, "d.tmx": TMX, "e.po": PO, "f.tsv": TSV}
    for name, text in content.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "names.tsv").write_text("kind\ten\nperson\tAda Lovelace\n", encoding="utf-8")
    run = mtcheck.check(tmp_path, config=mtcheck.Config(lm="none", tagger="none", names=(str(tmp_path / "names.tsv"),)))
    assert [Path(each.path).relative_to(tmp_path).as_posix() for each in run.documents] == sorted(content)
    assert not [notice for notice in run.notices if notice.level == "error"]
    for pattern in ("*", "**/*"):
        found = {Path(str(path)).suffix for path in expand([str(tmp_path / pattern)])}
        assert found >= {".xlf", ".xliff", ".tmx", ".po", ".tsv"}

"""Word files: what is read, what is left out, what is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from mtcheck.core.errors import ReadError
from mtcheck.readers import Article, read
from mtcheck.readers import docx as docx_reader


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.docx"


def save(document: docx.document.Document, path: Path) -> Article:
    document.save(str(path))
    (article,) = read(str(path))
    assert isinstance(article, Article), article
    return article


def fault(path: Path) -> ReadError:
    (error,) = read(str(path))
    assert isinstance(error, ReadError), error
    return error


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.span.slice]) for block in article.blocks or ()]


def test_paragraphs_in_the_order_of_the_body(path: Path) -> None:
    document = docx.Document()
    document.add_heading("The headline", 1)
    document.add_paragraph("First ").add_run("paragraph").bold = True
    document.add_paragraph("")
    table = document.add_table(2, 2)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"Cell {index}"
    document.add_paragraph("An item", style="List Bullet")
    document.add_paragraph("Quoted", style="Quote")
    document.add_paragraph("Tab\there\nbroken")
    document.sections[0].header.paragraphs[0].text = "Header"
    article = save(document, path)
    assert blocks(article) == [
        ("heading", "The headline"),
        ("paragraph", "First paragraph"),
        *[("table", f"Cell {index}") for index in range(4)],
        ("item", "An item"),
        ("quote", "Quoted"),
        ("paragraph", "Tab\there\u2028broken"),
    ]
    assert article.raw == article.text
    assert article.source_map.line_column(article.text.index("Quoted")) == (8, 1)
    assert article.document().words == 18


def test_merged_cells_once_and_custom_heading_styles(path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("House Head", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Custom", style="House Head")
    table = document.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Merged"
    assert blocks(save(document, path)) == [("heading", "Custom"), ("table", "Merged")]


def test_tracked_changes_links_and_text_boxes(path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Kept ")
    for markup in (
        "<w:ins {0}><w:r><w:t>inserted </w:t></w:r></w:ins>",
        "<w:del {0}><w:r><w:delText>deleted </w:delText></w:r></w:del>",
        "<w:hyperlink {0}><w:r><w:t>linked</w:t></w:r></w:hyperlink>",
        "<w:r {0}><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
        "<w:r {0}><w:noBreakHyphen/><w:t>end</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(markup.format(nsdecls("w"))))
    assert save(document, path).text == "Kept inserted linked\u2011end"


def test_empty_document(path: Path) -> None:
    docx.Document().save(str(path))
    assert fault(path).code == "empty"


def test_files_that_are_no_word_files(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("text " * 2000)
    stream = io.BytesIO()
    document.save(stream)
    whole = stream.getvalue()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("x.txt", "not a document")
    for data in (whole[: len(whole) // 2], b"plain text", b"", other.getvalue(), b"\xd0\xcf\x11\xe0" + bytes(600)):
        path.write_bytes(data)
        error = fault(path)
        assert error.code in ("broken", "empty")
        assert str(path) in str(error)
    for at in range(100, len(whole), len(whole) // 40):  # a damaged byte is an error or harmless, never a crash
        path.write_bytes(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
        assert len(list(read(str(path)))) == 1


def test_archive_that_unpacks_to_too_much(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "MAX_UNPACKED_BYTES", 1_000_000)
    document = docx.Document()
    document.add_paragraph("a" * 2_000_000)
    document.save(str(path))
    assert fault(path).code == "too-large"

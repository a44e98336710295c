"""Plain text and JSON Lines: encodings, line ends, bad files."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import json
import lzma
import os
import pickle
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.core.errors import ReadError
from mtcheck.readers import Article, files, read
from mtcheck.readers.plain import from_string

AWKWARD = "Straight “quotes”\r\nlone\rcarriage return\u2028and\u2029separators\x85\ttab\x0cfeed 習 😀 e\u0301\n\n"


def one(path: Path | str, **options: object) -> Article:
    (found,) = read(str(path), **options)  # type: ignore[arg-type]
    assert isinstance(found, Article), found
    return found


def fault(path: Path | str, **options: object) -> ReadError:
    (found,) = read(str(path), **options)  # type: ignore[arg-type]
    assert isinstance(found, ReadError), found
    assert found.path == str(path)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.txt"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_text_is_the_decoded_file_with_its_line_ends(file: Path, mark: bytes, encoding: str) -> None:
    data = mark + AWKWARD.encode(encoding)
    file.write_bytes(data)
    article = one(file)
    assert article.text == article.raw == AWKWARD
    assert article.sha256 == hashlib.sha256(data).hexdigest()
    assert article.id == article.path == str(file)
    assert article.source_map.line_column(AWKWARD.index("carriage")) == (3, 1)
    assert article.document().text == AWKWARD


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(codecs.BOM_UTF8 + text.encode())
    (found,) = read(str(path))
    if isinstance(found, Article):
        assert found.text == text
    else:
        assert found.code == "binary" or (found.code == "empty" and not text.strip())


def test_named_encoding_is_used_and_a_mark_goes_before_it(file: Path) -> None:
    file.write_bytes("“Café”".encode("cp1252"))
    error = fault(file)
    assert error.code == "encoding"
    assert "byte 0 (line 1)" in error.reason
    assert "--encoding cp1252" in error.reason
    assert one(file, encoding="cp1252").text == "“Café”"
    assert one(file, encoding="Windows-1252").meta["encoding"] == "cp1252"
    file.write_bytes(codecs.BOM_UTF8 + "“Café”".encode())
    assert one(file, encoding="cp1252").text == "“Café”"
    file.write_bytes("naïve".encode("utf-16-le"))
    assert fault(file).code == "binary"
    assert one(file, encoding="utf-16-le").text == "naïve"


@pytest.mark.parametrize("encoding", ["no-such", "base64", "rot13", "hex", "zlib", "undefined", "a\0b", ""])
def test_unknown_encoding_is_refused(file: Path, encoding: str) -> None:
    file.write_text("Text.")
    assert fault(file, encoding=encoding).code == "encoding"


def test_place_of_a_bad_byte(file: Path) -> None:
    file.write_bytes(b"one\ntwo\nthr\xe9e\n")
    assert "byte 11 (line 3)" in fault(file).reason


def test_truncated_wide_texts(file: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        mark = "\ufeff".encode(encoding)
        file.write_bytes((mark + "Ends here 😀".encode(encoding))[:-1])
        error = fault(file)
        assert error.code == "encoding"
        assert "breaks off" in error.reason


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"a\0b", "NUL"),
        (b"%PDF-1.7 text", "PDF"),
        (b"PK\x03\x04abc", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xd0\xcf\x11\xe0", "Office"),
        (bytes(range(1, 32)) * 20, "control"),
        (codecs.BOM_UTF16_LE + b"a\0\0\0", "NUL"),
    ],
)
def test_binary(file: Path, data: bytes, word: str) -> None:
    file.write_bytes(data)
    error = fault(file)
    assert error.code == "binary"
    assert word in error.reason


def test_ansi_escapes_are_text(file: Path) -> None:
    file.write_text("\x1b[31mred\x1b[0m " * 20)
    assert one(file).text.startswith("\x1b[31m")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, "\u2028\u00a0".encode()])
def test_empty(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert fault(file).code == "empty"


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault(tmp_path / "none.txt").code == "missing"
    assert fault(tmp_path).code == "unreadable"
    assert fault("a\0b.txt").code == "unreadable"
    path = tmp_path / "locked.txt"
    path.write_text("x")
    path.chmod(0)
    if not os.access(path, os.R_OK):  # not so for root
        assert fault(path).code == "permission"


def test_too_large(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    file.write_text("0123456789")
    assert one(file).text == "0123456789"
    file.write_text("0123456789A")
    assert fault(file).code == "too-large"


def test_standard_input() -> None:
    assert one("-", stdin=io.BytesIO("Grüße.".encode())).text == "Grüße."
    assert fault("-", stdin=io.BytesIO(b"")).code == "empty"
    assert fault("-", stdin=io.BytesIO(b"\xff")).code == "encoding"


def test_article_travels_to_another_process(file: Path) -> None:
    file.write_text("One sentence.")
    article = one(file)
    assert pickle.loads(pickle.dumps(article)) == article
    error = pickle.loads(pickle.dumps(fault(file.parent)))
    assert (error.path, error.code) == (str(file.parent), "unreadable")
    assert str(error) == str(fault(file.parent))


def test_from_string_passes_lone_surrogates() -> None:
    assert from_string("a \ud800 b").text == "a \ud800 b"


# JSON Lines


def pack(data: bytes, suffix: str) -> bytes:
    if suffix == ".zst":
        return zstandard.ZstdCompressor().compress(data)
    return {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}[suffix](data)


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz", ".zst"])
def test_json_lines(tmp_path: Path, suffix: str) -> None:
    records = [{"id": "one", "text": "First.\nSecond \u2028 line."}, {"text": "Without id."}, {"id": 7, "text": "A number."}]
    data = b"\n\n".join(json.dumps(record, ensure_ascii=False).encode() for record in records)
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(pack(data, suffix))
    found = list(read(str(path)))
    assert [article.id for article in found if isinstance(article, Article)] == ["one", f"{path}:3", "7"]
    for article, record in zip(found, records, strict=True):
        assert isinstance(article, Article)
        assert article.text == article.raw == record["text"]
        assert article.path == str(path)
        assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_archives_in_several_members(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(pack(b"one ", suffix) + pack(b"two", suffix))
    assert one(path).text == "one two"


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_broken_archive_yields_what_stands_before_the_break(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    lines = b"".join(json.dumps({"id": str(n), "text": os.urandom(40).hex()}).encode() + b"\n" for n in range(20_000))
    path.write_bytes(pack(lines, suffix)[:-2000])
    found = list(read(str(path)))
    assert isinstance(found[0], Article)
    assert isinstance(found[-1], ReadError)
    assert found[-1].code == "broken"
    path.write_bytes(b"not an archive at all")
    assert fault(path).code == "broken"
    path.write_bytes(b"")
    assert fault(path).code in ("broken", "empty")


def test_bad_json_lines_do_not_stop_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bad = {
        b"{nonsense": "json",
        b"[1, 2]": "json",
        b'{"id": "x"}': "no-text",
        b'{"id": "x", "text": null}': "no-text",
        b'{"id": "x", "text": ["a"]}': "no-text",
        b'{"id": "x", "text": " \\n"}': "empty",
        b'{"id": {}, "text": "a"}': "json",
        b'{"id": true, "text": "a"}': "json",
        b'{"id": "first", "text": "a"}': "duplicate-id",
        b'{"text": "caf\xe9"}': "encoding",
        b"[" * 100_000: "json",
        b'{"text": ' + b"9" * 10_000 + b"}": "json",
    }
    good = b'{"id": "first", "text": "Good."}'
    path.write_bytes(b"\n".join([good, *bad, b'{"id": "last", "text": "Good too."}']) + b"\n")
    found = list(read(str(path)))
    assert [error.code for error in found if isinstance(error, ReadError)] == list(bad.values())
    assert [article.id for article in found if isinstance(article, Article)] == ["first", "last"]
    for number, error in enumerate(found[1:-1], 2):
        assert f"line {number}" in str(error)


def test_lone_surrogate_from_an_escape(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "half \\ud83d of a pair"}')
    assert one(path).text == "half \ud83d of a pair"


def test_json_lines_encodings(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(codecs.BOM_UTF8 + b'{"text": "With mark."}\r\n')
    assert one(path).text == "With mark."
    path.write_bytes(codecs.BOM_UTF16_LE + '{"text": "Wide."}\n'.encode("utf-16-le"))
    assert fault(path).code == "encoding"
    path.write_bytes('{"text": "Café."}'.encode("cp1252"))
    assert one(path, encoding="cp1252").text == "Café."
    assert fault(path, encoding="utf-16").code == "encoding"
    path.write_bytes(b"\n\n")
    assert fault(path).code == "empty"


def test_line_and_stream_caps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "ok"}\n' + (b'{"text": "' + b"x" * 100 + b'"}\n{"text": "ok too"}\n') * 2)
    monkeypatch.setattr(files, "MAX_BYTES", 60)
    assert [getattr(found, "code", None) for found in read(str(path))] == [None, "too-large", None, "too-large", None]
    monkeypatch.setattr(files, "MAX_STREAM_BYTES", 20)
    assert [getattr(found, "code", None) for found in read(str(path))] == [None, "too-large", "too-large"]


def test_zstd_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1_000_000)
    path = tmp_path / "a.txt.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(b"a" * 200_000_000))
    assert fault(path).code == "too-large"

"""Check that the tables are read whole, and that a word list finds what a dict of its lines would."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from mtcheck import tables

DATA = tables.files("mtcheck") / "data"
LISTS = sorted(path.name.removesuffix(".words.gz") for path in DATA.iterdir() if path.name.endswith(".words.gz"))


@pytest.mark.parametrize("name", LISTS)
def test_word_list_holds_what_its_file_holds(name: str) -> None:
    with (DATA / f"{name}.words.gz").open("rb") as packed:
        lines = gzip.decompress(packed.read()).decode("utf-8").split("\n")
    expected = {word: payload for word, _, payload in (line.partition("\t") for line in lines if line and line[0] != "#")}
    words = tables.load(name)
    assert len(words) == len(expected) > 0
    assert dict(words.pairs()) == expected
    assert [words[word] for word in list(expected)[::97]] == list(expected.values())[::97]


def test_absent_words_are_absent() -> None:
    words = tables.Words([b"b\tx", b"a", b"a-b\ty"])
    assert list(words) == ["a", "a-b", "b"]
    assert words["a"] == "" and words.get("b") == "x"
    for absent in ("", "A", "a-", "b\tx", "c", "\ud800", "a\n"):
        assert absent not in words
        assert words.get(absent, "none") == "none"
        with pytest.raises(KeyError):
            words[absent]


def test_few_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_WORDS_KEPT", 10)
    words = tables.Words([b"a\tx"])
    for number in range(100):
        assert words.get(str(number)) is None
    assert words["a"] == "x"
    assert len(words._asked) <= 10


def test_arrays_by_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "good.npz", source="here", licence="free", version="1", words=np.arange(3))
    np.savez(tmp_path / "bare.npz", source="here", words=np.arange(3))
    assert [*tables.load("good", tmp_path)] == ["words"]
    assert tables.load("good", tmp_path)["words"].tolist() == [0, 1, 2]
    with pytest.raises(tables.TableError, match=r"bare\.npz.*'licence'"):
        tables.load("bare", tmp_path)


def test_the_table_of_vectors_fits_together() -> None:
    table = tables.load("alike")
    words = table["words"].tobytes().decode().split("\n")
    assert len(words) == len(set(words)) == len(table["vectors"]) == len(table["listed"]) == len(table["used"])
    for name in ("listed", "used"):
        numbers = table[name][table[name] != 0xFFFF]
        assert numbers.max() < len(words)
    lengths = np.linalg.norm(table["vectors"].astype(float), axis=1)
    assert abs(lengths - 127).max() < 3


HEAD = "# source: here\n# licence: free\n# version: 1\n"


def test_a_folder_is_the_mapping_of_its_tables(tmp_path: Path) -> None:
    (tmp_path / "senses").mkdir()
    for name in ("b", "a"):
        (tmp_path / "senses" / f"{name}.tsv").write_text(HEAD + "key\tsource\nx\ty\n", encoding="utf-8")
    assert list(tables.load("senses", tmp_path)) == ["a", "b"]
    assert tables.load("senses", tmp_path)["a"].name == "senses/a.tsv"
    with pytest.raises(tables.TableError, match="no table 'none'"):
        tables.load("none", tmp_path)


def test_a_key_may_be_made_of_columns() -> None:
    table = tables.parse_rows("x", HEAD + "# keyed-by: b c\na\tb\tc\n1\t2\t3\n1\t2\t\n")
    assert [row.key for row in table] == ["2 / 3", "2"]
    assert table.by_key["2 / 3"].source == "here"
    with pytest.raises(tables.TableError, match=r"x:7: key '2 / 3' (?:stands|is there) twice"):
        tables.parse_rows("x", HEAD + "# keyed-by: b c\na\tb\tc\n1\t2\t3\n4\t2\t3\n")
    with pytest.raises(tables.TableError, match=r"x:5: '# keyed-by:' names 'd'"):
        tables.parse_rows("x", HEAD + "# keyed-by: d\na\tb\tc\n")

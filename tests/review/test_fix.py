"""Hold corrected texts: chosen edits go in where they belong, what cannot be applied says why, and nothing else changes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtcheck.core.errors import ReadError
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.readers.plain import article as plain
from mtcheck.review.decisions import Decision, Kind
from mtcheck.review.fix import diff, encoded, fixed


def choose(article: Article, wanted: str, edit: str | None, *, kind: Kind = "artifact", again: int = 0) -> Decision:
    start = article.text.index(wanted)
    for _ in range(again):
        start = article.text.index(wanted, start + 1)
    return Decision(
        f"v1:{start}", kind, "", edit, "", "", start, start + len(wanted), wanted, "grammar.x", "linguistic/grammar", "minor"
    )


def made(folder: Path, name: str, content: str | bytes) -> Article:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (article,) = read(str(path))
    assert isinstance(article, Article)
    return article


def test_only_chosen_edits_of_artifacts_are_applied(tmp_path: Path) -> None:
    article = made(tmp_path, "a.txt", "One teh two.\r\nThe the end, teh.\r\n")
    result = fixed(
        article,
        [
            choose(article, "teh", "the"),
            choose(article, "The the", "The"),
            choose(article, "two", None),
            choose(article, "end", "END", kind="false-positive"),
        ],
    )
    assert result.raw == "One the two.\r\nThe end, teh.\r\n" and result.problems == () and len(result.applied) == 2
    assert fixed(article, []).raw == article.raw


def test_neighbours_are_trimmed_and_overlaps_refused(tmp_path: Path) -> None:
    article = made(tmp_path, "a.txt", "He met the the minister Kim Jong Un in Seoul.\n")
    result = fixed(
        article,
        [
            choose(article, "met the the", "met the"),
            choose(article, "the minister Kim Jong Un", "the minister Kim Jong-un"),
            choose(article, "Seoul", "Busan"),
            choose(article, "in Seoul.", "at sea."),
        ],
    )
    assert result.raw == "He met the minister Kim Jong-un in Seoul.\n", "what both leave alone keeps nobody apart"
    (problem,) = result.problems
    assert "1:37 'in Seoul.'" in problem and "1:40 'Seoul'" in problem and "overlap" in problem
    same = [choose(article, "Seoul", "Busan"), choose(article, "in Seoul", "in Busan")]
    assert fixed(article, same).raw.endswith("in Busan.\n"), "two that say the same are one"


def test_insertions_at_one_place_are_refused() -> None:
    article = plain("ab", id="a.txt", path="a.txt", sha256="", meta={"format": "text"})
    result = fixed(article, [choose(article, "a", "ax"), choose(article, "b", "yb")])
    assert result.raw == "ab" and "overlap" in result.problems[0]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.text("ab\n", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 9), st.text("abc", max_size=4))),
)
def test_edits_apply_like_slices(text: str, wanted: list[tuple[int, int, str]]) -> None:
    """Compare with one splice at a time from the end, for edits that leave a gap between them."""
    article = plain(text, id="a.txt", path="a.txt", sha256="", meta={"format": "text"})
    places, at = [], 0
    for start, length, edit in sorted(wanted):
        start, end = max(start, at), min(len(text), max(start, at) + length)
        if start < end:
            places.append((start, end, edit))
            at = end + 1
    made = [Decision("v1", "artifact", "", edit, "", "", s, e, text[s:e], "", "", "minor") for s, e, edit in places]
    expected = text
    for start, end, edit in reversed(places):
        expected = expected[:start] + edit + expected[end:]
    result = fixed(article, made)
    assert result.raw == expected and result.problems == ()


def test_markdown_is_edited_in_place_and_markup_is_left_to_people(tmp_path: Path) -> None:
    article = made(tmp_path, "a.md", "# A *teh* title\n\nSee [teh **bold** text](https://example.org/teh) &amp; teh end.\n")
    result = fixed(article, [choose(article, "teh", "the"), choose(article, "teh", "the", again=2)])
    assert result.raw == "# A *the* title\n\nSee [teh **bold** text](https://example.org/teh) &amp; the end.\n"
    refused = fixed(article, [choose(article, "teh bold text", "some plain words")])
    assert refused.raw == article.raw and "markup inside" in refused.problems[0]
    odd = fixed(article, [choose(article, "end", "*end*")])
    assert odd.raw == article.raw and "read otherwise" in odd.problems[0]


def test_other_formats_say_what_to_do() -> None:
    article = plain("One teh two.", id="a.rtf", path="a.rtf", sha256="", meta={"format": "rtf"})
    result = fixed(article, [choose(article, "teh", "the")])
    assert result.applied == () and result.raw == article.raw
    assert "fix writes plain text, Markdown, HTML, XLIFF" in result.problems[0] and "'teh' -> 'the'" in result.problems[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encoding_and_byte_order_mark_stay(tmp_path: Path, encoding: str) -> None:
    article = made(tmp_path, "a.txt", "Füße teh 習.\r\n".encode(encoding))
    assert encoded(article, article.raw) == (tmp_path / "a.txt").read_bytes()
    result = fixed(article, [choose(article, "teh", "the")])
    assert encoded(article, result.raw).decode(encoding) == "Füße the 習.\r\n"


def test_edit_that_the_encoding_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("caf\xe9 teh".encode("cp1252"))
    (article,) = read(str(tmp_path / "a.txt"), encoding="cp1252")
    assert isinstance(article, Article)
    with pytest.raises(ReadError, match="'習' of an edit cannot be written"):
        encoded(article, fixed(article, [choose(article, "teh", "習")]).raw)


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize("text", ["one teh\ntwo\n", "one\ntwo teh", "one teh\r\ntwo\r\n", "teh\n" * 30])
def test_patch_understands_the_diff(tmp_path: Path, text: str) -> None:
    article = made(tmp_path, "a.txt", text)
    result = fixed(article, [choose(article, "teh", "the")])
    done = subprocess.run(
        ["patch", "--binary", str(tmp_path / "a.txt")],
        input=diff(article.path, result).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "a.txt").read_bytes().decode() == text.replace("teh", "the", 1)

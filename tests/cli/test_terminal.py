"""Hold what people see on the screen: width, how much is shown, what is said once, and the last lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.core.plural import plural
from mtcheck.render.terminal import cells, shortened, strong, styled, wrapped
from tests.gate.helpers import CLEAN, FAST, mtcheck, project

PLACES = "\n\n".join(f"In {month} the the talks of the {month} round went on in Seoul, 習 said." for month in (
    "January", "February", "March", "April", "May", "June", "July", "August", "September"
))  # fmt: skip
DAMAGED = PLACES + "\n\nHe met the the minister in Seoul on Monday, and nobody at the table expected him to be there.\n"
SEED = next((Path(__file__).parent.parent.parent / "seeds").glob("002*.txt")).read_text(encoding="utf-8")
LONG = CLEAN.replace("\n\n", " ").replace("fuel", "fuel for the the cars and 習 ")


@given(
    st.text("ab習é \ue000\ue001", max_size=80).map(lambda text: text.replace("\ue000", "").replace("\ue001", "")),
    st.integers(12, 60),
)
def test_wrapped_lines_fit_and_lose_no_character(text: str, width: int) -> None:
    lines = list(wrapped(text, width, first="> ", rest="    "))
    assert all(cells(line) <= width for line in lines)
    assert "".join(line.removeprefix("> ").replace(" ", "") for line in lines) == text.replace(" ", "")


def test_words_stay_whole_and_bold_ends_with_the_line() -> None:
    lines = list(wrapped(f"one {strong('two three')} four", 9))
    assert lines == ["one \ue000two", "three\ue001", "four"]
    assert list(styled(iter(lines))) == ["one \x1b[1mtwo\x1b[0m", "\x1b[1mthree\x1b[0m", "four"]
    assert shortened("folder/article.txt", 12) == "…article.txt"


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    folder = project(tmp_path, {"a.txt": DAMAGED, "a folder/" + "long name " * 8 + ".txt": LONG, "none.txt": ""})
    for command in (("audit", ".", "--all"), ("audit", "."), ("gate", ".", "--explain")):
        out = mtcheck(*command, cwd=folder, COLUMNS=str(width)).out
        assert max(map(cells, out.splitlines())) <= width
    wide = mtcheck("audit", "a.txt", cwd=folder, COLUMNS="110").out
    assert len(wide.splitlines()) <= len(mtcheck("audit", "a.txt", cwd=folder, COLUMNS="60").out.splitlines())


def test_the_worst_five_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": DAMAGED, "b.txt": CLEAN})

    def shown(*args: str) -> tuple[list[float], str]:
        out = mtcheck("audit", "a.txt", "b.txt", *args, cwd=folder).out
        return [float(found) for found in re.findall(r" p=(0\.\d\d) ", out)], out

    every, out = shown("--all")
    assert len(every) > 6 and "more suspect" not in out
    five, out = shown()
    assert len(five) == 5 and f"and {len(every) - 5} more suspects; --all shows them" in out
    assert out.count("b.txt") == 1, "what passes stands in the table alone"
    _, out = shown("--top", str(len(every) - 1))
    assert "and 1 more suspect; --all shows it" in out
    none, out = shown("-q")
    assert none == [] and out.startswith("article ") and len(out.splitlines()) == 4


def test_suspects_are_parted_by_a_blank_line_and_say_nothing_twice(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": DAMAGED + "\nThe Korean landmass was calm on that day, as nobody had thought.\n"})
    out = mtcheck("audit", "a.txt", "--all", cwd=folder).out
    blocks = [block for block in out.split("\n\n") if " p=" in block]
    assert len(blocks) == len(re.findall(r" p=", out))
    (peninsula,) = (block for block in blocks if "landmass" in block)
    assert peninsula.count("Korean Peninsula") == 1
    assert all(re.search(r"^      edit: the$", block, re.M) for block in blocks if "[the the]" in block)


def test_the_only_article_shows_its_suspects_though_it_passes(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": SEED.replace("minister", "minister the the", 1)})
    out = mtcheck("audit", "a.txt", cwd=folder).out
    assert "a.txt  PASS" in out and "doubled-word" in out


def test_the_report_stands_last(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": DAMAGED})
    assert mtcheck("audit", "a.txt", "--report", "pages", cwd=folder).out.splitlines()[-1] == "report: pages/index.html"
    done = mtcheck("audit", "a.txt", "--report", "pages", "--format", "json", cwd=folder)
    assert done.err.splitlines()[-1] == "report: pages/index.html" and "report:" not in done.out


def test_what_is_not_judged_says_that_its_suspects_do_not_count(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": "He met the the minister.\n"})
    out = mtcheck("audit", "a.txt", cwd=folder).out
    assert "NOT JUDGED" in out and "doubled-word" in out and "The suspects below do not count" in out
    assert "1 article, 1 suspect, verdict" in out


def test_numbers_and_notes_read_well(tmp_path: Path) -> None:
    assert [plural(count, "empty line") for count in (0, 1, 2, 4000)] == [
        "0 empty lines", "1 empty line", "2 empty lines", "4,000 empty lines",
    ]  # fmt: skip
    folder = project(tmp_path, {"a.txt": "Too short.", "b.jsonl": '{"id": "first", "text": "Too short."}\n'})
    notes = [line for line in mtcheck("gate", ".", "--explain", cwd=folder).out.splitlines() if line.startswith("note:")]
    assert notes == [
        "note: ./a.txt: too short: 2 words; 40 are needed",
        "note: ./b.jsonl: first: too short: 2 words; 40 are needed",
    ]


def test_colour_and_width_of_files_hang_on_no_terminal(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": DAMAGED}, config=FAST)
    for width in ("60", "120"):
        mtcheck("audit", "a.txt", "-o", f"{width}.txt", cwd=folder, COLUMNS=width)
        mtcheck("gate", "a.txt", "--output", f"text=gate-{width}.txt", cwd=folder, COLUMNS=width)
    assert (folder / "60.txt").read_bytes() == (folder / "120.txt").read_bytes()
    assert (folder / "gate-60.txt").read_bytes() == (folder / "gate-120.txt").read_bytes()

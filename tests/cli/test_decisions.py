"""Hold the commands that take decisions over: what they write, what they say, and their exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mtcheck.accept import suppress
from mtcheck.config.own_names import own_names
from mtcheck.readers import read
from mtcheck.readers.article import Article
from mtcheck.review import decisions, names
from mtcheck.review.decisions import Decision, Kind, Reviewed
from tests.cli.test_audit import run

TEXT = "He met the the minister in Seul on Monday, and the the talks went on for several hours.\n"


def reviewed(path: str, *made: tuple[str, Kind, str | None, str]) -> Reviewed:
    """Decide on the first place of each text: text, decision, edit, comment."""
    (article,) = read(path)
    assert isinstance(article, Article)
    found = []
    for text, kind, edit, comment in made:
        start = article.text.index(text)
        place = (start, start + len(text), text)
        found.append(
            Decision(f"v2:{text}", kind, comment, edit, "Ada", "2026-01-01T00:00:00Z", *place, "grammar.x", "a/b", "minor")
        )
    return Reviewed(path, article.id, article.sha256, "mtcheck:0.1", 4, tuple(found))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT)
    return tmp_path


def test_apply_sorts_decisions_and_heeds_a_change_of_mind(project: Path) -> None:
    made = reviewed(
        "texts/a.txt",
        ("the the", "artifact", "the", ""),
        ("Seul", "false-positive", None, "a person's name"),
        ("Monday", "unsure", None, ""),
    )
    decisions.save(project / "d.json", [made], tool="")
    done = run("decisions", "apply", "d.json")
    assert done.exception is None and "1 false positive: 1 new, 0 known" in done.output
    assert "1 unsure: left undecided" in done.output and "undecided: 1 of 4 suspects" in done.output
    (entry,) = suppress.load(project / "mtcheck-suppressions.json")
    assert (entry.path, entry.fingerprint, entry.reason, entry.reviewer) == ("texts/a.txt", "v2:Seul", "a person's name", "Ada")
    gold = (project / "mtcheck-gold.jsonl").read_text()
    assert [span["fingerprint"] for span in json.loads(gold)["spans"]] == ["v2:the the"]
    again = run("decisions", "apply", "d.json")
    assert "0 new, 1 known" in again.output and (project / "mtcheck-gold.jsonl").read_text() == gold
    decisions.save(project / "e.json", [reviewed("texts/a.txt", ("Seul", "artifact", None, ""))], tool="")
    both = run("decisions", "apply", "e.json", "d.json")
    assert "'Seul' is artifact in one file and false-positive in another" in str(both.exception)
    late = run("decisions", "apply", "e.json")
    assert "artifacts now: taken out" in late.output and suppress.load(project / "mtcheck-suppressions.json") == ()


def test_merge_prints_agreement_and_writes_only_where_told(project: Path) -> None:
    for name, kind in (("a", "artifact"), ("b", "false-positive")):
        document = reviewed("texts/a.txt", ("Seul", kind, None, ""), ("Monday", "unsure", None, ""))  # type: ignore[arg-type]
        decisions.save(project / f"{name}.json", [document], tool="")
    done = run("decisions", "merge", "a.json", "b.json")
    assert "raw agreement   0.500" in done.output and "Cohen's kappa   0.333" in done.output
    assert sorted(path.name for path in project.glob("*.json")) == ["a.json", "b.json"]
    run("decisions", "merge", "a.json", "b.json", "-o", "both.json")
    (both,) = decisions.load(project / "both.json")
    assert [made.decision for made in both.decisions] == [None, "unsure"]


def test_fix_writes_a_diff_or_files_and_never_the_article(project: Path) -> None:
    made = reviewed("texts/a.txt", ("the the", "artifact", "the", ""), ("Seul", "artifact", "Seoul", ""))
    decisions.save(project / "d.json", [made], tool="")
    done = run("fix", "--from", "d.json")
    assert done.return_value == 0 and "+He met the minister in Seoul on Monday" in done.output
    assert "applied 2 of 2 edits" in done.stderr
    assert run("fix", "--from", "d.json", "-o", "fixed").return_value == 0
    assert (project / "fixed" / "texts" / "a.txt").read_text() == TEXT.replace("the the m", "the m").replace("Seul", "Seoul")
    onto = run("fix", "--from", "d.json", "-o", ".")
    assert "is the article itself" in str(onto.exception) and (project / "texts" / "a.txt").read_text() == TEXT


def test_fix_refuses_a_changed_article_and_reports_overlaps(project: Path) -> None:
    made = reviewed("texts/a.txt", ("Seul", "artifact", "Seoul", ""), ("in Seul on", "artifact", "at", ""))
    decisions.save(project / "d.json", [made], tool="")
    done = run("fix", "--from", "d.json")
    assert done.return_value == 2 and "overlap and none was applied" in done.stderr and "@@" not in done.output
    (project / "texts" / "a.txt").write_text(TEXT + "More.\n")
    done = run("fix", "--from", "d.json")
    assert done.return_value == 2 and "was changed since the review" in done.stderr
    (project / "texts" / "a.txt").unlink()
    assert run("fix", "--from", "d.json").return_value == 2


def test_hostile_names_are_shown_inert(project: Path) -> None:
    document = Reviewed(
        "texts/\x1b[31m.txt", "x", "0" * 64, "", 1, reviewed("texts/a.txt", ("Seul", "artifact", "", "")).decisions
    )
    decisions.save(project / "d.json", [document], tool="")
    assert "\x1b" not in run("fix", "--from", "d.json").stderr + run("decisions", "apply", "d.json").output


def test_added_faults_count_as_missed(project: Path) -> None:
    """Apply a fault that a reviewer added: it is gold, no suspect covers it, and `evaluate` says that it was missed."""
    made = reviewed("texts/a.txt", ("Monday", "artifact", "Tuesday", ""), ("talks went", "artifact", None, ""))
    made = replace(made, decisions=tuple(replace(each, origin="reviewer", rule="") for each in made.decisions))
    decisions.save(project / "d.json", [made], tool="")
    done = run("decisions", "apply", "d.json")
    assert done.exception is None and "2 artifacts in" in done.output and "undecided: 4 of 4" in done.output
    options = ("--lm", "none", "--tagger", "none")
    told = run("evaluate", "mtcheck-gold.jsonl", "--docs", ".", "--format", "json", *options)
    assert told.exception is None, told.output
    found = json.loads(told.output)["all"]["all"]
    assert (found["gold"], found["recall"]) == (2, 0.0)


def test_a_right_name_goes_to_the_table_of_names(project: Path) -> None:
    made = reviewed("texts/a.txt", ("Seul", "false-positive", None, ""))
    made = replace(made, decisions=(replace(made.decisions[0], name="Kim Seul"),))
    decisions.save(project / "d.json", [made], tool="")
    done = run("decisions", "apply", "d.json")
    assert done.exception is None and "1 name added" in done.output and "names = [" in done.output
    assert (project / "mtcheck-names.tsv").read_text() == "kind\ten\nperson\tKim Seul\n"
    own_names((str(project / "mtcheck-names.tsv"),))
    assert "0 names added" in run("decisions", "apply", "d.json").output
    (project / "own.tsv").write_text("# ours\nen\tcountry\tkind\nLee Jong\tKR\tperson\n")
    assert names.add(project / "own.tsv", ["Lee Jong", "Kim  Seul"]) == ["Kim Seul"]
    assert (project / "own.tsv").read_text().endswith("Kim Seul\t\tperson\n")


def test_list_for_the_translator_holds_no_formula(project: Path) -> None:
    import openpyxl

    made = reviewed("texts/a.txt", ("Seul", "artifact", "=HYPERLINK(1)", "+1\n-2"), ("Monday", "unsure", None, ""))
    decisions.save(project / "d.json", [made], tool="")
    for name in ("list.tsv", "list.xlsx"):
        assert "2 decisions in" in run("decisions", "list", "d.json", "-o", name).output
    first = (project / "list.xlsx").read_bytes()
    lines = [line.split("\t") for line in (project / "list.tsv").read_text().splitlines()]
    assert lines[1][3:6] == ["Seul", "", "'=HYPERLINK(1)"] and lines[1][9] == "'+1 -2" and len(lines) == 3
    sheet = openpyxl.load_workbook(project / "list.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet["F2"].value == "=HYPERLINK(1)" and {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.data_type == "s" for cell in cells if cell.value is not None), "every cell is text"
    run("decisions", "list", "d.json", "-o", "list.xlsx")
    assert (project / "list.xlsx").read_bytes() == first, "the same decisions give the same bytes"
    assert run("decisions", "list", "d.json", "-o", "list.doc").exception is not None

"""Hold the outputs: their schemas and limits, offsets with 😀 and 習 in every unit, and inertness of hostile text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from mtcheck.render import as_github, as_markdown, as_sarif
from mtcheck.render.formats import FORMATS
from tests.gate.helpers import CLEAN, FAST, WORSE, mtcheck, project

ROOT = Path(__file__).parent.parent.parent
# An astral character, a wide one, an accent, a tab and a combining mark stand before what is found.
AWKWARD = (
    "😀 習 said 😀 that the the talks were long.\r\n\r\n"
    "\tNaïve 👩‍👩‍👧 e\u0301 and the Korean landmass 😀 went on, 習 said.\r\n\r\n"
    "The bridge over the river was closed for repairs in the spring of that year, and nobody knew for how long it was.\r\n"
)
HOSTILE = (
    "::error file=x::own\x1b[31m \x1b]0;title\x07 \u202egnp.exe\u202c the the %0A::warning::x ##[error]own ##vso[x] 習 "
    "<script>alert(1)</script> ]]> @octocat #12 [x](javascript:y) | `a`\n"
)


def outputs(folder: Path, *paths: str) -> dict[str, str]:
    """Run once with every format and return them."""
    (folder / "out").mkdir(exist_ok=True)
    wanted = [f"--output={name}=out/{name}" for name in FORMATS]
    done = mtcheck("gate", *paths, "--max-suspects", "0", "--fail-on", "minor", *wanted, cwd=folder)
    assert done.code in (0, 1, 2), done.err
    return {name: (folder / "out" / name).read_text(encoding="utf-8") for name in FORMATS}


@cache
def schema() -> Any:
    return json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def valid_sarif(text: str) -> Any:
    log = json.loads(text)
    jsonschema.Draft4Validator(schema()).validate(log)
    return log["runs"][0]


def test_the_schema_refuses_what_it_should(tmp_path: Path) -> None:
    text = outputs(project(tmp_path, {"a.txt": WORSE}), "a.txt")["sarif"]
    valid_sarif(text)
    with pytest.raises(jsonschema.ValidationError):
        valid_sarif(text.replace('"ruleIndex": 0', '"ruleIndex": "none"'))


def test_sarif_of_the_seeds(tmp_path: Path) -> None:
    seeds = {path.name: path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))}
    run = valid_sarif(outputs(project(tmp_path, dict(seeds)), ".")["sarif"])
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) > 20 and run["automationDetails"]["id"].endswith("/")
    for rule in rules:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")) and len(rule["name"]) < 255
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] in seeds
        assert result["partialFingerprints"]["primaryLocationLineHash"] and result["message"]["text"]


def lines_of(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


@pytest.mark.parametrize(
    "text", [AWKWARD, AWKWARD.replace("\r\n", "\n"), AWKWARD.replace("\r\n", "\r")], ids=["crlf", "lf", "cr"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_offsets_come_back_in_every_format(tmp_path: Path, text: str, encoding: str) -> None:
    found = outputs(project(tmp_path, {"a.txt": text.encode(encoding)}), "a.txt")
    lines = lines_of(text)
    document = json.loads(found["json"])["documents"][0]
    expected = [(entry["rule"], entry["text"]) for entry in document["suspects"]]
    assert {text for _, text in expected} >= {"the the", "Korean landmass", "習"}
    for entry in document["suspects"]:
        assert text[entry["start"] : entry["end"]] == entry["text"]
        assert lines[entry["line"] - 1][entry["column"] - 1 :].startswith(entry["text"])
    assert [_from_sarif(result, lines) for result in valid_sarif(found["sarif"])["results"]] == expected
    assert [_from_rdjson(entry, lines) for entry in json.loads(found["rdjson"])["diagnostics"]] == expected
    assert sorted(_from_github(found["github"], lines)) == sorted(expected)
    for place, (rule, stretch) in zip(_from_checkstyle(found["checkstyle"]), expected, strict=True):
        assert lines[place[0] - 1][place[1] - 1 :].startswith(stretch) and place[2] == f"mtcheck.{rule}"
    for entry, (rule, stretch) in zip(json.loads(found["gitlab"]), expected, strict=True):
        assert entry["check_name"] == rule and stretch in lines[entry["location"]["lines"]["begin"] - 1]
    for output in (found["text"], found["junit"]):
        places = re.findall(r"(\d+):(\d+) +(?:minor|major|critical) +\[([\w.-]+)\]", output)
        assert len(places) >= 3
        for line, column, rule in places:
            assert any(lines[int(line) - 1][int(column) - 1 :].startswith(one) for name, one in expected if name == rule)


def _from_sarif(result: Any, lines: list[str]) -> tuple[str, str]:
    region = result["locations"][0]["physicalLocation"]["region"]
    line = lines[region["startLine"] - 1].encode("utf-16-le")
    assert region["startLine"] == region["endLine"]
    stretch = line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le")
    assert stretch == region["snippet"]["text"]
    return result["ruleId"], stretch


def _from_rdjson(entry: Any, lines: list[str]) -> tuple[str, str]:
    start, end = entry["location"]["range"]["start"], entry["location"]["range"]["end"]
    line = lines[start["line"] - 1].encode()
    return entry["code"]["value"], line[start["column"] - 1 : end["column"] - 1].decode()


def _from_github(text: str, lines: list[str]) -> list[tuple[str, str]]:
    found = re.findall(
        r"^::\w+ file=a.txt,line=(\d+),endLine=\1,col=(\d+),endColumn=(\d+),title=\w+%3A ([\w.-]+)::", text, re.M
    )
    return [
        (rule, lines[int(line) - 1].encode("utf-16-le")[2 * int(start) - 2 : 2 * int(end) - 2].decode("utf-16-le"))
        for line, start, end, rule in found
    ]


def _from_checkstyle(text: str) -> list[tuple[int, int, str]]:
    errors = ElementTree.fromstring(text.encode()).iter("error")
    return [(int(error.attrib["line"]), int(error.attrib["column"]), error.attrib["source"]) for error in errors]


def test_markup_is_in_the_region_and_not_in_the_text(tmp_path: Path) -> None:
    page = "# A 習 title\n\nThe talks on the *Korean* landmass 😀 went on &amp; on, as the **the** train was late.\n"
    found = outputs(project(tmp_path, {"a.md": page}), "a.md")
    lines = page.split("\n")
    cut = [_region(result, lines) for result in valid_sarif(found["sarif"])["results"]]
    assert "Korean* landmass" in cut and "the **the" in cut and "習" in cut


def _region(result: Any, lines: list[str]) -> str:
    region = result["locations"][0]["physicalLocation"]["region"]
    line = lines[region["startLine"] - 1].encode("utf-16-le")
    return line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le")


def test_documents_of_json_lines_point_at_their_line(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in (("first", CLEAN), ("second", WORSE)))
    found = outputs(project(tmp_path, {"a.jsonl": rows}), "a.jsonl")
    for result in valid_sarif(found["sarif"])["results"]:
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"] == {"startLine": 2, "endLine": 2}
        assert location["logicalLocations"] == [{"fullyQualifiedName": "a.jsonl#second"}]
    assert {entry["location"]["lines"]["begin"] for entry in json.loads(found["gitlab"])} == {2}
    assert "col=" not in found["github"] and "line=2" in found["github"]
    assert 'name="a.jsonl#second"' in found["junit"]


def test_hostile_text_is_inert_in_every_format(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a\x1b[31m,b: %0A.txt": HOSTILE * 6, "broken ::error::\x07.txt": b"\0"})
    found = outputs(folder, ".")
    for name, text in found.items():
        assert not set(text) & set("\x1b\x07\x00\u202e\r"), name
        assert "##[" not in text and "##vso" not in text, name
        own = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert name == "github" or not own, name
    for line in found["github"].splitlines():
        assert line.startswith(("::error ", "::warning ", "::notice ", "mtcheck gate:")) or line[:1].isdigit()
        assert "%0A" not in line.replace("%250A", "")
    for name in ("junit", "checkstyle"):
        ElementTree.fromstring(found[name].encode())
    assert "<script" not in found["markdown"] and "@octocat" not in found["markdown"] and "](" not in found["markdown"]


def test_fingerprints_of_gitlab_differ(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE * 3, "x/a.txt": WORSE * 3, "none.txt": ""})
    rows = json.loads(outputs(folder, ".", "missing.txt")["gitlab"])
    prints = [row["fingerprint"] for row in rows]
    assert len(set(prints)) == len(prints) and all(not row["location"]["path"].startswith("./") for row in rows)
    assert {row["severity"] for row in rows} <= {"info", "minor", "major", "critical", "blocker"}


def test_junit_counts_articles_and_errors(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": CLEAN, "b.txt": WORSE, "c.txt": "Too short to say.", "d.txt": b"\0"})
    suite = ElementTree.fromstring(outputs(folder, ".")["junit"].encode())[0]
    assert {name: suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    assert len(suite) == 4 and "max-suspects" in suite.find("testcase/failure").attrib["message"]  # type: ignore[union-attr]


def gate_report(folder: Path) -> Any:
    """Return a gate's word as an object, to be rendered after changes."""
    from unittest.mock import patch

    kept: list[Any] = []
    with patch.object(as_markdown, "render", lambda gate: kept.append(gate) or ""):
        mtcheck("gate", ".", "--output", "markdown", cwd=folder)
    return kept[0]


def test_limits_are_kept_and_what_is_left_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = gate_report(project(tmp_path, {"a.txt": WORSE}))
    many = replace(gate, articles=gate.articles * 60)
    lines = as_github.render(many).splitlines()
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{level} ") for line in lines) <= 10
    total = 60 * len(gate.articles[0].report.suspects)
    shown = sum(line.startswith("::") for line in lines)
    assert lines[-1].startswith(f"{total - shown} more annotations")
    monkeypatch.setattr(as_sarif, "MOST_RESULTS", 7)
    run = valid_sarif(as_sarif.render(many))
    assert len(run["results"]) == 7
    assert f"{total - 7} suspects" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert len(as_markdown.render(replace(gate, articles=gate.articles * 5000))) < 65_536


def test_several_outputs_at_once_and_the_job_summary(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    (folder / "o").mkdir()
    summary = tmp_path / "summary.md"
    done = mtcheck(
        "gate", "a.txt", "--output", "sarif=o/a.sarif", "--output", "junit=a.xml", "--output", "github", cwd=folder,
        GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip
    assert done.code == 1 and done.out.startswith("::error file=a.txt")
    valid_sarif((folder / "o" / "a.sarif").read_text())
    ElementTree.parse(folder / "a.xml")
    assert summary.read_text().startswith("## mtcheck gate: ❌ fail")


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = project(tmp_path, {f"{name}.txt": WORSE for name in "abcd"})
    first, second = outputs(folder, "."), outputs(folder, ".")
    alone = mtcheck("gate", ".", "--jobs", "2", "--no-cache", "--output", "json", cwd=folder).out
    assert first == second and json.loads(alone)["documents"] == json.loads(first["json"])["documents"]


LOUD = {
    "sarif": '"level": "error"',
    "rdjson": '"ERROR"',
    "checkstyle": 'severity="error"',
    "gitlab": '"(major|critical|blocker)"',
}


@pytest.mark.parametrize("name", sorted(LOUD))
def test_what_the_gate_lets_through_is_never_above_a_warning(tmp_path: Path, name: str) -> None:
    folder = project(tmp_path, {"a.txt": WORSE})
    found = {}
    for verdict, options in ((0, ("--max-density", "1000", "--max-critical", "99")), (1, ("--max-suspects", "0"))):
        done = mtcheck("gate", "a.txt", *options, "--output", name, cwd=folder)
        assert done.code == verdict
        found[verdict] = done.out
    assert re.search(LOUD[name], found[1]) and not re.search(LOUD[name], found[0])
    assert "doubled-word" in found[0], "it is reported all the same"


def test_a_failing_article_is_loud_about_counted_suspects_alone(tmp_path: Path) -> None:
    folder = project(tmp_path, {"a.txt": WORSE, "b.txt": WORSE.replace("landmass", "peninsula")})
    args = ("--fail-on", "major", "--count-probability", "0.95", "--max-suspects", "0")
    run = valid_sarif(mtcheck("gate", ".", *args, "--output", "sarif", cwd=folder).out)
    assert {result["level"] == "error" for result in run["results"]} == {True, False}
    for result in run["results"]:
        assert (result["level"] == "error") <= result["properties"]["counted"]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in run["tool"]["driver"]["rules"]}
    for rule_id, level in levels.items():
        assert level in {result["level"] for result in run["results"] if result["ruleId"] == rule_id}


def test_explain_shows_every_suspect_and_whether_it_counts(tmp_path: Path) -> None:
    term = '[[vocabulary]]\nterm = "Korean landmass"\nreason = "the house style"\n'
    folder = project(tmp_path, {"a.txt": WORSE}, config=FAST + term)
    suspects = json.loads(mtcheck("gate", "a.txt", "--output", "json", cwd=folder).out)["documents"][0]["suspects"]
    for verdict, options in (
        ("PASS", ("--fail-on", "none")),
        ("FAIL", ("--max-suspects", "0")),
        ("PASS", ("--max-density", "999")),
    ):
        out = mtcheck("gate", "a.txt", "--explain", *options, cwd=folder, COLUMNS="120").out
        assert out.startswith(verdict)
        assert len(re.findall(r"^ +\d+:\d+  \w+  \[", out, re.M)) == len(suspects) > 2
        assert "accepted: the house style" in " ".join(out.split())
    assert "(counted)" in out and "(counted)" not in mtcheck("gate", "a.txt", "--explain", "--fail-on", "none", cwd=folder).out
    short = mtcheck("gate", "b.txt", "--explain", cwd=project(tmp_path, {"b.txt": "He met the the minister."})).out
    assert short.startswith("NOT JUDGED") and "(not counted)" in short

"""Hold `mtcheck init`, `mtcheck config`, profiles and overrides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtcheck.config.settings import load_settings
from mtcheck.gate.policy import PROFILES, policies
from tests.gate.helpers import CLEAN, FAST, WORSE, mtcheck, project


def test_what_init_writes_holds_the_defaults_and_can_be_used(tmp_path: Path) -> None:
    assert mtcheck("init", cwd=tmp_path).code == 0
    file = tmp_path / "mtcheck.toml"
    assert mtcheck("init", cwd=tmp_path).code == 2, "nothing is overwritten without a word"
    assert load_settings(start=tmp_path).config == load_settings(isolated=True).config
    text = re.sub(r"^# (?=[\w\"\[])(?!Settings)", "", file.read_text(), flags=re.MULTILINE)
    file.write_text(text)
    settings = load_settings(start=tmp_path)
    policies(settings, {}).at("archive/a.txt")
    assert settings.config.path_ignores and settings.config.vocabulary and settings.overrides
    assert mtcheck("init", "--force", "--profile", "strict", cwd=tmp_path).code == 0
    assert policies(load_settings(start=tmp_path), {}).profile == "strict"


def test_config_says_where_every_value_comes_from(tmp_path: Path) -> None:
    config = FAST + '[gate]\nprofile = "strict"\nmax-density = 3\n[[overrides]]\npaths = ["old/**"]\nmax-mt = "none"\n'
    folder = project(tmp_path, {"pyproject.toml": "[tool.other]\n"}, config=config)
    rows = {
        row["key"]: (row["value"], row["from"]) for row in mtcheck("config", "--format", "json", cwd=folder).json["settings"]
    }
    file = str(folder / "mtcheck.toml")
    assert rows["lm"] == ("none", file) and rows["jobs"] == (1, "default")
    assert rows["gate.max-density"] == (3.0, file) and rows["gate.max-mt"] == (0.5, "profile strict")
    old = mtcheck("config", "--for", "old/a.txt", cwd=folder).out
    assert re.search(r"gate\.max-mt +null +\(.*mtcheck\.toml for old/\*\*\)", old)
    assert "looked for" in mtcheck("config", "--no-config", cwd=folder).out


def test_layers_of_a_policy_in_order(tmp_path: Path) -> None:
    config = """[gate]
max-suspects = 5
[[overrides]]
paths = ["a/**"]
max-suspects = 6
[[overrides]]
paths = ["a/b/*.md"]
profile = "lenient"
"""
    found = policies(load_settings(start=project(tmp_path, {}, config=config)), {})
    assert found.at("x.md")[0].max_suspects == 5 and found.at("a/x.md")[0].max_suspects == 6
    assert found.at("a/b/x.md")[0].max_suspects is None, "an override that names a profile begins anew"
    assert found.at("a/b/x.md")[0].max_density == PROFILES["lenient"]["max-density"]
    assert found.at("a/b/c/x.md")[0].max_suspects == 6, "a star stays inside a folder"
    given = policies(load_settings(start=tmp_path), {"max_suspects": 1, "profile": "strict"})
    assert [given.at(path)[0].max_suspects for path in ("x.md", "a/x.md", "a/b/x.md")] == [1, 1, 1]


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_lets_the_clean_text_in(tmp_path: Path, profile: str) -> None:
    folder = project(tmp_path, {"a.txt": CLEAN, "b.txt": WORSE * 2})
    assert mtcheck("gate", "a.txt", "--profile", profile, cwd=folder).code == 0
    done = mtcheck("gate", "b.txt", "--profile", profile, "--explain", cwd=folder)
    assert (
        done.code == 1 and "fails  max-density" in done.out and "holds  max-critical" in done.out and "what to do" in done.out
    )


def test_whole_articles_are_judged_and_known(tmp_path: Path) -> None:
    """With the language models: a spun article fails as a whole, is known by the baseline, and not once it has changed."""
    spun = (Path(__file__).parent.parent.parent / "seeds" / "003_cc6375961e9f64a2.txt").read_text(encoding="utf-8")
    folder = project(
        tmp_path, {"a.txt": spun}, config='[gate]\nfail-on = "none"\nmax-spun = 0.0\nmax-mt = 1.0\nprofile = "lenient"\n'
    )
    done = mtcheck("gate", "a.txt", cwd=folder)
    assert done.code == 1 and "max-spun" in done.out
    assert mtcheck("baseline", "create", "a.txt", cwd=folder).code == 0
    known = ("gate", "a.txt", "--baseline", "mtcheck-baseline.json")
    assert mtcheck(*known, cwd=folder).code == 0
    (folder / "a.txt").write_text(spun + "\nAnd so on.\n", encoding="utf-8")
    assert mtcheck(*known, cwd=folder).code == 1


def test_older_names_of_settings_still_work(tmp_path: Path) -> None:
    old = "min-confidence = 0.95\nmax-findings = 3\nmin-findings = 1\n"
    folder = project(tmp_path, {"a.txt": WORSE}, config=f"{FAST}[gate]\n{old}")
    rows = {row["key"]: row["value"] for row in mtcheck("config", "--format", "json", cwd=folder).json["settings"]}
    assert (rows["gate.count-probability"], rows["gate.max-suspects"], rows["gate.min-suspects"]) == (0.95, 3, 1)
    project(tmp_path, {}, config=FAST)
    both = [mtcheck("gate", "a.txt", *options, "--explain", cwd=folder).out for options in (
        ("--min-confidence", "0.95", "--max-findings", "3"), ("--count-probability", "0.95", "--max-suspects", "3")
    )]  # fmt: skip
    assert both[0] == both[1] and "0.95" in both[0] and "max-suspects" in both[0]

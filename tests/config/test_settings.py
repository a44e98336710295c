"""Hold how the configuration is found, merged and refused, and what is kept of where a value came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck.config.schema import Config
from mtcheck.config.settings import load_settings
from mtcheck.core.errors import ConfigError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_command_line_goes_before_file_and_file_before_defaults(tmp_path: Path) -> None:
    file = write(tmp_path / "pyproject.toml", '[tool.mtcheck]\nlm = "none"\nmin-probability = 1\nignore = ["names"]\n')
    settings = load_settings(start=tmp_path / "a" / "b", given={"min_probability": 0.3})
    assert (settings.config.lm, settings.config.min_probability, settings.config.ignore) == ("none", 0.3, ("names",))
    assert settings.config.tagger == "default"
    origins = settings.origins
    assert (origins["lm"], origins["min-probability"], origins["tagger"]) == (str(file), "command line", "default")
    assert settings.root == tmp_path


def test_the_nearest_file_counts_and_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path / "mtcheck.toml", 'lm = "none"\n')
    write(tmp_path / "repo" / "pyproject.toml", "[tool.other]\n")
    (tmp_path / "repo" / ".git").mkdir()
    inside = load_settings(start=tmp_path / "repo")
    assert inside.file is None and inside.config.lm == "ngram"
    assert inside.tried == (tmp_path / "repo" / "mtcheck.toml", tmp_path / "repo" / "pyproject.toml")
    write(tmp_path / "repo" / "x" / "mtcheck.toml", 'tagger = "none"\n')
    assert load_settings(start=tmp_path / "repo" / "x").config.tagger == "none"
    assert load_settings(start=tmp_path / "repo" / "x", isolated=True).config.tagger == "default"


BROKEN = {
    "min-probabilty = 0.5": "did you mean 'min-probability'",
    "min_probability = 0.5": "did you mean 'min-probability'",
    'min-probability = "high"': "min-probability: expected a number, not 'high'",
    "min-probability = true": "expected a number",
    "min-probability = 3": "between 0 and 1",
    'ignore = "names"': "expected a list",
    'ignore = ["nmaes"]': "did you mean 'names'",
    'profile = "quick"': "profile 'quick': default, fast, deep",
    'lm = "ngrm"': "model:NAME, a folder or a .gguf file",
    "lm = 3": "expected a text",
    "jobs = 0": "must be 1 or more",
    "lm = ": "not TOML",
    'gate = "strict"': "gate must be a table",
    "overrides = {}": "array of tables",
    '[[vocabulary]]\nterm = "Geun-pyeong"': "vocabulary, entry 1: reason is missing",
    '[[vocabulary]]\nterm = "a"\nreason = "b"\nexpires = "soon"': "'soon' is not a date",
    '[[path-ignores]]\npaths = ["a"]\nrules = ["nmaes"]\nreason = "x"': "did you mean 'names'",
    '[[path-ignores]]\npath = ["a"]\nrules = ["names"]\nreason = "x"': "did you mean 'paths'",
}


@pytest.mark.parametrize("text", sorted(BROKEN))
def test_what_cannot_be_used_is_refused_with_file_key_and_way_out(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "mtcheck.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_settings(start=tmp_path)
    assert BROKEN[text] in str(caught.value) and str(file) in str(caught.value)


def test_a_named_file_must_be_there_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such configuration file.*mtcheck init"):
        load_settings(file=tmp_path / "none.toml")
    file = write(tmp_path / "ci" / "gate.toml", 'suppressions = "ok.json"\ntagger = "none"\n')
    settings = load_settings(file=file, start=tmp_path)
    assert settings.config.suppressions == str(tmp_path / "ci" / "ok.json") and settings.config.tagger == "none"
    assert load_settings(start=tmp_path, isolated=True).suppressions_path() == tmp_path / "mtcheck-suppressions.json"


def test_expired_entries_count_no_more_and_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = '[[vocabulary]]\nterm = "{}"\nreason = "house style"\nexpires = {}\n'
    write(tmp_path / "mtcheck.toml", entry.format("old", "2025-01-01") + entry.format("new", '"2025-01-02"'))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 2025-01-01
    settings = load_settings(start=tmp_path)
    assert [term.term for term in settings.config.vocabulary] == ["new"]
    assert [notice.code for notice in settings.notices] == ["suppression-expired"]
    assert "'old' expired on 2025-01-01" in settings.notices[0].message


def test_python_reads_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import mtcheck

    write(tmp_path / "mtcheck.toml", 'lm = "none"\ntagger = "none"\n')
    monkeypatch.chdir(tmp_path)
    assert mtcheck.load_config().lm == "none"
    assert mtcheck.load_config(tmp_path / "mtcheck.toml") == mtcheck.load_config()


def test_profile_sets_the_tagger_unless_it_is_named_as_late(tmp_path: Path) -> None:
    def tagger(text: str, **given: str) -> tuple[str, str]:
        write(tmp_path / "mtcheck.toml", text)
        settings = load_settings(start=tmp_path, given=given)
        return settings.config.tagger, settings.origins["tagger"]

    file = str(tmp_path / "mtcheck.toml")
    assert tagger("") == ("default", "default")
    assert tagger('profile = "fast"') == ("none", "profile fast")
    assert tagger('profile = "deep"') == ("model:deep", "profile deep")
    assert tagger('profile = "fast"\ntagger = "default"') == ("default", file)
    assert tagger('profile = "fast"', tagger="default") == ("default", "command line")
    assert tagger('tagger = "none"', profile="deep") == ("model:deep", "profile deep")
    assert tagger('tagger = "none"', profile="default") == ("default", "profile default")
    assert tagger('profile = "fast"', profile="deep", tagger="none") == ("none", "command line")
    assert Config(profile="fast").tagger == "none" and Config(profile="fast", tagger="default").tagger == "default"


def test_models_named_by_path_are_relative_to_the_file(tmp_path: Path) -> None:
    write(tmp_path / "mtcheck.toml", 'lm = "m/a.gguf"\ntagger = "m/r.onnx"\n')
    settings = load_settings(start=tmp_path / "below")
    assert (settings.config.lm, settings.config.tagger) == (str(tmp_path / "m/a.gguf"), str(tmp_path / "m/r.onnx"))
    write(tmp_path / "mtcheck.toml", 'lm = "hf:m"\ntagger = "model:m"\n')
    settings = load_settings(start=tmp_path / "below")
    assert (settings.config.lm, settings.config.tagger) == ("hf:m", "model:m")

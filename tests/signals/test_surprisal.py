"""Hold the surprisal of articles and sentences, and the ruler of clean passages that it is compared with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mtcheck
from mtcheck import tables
from mtcheck.config.schema import Config
from mtcheck.core.surprisal import Surprisal
from mtcheck.readers.plain import from_string
from mtcheck.signals.surprisal import (
    FEWEST,
    PERCENTS,
    figures,
    identity,
    measured,
    passages,
    percentile_of,
    surprisal_of,
)
from mtcheck.store.figures import Figures, keep_figures
from training.fit_surprisal import table

FAST = Config(lm="ngram", tagger="none", tokens=True)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTCHECK_MODELS", str(tmp_path / "store"))
    return tmp_path / "store"


def test_words_and_numbers_count_and_marks_do_not() -> None:
    doc = from_string("One, 2. Three!")
    found = surprisal_of(doc, [1.0, 90.0, 3.0, 90.0, None, 90.0], FAST)
    assert found is not None and (found.model, found.bits_per_word, found.perplexity) == ("ngram", 2.0, 4.0)
    assert found.sentences is not None and [sent.bits_per_word for sent in found.sentences] == [2.0, None]
    assert [doc.of(sent.span) for sent in found.sentences] == ["One, 2.", "Three!"]
    assert surprisal_of(doc, [None] * 6, FAST) is None
    assert Surprisal("x", 2000.0).perplexity is None


def test_short_texts_have_no_percentile() -> None:
    for words in (FEWEST - 1, FEWEST):
        doc = from_string("word " * words)
        found = surprisal_of(doc, [8.0] * words, FAST)
        assert found is not None and (found.percentile is None) == (words < FEWEST)


def test_percentile_is_read_off_the_quantiles() -> None:
    quantiles = [float(percent) for percent in PERCENTS]
    assert [percentile_of(bits, quantiles) for bits in (-5.0, 0.0, 42.0, 100.0, 500.0)] == [0.0, 0.0, 42.0, 100.0, 100.0]
    assert percentile_of(42.0, None) is None


def test_shipped_figures_are_those_of_the_model_and_the_passages() -> None:
    path = tables.files("mtcheck") / "data" / "calibration" / "surprisal.toml"
    assert path.read_text(encoding="utf-8") == table(), "run `python -m training.fit_surprisal`"
    words = sum(doc.words for _, doc in passages())
    assert 1500 <= words <= 2500 and len({kind for kind, _ in passages()}) >= 8
    assert all(doc.words >= FEWEST for _, doc in passages())


def test_clean_text_lies_in_the_middle_and_spun_text_at_the_end() -> None:
    seeds = Path(__file__).parent.parent.parent / "seeds"
    found = {}
    for number in ("002", "003"):
        (path,) = seeds.glob(f"{number}_*.txt")
        found[number] = mtcheck.check_text(path.read_text(encoding="utf-8"), config=FAST).to_dict()["surprisal"]
    assert 5 <= found["002"]["against"]["percentile"] <= 95 and found["003"]["against"]["percentile"] == 100.0
    assert found["002"]["against"]["kind"] == "clean" and found["002"]["model"] == "ngram"
    bits, perplexity = found["002"]["bits_per_word"], found["002"]["perplexity"]
    assert perplexity == pytest.approx(2**bits, rel=1e-3)
    values = [sent["bits_per_word"] for sent in found["003"]["sentences"]]
    assert len(values) > 5 and min(values) < found["003"]["bits_per_word"] < max(values)


def test_json_has_sentences_where_tokens_are_asked_for_and_nothing_without_a_model() -> None:
    text = "The talks went on for three hours. Nobody agreed."
    plain = mtcheck.check_text(text, config=Config(tagger="none")).to_dict()["surprisal"]
    assert plain["against"] == {"kind": "clean", "percentile": None} and "sentences" not in plain
    assert mtcheck.check_text(text, config=Config(lm="none", tagger="none")).to_dict()["surprisal"] is None


def test_figures_of_a_model_count_while_it_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    cfg = Config(lm=str(folder), tagger="none")
    doc = from_string("word " * FEWEST)

    def percentile(cfg: Config) -> float | None:
        found = surprisal_of(doc, [8.0] * FEWEST, cfg)
        assert found is not None
        return found.percentile

    assert percentile(cfg) is None
    found = figures(cfg, lambda doc: np.arange(len(doc.tokens), dtype=np.float64))
    assert found.quantiles == measured(lambda doc: [float(at) for at in range(len(doc.tokens))])
    keep_figures(identity(cfg), found)
    assert percentile(cfg) == 0.0
    assert identity(Config(lm=f"hf:{folder}", tagger="none")) == identity(cfg)
    for other in ({"lm_dtype": "float16"}, {"lm_window": 40}, {"lm_stride": 20}):
        assert percentile(Config(lm=str(folder), tagger="none", **other)) is None  # type: ignore[arg-type]
    keep_figures(identity(cfg), Figures(cfg.lm, "other texts", found.quantiles))
    assert percentile(cfg) is None
    keep_figures(identity(cfg), found)
    (folder / "config.json").write_text('{"a": 1}')
    assert percentile(cfg) is None, "its files have changed"

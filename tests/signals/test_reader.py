"""Test the run time of the reader on a tiny model made here, and the shipped model where there is one."""

from __future__ import annotations

import hashlib
import itertools
import json
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from mtcheck.core.document import Block
from mtcheck.core.errors import ModelError
from mtcheck.core.sourcemap import SourceMap
from mtcheck.core.span import Span
from mtcheck.readers.plain import from_string
from mtcheck.segment import segment
from mtcheck.signals import reader as module
from mtcheck.signals.reader import Reader

onnx = pytest.importorskip("onnx")
WIDTH = 6
HEADS = ("synthetic", "fault")
FAULTS = ("odd-paraphrase", "grammar", "word-order")
COLUMNS = len(HEADS) + len(FAULTS) + module.OPERATIONS
LETTERS = "abcdefghijklmnopqrstuvwxyzé0123456789"
SHIPPED = Path(str(files("mtcheck").joinpath("data", "models", "reader.onnx")))


def tiny_tokenizer() -> dict[str, object]:
    """Make a WordPiece tokenizer that knows single characters only: every word has as many sub-words as letters."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *".,!?'-\"()"]
    vocab = {piece: k for k, piece in enumerate([*marks, *LETTERS, *(f"##{c}" for c in LETTERS)])}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    found: dict[str, object] = json.loads(tokenizer.to_str())
    return found


def tiny_network(path: Path, pieces: int) -> None:
    """Write a network whose values depend on the sub-word and on the mean of its window."""
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(3)
    table = rng.normal(size=(pieces, WIDTH)).astype(np.float32)
    weights = {
        "table": table,
        "own": rng.normal(size=(WIDTH, COLUMNS)).astype(np.float32),
        "other": rng.normal(size=(WIDTH, COLUMNS)).astype(np.float32),
        "judge": rng.normal(size=(WIDTH, 2)).astype(np.float32),
        "case": rng.normal(size=(3, WIDTH)).astype(np.float32),
        "turned": np.ascontiguousarray(table.T),
        "five": np.array([5], np.int64),
        "last": np.array([-1], np.int64),
        "length": np.array([1], np.int64),
    }
    steps = [
        ("Gather", ["table", "ids"], "looked", {}),
        ("Gather", ["case", "shapes"], "written", {}),
        ("Add", ["looked", "written"], "hidden", {}),
        ("Cast", ["mask"], "real", {"to": TensorProto.FLOAT}),
        ("Unsqueeze", ["real", "last"], "column", {}),
        ("Mul", ["hidden", "column"], "shown", {}),
        ("ReduceSum", ["shown", "length"], "total", {"keepdims": 0}),
        ("ReduceSum", ["real", "length"], "count", {"keepdims": 1}),
        ("Div", ["total", "count"], "pooled", {}),
        ("MatMul", ["pooled", "judge"], "whole", {}),
        ("MatMul", ["hidden", "own"], "near", {}),
        ("MatMul", ["pooled", "other"], "far", {}),
        ("Unsqueeze", ["far", "length"], "spread", {}),
        ("Add", ["near", "spread"], "logits", {}),
    ]
    nodes = [helper.make_node(op, inputs, [out], **more) for op, inputs, out, more in steps]
    nodes.append(helper.make_node("MatMul", ["rows", "turned"], ["near_words"]))
    nodes.append(helper.make_node("LogSoftmax", ["near_words"], ["said"], axis=-1))
    for name in ("put", "inserted"):
        nodes.append(helper.make_node("TopK", ["said", "five"], [f"{name}_scores", name], axis=-1))
    free = ["batch", "length"]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, free) for name in ("ids", "mask", "shapes")]
        + [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["places", WIDTH])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*free, COLUMNS]),
            helper.make_tensor_value_info("whole", TensorProto.FLOAT, [*free[:1], 2]),
            helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*free, WIDTH]),
            *(helper.make_tensor_value_info(name, TensorProto.INT64, ["places", 5]) for name in ("put", "inserted")),
            *(
                helper.make_tensor_value_info(f"{name}_scores", TensorProto.FLOAT, ["places", 5])
                for name in ("put", "inserted")
            ),
        ],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, path)


@pytest.fixture(scope="module")
def tiny_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reader") / "tiny.onnx"
    tokenizer = tiny_tokenizer()
    tiny_network(path, len(tokenizer["model"]["vocab"]))  # type: ignore[index]
    settings = {
        "format": module.FORMAT,
        "heads": HEADS,
        "faults": FAULTS,
        "origins": ["machine", "spun"],
        "first": [2],
        "last": [3],
        "pad": 0,
        "max_length": 34,
        "context": 20,
        "width": WIDTH,
        "tokenizer": tokenizer,
    }
    path.with_suffix(".json").write_text(json.dumps(settings), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tiny(tiny_file: Path) -> Reader:
    return Reader.load(tiny_file, threads=1)


def network_value(reader: Reader, pieces: list[str], capitals: tuple[int, ...] = ()) -> np.ndarray:
    """Run the network directly on sub-words of one window; return the heads' logits without the special marks."""
    return network_logits(reader, pieces, capitals)[:, : len(HEADS)]


def network_logits(reader: Reader, pieces: list[str], capitals: tuple[int, ...] = ()) -> np.ndarray:
    """Run the network directly; ``capitals`` are the places of sub-words that begin with a capital."""
    vocab = reader._tokenizer.get_vocab()
    ids = np.array([[2, *(vocab[piece] for piece in pieces), 3]])
    shapes = np.zeros_like(ids)
    shapes[0, [at + 1 for at in capitals]] = 1
    inputs = {"ids": ids, "mask": np.ones_like(ids), "shapes": shapes, "rows": np.zeros((1, WIDTH), np.float32)}
    logits = reader._session.run(["logits"], inputs)[0]
    return np.asarray(logits)[0, 1:-1]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def test_word_value_is_the_mean_of_its_sub_words(tiny: Reader) -> None:
    doc = from_string("Ab cde, f.")
    got = tiny.score(doc)
    logits = network_value(tiny, ["a", "##b", "c", "##d", "##e", ",", "f", "."], capitals=(0,))
    assert doc.forms == ("Ab", "cde", ",", "f", ".")
    wanted = [logits[0:2].mean(0), logits[2:5].mean(0), logits[5], logits[6], logits[7]]
    np.testing.assert_allclose(got.words, sigmoid(np.array(wanted)), atol=1e-5)
    np.testing.assert_array_equal(got.head("fault"), got.words[:, 1])


def test_offsets_hold_through_accents_and_odd_characters(tiny: Reader) -> None:
    # the normaliser drops the accent and the zero-width space: comparing strings would lose the place
    doc = from_string("  e\u0301b \u200b  o’b \U0001f600 cd")
    got = tiny.score(doc)
    have = dict(zip(doc.forms, ~np.isnan(got.words[:, 0]), strict=True))
    assert have["cd"] and have["e\u0301b"]
    alone = network_value(tiny, ["c", "##d"]) - network_value(tiny, ["c", "##d"]).mean(0)
    values = np.log(got.words[doc.forms.index("cd")] / (1 - got.words[doc.forms.index("cd")]))
    other = np.log(got.words[doc.forms.index("e\u0301b")] / (1 - got.words[doc.forms.index("e\u0301b")]))
    near = network_value(tiny, ["e", "##b", "c", "##d"])
    np.testing.assert_allclose(values - other, near[2:].mean(0) - near[:2].mean(0), atol=1e-4)
    assert alone.shape == (2, 2)


def test_batch_of_one_equals_batch_of_many(tiny: Reader) -> None:
    # one sentence over the context limit each, so that every sentence is a window of its own in the long document
    sentences = [f"Abcdefgh ijklmno pqrs {'tu ' * k}vw." for k in range(6)]
    joined = from_string("\n\n".join(sentences))
    together = tiny.score(joined).words
    parts = [tiny.score(from_string(sentence)).words for sentence in sentences]
    np.testing.assert_allclose(together, np.concatenate(parts), atol=1e-6)


def test_neighbours_in_a_block_are_read_together_and_blocks_are_not(tiny: Reader) -> None:
    first = tiny.score(from_string("Abc def. Zzz qqq.")).words[0]
    second = tiny.score(from_string("Abc def. Eee iii.")).words[0]
    apart = tiny.score(from_string("Abc def.\n\nZzz qqq.")).words[0]
    alone = tiny.score(from_string("Abc def.")).words[0]
    assert not np.allclose(first, second, atol=1e-4)
    np.testing.assert_allclose(apart, alone, atol=1e-6)


def test_overlong_sentence_is_cut_and_every_word_scored_once(tiny: Reader) -> None:
    words = ["abc", "de", "fghij", "k"] * 60
    doc = from_string(" ".join(words))
    assert len(doc.sentences) == 1
    got = tiny.score(doc)
    assert not np.isnan(got.words).any()
    piece = next(iter(tiny._pieces(doc)))
    windows = list(tiny._cut(piece))
    assert max(len(window.ids) for window in windows) == 32
    kept = np.concatenate([window.ids[window.keep] for window in windows])
    np.testing.assert_array_equal(kept, piece.ids)
    for before, after in itertools.pairwise(windows):
        assert not before.keep[-1] and not after.keep[0]  # an edge between two windows has context on both sides


@pytest.mark.parametrize("length", [31, 32, 33, 34, 56, 57, 64])
def test_cut_covers_any_length(tiny: Reader, length: int) -> None:
    doc = from_string("a " * length)
    piece = next(iter(tiny._pieces(doc)))
    windows = list(tiny._windows([piece]))
    assert sum(int(window.keep.sum()) for window in windows) == length
    assert not np.isnan(tiny.score(doc).words).any()


def test_lone_surrogates_and_unknown_writing_do_not_move_offsets(tiny: Reader) -> None:
    plain = tiny.score(from_string("ab \ufffd cd ef"))
    lone = tiny.score(from_string("ab \ud83d cd ef"))
    np.testing.assert_array_equal(np.isnan(plain.words), np.isnan(lone.words))
    np.testing.assert_allclose(np.nan_to_num(plain.words), np.nan_to_num(lone.words))
    doc = from_string("ab 平壌 \ud800\ud800 cd")
    assert tiny.score(doc).words.shape == (len(doc.tokens), 2)


@pytest.mark.parametrize("text", ["", "   \n\n  ", "\ud800", "\u200b"])
def test_nothing_to_score(tiny: Reader, text: str) -> None:
    doc = from_string(text)
    got = tiny.score(doc)
    assert got.words.shape == (len(doc.tokens), 2)
    assert got.embeddings.shape == (len(doc.sentences), WIDTH)
    np.testing.assert_array_equal(np.isnan(got.embeddings).all(axis=1), np.isnan(got.origins).all(axis=1))


def test_code_and_page_furniture_are_not_scored(tiny: Reader) -> None:
    text = "abc def\nghi jkl\nmno pqr"
    blocks = [Block(Span(0, 7), "paragraph"), Block(Span(8, 15), "code"), Block(Span(16, 23), "chrome")]
    doc = segment(id="x", path="x", raw=text, text=text, source_map=SourceMap.identity(text), sha256="", blocks=blocks)
    got = tiny.score(doc)
    assert np.isnan(got.words[:, 0]).tolist() == [False, False, True, True, True, True]
    assert np.isnan(got.origins[:, 0]).tolist() == [False, True, True]


def test_each_sentence_has_its_embedding(tiny: Reader) -> None:
    one, two = (tiny.score(from_string(text)) for text in ("Abcdefgh ijklmno.", "Pqrstuvw xyzabcd."))
    both = tiny.score(from_string("Abcdefgh ijklmno. Pqrstuvw xyzabcd."))
    assert both.embeddings.shape == (2, WIDTH)
    np.testing.assert_allclose(both.embeddings, np.concatenate([one.embeddings, two.embeddings]), atol=1e-5)
    np.testing.assert_allclose(both.origins, np.concatenate([one.origins, two.origins]), atol=1e-5)


def test_small_batches_change_nothing(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = from_string("\n\n".join(f"Abc {'de ' * (k % 9)}fgh. Ij kl." for k in range(40)))
    many = tiny.score(doc)
    monkeypatch.setattr(module, "BATCH", 1)
    monkeypatch.setattr(module, "CHUNK", 1)
    single = tiny.score(doc)
    np.testing.assert_allclose(many.words, single.words, atol=1e-6)
    np.testing.assert_allclose(many.origins, single.origins, atol=1e-6)
    np.testing.assert_allclose(many.embeddings, single.embeddings, atol=1e-6)


def test_broken_models_are_named(tiny_file: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="absent"):
        Reader.load(tmp_path / "absent.onnx")
    settings = json.loads(tiny_file.with_suffix(".json").read_text(encoding="utf-8"))
    model = tmp_path / "some.onnx"
    for change, message in (({"format": 99}, "format 99"), ({"heads": None}, "heads missing")):
        altered = {k: v for k, v in {**settings, **change}.items() if v is not None}
        model.with_suffix(".json").write_text(json.dumps(altered), encoding="utf-8")
        with pytest.raises(ModelError, match=message):
            Reader.load(model)
    model.with_suffix(".json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(ModelError, match="could be read"):
        Reader.load(model)
    model.write_bytes(b"not a network")
    with pytest.raises(ModelError, match="not a reader model"):
        Reader.load(model)
    model.with_suffix(".json").write_text("[", encoding="utf-8")
    with pytest.raises(ModelError, match="not JSON"):
        Reader.load(model)


def test_classes_and_operations_are_shares_of_one(tiny: Reader) -> None:
    doc = from_string("Ab cde, f.")
    got = tiny.score(doc)
    logits = network_logits(tiny, ["a", "##b", "c", "##d", "##e", ",", "f", "."], capitals=(0,))[2:5].mean(0)
    powers = np.exp(logits[len(HEADS) : len(HEADS) + len(FAULTS)])
    np.testing.assert_allclose(got.faults[1], powers / powers.sum(), atol=1e-5)
    assert got.faults.shape == (5, len(FAULTS)) and got.operations.shape == (5, module.OPERATIONS)
    np.testing.assert_allclose(got.operations.sum(1), 1.0, atol=1e-5)


def test_how_a_word_is_written_is_read(tiny: Reader) -> None:
    low, title, capitals = (tiny.score(from_string(f"{word} cde.")).words[0] for word in ("ab", "Ab", "AB"))
    assert not np.allclose(low, title, atol=1e-4) and not np.allclose(title, capitals, atol=1e-4)


def test_words_are_offered_for_suspicious_tokens_alone(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = from_string("Ab cde, f gh i.")
    monkeypatch.setattr(module, "SUSPICIOUS_FROM", 100.0)
    assert not tiny.wordings(tiny.score(doc), range(len(doc.tokens)))
    monkeypatch.setattr(module, "SUSPICIOUS_FROM", -100.0)
    scores = tiny.score(doc)
    assert scores.rows.tolist() == list(range(len(doc.tokens)))
    offered = tiny.wordings(scores, [3, 1])
    assert list(offered) == [1, 3]
    words = [word for word, _ in offered[3].put]
    assert words and all(word.isalpha() for word in words)
    assert [score for _, score in offered[3].put] == sorted((score for _, score in offered[3].put), reverse=True)
    monkeypatch.setattr(module, "ROWS", 1)
    assert tiny.wordings(scores, [3, 1]) == offered


def test_a_cut_sentence_keeps_one_row_a_token(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SUSPICIOUS_FROM", -100.0)
    doc = from_string(" ".join(["abc", "de", "fghij", "k"] * 60))
    assert tiny.score(doc).rows.tolist() == list(range(len(doc.tokens)))


shipped = pytest.mark.skipif(not SHIPPED.exists(), reason="no model is shipped")

# (clean, damaged): the same sentence; the words that differ are the damage
PAIRS = [
    (
        "The fire brigade reached the burning warehouse within ten minutes.",
        "The fire detachment attained the consuming depot within ten minutes.",
    ),
    (
        "The central bank raised interest rates for the third time this year.",
        "The focal bank lifted curiosity paces for the third time this year.",
    ),
    (
        "Researchers trained a neural network on a large data set.",
        "Researchers prepared a brain organization on a colossal information set.",
    ),
    (
        "The company plans to build a new factory near the airport.",
        "The fellowship plans to construct a novel plant adjoining the aerodrome.",
    ),
    (
        "Heavy rain flooded several villages along the river on Sunday.",
        "Weighty precipitation inundated several hamlets along the stream on Sunday.",
    ),
    (
        "The court found him guilty of taking bribes from a contractor.",
        "The tribunal discovered him blameworthy of pickings kickbacks from a contractor.",
    ),
]


@pytest.fixture(scope="module")
def real() -> Reader:
    return Reader.load(threads=1)


@shipped
@pytest.mark.parametrize(("clean", "damaged"), PAIRS)
def test_damaged_words_score_above_clean_ones(real: Reader, clean: str, damaged: str) -> None:
    good, bad = from_string(clean), from_string(damaged)
    kept = set(good.forms)
    hurt = np.array([form not in kept for form in bad.forms])
    for head in ("synthetic", "fault"):
        value, before = real.score(bad).head(head), real.score(good).head(head)
        assert value[hurt].mean() > 10 * before.mean() + 0.05
        assert value[hurt].mean() > value[~hurt].mean() + 0.05
        assert np.median(before) < 0.1


@shipped
def test_damaged_grammar_scores_above_the_same_words_in_order(real: Reader) -> None:
    # broken agreement and prepositions are fainter for this head than a replaced word, but far above clean text
    good = real.score(from_string("He has worked for the ministry since he left the army.")).head("synthetic")
    bad = real.score(from_string("He are working to ministry since him left the the army.")).head("synthetic")
    assert bad.mean() > 4 * good.mean()


@shipped
def test_shipped_model_gives_the_same_figures_in_any_company_and_on_any_number_of_threads(real: Reader) -> None:
    paragraphs = [text for pair in PAIRS for text in pair]
    together = real.score(from_string("\n\n".join(paragraphs)))
    alone = np.concatenate([real.score(from_string(text)).words for text in paragraphs])
    np.testing.assert_allclose(together.words, alone, atol=1e-3)
    threaded = Reader.load(threads=2).score(from_string("\n\n".join(paragraphs)))
    np.testing.assert_allclose(together.words, threaded.words, atol=1e-6)


@shipped
def test_shipped_model_is_small_and_told_of_in_its_manifest() -> None:
    size = sum(path.stat().st_size for path in (SHIPPED, SHIPPED.with_suffix(".json")))
    assert size <= 75_000_000
    manifest = tomllib.loads(SHIPPED.with_name("reader.manifest.toml").read_text(encoding="utf-8"))
    for path in (SHIPPED, SHIPPED.with_suffix(".json")):
        assert manifest["model"][path.name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()

"""Hold the Hugging Face scorer against direct computations, on small models that the tests make and load from disk."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mtcheck.core.errors import ModelError
from mtcheck.readers.plain import from_string
from mtcheck.signals import hf
from mtcheck.signals.hf import HfScorer, pieces_of
from tests.signals.tiny import TEXT, TRAINING, tiny_causal, tiny_gguf, tokenizer_of

torch = pytest.importorskip("torch", reason="needs the extra hf")
transformers = pytest.importorskip("transformers")
pytestmark = [pytest.mark.hf, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="session")
def causal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_causal(tmp_path_factory.mktemp("causal"))


@pytest.fixture(scope="session")
def masked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("masked")
    tokenizer = tokenizer_of(folder, bos=False, masked=True)
    torch.manual_seed(2)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    transformers.BertForMaskedLM(config).save_pretrained(folder)
    return folder


def direct_causal(folder: Path, text: str) -> list[float]:
    """Bits of every piece after BOS, the whole text at once."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    ids = [tokenizer.bos_token_id, *tokenizer(text, add_special_tokens=False)["input_ids"]]
    with torch.inference_mode():
        logprobs = torch.log_softmax(model(torch.tensor([ids])).logits[0], dim=-1)
    return [-float(logprobs[i, ids[i + 1]]) / math.log(2) for i in range(len(ids) - 1)]


SHORT = "The minister said on Monday that Geun-pyeong “agreed”."


def test_causal_bits_equal_a_direct_computation(causal: Path) -> None:
    scorer = HfScorer.load(str(causal))
    doc = from_string(SHORT)
    bits = scorer.document_bits(doc)
    assert scorer.kind == "causal" and len(bits) == len(doc.tokens)
    assert sum(value for value in bits if value is not None) == pytest.approx(sum(direct_causal(causal, SHORT)), abs=1e-3)
    pieces = pieces_of(scorer._tokenizer, SHORT)
    expected: list[float | None] = [None] * len(doc.tokens)
    for piece, value in zip(pieces, direct_causal(causal, SHORT), strict=True):
        owner = next(n for n, tok in enumerate(doc.tokens) if tok.span.start <= piece.start < tok.span.end)
        expected[owner] = (expected[owner] or 0.0) + value
    assert bits == pytest.approx(tuple(expected), abs=1e-3)


def test_sentence_is_a_slice_of_the_document(causal: Path) -> None:
    scorer = HfScorer.load(str(causal), window=40, stride=20)
    doc = from_string(TEXT)
    assert len(doc.sentences) == 2
    joined = tuple(value for sent in doc.sentences for value in scorer.surprisal_bits(doc, sent))
    assert joined == scorer.document_bits(doc)


def test_windows_and_batches_agree_where_the_context_is_the_same(causal: Path) -> None:
    doc = from_string(TEXT * 3)
    small = HfScorer.load(str(causal), window=32, stride=16, batch_size=1)
    batched = HfScorer.load(str(causal), window=32, stride=16, batch_size=5)
    assert small.document_bits(doc) == pytest.approx(batched.document_bits(doc), abs=1e-3)
    wide = HfScorer.load(str(causal), window=64, stride=16)
    first = [n for n, tok in enumerate(doc.tokens) if tok.span.end <= 30]
    assert [small.document_bits(doc)[n] for n in first] == pytest.approx([wide.document_bits(doc)[n] for n in first], abs=1e-3)


def test_each_piece_is_scored_once_and_only_once(causal: Path) -> None:
    scorer = HfScorer.load(str(causal), window=17, stride=5)
    for repeat in (1, 2, 5):
        pieces = pieces_of(scorer._tokenizer, TEXT * repeat)
        targets = [target[1] for window in scorer._causal_windows(pieces) for target in window.targets]
        assert targets == list(range(len(pieces)))


def test_without_bos_the_first_token_is_not_scored(causal: Path, tmp_path: Path) -> None:
    tokenizer_of(tmp_path, bos=False, masked=False)
    transformers.GPT2LMHeadModel.from_pretrained(causal).save_pretrained(tmp_path)
    bits = HfScorer.load(str(tmp_path)).document_bits(from_string("a b"))
    assert bits[0] is None and bits[1] is not None


def test_masked_bits_equal_a_direct_computation(masked: Path) -> None:
    scorer = HfScorer.load(str(masked))
    doc = from_string("Geun-pyeong agreed.")
    assert scorer.kind == "masked"
    tokenizer = transformers.AutoTokenizer.from_pretrained(masked)
    model = transformers.AutoModelForMaskedLM.from_pretrained(masked).eval()
    pieces = pieces_of(tokenizer, doc.text)
    owner = [next(n for n, tok in enumerate(doc.tokens) if tok.span.start <= p.start < tok.span.end) for p in pieces]
    expected = [0.0] * len(doc.tokens)
    for index, piece in enumerate(pieces):
        ids = [p.id for p in pieces]
        for later in range(index, len(ids)):
            if owner[later] == owner[index]:
                ids[later] = tokenizer.mask_token_id
        framed = torch.tensor([[tokenizer.cls_token_id, *ids, tokenizer.sep_token_id]])
        with torch.inference_mode():
            logprobs = torch.log_softmax(model(framed).logits[0, index + 1], dim=-1)
        expected[owner[index]] -= float(logprobs[piece.id]) / math.log(2)
    assert scorer.document_bits(doc) == pytest.approx(expected, abs=1e-3)


def test_masked_model_slides_over_a_long_text(masked: Path) -> None:
    doc = from_string(TEXT * 2)
    bits = HfScorer.load(str(masked), window=16, stride=4, batch_size=64).document_bits(doc)
    words = [value for tok, value in zip(doc.tokens, bits, strict=True) if tok.kind == "word"]
    assert all(value is not None and value > 0 for value in words)


def test_sentencepiece_tokenizer_gives_offsets(tmp_path: Path) -> None:
    import sentencepiece

    corpus = tmp_path / "corpus.txt"
    corpus.write_text("\n".join(TRAINING), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus), model_prefix=str(tmp_path / "sp"), vocab_size=120, hard_vocab_limit=False, minloglevel=2
    )
    tokenizer = transformers.BertGenerationTokenizer(str(tmp_path / "sp.model"))
    pieces = pieces_of(tokenizer, TEXT)
    assert "".join(TEXT[piece.start : piece.end] for piece in pieces) == TEXT.replace(" ", "")
    assert [piece.id for piece in pieces] == tokenizer(TEXT, add_special_tokens=False)["input_ids"]


@pytest.mark.parametrize("text", ["\ud800 lone \udfff surrogates", "習 and 😀 here", "x" * 3000, "..."])
def test_awkward_texts_are_scored(causal: Path, text: str) -> None:
    bits = HfScorer.load(str(causal)).document_bits(from_string(text))
    assert all(value is None or math.isfinite(value) for value in bits)


def test_messages_for_what_cannot_be_had(causal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match=r"no such model.*offline"):
        HfScorer.load("nobody/nothing-of-this-name")
    transformers.BertConfig(architectures=["BertForSequenceClassification"]).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="wrong kind of model"):
        HfScorer.load(str(tmp_path))
    with pytest.raises(ModelError, match="no device"):
        HfScorer.load(str(causal), device="abacus")
    for absent in ("cuda:99", "meta"):
        with pytest.raises(ModelError, match=f"'{absent}' is not there.*take auto or cpu"):
            HfScorer.load(str(causal), device=absent)
    with pytest.raises(ModelError, match="no dtype"):
        HfScorer.load(str(causal), dtype="float7")
    with pytest.raises(ModelError, match="do not fit"):
        HfScorer.load(str(causal), window=65)


def test_memory_that_runs_out_is_said(causal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = HfScorer.load(str(causal))

    def burst(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    monkeypatch.setattr(scorer, "_run_batch", burst)
    with pytest.raises(ModelError, match="smaller batch"):
        scorer.document_bits(from_string(TEXT))


def test_without_torch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "torch":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModelError, match=r"mtcheck\[hf\]"):
        hf._libraries()


def audit(tmp_path: Path, *options: str) -> tuple[int, str, dict[str, Any]]:
    """Run the command; return exit code, what it says on standard error, and the report (empty where there is none)."""
    article, out = tmp_path / "article.txt", tmp_path / "out.json"
    article.write_text(TEXT, encoding="utf-8")
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "mtcheck", "audit", str(article), "--tokens", "--format", "json", "-o", str(out)]
    done = subprocess.run([*command, "--tagger", "none", *options], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}


def test_command_runs_the_model_as_it_is_told(causal: Path, tmp_path: Path) -> None:
    told = ("--lm-device", "cpu", "--lm-dtype", "float32", "--lm-batch", "3", "--lm-window", "40", "--lm-stride", "20")
    code, _, report = audit(tmp_path, "--lm", f"hf:{causal}", *told)
    assert code == 0
    expected = HfScorer.load(str(causal), window=40, stride=20).document_bits(from_string(TEXT))
    shown = [token["surprisal_bits"] for token in report["documents"][0]["tokens"]]
    kinds = [tok.kind in ("word", "number") for tok in from_string(TEXT).tokens]
    assert shown == pytest.approx([bits for bits, word in zip(expected, kinds, strict=True) if word], abs=1e-3)
    assert "lm-device:cpu|lm-dtype:float32|lm-window:40|lm-stride:20" in report["signature"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--lm-device", "cuda:99"), "'cuda:99' is not there"),
        (("--lm-dtype", "float7"), "no dtype 'float7'"),
        (("--lm-window", "4000"), "do not fit"),
        (("--lm-batch", "0"), "must be 1 or more"),
    ],
)
def test_command_that_cannot_be_done_is_a_message_and_code_2(
    causal: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    code, error, report = audit(tmp_path, "--lm", f"hf:{causal}", *options)
    assert code == 2 and not report
    assert said in error and "Traceback" not in error


def test_gguf_file_is_read_as_the_library_reads_it(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    file = tiny_gguf(tmp_path)
    scorer = HfScorer.load(str(file))
    doc = from_string("the talks")
    model = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, gguf_file=file.name).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path, gguf_file=file.name)
    pieces = pieces_of(tokenizer, doc.text)
    ids = torch.tensor([[tokenizer.bos_token_id, *(piece.id for piece in pieces)]])
    with torch.inference_mode():
        logprobs = torch.log_softmax(model(ids).logits[0, :-1].float(), dim=-1).gather(1, ids[0, 1:, None])[:, 0]
    each = (-logprobs / math.log(2)).tolist()
    expected = [0.0, 0.0]
    for piece, bits in zip(pieces, each, strict=True):
        if piece.start < piece.end:  # the space is a piece of its own here, and belongs to no word
            expected[0 if piece.start < 3 else 1] += bits
    assert scorer.kind == "causal" and scorer.document_bits(doc) == pytest.approx(expected, abs=1e-3)


def test_messages_for_gguf_files_that_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf: no such file"):
        HfScorer.load(str(tmp_path / "none.gguf"))
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF no model")
    with pytest.raises(ModelError, match=r"broken\.gguf"):
        HfScorer.load(str(broken))
    monkeypatch.setattr(hf, "find_spec", lambda name: None if name == "accelerate" else object())
    with pytest.raises(ModelError, match=r"needs accelerate: pip install 'mtcheck\[hf\]'"):
        HfScorer.load(str(broken))

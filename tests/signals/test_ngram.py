"""Test the n-gram model: exact arithmetic on a small model, and laws that the shipped one must keep."""

from __future__ import annotations

import math
import os
import random
import subprocess
import threading
import tomllib
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from mtcheck.core.document import Document
from mtcheck.readers.plain import from_string
from mtcheck.signals.ngram import GAP, MODELS, NgramModel
from mtcheck.signals.packed import ModelError, Packed, count_book, mix, open_packed
from training import ngram_pack

SMALL = """\\data\\
ngram 1=8
ngram 2=5
ngram 3=3
ngram 4=1

\\1-grams:
-3.0\t<unk>\t0
0\t<s>\t-0.5
-1.5\t</s>\t0
-2.5\t<unk-lower>\t-0.1
-2.25\t<unk-upper>\t-0.2
-1.0\tthe\t-0.25
-2.0\tkorean\t-0.75
-3.0\tpeninsula\t-0.125

\\2-grams:
-0.5\t<s> the\t-0.3125
-1.25\tthe korean\t-0.375
-0.75\tkorean peninsula\t-0.0625
-0.25\tpeninsula </s>\t0
-1.75\tthe <unk-lower>\t0

\\3-grams:
-0.625\t<s> the korean\t-0.4375
-0.125\tthe korean peninsula\t-0.1875
-0.1875\tkorean peninsula </s>

\\4-grams:
-0.0625\t<s> the korean peninsula

\\end\\
"""


def reference(path: Path) -> dict[tuple[str, ...], tuple[float, float]]:
    """Read an ARPA file the slow way: n-gram -> (log10 probability, back-off)."""
    table: dict[tuple[str, ...], tuple[float, float]] = {}
    for line in path.read_text("utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) > 1:
            table[tuple(fields[1].split(" "))] = (float(fields[0]), float(fields[2]) if len(fields) > 2 else 0.0)
    return table


def slow_prob(table: dict[tuple[str, ...], tuple[float, float]], history: tuple[str, ...], word: str) -> tuple[float, int]:
    """Return log10 P(word | history) and the order matched, by the textbook recursion."""
    if (*history, word) in table:
        return table[*history, word][0], len(history) + 1
    if not history:
        return table["<unk>",][0], 1
    prob, order = slow_prob(table, history[1:], word)
    return table.get(history, (0.0, 0.0))[1] + prob, order


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Packed]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.arpa").write_text(SMALL, "utf-8")
    ngram_pack.pack(*ngram_pack.read_arpa(folder / "small.arpa"), folder / "ngram.bin")
    return folder / "small.arpa", open_packed(folder / "ngram.bin")


@pytest.fixture(scope="module")
def model() -> NgramModel:
    return NgramModel.load()


def scores(packed: Packed, text: str) -> tuple[list[float], list[int]]:
    index = {word: number for number, word in enumerate(packed.words)}
    prob, order = packed.score(np.array([GAP, *(index[word] for word in text.split())], np.int64))
    return [round(value, 4) for value in prob[1:].tolist()], order[1:].tolist()


def test_small_model_backs_off_by_the_book(small: tuple[Path, Packed]) -> None:
    _, packed = small
    # full match; the 3-gram of the end; nothing known after "the" but the unigram: b(the) + p
    assert scores(packed, "<s> the korean peninsula </s>") == ([0.0, -0.5, -0.625, -0.0625, -0.1875 - 0.1875], [1, 2, 3, 4, 3])
    assert scores(packed, "<s> the peninsula") == ([0.0, -0.5, round(-0.3125 - 0.25 - 3.0, 4)], [1, 2, 1])
    # "<s> korean": b(<s>) + p(korean); then b(<s> korean) is absent (0), "korean peninsula" is held
    assert scores(packed, "<s> korean peninsula the") == (
        [0.0, -0.5 - 2.0, -0.75, round(-0.0625 - 0.125 - 1.0, 4)],
        [1, 1, 2, 1],
    )


def random_arpa(path: Path, seed: int, order: int, words: int) -> None:
    """Write a random model in which each n-gram's context and ending are held, as lmplz writes them."""
    chance = random.Random(seed)
    vocabulary = ["<unk>", "<s>", "</s>", "<unk-lower>", "<unk-upper>", *(f"w{number}" for number in range(words))]
    held: list[list[tuple[str, ...]]] = [[(word,) for word in vocabulary]]
    for length in range(2, order + 1):
        below = set(held[-1])
        ahead = [gram for gram in held[-1] if gram[-1] != "</s>"]
        tries = {(*chance.choice(ahead), chance.choice(vocabulary[2:])) for _ in range(words * 30)}
        held.append(sorted(gram for gram in tries if gram[1:] in below and "<s>" not in gram[1:] and len(gram) == length))
    lines = ["\\data\\", *(f"ngram {length}={len(grams)}" for length, grams in enumerate(held, 1))]
    for length, grams in enumerate(held, 1):
        lines += ["", f"\\{length}-grams:"]
        for gram in grams:
            backoff = f"\t{-chance.random():.6f}" if length < order else ""
            prob = 0.0 if gram == ("<s>",) else -3 * chance.random()
            lines.append(f"{prob:.6f}\t{' '.join(gram)}{backoff}")
    path.write_text("\n".join([*lines, "", "\\end\\", ""]), "utf-8")


def test_look_up_equals_the_slow_reference(tmp_path: Path) -> None:
    random_arpa(tmp_path / "x.arpa", 7, 4, 40)
    table = reference(tmp_path / "x.arpa")
    ngram_pack.pack(*ngram_pack.read_arpa(tmp_path / "x.arpa"), tmp_path / "ngram.bin")
    packed = open_packed(tmp_path / "ngram.bin")
    chance, grams = random.Random(8), sorted(table, key=lambda gram: (-len(gram), gram))
    index = {word: number for number, word in enumerate(packed.words)}
    chosen = [chance.choice(grams if chance.random() < 0.5 else grams[:20]) for _ in range(8_000)]
    ids = np.array([GAP, *(index[word] for gram in chosen for word in gram)], np.int64)
    prob, order = packed.score(ids)
    seen = [packed.words[number] for number in ids[1:]]
    expected = [slow_prob(table, tuple(seen[max(0, at - 3) : at]), word) for at, word in enumerate(seen)]
    assert order[1:].tolist() == [length for _, length in expected]
    assert {2, 3, 4} <= set(order.tolist())
    # four quantised numbers add up at most; each is within a 255th of its range
    assert np.abs(prob[1:] - np.array([value for value, _ in expected])).max() < 4 * 3.0 / 255


def test_packing_refuses_a_model_whose_endings_are_not_held(tmp_path: Path) -> None:
    (tmp_path / "x.arpa").write_text(SMALL.replace("-0.25\tpeninsula </s>\t0\n", ""), "utf-8")
    with pytest.raises(ModelError, match="order 3 ends in one of order 2"):
        ngram_pack.pack(*ngram_pack.read_arpa(tmp_path / "x.arpa"), tmp_path / "ngram.bin")


def test_small_model_equals_kenlm(small: tuple[Path, Packed]) -> None:
    kenlm = pytest.importorskip("kenlm")
    arpa, packed = small
    theirs = [(prob, length) for prob, length, _ in kenlm.Model(str(arpa)).full_scores("the korean peninsula the korean")]
    prob, order = scores(packed, "<s> the korean peninsula the korean </s>")
    assert order[1:] == [length for _, length in theirs]
    assert prob[1:] == pytest.approx([value for value, _ in theirs], abs=1e-3)


@pytest.mark.skipif("MTCHECK_KENLM_QUERY" not in os.environ, reason="names KenLM's query binary")
def test_random_models_equal_kenlm_query(tmp_path: Path) -> None:
    """Compare 10,000 sentences with KenLM's own program, on models large enough to have full buckets."""
    random_arpa(tmp_path / "x.arpa", 3, 4, 600)
    ngram_pack.pack(*ngram_pack.read_arpa(tmp_path / "x.arpa"), tmp_path / "ngram.bin")
    packed = open_packed(tmp_path / "ngram.bin")
    chance = random.Random(4)
    lines = [" ".join(f"w{chance.randrange(600)}" for _ in range(chance.randrange(1, 30))) for _ in range(10_000)]
    query = [os.environ["MTCHECK_KENLM_QUERY"], "-v", "sentence", str(tmp_path / "x.arpa")]
    done = subprocess.run(query, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    totals = [float(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("Total:")]
    assert len(totals) == len(lines)
    index = {word: number for number, word in enumerate(packed.words)}
    for line, total in zip(lines, totals, strict=True):
        ids = [GAP, *(index[word] for word in ("<s>", *line.split(), "</s>"))]
        ours = float(packed.score(np.array(ids, np.int64))[0].astype(float).sum())
        assert ours == pytest.approx(total, abs=0.006 * len(ids))


def test_scattering_is_one_to_one() -> None:
    for bits in (5, 12, 17):
        assert len(np.unique(mix(np.arange(1 << bits, dtype=np.uint64), bits))) == 1 << bits


def test_counts_below_64_are_exact_and_others_close() -> None:
    book = count_book()
    assert len(book) == 256 and book[:64].tolist() == list(range(64))
    assert (np.diff(book) > 0).all() and (book[65:] / book[64:-1]).max() < 1.08


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be opened"):
        NgramModel.load(tmp_path)
    (tmp_path / "ngram.bin").write_bytes(b"something else entirely")
    with pytest.raises(ModelError, match="not an n-gram model"):
        NgramModel.load(tmp_path)
    (tmp_path / "ngram.bin").write_bytes((MODELS / "ngram.bin").read_bytes()[:100_000])
    with pytest.raises(ModelError, match="damaged"):
        NgramModel.load(tmp_path)


def test_manifest_names_the_files_as_they_are() -> None:
    outputs = tomllib.loads((MODELS / "manifest.toml").read_text("utf-8"))["ngram"]["outputs"]
    assert {"ngram.bin", "spelling.bin", "spelling.model"} <= set(outputs)
    for name in ("ngram.bin", "spelling.bin", "spelling.model"):
        assert sha256((MODELS / name).read_bytes()).hexdigest() == outputs[name]


# --- the shipped model -----------------------------------------------------------------------------------------------

TEXT = """The Ministry of Defence said on 3 May 2021 that the U.S.-led exercise would go ahead.

“We don't expect any change,” the minister's spokesman said — without further comment. See https://example.org/a for more."""


def bits_of(model: NgramModel, text: str) -> dict[str, float]:
    doc = from_string(text)
    return dict(zip(doc.forms, model.document_bits(doc).tolist(), strict=True))


def test_every_token_is_scored_once(model: NgramModel) -> None:
    doc = from_string(TEXT)
    bits = model.document_bits(doc)
    encoded = model.encode(doc)
    assert len(bits) == len(doc.tokens) and (bits > 0).all() and np.isfinite(bits).all()
    for number, form in enumerate(doc.forms):
        part = slice(encoded.first[number], encoded.stop[number])
        assert tuple(encoded.ids[part].tolist()) == model.token_ids(form)
        assert set(encoded.token[part].tolist()) == {number}
    total = -model.scored(doc).prob[encoded.token >= 0].sum() / math.log10(2)
    assert bits.sum() == pytest.approx(total)


def test_sentences_are_scored_alone_and_as_the_protocol_asks(model: NgramModel) -> None:
    doc = from_string(TEXT)
    whole = [value for sent in doc.sentences for value in model.surprisal_bits(doc, sent)]
    assert whole == model.document_bits(doc).tolist()
    last = from_string(doc.of(doc.sentences[-1]))
    assert model.document_bits(last).tolist() == whole[-len(last.tokens) :]


def test_code_is_not_scored(model: NgramModel) -> None:
    doc = from_string("Run this now.\nThen go home.")
    block = type(doc.blocks[0])(doc.blocks[0].span, "code")
    doc = Document(**{**{name: getattr(doc, name) for name in doc.__dataclass_fields__}, "blocks": (block, doc.blocks[1])})
    assert model.surprisal_bits(doc, doc.sentences[0]) == (None,) * 4
    assert all(value is not None for value in model.surprisal_bits(doc, doc.sentences[1]))
    assert model.matched_order(doc).tolist()[:4] == [-1] * 4


@pytest.mark.parametrize("text", ["", " \n ", "…", "한국어", "x" * 5000, "-" * 300, "a-" * 100_000, "\ud800 \x00 ﬁ"])
def test_any_text_is_scored(model: NgramModel, text: str) -> None:
    doc = from_string(text)
    bits = model.document_bits(doc)
    assert len(bits) == len(doc.tokens) == len(model.matched_order(doc)) and np.isfinite(bits).all()


def test_an_unknown_name_is_surprising_and_a_rare_derivation_moderate(model: NgramModel) -> None:
    bits = bits_of(model, "The envoy met Geun-pyeong in an unphotographable palace near the government building.")
    assert model.word_id("unphotographable") == -1
    assert bits["government"] < bits["envoy"] < bits["unphotographable"] < bits["Geun-pyeong"]
    garbled = bits_of(model, "The envoy met Gxuqn-pyzeong in an unphotographable palace near the government building.")
    assert garbled["Gxuqn-pyzeong"] > bits["Geun-pyeong"]


def test_digits_cost_nothing(model: NgramModel) -> None:
    first = bits_of(model, "It happened on 12 May 1987.")
    assert first["1987"] == bits_of(model, "It happened on 12 May 1989.")["1989"]
    assert first["1987"] < 4


def test_established_wording_wins(model: NgramModel) -> None:
    doc = from_string("They discussed peace on the Korean landmass and signed a two-sided accord.")
    at, pair = doc.forms.index("landmass"), doc.forms.index("two-sided")
    gains = model.score_replacements(doc, [(at, at + 1, "peninsula"), (at, at + 1, "landmass"), (pair, pair + 1, "bilateral")])
    assert gains[0] > 2.0 and gains[1] == pytest.approx(0.0, abs=1e-6) and gains[2] > 0.5
    strong, weak = model.pmi("korean peninsula"), model.pmi("korean landmass")
    assert strong is not None and weak is not None and strong > 5 > 0 >= weak
    assert model.count("korean peninsula") > 100 > model.count("korean landmass")
    assert model.log_likelihood("korean", "peninsula") > 1000 > model.log_likelihood("korean", "of")


def test_replacements_equal_whole_sentences(model: NgramModel) -> None:
    doc = from_string("He sent a letter to the president last week.")
    at = doc.forms.index("letter")
    for wording in ("note", "long note", "zzyzxq"):
        other = from_string(f"He sent a {wording} to the president last week.")
        longer = model.scored(other).prob.sum() - model.scored(doc).prob.sum()
        assert model.score_replacements(doc, [(at, at + 1, wording)])[0] == pytest.approx(longer, abs=1e-4)


def test_sequences_are_conditioned_on_their_context(model: NgramModel) -> None:
    good, bad = model.score_sequences(["on the korean", "on the korean"], ["peninsula", "landmass"])
    assert good > bad + 2
    rows = np.array([[model.word_id(word) for word in ("on", "the", "korean", "peninsula")]])
    assert model.logprob(rows, context=3)[0] == pytest.approx(good)
    assert len(model.score_sequences([], [])) == 0


def test_counts_of_words(model: NgramModel) -> None:
    assert model.count("the") == model.counts(np.array([[model.word_id("the")]]))[0] > 3_000_000
    assert model.count("zzyzxq") == 0.0 and model.count("the zzyzxq") == 0.0
    assert 40_000 < model.frequency("the") < 80_000
    assert model.count("the united states") > model.count("the united arab") > 0
    assert model.count("the united states") > model.count("of the united states") > 1000
    assert model.pmi("the zzyzxq") is None and model.log_likelihood("the", "zzyzxq") == 0.0
    mixed = model.counts(np.array([[model.word_id("the"), model.word_id("state")], [GAP, 5]]))
    assert mixed[0] > 1000 and mixed[1] == 0.0


def test_matched_order_tells_how_deep_a_word_is_known(model: NgramModel) -> None:
    doc = from_string("The President of the United States met Zzyzxq.")
    order = dict(zip(doc.forms, model.matched_order(doc).tolist(), strict=True))
    assert order["States"] == model.order and order["Zzyzxq"] == 0


def test_same_result_on_any_load_thread_and_neighbour(model: NgramModel) -> None:
    doc = from_string(TEXT + "\n\nGeun-pyeong told Qwzrtl so.")
    expected = model.document_bits(doc).tolist()
    results: list[list[float]] = []
    other = NgramModel.load()
    docs = [from_string(doc.text), from_string("Another text of no import."), from_string(doc.text)]
    threads = [threading.Thread(target=lambda d=d: results.append(other.document_bits(d).tolist())) for d in docs * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result for result in results if len(result) == len(expected)] == [expected] * 8


def test_long_text_is_scored_in_stretches_without_a_seam(model: NgramModel, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = model.encode(from_string(TEXT)).ids
    whole = model._packed.score(ids)
    monkeypatch.setattr("mtcheck.signals.packed.STRETCH", 5)
    parts = model._packed.score(ids)
    assert whole[0].tolist() == parts[0].tolist() and whole[1].tolist() == parts[1].tolist()


def test_spelling_does_not_depend_on_neighbours(model: NgramModel) -> None:
    words = ["Gxuqn", "Zzyzxq", "frobnicating", "한국어"]
    together = bits_of(model, " ".join(words))
    model.document_bits(from_string("Something else."))
    again = NgramModel.load()
    model_alone = [float(again.score_sequences([""], [word])[0]) for word in words]
    model_together = again.score_sequences([""] * 4, words).tolist()
    assert model_alone == model_together == NgramModel.load().score_sequences([""] * 4, words).tolist()
    assert together == bits_of(NgramModel.load(), " ".join(words))

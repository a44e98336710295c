"""Hold how models are installed, verified, refused and removed; downloads come from an opener that the tests bring."""

from __future__ import annotations

import hashlib
import io
import json
from email.message import Message
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.request import Request

import pytest

from mtcheck.core.errors import ModelError, MtcheckError
from mtcheck.store import download, install
from mtcheck.store.figures import Figures, drop_figures, keep_figures, stored_figures
from mtcheck.store.folder import _data_folder, model_digest, models_folder
from mtcheck.store.manifest import damage, installed_models, located, record_of

DATA = b"weights of a model"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTCHECK_MODELS", str(tmp_path / "store"))
    return tmp_path / "store"


def file(tmp_path: Path, name: str = "tiny.gguf", data: bytes = DATA) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def left(store: Path) -> list[str]:
    return sorted(path.relative_to(store).as_posix() for path in store.rglob("*")) if store.exists() else []


def test_a_file_is_installed_used_and_removed(tmp_path: Path, store: Path) -> None:
    record = install.add("tiny", str(file(tmp_path)), DIGEST.upper())
    assert left(store) == ["models.json", "tiny", "tiny/tiny.gguf"]
    assert (record.kind, record.digest, record.source) == ("gguf", DIGEST, str(tmp_path / "tiny.gguf"))
    assert installed_models() == {"tiny": record} and damage(record) == ""
    assert located("model:tiny", "gguf", "folder") == str(store / "tiny" / "tiny.gguf")
    assert located("elsewhere.gguf", "gguf") == "elsewhere.gguf"
    install.remove("tiny")
    assert left(store) == ["models.json"] and installed_models() == {}


def test_reader_comes_with_its_settings_and_a_folder_without_hidden_files(tmp_path: Path, store: Path) -> None:
    onnx, settings = file(tmp_path, "r.onnx"), file(tmp_path, "r.json", b"{}")
    listed = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (settings, onnx))
    install.add("deep", str(onnx), hashlib.sha256(listed.encode()).hexdigest())
    assert located("model:deep", "reader") == str(store / "deep" / "r.onnx")
    assert left(store) == ["deep", "deep/r.json", "deep/r.onnx", "models.json"]
    config, part = file(tmp_path, "hf/config.json", b"{}"), file(tmp_path, "hf/sub/part.bin")
    file(tmp_path, "hf/.cache/x")
    digests = {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in (("config.json", config), ("sub/part.bin", part))
    }
    record = install.add("whole", str(tmp_path / "hf"), model_digest(digests))
    assert located("model:whole", "gguf", "folder") == str(store / "whole") and dict(record.files) == digests


def test_a_wrong_digest_is_refused_and_nothing_is_left(tmp_path: Path, store: Path) -> None:
    with pytest.raises(ModelError, match=f"refused: its SHA-256 is {DIGEST}, not {'0' * 64}; nothing was installed"):
        install.add("tiny", str(file(tmp_path)), "0" * 64)
    assert left(store) == []


REFUSED = {
    ("Tiny", "tiny.gguf", DIGEST): "lower-case letters",
    ("../up", "tiny.gguf", DIGEST): "lower-case letters",
    ("tiny", "tiny.gguf", "abc"): "64 hexadecimal digits",
    ("tiny", "none.gguf", DIGEST): "none.gguf: no such file or folder",
    ("tiny", "tiny.bin", DIGEST): "a reader .*or the folder of a Hugging Face model is wanted",
    ("tiny", "alone.onnx", DIGEST): "alone.json: no such file; the settings of a reader must lie beside it",
    ("tiny", "empty", DIGEST): "no config.json",
    ("tiny", "http://example.org/tiny.gguf", DIGEST): "an https address without a user name",
    ("tiny", "https://me:key@example.org/tiny.gguf", DIGEST): "an https address without a user name",
    ("tiny", "ftp://example.org/tiny.gguf", DIGEST): "an https address",
    ("tiny", "https://example.org/tiny.zip?key=1", DIGEST): "https://example.org/tiny.zip: a reader",
    ("tiny", "https://example.org/.gguf", DIGEST): "is wanted",
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_cannot_be_installed_is_said_and_nothing_is_left(
    case: tuple[str, str, str], tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("tiny.gguf", "tiny.bin", "alone.onnx", "empty/x"):
        file(tmp_path, name)
    name, source, digest = case
    with pytest.raises(ModelError, match=REFUSED[case]) as caught:
        install.add(name, source, digest)
    assert "key" not in str(caught.value) and left(store) == []


def test_a_name_is_given_once_and_remains_of_a_killed_run_are_replaced(tmp_path: Path, store: Path) -> None:
    file(store, "tiny/half.gguf", b"half")
    install.add("tiny", str(file(tmp_path)), DIGEST)
    assert left(store) == ["models.json", "tiny", "tiny/tiny.gguf"]
    with pytest.raises(ModelError, match="installed already; `mtcheck models remove tiny`"):
        install.add("tiny", str(file(tmp_path)), DIGEST)


def test_a_list_that_cannot_be_written_leaves_no_model(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(install, "write_records", full)
    with pytest.raises(OSError, match="no room"):
        install.add("tiny", str(file(tmp_path)), DIGEST)
    assert left(store) == []


def test_folder_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTCHECK_MODELS", str(file(tmp_path, "a-file") / "models"))
    with pytest.raises(ModelError, match=r"a-file"):
        install.add("tiny", str(file(tmp_path)), DIGEST)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "tiny.gguf").write_bytes(b"other"), "tiny.gguf has changed"),
        (lambda folder: (folder / "tiny.gguf").unlink(), "tiny.gguf is missing"),
        (lambda folder: (folder / "more.json").write_text("{}"), "more.json was not installed"),
    ],
)
def test_changed_model_is_refused_at_load(tmp_path: Path, store: Path, change: Any, said: str) -> None:
    record = install.add("tiny", str(file(tmp_path)), DIGEST)
    change(store / "tiny")
    assert damage(record) == said
    with pytest.raises(ModelError, match=f"model:tiny: refused: .*{said}; `mtcheck models remove tiny`"):
        located("model:tiny", "gguf")


def test_absent_model_and_wrong_kind_are_said(tmp_path: Path, store: Path) -> None:
    with pytest.raises(ModelError, match=r"no model 'deep' is installed .*`mtcheck models add deep SOURCE --sha256 DIGEST`"):
        located("model:deep", "reader")
    install.add("tiny", str(file(tmp_path)), DIGEST)
    with pytest.raises(ModelError, match="installed are tiny"):
        record_of("deep")
    with pytest.raises(ModelError, match="model:tiny: a model of kind reader is wanted here; this one is of kind gguf"):
        located("model:tiny", "reader")


ENTRY: dict[str, Any] = {"kind": "gguf", "source": "x", "digest": DIGEST, "files": {"tiny.gguf": DIGEST}}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"format": 2, "models": {}}',
        json.dumps({"format": 1, "models": {"tiny": {**ENTRY, "kind": "zip"}}}),
        json.dumps({"format": 1, "models": {"tiny": {**ENTRY, "files": {"../tiny.gguf": DIGEST}}}}),
        json.dumps({"format": 1, "models": {"tiny": {**ENTRY, "digest": "abc"}}}),
        json.dumps({"format": 1, "models": {"../tiny": ENTRY}}),
        json.dumps({"format": 1, "models": {"tiny": 3}}),
    ],
)
def test_damaged_list_is_said_with_the_way_out(store: Path, text: str) -> None:
    file(store, "models.json", text.encode())
    with pytest.raises(ModelError, match=r"models\.json: .*delete it, and install"):
        installed_models()


class Answer(io.BytesIO):
    headers: ClassVar = {"Content-Length": str(len(DATA))}


class Opener:
    """Answer like the network would; note what is asked for."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def __call__(self, *_handlers: object) -> Opener:
        return self

    def open(self, request: Request, timeout: float) -> Answer:
        answer = self.answers[request.full_url]
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer)


def test_download_asks_for_what_was_named_and_nothing_else(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "build_opener", Opener({"https://example.org/tiny.gguf?key=1": DATA}))
    seen: list[tuple[int, int]] = []
    record = install.add("tiny", "https://example.org/tiny.gguf?key=1", DIGEST, progress=lambda *at: seen.append(at))
    assert record.source == "https://example.org/tiny.gguf" and seen == [(len(DATA), len(DATA))]
    assert (store / "tiny" / "tiny.gguf").read_bytes() == DATA


def test_download_of_a_reader_brings_its_settings(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "build_opener", Opener({"https://e.org/a/r.onnx": DATA, "https://e.org/a/r.json": b"{}"}))
    digest = model_digest({"r.onnx": DIGEST, "r.json": hashlib.sha256(b"{}").hexdigest()})
    assert install.add("deep", "https://e.org/a/r.onnx", digest).kind == "reader"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HTTPError("https://e.org/t.gguf", 404, "Not Found", Message(), None), "the server answers 404 Not Found"),
        (URLError("no route"), "cannot be downloaded: no route"),
        (TimeoutError("timed out"), "timed out"),
        (DATA[:5], "refused: its SHA-256 is"),
    ],
)
def test_download_that_fails_leaves_nothing(store: Path, monkeypatch: pytest.MonkeyPatch, answer: Any, said: str) -> None:
    monkeypatch.setattr(download, "build_opener", Opener({"https://e.org/t.gguf": answer}))
    with pytest.raises(ModelError, match=said):
        install.add("tiny", "https://e.org/t.gguf", DIGEST)
    assert left(store) == []


def test_redirection_stays_on_https() -> None:
    handler, request = download._HttpsOnly(), Request("https://e.org/t.gguf")
    with pytest.raises(ModelError, match="leads away from https"):
        handler.redirect_request(request, io.BytesIO(), 302, "Found", Message(), "http://e.org/t.gguf")
    followed = handler.redirect_request(request, io.BytesIO(), 302, "Found", Message(), "https://f.org/t.gguf")
    assert followed is not None and followed.full_url == "https://f.org/t.gguf"


def test_folder_follows_the_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _data_folder("linux", {}, tmp_path) == tmp_path / ".local" / "share"
    assert _data_folder("linux", {"XDG_DATA_HOME": str(tmp_path)}, Path("/home/a")) == tmp_path
    assert _data_folder("linux", {"XDG_DATA_HOME": "relative"}, tmp_path) == tmp_path / ".local" / "share"
    assert _data_folder("darwin", {}, tmp_path) == tmp_path / "Library" / "Application Support"
    assert _data_folder("win32", {"LOCALAPPDATA": str(tmp_path)}, Path("/home/a")) == tmp_path
    monkeypatch.delenv("MTCHECK_MODELS")
    assert models_folder().parts[-2:] == ("mtcheck", "models")


def test_figures_are_kept_replaced_and_dropped(store: Path) -> None:
    assert stored_figures() == {}
    keep_figures("a", Figures("model:a", "t", (1.0, 2.0)))
    keep_figures("b", Figures("model:b", "t", (3.0, 3.0)))
    keep_figures("a", Figures("model:a", "t", (1.5, 2.0)))
    assert stored_figures()["a"].quantiles == (1.5, 2.0)
    drop_figures("model:a")
    assert set(stored_figures()) == {"b"}
    for text in ("{", '{"format": 2}', '{"format": 1, "figures": {"a": {"lm": "x", "texts": "t", "quantiles": [2, 1]}}}'):
        file(store, "calibration.json", text.encode())
        with pytest.raises(MtcheckError, match=r"calibration\.json: the calibration is damaged; delete it"):
            stored_figures()

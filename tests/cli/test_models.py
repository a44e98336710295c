"""Hold `mtcheck models`, `mtcheck calibrate` and the profiles of models, as the shell sees them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from mtcheck import tables
from mtcheck.signals.models import forget
from mtcheck.store.folder import file_digest, files_in, model_digest
from tests.gate.helpers import mtcheck, project

DATA = b"weights"
DIGEST = hashlib.sha256(DATA).hexdigest()
LONG = next((Path(__file__).parent.parent.parent / "seeds").glob("002_*.txt")).read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTCHECK_MODELS", str(tmp_path / "store"))
    forget()  # a process loads a model of one name once, from the store that it had then
    folder = project(tmp_path, {"a.txt": LONG})
    (folder / "tiny.gguf").write_bytes(DATA)
    return folder


def shipped_reader(folder: Path) -> Path:
    """Copy the embedded reader into a folder; return its .onnx file."""
    (model,) = (Path(str(tables.files("mtcheck"))) / "data" / "models").glob("*.onnx")
    folder.mkdir(parents=True, exist_ok=True)
    for file in (model, model.with_suffix(".json")):
        shutil.copyfile(file, folder / file.name)
    return folder / model.name


def install_reader(place: Path, name: str = "deep") -> None:
    model = shipped_reader(place / "reader")
    digest = model_digest({part: file_digest(path) for part, path in files_in(model.parent).items()})
    assert mtcheck("models", "add", name, str(model), "--sha256", digest, cwd=place).code == 0


def test_models_are_listed_verified_and_removed(place: Path) -> None:
    done = mtcheck("models", "list", cwd=place)
    assert done.code == 0 and "no models are installed; `mtcheck models add NAME SOURCE --sha256 DIGEST`" in done.out
    store = Path(done.out.splitlines()[-1].removeprefix("folder: "))
    assert not store.exists()
    done = mtcheck("models", "add", "tiny", "tiny.gguf", "--sha256", DIGEST, cwd=place)
    assert (done.code, done.out) == (0, f"tiny: installed in {store / 'tiny'}\n")
    assert f"tiny  gguf    sha256 {DIGEST}" in mtcheck("models", "list", cwd=place).out
    assert mtcheck("models", "verify", cwd=place).out == "tiny: as installed\n"
    (store / "tiny" / "tiny.gguf").write_bytes(b"other")
    done = mtcheck("models", "verify", "tiny", cwd=place)
    assert (done.code, done.err) == (2, "tiny: tiny.gguf has changed\n")
    assert mtcheck("models", "remove", "tiny", cwd=place).code == 0
    for command in ("verify", "remove"):
        done = mtcheck("models", command, "tiny", cwd=place)
        assert done.code == 2 and "no model 'tiny' is installed" in done.err


def test_a_wrong_digest_is_code_2_and_leaves_nothing(place: Path) -> None:
    done = mtcheck("models", "add", "tiny", "tiny.gguf", "--sha256", "0" * 64, cwd=place)
    assert done.code == 2 and "refused: its SHA-256 is" in done.err and "Traceback" not in done.err
    assert "no models are installed" in mtcheck("models", "list", cwd=place).out


def test_deep_without_an_installed_reader_names_the_command_that_installs_one(place: Path) -> None:
    for command in ("audit", "gate"):
        done = mtcheck(command, "a.txt", "--profile", "deep", cwd=place)
        assert done.code == 2 and "`mtcheck models add deep SOURCE --sha256 DIGEST`" in done.err


def test_profiles_choose_the_reader_and_are_in_the_signature(place: Path) -> None:
    install_reader(place)

    def signature(*options: str) -> str:
        done = mtcheck("audit", "a.txt", "--format", "json", *options, cwd=place)
        assert done.code == 0, done.err
        return str(json.loads(done.out)["signature"])

    (place / "mtcheck.toml").unlink(missing_ok=True)
    assert "|tagger:default|" in signature() and "profile:" not in signature("--profile", "default")
    assert "|profile:fast|tagger:none|" in signature("--profile", "fast")
    deep = signature("--profile", "deep")
    assert "|profile:deep|tagger:model:deep|tagger-digest:" in deep
    assert "|profile:deep|tagger:none|" in signature("--profile", "deep", "--tagger", "none")


def test_a_changed_reader_is_refused(place: Path) -> None:
    install_reader(place)
    store = Path(mtcheck("models", "list", cwd=place).out.splitlines()[-1].removeprefix("folder: "))
    next((store / "deep").glob("*.json")).write_text("{}")
    done = mtcheck("audit", "a.txt", "--tagger", "model:deep", cwd=place)
    assert done.code == 2 and "model:deep: refused" in done.err and "has changed" in done.err


def test_gate_takes_one_policy_and_one_profile_of_models(place: Path) -> None:
    done = mtcheck("gate", "a.txt", "--profile", "strict", "--profile", "fast", "--output", "json", cwd=place)
    assert done.code < 2 and "|profile:fast|tagger:none|" in done.out
    done = mtcheck("gate", "a.txt", "--profile", "deep", "--profile", "fast", cwd=place)
    assert done.code == 2 and "--profile deep and fast" in done.err


def test_calibrate_refuses_what_has_no_figures_of_its_own(place: Path) -> None:
    for lm in ("ngram", "none"):
        done = mtcheck("calibrate", "--lm", lm, cwd=place)
        assert done.code == 2 and f"--lm {lm}: name a model of your own" in done.err
    done = mtcheck("calibrate", "--lm", "model:tiny", cwd=place)
    assert done.code == 2 and "no model 'tiny' is installed" in done.err
    done = mtcheck("calibrate", "--lm", "ngrm", cwd=place)
    assert done.code == 2 and "lm 'ngrm': ngram, none, hf:NAME_OR_PATH, model:NAME" in done.err


@pytest.mark.hf
@pytest.mark.filterwarnings("ignore")
def test_calibrated_model_gives_a_percentile(place: Path) -> None:
    pytest.importorskip("torch", reason="needs the extra hf")
    from tests.signals.tiny import tiny_causal

    folder = tiny_causal(place / "model")
    digest = model_digest({part: file_digest(path) for part, path in files_in(folder).items()})
    assert mtcheck("models", "add", "tiny", "model", "--sha256", digest, cwd=place).code == 0

    def surprisal() -> dict[str, object]:
        done = mtcheck("audit", "a.txt", "--format", "json", "--lm", "model:tiny", "--profile", "fast", cwd=place)
        assert done.code == 0, done.err
        found: dict[str, object] = json.loads(done.out)["documents"][0]["surprisal"]
        return found

    assert surprisal()["against"] == {"kind": "clean", "percentile": None}
    done = mtcheck("calibrate", "--lm", "model:tiny", cwd=place)
    assert done.code == 0 and "bits per word in the middle of 20 clean passages" in done.out
    found = surprisal()
    assert found["model"] == "model:tiny" and isinstance(found["against"], dict)
    assert found["against"]["percentile"] is not None
    assert mtcheck("models", "remove", "tiny", cwd=place).code == 0
    store = Path(done.out.rpartition("kept in ")[2].strip())
    assert json.loads(store.read_text())["figures"] == {}, "what was measured goes with the model"

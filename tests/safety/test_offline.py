"""Hold that a run asks nobody and writes nowhere but where it was told: seen from outside, native code included."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gate.helpers import CLEAN, WORSE, project

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "mtcheck"
COMMANDS = {
    "audit": (["audit", "in", "--report", "pages", "-o", "out.txt"], {"pages", "out.txt"}),
    "audit on processes": (["audit", "in", "--jobs", "2", "--format", "json", "-o", "out.json"], {"out.json"}),
    "gate": (["gate", "in", "--output", "sarif=out.sarif"], {"out.sarif", ".mtcheck_cache"}),
    "gate without cache": (["gate", "in", "--no-cache"], set()),
    "compare": (["compare", "in", "ref", "--report", "pages"], {"pages"}),
    "decisions": (["decisions", "apply", "made.json"], {"mtcheck-suppressions.json", "mtcheck-gold.jsonl"}),
}
_CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<arguments>.*)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ADDRESS = re.compile(r"AF_(?!UNIX\b|UNSPEC\b)\w+")
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_TRACED = "network,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
_NETWORK = ("socket", "socketpair", "connect", "bind", "sendto", "sendmsg", "recvfrom", "recvmsg", "getsockname", "shutdown")
_HARMLESS = re.compile(r"/dev/(?:null|tty|shm/sem\.[\w.-]+|shm/[\w.-]+)|/proc/self/.*|pipe:.*")


def place(top: Path) -> tuple[Path, dict[str, str]]:
    """Write a project, and empty folders for all that programs keep beside: none of them may be written to."""
    entry = {"fingerprint": "v1:x", "start": 0, "end": 3, "text": "The", "rule": "r", "category": "c", "severity": "minor"}
    made = [{**entry, "decision": "false-positive"}, {**entry, "fingerprint": "v1:y", "decision": "artifact"}]
    document = {"path": "in/a.txt", "id": "in/a.txt", "sha256": "0", "signature": "", "suspects": 2, "decisions": made}
    decided = json.dumps({"format": "mtcheck-decisions", "version": 1, "documents": [document]})
    files = {f"{name}/{article}.txt": text for name in ("in", "ref") for article, text in (("a", WORSE), ("b", CLEAN))}
    folder = project(top / "project", {**files, "made.json": decided}, config="")
    home = top / "home"
    home.mkdir()
    kept = {"HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "CI": ""}
    kept |= {f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
    return folder, kept | {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_run_asks_nobody_and_writes_where_it_was_told(tmp_path: Path, name: str) -> None:
    command, outputs = COMMANDS[name]
    folder, env = place(tmp_path)
    before = {path.relative_to(folder) for path in folder.rglob("*")}
    seen = tmp_path / "calls"
    traced = ["strace", "-f", "-qq", "-s", "400", "-e", f"trace={_TRACED}", "-o", str(seen)] if shutil.which("strace") else []
    whole = [*traced, *_shut_off(), sys.executable, "-m", "mtcheck", *command]
    done = subprocess.run(whole, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    new = {path.relative_to(folder) for path in folder.rglob("*")} - before
    assert {path.parts[0] for path in new} == outputs
    assert list((tmp_path / "home").rglob("*")) == []
    if traced:
        calls = seen.read_text(errors="replace").splitlines()
        assert any("in/a.txt" in call or "made.json" in call for call in calls), "what is traced is the run"
        assert [call for call in calls if _ADDRESS.search(call)] == []
        assert [path for call in calls for path in _written(call) if not _is_told(path, folder, env)] == []


def _shut_off() -> list[str]:
    """Return what runs a command without a network, where that is allowed here."""
    shut = ["unshare", "-n"]
    allowed = shutil.which("unshare") and subprocess.run([*shut, "true"], capture_output=True, check=False).returncode == 0
    return shut if allowed else []


def _written(call: str) -> list[str]:
    """Return the paths that a system call makes, changes or takes away."""
    match = _CALL.match(call)
    if match is None or (match["name"].startswith("open") and not _WRITING.search(match["arguments"])):
        return []
    if " = -1 " in call or match["name"] in _NETWORK:
        return []
    return _PATH.findall(match["arguments"])


def _is_told(path: str, folder: Path, env: dict[str, str]) -> bool:
    """Tell whether a path lies in the project, or in the folder for files that vanish (and did, as the test looks)."""
    full = os.path.normpath(os.path.join(folder, path))
    return full.startswith((str(folder), env["TMPDIR"])) or bool(_HARMLESS.fullmatch(path)) or not path.startswith("/")


def test_the_trace_would_show_it(tmp_path: Path) -> None:
    """Plant a look-up, a connection and a foreign file, and see that each is noticed."""
    if not shutil.which("strace"):
        pytest.skip("strace is not there")
    code = (
        "import socket, pathlib\n"
        "try: socket.create_connection(('127.0.0.1', 9))\nexcept OSError: pass\n"
        f"pathlib.Path({str(tmp_path / 'foreign')!r}).write_text('x')"
    )
    seen = tmp_path / "calls"
    subprocess.run(["strace", "-f", "-qq", "-e", f"trace={_TRACED}", "-o", str(seen), sys.executable, "-c", code], check=True)
    calls = seen.read_text().splitlines()
    assert [call for call in calls if _ADDRESS.search(call)]
    told = {"TMPDIR": str(tmp_path / "home")}
    assert str(tmp_path / "foreign") in [
        path for call in calls for path in _written(call) if not _is_told(path, tmp_path / "project", told)
    ]


def test_one_place_alone_opens_models() -> None:
    """Whoever imports onnxruntime elsewhere has its reports switched on: it must be told before it is loaded."""
    importing = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] == "onnxruntime" for name in names):
                importing.add(path.relative_to(PACKAGE).as_posix())
    assert importing == {"signals/onnx.py"}
    body = (PACKAGE / "signals" / "onnx.py").read_text(encoding="utf-8")
    assert body.index('"ORT_DISABLE_TELEMETRY"') < body.index("import onnxruntime")

"""Hold the import rules: which layer may import which, read off the syntax trees."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "mtcheck"
EVERYTHING = "*"
ALLOWED: dict[str, set[str]] = {
    "core": {"core"},
    "tables": {"core", "tables"},
    "segment": {"core", "tables", "segment"},
    "languages": set(),
    "odds": set(),
    "readers": {"core", "input", "tables", "segment", "readers"},
    "lm": {"core", "input", "tables", "lm"},
    "detectors": {"core", "tables", "languages", "odds"},
    "fuse": {"core", "tables", "lm", "odds", "fuse"},
    "reference": {"core", "tables", "reference"},
    "registry": {"core", "detectors"},
    "config": {"core", "registry"},
    "input": set(),
    "output": {"core"},
    "workers": set(),
    "own_names": {"core", "input", "tables", "detectors"},
    "places": {"core"},
    "project": set(),
    "suppress": {"core", "input", "output", "project"},
    "settings": {"core", "input", "config", "suppress"},
    "acceptances": {"core", "config", "comments", "project"},
    "comments": {"core", "config"},
    "baseline": {"core", "input", "fuse", "output", "project", "suppress"},
    "policy": {"core", "tables", "config", "registry", "project", "settings"},
    "gate": {"core", "policy", "project"},
    "since": {"core"},
    "codec": set(),
    "cache": {"core", "cache_key", "codec", "config", "engine", "input", "output", "project", "readers", "suppress", "root"},
    "cache_key": {"config", "input", "registry", "root"},
    "accept": {"acceptances", "baseline", "since", "core", "config", "engine", "project", "settings", "suppress", "root"},
    "decisions": {"core", "input", "output"},
    "gold": {"core", "input", "decisions", "output"},
    "fix": {"core", "decisions", "readers"},
    "evaluate": {"core", "input", "measures"},
    "evaluate_segments": {"core", "measures", "evaluate"},
    "measures": set(),
    "ahead": {"core", "tables", "readers", "lm", "fuse", "config", "own_names", "root"},
    "engine": {
        "core",
        "tables",
        "segment",
        "readers",
        "lm",
        "fuse",
        "registry",
        "config",
        "own_names",
        "places",
        "suppress",
        "acceptances",
        "ahead",
        "beside",
        "workers",
        "root",
    },
    "beside": {"core", "ahead", "config", "languages", "readers", "fuse", "reference"},
    "render": {"core", "render"},
    "root": {EVERYTHING},
    "cli": {EVERYTHING},
    "__main__": {"cli"},
}
HEAVY = {"torch", "transformers"}


def layer(module: str) -> str:
    """Give the layer of a module of ours: ``mtcheck.core.span`` -> ``core``, ``mtcheck`` -> ``root``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "root"


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each imported module and whether the import runs when the module is imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(node) for part in ast.walk(tree) if _runs_later(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        at_import = id(node) not in inside
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_import) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "mtcheck":
            yield from ((_submodule(alias.name), at_import) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or "", at_import


def _runs_later(part: ast.AST) -> bool:
    if isinstance(part, ast.If):
        return isinstance(part.test, ast.Name) and part.test.id == "TYPE_CHECKING"
    return isinstance(part, ast.FunctionDef)


def _submodule(name: str) -> str:
    is_module = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
    return f"mtcheck.{name}" if is_module else "mtcheck"


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_layer_imports_only_what_it_may(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py") if relative.name != "__init__.py" or len(relative.parts) > 1 else "root"
    allowed = ALLOWED[own]
    for module, at_import in imports(path):
        top = module.partition(".")[0]
        if top == "mtcheck" and EVERYTHING not in allowed and not _own_family(relative, module):
            assert layer(module) in allowed, f"{relative} imports {module}"
        if top == "mtcheck" and own not in ("cli", "__main__"):
            assert layer(module) != "cli", f"{relative} imports {module}"
        if own == "core" and top != "mtcheck":
            assert top in sys.stdlib_module_names, f"{relative} imports {module}"
        if top in HEAVY:
            assert relative.as_posix() == "lm/hf.py" and not at_import, f"{relative} imports {module} too early"


def _own_family(relative: Path, module: str) -> bool:
    """Tell whether a detector imports a part of its own: a sibling in its package, or a helper whose name begins with _."""
    parts = module.split(".")
    if relative.parts[0] != "detectors" or parts[:2] != ["mtcheck", "detectors"]:
        return False
    if len(relative.parts) > 2:
        return len(parts) > 2 and parts[2] == relative.parts[1]
    return len(parts) == 2 or parts[2].startswith("_")


def test_import_of_the_package_loads_nothing_heavy() -> None:
    code = "import sys, mtcheck; print(sorted({'torch','transformers','onnxruntime','numpy','wordfreq'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

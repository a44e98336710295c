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
    "readers": {"core", "tables", "segment", "readers"},
    "lm": {"core", "tables", "lm"},
    "detectors": {"core", "tables"},
    "fuse": {"core", "tables", "fuse"},
    "registry": {"core", "detectors"},
    "config": {"core", "registry"},
    "output": {"core"},
    "evaluate": {"core"},
    "engine": {"core", "tables", "segment", "readers", "lm", "fuse", "registry", "config", "root"},
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
    inside = {id(node) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)}
    for node in ast.walk(tree):
        at_import = id(node) not in inside
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_import) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "mtcheck":
            yield from ((_submodule(alias.name), at_import) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or "", at_import


def _submodule(name: str) -> str:
    is_module = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
    return f"mtcheck.{name}" if is_module else "mtcheck"


def is_helper(module: str, importer: Path) -> bool:
    """Tell whether a module is a private part (``detectors._quote_marks``), or one of the importer's own family package."""
    own_package = len(importer.parts) > 2 and f"{module}.".startswith(f"mtcheck.detectors.{importer.parts[1]}.")
    return module.startswith("mtcheck.detectors._") or own_package


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_layer_imports_only_what_it_may(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py") if relative.name != "__init__.py" or len(relative.parts) > 1 else "root"
    allowed = ALLOWED[own]
    for module, at_import in imports(path):
        top = module.partition(".")[0]
        if top == "mtcheck" and EVERYTHING not in allowed:
            helper = own == "detectors" and is_helper(module, relative)
            assert helper or layer(module) in allowed, f"{relative} imports {module}"
        if top == "mtcheck" and own not in ("cli", "__main__"):
            assert layer(module) != "cli", f"{relative} imports {module}"
        if own == "core" and top != "mtcheck":
            assert top in sys.stdlib_module_names, f"{relative} imports {module}"
        if top in HEAVY:
            assert relative.as_posix() == "lm/hf.py" and not at_import, f"{relative} imports {module} too early"


def test_detectors_import_no_other_detector() -> None:
    for path in (PACKAGE / "detectors").glob("*.py"):
        ours = [module for module, _ in imports(path) if module.startswith("mtcheck.detectors")]
        assert all(is_helper(module, path.relative_to(PACKAGE)) for module in ours), f"{path.name} imports {ours}"


def test_import_of_the_package_loads_nothing_heavy() -> None:
    code = "import sys, mtcheck; print(sorted({'torch','transformers','onnxruntime','numpy','wordfreq'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

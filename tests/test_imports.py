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
    "lang": {"core", "lang"},
    "segment": {"core", "tables", "segment"},
    "readers": {"core", "input", "segment", "readers"},
    "detectors": {"core", "tables", "lang"},
    "registry": {"core", "detectors"},
    "config": {"core", "input", "tables", "lang", "registry", "detectors", "config"},
    "store": {"core", "output", "store"},
    "signals": {"core", "input", "tables", "lang", "readers", "config", "store", "signals"},
    "suspects": {"core", "tables", "registry", "suspects"},
    "reference": {"core", "tables", "lang", "readers", "config", "signals", "suspects", "reference"},
    "input": set(),
    "output": {"core"},
    "workers": set(),
    "accept": {"core", "input", "registry", "suspects", "config", "output", "accept"},
    "engine": {
        "core",
        "tables",
        "readers",
        "registry",
        "config",
        "store",
        "signals",
        "suspects",
        "reference",
        "accept",
        "workers",
        "root",
    },
    "checker": {"core", "readers", "config", "signals", "engine", "render"},
    "review": {"core", "input", "lang", "readers", "output", "review"},
    "gate": {"core", "input", "tables", "readers", "registry", "config", "output", "checker", "store", "gate", "root"},
    "evaluation": {"core", "input", "evaluation"},
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
        if own == "core" and top != "mtcheck" and relative.as_posix() != "core/odds.py":
            assert top in sys.stdlib_module_names, f"{relative} imports {module}"
        if top in HEAVY:
            assert relative.as_posix() == "signals/hf.py" and not at_import, f"{relative} imports {module} too early"


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


@pytest.mark.parametrize("command", ["--version", "--help", *(f"{name} --help" for name in ("audit", "gate", "baseline"))])
def test_help_loads_nothing_that_checks(command: str) -> None:
    """Start-up stays short; ``benchmarks/startup.py`` measures it."""
    slow = {"numpy", "regex", "onnxruntime", "rapidfuzz", "jinja2", "importlib.metadata", "mtcheck.engine", "mtcheck.segment"}
    code = (
        f"import sys, mtcheck.cli.main as m; m.cli({command.split()!r}, standalone_mode=False); print('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not slow & set(done.stdout.rpartition("LOADED")[2].split())


def test_rooms_have_no_circle() -> None:
    """Find an order in which each room imports only those before it; ``cli`` and the package itself come last."""
    rows = {room: allowed - {room, "root"} for room, allowed in ALLOWED.items() if EVERYTHING not in allowed}
    while rows:
        free = {room for room, allowed in rows.items() if not allowed & set(rows)}
        assert free, f"these import each other: {sorted(rows)}"
        rows = {room: allowed for room, allowed in rows.items() if room not in free}


def test_rooms_are_few() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0] for path in MODULES if path.name != "__init__.py" or path.parent != PACKAGE}
    assert len(rooms) <= 24 and len(ALLOWED) <= 25


def test_what_may_be_imported_is() -> None:
    """A row allows no more than there is: what a layer no longer imports leaves its row."""
    used: dict[str, set[str]] = {}
    for path in MODULES:
        relative = path.relative_to(PACKAGE)
        own = relative.parts[0].removesuffix(".py") if relative.name != "__init__.py" or len(relative.parts) > 1 else "root"
        used.setdefault(own, set()).update(layer(module) for module, _ in imports(path) if module.split(".")[0] == "mtcheck")
    spare = {room: sorted(allowed - used[room] - {room}) for room, allowed in ALLOWED.items() if EVERYTHING not in allowed}
    assert not {room: names for room, names in spare.items() if names}

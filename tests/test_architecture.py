"""The floors of the house, read from docs/explanation/architecture.md and held by every import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import time
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
PACKAGES = ("hamiltonians", "spinnet")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LOADERS = {
    "spinnet/__init__.py",
    "spinnet/backends/ibm/result.py",
    "spinnet/backends/ibm/training.py",
    "spinnet/backends/registry.py",
    "spinnet/circuits/device_cost.py",
    "spinnet/cli/app.py",
    "spinnet/sector/loops/on_demand.py",
    "spinnet/vqe/result.py",
}
FRONT_ENDS = ("pennylane", "qiskit", "qiskit_aer", "qiskit_ibm_runtime", "mthree", "matplotlib")


def written_rules() -> dict[str, set[str]]:
    rows = re.findall(r"^\| `([\w.]+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {part: {*re.findall(r"`([\w.]+)`", allowed), part} for part, allowed in rows}


RULES = written_rules()
PARTS = sorted(RULES, key=len, reverse=True)


def name_of(path: Path) -> str:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


def part_of(module: str) -> str:
    """The longest part of the table that holds a module; a third-party module is its own."""
    home = next((part for part in PARTS if f"{module}.".startswith(f"{part}.")), None)
    return home or (module if module.startswith("spinnet") else module.split(".")[0])


def imported_modules(tree: ast.AST) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules |= {name if name in RULES else str(node.module) for name in names}
    return {m for m in modules if m.split(".")[0] not in {*sys.stdlib_module_names, "numpy"}}


def parsed(path: Path) -> ast.Module:
    """A file without what is there for type checkers alone."""
    return OnlyAtRunTime().visit(ast.parse(path.read_text(encoding="utf-8")))


class OnlyAtRunTime(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | None:
        is_for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if is_for_types else self.generic_visit(node)


def test_every_part_is_in_the_table():
    unruled = {part_of(name_of(path)) for path in FILES} - set(RULES)
    assert unruled <= {"spinnet", "spinnet.__main__"}


def test_imports_keep_to_the_table():
    breaches = []
    for path in FILES:
        part = part_of(name_of(path))
        if part in RULES:  # the public face names what it shows and loads it on first use
            imported = {part_of(module) for module in imported_modules(parsed(path))}
            allowed = RULES[part] | {"spinnet"}  # spinnet itself gives the version
            breaches += [f"{name_of(path)}: {other}" for other in sorted(imported - allowed)]
    assert not breaches


def test_imports_stand_at_the_top():
    hidden = []
    for path in FILES:
        if path.name != "_optional.py" and path.relative_to(ROOT).as_posix() not in LOADERS:
            nodes = ast.walk(parsed(path))
            functions = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.Lambda)]
            modules = {module for function in functions for module in imported_modules(function)}
            hidden += [f"{name_of(path)}: {module}" for module in sorted(modules)]
    assert not hidden


def test_loading_by_name_is_left_to_few():
    loading = {
        p.relative_to(ROOT).as_posix() for p in FILES if "import_module(" in p.read_text("utf-8")
    }
    assert loading <= LOADERS
    assert all(f"`{path}`" in PAGE.read_text("utf-8") for path in LOADERS)


def test_the_floors_have_no_cycle():
    graph = nx.DiGraph(
        (part, other)
        for part, allowed in RULES.items()
        for other in allowed
        if other in RULES and other != part
    )
    assert nx.is_directed_acyclic_graph(graph)


def test_the_table_gives_front_ends_a_single_home():
    homes = {
        package: {part for part, allowed in RULES.items() if package in allowed} - {"spinnet.cli"}
        for package in FRONT_ENDS
    }
    assert homes["matplotlib"] == {"spinnet.plots"}
    assert homes["pennylane"] == {"spinnet.backends.pennylane"}
    assert homes["qiskit"] <= {"spinnet.backends.qiskit", "spinnet.backends.ibm"}
    assert homes["qiskit_ibm_runtime"] == homes["mthree"] == {"spinnet.backends.ibm"}


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def test_the_core_imports_without_front_ends():
    blocked = f"import sys; sys.modules.update(dict.fromkeys({FRONT_ENDS!r}))"
    core = "hamiltonians, spinnet, spinnet.su2, spinnet.networks, spinnet.circuits"
    engine = "spinnet.sector, spinnet.backends, spinnet.vqe, spinnet.testing"
    outcome = run_python(
        f"{blocked}\nimport {core}, {engine}\nfor n in spinnet.__all__: getattr(spinnet, n)"
    )
    assert outcome.returncode == 0, outcome.stderr


def test_import_spinnet_loads_nothing_heavy_and_prints_nothing():
    code = "import sys, spinnet; print(sorted({'jax', 'scipy', 'networkx'} & set(sys.modules)))"
    started = time.perf_counter()
    outcome = run_python(code)
    assert (outcome.stdout.strip(), outcome.stderr) == ("[]", "")
    assert time.perf_counter() - started < 5  # a new process on a busy machine


def test_importing_the_engine_leaves_out_numba():
    code = "import sys, spinnet.backends.sector, spinnet.vqe; print('numba' in sys.modules)"
    assert run_python(code).stdout.strip() == "False"

"""Docstrings name the arguments that functions have, and files and functions stay small."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = sorted(path for name in ("hamiltonians", "spinnet") for path in (ROOT / name).rglob("*.py"))
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
LONGEST_FILE, LONGEST_FUNCTION = 500, 80


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTION))


def documented_arguments(docstring: str) -> set[str]:
    block = re.search(r"^Args:\n((?:[ ]{2,}.*\n?|\n)+)", docstring, re.MULTILINE)
    lines = block[1].splitlines() if block else []
    found = (re.match(r"[ ]{4}\**([a-z_][a-z0-9_]*)(?: \(.*\))?:", line) for line in lines)
    return {match[1] for match in found if match}


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    given = function.args
    names = {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    return names | {extra.arg for extra in (given.vararg, given.kwarg) if extra}


def code_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_text else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_documented_arguments_exist():
    stray = [
        f"{name_of(path)} {function.name}: {name}"
        for path in FILES
        for function in functions(path)
        for name in documented_arguments(ast.get_docstring(function) or "") - arguments(function)
    ]
    assert not stray


def test_files_and_functions_are_small():
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}
    long = [
        f"{name_of(path)} {function.name}"
        for path in FILES
        for function in functions(path)
        if code_length(function) > LONGEST_FUNCTION
    ]
    assert not long

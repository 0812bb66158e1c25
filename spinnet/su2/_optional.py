"""Lazy imports of this floor: sympy is loaded only when an exact number is asked for."""

from __future__ import annotations

from types import ModuleType


def import_sympy() -> ModuleType:
    """Return sympy, importing it on first use (it takes about half a second)."""
    import sympy

    return sympy

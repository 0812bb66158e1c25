"""Labels that name a vertex gate, so that files keep what kind of gate a definition came from.

A label is the family, the tree where it is not the left-to-right one, and "inverse" where it is:
``real3``, ``general4 ((1/2 1/2) (1/2 1/2))``, ``paper3 inverse``. Gates outside the families have
their own name as label and cannot be read back from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spinnet.circuits import VertexGate, exchange_gate, general_gate, paper_gate, real_gate
from spinnet.networks import Tree, parse_tree

_WITH_TREE: dict[str, Callable[[int, Tree | None], VertexGate]] = {
    "real": real_gate,
    "general": general_gate,
}
_WITHOUT_TREE: dict[str, Callable[[int], VertexGate]] = {
    "paper": paper_gate,
    "exchange": exchange_gate,
}
_INVERSE = " inverse"
_EXPORTED = "vertex_"
_LABEL = re.compile(r"(?P<family>[a-z]+)(?P<n_spins>\d{1,2})( (?P<tree>\(.*\)))?")


def label_of(vertex: VertexGate, *, inverted: bool = False) -> str:
    """Return the label of a vertex gate or of its inverse.

    Args:
        vertex: The gate.
        inverted: Whether the inverse is meant.

    Example:
        >>> label_of(paper_gate(3), inverted=True)
        'paper3 inverse'
    """
    label = vertex.name
    if _family_gate(label) != vertex and _family_gate(f"{label} {vertex.in_tree}") == vertex:
        label = f"{label} {vertex.in_tree}"
    return label + _INVERSE if inverted else label


def is_named(vertex: VertexGate) -> bool:
    """Return whether a vertex gate's label names it, so that files bring it back.

    Args:
        vertex: The gate.
    """
    return _family_gate(label_of(vertex)) == vertex


def gate_of_label(label: str) -> tuple[VertexGate, bool]:
    """Return the vertex gate a label names, and whether its inverse is meant.

    Args:
        label: As `label_of` writes it.

    Raises:
        ValueError: If the label names no gate of the families.
    """
    plain = label.removesuffix(_INVERSE)
    vertex = _family_gate(plain)
    if vertex is None:
        raise ValueError(
            f"the label of a vertex gate must name one of the families paper, real, general or "
            f"exchange and its number of spins, such as 'real3'; got {label!r}."
        )
    return vertex, label.endswith(_INVERSE)


def exported_name(label: str) -> str:
    """Return the identifier that stands for a label in OpenQASM 3 programs.

    Args:
        label: As `label_of` writes it.

    Example:
        >>> exported_name("real3 inverse")
        'vertex_real3_inverse'
    """
    return _EXPORTED + re.sub(r"\W+", "_", label).strip("_")


def label_of_exported(name: str) -> str | None:
    """Return the label behind an identifier of an OpenQASM 3 program, None if it is no vertex gate.

    Identifiers do not keep trees, so only gates on left-to-right trees come back.

    Args:
        name: The identifier, with the number that the exporter may have added to it.
    """
    if not name.startswith(_EXPORTED):
        return None
    return re.sub(r"_\d+$", "", name.removeprefix(_EXPORTED)).replace("_inverse", _INVERSE)


def _family_gate(label: str) -> VertexGate | None:
    match = _LABEL.fullmatch(label)
    if match is None:
        return None
    family, n_spins, tree = match["family"], int(match["n_spins"]), match["tree"]
    try:
        if family in _WITH_TREE:
            return _WITH_TREE[family](n_spins, parse_tree(tree) if tree else None)
        if family in _WITHOUT_TREE and tree is None:
            return _WITHOUT_TREE[family](n_spins)
    except ValueError:
        return None
    return None

"""Spin networks as JSON files.

A file lists edges with their spins, and vertices with trees and labels where there is a choice::

    {"edges": [{"name": "a", "spin": "1/2", "from": "v", "to": "w"}, ...],
     "vertices": [{"name": "v", "out_tree": "((1/2 1/2) 1)", "total": "0", "out_path": ["1"]}, ...],
     "open": ["x", "y"]}

An edge that comes from or goes to the outside leaves out ``from`` or ``to`` and is named in
``open``. A vertex may give ``in`` and ``out`` (its edges in leaf order; otherwise as listed in the
file), ``in_tree`` and ``out_tree`` (otherwise left to right), and either ``total``, ``in_path``,
``out_path`` and ``scale`` or ``blocks``, a matrix for each total spin. Without these the
intertwiner must be unique. Numbers are JSON numbers, exact texts such as ``"-1/2*sqrt(3)"``, or
``{"re": x, "im": y}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from spinnet.networks.intertwiners import Intertwiner, basis_intertwiner, intertwiner, side_tree
from spinnet.networks.spin_network import Edge, SpinNetwork, Vertex, vertex_map
from spinnet.networks.tree import Tree
from spinnet.networks.tree_text import parse_tree
from spinnet.su2 import Radical, SignedRoot, radical, spin_text, two_j_of
from spinnet.su2.radicals import parse_radical

_SHOWN = 60  # characters of what a message quotes
_NETWORK_KEYS = {"edges", "vertices", "open"}
_EDGE_KEYS = {"name", "spin", "from", "to"}
_LABEL_KEYS = {"total", "in_path", "out_path", "scale"}
_VERTEX_KEYS = {"name", "in", "out", "in_tree", "out_tree", "blocks"} | _LABEL_KEYS


def load_network(path: str | FilePath) -> SpinNetwork:
    """Return the spin network of a JSON file.

    Args:
        path: The file.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not JSON, or does not describe a spin network; the message names the
            file and the edge or vertex.
    """
    content = FilePath(path).read_bytes()
    try:
        description = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} must be a JSON file; {error}.") from None
    try:
        return network_from_json(description)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def save_network(network: SpinNetwork, path: str | FilePath) -> None:
    """Write a spin network to a JSON file that :func:`load_network` reads.

    Args:
        network: The network.
        path: The file, overwritten if it exists.

    Raises:
        OSError: If the file cannot be written.
    """
    text = json.dumps(network_to_json(network), indent=1)
    FilePath(path).write_text(text + "\n", encoding="utf-8")


def network_from_json(description: Mapping[str, Any]) -> SpinNetwork:
    """Return the spin network of a mapping as in a network file.

    Args:
        description: Keys ``edges``, ``vertices`` and, if any edge is open, ``open``.

    Raises:
        ValueError: If a key is unknown or missing, or the network breaks a rule.
    """
    _check_keys(description, _NETWORK_KEYS, {"edges", "vertices"}, "a network")
    edges = tuple(_read_edge(entry) for entry in _entries(description, "edges"))
    vertices = tuple(_read_vertex(entry, edges) for entry in _entries(description, "vertices"))
    return SpinNetwork(edges, vertices, _names(description, "open", []))


def network_to_json(network: SpinNetwork) -> dict[str, Any]:
    """Return a spin network as a mapping of plain JSON values, all labels written out."""
    edges = []
    for edge in network.edges:
        entry = {"name": edge.name, "spin": spin_text(edge.two_j)}
        entry |= {"from": edge.source} if edge.source is not None else {}
        entry |= {"to": edge.target} if edge.target is not None else {}
        edges.append(entry)
    vertices = [_written_vertex(vertex) for vertex in network.vertices]
    return {"edges": edges, "vertices": vertices, "open": list(network.open_edges)}


def _read_edge(entry: Any) -> Edge:
    _check_keys(entry, _EDGE_KEYS, {"name", "spin"}, "an edge")
    name = str(entry["name"])
    try:
        two_j = two_j_of(entry["spin"])
    except (TypeError, ValueError) as error:
        raise ValueError(f"edge {name!r}: {error}") from None
    for end in (entry.get("from"), entry.get("to")):
        if not (end is None or isinstance(end, str)):
            raise ValueError(f"edge {name!r} must give its ends as names; got {end!r}.")
    return Edge(name, two_j, entry.get("from"), entry.get("to"))


def _read_vertex(entry: Any, edges: tuple[Edge, ...]) -> Vertex:
    _check_keys(entry, _VERTEX_KEYS, {"name"}, "a vertex")
    name = str(entry["name"])
    incoming = _names(entry, "in", [e.name for e in edges if e.target == name])
    outgoing = _names(entry, "out", [e.name for e in edges if e.source == name])
    spin_of = {edge.name: edge.two_j for edge in edges}
    for edge_name in (*incoming, *outgoing):
        if edge_name not in spin_of:
            raise ValueError(f"vertex {name!r} must list edges of the file; got {edge_name!r}.")
    try:
        in_tree = _read_tree(entry.get("in_tree"), [spin_of[e] for e in incoming])
        out_tree = _read_tree(entry.get("out_tree"), [spin_of[e] for e in outgoing])
        chosen = _read_intertwiner(entry, out_tree, in_tree) if incoming or outgoing else None
    except (TypeError, ValueError) as error:
        raise ValueError(f"vertex {name!r}: {error}") from None
    return Vertex(name, incoming, outgoing, chosen)


def _read_tree(text: Any, spins: Sequence[int]) -> Tree | None:
    return side_tree(spins) if text is None else parse_tree(text)


def _read_intertwiner(
    entry: Mapping[str, Any], out_tree: Tree | None, in_tree: Tree | None
) -> Intertwiner:
    if "blocks" in entry and _LABEL_KEYS & set(entry):
        raise ValueError("give either 'blocks' or a label ('total', paths, 'scale'), not both.")
    if "blocks" in entry:
        return intertwiner(out_tree, in_tree, _read_blocks(entry["blocks"]))
    if "total" in entry:
        return basis_intertwiner(
            out_tree,
            in_tree,
            two_total=two_j_of(entry["total"]),
            out_path=tuple(two_j_of(label) for label in entry.get("out_path", ())),
            in_path=tuple(two_j_of(label) for label in entry.get("in_path", ())),
            scale=_read_number(entry.get("scale", 1)),
        )
    if _LABEL_KEYS & set(entry):
        raise ValueError("a label needs 'total', the total spin that flows through the vertex.")
    return intertwiner(out_tree, in_tree)


def _read_blocks(blocks: Any) -> dict[int, list[list[Any]]]:
    if not isinstance(blocks, Mapping) or not all(
        isinstance(rows, list) and all(isinstance(row, list) for row in rows)
        for rows in blocks.values()
    ):
        raise ValueError(
            f"'blocks' must give a list of rows for each total spin; got {_beginning(blocks)}."
        )
    return {
        two_j_of(total): [[_read_number(number) for number in row] for row in rows]
        for total, rows in blocks.items()
    }


def _read_number(value: Any) -> Any:
    if isinstance(value, str):
        return parse_radical(value)
    if isinstance(value, Mapping) and set(value) == {"re", "im"}:
        return complex(value["re"], value["im"])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(
            "a number must be a JSON number, an exact text or {'re': x, 'im': y}; got "
            f"{_beginning(value)}."
        )
    return value


def _written_vertex(vertex: Vertex) -> dict[str, Any]:
    found = vertex_map(vertex)
    entry: dict[str, Any] = {"name": vertex.name}
    for side, names, tree in (
        ("in", vertex.incoming, found.in_tree),
        ("out", vertex.outgoing, found.out_tree),
    ):
        entry[side] = list(names)
        if tree:
            entry[f"{side}_tree"] = str(tree)
    entry["blocks"] = {
        spin_text(two_total): [[_written_number(number) for number in row] for row in block]
        for two_total, block in found.blocks
    }
    return entry


def _written_number(value: Any) -> Any:
    if isinstance(value, complex):
        return {"re": value.real, "im": value.imag}
    if isinstance(value, (Radical, SignedRoot, Fraction)):
        return str(radical(value))
    return value


def _names(entry: Mapping[str, Any], key: str, default: list[str]) -> tuple[str, ...]:
    names = entry.get(key, default)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{key!r} must be a list of edge names; got {_beginning(names)}.")
    return tuple(names)


def _entries(description: Mapping[str, Any], key: str) -> list[Any]:
    found = description.get(key, [])
    if not isinstance(found, list):
        raise ValueError(f"{key!r} of a network must be a list; got {_beginning(found)}.")
    return found


def _check_keys(entry: Any, known: set[str], needed: set[str], what: str) -> None:
    if not isinstance(entry, Mapping):
        raise ValueError(
            f"{what} of a network file must be an object with keys; got {_beginning(entry)}."
        )
    unknown, missing = sorted(set(entry) - known), sorted(needed - set(entry))
    if unknown or missing:
        problem = f"unknown key {unknown[0]!r}" if unknown else f"missing key {missing[0]!r}"
        raise ValueError(
            f"{what} has the keys {sorted(known)}; {problem} in {_beginning(dict(entry))}."
        )


def _beginning(value: Any) -> str:
    """Return what was found in a file, cut off where it is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."

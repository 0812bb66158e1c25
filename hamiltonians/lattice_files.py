"""Reading lattices from files: JSON bond lists and GraphML.

This module turns a file into plain data and says in one sentence what is wrong with it. It
does not know the Lattice class; :meth:`hamiltonians.Lattice.from_json` and
:meth:`hamiltonians.Lattice.from_graphml` build the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx

from hamiltonians.bonds import Bond, Triangle
from hamiltonians.numbers import whole_number

_FORM = '{"n_sites": N, "bonds": [[i, j, J], ...]}'


def read_bond_list(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked content of a JSON bond list.

    Args:
        source: Path of a JSON file, or the mapping it would contain.

    Returns:
        A mapping with ``name``, ``n_sites``, ``bonds`` (a tuple of :class:`hamiltonians.Bond`),
        ``positions`` (``None`` if absent), ``triangles`` (a tuple of
        :class:`hamiltonians.Triangle`, ``None`` if absent) and ``period``.

    Raises:
        ValueError: If the content does not have this form.
        OSError: If the file cannot be read.
    """
    content, origin, name = _load(source)
    if not isinstance(content, Mapping):
        raise ValueError(f"{origin} must hold an object {_FORM}, got a {type(content).__name__}.")
    for key in ("n_sites", "bonds"):
        if key not in content:
            raise ValueError(f"{origin} must have the key {key!r}; the form is {_FORM}.")
    try:
        triangles = content.get("triangles")
        return {
            "name": str(content.get("name") or name),
            "n_sites": whole_number(content["n_sites"], "n_sites"),
            "bonds": tuple(_bond(entry) for entry in _entries(content, "bonds")),
            "positions": _entries(content, "positions") if content.get("positions") else None,
            "triangles": None if triangles is None else _triangles(_entries(content, "triangles")),
            "period": _entries(content, "period") if content.get("period") else (),
        }
    except (TypeError, ValueError) as error:
        raise ValueError(f"{origin}: {error}") from None


def read_graphml(path: str | Path) -> networkx.Graph:
    """Return the graph in a GraphML file.

    Args:
        path: The file.

    Returns:
        A NetworkX graph with string nodes and the file's data as attributes, named after the
        file unless it carries a name.

    Raises:
        ValueError: If the file is not GraphML.
        OSError: If the file cannot be read.
    """
    try:
        graph = networkx.read_graphml(Path(path))
    except (ParseError, networkx.NetworkXError, ValueError, KeyError) as error:
        raise ValueError(f"{path} must be a GraphML file; reading it failed: {error}.") from None
    graph.graph.setdefault("name", Path(path).stem)
    return graph


def site_labels(graph: networkx.Graph) -> dict[Hashable, int]:
    """Number the nodes of a graph.

    Args:
        graph: Any NetworkX graph.

    Returns:
        The site of each node. Nodes that are the numbers 0..N-1, or strings ending in them
        such as ``n0``, keep their number; any others are numbered in the graph's order.
    """
    nodes = list(graph.nodes)
    numbers = [_number_in(node) for node in nodes]
    if sorted(numbers) == list(range(len(nodes))):
        return dict(zip(nodes, numbers, strict=True))
    return {node: site for site, node in enumerate(nodes)}


def _number_in(node: Hashable) -> int:
    """Return the number that a node is or ends in, -1 if there is none."""
    if isinstance(node, str):
        match = re.fullmatch(r"[A-Za-z_]*(\d+)", node)
        return int(match[1]) if match else -1
    try:
        return whole_number(node, "a node")
    except TypeError:
        return -1


def _load(source: str | Path | Mapping[str, Any]) -> tuple[Any, str, str]:
    """Return the content, what errors call it, and the name it has if it gives none."""
    if isinstance(source, Mapping):
        return source, "the bond list", "graph"
    path = Path(source)
    try:
        return json.loads(path.read_text(encoding="utf-8")), str(path), path.stem
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} must be a JSON file of the form {_FORM}: {error}.") from None


def _entries(content: Mapping[str, Any], key: str) -> list[Any] | tuple[Any, ...]:
    entries = content[key]
    if not isinstance(entries, list | tuple):
        raise ValueError(f"{key!r} must be a list, got {entries!r}.")
    for entry in entries:
        if not isinstance(entry, list | tuple):
            raise ValueError(f"each entry of {key!r} must be a list, got {entry!r}.")
    return entries


def _bond(entry: list[Any]) -> Bond:
    if not 2 <= len(entry) <= 5:
        raise ValueError(
            f"a bond must be [i, j], [i, j, J], [i, j, J, kind] or [i, j, J, kind, multiplicity], "
            f"got {entry!r}."
        )
    first, second, *rest = entry
    given = dict(zip(("coupling", "kind", "multiplicity"), rest, strict=False))
    return Bond(first, second, **given)


def _triangles(entries: list[Any] | tuple[Any, ...]) -> tuple[Triangle, ...]:
    for entry in entries:
        if len(entry) not in (3, 4):
            raise ValueError(f"a triangle must be [a, b, c] or [a, b, c, kind], got {entry!r}.")
    return tuple(Triangle(tuple(entry[:3]), *entry[3:]) for entry in entries)

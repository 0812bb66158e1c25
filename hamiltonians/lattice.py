"""The lattice: sites in the plane, the bonds between them and the triangles they form.

A lattice is an immutable value. It holds couplings only as the default of each bond; the
operator that acts on spins is :class:`hamiltonians.HeisenbergModel`. Building the usual
clusters is the business of :mod:`hamiltonians.clusters`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import networkx

from hamiltonians import lattice_files
from hamiltonians.bonds import Bond, Triangle, find_triangles
from hamiltonians.numbers import counted, finite_number, whole_number
from hamiltonians.positions import Position, draw


@dataclass(frozen=True)
class Lattice:
    """A finite set of spins 1/2, where they sit and which of them interact.

    Attributes:
        name: What the lattice is called in results and pictures.
        n_sites: Number of sites, labelled 0 to ``n_sites - 1``.
        bonds: The bonds, each pair of sites at most once.
        positions: One point (x, y) per site, in units of the nearest-neighbour distance.
        triangles: Triangles whose three edges are bonds; on kagome all ``"up"`` ones first.
        period: The two vectors that span the torus, in the plane; ``()`` for open lattices
            and for rings, which are drawn as circles.

    Raises:
        ValueError: If there is no site, a bond or triangle names a site that does not exist, a
            pair is bonded twice, or a position is missing or not finite.
    """

    name: str
    n_sites: int
    bonds: tuple[Bond, ...]
    positions: tuple[Position, ...]
    triangles: tuple[Triangle, ...] = ()
    period: tuple[Position, ...] = ()

    def __post_init__(self) -> None:
        """Freeze all sequences and check them against each other."""
        set_field = object.__setattr__
        set_field(self, "n_sites", whole_number(self.n_sites, "n_sites"))
        set_field(self, "bonds", tuple(self.bonds))
        _check_bonds(self.bonds, self.n_sites)
        set_field(self, "triangles", tuple(self.triangles))
        set_field(self, "positions", _points(self.positions, "a position"))
        set_field(self, "period", _points(self.period, "a torus vector"))
        if len(self.positions) != self.n_sites:
            raise ValueError(
                f"positions must hold one (x, y) for each of the {self.n_sites} sites, "
                f"got {len(self.positions)}."
            )
        if len(self.period) not in (0, 2):
            raise ValueError(f"period must hold no or two vectors, got {len(self.period)}.")
        if self.period and _area(*self.period) == 0:
            raise ValueError(f"the two vectors of period must be independent, got {self.period}.")
        _check_triangles(self.triangles, set(self.edges))

    def __str__(self) -> str:
        """Name and sizes in one line."""
        return (
            f"{self.name}: {counted(self.n_sites, 'site')}, {counted(len(self.bonds), 'bond')}, "
            f"{counted(len(self.triangles), 'triangle')}"
        )

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """The bonded pairs (i, j) with i < j, in the order of ``bonds``."""
        return tuple(bond.sites for bond in self.bonds)

    def neighbours(self, site: int) -> tuple[int, ...]:
        """Return the sites bonded to ``site``, ascending.

        Args:
            site: A site of this lattice.

        Returns:
            The neighbours, each once, whatever the multiplicity of the bond.

        Raises:
            ValueError: If the lattice has no such site.
        """
        if not 0 <= site < self.n_sites:
            raise ValueError(f"site must be in 0..{self.n_sites - 1}, got {site}.")
        return tuple(sorted(sum(bond.sites) - site for bond in self.bonds if site in bond.sites))

    def is_connected(self) -> bool:
        """Return whether every site can be reached from every other along bonds."""
        return bool(networkx.is_connected(self.to_networkx()))

    def is_bipartite(self) -> bool:
        """Return whether the sites fall into two groups with bonds only between them."""
        return bool(networkx.is_bipartite(self.to_networkx()))

    def restricted_to(self, sites: Iterable[int], name: str) -> Lattice:
        """Return the open lattice on some of the sites, with the bonds among them.

        Args:
            sites: Sites to keep; they are numbered 0, 1, ... in the order given.
            name: Name of the new lattice.

        Returns:
            A lattice without period that keeps positions, kinds and couplings.

        Raises:
            ValueError: If a site is named twice or does not exist.
        """
        kept = tuple(sites)
        new_label = {site: label for label, site in enumerate(kept)}
        if len(new_label) != len(kept) or not set(kept) <= set(range(self.n_sites)):
            raise ValueError(f"sites to keep must be different and in 0..{self.n_sites - 1}.")
        bonds = sorted(
            Bond(new_label[b.first], new_label[b.second], b.kind, b.coupling, b.multiplicity)
            for b in self.bonds
            if set(b.sites) <= set(kept)
        )
        triangles = (
            Triangle((new_label[t.sites[0]], new_label[t.sites[1]], new_label[t.sites[2]]), t.kind)
            for t in self.triangles
            if set(t.sites) <= set(kept)
        )
        positions = tuple(self.positions[site] for site in kept)
        return Lattice(name, len(kept), tuple(bonds), positions, tuple(triangles))

    def with_couplings(self, couplings: Sequence[float]) -> Lattice:
        """Return the same lattice with other couplings on its bonds.

        Args:
            couplings: J of each bond, in the order of ``bonds``.

        Returns:
            A lattice whose files and symmetries know these couplings.

        Raises:
            ValueError: If there is not exactly one finite coupling per bond.
        """
        if len(couplings) != len(self.bonds):
            raise ValueError(
                f"couplings must hold one number for each of the {len(self.bonds)} bonds of "
                f"{self.name}, got {len(couplings)}."
            )
        bonds = tuple(
            replace(bond, coupling=coupling)
            for bond, coupling in zip(self.bonds, couplings, strict=True)
        )
        return replace(self, bonds=bonds)

    def to_networkx(self) -> networkx.Graph:
        """Return the lattice as a graph with all its data as attributes.

        Returns:
            Nodes 0..n_sites-1 with attribute ``pos``; edges with ``kind``, ``coupling`` and
            ``multiplicity``; graph attributes ``name``, ``period`` and ``triangles``.
        """
        graph = networkx.Graph(name=self.name, period=self.period, triangles=self.triangles)
        graph.add_nodes_from((site, {"pos": self.positions[site]}) for site in range(self.n_sites))
        graph.add_edges_from((b.first, b.second, _bond_attributes(b)) for b in self.bonds)
        return graph

    @classmethod
    def from_networkx(cls, graph: networkx.Graph, name: str | None = None) -> Lattice:
        """Make a lattice from any graph.

        Nodes that are exactly the integers 0..N-1 keep their number; others are numbered in
        the graph's own order. Where attributes of :meth:`to_networkx` are missing, the
        coupling is the edge's ``weight`` or 1, the kind ``"nearest"``, positions come from a
        drawing algorithm and the triangles are the graph's cycles of length three.

        Args:
            graph: A NetworkX graph. Directions of edges are ignored.
            name: Name of the lattice; by default the graph's own name, or ``"graph"``.

        Returns:
            The lattice, which may be disconnected (see :meth:`is_connected`).

        Raises:
            ValueError: If the graph is empty, has a self-loop, a repeated edge or a coupling
                that is not finite.
        """
        label = lattice_files.site_labels(graph)
        nodes = sorted(graph.nodes, key=label.__getitem__)
        bonds = tuple(
            sorted(
                _bond_from_attributes(label[u], label[v], data)
                for u, v, data in graph.edges(data=True)
            )
        )
        edges = [bond.sites for bond in bonds]
        _check_bonds(bonds, len(nodes))
        given = [graph.nodes[node].get("pos") for node in nodes]
        drawn = any(position is None for position in given)
        positions = draw(len(nodes), edges) if drawn else tuple(given)
        triangles = graph.graph.get("triangles", find_triangles(edges))
        name = name or str(graph.graph.get("name") or "graph")
        period = graph.graph.get("period", ())
        return cls(name, len(nodes), bonds, positions, tuple(triangles), tuple(period))

    def to_json(self, path: str | Path | None = None) -> dict[str, Any]:
        """Return the lattice as plain data that JSON can hold, and write it if asked.

        Args:
            path: File to write; ``None`` writes nothing.

        Returns:
            A mapping with the keys ``name``, ``n_sites``, ``bonds`` (lists of first, second,
            coupling, kind, multiplicity), ``positions``, ``triangles`` and ``period``.
            :meth:`from_json` turns it back into an equal lattice.
        """
        data = {
            "name": self.name,
            "n_sites": self.n_sites,
            "bonds": [[b.first, b.second, b.coupling, b.kind, b.multiplicity] for b in self.bonds],
            "positions": [list(position) for position in self.positions],
            "triangles": [[*triangle.sites, triangle.kind] for triangle in self.triangles],
            "period": [list(vector) for vector in self.period],
        }
        if path is not None:
            Path(path).write_text(json.dumps(data, indent=1), encoding="utf-8")
        return data

    @classmethod
    def from_json(cls, source: str | Path | Mapping[str, Any]) -> Lattice:
        """Read a lattice from a JSON bond list.

        The least that is needed is ``{"n_sites": N, "bonds": [[i, j, J], ...]}``. A bond may
        leave out J (then 1) or add its kind and multiplicity; ``name``, ``positions``,
        ``triangles`` and ``period`` are optional.

        Args:
            source: Path of a JSON file, or the mapping it would contain.

        Returns:
            The lattice. It is connected and has at least one bond.

        Raises:
            ValueError: If the content is not such a bond list, or the graph is empty,
                disconnected, self-looped, has a repeated bond or a coupling that is not finite.
            OSError: If the file cannot be read.
        """
        content = lattice_files.read_bond_list(source)
        edges = [bond.sites for bond in content["bonds"]]
        _check_bonds(content["bonds"], content["n_sites"])
        _check_loaded(content["name"], content["n_sites"], edges)
        if content["positions"] is None:
            content["positions"] = draw(content["n_sites"], edges)
        if content["triangles"] is None:
            content["triangles"] = find_triangles(edges)
        try:
            return cls(**content)
        except TypeError as error:
            raise ValueError(f"{content['name']}: {error}") from None

    @classmethod
    def from_graphml(cls, path: str | Path) -> Lattice:
        """Read a lattice from a GraphML file.

        Edge data ``coupling`` (or ``weight``) is J, and ``kind`` the kind. Node ids
        that are numbers 0..N-1, also with a common prefix as in ``n0``, number the sites.

        Args:
            path: The file.

        Returns:
            The lattice. It is connected and has at least one bond.

        Raises:
            ValueError: As for :meth:`from_json`.
            OSError: If the file cannot be read.
        """
        try:
            lattice = cls.from_networkx(lattice_files.read_graphml(path))
        except TypeError as error:
            raise ValueError(f"{path}: {error}") from None
        _check_loaded(lattice.name, lattice.n_sites, lattice.edges)
        return lattice


def _points(points: Iterable[Iterable[float]], what: str) -> tuple[Position, ...]:
    frozen = []
    for point in points:
        coordinates = tuple(finite_number(x, f"a coordinate of {what}") for x in point)
        if len(coordinates) != 2:
            raise ValueError(f"{what} must be a pair (x, y), got {coordinates}.")
        frozen.append((coordinates[0], coordinates[1]))
    return tuple(frozen)


def _area(first: Position, second: Position) -> float:
    return first[0] * second[1] - first[1] * second[0]


def _check_bonds(bonds: tuple[Bond, ...], n_sites: int) -> None:
    if n_sites < 1:
        raise ValueError(f"a lattice must have at least one site, got n_sites={n_sites}.")
    seen: set[tuple[int, int]] = set()
    for bond in bonds:
        if bond.second >= n_sites:
            raise ValueError(
                f"sites of a bond must be in 0..{n_sites - 1} on {n_sites} sites, "
                f"got bond {bond.sites}."
            )
        if bond.sites in seen:
            raise ValueError(
                f"each pair of sites may be bonded once, got bond {bond.sites} twice; "
                "add up its couplings or state a multiplicity."
            )
        seen.add(bond.sites)


def _check_triangles(triangles: tuple[Triangle, ...], edges: set[tuple[int, int]]) -> None:
    for triangle in triangles:
        missing = [edge for edge in triangle.edges if edge not in edges]
        if missing:
            raise ValueError(
                f"the edges of a triangle must be bonds; triangle {triangle.sites} "
                f"has no bond {missing[0]}."
            )


def _check_loaded(name: str, n_sites: int, edges: Sequence[tuple[int, int]]) -> None:
    """Refuse what can only be a mistake in a file: no bonds, or parts without a connection."""
    if not edges:
        raise ValueError(f"a graph must have at least one bond, got none in {name!r}.")
    linked = networkx.Graph(edges)
    if linked.number_of_nodes() < n_sites or not networkx.is_connected(linked):
        lonely = n_sites - linked.number_of_nodes()
        parts = networkx.number_connected_components(linked) + lonely
        raise ValueError(
            f"a graph must be connected; {name!r} falls into {parts} parts, "
            "solve each of them by itself."
        )


def _bond_attributes(bond: Bond) -> dict[str, Any]:
    return {"kind": bond.kind, "coupling": bond.coupling, "multiplicity": bond.multiplicity}


def _bond_from_attributes(first: int, second: int, data: Mapping[str, Any]) -> Bond:
    coupling = data.get("coupling", data.get("weight", 1.0))
    return Bond(first, second, data.get("kind", "nearest"), coupling, data.get("multiplicity", 1))

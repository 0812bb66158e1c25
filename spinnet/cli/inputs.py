"""From words of the command line to lattices and spins."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from hamiltonians import Lattice, named_lattice
from spinnet.su2 import Spin

_WITH_J2 = "triangular-chain"


def read_lattice(name: str | None, graph: Path | None = None, j2: float | None = None) -> Lattice:
    """Return the lattice that the command line names.

    Args:
        name: A known name; with ``graph``, what to call the graph (None: its own name).
        graph: A JSON bond list, or GraphML if its name ends so.
        j2: Coupling of second neighbours, for the triangular chain only.

    Raises:
        ValueError: If there is no such lattice, or the graph or ``j2`` does not fit.
        OSError: If the file cannot be read.
    """
    if graph is not None:
        if j2 is not None:
            raise ValueError("--j2 goes with a triangular chain; a graph file has its own bonds.")
        lattice = _read_graph(graph)
        return dataclasses.replace(lattice, name=name) if name else lattice
    if name is None:
        raise ValueError("name a LATTICE such as kagome-12, or give a file with --graph.")
    if j2 is None:
        return named_lattice(name)
    if not math.isfinite(j2):
        raise ValueError(f"--j2 must be a finite number; got {j2}.")
    if not name.startswith(_WITH_J2) or ":" in name:
        raise ValueError(f"--j2 goes with a lattice named {_WITH_J2}-N; got {name!r}.")
    return named_lattice(f"{name}:j2={j2!r}")


def read_two_total(spin: str | None, n_sites: int) -> int | None:
    """Return twice the total spin that the command line names.

    Args:
        spin: "0", "1/2", "1", ...; None stays None.
        n_sites: Number of spins 1/2 that couple to it.

    Raises:
        ValueError: If it is no spin, or these spins cannot couple to it.
    """
    if spin is None:
        return None
    try:
        two_total = Spin(spin).two_j
    except ValueError as error:
        raise ValueError(f"--spin: {error}") from None
    if two_total > n_sites or (n_sites - two_total) % 2:
        least, largest = Spin("1/2" if n_sites % 2 else 0), _spin(n_sites)
        raise ValueError(
            f"--spin on {n_sites} sites must be one of {least}, {_spin(n_sites % 2 + 2)}, ... up "
            f"to {largest}; got {spin}."
        )
    return two_total


def _spin(two_total: int) -> Spin:
    return Spin(f"{two_total}/2")


def _read_graph(path: Path) -> Lattice:
    """Read a graph file; wrong kinds of entries are bad input like wrong values."""
    try:
        if path.suffix == ".graphml":
            return Lattice.from_graphml(path)
        return Lattice.from_json(path)
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from None

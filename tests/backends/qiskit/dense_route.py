"""A plain 2^N numpy route, independent of Qiskit, and circuits to compare on."""

from __future__ import annotations

import networkx
import numpy as np

from hamiltonians import Lattice, chain
from spinnet.circuits import Circuit, SingletCovering, ansatz, paper


def start_state(covering: SingletCovering) -> np.ndarray:
    """Return the start state as a tensor ``(2,) * n_sites``, site s on axis s."""
    tensor = np.zeros((2,) * covering.n_sites, dtype=complex)
    for choice in range(2 ** len(covering.pairs)):
        index, sign = [0] * covering.n_sites, 1.0
        for number, (first, second) in enumerate(covering.pairs):
            down = choice >> number & 1
            index[first], index[second] = down, 1 - down
            sign *= -1 if down else 1
        tensor[tuple(index)] = sign / np.sqrt(2) ** len(covering.pairs)
    return tensor


def dense_state(circuit: Circuit, parameters: np.ndarray) -> np.ndarray:
    """Return the final amplitudes ``(2**n_sites,)`` from the matrices of spinnet's gates."""
    tensor = start_state(circuit.initial)
    for placement in circuit.placements:
        k = placement.gate.n_spins
        matrix = placement.gate.matrix(np.asarray(parameters)[list(placement.parameters)])
        gate = matrix.reshape((2,) * (2 * k))
        tensor = np.tensordot(gate, tensor, axes=(range(k, 2 * k), placement.sites))
        tensor = np.moveaxis(tensor, range(k), placement.sites)
    return tensor.reshape(-1)


def lopsided_lattice() -> Lattice:
    """A graph without any symmetry, with a different coupling on every bond."""
    graph = networkx.Graph()
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 5), (5, 3), (1, 3)]
    for number, pair in enumerate(pairs):
        graph.add_edge(*pair, coupling=0.3 + 0.21 * number)
    return Lattice.from_networkx(graph, name="lopsided")


CIRCUITS = {
    "real paths": lambda: ansatz(chain(6), "paths", layers=1),
    "complex paths, odd": lambda: ansatz(chain(5), "paths", layers=1, gates="complex"),
    "bonds, spin 1": lambda: ansatz(chain(6), "bonds", layers=2, gates="complex", two_total=2),
    "exchange, spin 3/2": lambda: ansatz(
        chain(5), "bonds+paths", layers=1, gates="exchange", two_total=3
    ),
    "shared": lambda: ansatz(chain(6), "paths", layers=2, sharing="layer"),
    "paper": lambda: paper.chain_circuit(chain(6, periodic=True), blocks=1),
    "mixed sizes": lambda: ansatz(
        lopsided_lattice(), [(0, 3, 5), (2, 1), (4, 0, 2, 5), (5, 1, 0)], layers=1, gates="complex"
    ),
}

"""The one table of circuits that every backend runs, and the table of backends.

A row is a circuit, a model and parameters from a fixed seed. The rows cover 2 to 12 sites, every
family of gates on 2 to 5 spins, real and complex, J > 0, odd numbers of sites, asymmetric
graphs, couplings of both signs, shared angles, and trees other than left-to-right.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import jax
import networkx as nx
import numpy as np
import pytest

from hamiltonians import (
    HeisenbergModel,
    Lattice,
    chain,
    heisenberg,
    named_lattice,
    random_couplings,
    translations,
)
from spinnet.backends import AbstractBackend
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    ansatz,
    bond_ansatz,
    fixed_gate,
    general_gate,
    paper,
    path_ansatz,
    real_gate,
    triangle_ansatz,
)
from spinnet.networks import balanced_tree, comb_tree, parse_tree
from spinnet.testing.agreement import BackendRun
from tests.agreement.dense import dense_run


@dataclass(frozen=True, eq=False)
class Row:
    """A row of the table.

    Args:
        name: What it is called in test ids.
        circuit: The circuit.
        model: The model.
        parameters: Array ``(2, n_params)``.
    """

    name: str
    circuit: Circuit
    model: HeisenbergModel
    parameters: np.ndarray


def graph(n_sites: int, n_bonds: int) -> Lattice:
    """Return a connected random graph without symmetry to speak of."""
    for seed in range(100):
        drawn = nx.gnm_random_graph(n_sites, n_bonds, seed=seed)
        if nx.is_connected(drawn):
            return Lattice.from_networkx(drawn, name=f"graph-{n_sites}")
    raise AssertionError(f"no connected graph with {n_sites} sites and {n_bonds} bonds found")


def row(name: str, lattice: Lattice, circuit: Circuit, *, uniform: bool = False) -> Row:
    rng = np.random.default_rng(sum(map(ord, name)))
    couplings = None if uniform else random_couplings(lattice, rng)
    parameters = rng.uniform(-np.pi, np.pi, (2, circuit.n_params))
    return Row(name, circuit, heisenberg(lattice, couplings), parameters)


def mixed_trees(n_sites: int) -> Circuit:
    """Gates that change the tree, with constants and on sites out of order."""
    right = parse_tree("(1/2 (1/2 1/2))")
    turn = fixed_gate(comb_tree(3), right, {1: [[0.6, 0.8j], [0.8j, 0.6]]}, name="turn")
    back = fixed_gate(right, comb_tree(3), {1: [[0.0, 1.0], [-1.0, 0.0]]}, name="back")
    placements = (
        Placement(turn, (3, 0, 4), ()),
        Placement(general_gate(3, right), (2, 4, 1), (0, 1, 2, 3)),
        Placement(real_gate(4, balanced_tree(4)), (4, 2, 0, 3), (4, 5, 6, 0)),
        Placement(back, (1, 4, 3), ()),
        Placement(general_gate(2), (4, 0), (1,)),
    )
    start = SingletCovering(n_sites, ((4, 1), (0, 2)), tuple(range(3, n_sites, 2)))
    return Circuit(n_sites, start, placements, 7)


@lru_cache(maxsize=1)
def table() -> tuple[Row, ...]:
    pair, open5, ring6, ring8 = chain(2), chain(5), named_lattice("ring-6"), named_lattice("ring-8")
    kagome = named_lattice("kagome-12")
    graph4, graph6, graph7 = graph(4, 5), graph(6, 8), graph(7, 10)
    graph9, graph10, graph11 = graph(9, 13), graph(10, 14), graph(11, 15)
    fours = [(0, 3, 1, 5), (4, 2, 6, 0)]
    return (
        row("2 sites", pair, bond_ansatz(pair, layers=1)),
        row(
            "3 sites exchange odd",
            chain(3),
            ansatz(chain(3), "triples", layers=1, gates="exchange"),
        ),
        row(
            "4 sites k=4 complex", graph4, ansatz(graph4, [(2, 0, 3, 1)], layers=1, gates="complex")
        ),
        row("5 sites k=3 complex odd", open5, ansatz(open5, "triples", layers=1, gates="complex")),
        row("5 sites mixed trees odd", open5, mixed_trees(5)),
        row("6 sites paper 3-spin", ring6, paper.paper_circuit(ring6, blocks=1), uniform=True),
        row("6 sites paper 2-spin", ring6, paper.paper_circuit(ring6, blocks=1, gate_spins=2)),
        row("6 sites real spin 1", graph6, path_ansatz(graph6, layers=1, two_total=2)),
        row("6 sites bonds spin 2", graph6, bond_ansatz(graph6, layers=1, two_total=4)),
        row("6 sites k=5 real", graph6, ansatz(graph6, [(0, 3, 1, 5, 2)], layers=1)),
        row("7 sites k=4 real odd", graph7, ansatz(graph7, fours, layers=2)),
        row("7 sites spin 3/2", graph7, bond_ansatz(graph7, layers=1, two_total=3)),
        row(
            "8 sites shared by orbit",
            ring8,
            ansatz(ring8, "triples", layers=2, sharing="orbit", group=translations(ring8)),
            uniform=True,
        ),
        row("9 sites real odd", graph9, ansatz(graph9, "paths", layers=1, sharing="layer")),
        row("10 sites k=2,3", graph10, mixture(graph10)),
        row("11 sites k=4 exchange odd", graph11, exchanges(11)),
        row("12 sites kagome real", kagome, triangle_ansatz(kagome, layers=2), uniform=True),
        row("12 sites kagome spin 1", kagome, triangle_ansatz(kagome, layers=1, two_total=2)),
    )


def mixture(lattice: Lattice) -> Circuit:
    """Real gates on a few triples and complex ones on a few bonds, in two layers."""
    supports = [(0, 4, 7), (9, 3, 1), (2, 5), (6, 8), (8, 2, 4)]
    real = ansatz(lattice, [s for s in supports if len(s) == 3], layers=1)
    bonds = ansatz(lattice, [s for s in supports if len(s) == 2], layers=1, gates="complex")
    return joined(joined(real, bonds), real)


def exchanges(n_sites: int) -> Circuit:
    lattice = chain(n_sites)
    supports = [(0, 1, 2, 3), (3, 7, 5, 9), (10, 2, 6, 8)]
    return ansatz(lattice, supports, layers=1, gates="exchange")


def joined(first: Circuit, second: Circuit) -> Circuit:
    """Return the second circuit's gates after the first one's, with parameters of their own."""
    moved = tuple(
        Placement(p.gate, p.sites, tuple(index + first.n_params for index in p.parameters))
        for p in second.placements
    )
    return Circuit(
        first.n_sites, first.initial, first.placements + moved, first.n_params + second.n_params
    )


@dataclass(frozen=True)
class Entry:
    """A backend of the table.

    Args:
        build: Makes the backend.
        needs: Modules without which its tests are skipped.
        most_angles: Largest number of angles in a circuit whose gradient is quick enough; beyond
            it energies are compared, and gradients in the slow tests.
        compiles: Whether each row is compiled by JAX, which takes seconds; the quick tests then
            run the rows of `COMPILED_ROWS` only.
    """

    build: Callable[[], AbstractBackend]
    needs: tuple[str, ...] = ()
    most_angles: int = 1000
    compiles: bool = False


COMPILED_ROWS = (
    "4 sites k=4 complex",
    "5 sites mixed trees odd",
    "6 sites real spin 1",
    "7 sites spin 3/2",
    "9 sites real odd",
)


def sector() -> AbstractBackend:
    from spinnet.backends.sector import SectorBackend

    return SectorBackend()


def plain_statevector() -> AbstractBackend:
    from spinnet.backends.statevector import StatevectorBackend

    return StatevectorBackend()


def pennylane(device: str, diff_method: str = "best") -> AbstractBackend:
    from spinnet.backends.pennylane import PennyLaneBackend

    return PennyLaneBackend(device, diff_method=diff_method)


def qiskit_statevector() -> AbstractBackend:
    from spinnet.backends.qiskit import QiskitBackend

    return QiskitBackend()


def qiskit_aer() -> AbstractBackend:
    from qiskit_aer.primitives import EstimatorV2

    from spinnet.backends.qiskit import QiskitBackend

    return QiskitBackend(EstimatorV2(), optimization_level=1)


BACKENDS = {
    "sector": Entry(sector, compiles=True),
    "statevector": Entry(plain_statevector, compiles=True),
    "pennylane-default": Entry(lambda: pennylane("default.qubit"), ("pennylane",)),
    "pennylane-lightning": Entry(lambda: pennylane("lightning.qubit"), ("pennylane_lightning",)),
    "pennylane-shift": Entry(
        lambda: pennylane("default.qubit", "parameter-shift"), ("pennylane",), most_angles=8
    ),
    "qiskit-statevector": Entry(qiskit_statevector, ("qiskit",), most_angles=8),
    "qiskit-aer": Entry(qiskit_aer, ("qiskit_aer",), most_angles=6),
}


@lru_cache(maxsize=32)
def oracle(name: str) -> BackendRun:
    """Return what dense matrices say about a row, once for all backends."""
    chosen = next(row for row in table() if row.name == name)
    return dense_run(chosen.circuit, chosen.model, chosen.parameters)


@pytest.fixture(params=table(), ids=lambda row: row.name)
def table_row(request: pytest.FixtureRequest) -> Row:
    return request.param


@pytest.fixture
def expected(table_row: Row) -> BackendRun:
    return oracle(table_row.name)


@pytest.fixture(params=BACKENDS)
def entry(request: pytest.FixtureRequest) -> Entry:
    chosen = BACKENDS[request.param]
    for module in chosen.needs:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    return chosen


@pytest.fixture
def quickly_compiled():
    """Let JAX compile without optimising: each circuit of the table is compiled and run once."""
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)


@pytest.fixture
def is_quick(entry: Entry, table_row: Row) -> bool:
    return not entry.compiles or table_row.name in COMPILED_ROWS

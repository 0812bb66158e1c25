"""The engine of bundles: a circuit and a model compiled once for a GPU."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit, check_sizes
from spinnet.sector.amplitudes import to_amplitudes
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import bond_route
from spinnet.sector.bundles.circuit import compile_steps
from spinnet.sector.bundles.kernel import Planes
from spinnet.sector.bundles.matrices import matrix_tables
from spinnet.sector.bundles.model import compile_model_steps
from spinnet.sector.bundles.stages import (
    Bundled,
    circuit_backwards,
    circuit_forwards,
    compile_stages,
    energy_and_product,
    gradients,
    matrices_of,
    received_by_entries,
    spread,
)
from spinnet.sector.choice import EngineName
from spinnet.sector.gate_entries import CircuitEntries, circuit_entries
from spinnet.sector.line_order import Order
from spinnet.sector.model_action import ModelAction, compile_swaps, swap_expectations
from spinnet.sector.program import Precision, amplitude_type, covering_path
from spinnet.sector.routing import Route, route, route_between


@dataclass(frozen=True, eq=False)
class BundleEngine:
    """A circuit compiled for its total-spin sector and a GPU, with a model to measure.

    Args:
        circuit: The circuit.
        model: The model.
        path: The circuit's route over line orders.
        rank: Which path the circuit's singlets are before all operations.
        bundled: The compiled circuit and model.
    """

    circuit: Circuit
    model: HeisenbergModel
    path: Route
    rank: int
    bundled: Bundled
    _compiled: set[tuple[int, bool]] = field(default_factory=set, repr=False)

    @property
    def name(self) -> EngineName:
        """Which engine it is."""
        return "bundles"

    @property
    def precision(self) -> Precision:
        """The precision of the amplitudes."""
        return "double" if self.bundled.kind == np.float64 else "single"

    @property
    def basis(self) -> SectorBasis:
        """The basis of the sector."""
        return SectorBasis(self.circuit.n_sites, self.circuit.two_total)

    @property
    def order(self) -> Order:
        """The line order of final states."""
        return self.path.last

    @property
    def table(self) -> CircuitEntries:
        """What turns angles into the entries of operations."""
        return self.bundled.entries

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of parameters ``(n_starts, n_params)``."""
        with jax.enable_x64(True):
            _, state = self._evolved(_rows(parameters))
            return np.asarray(energy_and_product(self.bundled.model, state)[0])

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        with jax.enable_x64(True):
            rows = _rows(parameters)
            matrices, state = self._evolved(rows, with_gradients=True)
            energies, squared_norms, pushed = energy_and_product(self.bundled.model, state)
            behind = self._undone(matrices, state, pushed)
            received = received_by_entries(self.bundled, rows, behind)
            found = gradients(self.bundled.entries, rows, received) / squared_norms[:, None]
            return np.asarray(energies), np.asarray(found)

    def overlaps(self, parameters: np.ndarray) -> np.ndarray:
        """Return the overlaps of the states around every operation, see `gate_metrics`.

        Args:
            parameters: ``(n_params,)``, radians.

        Returns:
            ``(n_operations, n_entries)``; only those of gates are filled. Operations that lead to
            the circuit's start come first, as in `table`.
        """
        with jax.enable_x64(True):
            rows = _rows(parameters[None])
            matrices, state = self._evolved(rows, with_gradients=True)
            adjoint = tuple(jnp.array(plane) for plane in state)
            behind = self._undone(matrices, state, adjoint)
            return np.asarray(received_by_entries(self.bundled, rows, behind))[0]

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(dimension,)`` at parameters ``(n_params,)``."""
        with jax.enable_x64(True):
            _, state = self._evolved(_rows(parameters[None]))
            return np.asarray(_amplitudes(state)[0])

    def amplitudes(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state as ``(2**N,)`` amplitudes; site 0 is the highest bit."""
        return to_amplitudes(self.basis, self.state(parameters), self.order)

    def measurements(self, parameters: np.ndarray) -> tuple[float, float, np.ndarray]:
        """Return energy, energy variance and the swap on every bond at ``(n_params,)``.

        Args:
            parameters: One set of angles.

        Returns:
            Energy, variance, and the expectation of the swap of each bond of the model's lattice,
            in its order, bonds without coupling too.
        """
        with jax.enable_x64(True):
            _, state = self._evolved(_rows(parameters[None]))
            energies, squared_norms, pushed = energy_and_product(self.bundled.model, state)
            variances = spread(state, pushed, energies) / squared_norms
            swaps = _bond_swaps(self.bond_action, state) / squared_norms[0]
            return float(energies[0]), float(variances[0]), np.asarray(swaps)

    @cached_property
    def start(self) -> jax.Array:
        """The circuit's singlets in its first line order ``(dimension,)``, real."""
        with jax.enable_x64(True):
            matrices = matrices_of(self.bundled, jnp.zeros((1, self.circuit.n_params)))
            nothing = jnp.zeros((len(matrices), 1, self.bundled.dimension), self.bundled.kind)
            path: Planes = (nothing[0].at[0, self.rank].set(1), *nothing[1:])
            for operations in self.bundled.steps.before:
                path = circuit_forwards(self.bundled.steps.work, operations, matrices, path)
            return path[0][0]

    def _evolved(self, rows: jax.Array, *, with_gradients: bool = False) -> tuple[Planes, Planes]:
        """Return the matrices of all operations, and final states."""
        self._compile(len(rows), with_gradients=with_gradients)
        steps, matrices = self.bundled.steps, matrices_of(self.bundled, rows)
        start = jnp.broadcast_to(self.start, (len(rows), self.bundled.dimension))
        state = (start, jnp.zeros_like(start))[: len(matrices)]
        return matrices, circuit_forwards(steps.work, steps.operations, matrices, state)

    def _undone(self, matrices: Planes, state: Planes, adjoint: Planes) -> Planes:
        """Return the overlaps behind every gate; both states are given up."""
        n_gates = self.bundled.n_gates
        return circuit_backwards(self.bundled.steps, matrices, state, adjoint, n_gates=n_gates)[0]

    def _compile(self, n_starts: int, *, with_gradients: bool) -> None:
        if not self._compiled & {(n_starts, with_gradients), (n_starts, True)}:
            shape = n_starts, self.circuit.n_params
            compile_stages(self.bundled, shape, with_gradients=with_gradients)
            self._compiled.add((n_starts, with_gradients))

    @cached_property
    def bond_action(self) -> ModelAction:
        """Every bond of the lattice with weight one, for measuring them one by one."""
        edges = self.model.lattice.edges
        with jax.enable_x64(True):
            stops = bond_route(edges, self.order)
            return compile_swaps(self.basis, len(edges), np.ones(len(edges)), 0.0, stops)


def bundle_engine(
    circuit: Circuit, model: HeisenbergModel, precision: Precision = "double"
) -> BundleEngine:
    """Return the engine of a circuit and a model.

    Args:
        circuit: The circuit, which fixes the sector.
        model: A model on as many sites.
        precision: Of the amplitudes, "double" or "single"; sums over them are always double.

    Raises:
        ValueError: If the precision is unknown, or the numbers of sites differ.
    """
    check_sizes(circuit, model)
    basis = SectorBasis(circuit.n_sites, circuit.two_total)
    kind = amplitude_type(circuit, precision)
    real = np.dtype(f"f{kind.itemsize // (2 if kind.kind == 'c' else 1)}")
    path = route(circuit)
    order, rank = covering_path(basis, circuit.initial)
    before = route_between(order, path.first)
    operations = before + path.operations
    with jax.enable_x64(True):
        tables, matrix = matrix_tables(basis, operations)
        n_entries = max([one.table.shape[0] for one in tables.kinds] + [1])
        wide = amplitude_type(circuit, "double")
        bundled = Bundled(
            circuit_entries(circuit, operations, n_entries, wide),
            tables,
            compile_steps(basis, operations, matrix, len(before)),
            compile_model_steps(model, circuit.two_total, path.last),
            basis.dimension,
            real,
        )
    return BundleEngine(circuit, model, path, rank, bundled)


def _rows(parameters: np.ndarray) -> jax.Array:
    return jnp.asarray(np.asarray(parameters, dtype=np.float64))


def _amplitudes(planes: Planes) -> jax.Array:
    return planes[0] if len(planes) == 1 else jax.lax.complex(*planes)


@jax.jit
def _bond_swaps(bond_action: ModelAction, state: Planes) -> jax.Array:
    return swap_expectations(bond_action, _amplitudes(state)[0])

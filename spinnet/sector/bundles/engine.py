"""The engine of bundles: a circuit and a model compiled once for a GPU."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit, check_sizes
from spinnet.sector.amplitudes import to_amplitudes
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import bond_route
from spinnet.sector.bundles.circuit import Steps, backwards, compile_steps, forwards
from spinnet.sector.bundles.kernel import Planes
from spinnet.sector.bundles.matrices import (
    MatrixTables,
    all_matrices,
    gate_matrices,
    matrix_tables,
    received,
)
from spinnet.sector.bundles.model import ModelSteps, compile_model_steps, product
from spinnet.sector.choice import EngineName
from spinnet.sector.gate_entries import CircuitEntries, circuit_entries, operation_entries
from spinnet.sector.line_order import Order
from spinnet.sector.model_action import ModelAction, compile_swaps, swap_expectations
from spinnet.sector.program import Precision, amplitude_type, covering_path
from spinnet.sector.routing import Route, route, route_between


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Bundled:
    """A circuit and a model, as jitted functions take them.

    Args:
        start: The first state ``(dimension,)``, real.
        entries: What turns angles into entries of gates, in double precision.
        tables: What turns entries into matrices.
        steps: The circuit's operations.
        model: The model, from the circuit's last line order on.
    """

    start: jax.Array
    entries: CircuitEntries
    tables: MatrixTables
    steps: Steps
    model: ModelSteps

    @property
    def n_gates(self) -> int:
        """Number of gates."""
        return self.tables.like.shape[0]


@dataclass(frozen=True, eq=False)
class BundleEngine:
    """A circuit compiled for its total-spin sector and a GPU, with a model to measure.

    Args:
        circuit: The circuit.
        model: The model.
        path: The circuit's route over line orders.
        bundled: The compiled circuit and model.
    """

    circuit: Circuit
    model: HeisenbergModel
    path: Route
    bundled: Bundled

    @property
    def name(self) -> EngineName:
        """Which engine it is."""
        return "bundles"

    @property
    def precision(self) -> Precision:
        """The precision of the amplitudes."""
        return "double" if self.bundled.start.dtype == np.float64 else "single"

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
            _, state = _evolved(self.bundled, _rows(parameters))
            return np.asarray(_energy_and_product(self.bundled.model, state)[0])

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        with jax.enable_x64(True):
            rows = _rows(parameters)
            matrices, state = _evolved(self.bundled, rows)
            energies, pushed = _energy_and_product(self.bundled.model, state)
            behind = _undone(self.bundled, matrices, state, pushed)
            return np.asarray(energies), np.asarray(_gradients(self.bundled, rows, behind))

    def overlaps(self, parameters: np.ndarray) -> np.ndarray:
        """Return the overlaps of the states around every operation, see `gate_metrics`.

        Args:
            parameters: ``(n_params,)``, radians.

        Returns:
            ``(n_operations, n_entries)``; only those of gates are filled.
        """
        with jax.enable_x64(True):
            rows = _rows(parameters[None])
            matrices, state = _evolved(self.bundled, rows)
            adjoint = tuple(jnp.array(plane) for plane in state)
            behind = _undone(self.bundled, matrices, state, adjoint)
            return np.asarray(_received_by_entries(self.bundled, rows, behind))[0]

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(dimension,)`` at parameters ``(n_params,)``."""
        with jax.enable_x64(True):
            _, state = _evolved(self.bundled, _rows(parameters[None]))
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
            _, state = _evolved(self.bundled, _rows(parameters[None]))
            energies, pushed = _energy_and_product(self.bundled.model, state)
            variances = _spread(state, pushed, energies)
            swaps = np.asarray(_bond_swaps(self.bond_action, state))
            return float(energies[0]), float(variances[0]), swaps

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
    with jax.enable_x64(True):
        tables, matrix = matrix_tables(basis, path.operations)
        n_entries = max([one.table.shape[0] for one in tables.kinds] + [1])
        wide = amplitude_type(circuit, "double")
        bundled = Bundled(
            _start_state(circuit, basis, path.first).astype(real),
            circuit_entries(circuit, path.operations, n_entries, wide),
            tables,
            compile_steps(basis, path.operations, matrix),
            compile_model_steps(model, circuit.two_total, path.last),
        )
    return BundleEngine(circuit, model, path, bundled)


def _start_state(circuit: Circuit, basis: SectorBasis, order: Order) -> jax.Array:
    """Return a singlet covering in a line order, see `spinnet.sector.program.start_state`."""
    own, rank = covering_path(basis, circuit.initial)
    operations = route_between(own, order)
    path = jnp.zeros((1, basis.dimension)).at[0, rank].set(1.0)
    if not operations:
        return path[0]
    tables, matrix = matrix_tables(basis, operations)
    steps = compile_steps(basis, operations, matrix)
    return _forwards(steps, (tables.moves[None],), (path,))[0][0]


def _rows(parameters: np.ndarray) -> jax.Array:
    return jnp.asarray(np.asarray(parameters, dtype=np.float64))


def _evolved(bundled: Bundled, rows: jax.Array) -> tuple[Planes, Planes]:
    """Return the matrices of all operations, and final states."""
    matrices = _matrices(bundled, rows)
    shape = (len(rows), *bundled.start.shape)
    start = jnp.broadcast_to(bundled.start, shape)
    first = (start, jnp.zeros_like(start))[: len(matrices)]
    return matrices, _forwards(bundled.steps, matrices, first)


def _undone(bundled: Bundled, matrices: Planes, state: Planes, adjoint: Planes) -> Planes:
    """Return the overlaps behind every gate; both states are given up."""
    return _backwards(bundled.steps, matrices, state, adjoint, n_gates=bundled.n_gates)[0]


# One program for each stage: what is compiled for gradients serves overlaps and energies too.
_forwards = jax.jit(forwards, donate_argnums=2)
_backwards = jax.jit(backwards, static_argnames="n_gates", donate_argnums=(2, 3))


def _gates(bundled: Bundled, rows: jax.Array) -> Planes:
    """Return the matrices of gates ``(n_starts, n_gates, n_places)``, by plane."""
    return jax.vmap(partial(gate_matrices, bundled.tables))(_entries(bundled, rows))


def _entries(bundled: Bundled, rows: jax.Array) -> jax.Array:
    return jax.vmap(partial(operation_entries, bundled.entries))(rows)


@jax.jit
def _matrices(bundled: Bundled, rows: jax.Array) -> Planes:
    kind = bundled.start.dtype
    return jax.vmap(partial(all_matrices, bundled.tables, kind=kind))(_gates(bundled, rows))


@jax.jit
def _energy_and_product(model: ModelSteps, state: Planes) -> tuple[jax.Array, Planes]:
    """Return energies ``(n_starts,)`` and H applied to states."""
    pushed = product(model, state)
    return _dot(state, pushed), pushed


def _dot(left: Planes, right: Planes) -> jax.Array:
    """Return the real part of the inner product of states, of each start."""
    terms = [jnp.sum(a * b, axis=1, dtype=jnp.float64) for a, b in zip(left, right, strict=True)]
    return sum(terms[1:], terms[0])


def _amplitudes(planes: Planes) -> jax.Array:
    return planes[0] if len(planes) == 1 else jax.lax.complex(*planes)


@jax.jit
def _gradients(bundled: Bundled, rows: jax.Array, behind: Planes) -> jax.Array:
    """Return gradients ``(n_starts, n_params)`` from the overlaps of state and H state."""
    gates, pull = jax.vjp(partial(_gates, bundled), rows)
    # E is a form in two states: twice the real part of what one of them receives.
    return pull(tuple(2 * one for one in _cotangents(bundled, gates, behind)))[0]


@jax.jit
def _received_by_entries(bundled: Bundled, rows: jax.Array, behind: Planes) -> jax.Array:
    """Return what entries receive from overlaps ``(n_starts, n_operations, n_entries)``."""
    entries = _entries(bundled, rows)
    gates, pull = jax.vjp(jax.vmap(partial(gate_matrices, bundled.tables)), entries)
    return pull(_cotangents(bundled, gates, behind))[0]


def _cotangents(bundled: Bundled, gates: Planes, behind: Planes) -> Planes:
    """Return what real and imaginary parts of matrices receive: Re S and -Im S."""
    overlaps = jax.vmap(partial(received, bundled.tables))(gates, behind)
    return overlaps if len(overlaps) == 1 else (overlaps[0], -overlaps[1])


@jax.jit
def _spread(state: Planes, pushed: Planes, energy: jax.Array) -> jax.Array:
    """Return the squared norm of ``(H - E) state``, of each start."""
    own = energy[:, None].astype(state[0].dtype)
    rest = tuple(one - own * plane for one, plane in zip(pushed, state, strict=True))
    return _dot(rest, rest)


@jax.jit
def _bond_swaps(bond_action: ModelAction, state: Planes) -> jax.Array:
    return swap_expectations(bond_action, _amplitudes(state)[0])

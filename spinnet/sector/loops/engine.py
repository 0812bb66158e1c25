"""The engine of loops: a circuit and a model compiled once for a CPU."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit, SingletCovering, check_sizes
from spinnet.sector.amplitudes import to_amplitudes
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import bond_route
from spinnet.sector.choice import EngineName
from spinnet.sector.gate_entries import CircuitEntries, circuit_entries, operation_entries
from spinnet.sector.line_order import Order
from spinnet.sector.loops.compile import Listing, listing
from spinnet.sector.loops.instructions import ADJOINT, STATE
from spinnet.sector.loops.on_demand import execute
from spinnet.sector.loops.runs import LEFT
from spinnet.sector.program import Precision, amplitude_type, covering_path
from spinnet.sector.routing import Route, route, route_between

MAX_WIDTH = 3
"""The widest window that routing makes: up to three paths mix, and their matrix stays in registers.

Wider windows save operations, which matters where an operation has to be started, as in XLA.
"""

N_STATES = 4
"""States that each start works on."""


@dataclass(frozen=True, eq=False)
class LoopEngine:
    """A circuit compiled for its total-spin sector and a CPU, with a model to measure.

    Args:
        circuit: The circuit.
        model: The model.
        path: The circuit's route over line orders.
        start: The first state ``(n_planes, dimension)``.
        table: What turns angles into the entries of the circuit's operations.
        compiled: The operations of circuit and model.
    """

    circuit: Circuit
    model: HeisenbergModel
    path: Route
    start: np.ndarray
    table: CircuitEntries
    compiled: Listing

    @property
    def name(self) -> EngineName:
        """Which engine it is."""
        return "loops"

    @property
    def precision(self) -> Precision:
        """The precision of the amplitudes."""
        return "double" if self.start.dtype == np.float64 else "single"

    @property
    def basis(self) -> SectorBasis:
        """The basis of the sector."""
        return SectorBasis(self.circuit.n_sites, self.circuit.two_total)

    @property
    def order(self) -> Order:
        """The line order of final states."""
        return self.path.last

    @cached_property
    def constant(self) -> float:
        """The part of the model that is a number."""
        return float(self.model.swap_form()[0])

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of parameters ``(n_starts, n_params)``."""
        return np.array(_in_threads(self._energy, self._entries(parameters)))

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        rows = np.asarray(parameters, dtype=np.float64)
        found = _in_threads(self._energy_and_received, self._entries(rows))
        energies, received = zip(*found, strict=True)
        with jax.enable_x64(True):
            gradients = _gradients(self.table, rows, np.stack(received))
        return np.array(energies), np.asarray(gradients)

    def overlaps(self, parameters: np.ndarray) -> np.ndarray:
        """Return the overlaps of the states around every operation, see `gate_metrics`.

        Args:
            parameters: ``(n_params,)``, radians.

        Returns:
            ``(n_operations, n_entries)``; only those of gates are filled.
        """
        entries = self._entries(np.asarray(parameters)[None])[0]
        states = self._states()
        self._run(self.compiled.forwards, states, entries)
        states[ADJOINT] = states[STATE]
        received = self._received(states, entries)
        return received[0] if len(received) == 1 else received[0] + 1j * received[1]

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(dimension,)`` at parameters ``(n_params,)``."""
        states = self._states()
        self._run(self.compiled.forwards, states, self._entries(np.asarray(parameters)[None])[0])
        return self._amplitudes(states[STATE])

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
        entries = self._entries(np.asarray(parameters)[None])[0]
        states = self._states()
        energy, squared_norm = self._evolved_energy(states, entries)
        spread = states[ADJOINT].astype(np.float64) - (energy - self.constant) * states[STATE]
        variance = float(np.sum(spread**2)) / squared_norm
        return energy, variance, self._bond_swaps(states[STATE]) / squared_norm

    def _bond_swaps(self, state: np.ndarray) -> np.ndarray:
        """Return the swap on every bond of the lattice in a final state."""
        edges = self.model.lattice.edges
        stops = bond_route(edges, self.order, (), MAX_WIDTH)
        compiled = listing(self.basis, (), stops, np.ones(len(edges)))
        states = self._states()[:1]
        states[STATE] = state if self.compiled.stop == LEFT else self._turned(state)
        entries = _padded_entries(np.zeros((1, 1, 0, 1)), compiled.constant, len(state))[0]
        received = np.zeros_like(entries)
        execute(compiled.correlated, states, entries, received, compiled.plan)
        found = np.zeros(len(edges))
        for numbers, values in zip(compiled.bonds, received[0], strict=True):
            counted = numbers >= 0
            found[numbers[counted]] = values[: len(numbers)][counted]
        return found

    def _amplitudes(self, planes: np.ndarray) -> np.ndarray:
        planes = planes if self.compiled.stop == LEFT else self._turned(planes)
        return planes[0] if len(planes) == 1 else planes[0] + 1j * planes[1]

    def _turned(self, planes: np.ndarray) -> np.ndarray:
        return planes[:, self.compiled.plan.turns[self.compiled.stop]]

    def _states(self) -> np.ndarray:
        states = np.zeros((N_STATES, *self.start.shape), self.start.dtype)
        states[STATE] = self.start
        return states

    def _entries(self, parameters: np.ndarray) -> np.ndarray:
        """Return the entries ``(n_starts, n_planes, n_operations, n_entries)``."""
        with jax.enable_x64(True):
            rows = jnp.asarray(np.asarray(parameters, dtype=np.float64))
            own = np.asarray(_planes_of_entries(self.table, rows))
        return _padded_entries(own, self.compiled.constant, len(self.start))

    def _run(self, instructions: np.ndarray, states: np.ndarray, entries: np.ndarray) -> float:
        return execute(instructions, states, entries, entries[:0], self.compiled.plan)

    def _energy(self, entries: np.ndarray) -> float:
        return self._evolved_energy(self._states(), entries)[0]

    def _evolved_energy(self, states: np.ndarray, entries: np.ndarray) -> tuple[float, float]:
        """Return energy and squared norm, which gates keep but rounding does not.

        Final state and adjoint are left in ``states``.
        """
        self._run(self.compiled.forwards, states, entries)
        squared_norm = float(np.sum(np.square(states[STATE], dtype=np.float64)))
        product = self._run(self.compiled.measured, states, entries)
        return self.constant + product / squared_norm, squared_norm

    def _energy_and_received(self, entries: np.ndarray) -> tuple[float, np.ndarray]:
        states = self._states()
        energy, squared_norm = self._evolved_energy(states, entries)
        return energy, self._received(states, entries) / squared_norm

    def _received(self, states: np.ndarray, entries: np.ndarray) -> np.ndarray:
        """Return what the circuit's entries receive from state and adjoint."""
        received = np.zeros_like(entries)
        execute(self.compiled.backwards, states, entries, received, self.compiled.plan)
        own = self.table.constant.shape
        return received[:, : own[0], : own[1]]


def loop_engine(
    circuit: Circuit, model: HeisenbergModel, precision: Precision = "double"
) -> LoopEngine:
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
    path = route(circuit, MAX_WIDTH)
    kind = amplitude_type(circuit, precision)
    _, swaps = model.swap_form()
    stops = bond_route([(i, j) for i, j, _ in swaps], path.last, path.orders, MAX_WIDTH)
    weights = np.array([weight for _, _, weight in swaps])
    compiled = listing(basis, path.operations, stops, weights)
    with jax.enable_x64(True):
        n_entries = compiled.constant.shape[1]
        table = circuit_entries(circuit, path.operations, n_entries, kind)
    real = np.dtype(f"f{kind.itemsize // (2 if kind.kind == 'c' else 1)}")
    start = np.zeros((2 if kind.kind == "c" else 1, basis.dimension), dtype=real)
    start[0] = _start_state(basis, circuit.initial, path.first)
    return LoopEngine(circuit, model, path, start, table, compiled)


def _start_state(basis: SectorBasis, covering: SingletCovering, order: Order) -> np.ndarray:
    """Return a singlet covering in a line order, see `spinnet.sector.program.start_state`."""
    own, rank = covering_path(basis, covering)
    moves = listing(basis, route_between(own, order, MAX_WIDTH))
    states = np.zeros((1, 1, basis.dimension))
    states[0, 0, rank] = 1
    entries = moves.constant[None]
    execute(moves.forwards, states, entries, entries[:0], moves.plan)
    return states[0, 0] if moves.stop == LEFT else states[0, 0, moves.plan.turns[moves.stop]]


def _padded_entries(own: np.ndarray, constant: np.ndarray, n_planes: int) -> np.ndarray:
    """Return the entries of all operations: the circuit's own, and the model's constants."""
    entries = np.zeros((len(own), n_planes, *constant.shape), dtype=own.dtype)
    entries[:, 0] = constant
    entries[:, : own.shape[1], : own.shape[2], : own.shape[3]] = own
    return entries


def _in_threads(function, rows: np.ndarray) -> list:
    """Return a function of each row, computed side by side."""
    if len(rows) == 1:
        return [function(rows[0])]
    with ThreadPoolExecutor(n_threads(len(rows))) as pool:
        return list(pool.map(function, rows))


def n_threads(n_starts: int) -> int:
    """Return how many starts run side by side.

    Args:
        n_starts: States in a batch.
    """
    return min(n_starts, os.cpu_count() or 1)


@jax.jit
def _planes_of_entries(table, rows):
    """Return entries by start, plane, operation."""
    values = jnp.moveaxis(operation_entries(table, rows.T), -1, 0)
    parts = (values.real, values.imag) if jnp.iscomplexobj(values) else (values,)
    return jnp.stack(parts, axis=1)


@jax.jit
def _gradients(table, rows, received):
    """Return what angles receive from what entries receive, twice: E is a form in two states."""

    def total(angles):
        values = _planes_of_entries(table, angles)
        signs = jnp.array([1.0, -1.0][: values.shape[1]])[:, None, None]
        return 2 * jnp.sum(values.astype(received.dtype) * signs * received)

    return jax.grad(total)(rows)

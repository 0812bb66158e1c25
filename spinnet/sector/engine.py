"""The engine: a circuit and a model compiled once, energies and gradients at any parameters.

Everything below is put together here into a few jitted functions. Double precision is switched on
around every call and nowhere else, so importing spinnet leaves JAX as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import NamedSharding

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit, check_sizes
from spinnet.sector.amplitudes import to_amplitudes
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import bond_route
from spinnet.sector.choice import EngineName
from spinnet.sector.gate_entries import CircuitEntries
from spinnet.sector.gate_metric import overlaps_of
from spinnet.sector.line_order import Order
from spinnet.sector.model_action import (
    ModelAction,
    apply_model,
    compile_model,
    compile_swaps,
    swap_expectations,
)
from spinnet.sector.program import (
    Precision,
    Program,
    compile_program,
    final_state,
)
from spinnet.sector.sharding import path_sharding


@dataclass(frozen=True, eq=False)
class SectorEngine:
    """A circuit compiled for its total-spin sector, with a model to measure.

    Args:
        circuit: The circuit.
        model: The model.
        program: The compiled circuit.
        action: The compiled model, on the circuit's last line order.
        order: That line order.
        sharding: How states are spread over devices; None is the default device alone.
    """

    circuit: Circuit
    model: HeisenbergModel
    program: Program
    action: ModelAction
    order: Order
    sharding: NamedSharding | None = None

    @property
    def name(self) -> EngineName:
        """Which engine it is."""
        return "jax"

    @property
    def precision(self) -> Precision:
        """The precision of the amplitudes."""
        return "double" if self.program.start.real.dtype == np.float64 else "single"

    @property
    def basis(self) -> SectorBasis:
        """The basis of the sector."""
        return SectorBasis(self.circuit.n_sites, self.circuit.two_total)

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of parameters ``(n_starts, n_params)``."""
        with jax.enable_x64(True):
            return np.asarray(_energies(_columns(parameters), self.program, self.action))

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        with jax.enable_x64(True):
            columns = _columns(parameters)
            energies, gradients = _energies_and_gradients(columns, self.program, self.action)
            return np.atleast_1d(np.asarray(energies)), np.atleast_2d(np.asarray(gradients).T)

    @property
    def table(self) -> CircuitEntries:
        """What turns angles into the entries of operations."""
        return self.program.table

    def overlaps(self, parameters: np.ndarray) -> np.ndarray:
        """Return the overlaps of the states around every operation, see `gate_metrics`.

        Args:
            parameters: ``(n_params,)``, radians.

        Returns:
            ``(n_operations, n_entries)``; only those of gates are filled.
        """
        with jax.enable_x64(True):
            return np.asarray(overlaps_of(self.program, jnp.asarray(parameters)))

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(dimension,)`` at parameters ``(n_params,)``."""
        with jax.enable_x64(True):
            state = np.asarray(_final_state(self.program, jnp.asarray(parameters)))
            return state[: self.basis.dimension]

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
            energy, variance, swaps = _measurements(
                self.program, self.action, self.bond_action, jnp.asarray(parameters)
            )
            return float(energy), float(variance), np.asarray(swaps)

    @cached_property
    def bond_action(self) -> ModelAction:
        """Every bond of the lattice with weight one, for measuring them one by one."""
        with jax.enable_x64(True):
            edges = self.model.lattice.edges
            stops = bond_route(edges, self.order)
            return compile_swaps(
                self.basis, len(edges), np.ones(len(edges)), 0.0, stops, self.sharding
            )


def sector_engine(
    circuit: Circuit,
    model: HeisenbergModel,
    precision: Precision = "double",
    devices: Sequence[jax.Device] | None = None,
) -> SectorEngine:
    """Return the engine of a circuit and a model.

    Args:
        circuit: The circuit, which fixes the sector.
        model: A model on as many sites.
        precision: Of the amplitudes, "double" or "single"; sums over them are always double.
        devices: Devices that states are spread over; None is the default device alone.

    Raises:
        ValueError: If the numbers of sites differ.
    """
    check_sizes(circuit, model)
    with jax.enable_x64(True):
        sharding = None if devices is None else path_sharding(devices)
        program, path = compile_program(circuit, precision, sharding)
        action = compile_model(model, circuit.two_total, path.last, path.orders, sharding)
    return SectorEngine(circuit, model, program, action, path.last, sharding)


def _columns(parameters: np.ndarray) -> jax.Array:
    """Return parameters ``(n_params, n_starts)``, or ``(n_params,)`` for a single start."""
    rows = np.asarray(parameters, dtype=np.float64)
    return jnp.asarray(rows[0] if len(rows) == 1 else rows.T)


@jax.custom_vjp
def energy_of(state: jax.Array, action: ModelAction) -> jax.Array:
    """Return the energies ``(*batch)`` of states ``(dimension, *batch)``, over their squared norms.

    Gates keep the norm, but rounding does not; in derivatives it is a constant.

    Args:
        state: Amplitudes.
        action: The compiled model.
    """
    return _energy_forward(state, action)[0]


def _energy_forward(state, action):
    product = apply_model(action, state)
    squared_norm = _real_dot(state, state)
    return _real_dot(state, product) / squared_norm, (product, squared_norm)


def _energy_backward(known, cotangent):
    product, squared_norm = known
    # H is Hermitian; JAX's cotangent of a complex array is the conjugate of the usual gradient.
    return (2 * cotangent / squared_norm).astype(product.real.dtype) * product.conj(), None


def _real_dot(left, right):
    return jnp.sum((left.conj() * right).real, axis=0, dtype=jnp.float64)


energy_of.defvjp(_energy_forward, _energy_backward)


@jax.jit
def _energies(parameters, program, action):
    return jnp.atleast_1d(energy_of(final_state(program, parameters), action))


@jax.jit
def _energies_and_gradients(parameters, program, action):
    def total(values):
        energies = energy_of(final_state(program, values), action)
        return energies.sum(), energies

    (_, energies), gradients = jax.value_and_grad(total, has_aux=True)(parameters)
    return energies, gradients


_final_state = jax.jit(final_state)


@jax.jit
def _measurements(program, action, bond_action, parameters):
    state = final_state(program, parameters)
    energy, (product, squared_norm) = _energy_forward(state, action)
    spread = product - energy.astype(state.real.dtype) * state
    variance = _real_dot(spread, spread) / squared_norm
    return energy, variance, swap_expectations(bond_action, state) / squared_norm

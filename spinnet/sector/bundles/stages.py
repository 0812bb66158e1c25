"""The stages of an evaluation on a GPU, each one compiled program, and all compiled side by side.

Matrices from angles, the circuit forwards, the model, the circuit backwards, what entries of gates
receive from overlaps, and gradients from that: what is compiled for gradients serves energies and
metrics too. Compilers work on one stage at a time, and machines have many cores, so that all stages
are given to threads at once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.sector.bundles.circuit import Steps, backwards, forwards
from spinnet.sector.bundles.kernel import Planes
from spinnet.sector.bundles.matrices import MatrixTables, all_matrices, gate_matrices, received
from spinnet.sector.bundles.model import ModelSteps, product
from spinnet.sector.gate_entries import CircuitEntries, operation_entries


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Bundled:
    """A circuit and a model, as jitted functions take them.

    Args:
        entries: What turns angles into entries of gates, in double precision.
        tables: What turns entries into matrices.
        steps: The circuit's operations, and those that lead to its start.
        model: The model, from the circuit's last line order on.
        dimension: Amplitudes of a state.
        kind: Type of the real numbers that states are made of.
    """

    entries: CircuitEntries
    tables: MatrixTables
    steps: Steps
    model: ModelSteps
    dimension: int = field(metadata={"static": True})
    kind: np.dtype = field(metadata={"static": True})

    @property
    def n_gates(self) -> int:
        """Number of gates."""
        return self.tables.like.shape[0]


@jax.jit
def matrices_of(bundled: Bundled, rows: jax.Array) -> Planes:
    """Return the matrices of all operations ``(n_starts, n_matrices, n_places)``, by plane.

    Args:
        bundled: Circuit and model.
        rows: Angles ``(n_starts, n_params)``.
    """
    gates = _gates(bundled, rows)
    return jax.vmap(partial(all_matrices, bundled.tables, kind=bundled.kind))(gates)


circuit_forwards = jax.jit(forwards, donate_argnums=3)
"""`forwards`, in the memory of the state."""

circuit_backwards = jax.jit(backwards, static_argnames="n_gates", donate_argnums=(2, 3))
"""`backwards`, in the memory of state and adjoint."""


@jax.jit
def energy_and_product(model: ModelSteps, state: Planes) -> tuple[jax.Array, jax.Array, Planes]:
    """Return energies and squared norms ``(n_starts,)``, and H applied to states.

    Energies are over squared norms: gates keep the norm, but rounding does not.

    Args:
        model: The model.
        state: ``(n_starts, dimension)``, by plane.
    """
    pushed = product(model, state)
    squared_norm = _dot(state, state)
    return _dot(state, pushed) / squared_norm, squared_norm, pushed


@jax.jit
def received_by_entries(bundled: Bundled, rows: jax.Array, behind: Planes) -> jax.Array:
    """Return what entries receive from overlaps ``(n_starts, n_operations, n_entries)``.

    Args:
        bundled: Circuit and model.
        rows: Angles ``(n_starts, n_params)``.
        behind: Overlaps of two states behind every gate, see `backwards`.
    """
    entries = _entries(bundled.entries, rows)
    gates, pull = jax.vjp(jax.vmap(partial(gate_matrices, bundled.tables)), entries)
    return pull(_cotangents(bundled, gates, behind))[0]


@jax.jit
def gradients(entries: CircuitEntries, rows: jax.Array, received: jax.Array) -> jax.Array:
    """Return gradients ``(n_starts, n_params)`` from what entries receive of state and H state.

    Args:
        entries: What turns angles into entries.
        rows: Angles ``(n_starts, n_params)``.
        received: What they receive, see `received_by_entries`.
    """
    _, pull = jax.vjp(partial(_entries, entries), rows)
    return 2 * pull(received)[0]  # E is a form in two states: twice what one of them receives


@jax.jit
def spread(state: Planes, pushed: Planes, energy: jax.Array) -> jax.Array:
    """Return the squared norm of ``(H - E) state``, of each start.

    Args:
        state: ``(n_starts, dimension)``, by plane.
        pushed: H applied to it.
        energy: E ``(n_starts,)``.
    """
    own = energy[:, None].astype(state[0].dtype)
    rest = tuple(one - own * plane for one, plane in zip(pushed, state, strict=True))
    return _dot(rest, rest)


def compile_stages(bundled: Bundled, shape: tuple[int, int], *, with_gradients: bool) -> None:
    """Compile what an evaluation needs, all stages at once; calls find them compiled.

    Args:
        bundled: Circuit and model.
        shape: Of the angles, ``(n_starts, n_params)``.
        with_gradients: Whether gradients are wanted, and not only energies.
    """
    with jax.enable_x64(True):
        stages = _stages(bundled, shape, with_gradients=with_gradients)
    with ThreadPoolExecutor(len(stages)) as pool:
        list(pool.map(_compiled, stages))


_Stage = tuple[Any, tuple[Any, ...], dict[str, int]]
"""A jitted function, its arguments, and those that are compiled in."""


def _stages(bundled: Bundled, shape: tuple[int, int], *, with_gradients: bool) -> list[_Stage]:
    """Return the stages of an evaluation, with shapes for arguments; the longest come first."""
    rows = jax.ShapeDtypeStruct(shape, np.float64)
    matrices = jax.eval_shape(matrices_of, bundled, rows)
    plane = jax.ShapeDtypeStruct((shape[0], bundled.dimension), bundled.kind)
    state, sizes, steps = (plane,) * len(matrices), matrices[0].shape, bundled.steps
    overlap = jax.ShapeDtypeStruct((sizes[0], bundled.n_gates, sizes[2]), np.float64)
    behind = (bundled, rows, (overlap,) * len(matrices))
    back: list[_Stage] = [
        (circuit_backwards, (steps, matrices, state, state), {"n_gates": bundled.n_gates}),
        (received_by_entries, behind, {}),
        (gradients, (bundled.entries, rows, jax.eval_shape(received_by_entries, *behind)), {}),
    ]
    return [
        *(back if with_gradients else []),
        (circuit_forwards, (steps.work, steps.operations, matrices, state), {}),
        (energy_and_product, (bundled.model, state), {}),
        (matrices_of, (bundled, rows), {}),
    ]


def _compiled(stage: _Stage) -> None:
    function, arguments, options = stage
    with jax.enable_x64(True):  # a setting of each thread
        function.lower(*arguments, **options).compile()


def _gates(bundled: Bundled, rows: jax.Array) -> Planes:
    """Return the matrices of gates ``(n_starts, n_gates, n_places)``, by plane."""
    return jax.vmap(partial(gate_matrices, bundled.tables))(_entries(bundled.entries, rows))


def _entries(entries: CircuitEntries, rows: jax.Array) -> jax.Array:
    return jax.vmap(partial(operation_entries, entries))(rows)


def _cotangents(bundled: Bundled, gates: Planes, behind: Planes) -> Planes:
    """Return what real and imaginary parts of matrices receive: Re S and -Im S."""
    overlaps = jax.vmap(partial(received, bundled.tables))(gates, behind)
    return overlaps if len(overlaps) == 1 else (overlaps[0], -overlaps[1])


def _dot(left: Planes, right: Planes) -> jax.Array:
    """Return the real part of the inner product of states, of each start."""
    terms = [jnp.sum(a * b, axis=1, dtype=jnp.float64) for a, b in zip(left, right, strict=True)]
    return sum(terms[1:], terms[0])

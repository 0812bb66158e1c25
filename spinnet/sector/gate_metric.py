r"""The metric of each gate by itself: the blocks on the diagonal of the metric of a circuit.

The angles of one gate move the final state as they move the state right behind the gate, since
everything later is unitary. With :math:`D_i` the derivative of the gate by its angle i, and
:math:`\rho` the density of the state in front of it on the gate's multiplicity spaces,

.. math:: G_{ij} = \mathrm{Re}\left[\mathrm{tr}(D_i^\dagger D_j\,\rho)
          - \overline{v_i} v_j\right], \qquad v_i = \mathrm{tr}(U^\dagger D_i\,\rho) .

The densities of all gates come from one sweep backwards with the state itself in the place of the
adjoint. Gates that share their angles add up, what lies between them is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.sector.evolution import evolve
from spinnet.sector.gate_entries import CircuitEntries, entries
from spinnet.sector.gate_family import Family
from spinnet.sector.program import Program, program_entries


def gate_metrics(
    table: CircuitEntries,
    parameters: np.ndarray,
    overlaps: np.ndarray,
    groups: Sequence[tuple[int, ...]],
) -> np.ndarray:
    """Return the metrics of a circuit's gates, flat and one after the other.

    Args:
        table: What turns the circuit's angles into entries.
        parameters: ``(n_params,)``, radians.
        overlaps: ``(n_operations, n_entries)``: for each entry the conjugate amplitudes behind the
            operation times those in front of it, see `overlaps_of`.
        groups: The indices of the angles of each gate, or of several that share them.

    Returns:
        For each group its metric, row by row.
    """
    sums = {group: np.zeros((len(group), len(group))) for group in groups}
    with jax.enable_x64(True):
        for family in table.families:
            if family.parameters.shape[1] == 0:
                continue
            blocks = _family_metrics(family, jnp.asarray(parameters), jnp.asarray(overlaps))
            for indices, block in zip(family.parameters.tolist(), np.asarray(blocks), strict=True):
                sums[tuple(indices)] += block
    return np.concatenate([block.ravel() for block in sums.values()] or [np.zeros(0)])


@jax.jit
def overlaps_of(program: Program, parameters: jax.Array) -> jax.Array:
    """Return the overlaps of a circuit's states around every operation, for `gate_metrics`.

    Args:
        program: The compiled circuit.
        parameters: ``(n_params,)``, radians.

    Returns:
        ``(n_operations, n_entries)``; only those of gates are filled.
    """
    run = partial(evolve, program.start, schedule=program.schedule)
    state, pull = jax.vjp(lambda values: run(values), program_entries(program, parameters))
    return pull(state.conj())[0]


@jax.jit
def _family_metrics(family: Family, parameters: jax.Array, overlaps: jax.Array) -> jax.Array:
    """Return the metrics ``(n_gates, n_angles, n_angles)`` of all gates of a kind."""
    n_gates, n_angles = family.parameters.shape
    apart = replace(family, parameters=np.arange(n_gates * n_angles).reshape(n_gates, n_angles))
    angles = parameters[family.parameters]  # (n_gates, n_angles)

    def matrices(values: jax.Array) -> jax.Array:
        return _matrices(family, entries(apart, values.reshape(-1)))

    unitary, change = jax.linearize(matrices, angles)
    unit = jnp.broadcast_to(jnp.eye(n_angles)[:, None], (n_angles, n_gates, n_angles))
    derivatives = jax.vmap(change)(unit)  # (n_angles, n_gates, m, m)
    around = _matrices(family, overlaps[family.rows, : len(family.places)])
    density = jnp.einsum("gab,gac->gbc", around, unitary)  # (n_gates, m, m), in front
    moved = jnp.einsum("jgab,gbc->jgac", derivatives, density)
    gram = jnp.einsum("igac,jgac->gij", derivatives.conj(), moved).real
    phases = jnp.einsum("gab,jgab->gj", around, derivatives)
    return gram - (phases.conj()[:, :, None] * phases[:, None, :]).real


def _matrices(family: Family, values: jax.Array) -> jax.Array:
    """Return block entries ``(n_gates, n_entries)`` as block-diagonal matrices."""
    size = family.size
    flat = jnp.zeros((len(values), size * size), dtype=values.dtype)
    return flat.at[:, family.places].set(values).reshape(-1, size, size)

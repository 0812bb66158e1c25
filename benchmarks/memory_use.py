"""States that XLA holds at the peak of each calculation, beside what is counted on.

    python benchmarks/memory_use.py [LATTICE]

Nothing is computed: the compiler says what it will reserve, beside the arguments.
"""

from __future__ import annotations

import sys

import jax
import jax.numpy as jnp

from hamiltonians import HeisenbergModel, heisenberg, named_lattice
from spinnet.circuits import Circuit, ansatz
from spinnet.sector import SectorBasis, bundle_engine, sector_engine
from spinnet.sector.bundles import stages
from spinnet.sector.choice import engine_name
from spinnet.sector.engine import _energies, _energies_and_gradients
from spinnet.sector.memory import ENERGY_STATES, GRADIENT_STATES, product_states
from spinnet.sector.recurrence import _next
from spinnet.sector.walk import AbstractWalk, compile_walk


def states_held(function, *arguments, dimension: int, **options) -> float:
    """Return the peak of a jitted function in vectors of doubles, arguments apart."""
    analysis = function.lower(*arguments, **options).compile().memory_analysis()
    size = analysis.temp_size_in_bytes + analysis.output_size_in_bytes
    return (size - analysis.alias_size_in_bytes) / (8 * dimension)


@jax.jit
def _product(steps: AbstractWalk, vector: jax.Array) -> jax.Array:
    return steps.product(vector)


def circuit_peaks(circuit: Circuit, model: HeisenbergModel, dimension: int) -> tuple[float, float]:
    """Return the peaks of an energy and of a gradient in states of the circuit."""
    if engine_name(dimension) != "bundles":
        engine = sector_engine(circuit, model)
        given = jnp.zeros(circuit.n_params), engine.program, engine.action
        peaks = [
            states_held(function, *given, dimension=dimension)
            for function in (_energies, _energies_and_gradients)
        ]
        return peaks[0] / 2, peaks[1] / 2  # complex
    bundled = bundle_engine(circuit, model).bundled
    state = tuple(jnp.zeros((1, dimension)) for _ in range(2))
    matrices = stages.matrices_of(bundled, jnp.zeros((1, circuit.n_params)))
    energy = states_held(stages.energy_and_product, bundled.model, state, dimension=dimension)
    back = states_held(
        stages.circuit_backwards,
        *(bundled.steps, matrices, state, state),
        n_gates=bundled.n_gates,
        dimension=dimension,
    )
    return 1 + energy / 2, 2 + max(energy, back) / 2  # with the state, and with the adjoint


def main(name: str) -> None:
    """Print the table."""
    lattice = named_lattice(name)
    model, two_total = heisenberg(lattice), lattice.n_sites % 2
    dimension = SectorBasis(lattice.n_sites, two_total).dimension
    print(f"{name}: {dimension} states on {jax.devices()[0].device_kind}")
    with jax.enable_x64(True):
        steps = compile_walk(model, two_total, tuple(range(lattice.n_sites)))
        vector = jnp.zeros(dimension)
        held = states_held(_product, steps, vector, dimension=dimension)
        print(f"product                {held:6.1f}   counted {product_states(dimension)}")
        given = (steps, vector, vector, jnp.asarray(0.0), (0.0, 0.0))
        options = {"is_known": False, "backwards": False}
        held = 2 + states_held(_next, *given, dimension=dimension, **options)
        print(f"recurrence, 2 vectors  {held:6.1f}   counted {2 + product_states(dimension)}")
        circuit = ansatz(lattice, "bonds", layers=1, gates="complex", two_total=two_total)
        counted = "bundles" if engine_name(dimension) == "bundles" else "jax"
        energy, gradient = circuit_peaks(circuit, model, dimension)
        print(f"energy                 {energy:6.1f}   counted {ENERGY_STATES[counted]}")
        print(f"gradient               {gradient:6.1f}   counted {GRADIENT_STATES[counted]}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["kagome-24"])

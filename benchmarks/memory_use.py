"""States that XLA holds at the peak of each calculation, beside what is counted on.

    python benchmarks/memory_use.py [LATTICE]

Nothing is computed: the compiler says what it will reserve, beside the arguments.
"""

from __future__ import annotations

import sys

import jax
import jax.numpy as jnp

from hamiltonians import heisenberg, named_lattice
from spinnet.circuits import ansatz
from spinnet.sector import SectorBasis, sector_engine
from spinnet.sector.engine import _energies, _energies_and_gradients
from spinnet.sector.memory import ENERGY_STATES, GRADIENT_STATES, product_states
from spinnet.sector.recurrence import _next
from spinnet.sector.walk import compile_walk, walked_product


def states_held(function, *arguments, dimension: int, **options) -> float:
    """Return the peak of a jitted function in vectors of doubles, arguments apart."""
    analysis = function.lower(*arguments, **options).compile().memory_analysis()
    size = analysis.temp_size_in_bytes + analysis.output_size_in_bytes
    return (size - analysis.alias_size_in_bytes) / (8 * dimension)


def main(name: str) -> None:
    """Print the table."""
    lattice = named_lattice(name)
    model, two_total = heisenberg(lattice), lattice.n_sites % 2
    dimension = SectorBasis(lattice.n_sites, two_total).dimension
    print(f"{name}: {dimension} states on {jax.devices()[0].device_kind}")
    with jax.enable_x64(True):
        steps = compile_walk(model, two_total, tuple(range(lattice.n_sites)))
        vector, columns = jnp.zeros(dimension), jnp.zeros((dimension, 2))
        held = states_held(jax.jit(walked_product), steps, vector, dimension=dimension)
        print(f"product                {held:6.1f}   counted {product_states(dimension)}")
        given = (steps, columns, jnp.asarray(0.0), (0.0, 0.0))
        options = {"is_known": False, "backwards": False}
        held = 2 + states_held(_next, *given, dimension=dimension, **options)
        print(f"recurrence, 2 vectors  {held:6.1f}   counted {2 + product_states(dimension)}")
        circuit = ansatz(lattice, "bonds", layers=1, gates="complex", two_total=two_total)
        engine = sector_engine(circuit, model)
        angles = jnp.zeros(circuit.n_params)
        for label, function, counted in (
            ("energy", _energies, ENERGY_STATES),
            ("gradient", _energies_and_gradients, GRADIENT_STATES),
        ):
            held = states_held(function, angles, engine.program, engine.action, dimension=dimension)
            print(f"{label:22} {held / 2:6.1f}   counted {counted}")  # complex


if __name__ == "__main__":
    main(*sys.argv[1:] or ["kagome-24"])

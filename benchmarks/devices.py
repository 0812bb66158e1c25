"""Time states spread over all devices beside states on one, in plain JAX and in its own engine.

Run it from the root of the repository on a machine with several GPUs:

    python -m benchmarks.devices [LATTICE [LAYERS]]

Layers are of triangles, in single precision. It prints a Markdown table; memory is the most that
the first device has held so far, rows being in the order of what they need. Virtual devices of a
CPU try it out: ``XLA_FLAGS=--xla_force_host_platform_device_count=2``.
"""

from __future__ import annotations

import sys

import jax
import numpy as np

from benchmarks.engine_step import times
from hamiltonians import heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import triangle_ansatz


def main(lattice_name: str = "kagome-30", layers: str = "4") -> None:
    lattice = named_lattice(lattice_name)
    circuit, model = triangle_ansatz(lattice, layers=int(layers)), heisenberg(lattice)
    parameters = np.random.default_rng(0).normal(scale=0.1, size=(1, circuit.n_params))
    devices = jax.devices()
    backends = {
        "one": SectorBackend("single"),
        f"all {len(devices)}": SectorBackend("single", devices=devices),
        "one, plain JAX": SectorBackend("single", engine="jax"),
    }
    print(f"{lattice_name}, {layers} layers, on {devices[0].device_kind}\n")
    print("| devices | engine | energy | time | with gradient | memory |")
    print("|---|---|---|---|---|---|")
    for name, backend in backends.items():
        evaluator = backend.evaluator(circuit, model)
        energy, gradient = times(evaluator, parameters)
        value = float(evaluator.energies(parameters)[0])
        print(
            f"| {name} | {evaluator.engine.name} | {value:.12f} | {energy * 1e3:.1f} ms | "
            f"{gradient * 1e3:.1f} ms | {_memory(devices[0])} |",
            flush=True,
        )


def _memory(device: jax.Device) -> str:
    stats = device.memory_stats()
    return f"{stats['peak_bytes_in_use'] / 1e9:.2f} GB" if stats else "not told"


if __name__ == "__main__":
    main(*sys.argv[1:])

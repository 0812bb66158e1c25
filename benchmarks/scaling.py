"""Part (b): how one step of the engine grows with the number of sites, and what memory allows.

The limit drawn in is that of any simulator that applies gate by gate: every vertex gate reads and
writes the state once for an energy, and once more with the adjoint state beside it for a gradient.
Copying an array of the state's size is timed in the same process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from benchmarks import operations
from benchmarks.cases import Case, chain_case
from benchmarks.machine import copy_bandwidth, machine
from hamiltonians import HeisenbergModel
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import Circuit
from spinnet.cli.child_process import Limits, Tell, available_memory, run_in_child
from spinnet.cli.step_times import Step, time_step
from spinnet.sector.choice import EngineName, engine_name
from spinnet.sector.program import Precision
from spinnet.su2.counting import multiplicity

AMPLITUDE_BYTES = {"double": 16, "single": 8}
SHARE_OF_MEMORY = 0.8
Choices = tuple[Precision, EngineName | None]


def run_scaling(
    sizes: Sequence[int],
    blocks: int,
    seconds: float,
    precision: Precision = "double",
    engine: EngineName | None = None,
) -> dict[str, Any]:
    """Return the times of the paper's chain circuit on growing chains.

    Args:
        sizes: Numbers of sites, even.
        blocks: Number of blocks of the circuit.
        seconds: Wall time after which a size is stopped; larger ones are not tried then.
        precision: "double" or "single", of the amplitudes.
        engine: Which engine; None is the one that is chosen by itself.
    """
    memory = available_memory()
    limits = Limits(seconds, None if memory is None else int(SHARE_OF_MEMORY * memory))
    points: list[dict[str, Any]] = []
    for n_sites in sizes:
        points.append(_one_size(chain_case(n_sites, blocks), (precision, engine), limits))
        print(f"  {points[-1]}", flush=True)
        if points[-1]["trouble"] is not None:
            break
    seen = [point for point in points if point.get("device")]
    return {
        "machine": machine(("numpy", "numba", "jax", "jaxlib")),
        "device": seen[-1]["device"] if seen else None,
        "engine": seen[-1]["engine"] if seen else None,
        "precision": precision,
        "blocks": blocks,
        "points": points,
    }


def _one_size(case: Case, choices: Choices, limits: Limits) -> dict[str, Any]:
    circuit, model, rows = case.circuit(), case.model(), case.rows()
    outcome = run_in_child(time_point, choices, circuit, model, rows, limits=limits)
    return {
        "n_sites": circuit.n_sites,
        "dimension": multiplicity(circuit.n_sites, circuit.two_total),
        "n_gates": circuit.n_gates,
        "n_params": circuit.n_params,
        **(outcome.answer or {}),
        "peak_memory": outcome.peak_memory,
        "trouble": outcome.trouble,
    }


def time_point(
    choices: Choices, circuit: Circuit, model: HeisenbergModel, rows: np.ndarray, tell: Tell
) -> dict[str, Any]:
    """Return the times of one size and of a copy of its state, in this process.

    Args:
        choices: Precision of the amplitudes, and which engine.
        circuit: The circuit.
        model: The model.
        rows: The angles.
        tell: Told what is being done.
    """
    precision, engine = choices

    def prepare(circuit: Circuit, model: HeisenbergModel) -> Step:
        evaluator = SectorBackend(precision, engine=engine).evaluator(circuit, model)
        return Step(evaluator.energies, evaluator.energies_and_gradients)

    times = time_step(prepare, circuit, model, rows, None, tell)
    device = jax.devices()[0]
    dimension = multiplicity(circuit.n_sites, circuit.two_total)
    return {
        **times.to_json(),
        "energy": float(times.values.energies[0]),
        "device": device.device_kind,
        "engine": engine or engine_name(dimension),
        "device_peak_memory": (device.memory_stats() or {}).get("peak_bytes_in_use"),
        "copy_seconds": copy_seconds(AMPLITUDE_BYTES[precision] * dimension, device.platform),
    }


def copy_seconds(n_bytes: int, platform: str) -> float:
    """Return the time to read an array and write it elsewhere.

    Args:
        n_bytes: Its size.
        platform: "cpu", or what JAX calls another.
    """
    if platform != "cpu":
        return operations.copy_seconds(n_bytes)
    return 2 * n_bytes / copy_bandwidth(max(n_bytes, 1 << 16))  # below, calls are timed

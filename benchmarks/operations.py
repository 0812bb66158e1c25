"""One operation on a GPU, at every place of the line, held against copying the state.

A copy reads the state once and writes it once. An operation does so too, but finds its bundles all
over the state; a permutation of sites leaves the paths alone that go straight through the window.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.machine import machine
from spinnet.sector import SectorBasis
from spinnet.sector.bundles.circuit import Steps, compile_steps
from spinnet.sector.bundles.matrices import matrix_tables
from spinnet.sector.bundles.stages import circuit_forwards
from spinnet.sector.operations import WindowOperation

WIDTHS = (2, 3)
LONG_ENOUGH = 0.015  # seconds; to call anything takes a tenth of a millisecond
MIN_REPEATS, MAX_REPEATS = 8, 256
TRIALS = 5  # the quickest counts
MIN_COPIED = 1 << 31
"""Smaller states are held against a copy of so many bytes: to start one takes longer than it."""


def run_operations(sizes: Sequence[int], precision: str) -> dict[str, Any]:
    """Return the time of an operation on two and on three sites at every place, real states.

    Args:
        sizes: Numbers of sites, even.
        precision: "double" or "single", of the amplitudes.
    """
    kind = np.dtype(np.float64 if precision == "double" else np.float32)
    sectors = [SectorBasis(n_sites, 0) for n_sites in sizes]
    with jax.enable_x64(True):
        # All copies come first: later they would lie wherever states have left room.
        copies = [copy_seconds(one.dimension * kind.itemsize) for one in sectors]
        lines = [_line(*one, kind) for one in zip(sectors, copies, strict=True)]
    return {
        "machine": machine(("numpy", "jax", "jaxlib")),
        "device": jax.devices()[0].device_kind,
        "precision": precision,
        "lines": lines,
    }


def _line(basis: SectorBasis, copy: float, kind: np.dtype) -> dict[str, Any]:
    n_sites = basis.n_sites
    moves = [
        WindowOperation(start, width, tuple(reversed(range(width))))
        for width in WIDTHS
        for start in range(n_sites - width + 1)
    ]
    # Permutations in the place of gates: what a gate moves, and states that keep their norm.
    gates = [dataclasses.replace(one, gate=0, wires=tuple(range(one.width))) for one in moves]
    tables, matrix = matrix_tables(basis, moves)
    steps = compile_steps(basis, moves + gates, np.tile(matrix, 2))
    matrices = (tables.moves[None].astype(kind),)
    state = jnp.ones((1, basis.dimension), kind)
    repeats = int(np.clip(LONG_ENOUGH / copy, MIN_REPEATS, MAX_REPEATS))
    copies: dict[str, list[float]] = {}
    for operation, numbers in zip(moves + gates, steps.operations, strict=True):
        one = dataclasses.replace(steps, operations=jnp.tile(numbers, (repeats, 1)))
        seconds, state = _operation_seconds(one, matrices, state)
        copies.setdefault(_name(operation), []).append(seconds / copy)
    for name, own in copies.items():
        print(f"  {n_sites} sites, {name}: median {np.median(own):.2f}, most {max(own):.2f}")
    return {
        "n_sites": n_sites,
        "dimension": basis.dimension,
        "copy_seconds": copy,
        "copies": copies,  # by operation, from the first place of the line on
    }


def _name(operation: WindowOperation) -> str:
    kind = "permutation" if operation.gate is None else "gate"
    return f"{kind} on {operation.width} sites"


def _operation_seconds(
    steps: Steps, matrices: tuple[jax.Array, ...], state: jax.Array
) -> tuple[float, jax.Array]:
    """Return the time of one of some equal operations, and the state behind them."""

    def run() -> None:
        nonlocal state
        (state,) = circuit_forwards(steps.work, steps.operations, matrices, (state,))
        state.block_until_ready()

    return _best(run) / len(steps.operations), state


def copy_seconds(n_bytes: int) -> float:
    """Return the time to read an array of the default device and write it elsewhere.

    Args:
        n_bytes: Its size. A small one is held against the speed of a large one, since to start the
            copy takes longer than the copy.
    """
    copied = max(n_bytes, MIN_COPIED)
    state = jnp.ones(copied // 4, dtype=jnp.float32)
    copy = jax.jit(lambda array: array + 1)
    return _best(lambda: copy(state).block_until_ready(), 4 * TRIALS) * n_bytes / copied


def _best(run: Callable[[], Any], trials: int = TRIALS) -> float:
    """Return the shortest time of a call, after one that compiles."""
    run()
    found = []
    for _ in range(trials):
        began = time.perf_counter()
        run()
        found.append(time.perf_counter() - began)
    return min(found)

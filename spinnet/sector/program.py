"""Programs: a circuit compiled for its sector, as arrays that one jitted function can run.

The pipeline: circuit -> rounds -> line orders -> routing and merging -> kinds and tables -> start
state. A program is a pytree of constants; parameters go in when it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import NamedSharding

from spinnet.circuits import Circuit, SingletCovering
from spinnet.sector.basis import SectorBasis
from spinnet.sector.evolution import Kind, Schedule, evolve
from spinnet.sector.gate_entries import CircuitEntries, circuit_entries, operation_entries
from spinnet.sector.gate_table import gate_table
from spinnet.sector.layout import layout
from spinnet.sector.line_order import Order
from spinnet.sector.operations import WindowOperation, standard_width
from spinnet.sector.routing import Route, route, route_between
from spinnet.sector.sharding import n_padding
from spinnet.sector.window import permutation_table

Precision = Literal["double", "single"]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Program:
    """A compiled circuit.

    Args:
        start: The start state ``(dimension,)`` in the first line order.
        schedule: The window operations.
        table: What turns angles into the entries of operations.
    """

    start: jax.Array
    schedule: Schedule
    table: CircuitEntries


def compile_program(
    circuit: Circuit, precision: Precision = "double", sharding: NamedSharding | None = None
) -> tuple[Program, Route]:
    """Return a circuit's program, and the route that it takes.

    Args:
        circuit: The circuit. All its operations are real if the circuit is.
        precision: Of the amplitudes, "double" or "single".
        sharding: How states are spread over devices; None is the default device alone.
    """
    basis = SectorBasis(circuit.n_sites, circuit.two_total)
    path = route(circuit)
    schedule = compile_schedule(basis, path.operations, sharding)
    n_entries = max([kind.n_entries for kind in schedule.kinds] + [1])
    dtype = amplitude_type(circuit, precision)
    table = circuit_entries(circuit, path.operations, n_entries, dtype)
    start = start_state(basis, circuit.initial, path.first, sharding).astype(dtype)
    return Program(start, schedule, table), path


def amplitude_type(circuit: Circuit, precision: Precision) -> np.dtype:
    """Return the type of a circuit's amplitudes: real for real circuits, else complex.

    Args:
        circuit: The circuit.
        precision: "double" or "single".

    Raises:
        ValueError: If there is no such precision.
    """
    if precision not in ("double", "single"):
        raise ValueError(f"precision must be 'double' or 'single'; got {precision!r}.")
    wide = np.dtype(np.float64 if circuit.is_real else np.complex128)
    return wide if precision == "double" else np.dtype(f"{wide.kind}{wide.itemsize // 2}")


def compile_schedule(
    basis: SectorBasis,
    operations: Sequence[WindowOperation],
    sharding: NamedSharding | None = None,
) -> Schedule:
    """Return operations as kinds with their tables, and index arrays in time order.

    Args:
        basis: The sector.
        operations: Gates and permutations.
        sharding: How states are spread over devices; None is the default device alone.
    """
    operations = [standard_width(operation, basis.n_sites) for operation in operations]
    widths = sorted({operation.width for operation in operations})
    kinds: list[Kind] = []
    type_of: dict[tuple, int] = {}
    for width in widths:
        types = dict.fromkeys(
            (operation.wires, operation.after)
            for operation in operations
            if operation.width == width
        )
        type_of |= {(width, *one): number for number, one in enumerate(types)}
        tables = _stacked([operation_table(width, basis.max_height, *one) for one in types])
        kinds.append(Kind(layout(basis, width, sharding), tables))
    return Schedule(
        tuple(kinds),
        _indices([widths.index(operation.width) for operation in operations]),
        _indices([type_of[one.width, one.wires, one.after] for one in operations]),
        _indices([operation.start for operation in operations]),
        jnp.asarray(np.array([operation.gate is not None for operation in operations], dtype=bool)),
    )


def program_entries(program: Program, parameters: jax.Array) -> jax.Array:
    """Return the block entries of every operation ``(n_operations, n_entries, *batch)``.

    Args:
        program: The program.
        parameters: ``(n_params, *batch)``.
    """
    return operation_entries(program.table, parameters)


def final_state(program: Program, parameters: jax.Array) -> jax.Array:
    """Return the final state ``(dimension, *batch)`` in the last line order.

    Args:
        program: The program.
        parameters: ``(n_params, *batch)``, radians.
    """
    batch = parameters.shape[1:]
    start = program.start.reshape(-1, *(1,) * len(batch))
    state = jnp.broadcast_to(start, (program.start.shape[0], *batch))
    return evolve(state, program_entries(program, parameters), program.schedule)


def start_state(
    basis: SectorBasis,
    covering: SingletCovering,
    order: Order,
    sharding: NamedSharding | None = None,
) -> jax.Array:
    """Return a singlet covering as a real state ``(dimension,)`` in a line order.

    With the partners of each pair side by side and the single sites last, the state is one path:
    up-down for every pair, then up. Swaps take it to the order asked for.

    Args:
        basis: The sector.
        covering: The start state.
        order: ``order[position]`` is the site there.
        sharding: How the state is spread over devices, with zeros at its end.
    """
    own, rank = covering_path(basis, covering)
    length = basis.dimension + n_padding(basis, sharding)
    path = jnp.zeros(length, dtype=jnp.float64, device=sharding).at[rank].set(1.0)
    return permuted(basis, path, own, order, sharding)


def covering_path(basis: SectorBasis, covering: SingletCovering) -> tuple[Order, int]:
    """Return the line order in which a singlet covering is a single path, and the path's rank.

    Args:
        basis: The sector.
        covering: The covering.
    """
    own = tuple(site for pair in covering.pairs for site in pair) + covering.singles
    code = 0
    for step in [1, 0] * len(covering.pairs) + [1] * len(covering.singles):
        code = 2 * code + step
    return own, int(basis.rank(np.array(code)))


def permuted(
    basis: SectorBasis,
    state: jax.Array,
    first: Order,
    last: Order,
    sharding: NamedSharding | None = None,
) -> jax.Array:
    """Return a state ``(dimension,)`` given in one line order in another.

    Args:
        basis: The sector.
        state: Amplitudes ``(dimension,)``.
        first: The line order of ``state``.
        last: The line order wanted.
        sharding: How the state is spread over devices.
    """
    moves = compile_schedule(basis, route_between(first, last), sharding)
    if not moves.kinds:
        return state
    entries = jnp.ones((len(moves.window), 1), dtype=state.real.dtype)
    return _evolved(state, entries, moves)


_evolved = jax.jit(evolve)


def _stacked(tables: Sequence[np.ndarray]) -> jax.Array:
    """Stack the tables of all types of a kind, padded to the largest number of entries."""
    n_entries = max(map(len, tables))
    stacked = np.zeros((len(tables), n_entries, *tables[0].shape[1:]))
    for row, table in zip(stacked, tables, strict=True):
        row[: len(table)] = table
    return jnp.asarray(stacked)


def operation_table(
    width: int, height: int, wires: tuple[int, ...], after: tuple[int, ...]
) -> np.ndarray:
    """Return the constants of one type of operation ``(n_entries, n_classes, M, M)``."""
    if wires:
        return gate_table(width, height, wires, after)
    return permutation_table(width, height, after)[None]


def _indices(values: Sequence[int]) -> jax.Array:
    return jnp.asarray(np.array(values, dtype=np.int32))

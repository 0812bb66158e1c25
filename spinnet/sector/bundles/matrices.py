r"""The class matrices of all operations of a circuit, from the entries of its gates.

A gate on the wires :math:`w` of a window, followed by a permutation p of it, is
:math:`p\, q^{-1} U q`, where q brings the wires to the first places and U acts there. So gates of
one kind share one constant table, U as a function of the entries, and each has two constant
matrices per class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.kernel import Planes
from spinnet.sector.gate_table import bringing_table, matrix_units
from spinnet.sector.operations import WindowOperation
from spinnet.sector.window import permutation_table


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class GateKind:
    """All gates on as many spins in windows of one width.

    Args:
        table: What each entry does on the first places ``(n_entries, n_classes, M, M)``.
        brought: q of each gate ``(n_gates, n_classes, M, M)``.
        left: What follows U for each gate, of the same shape.
        rows: ``(n_gates,)``: the operation of each gate.
        numbers: ``(n_gates,)``: its number among the gates of the circuit.
    """

    table: jax.Array
    brought: jax.Array
    left: jax.Array
    rows: jax.Array
    numbers: jax.Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class MatrixTables:
    """What turns entries into the matrices of a circuit: first all gates, then the moves.

    Args:
        kinds: The gates.
        moves: The distinct permutations ``(n_moves, n_places)``, flat and padded.
        like: ``(n_gates, n_places)``: zeros.
    """

    kinds: tuple[GateKind, ...]
    moves: jax.Array
    like: jax.Array


def matrix_tables(
    basis: SectorBasis, operations: Sequence[WindowOperation]
) -> tuple[MatrixTables, np.ndarray]:
    """Return the tables of a circuit's operations, and which matrix each of them has.

    Args:
        basis: The sector.
        operations: In time order.
    """
    gates = [row for row, one in enumerate(operations) if one.gate is not None]
    kinds: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number, row in enumerate(gates):
        one = operations[row]
        kinds.setdefault((one.width, len(one.wires)), []).append((row, number))
    moves = dict.fromkeys((one.width, one.after) for one in operations if one.gate is None)
    flat = [permutation_table(width, basis.max_height, after).ravel() for width, after in moves]
    found = tuple(
        _kind(basis, operations, *key, *zip(*own, strict=True)) for key, own in kinds.items()
    )
    n_places = max(
        [len(one) for one in flat] + [math.prod(one.left.shape[1:]) for one in found] + [1]
    )
    rows = [np.pad(one, (0, n_places - len(one))) for one in flat]
    which = {move: len(gates) + number for number, move in enumerate(moves)}
    which_gate = {row: number for number, row in enumerate(gates)}
    matrix = [
        which_gate[row] if row in which_gate else which[one.width, one.after]
        for row, one in enumerate(operations)
    ]
    tables = MatrixTables(
        found,
        jax.device_put(np.reshape(rows, (len(rows), n_places))),
        jnp.zeros((len(gates), n_places)),
    )
    return tables, np.array(matrix, dtype=np.int32)


def _kind(
    basis: SectorBasis,
    operations: Sequence[WindowOperation],
    width: int,
    n_spins: int,
    rows: Sequence[int],
    numbers: Sequence[int],
) -> GateKind:
    height = basis.max_height
    brought = np.stack([bringing_table(width, height, operations[row].wires) for row in rows])
    moved = np.stack([permutation_table(width, height, operations[row].after) for row in rows])
    return GateKind(
        jax.device_put(matrix_units(width, height, n_spins)),
        jax.device_put(brought),
        jax.device_put(moved @ np.swapaxes(brought, 2, 3)),
        jax.device_put(np.array(rows, dtype=np.int32)),
        jax.device_put(np.array(numbers, dtype=np.int32)),
    )


def gate_matrices(tables: MatrixTables, entries: jax.Array) -> Planes:
    """Return the matrices of all gates ``(n_gates, n_places)``, by plane.

    Args:
        tables: The constants.
        entries: Block entries of all operations ``(n_operations, n_entries)``.
    """
    parts = (entries.real, entries.imag) if jnp.iscomplexobj(entries) else (entries,)
    planes = []
    for part in parts:
        flat = tables.like
        for kind in tables.kinds:
            own = part[kind.rows, : kind.table.shape[0]]
            first = jnp.tensordot(own, kind.table, 1)  # (n_gates, n_classes, M, M)
            found = (kind.left @ first @ kind.brought).reshape(len(own), -1)
            flat = flat.at[kind.numbers, : found.shape[1]].set(found)
        planes.append(flat)
    return tuple(planes)


def all_matrices(tables: MatrixTables, gates: Planes, kind: np.dtype) -> Planes:
    """Return the matrices of gates and moves ``(n_matrices, n_places)``, by plane.

    Args:
        tables: The constants.
        gates: Those of gates.
        kind: Type of the real numbers that the kernel reads.
    """
    moves = (tables.moves, jnp.zeros_like(tables.moves))[: len(gates)]
    return tuple(jnp.concatenate(pair).astype(kind) for pair in zip(gates, moves, strict=True))


def received(tables: MatrixTables, gates: Planes, overlaps: Planes) -> Planes:
    """Return overlaps in front of each gate and behind it, from those behind it alone.

    ``S_ab = sum_c conj(C_cb) S'_ac``: the state in front is the inverse gate's.

    Args:
        tables: The constants.
        gates: The matrices C of all gates, by plane.
        overlaps: S' of all gates ``(n_gates, n_places)``, by plane.
    """
    found = [tables.like] * len(gates)
    for kind in tables.kinds:
        shape = kind.left.shape
        size = shape[1] * shape[2] * shape[3]
        matrix, sums = (
            [plane[kind.numbers, :size].reshape(shape) for plane in planes]
            for planes in (gates, overlaps)
        )
        if len(gates) == 1:
            parts = [sums[0] @ matrix[0]]
        else:
            parts = [
                sums[0] @ matrix[0] + sums[1] @ matrix[1],
                sums[1] @ matrix[0] - sums[0] @ matrix[1],
            ]
        found = [
            plane.at[kind.numbers, :size].set(part.reshape(len(part), -1))
            for plane, part in zip(found, parts, strict=True)
        ]
    return tuple(found)

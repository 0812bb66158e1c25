r"""Any SU(2)-equivariant gate on k spins: collective Pauli frame, blocks, frame undone.

A vertex gate commutes with :math:`X^{\otimes k}` and :math:`Z^{\otimes k}`. For odd k they
anticommute and a Clifford frame carries them to one spectator wire: the gate is a unitary on the
other k - 1 wires. For even k they commute and go to Z of two select wires: the gate is
block-diagonal with four blocks on k - 2 wires. The blocks are synthesised by ``shannon``. Exact for
every gate, at the cost of 33 CX for 4 spins and 112 for 5, on a line 45 and 156; not the fewest
possible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import Operation, inverse_operations
from spinnet.circuits.synthesis.shannon import multiplexed_operations, multiplexed_slots
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, LINE, GateStructure

MatrixMap = Callable[[np.ndarray], np.ndarray]
Wires = tuple[int, ...]

# Frames with the fewest two-qubit gates between neighbours, by search over all Clifford circuits.
# Two and four spins: to Z of wires 0 and 1, at the end also of wires 0 and 3; three and five: to
# two Pauli matrices of the last wire.
_LINE_FRAMES: dict[int, tuple[str, ...]] = {
    2: ("h1 z01 h1 h0",),
    3: ("s0 h0 h1 z01 s1 h1 z12 s0 h0 s1 h1 z01 s2 h2 h1 z12",),
    4: (
        "s2 h2 s2 h3 z23 h2 z12 h2 s3 h3 z23 h2 h1 z01 z12 h1 h0",
        "s2 h2 h1 z01 h1 z12 h1 h2 s2 h3 z23 h3 h2 z12 h1 z01 h0 x0",
    ),
    5: ("s2 h2 h1 z01 h1 z12 h1 s3 h3 h2 h4 z23 h3 z34 h3 h4 h0 z01 h1 z12 h2 z23 h3 z34",),
}


@dataclass(frozen=True)
class Frame:
    """Clifford circuits that bring the collective Pauli operators to single wires.

    Args:
        before: The circuit before the blocks.
        after: The one whose inverse follows them; it may leave the select wires elsewhere.
        selects: The wires that choose the block, before the blocks.
        wires: The wires the blocks act on, before them.
    """

    before: tuple[Operation, ...]
    after: tuple[Operation, ...]
    selects: Wires
    wires: Wires


def collective_frame(n_spins: int, connectivity: str = ALL_TO_ALL) -> Frame:
    """Return the frame of k spins: 3k/2 - 2 CX, or 3(k - 1)/2 for odd k.

    On a line 1, 4, 5 and 8 for 2 to 5 spins.

    Args:
        n_spins: Number of spins k, at least 2.
        connectivity: ``"all-to-all"``, or ``"line"`` for up to 5 spins.

    Raises:
        ValueError: If no frame on a line is known.
    """
    if connectivity == LINE:
        return _line_frame(n_spins)
    n_even = n_spins - n_spins % 2
    gates = [Operation("cx", (wire, wire + 1)) for wire in range(0, n_even, 2)]
    gates += [Operation("cx", (0, wire)) for wire in range(2, n_even, 2)]
    gates += [Operation("cx", (wire, n_even - 1)) for wire in range(1, n_even - 1, 2)]
    if n_spins == n_even:
        frame = (*gates, Operation("h", (0,)))
        return Frame(frame, frame, (0, n_spins - 1), tuple(range(1, n_spins - 1)))
    last = n_spins - 1
    frame = (*gates, Operation("cx", (last, 0)), Operation("cx", (last - 1, last)))
    return Frame(frame, frame, (), tuple(range(last)))


def _line_frame(n_spins: int) -> Frame:
    if n_spins not in _LINE_FRAMES:
        raise ValueError(f"frames on a line are known for 2 to 5 spins; got {n_spins}.")
    texts = _LINE_FRAMES[n_spins]
    before, after = _clifford(texts[0]), _clifford(texts[-1])
    if n_spins % 2:
        return Frame(before, after, (), tuple(range(n_spins - 1)))
    return Frame(before, after, (0, 1), tuple(range(2, n_spins)))


def _clifford(text: str) -> tuple[Operation, ...]:
    """Return the gates of a text such as ``"h0 s1 z01"``, where z is CZ."""
    names = {"z": "cz"}
    return tuple(
        Operation(names.get(gate[0], gate[0]), tuple(map(int, gate[1:]))) for gate in text.split()
    )


def equivariant_structure(
    n_spins: int,
    name: str,
    matrix_map: MatrixMap,
    n_params: int,
    connectivity: str = ALL_TO_ALL,
) -> GateStructure:
    """Return the structure of a family of SU(2)-equivariant gates on any number of spins.

    Args:
        n_spins: Number of spins k, at least 2.
        name: Name of the structure.
        matrix_map: Maps parameters ``(..., n_params)`` to unitaries ``(..., 2**k, 2**k)`` that
            commute with total spin.
        n_params: Number of parameters.
        connectivity: ``"all-to-all"``, or ``"line"`` for up to 5 spins.

    Raises:
        ValueError: If ``n_spins`` is below 2, or no structure on a line is known.
    """
    if n_spins < 2:
        raise ValueError(f"n_spins must be at least 2, got {n_spins}.")
    frame = collective_frame(n_spins, connectivity)
    block = multiplexed_operations(frame.selects, frame.wires, connectivity=connectivity)

    def angle_map(parameters: np.ndarray) -> np.ndarray:
        """Return the slots of the blocks, by linear algebra for each set of parameters."""
        matrices = matrix_map(parameters).reshape((-1, 2**n_spins, 2**n_spins))
        rows = [
            multiplexed_slots(frame_blocks(matrix, connectivity), connectivity)
            for matrix in matrices
        ]
        return np.array(rows).reshape((*parameters.shape[:-1], block.end))

    return GateStructure(
        name,
        n_spins,
        (*frame.before, *block.operations, *inverse_operations(frame.after)),
        n_params,
        block.end,
        block.phase,
        connectivity,
        angle_map,
    )


def frame_blocks(matrix: np.ndarray, connectivity: str = ALL_TO_ALL) -> np.ndarray:
    """Return the blocks of an equivariant gate in the collective frame.

    Args:
        matrix: Shape ``(2**k, 2**k)``.
        connectivity: ``"all-to-all"`` or ``"line"``.

    Returns:
        Shape ``(4, 2**(k-2), 2**(k-2))`` for even k, ``(1, 2**(k-1), 2**(k-1))`` for odd k.

    Raises:
        ValueError: If the gate does not commute with the collective Pauli operators.
    """
    n_spins = len(matrix).bit_length() - 1
    frame = collective_frame(n_spins, connectivity)
    block = multiplexed_operations(frame.selects, frame.wires, connectivity=connectivity)
    before, after = (operations_matrix(part, n_spins) for part in (frame.before, frame.after))
    spectator = () if frame.selects else (n_spins - 1,)
    rows = [*spectator, *block.selects, *block.wires]
    columns = [*spectator, *frame.selects, *frame.wires]
    tensor = (after @ matrix @ before.conj().T).reshape((2,) * (2 * n_spins))
    tensor = tensor.transpose([*rows, *(axis + n_spins for axis in columns)])
    n_blocks, size = (4, 2 ** (n_spins - 2)) if frame.selects else (2, 2 ** (n_spins - 1))
    tensor = tensor.reshape((n_blocks, size, n_blocks, size))
    blocks = np.einsum("aiaj->aij", tensor)
    rebuilt = np.einsum("ab,aij->aibj", np.eye(n_blocks), blocks)
    if not np.allclose(rebuilt, tensor, atol=1e-9):
        raise ValueError("matrix must be an SU(2)-equivariant gate; it does not keep total spin.")
    return blocks if frame.selects else blocks[:1]

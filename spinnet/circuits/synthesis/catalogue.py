"""From a vertex gate to its structure: the one place that knows which gate has which.

Gates of two and three spins get the short structures; any larger gate the general one of
``equivariant``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from spinnet.circuits.circuit import Circuit
from spinnet.circuits.gate_families import exchange_gate, general_gate, paper_gate, real_gate
from spinnet.circuits.synthesis.affine import affine_general_structure
from spinnet.circuits.synthesis.assembly import PlacedStructure, StructuredCircuit, assemble
from spinnet.circuits.synthesis.block import BlockFamily
from spinnet.circuits.synthesis.entanglers import fold_rzz
from spinnet.circuits.synthesis.equivariant import equivariant_structure
from spinnet.circuits.synthesis.frames import choose_frames
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, LINE, GateStructure
from spinnet.circuits.synthesis.three_spin import (
    exchange_structure,
    framed_structure,
    real_three_spin_structure,
    three_spin_structure,
)
from spinnet.circuits.synthesis.three_spin_affine import (
    affine_three_spin_structure,
    is_one_on_top,
)
from spinnet.circuits.synthesis.two_spin import (
    singlet_structure,
    two_spin_exchange_structure,
    two_spin_rzz_structure,
    two_spin_structure,
)
from spinnet.circuits.vertex_gate import VertexGate


@dataclass(frozen=True)
class _BlocksOfGate:
    """The J = 1/2 blocks of a 3-spin gate as a function of its angles."""

    gate: VertexGate

    def __call__(self, parameters: np.ndarray) -> np.ndarray:
        values = np.asarray(parameters, dtype=float)
        rows = values.reshape((prod(values.shape[:-1]), values.shape[-1]))
        blocks = [self.gate.comb_blocks(row)[1] for row in rows]
        return np.array(blocks, dtype=complex).reshape((*values.shape[:-1], 2, 2))


@dataclass(frozen=True)
class _MatricesOfGate:
    """The plain matrices of a gate as a function of its angles."""

    gate: VertexGate

    def __call__(self, parameters: np.ndarray) -> np.ndarray:
        values = np.asarray(parameters, dtype=float)
        rows = values.reshape((prod(values.shape[:-1]), values.shape[-1]))
        matrices = np.array([self.gate.matrix(row) for row in rows], dtype=complex)
        return matrices.reshape((*values.shape[:-1], *matrices.shape[1:]))


def structure_of(
    gate: VertexGate,
    connectivity: str = ALL_TO_ALL,
    *,
    affine: bool = False,
    native_rzz: bool = False,
) -> GateStructure:
    """Return the structure of a vertex gate with the fewest two-qubit gates known here.

    Args:
        gate: Any vertex gate.
        connectivity: ``"all-to-all"`` or ``"line"``.
        affine: Whether angles must be affine in the parameters, for symbolic parameters and
            shift rules; the paper's 3-spin gate then takes 12 (14) CX.
        native_rzz: Whether gates of 2 spins take 3 RZZ, folded into [0, pi/2] for every angle and
            so not affine. Gates of more spins would not get shorter and keep their structures.

    Raises:
        ValueError: If no structure on a line is known for the gate.
    """
    folded = native_rzz and not affine
    if gate in (paper_gate(2), general_gate(2)):
        return fold_rzz(two_spin_rzz_structure()) if folded else two_spin_structure()
    if gate == exchange_gate(2):
        exchange = two_spin_exchange_structure(native_rzz=folded)
        return fold_rzz(exchange) if folded else exchange
    if affine:
        return _affine_structure(gate, connectivity)
    for known, builder in (
        (paper_gate(3), three_spin_structure),
        (real_gate(3), real_three_spin_structure),
        (exchange_gate(3), exchange_structure),
    ):
        if gate == known:
            return builder(connectivity)
    if gate.n_spins == 3 and is_one_on_top(gate):
        at_zero = gate.comb_blocks(np.zeros(gate.n_angles))[1]
        is_rotation = gate.is_real and np.linalg.det(at_zero).real > 0
        family = BlockFamily(gate.name, _BlocksOfGate(gate), gate.n_angles, is_rotation)
        return framed_structure(family, connectivity)
    if connectivity == LINE and gate.n_spins > 5:
        raise _no_line_structure(gate)
    return equivariant_structure(
        gate.n_spins, gate.name, _MatricesOfGate(gate), gate.n_angles, connectivity
    )


def _affine_structure(gate: VertexGate, connectivity: str) -> GateStructure:
    """Return the affine structure with the fewest two-qubit gates."""
    known = []
    if gate.n_spins == 3 and is_one_on_top(gate):
        known.append(affine_three_spin_structure(gate, connectivity))
    if connectivity != LINE or gate.n_spins <= 3:
        known.append(affine_general_structure(gate, connectivity))
    if not known:
        raise _no_line_structure(gate)
    return min(known, key=lambda structure: structure.two_qubit_count)


def _no_line_structure(gate: VertexGate) -> ValueError:
    return ValueError(
        f"no structure on a line is known for gate {gate.name!r} on {gate.n_spins} spins. "
        "Build it all-to-all and let the transpiler route it."
    )


def structured_circuit(
    circuit: Circuit,
    connectivity: str = ALL_TO_ALL,
    *,
    frames: bool = True,
    relabel: bool = True,
) -> StructuredCircuit:
    """Return a whole circuit as operations, start state included, from all wires in state 0.

    Args:
        circuit: The circuit.
        connectivity: Connectivity of each gate's own wires.
        frames: Whether to choose frames so that neighbours cancel.
        relabel: Whether sites may end on other wires, see ``choose_frames``.
    """
    placed = [
        PlacedStructure(structure_of(item.gate, connectivity), item.sites, item.parameters)
        for item in circuit.placements
    ]
    pairs: Sequence[tuple[int, int]] = circuit.initial.pairs
    if frames:
        return choose_frames(placed, circuit.n_sites, singlets=pairs, relabel=relabel)
    start = [PlacedStructure(singlet_structure(), tuple(pair)) for pair in pairs]
    return assemble([*start, *placed], circuit.n_sites)

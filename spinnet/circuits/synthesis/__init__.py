"""Vertex gates as fixed structures of one- and two-qubit gates, transpiled once, bound many times.

A :class:`GateStructure` is a list of operations with slots for angles and a function from gate
parameters to slots. Frameworks turn operations into their own gates; nothing here imports one.
"""

from spinnet.circuits.synthesis.affine import affine_general_structure
from spinnet.circuits.synthesis.assembly import PlacedStructure, StructuredCircuit, assemble
from spinnet.circuits.synthesis.catalogue import structure_of, structured_circuit
from spinnet.circuits.synthesis.cost import (
    CircuitCost,
    circuit_cost,
    gates_per_digit,
    shots_for_precision,
)
from spinnet.circuits.synthesis.entanglers import fold_angle, fold_rzz, with_entangler
from spinnet.circuits.synthesis.equivariant import equivariant_structure
from spinnet.circuits.synthesis.frames import choose_frames
from spinnet.circuits.synthesis.matrices import gate_matrix, operations_matrix
from spinnet.circuits.synthesis.operation import Angle, Operation, inverse_operations, slot
from spinnet.circuits.synthesis.peephole import cancel_adjacent
from spinnet.circuits.synthesis.schur import schur_structure
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, LINE, GateStructure
from spinnet.circuits.synthesis.three_spin import (
    exchange_structure,
    frame_operations,
    framed_structure,
    real_three_spin_structure,
    three_spin_structure,
)
from spinnet.circuits.synthesis.three_spin_affine import affine_three_spin_structure
from spinnet.circuits.synthesis.two_spin import (
    singlet_structure,
    two_spin_exchange_structure,
    two_spin_rzz_structure,
    two_spin_structure,
)

__all__ = [
    "ALL_TO_ALL",
    "LINE",
    "Angle",
    "CircuitCost",
    "GateStructure",
    "Operation",
    "PlacedStructure",
    "StructuredCircuit",
    "affine_general_structure",
    "affine_three_spin_structure",
    "assemble",
    "cancel_adjacent",
    "choose_frames",
    "circuit_cost",
    "equivariant_structure",
    "exchange_structure",
    "fold_angle",
    "fold_rzz",
    "frame_operations",
    "framed_structure",
    "gate_matrix",
    "gates_per_digit",
    "inverse_operations",
    "operations_matrix",
    "real_three_spin_structure",
    "schur_structure",
    "shots_for_precision",
    "singlet_structure",
    "slot",
    "structure_of",
    "structured_circuit",
    "three_spin_structure",
    "two_spin_exchange_structure",
    "two_spin_rzz_structure",
    "two_spin_structure",
    "with_entangler",
]

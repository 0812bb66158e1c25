"""Circuits of vertex gates: what to run, with no idea how."""

from spinnet.circuits import paper
from spinnet.circuits.ansatz import (
    GATE_FAMILIES,
    ansatz,
    bond_ansatz,
    path_ansatz,
    triangle_ansatz,
)
from spinnet.circuits.block_matrix import (
    BlockMatrix,
    block_matrix,
    block_sizes,
    coupled_matrix,
    identity_blocks,
)
from spinnet.circuits.circuit import Circuit, Placement, check_sizes
from spinnet.circuits.gate_families import (
    exchange_gate,
    fixed_gate,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.circuits.gate_reach import circuit_reach, gate_reach
from spinnet.circuits.initial_state import SingletCovering, checked_two_total, singlet_covering
from spinnet.circuits.network_form import circuit_from_network, circuit_network
from spinnet.circuits.parameters import (
    ParameterSlice,
    checked_parameters,
    checked_rows,
    gate_angles,
    parameter_slices,
    place_gates,
)
from spinnet.circuits.shift_rule import ShiftRule, energy_frequencies, shift_points, shift_rule
from spinnet.circuits.spectral_form import SpectralForm, exponential, spectral_form
from spinnet.circuits.supports import coloured, supports_of
from spinnet.circuits.vertex_gate import VertexGate

__all__ = [
    "GATE_FAMILIES",
    "BlockMatrix",
    "Circuit",
    "ParameterSlice",
    "Placement",
    "ShiftRule",
    "SingletCovering",
    "SpectralForm",
    "VertexGate",
    "ansatz",
    "block_matrix",
    "block_sizes",
    "bond_ansatz",
    "check_sizes",
    "checked_parameters",
    "checked_rows",
    "checked_two_total",
    "circuit_from_network",
    "circuit_network",
    "circuit_reach",
    "coloured",
    "coupled_matrix",
    "energy_frequencies",
    "exchange_gate",
    "exponential",
    "fixed_gate",
    "gate_angles",
    "gate_reach",
    "general_gate",
    "identity_blocks",
    "paper",
    "paper_gate",
    "parameter_slices",
    "path_ansatz",
    "place_gates",
    "real_gate",
    "shift_points",
    "shift_rule",
    "singlet_covering",
    "spectral_form",
    "supports_of",
    "triangle_ansatz",
]

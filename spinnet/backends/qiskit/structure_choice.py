"""interim."""
from __future__ import annotations
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, GateStructure, LINE
from spinnet.circuits.synthesis.three_spin import *
from spinnet.circuits.synthesis.three_spin import three_spin_structure
from spinnet.circuits import paper_gate, real_gate, exchange_gate

def gate_structure(vertex, *, connectivity=ALL_TO_ALL, affine=False) -> GateStructure:
    if affine:
        raise ValueError("no affine yet")
    return {paper_gate(3): three_spin_structure, real_gate(3): real_three_spin_structure, exchange_gate(3): exchange_structure}[vertex](connectivity)

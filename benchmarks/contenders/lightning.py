"""PennyLane's lightning.qubit with its adjoint gradients.

Its adjoint method knows no 3-qubit parametrised matrix, so each gate of the paper is written in the
gates it has generators for: a constant matrix into the Schur basis, where the wires are (J = 1/2 or
not, path, m), four rotations there, and the matrix back. That is six operations with four
differentiated ones; elementary gates are 48.
"""

from __future__ import annotations

import numpy as np
import pennylane as qml
from pennylane import numpy as differentiable

from hamiltonians import HeisenbergModel
from spinnet.backends.pennylane.program import hamiltonian
from spinnet.backends.pennylane.singlet_covering import SingletCovering
from spinnet.circuits import Circuit, paper_gate
from spinnet.cli.step_times import Step
from spinnet.networks import comb_tree, schur_matrix


def prepare(circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return the step.

    Raises:
        ValueError: If a gate is not the paper's 3-spin gate.
    """
    if circuit.gates != (paper_gate(3),):
        raise ValueError("this contender is written for the paper's 3-spin gate")
    device = qml.device("lightning.qubit", wires=circuit.n_sites)
    # J = 1/2 comes first among the columns; rolled by half, it is where the first wire is 1
    back = np.roll(schur_matrix(comb_tree(3)), 4, axis=1).astype(complex)
    into = np.ascontiguousarray(back.conj().T)
    observable = hamiltonian(model)

    @qml.qnode(device, diff_method="adjoint")
    def energy(parameters):
        SingletCovering(wires=range(circuit.n_sites), covering=circuit.initial)
        for placed in circuit.placements:
            phase, first, second, third = (parameters[index] for index in placed.parameters)
            half, path, _ = placed.sites
            qml.QubitUnitary(into, wires=placed.sites)
            qml.PhaseShift(phase, wires=half)
            qml.CRZ(first, wires=[half, path])
            qml.CRY(second, wires=[half, path])
            qml.CRZ(third, wires=[half, path])
            qml.QubitUnitary(back, wires=placed.sites)
        return qml.expval(observable)

    gradient = qml.grad(energy)

    def energies(rows: np.ndarray) -> np.ndarray:
        return np.array([float(energy(row)) for row in rows])

    def energies_and_gradients(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        values, slopes = np.empty(len(rows)), np.empty(rows.shape)
        for place, row in enumerate(rows):
            slopes[place] = gradient(differentiable.array(row, requires_grad=True))
            values[place] = float(gradient.forward)
        return values, slopes

    return Step(energies, energies_and_gradients)

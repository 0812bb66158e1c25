"""A circuit and a model as PennyLane sees them: a function that queues gates, and an observable.

Nothing is run here; ``backend.py`` does that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pennylane as qml

from hamiltonians import HeisenbergModel
from spinnet.backends.pennylane.native_gates import native_gates
from spinnet.backends.pennylane.singlet_covering import SingletCovering
from spinnet.backends.pennylane.vertex_gate import VertexGate
from spinnet.circuits import Circuit, check_sizes, checked_parameters
from spinnet.circuits.synthesis.catalogue import structured_circuit


class PennyLaneProgram(NamedTuple):
    """What a QNode needs: unpack it as ``ansatz, hamiltonian``.

    Args:
        ansatz: Function of the flat parameters ``(n_params,)`` that queues the circuit.
        hamiltonian: The model as an observable, in the units of its couplings.
    """

    ansatz: Callable[[Any], None]
    hamiltonian: qml.operation.Operator


def to_pennylane(
    circuit: Circuit, model: HeisenbergModel, *, wires: Sequence[Any] | None = None
) -> PennyLaneProgram:
    """Return a circuit and a model for use in any QNode.

    Args:
        circuit: The circuit.
        model: The model.
        wires: The wire of each site; None is 0, 1, 2, ...

    Raises:
        ValueError: If the numbers of sites or wires differ.

    Example:
        >>> import pennylane as qml
        >>> from hamiltonians import chain, heisenberg
        >>> from spinnet.circuits import bond_ansatz
        >>> lattice = chain(4)
        >>> ansatz, hamiltonian = to_pennylane(bond_ansatz(lattice, layers=1), heisenberg(lattice))
        >>> @qml.qnode(qml.device("default.qubit"))
        ... def energy(parameters):
        ...     ansatz(parameters)
        ...     return qml.expval(hamiltonian)
        >>> print(f"{energy([0.0] * 3):.6f}")
        -1.500000
    """
    check_sizes(circuit, model)
    ansatz = partial(apply_circuit, circuit=circuit, wires=_checked_wires(circuit.n_sites, wires))
    return PennyLaneProgram(ansatz, hamiltonian(model, wires=wires))


def apply_circuit(parameters: Any, *, circuit: Circuit, wires: Sequence[Any] | None = None) -> None:
    """Queue a circuit: its start state, then its gates. To be called inside a QNode.

    Args:
        parameters: Flat array ``(n_params,)`` of any interface, or ``(batch, n_params)``; radians.
        circuit: The circuit.
        wires: The wire of each site; None is 0, 1, 2, ...

    Raises:
        ValueError: If the shape of the parameters or the number of wires does not fit the circuit.
    """
    labels = _checked_wires(circuit.n_sites, wires)
    if isinstance(parameters, (list, tuple)):
        parameters = np.asarray(parameters, dtype=float)
    shape = qml.math.shape(parameters)
    if not shape or len(shape) > 2 or shape[-1] != circuit.n_params:
        raise ValueError(
            f"parameters must have shape ({circuit.n_params},) or (batch, {circuit.n_params}) for "
            f"this circuit; got {shape}."
        )
    SingletCovering(wires=labels, covering=circuit.initial)
    for placement in circuit.placements:
        angles = [parameters[..., index] for index in placement.parameters]
        VertexGate(*angles, wires=[labels[site] for site in placement.sites], gate=placement.gate)


def trained_circuit(
    circuit: Circuit, parameters: np.ndarray, *, wires: Sequence[Any] | None = None
) -> Callable[[], None]:
    """Return a function without arguments that queues a circuit at fixed parameters.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_params,)``, radians, such as those a search has found.
        wires: The wire of each site; None is 0, 1, 2, ...

    Raises:
        ValueError: If the parameters or wires do not fit the circuit.
    """
    values = checked_parameters(circuit, parameters)
    labels = _checked_wires(circuit.n_sites, wires)
    return partial(apply_circuit, values, circuit=circuit, wires=labels)


def elementary_circuit(
    circuit: Circuit, parameters: np.ndarray, *, wires: Sequence[Any] | None = None
) -> Callable[[], None]:
    """Return a function that queues a circuit at fixed parameters with the fewest CNOTs known here.

    Gates of neighbouring vertex gates that cancel are left out, so this is cheaper than decomposing
    gate by gate. It holds elementary gates only and suits any device.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_params,)``, radians.
        wires: The wire of each site; None is 0, 1, 2, ...

    Raises:
        ValueError: If the parameters or wires do not fit the circuit.
    """
    labels = _checked_wires(circuit.n_sites, wires)
    structured = structured_circuit(circuit, relabel=False)
    slots = structured.angles(checked_parameters(circuit, parameters))

    def queue() -> None:
        """Queue the elementary gates at the fixed parameters."""
        native_gates(structured.operations, list(slots), labels, structured.phase)

    return queue


def hamiltonian(
    model: HeisenbergModel, *, wires: Sequence[Any] | None = None
) -> qml.operation.Operator:
    """Return a model as a linear combination of Pauli words.

    Args:
        model: The model; energies keep the units of its couplings, with spins S = sigma / 2.
        wires: The wire of each site; None is 0, 1, 2, ...

    Raises:
        ValueError: If the model has no terms, or the number of wires differs from its sites.
    """
    labels = _checked_wires(model.n_sites, wires)
    terms = model.pauli_terms()
    if not terms:
        raise ValueError("a Hamiltonian needs at least one coupling that is not zero; got none.")
    words = [
        qml.pauli.string_to_pauli_word(
            letters, wire_map={labels[site]: place for place, site in enumerate(sites)}
        )
        for letters, sites, _ in terms
    ]
    return qml.Hamiltonian([weight for _, _, weight in terms], words)


def _checked_wires(n_sites: int, wires: Sequence[Any] | None) -> tuple[Any, ...]:
    labels = tuple(range(n_sites)) if wires is None else tuple(qml.wires.Wires(wires))
    if len(labels) != n_sites:
        raise ValueError(f"wires must name one wire for each of the {n_sites} sites; got {labels}.")
    return labels

"""Circuits: which vertex gate acts on which sites with which parameters, and from which state.

A circuit is an immutable description; how it is run is the affair of the floors above.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hamiltonians import HeisenbergModel
from hamiltonians.numbers import counted
from spinnet.circuits.device_cost import cost_of
from spinnet.circuits.initial_state import SingletCovering
from spinnet.circuits.vertex_gate import VertexGate
from spinnet.su2 import spin_text


@dataclass(frozen=True)
class Placement:
    """A vertex gate on given sites, its angles read from the circuit's parameters.

    Args:
        gate: The gate.
        sites: The site on each wire of the gate, in wire order.
        parameters: For each angle of the gate, its index in the circuit's flat parameter array.
        layer: The layer of the circuit the gate belongs to, for sharing and pictures.

    Raises:
        ValueError: If the sites repeat, or the lengths do not match the gate.
    """

    gate: VertexGate
    sites: tuple[int, ...]
    parameters: tuple[int, ...]
    layer: int = 0

    def __post_init__(self) -> None:
        if len(self.sites) != self.gate.n_spins:
            raise ValueError(
                f"gate {self.gate.name!r} acts on {self.gate.n_spins} sites; got {self.sites}."
            )
        repeated = [site for site, count in Counter(self.sites).items() if count > 1]
        if repeated:
            raise ValueError(
                f"sites {self.sites} of a vertex gate must be distinct; got site {repeated[0]} "
                f"{self.sites.count(repeated[0])} times."
            )
        if len(self.parameters) != self.gate.n_angles:
            raise ValueError(
                f"gate {self.gate.name!r} takes {counted(self.gate.n_angles, 'parameter')}; got "
                f"{len(self.parameters)}."
            )


@dataclass(frozen=True)
class Circuit:
    """A start state and vertex gates in time order, as a value.

    Args:
        n_sites: Number of spins 1/2.
        initial: The start state, which fixes the total spin.
        placements: The gates, the first acting first.
        n_params: Length of the flat parameter array. Every index is used at least once.

    Raises:
        ValueError: If a site or parameter index is out of range, or a parameter is never used.
    """

    n_sites: int
    initial: SingletCovering
    placements: tuple[Placement, ...]
    n_params: int

    def __post_init__(self) -> None:
        if self.initial.n_sites != self.n_sites:
            raise ValueError(
                f"the start state covers {self.initial.n_sites} sites; the circuit has "
                f"n_sites = {self.n_sites}."
            )
        for placement in self.placements:
            if any(not 0 <= site < self.n_sites for site in placement.sites):
                raise ValueError(
                    f"gate {placement.gate.name!r} is on sites {placement.sites}; the circuit has "
                    f"sites 0 to {self.n_sites - 1}."
                )
        used = {index for placement in self.placements for index in placement.parameters}
        if used != set(range(self.n_params)):
            raise ValueError(
                f"the gates must use each of the parameters 0 to {self.n_params - 1}; they use "
                f"{len(used)} of them, from {min(used, default=0)} to {max(used, default=0)}."
            )

    @property
    def two_total(self) -> int:
        """Twice the total spin that the circuit conserves."""
        return self.initial.two_total

    @property
    def n_gates(self) -> int:
        """Number of vertex gates."""
        return len(self.placements)

    @property
    def n_layers(self) -> int:
        """Number of layers, as the ansatz named them."""
        return len({placement.layer for placement in self.placements})

    @property
    def is_real(self) -> bool:
        """Whether every gate keeps real amplitudes real."""
        return all(gate.is_real for gate in self.gates)

    @property
    def gates(self) -> tuple[VertexGate, ...]:
        """The distinct gates, in order of first use."""
        return tuple(dict.fromkeys(placement.gate for placement in self.placements))

    @property
    def depth(self) -> int:
        """Number of time steps when gates on disjoint sites act together."""
        step = [0] * self.n_sites
        for placement in self.placements:
            now = 1 + max(step[site] for site in placement.sites)
            for site in placement.sites:
                step[site] = now
        return max(step, default=0)

    def cost(self, target: Any = None, **options: Any) -> Any:
        """Return what the circuit costs on a quantum computer: gates, depth, duration and shots.

        Args:
            target: A Qiskit target or backend to compile for, or the name of a device such as
                "FakeMarrakesh", which needs the extra ``ibm``; None counts the structures as they
                stand, gates on any two sites allowed, which needs no Qiskit.
            **options: ``model`` and ``precision``, in energy, for the number of shots, ``energy``
                of the state if it is known, and those of
                ``spinnet.backends.qiskit.compile_circuit``, such as ``seeds``.

        Returns:
            A `spinnet.backends.qiskit.DeviceCost`; without target and options a
            `spinnet.circuits.synthesis.CircuitCost`, which knows neither duration nor shots.

        Raises:
            ImportError: If a package is needed and not installed; the message says how to install
                it.
            ValueError: If the circuit does not fit the target.

        Example:
            >>> from hamiltonians import named_lattice
            >>> from spinnet.circuits import triangle_ansatz
            >>> print(triangle_ansatz(named_lattice("kagome-12"), layers=1).cost())
            50 two-qubit gates (depth 12), 68 one-qubit gates, all-to-all
        """
        return cost_of(self, target, **options)

    def __str__(self) -> str:
        counts = Counter(placement.gate for placement in self.placements)
        kinds = ", ".join(f"{count} x {gate}" for gate, count in counts.items()) or "no gates"
        return (
            f"circuit on {counted(self.n_sites, 'site')}, total spin {spin_text(self.two_total)}: "
            f"{counted(self.n_gates, 'gate')} in {counted(self.n_layers, 'layer')} "
            f"(depth {self.depth}), {counted(self.n_params, 'parameter')}\n"
            f"  gates: {kinds}\n  start: {self.initial}"
        )


def check_sizes(circuit: Circuit, model: HeisenbergModel) -> None:
    """Refuse a model on another number of sites than the circuit's.

    Args:
        circuit: The circuit.
        model: The model.

    Raises:
        ValueError: If the numbers differ.
    """
    if circuit.n_sites != model.n_sites:
        raise ValueError(
            f"the circuit and the model must have the same number of sites; got {circuit.n_sites} "
            f"and {model.n_sites}."
        )

"""From the ansatz options of the command line to a circuit."""

from __future__ import annotations

from hamiltonians import Lattice, translations
from spinnet.circuits import Circuit, ansatz
from spinnet.circuits.paper import chain_circuit, kagome_circuit
from spinnet.cli.defaults import PAPER, default_ansatz, default_layers, is_chain

AUTOMATIC = "auto"


def choose_circuit(
    lattice: Lattice,
    name: str = AUTOMATIC,
    *,
    layers: int | None = None,
    real: bool | None = None,
    sharing: str = "none",
    two_total: int | None = None,
) -> Circuit:
    """Return the circuit that the command line asks for.

    Args:
        lattice: The graph.
        name: "auto", "paper", or kinds of supports joined by ``+``.
        layers: Number of layers or blocks; None takes the default.
        real: Whether gates keep real amplitudes real; None decides by the supports, since a gate
            on two spins has no real angle.
        sharing: "none", "layer" or "orbit" of the translations.
        two_total: Twice the total spin; None is the lowest.

    Raises:
        ValueError: If a name is unknown or the options do not fit together or the lattice.
    """
    if layers is not None and layers < 1:
        raise ValueError(f"--layers must be at least 1; got {layers}.")
    if name == PAPER:
        return _paper(lattice, layers, real, sharing)
    supports = default_ansatz(lattice).supports if name == AUTOMATIC else name
    return ansatz(
        lattice,
        supports,
        layers=default_layers(lattice, supports) if layers is None else layers,
        gates=_gates(supports, real),
        sharing=sharing,
        group=translations(lattice) if sharing == "orbit" else (),
        two_total=two_total,
    )


def needed_two_total(lattice: Lattice, name: str, two_total: int | None) -> int | None:
    """Return the total spin that was asked for, or that the ansatz has anyway.

    Args:
        lattice: The graph.
        name: As for `choose_circuit`.
        two_total: Twice the total spin that was asked for, if any.

    Raises:
        ValueError: If the ansatz does not have that spin.
    """
    if name != PAPER:
        return two_total
    if two_total or lattice.n_sites % 2:
        raise ValueError(
            "the paper's circuits have total spin 0 on an even number of sites; choose another "
            "ansatz."
        )
    return 0


def _gates(supports: str, real: bool | None) -> str:
    with_bonds = "bonds" in supports.split("+")
    if real and with_bonds:
        raise ValueError("a gate on a bond has no real angle; use --complex, or other supports.")
    return "real" if real or (real is None and not with_bonds) else "complex"


def _paper(
    lattice: Lattice,
    layers: int | None,
    real: bool | None,
    sharing: str,
) -> Circuit:
    if real:
        raise ValueError(
            "the paper's gates are complex; leave out --real or choose another ansatz."
        )
    if sharing != "none":
        raise ValueError("the paper's angles are not shared; leave out --sharing.")
    circuit = chain_circuit if is_chain(lattice) else kagome_circuit
    return circuit(lattice, blocks=default_layers(lattice, PAPER) if layers is None else layers)

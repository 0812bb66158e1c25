"""Published and computed energies to compare with, as data.

Every entry says where it comes from. Energies are total energies of sum J S_i . S_j with the
default couplings of the named lattice, so J = 1 unless the name says otherwise; sources in the
Pauli convention (sigma instead of S) give four times as much.
"""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonians.heisenberg import HeisenbergModel, heisenberg
from hamiltonians.presets import named_lattice

_SPIN = "sum of J S.S"
_PAULI = "sum of J sigma.sigma in the source, divided by 4"
_COMPUTED = "sparse Lanczos in an S_z sector (hamiltonians.exact)"
_SECTOR = "Lanczos in a total-spin sector (spinnet exact)"
_HVQE = "Kattemölle and van Wezel, Phys. Rev. B 106, 214429 (2022), data repository"
_VARBENCH = "VarBench data repository (exact diagonalization)"
_WIETEK = "Wietek and Läuchli, Phys. Rev. E 98, 033309 (2018), as listed by VarBench"
_LEUNG = "cluster of Leung and Elser, Phys. Rev. B 47, 5459 (1993), digits from a SpinED example"
_IBM = "IBM Quantum Open Science Prize 2022"


@dataclass(frozen=True)
class Reference:
    """A known energy of a named lattice.

    Attributes:
        lattice: Name as in :func:`hamiltonians.named_lattice`.
        n_sites: Number of sites.
        two_total: Twice the total spin of the level.
        energy: Total energy in the S.S convention, in units of J.
        source: Where the number was published, or how it was computed.
        convention: The convention of the source.
        level: 0 for the lowest level of this spin, 1 for the next.
    """

    lattice: str
    n_sites: int
    two_total: int
    energy: float
    source: str
    convention: str
    level: int = 0


reference_energies: tuple[Reference, ...] = (
    Reference("kagome-star-12", 12, 0, -18 / 4, _IBM, _PAULI),
    Reference("kagome-12", 12, 0, -5.4448752170, _HVQE, _SPIN),
    Reference("kagome-18", 18, 0, -32.19308309416487 / 4, _VARBENCH, _PAULI),
    Reference("kagome-18-sheared", 18, 0, -8.0644826059, _COMPUTED, _SPIN),
    Reference("kagome-open-20", 20, 0, -8.8429644401, _HVQE, _SPIN),
    Reference("kagome-24", 24, 0, -10.5899655470, _COMPUTED, _SPIN),
    Reference("kagome-27", 27, 1, -11.7795049857, _SECTOR, _SPIN),
    Reference("kagome-27", 27, 3, -11.5107281823, _SECTOR, _SPIN),
    Reference("kagome-30", 30, 0, -13.1543189485, _SECTOR, _SPIN),
    Reference("kagome-30", 30, 2, -13.0014634120, _SECTOR, _SPIN),
    Reference("kagome-36", 36, 0, -63.12622047596263 / 4, _LEUNG, _PAULI),
    Reference("kagome-36", 36, 2, -15.6173652173, _SECTOR, _SPIN),
    Reference("kagome-48", 48, 0, -84.2311482540 / 4, _WIETEK, _PAULI),
    Reference("triangular-12", 12, 0, -7.3239616253, _COMPUTED, _SPIN),
    Reference("triangular-16", 16, 0, -34.22205967006502 / 4, _VARBENCH, _PAULI),
    Reference("triangular-27", 27, 1, -15.1259733851, _SECTOR, _SPIN),
    Reference("triangular-27", 27, 3, -14.5298418760, _SECTOR, _SPIN),
    Reference("triangular-36", 36, 0, -80.6937689612426 / 4, _VARBENCH, _PAULI),
    Reference("triangular-48", 48, 0, -107.2517810860 / 4, _WIETEK, _PAULI),
    Reference("square-16", 16, 0, -11.2284832084, f"{_COMPUTED}; VarBench", _SPIN),
    Reference("square-18", 18, 0, -12.4917476974, _COMPUTED, _SPIN),
    Reference("square-20", 20, 0, -13.8161577928, _COMPUTED, _SPIN),
    Reference("square-32", 32, 0, -21.7657342167, _SECTOR, _SPIN),
    Reference("square-36", 36, 0, -97.7575895972357 / 4, _VARBENCH, _PAULI),
    Reference("honeycomb-18", 18, 0, -10.0971658365, _COMPUTED, _SPIN),
    Reference("honeycomb-24", 24, 0, -13.3300637736, _SECTOR, _SPIN),
    Reference("honeycomb-32", 32, 0, -17.6539751652, _SECTOR, _SPIN),
    *(
        Reference(f"{family}-{n_sites}", n_sites, 0, energy, _COMPUTED, _SPIN)
        for family in ("ring", "triangular-chain")  # the same model, J2 being 0
        for n_sites, energy in (
            (12, -5.3873909174),
            (16, -7.1422963606),
            (18, -8.0227490870),
            (20, -35.61754611950579 / 4),
        )
    ),
    Reference("triangular-chain-20:j2=0.44", 20, 0, -7.5493746211, _COMPUTED, _SPIN),
    Reference("triangular-chain-20:j2=0.44", 20, 0, -7.5289664295, _COMPUTED, _SPIN, level=1),
    Reference("triangular-chain-20:j2=0.44", 20, 2, -7.3509336883, _COMPUTED, _SPIN),
)


def reference(lattice_name: str, two_total: int | None = None) -> Reference | None:
    """Return the known lowest energy of a named lattice with its own couplings.

    Args:
        lattice_name: Name as in :func:`hamiltonians.named_lattice`.
        two_total: Twice the total spin; ``None`` for the ground state.

    Returns:
        The entry of ``reference_energies``, or ``None`` if there is none.

    Example:
        >>> reference("kagome-star-12").energy, reference("kagome-star-12").two_total
        (-4.5, 0)
        >>> reference("no-such-lattice") is None
        True
    """
    entries = [
        entry
        for entry in reference_energies
        if entry.lattice == lattice_name and two_total in (None, entry.two_total)
    ]
    return min(entries, key=lambda entry: entry.energy, default=None)


def model_reference(model: HeisenbergModel, two_total: int | None = None) -> Reference | None:
    """Return the known lowest energy of a model, if it is a named lattice as it stands.

    Args:
        model: The model. Its lattice must be the named one, with the default couplings.
        two_total: Twice the total spin; ``None`` for the ground state.

    Returns:
        The entry, or ``None`` if there is none or the model is a different one.
    """
    known = reference(model.lattice.name, two_total)
    if known is None:
        return None
    named = heisenberg(named_lattice(known.lattice))
    return known if sorted(named.terms) == sorted(model.terms) else None

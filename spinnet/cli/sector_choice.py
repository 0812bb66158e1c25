"""Which total spin to search in, and the exact energy there, where it can be had in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonians import HeisenbergModel, ground_state, model_reference

LARGEST = 20  # sites; plain diagonalisation then takes a few seconds


@dataclass(frozen=True)
class SectorChoice:
    """A total spin and what is known of it.

    Args:
        two_total: Twice the total spin.
        exact_energy: Its lowest energy in units of the couplings; None if it is not known.
    """

    two_total: int
    exact_energy: float | None


def choose_sector(model: HeisenbergModel, two_total: int | None = None) -> SectorChoice:
    """Return the sector that was asked for, or else that of the ground state.

    Published energies are looked up, small models diagonalised. Of large models without published
    energies nothing is known, and the lowest total spin is taken.

    Args:
        model: The model.
        two_total: Twice the total spin; None asks for the ground state.
    """
    known = model_reference(model, two_total)
    if known is not None:
        return SectorChoice(known.two_total, known.energy)
    if model.n_sites <= LARGEST:
        result = ground_state(model, two_total)
        return SectorChoice(result.two_total, result.energy)
    return SectorChoice(model.n_sites % 2 if two_total is None else two_total, None)

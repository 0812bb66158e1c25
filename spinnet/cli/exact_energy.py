"""The exact energy to compare a search with, where it can be had in seconds."""

from __future__ import annotations

from hamiltonians import HeisenbergModel, ground_state, model_reference

LARGEST = 20  # sites; plain diagonalisation of a sector then takes a few seconds


def exact_energy(model: HeisenbergModel, two_total: int) -> float | None:
    """Return the lowest energy of a total spin, published if possible, else computed if small.

    Args:
        model: The model.
        two_total: Twice the total spin.

    Returns:
        The energy in units of the couplings; None if it is not known.
    """
    known = model_reference(model, two_total)
    if known is not None:
        return known.energy
    return ground_state(model, two_total).energy if model.n_sites <= LARGEST else None

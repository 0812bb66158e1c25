"""Which total spin to search in, and the exact energy there, where it costs little beside a search.

Of three sources the first that answers is taken: published energies, plain diagonalisation, which
finds the spin of the ground state too, and Lanczos in the one sector, which takes a spin as given.
"""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonians import HeisenbergModel, ground_state, marshall_spin, model_reference
from spinnet.cli.exact_sectors import LanczosOptions, lowest_of_each
from spinnet.cli.output import note
from spinnet.su2 import Spin, multiplicity

LARGEST_PLAIN = 20  # sites; plain diagonalisation then takes a few seconds
LARGEST_LANCZOS = 1_000_000  # states; two cores take 20 s for 208,012, two minutes for these
MOST_SECONDS = 120.0  # for graphs of many bonds: Lanczos is stopped then
_TOLERANCE = 1e-7  # residual norm; the energy is wrong by its square over the gap


@dataclass(frozen=True)
class SectorChoice:
    """A total spin and what is known of it.

    Args:
        two_total: Twice the total spin.
        exact_energy: Its lowest energy in units of the couplings; None if it is not known.
    """

    two_total: int
    exact_energy: float | None


def choose_sector(
    model: HeisenbergModel, two_total: int | None = None, *, quiet: bool = False
) -> SectorChoice:
    """Return the sector that was asked for, or else that of the ground state.

    Published energies are looked up, models up to `LARGEST_PLAIN` sites diagonalised. For larger
    ones the spin is `likely_spin` if none was asked for, and its energy is found by Lanczos where
    there are at most `LARGEST_LANCZOS` states.

    Args:
        model: The model.
        two_total: Twice the total spin; None asks for the ground state.
        quiet: Whether to say nothing of a longer calculation on standard error.
    """
    known = model_reference(model, two_total)
    if known is not None:
        return SectorChoice(known.two_total, known.energy)
    if model.n_sites <= LARGEST_PLAIN:
        result = ground_state(model, two_total)
        return SectorChoice(result.two_total, result.energy)
    asked = likely_spin(model) if two_total is None else two_total
    return SectorChoice(asked, _lanczos_energy(model, asked, quiet))


def likely_spin(model: HeisenbergModel) -> int:
    """Return twice the total spin of the ground state, where nothing is to be diagonalised.

    Without frustration a theorem tells it; with frustration it is usually the lowest.

    Args:
        model: The model.
    """
    known = marshall_spin(model)
    return model.n_sites % 2 if known is None else known


def _lanczos_energy(model: HeisenbergModel, two_total: int, quiet: bool) -> float | None:
    """Return the lowest energy of a spin, None where Lanczos would take or takes too long."""
    if not model.terms:
        return 0.0
    dimension = multiplicity(model.n_sites, two_total)
    sector = f"the exact energy of spin {Spin(f'{two_total}/2')} ({dimension} states)"
    say = _nothing if quiet else note
    if dimension > LARGEST_LANCZOS:
        say(f"{sector} is not known here; `spinnet exact` can find it.")
        return None
    say(f"computing {sector} by Lanczos")
    options = LanczosOptions(tolerance=_TOLERANCE, vectors=2, max_seconds=MOST_SECONDS)
    (found,) = lowest_of_each(model, [two_total], options, progress=not quiet)
    if not found.converged:
        say(f"stopped after {found.seconds:.0f} s: {sector} is not known here.")
        return None
    return found.energy


def _nothing(_: str) -> None:
    """Say nothing."""

"""Exact energies of small Heisenberg models by plain diagonalisation.

This is the oracle that everything else is measured against, so it takes the shortest way: the
sparse matrix in one S_z sector and Lanczos. Total spin is resolved by S_- S_+, which vanishes on
exactly the states with S = S_z. There are no lattice symmetries and no tricks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse

from hamiltonians.heisenberg import HeisenbergModel
from hamiltonians.lowest_states import lowest_states
from hamiltonians.numbers import whole_number
from hamiltonians.spin_sectors import SpinZSector

LARGEST_SECTOR = 3_000_000  # states; reached by 24 sites at S_z = 0
_LARGEST_COUNT = 62  # sites; a state is the bits of a 64-bit integer
_LEVEL_WIDTH = 1e-9  # times the sum of |J|: energies closer than this are one level
_SPIN_ERROR = 1e-5  # of S_- S_+, whose smallest non-zero value is 2
_PENALTIES = (0.0, 0.25, 1.0, 4.0, 16.0, 64.0, 256.0)  # in units of the largest |J|


@dataclass(frozen=True)
class ExactResult:
    """The lowest level of a Heisenberg model.

    Attributes:
        energy: Its energy, in the units of the couplings.
        two_total: Twice its total spin; the smallest one if states of several spins share it.
        degeneracy: Number of independent states: 2S + 1 for each multiplet of spin S. Of the
            asked spin alone if one was asked for, else of all spins at this energy.
        residual: Largest norm of H psi - E psi over the level, in the units of the couplings.
        n_sites: Number of spins.
    """

    energy: float
    two_total: int
    degeneracy: int
    residual: float
    n_sites: int

    @property
    def energy_per_site(self) -> float:
        """Energy divided by the number of sites."""
        return self.energy / self.n_sites


def ground_state(
    model: HeisenbergModel, two_total: int | None = None, *, seed: int = 0
) -> ExactResult:
    """Return the lowest level of a model, of all spins or of one total spin.

    Args:
        model: The model; 24 sites take minutes, 20 sites seconds.
        two_total: Twice the total spin wanted. ``None`` takes the lowest level of all.
        seed: Seed of the start vectors; the result does not depend on it beyond rounding.

    Returns:
        The level with its energy, spin and degeneracy. Energies that differ by less than
        1e-9 times the sum of all |J| count as one level.

    Raises:
        ValueError: If the spins cannot have this total spin, the S_z sector has more than
            3,000,000 states, or the level has more than 500 multiplets.
        RuntimeError: If Lanczos does not converge.

    Example:
        >>> from hamiltonians import heisenberg, named_lattice
        >>> result = ground_state(heisenberg(named_lattice("ring-4")))
        >>> round(result.energy, 12), result.two_total, result.degeneracy
        (-2.0, 0, 1)
    """
    n_sites = model.n_sites
    if two_total is not None:
        two_total = check_spin(n_sites, two_total)
    scale = max((abs(coupling) for _, _, coupling in model.terms), default=0.0)
    if scale == 0:
        return _free_spins(n_sites, two_total)
    solver = _SectorSolver.of(model, n_sites % 2 if two_total is None else two_total, scale, seed)
    energies, vectors = solver.solve(1, any_spin=two_total is None)
    spins = solver.spins(vectors)
    residual = np.linalg.norm(solver.hamiltonian @ vectors - vectors * energies, axis=0)
    return ExactResult(
        energy=float(energies[0]) * scale,
        two_total=min(spins),
        degeneracy=sum(spin + 1 for spin in spins),
        residual=float(residual.max()) * scale,
        n_sites=n_sites,
    )


def lowest_energies(
    model: HeisenbergModel, two_total: int, n_levels: int, *, seed: int = 0
) -> tuple[float, ...]:
    """Return the lowest energies of one total spin.

    Args:
        model: The model.
        two_total: Twice the total spin.
        n_levels: How many multiplets are wanted. Degenerate ones are counted one by one, so
            an energy may appear more than once.
        seed: Seed of the start vectors.

    Returns:
        ``n_levels`` energies, ascending, in the units of the couplings.

    Raises:
        ValueError: If there are not so many multiplets of this spin, or as for
            :func:`ground_state`.
    """
    two_total = check_spin(model.n_sites, two_total)
    available = count_multiplets(model.n_sites, two_total)
    if not 1 <= whole_number(n_levels, "n_levels") <= available:
        raise ValueError(
            f"n_levels must be in 1..{available}, the number of multiplets of {model.n_sites} "
            f"spins with two_total={two_total}, got {n_levels}."
        )
    scale = max((abs(coupling) for _, _, coupling in model.terms), default=0.0)
    if scale == 0:
        return (0.0,) * n_levels
    energies, _ = _SectorSolver.of(model, two_total, scale, seed).solve(n_levels)
    return tuple(float(energy) * scale for energy in energies[:n_levels])


def count_multiplets(n_sites: int, two_total: int) -> int:
    """Return how many multiplets of a total spin some spins 1/2 have.

    Args:
        n_sites: Number of spins.
        two_total: Twice the total spin, of the parity of ``n_sites``.

    Returns:
        The number of linearly independent ways to couple the spins to this total spin.

    Example:
        >>> [count_multiplets(4, two_total) for two_total in (0, 2, 4)]
        [2, 3, 1]
    """
    n_down = (n_sites - two_total) // 2
    return math.comb(n_sites, n_down) - (math.comb(n_sites, n_down - 1) if n_down else 0)


def check_spin(n_sites: int, two_total: int) -> int:
    """Return ``two_total`` if some spins 1/2 can couple to it, else refuse.

    Args:
        n_sites: Number of spins.
        two_total: Twice the total spin.

    Returns:
        ``two_total`` as a plain int.

    Raises:
        TypeError: If it is not an integer.
        ValueError: If it is negative, too large or of the wrong parity.
    """
    value = whole_number(two_total, "two_total (twice the total spin)")
    if not 0 <= value <= n_sites or (n_sites - value) % 2:
        raise ValueError(
            f"two_total (twice the total spin) of {n_sites} spins 1/2 must be one of "
            f"{n_sites % 2}, {n_sites % 2 + 2}, ... up to {n_sites}, got {value}."
        )
    return value


def _free_spins(n_sites: int, two_total: int | None) -> ExactResult:
    """Return the only level of a model without interactions."""
    if two_total is None:
        return ExactResult(0.0, n_sites % 2, 2**n_sites, 0.0, n_sites)
    degeneracy = count_multiplets(n_sites, two_total) * (two_total + 1)
    return ExactResult(0.0, two_total, degeneracy, 0.0, n_sites)


@dataclass(frozen=True, eq=False)
class _SectorSolver:
    """A model, in units of its largest coupling, in the sector 2 S_z = two_m >= 0."""

    sector: SpinZSector
    hamiltonian: scipy.sparse.csr_array
    raising: scipy.sparse.csr_array
    lower_bound: float
    upper_bound: float
    level_width: float
    seed: int

    @classmethod
    def of(cls, model: HeisenbergModel, two_m: int, scale: float, seed: int) -> _SectorSolver:
        """Build the operators of a model in one sector, in units of ``scale``."""
        if model.n_sites > _LARGEST_COUNT:
            raise ValueError(
                f"plain diagonalisation takes at most {_LARGEST_COUNT} sites, got {model.n_sites}."
            )
        sector = SpinZSector(model.n_sites, two_m)
        if sector.dimension > LARGEST_SECTOR:
            raise ValueError(
                f"plain diagonalisation takes at most {LARGEST_SECTOR} states; {model.n_sites} "
                f"sites with 2 S_z = {two_m} have {sector.dimension}."
            )
        scaled = HeisenbergModel(model.lattice, tuple(j / scale for j in model.couplings))
        couplings = np.array([coupling for _, _, coupling in scaled.terms])
        positive, negative = couplings[couplings > 0].sum(), couplings[couplings < 0].sum()
        return cls(
            sector=sector,
            hamiltonian=sector.hamiltonian(scaled),
            raising=sector.raising(),
            lower_bound=negative / 4 - 3 * positive / 4,  # S_i . S_j is in [-3/4, 1/4]
            upper_bound=positive / 4 - 3 * negative / 4,
            level_width=_LEVEL_WIDTH * np.abs(couplings).sum(),
            seed=seed,
        )

    def solve(self, n_states: int, *, any_spin: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest states of spin S = S_z (or any), the last level complete.

        States of higher spin are raised by a penalty on S_- S_+, stepwise larger until none
        is left below: the first step without any penalty is enough for most ground states.
        """
        largest_gap = self.upper_bound - self.lower_bound
        smallest_excess = self.sector.two_m + 2
        for penalty in (*_PENALTIES[n_states > 1 :], 2 * largest_gap / smallest_excess):
            energies, vectors = self._lowest(n_states, penalty)
            if any_spin or np.all(self._excess(vectors) < _SPIN_ERROR):
                return energies, vectors
        raise RuntimeError("states of different total spin could not be separated.")

    def spins(self, vectors: np.ndarray) -> list[int]:
        """Return twice the total spin of each multiplet in a complete level."""
        raised = self.raising @ vectors
        excess = np.linalg.eigvalsh(raised.T @ raised)
        s_z = self.sector.two_m / 2
        # S (S + 1) = excess + m (m + 1), solved for 2 S + 1
        return [round(math.sqrt(1 + 4 * (max(e, 0) + s_z * (s_z + 1)))) - 1 for e in excess]

    def _excess(self, vectors: np.ndarray) -> np.ndarray:
        return np.sum((self.raising @ vectors) ** 2, axis=0)

    def _lowest(self, n_states: int, penalty: float) -> tuple[np.ndarray, np.ndarray]:
        lowering = self.raising.T.tocsr()
        largest_spin = self.sector.n_sites / 2
        s_z = self.sector.two_m / 2
        largest_excess = largest_spin * (largest_spin + 1) - s_z * (s_z + 1)

        def apply(states: np.ndarray) -> np.ndarray:
            """Apply the model and the penalty."""
            result = self.hamiltonian @ states
            return result + penalty * (lowering @ (self.raising @ states)) if penalty else result

        return lowest_states(
            apply,
            self.sector.dimension,
            n_states=n_states,
            upper_bound=self.upper_bound + penalty * largest_excess,
            tolerance=self.level_width,
            rng=np.random.default_rng(self.seed),
        )

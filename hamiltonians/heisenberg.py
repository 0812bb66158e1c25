"""The Heisenberg model on a lattice.

H = sum over bonds of J_ij S_i . S_j with S = sigma / 2, so J > 0 is antiferromagnetic. This is
the only place where that form is turned into swaps, S_i . S_j = P_ij / 2 - 1/4, or into Pauli
operators, S_i . S_j = (X_i X_j + Y_i Y_j + Z_i Z_j) / 4. Solving the model is not done here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse

from hamiltonians.lattice import Lattice
from hamiltonians.numbers import finite_number

Term = tuple[int, int, float]
Couplings = float | Mapping[str, float] | Sequence[float] | None

_LARGEST_MATRIX = 20  # sites; 2^20 rows with some 20 entries each, a gigabyte on the way


@dataclass(frozen=True)
class HeisenbergModel:
    """A Heisenberg model: a lattice and one coupling for each of its bonds.

    Attributes:
        lattice: Where the spins are.
        couplings: J of each bond, in the order of ``lattice.bonds``; the multiplicity of a
            bond is not included.

    Raises:
        ValueError: If there is not exactly one finite coupling per bond.
    """

    lattice: Lattice
    couplings: tuple[float, ...]

    def __post_init__(self) -> None:
        """Freeze the couplings and check that each bond has one."""
        bonds = self.lattice.bonds
        if len(self.couplings) != len(bonds):
            raise ValueError(
                f"couplings must hold one number for each of the {len(bonds)} bonds of "
                f"{self.lattice.name}, got {len(self.couplings)}."
            )
        couplings = tuple(
            finite_number(coupling, f"the coupling of bond {bond.sites}")
            for bond, coupling in zip(bonds, self.couplings, strict=True)
        )
        object.__setattr__(self, "couplings", couplings)

    @property
    def n_sites(self) -> int:
        """Number of spins."""
        return self.lattice.n_sites

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms J S_i . S_j as (i, j, J), multiplicity included, zero couplings dropped."""
        return tuple(
            (bond.first, bond.second, coupling * bond.multiplicity)
            for bond, coupling in zip(self.lattice.bonds, self.couplings, strict=True)
            if coupling != 0
        )

    def swap_form(self) -> tuple[float, tuple[Term, ...]]:
        """Return the model as a constant and weighted swaps.

        Returns:
            ``(constant, ((i, j, weight), ...))`` with H = constant + sum of weight P_ij, where
            P_ij exchanges the states of two sites.
        """
        terms = self.terms
        constant = -sum(coupling for _, _, coupling in terms) / 4
        return constant, tuple((i, j, coupling / 2) for i, j, coupling in terms)

    def pauli_terms(self) -> tuple[tuple[str, tuple[int, int], float], ...]:
        """Return the model as weighted Pauli strings.

        Returns:
            ``(("XX", (i, j), J/4), ("YY", (i, j), J/4), ("ZZ", (i, j), J/4), ...)``; letter n
            of a string acts on entry n of the sites.
        """
        return tuple(
            (letters, (i, j), coupling / 4)
            for i, j, coupling in self.terms
            for letters in ("XX", "YY", "ZZ")
        )

    def matrix(self) -> scipy.sparse.csr_array:
        """Return the model as a sparse matrix on all 2^N product states.

        Returns:
            Real symmetric array of shape ``(2**n_sites, 2**n_sites)``. Site 0 is the leftmost
            tensor factor and up comes before down, so row 1 has only the last site down.

        Raises:
            ValueError: If there are more than 20 sites; use
                :func:`hamiltonians.ground_state`, which works in one S_z sector.
        """
        if self.n_sites > _LARGEST_MATRIX:
            raise ValueError(
                f"matrix() needs at most {_LARGEST_MATRIX} sites, got {self.n_sites}; "
                "ground_state() works in one S_z sector and goes further."
            )
        return self.matrix_on(np.arange(2**self.n_sites))

    def matrix_on(self, states: np.ndarray) -> scipy.sparse.csr_array:
        """Return the model as a sparse matrix on some of the product states.

        Args:
            states: Ascending integers whose bits are the spins, site 0 the highest bit and 1
                for down, shape ``(n_states,)``. With a state they contain all its swaps, as
                all states of one S_z do.

        Returns:
            Real symmetric array of shape ``(n_states, n_states)``.
        """
        constant, swaps = self.swap_form()
        everywhere = np.arange(len(states), dtype=np.int32)
        diagonal = np.full(len(states), constant)
        rows, columns, entries = [everywhere], [everywhere], [diagonal]
        for i, j, weight in swaps:
            swapped = swap_bits(states, self.n_sites - 1 - i, self.n_sites - 1 - j)
            moved = swapped != states
            diagonal += weight * ~moved  # the swap leaves equal spins as they are
            rows.append(everywhere[moved])
            columns.append(np.searchsorted(states, swapped[moved]).astype(np.int32))
            entries.append(np.full(len(rows[-1]), weight))
        coordinates = (np.concatenate(rows), np.concatenate(columns))
        shape = (len(states), len(states))
        return scipy.sparse.coo_array((np.concatenate(entries), coordinates), shape=shape).tocsr()


def heisenberg(lattice: Lattice, couplings: Couplings = None) -> HeisenbergModel:
    """Return the Heisenberg model on a lattice.

    Args:
        lattice: Where the spins are.
        couplings: ``None`` takes each bond's own coupling; a number is J of all bonds; a
            mapping gives J for each kind of bond, for example
            ``{"first": 1.0, "second": 0.44}``; a sequence gives J bond by bond.

    Returns:
        The model.

    Raises:
        ValueError: If a kind has no coupling or does not occur, the number of couplings is
            not the number of bonds, or a coupling is not finite.

    Example:
        >>> from hamiltonians import named_lattice
        >>> heisenberg(named_lattice("ring-4"), 2.0).terms
        ((0, 1, 2.0), (1, 2, 2.0), (2, 3, 2.0), (0, 3, 2.0))
    """
    bonds = lattice.bonds
    if couplings is None:
        return HeisenbergModel(lattice, tuple(bond.coupling for bond in bonds))
    if isinstance(couplings, Mapping):
        kinds = {bond.kind for bond in bonds}
        if set(couplings) != kinds:
            raise ValueError(
                f"couplings must name exactly the kinds of bonds of {lattice.name}, "
                f"{sorted(kinds)}; got {sorted(map(str, couplings))}."
            )
        return HeisenbergModel(lattice, tuple(couplings[bond.kind] for bond in bonds))
    if np.ndim(couplings) == 0:
        return HeisenbergModel(lattice, (couplings,) * len(bonds))  # type: ignore[arg-type]
    return HeisenbergModel(lattice, tuple(couplings))  # type: ignore[arg-type]


def random_couplings(
    lattice: Lattice, rng: np.random.Generator, *, low: float = -1.0, high: float = 1.0
) -> tuple[float, ...]:
    """Draw a coupling for each bond, by default of either sign.

    Args:
        lattice: The lattice whose bonds get couplings.
        rng: Source of randomness.
        low: Smallest coupling.
        high: Largest coupling.

    Returns:
        One number per bond, uniform in [low, high), to be given to :func:`heisenberg`.
    """
    return tuple(float(coupling) for coupling in rng.uniform(low, high, len(lattice.bonds)))


def swap_bits(states: np.ndarray, first: int, second: int) -> np.ndarray:
    """Exchange two bits of many integers.

    Args:
        states: Integers, any shape.
        first: Position of one bit, 0 for the lowest.
        second: Position of the other bit.

    Returns:
        Array of the same shape and type.
    """
    differ = ((states >> first) ^ (states >> second)) & 1
    return states ^ ((differ << first) | (differ << second))

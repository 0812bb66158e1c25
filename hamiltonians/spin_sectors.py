"""The product states of fixed S_z, and operators on them as sparse matrices.

Nothing here is clever: a state is an integer whose set bits are the down spins, site 0 being the
highest bit, and a sector is the ascending list of the integers with a given number of set bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse

from hamiltonians.heisenberg import HeisenbergModel


@dataclass(frozen=True)
class SpinZSector:
    """All product states of N spins 1/2 with a given S_z.

    Attributes:
        n_sites: Number of spins.
        two_m: Twice the S_z, from ``-n_sites`` to ``n_sites`` in steps of two.
    """

    n_sites: int
    two_m: int

    @property
    def n_down(self) -> int:
        """Number of down spins."""
        return (self.n_sites - self.two_m) // 2

    @property
    def dimension(self) -> int:
        """Number of states, a binomial coefficient."""
        return math.comb(self.n_sites, self.n_down)

    def states(self) -> np.ndarray:
        """Return the states as ascending integers, shape ``(dimension,)``."""
        by_count = [np.zeros(1, dtype=np.int64)]  # entry d: states of the sites so far, d down
        for bit in range(self.n_sites):
            with_down = [states | (1 << bit) for states in by_count]
            without = [*by_count, np.zeros(0, dtype=np.int64)]
            by_count = [without[0]]
            by_count += [np.concatenate(pair) for pair in zip(without[1:], with_down, strict=True)]
            by_count = by_count[: self.n_down + 1]
        return by_count[self.n_down]

    def hamiltonian(self, model: HeisenbergModel) -> scipy.sparse.csr_array:
        """Return a Heisenberg model on this sector.

        Args:
            model: The model, on ``n_sites`` sites.

        Returns:
            Real symmetric array of shape ``(dimension, dimension)``.
        """
        return model.matrix_on(self.states())

    def raising(self) -> scipy.sparse.csr_array:
        """Return the operator S_+ from this sector to the next higher one.

        Returns:
            Array of shape ``(dimension of the sector two_m + 2, dimension)``, with no rows
            when all spins are up. S_- S_+ = S (S + 1) - m (m + 1) on a state of total spin S.
        """
        states = self.states()
        if self.n_down == 0:
            return scipy.sparse.csr_array((0, len(states)))
        higher = SpinZSector(self.n_sites, self.two_m + 2).states()
        rows, columns = [], []
        for bit in range(self.n_sites):
            down = np.flatnonzero((states >> bit) & 1)
            columns.append(down.astype(np.int32))
            rows.append(np.searchsorted(higher, states[down] ^ (1 << bit)).astype(np.int32))
        coordinates = (np.concatenate(rows), np.concatenate(columns))
        shape = (len(higher), len(states))
        return scipy.sparse.coo_array((np.ones(len(coordinates[0])), coordinates), shape).tocsr()

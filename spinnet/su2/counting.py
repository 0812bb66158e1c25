"""How many ways there are: multiplicities of spins one half and Catalan numbers.

Counting on trees of any spins is in ``spinnet.networks.paths``.
"""

from __future__ import annotations

from math import comb

from spinnet.su2.spin import Spin, doubled


def catalan(n: int) -> int:
    r"""Return the Catalan number, :math:`C_n = \frac{1}{n+1}\binom{2n}{n}`.

    The number of independent SU(2)-invariant operators on n spins one half, so a general
    vertex gate on n spins has Catalan(n) - 1 angles beside the global phase.

    Args:
        n: Number of spins, 0 or more.

    Returns:
        1, 1, 2, 5, 14, 42, ... for n = 0, 1, 2, ...

    Raises:
        ValueError: If ``n`` is negative.
    """
    if n < 0:
        raise ValueError(f"n must be 0 or more to count with Catalan numbers; got {n}.")
    return comb(2 * n, n) // (n + 1)


def multiplicity(n_spins: int, two_total: int | Spin) -> int:
    r"""Return how often total spin J occurs among n spins one half.

    .. math:: m_J = \binom{n}{n/2 - J} - \binom{n}{n/2 - J - 1}

    Args:
        n_spins: Number of spins one half, 0 or more.
        two_total: Twice the total spin J.

    Returns:
        The dimension of the multiplicity space, which is the number of paths of a tree; 0 if the
        sector does not exist.

    Raises:
        ValueError: If ``n_spins`` or ``two_total`` is negative.

    Example:
        >>> [multiplicity(4, two_total) for two_total in (0, 2, 4)]
        [2, 3, 1]
    """
    two_total = doubled(two_total, "two_total")
    if n_spins < 0:
        raise ValueError(f"n_spins must be 0 or more; got {n_spins}.")
    if two_total > n_spins or (n_spins - two_total) % 2:
        return 0
    below = (n_spins - two_total) // 2
    return comb(n_spins, below) - (comb(n_spins, below - 1) if below else 0)

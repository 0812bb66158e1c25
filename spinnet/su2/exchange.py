"""Swapping neighbouring spins one half: Young's orthogonal form, and swapping two coupled spins.

How a swap acts on a whole tree is in ``spinnet.networks.moves``.
"""

from __future__ import annotations

import math

import numpy as np

from spinnet.su2.spin import Spin, doubled


def adjacent_swap_block(two_j: int | Spin) -> np.ndarray:
    r"""Return how swapping two neighbouring spins mixes the two paths between them.

    Two spin-1/2 sites are added, one after the other, to a subsystem of spin j, and the
    result has spin j again. The spin in between is j + 1/2 or j - 1/2; exchanging the
    two sites acts on these two paths as Young's orthogonal form with d = 2j + 1:

    .. math:: \begin{pmatrix} -1/d & \sqrt{1-1/d^2} \\ \sqrt{1-1/d^2} & 1/d \end{pmatrix}

    Args:
        two_j: Twice the spin j. At least 1, since for j = 0 only one path exists.

    Returns:
        Array of shape ``(2, 2)``, dimensionless, real, symmetric and orthogonal.
        Index 0 is the path through j + 1/2, index 1 the path through j - 1/2.

    Raises:
        ValueError: If ``two_j`` is less than 1.

    Source: Young's orthogonal form; derived for these phases in docs/explanation/conventions.md.
    """
    two_j = doubled(two_j)
    if two_j < 1:
        raise ValueError(f"two_j must be at least 1 (only then are there two paths), got {two_j}.")
    axial_distance = two_j + 1
    diagonal = 1 / axial_distance
    mixing = math.sqrt(1 - diagonal**2)
    return np.array([[-diagonal, mixing], [mixing, diagonal]])


def exchange_sign(two_a: int, two_b: int, two_c: int) -> int:
    r"""Return the sign of |(a b) c> against |(b a) c>, :math:`(-1)^{a+b-c}`.

    Args:
        two_a: Twice the left spin.
        two_b: Twice the right spin.
        two_c: Twice the spin they couple to; the triangle rule is trusted.

    Returns:
        +1 or -1.

    Example:
        >>> exchange_sign(1, 1, 0), exchange_sign(1, 1, 2)
        (-1, 1)
    """
    return -1 if ((two_a + two_b - two_c) // 2) % 2 else 1

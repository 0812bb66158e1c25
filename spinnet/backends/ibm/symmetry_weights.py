r"""What a shot counts, from the spin it shows along the measured axis.

Without noise every conserved block of sites has total spin J, and highest magnetisation along Z.
Shots along Z then show m = J, and along X or Y some m of modulus at most J. A weight f(m) of each
shot keeps exact states as they are, for any f that is 1 on these m:

- "all": f = 1.
- "post-selected": f = 0 on all other m. This is the projector that averaging over rotations about
  the measured axis gives.
- "symmetry-expanded": averaging over all rotations of SU(2) with the Weyl measure, which for J = 0
  is :math:`f = \delta_{m 0} - \tfrac12 \delta_{|m| 1}`. Shots with \|m\| = J + 1 are subtracted,
  because multiplets of spin J + 1 and more, which show it as often as any other m, have left as
  many shots among the good ones.

See docs/explanation/noise_and_symmetry.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spinnet.backends.ibm.conserved_blocks import ConservedBlock

ALL = "all"
POST_SELECTED = "post-selected"
EXPANDED = "symmetry-expanded"
KINDS = (ALL, POST_SELECTED, EXPANDED)


def block_weight(two_m: np.ndarray, two_total: int, axis: str, kind: str) -> np.ndarray:
    """Return the weight f(m) of one block.

    Args:
        two_m: Twice the spin along the axis, any shape.
        two_total: Twice the block's total spin J.
        axis: "X", "Y" or "Z".
        kind: One of `KINDS`.

    Returns:
        Array of the same shape.
    """
    if kind == ALL:
        return np.ones(np.shape(two_m))
    if axis == "Z" and two_total:  # the state has m = +J, and only +(J + 1) tells of larger spins
        good = (two_m == two_total).astype(float)
        beyond = (two_m == two_total + 2).astype(float)
        return good - beyond if kind == EXPANDED else good
    good = (np.abs(two_m) <= two_total).astype(float)
    beyond = (np.abs(two_m) == two_total + 2).astype(float)
    return good - (two_total + 1) / 2 * beyond if kind == EXPANDED else good


def shot_weights(
    bits: np.ndarray, blocks: Sequence[ConservedBlock], axis: str, kind: str
) -> np.ndarray:
    """Return the weight of each shot: the product over all blocks.

    Args:
        bits: Array ``(n_shots, n_sites)`` of 0 (up) and 1 (down).
        blocks: The conserved blocks.
        axis: The measured axis.
        kind: One of `KINDS`.

    Returns:
        Array ``(n_shots,)``.
    """
    weights = np.ones(len(bits))
    for block in blocks:
        two_m = len(block.sites) - 2 * bits[:, block.sites].sum(axis=1, dtype=int)
        weights = weights * block_weight(two_m, block.two_total, axis, kind)
    return weights


def axis_weights(bases: str, two_total: int) -> dict[str, float]:
    r"""Return the weights w with <S_i.S_j> = sum over axes of w <S^a_i S^a_j>.

    For total spins 0 and 1/2 the three axes agree on every pair, since no tensor of rank 2 has an
    expectation there. For larger ones X and Y agree, and Z differs.

    Args:
        bases: "Z", "ZX" or "XYZ".
        two_total: Twice the total spin.

    Raises:
        ValueError: If the axes do not determine it.
    """
    if two_total <= 1:
        return {axis: 3 / len(bases) for axis in bases}
    if bases == "Z":
        raise ValueError(
            f"bases must be 'ZX' or 'XYZ' for total spin 1 and more, where Z does not tell X; got "
            f"'Z' for two_total = {two_total}."
        )
    return {"X": 2.0, "Z": 1.0} if bases == "ZX" else {axis: 1.0 for axis in bases}

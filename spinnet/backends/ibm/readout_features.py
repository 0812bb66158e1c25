r"""Features of shots as they would be if bits were read without error, symmetry weights included.

Sites are misread independently, by a matrix :math:`A_s` each. A string that was read stands for
the product of columns of :math:`A_s^{-1}`, quasi-probabilities :math:`(u_s, d_s)` of up and down.
The mean of a symmetry weight f(m) times S_i S_j over this product is exact and cheap, since f is a
sum of characters and each character factorises:

.. math:: f(m) = \sum_k \hat f_k e^{i \varphi_k n_\downarrow}, \qquad
    \langle e^{i \varphi n_\downarrow} \rangle = \prod_s (u_s + d_s e^{i \varphi}).

M3 solves the same equations among the strings that were seen. In states as broad as these, where
few strings are seen twice, that leaves most of a misread bit's other strings out and corrects too
little; with all strings seen the two agree.

Source: the expansion in characters is derived here; M3 is P. D. Nation et al., PRX Quantum 2,
040326 (2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spinnet.backends.ibm.conserved_blocks import ConservedBlock
from spinnet.backends.ibm.shot_features import Edges
from spinnet.backends.ibm.symmetry_weights import block_weight


def corrected_features(
    bits: np.ndarray,
    edges: Edges,
    blocks: Sequence[ConservedBlock],
    axis: str,
    kinds: Sequence[str],
    error_rates: np.ndarray,
) -> np.ndarray:
    """Return the features of each shot after readout mitigation, of all kinds side by side.

    Args:
        bits: Array ``(n_shots, n_sites)`` of bits as they were read.
        edges: The pair of sites of each bond.
        blocks: The conserved blocks; they hold all sites.
        axis: The measured axis.
        kinds: Which shots count, each of `symmetry_weights.KINDS`.
        error_rates: For each site the chance to read a 0, and a 1, wrongly, ``(n_sites, 2)``.

    Returns:
        Array ``(n_shots, n_kinds * (2 + n_bonds))``, each kind as `shot_features` has it.
    """
    quasi = _quasi_probabilities(bits, error_rates)
    spins = (quasi[..., 0] - quasi[..., 1]) / 2  # (n_shots, n_sites)
    squares = spins.sum(axis=1) ** 2 - (spins**2).sum(axis=1) + bits.shape[1] / 4
    parts = [_block_characters(block, quasi, axis, kinds) for block in blocks]
    home = {site: index for index, block in enumerate(blocks) for site in block.sites}
    weights = [part.mean(()) for part in parts]  # of each block, (n_shots, n_kinds)
    columns = [np.prod(weights, axis=0)]
    for first, second in edges:
        inside = {home[first], home[second]}
        sites = [[site for site in (first, second) if home[site] == index] for index in inside]
        factors = [parts[index].mean(own) for index, own in zip(inside, sites, strict=True)]
        others = [weights[index] for index in range(len(blocks)) if index not in inside]
        columns.append(np.prod([*factors, *others], axis=0))
    columns.append(np.repeat(squares[:, None], len(kinds), axis=1))
    together = np.stack(columns, axis=-1)  # (n_shots, n_kinds, 2 + n_bonds)
    return together.reshape(len(bits), -1)


def rate_derivatives(
    bits: np.ndarray,
    counts: np.ndarray,
    edges: Edges,
    blocks: Sequence[ConservedBlock],
    axis: str,
    kinds: Sequence[str],
    error_rates: np.ndarray,
) -> np.ndarray:
    """Return how the mean corrected features change with each error rate.

    Args:
        bits: The different strings ``(n_different, n_sites)``.
        counts: How often each was read.
        edges: The pair of sites of each bond.
        blocks: The conserved blocks.
        axis: The measured axis.
        kinds: Which shots count.
        error_rates: Array ``(n_sites, 2)``.

    Returns:
        Array ``(n_kinds * (2 + n_bonds), n_sites, 2)``.
    """
    step = 1e-6  # the means are smooth functions of the rates; one side is enough

    def means(rates: np.ndarray) -> np.ndarray:
        return counts @ corrected_features(bits, edges, blocks, axis, kinds, rates) / counts.sum()

    start = means(error_rates)
    slopes = np.empty((len(start), *error_rates.shape))
    for index in np.ndindex(error_rates.shape):
        moved = error_rates.copy()
        moved[index] += step
        slopes[(slice(None), *index)] = (means(moved) - start) / step
    return slopes


@dataclass(frozen=True)
class _BlockCharacters:
    """The characters of one block for each shot, ready for means of f times spins.

    Args:
        sites: The sites of the block.
        products: The mean of each character ``(n_shots, n_characters)``.
        ratios: For each site, the mean of its spin times its part of the character, over that part
            alone ``(n_shots, n_sites_of_block, n_characters)``.
        transform: The coefficients of f for each kind ``(n_characters, n_kinds)``.
    """

    sites: tuple[int, ...]
    products: np.ndarray
    ratios: np.ndarray
    transform: np.ndarray

    def mean(self, spins_of: Sequence[int]) -> np.ndarray:
        """Return the mean of f times the spins of some sites, ``(n_shots, n_kinds)``."""
        values = self.products
        for site in spins_of:
            values = values * self.ratios[:, self.sites.index(site)]
        return (values @ self.transform).real


def _block_characters(
    block: ConservedBlock, quasi: np.ndarray, axis: str, kinds: Sequence[str]
) -> _BlockCharacters:
    size = len(block.sites)
    downs = np.arange(size + 1)
    turns = np.exp(2j * np.pi * downs / (size + 1))
    up, down = quasi[:, block.sites, 0, None], quasi[:, block.sites, 1, None] * turns
    weights = [block_weight(size - 2 * downs, block.two_total, axis, kind) for kind in kinds]
    transform = np.fft.fft(np.array(weights), axis=1).T / (size + 1)
    products = np.prod(up + down, axis=1)
    return _BlockCharacters(block.sites, products, (up - down) / (2 * (up + down)), transform)


def _quasi_probabilities(bits: np.ndarray, error_rates: np.ndarray) -> np.ndarray:
    """Return the column of each site's inverse matrix that its bit selects, ``(..., 2)``."""
    zero, one = error_rates[:, 0], error_rates[:, 1]
    read_zero = np.stack([1 - one, -zero], axis=-1)
    read_one = np.stack([-one, 1 - zero], axis=-1)
    chosen = np.where(bits[..., None] == 0, read_zero, read_one)
    return chosen / (1 - zero - one)[:, None]

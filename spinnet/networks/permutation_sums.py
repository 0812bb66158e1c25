"""Equivariant operators as sums of permutations of the spins (Schur-Weyl duality).

Every operator on k spins one half that commutes with SU(2) is a sum of the k! permutations of the
sites. For k > 2 these are linearly dependent; the canonical basis used here are the Catalan(k)
permutations without a decreasing subsequence of three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, permutations
from typing import TypeAlias

import numpy as np

from spinnet.networks.basis_change import permutation_matrix
from spinnet.networks.commutant import commutant_distance, sector_blocks, site_spins
from spinnet.networks.paths import allowed_spins
from spinnet.networks.tree import Tree, comb_tree

Permutation: TypeAlias = tuple[int, ...]
"""The image of each site: the content of site i moves to site ``permutation[i]``."""


def permutation_operator(permutation: Sequence[int]) -> np.ndarray:
    """Return the operator that moves the content of site i to site ``permutation[i]``.

    Args:
        permutation: Images of the sites 0 ... k-1.

    Returns:
        Real array of zeros and ones, shape ``(2^k, 2^k)``; the operators compose as
        ``P(a) @ P(b) = P(a after b)``.

    Raises:
        ValueError: If ``permutation`` is not a permutation of 0 ... k-1.

    Example:
        >>> permutation_operator((1, 0)).astype(int)
        array([[1, 0, 0, 0],
               [0, 0, 1, 0],
               [0, 1, 0, 0],
               [0, 0, 0, 1]])
    """
    permutation = checked_permutation(permutation)
    k = len(permutation)
    identity = np.eye(2**k).reshape((2,) * k + (2**k,))
    # Axis t of the result holds what came from the site mapped to t.
    sources = [permutation.index(site) for site in range(k)]
    return identity.transpose(*sources, k).reshape(2**k, 2**k)


@lru_cache(maxsize=16)
def canonical_permutations(k: int) -> tuple[Permutation, ...]:
    """Return the permutations of the canonical basis, in lexicographic order.

    They are those without three images in decreasing order. Antisymmetrising three spins one half
    gives zero, so a permutation with such a triple is a sum of smaller ones; what remains spans
    the commutant and has its dimension, hence is a basis.

    Args:
        k: Number of sites, at least 1.

    Returns:
        Catalan(k) permutations, the identity first.

    Raises:
        ValueError: If ``k`` is less than 1.

    Example:
        >>> canonical_permutations(3)
        ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1))
    """
    if k < 1:
        raise ValueError(f"k must be at least 1 site; got {k}.")
    return tuple(images for images in permutations(range(k)) if not _has_descent_of_three(images))


def permutation_expansion(
    matrix: np.ndarray, tolerance: float = 1e-8
) -> dict[Permutation, complex]:
    r"""Return the coefficients of an equivariant operator in the canonical permutations.

    .. math:: U = \sum_\pi c_\pi P_\pi

    Args:
        matrix: Operator on k spins one half, shape ``(2^k, 2^k)``, site 0 leftmost.
        tolerance: Largest accepted distance from the commutant, relative to the norm.

    Returns:
        Catalan(k) coefficients by permutation, in the order of :func:`canonical_permutations`.

    Raises:
        ValueError: If the matrix does not commute with all rotations; the message says how far it
            is from doing so.

    Example:
        >>> swap = permutation_operator((1, 0))
        >>> expansion = permutation_expansion(swap / 2 - np.eye(4) / 4)  # this is S1.S2
        >>> {permutation: round(c.real, 12) for permutation, c in expansion.items()}
        {(0, 1): -0.25, (1, 0): 0.5}
    """
    matrix = np.asarray(matrix)
    k = len(site_spins(matrix))
    distance = commutant_distance(matrix)
    if not distance <= tolerance:
        raise ValueError(
            "matrix must commute with all rotations to be a sum of permutations; it is "
            f"{distance:.3g} of its norm away from the commutant (twirl it first to project)."
        )
    columns = _canonical_columns(k)
    target = _flattened(sector_blocks(matrix, comb_tree(k)))
    coefficients = np.linalg.solve(columns, target.astype(complex))
    return {
        permutation: complex(coefficient)
        for permutation, coefficient in zip(canonical_permutations(k), coefficients, strict=True)
    }


def from_permutations(coefficients: Mapping[Permutation, complex]) -> np.ndarray:
    """Return the operator that is a sum of permutations, dense on 2^k.

    Args:
        coefficients: Coefficients by permutation; any permutations of the same k sites.

    Returns:
        Array of shape ``(2^k, 2^k)``, real if all coefficients are.

    Raises:
        ValueError: If there are none, or they permute different numbers of sites.
    """
    checked = _checked_coefficients(coefficients)
    return sum(  # type: ignore[return-value]
        coefficient * permutation_operator(permutation)
        for permutation, coefficient in checked.items()
    )


def permutation_blocks(
    coefficients: Mapping[Permutation, complex], tree: Tree
) -> dict[int, np.ndarray]:
    """Return a sum of permutations as blocks on the multiplicity spaces, never leaving them.

    Args:
        coefficients: Coefficients by permutation of the leaves of ``tree``.
        tree: The recoupling tree; permuted leaves must have equal spins.

    Returns:
        For each total spin (twice it) an array of shape ``(n_paths, n_paths)``.

    Raises:
        ValueError: If a permutation does not fit the tree.
    """
    checked = _checked_coefficients(coefficients)
    return {
        two_total: sum(  # type: ignore[misc]
            coefficient * permutation_matrix(tree, permutation, two_total)
            for permutation, coefficient in checked.items()
        )
        for two_total in allowed_spins(tree)
    }


def placed_permutations(
    coefficients: Mapping[Permutation, complex], sites: Sequence[int], n_sites: int
) -> dict[Permutation, complex]:
    """Return a sum of permutations of k wires as one of N sites, on which the wires lie.

    Args:
        coefficients: Coefficients by permutation of the k wires.
        sites: The site of each wire, all different.
        n_sites: Number N of sites.

    Returns:
        Coefficients by permutation of the N sites; the other sites stay.

    Raises:
        ValueError: If sites are repeated, out of range, or not k of them.

    Example:
        >>> placed_permutations({(1, 0): 2.0}, (0, 2), 3)
        {(2, 1, 0): 2.0}
    """
    if len(set(sites)) != len(sites) or not all(0 <= site < n_sites for site in sites):
        raise ValueError(
            f"sites {tuple(sites)} must be distinct and between 0 and {n_sites - 1}; change them."
        )
    placed = {}
    for permutation, coefficient in _checked_coefficients(coefficients).items():
        if len(permutation) != len(sites):
            raise ValueError(
                f"there must be one site for each of the {len(permutation)} wires; got "
                f"{tuple(sites)}."
            )
        images = list(range(n_sites))
        for wire, image in enumerate(permutation):
            images[sites[wire]] = sites[image]
        placed[tuple(images)] = coefficient
    return placed


def checked_permutation(permutation: Sequence[int]) -> Permutation:
    """Return a permutation as a tuple of ints, or say why it is none."""
    images = tuple(int(image) for image in permutation)
    if not images or sorted(images) != list(range(len(images))):
        raise ValueError(
            f"a permutation must hold each of 0 ... k-1 once, k at least 1; got {images}."
        )
    return images


@lru_cache(maxsize=8)
def _canonical_columns(k: int) -> np.ndarray:
    """Return the canonical permutations as columns of flattened blocks, square of Catalan(k)."""
    tree = comb_tree(k)
    columns = [
        _flattened(permutation_blocks({permutation: 1.0}, tree))
        for permutation in canonical_permutations(k)
    ]
    matrix = np.array(columns).T
    matrix.setflags(write=False)
    return matrix


def _flattened(blocks: Mapping[int, np.ndarray]) -> np.ndarray:
    return np.concatenate([np.asarray(blocks[two_total]).ravel() for two_total in sorted(blocks)])


def _checked_coefficients(
    coefficients: Mapping[Permutation, complex],
) -> dict[Permutation, complex]:
    checked = {checked_permutation(p): c for p, c in coefficients.items()}
    if len({len(permutation) for permutation in checked}) != 1:
        raise ValueError(
            "a sum of permutations must have at least one term and all on the same number of "
            f"sites; got {list(checked)}."
        )
    return checked


def _has_descent_of_three(images: Permutation) -> bool:
    return any(a > b > c for a, b, c in combinations(images, 3))

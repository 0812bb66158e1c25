"""Checks and random inputs that users can run on their own trees, operators and circuits."""

from spinnet.testing.equivariance import assert_equivariant, assert_invariant
from spinnet.testing.laws import TREE_LAWS, available_moves, check_tree_laws
from spinnet.testing.random import (
    random_equivariant_unitary,
    random_path,
    random_spins,
    random_tree,
    random_unitary,
)

__all__ = [
    "TREE_LAWS",
    "assert_equivariant",
    "assert_invariant",
    "available_moves",
    "check_tree_laws",
    "random_equivariant_unitary",
    "random_path",
    "random_spins",
    "random_tree",
    "random_unitary",
]

"""Recoupling trees and spin networks: trees, paths, moves, Schur matrices.

A tree says in which order spins are coupled, a path which spins occur on the way.
"""

from spinnet.networks.change_of_basis import (
    change_of_basis,
    moves_between,
    permutation_matrix,
    recouple,
)
from spinnet.networks.evaluation import evaluate, evaluate_exactly
from spinnet.networks.moves import Move, apply_move, f_move, moved_tree, swap_move
from spinnet.networks.paths import (
    Path,
    allowed_spins,
    check_path,
    count_paths,
    enumerate_paths,
    labelled_joins,
    rank_path,
    unrank_path,
)
from spinnet.networks.schur import CoupledState, coupled_basis, schur_matrix, sector_isometry
from spinnet.networks.standard_networks import theta_network, tetrahedron_network
from spinnet.networks.tree import Tree, balanced_tree, comb_tree, comb_tree_of
from spinnet.networks.tree_text import parse_tree

__all__ = [
    "CoupledState",
    "Move",
    "Path",
    "Tree",
    "allowed_spins",
    "apply_move",
    "balanced_tree",
    "change_of_basis",
    "check_path",
    "comb_tree",
    "comb_tree_of",
    "count_paths",
    "coupled_basis",
    "enumerate_paths",
    "f_move",
    "labelled_joins",
    "moved_tree",
    "moves_between",
    "parse_tree",
    "permutation_matrix",
    "rank_path",
    "recouple",
    "schur_matrix",
    "sector_isometry",
    "swap_move",
    "unrank_path",
]

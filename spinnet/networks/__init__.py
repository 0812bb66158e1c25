"""Recoupling trees and spin networks: trees, paths, moves, Schur matrices, evaluation.

A tree says in which order spins are coupled, a path which spins occur on the way, an intertwiner
maps paths to paths, and a spin network wires intertwiners together.
"""

from spinnet.networks.aklt import (
    aklt_bond_energy_operator,
    aklt_energy_per_bond,
    aklt_ring,
    aklt_string_order,
)
from spinnet.networks.basis_change import (
    change_of_basis,
    move_matrix,
    moves_between,
    permutation_matrix,
    recouple,
)
from spinnet.networks.commutant import (
    commutant_distance,
    from_blocks,
    is_equivariant,
    joint_rotation,
    recoupled_blocks,
    sector_blocks,
    twirl,
    twirl_by_sampling,
)
from spinnet.networks.evaluation import evaluate, evaluate_exactly
from spinnet.networks.expectation import expectation_network, norm_network
from spinnet.networks.gate_network import PlacedIntertwiner, gate_network, placed_gates
from spinnet.networks.intertwiners import (
    Intertwiner,
    basis_intertwiner,
    check_unitary_block,
    coupling_vertex,
    intertwiner,
    intertwiner_dimension,
)
from spinnet.networks.moves import apply_move, f_move, swap_move
from spinnet.networks.network_file import (
    load_network,
    network_from_json,
    network_to_json,
    save_network,
)
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
from spinnet.networks.permutation_sums import (
    canonical_permutations,
    from_permutations,
    permutation_blocks,
    permutation_expansion,
    permutation_operator,
    placed_permutations,
)
from spinnet.networks.reachability import (
    Reach,
    SectorReach,
    exchange_generators,
    placed_generator,
    reach,
)
from spinnet.networks.schur import CoupledState, coupled_basis, schur_matrix, sector_isometry
from spinnet.networks.spin_network import Edge, SpinNetwork, Vertex, network_from_graph
from spinnet.networks.standard_networks import (
    nine_j_network,
    tetrahedron_network,
    theta_network,
)
from spinnet.networks.tree import Tree, balanced_tree, comb_tree, comb_tree_of
from spinnet.networks.tree_moves import Move, moved_tree
from spinnet.networks.tree_text import parse_tree
from spinnet.networks.vertex_tensors import exact_intertwiner_tensor, intertwiner_tensor

__all__ = [
    "CoupledState",
    "Edge",
    "Intertwiner",
    "Move",
    "Path",
    "PlacedIntertwiner",
    "Reach",
    "SectorReach",
    "SpinNetwork",
    "Tree",
    "Vertex",
    "aklt_bond_energy_operator",
    "aklt_energy_per_bond",
    "aklt_ring",
    "aklt_string_order",
    "allowed_spins",
    "apply_move",
    "balanced_tree",
    "basis_intertwiner",
    "canonical_permutations",
    "change_of_basis",
    "check_path",
    "check_unitary_block",
    "comb_tree",
    "comb_tree_of",
    "commutant_distance",
    "count_paths",
    "coupled_basis",
    "coupling_vertex",
    "enumerate_paths",
    "evaluate",
    "evaluate_exactly",
    "exact_intertwiner_tensor",
    "exchange_generators",
    "expectation_network",
    "f_move",
    "from_blocks",
    "from_permutations",
    "gate_network",
    "intertwiner",
    "intertwiner_dimension",
    "intertwiner_tensor",
    "is_equivariant",
    "joint_rotation",
    "labelled_joins",
    "load_network",
    "move_matrix",
    "moved_tree",
    "moves_between",
    "network_from_graph",
    "network_from_json",
    "network_to_json",
    "nine_j_network",
    "norm_network",
    "parse_tree",
    "permutation_blocks",
    "permutation_expansion",
    "permutation_matrix",
    "permutation_operator",
    "placed_gates",
    "placed_generator",
    "placed_permutations",
    "rank_path",
    "reach",
    "recouple",
    "recoupled_blocks",
    "save_network",
    "schur_matrix",
    "sector_blocks",
    "sector_isometry",
    "swap_move",
    "tetrahedron_network",
    "theta_network",
    "twirl",
    "twirl_by_sampling",
    "unrank_path",
]

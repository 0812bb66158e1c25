"""Numbers of angular momentum: spin labels, coupling and recoupling coefficients.

Every spin is an integer twice its value; phases are Condon and Shortley's. Trees and networks
built from these numbers are in :mod:`spinnet.networks`.
"""

from spinnet.su2.counting import catalan, multiplicity
from spinnet.su2.coupling import (
    clebsch_gordan,
    clebsch_gordan_table,
    coupled_spins,
    is_triangle,
    wigner_3j,
)
from spinnet.su2.exchange import adjacent_swap_block, exchange_sign
from spinnet.su2.radicals import Radical, parse_radical, radical
from spinnet.su2.recoupling import recoupling_coefficient, wigner_6j, wigner_9j
from spinnet.su2.rotations import (
    euler_rotation,
    random_rotation,
    rotation_matrix,
    spin_matrices,
    wigner_d_matrix,
)
from spinnet.su2.signed_root import SignedRoot
from spinnet.su2.spin import Spin, doubled, spin_text, two_j_of

__all__ = [
    "Radical",
    "SignedRoot",
    "Spin",
    "adjacent_swap_block",
    "catalan",
    "clebsch_gordan",
    "clebsch_gordan_table",
    "coupled_spins",
    "doubled",
    "euler_rotation",
    "exchange_sign",
    "is_triangle",
    "multiplicity",
    "parse_radical",
    "radical",
    "random_rotation",
    "recoupling_coefficient",
    "rotation_matrix",
    "spin_matrices",
    "spin_text",
    "two_j_of",
    "wigner_3j",
    "wigner_6j",
    "wigner_9j",
    "wigner_d_matrix",
]

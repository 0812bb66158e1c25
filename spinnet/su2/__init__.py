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
from spinnet.su2.recoupling import recoupling_coefficient, wigner_6j
from spinnet.su2.spin import Spin, doubled, spin_text, two_j_of

__all__ = [
    "Spin",
    "adjacent_swap_block",
    "catalan",
    "clebsch_gordan",
    "clebsch_gordan_table",
    "coupled_spins",
    "doubled",
    "exchange_sign",
    "is_triangle",
    "multiplicity",
    "recoupling_coefficient",
    "spin_text",
    "two_j_of",
    "wigner_3j",
    "wigner_6j",
]

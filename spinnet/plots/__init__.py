"""Pictures of lattices, searches, circuits, trees and networks.

Every function returns a `matplotlib.figure.Figure`; `save` writes it as PNG and SVG.
"""

from spinnet.plots.circuit import plot_circuit
from spinnet.plots.circuit_network import plot_circuit_network
from spinnet.plots.files import save
from spinnet.plots.hardware import plot_bond_energies, plot_mitigation
from spinnet.plots.history import plot_history
from spinnet.plots.lattice import plot_lattice
from spinnet.plots.network import plot_network
from spinnet.plots.tree import plot_tree

__all__ = [
    "plot_bond_energies",
    "plot_circuit",
    "plot_circuit_network",
    "plot_history",
    "plot_lattice",
    "plot_mitigation",
    "plot_network",
    "plot_tree",
    "save",
]

"""Pictures of lattices, searches, circuits, trees and networks.

Every function returns a `matplotlib.figure.Figure`; `save` writes it as PNG and SVG.
"""

from spinnet.plots.circuit import plot_circuit
from spinnet.plots.files import save
from spinnet.plots.history import plot_history
from spinnet.plots.lattice import plot_lattice
from spinnet.plots.tree import plot_tree

__all__ = ["plot_circuit", "plot_history", "plot_lattice", "plot_tree", "save"]

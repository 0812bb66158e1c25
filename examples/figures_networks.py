"""Pictures of recoupling trees and spin networks, in docs/images. Nothing here is random."""

from __future__ import annotations

from pathlib import Path

from spinnet.networks import (
    aklt_ring,
    balanced_tree,
    comb_tree,
    nine_j_network,
    tetrahedron_network,
    theta_network,
    unrank_path,
)
from spinnet.plots import plot_network, plot_tree, save

IMAGES = Path(__file__).parents[1] / "docs" / "images"


def draw_trees() -> None:
    save(plot_tree(comb_tree(3)), IMAGES / "tree-comb-3")
    for name, tree, two_total in (("comb", comb_tree(12), 0), ("balanced", balanced_tree(12), 2)):
        path = unrank_path(tree, 100, two_total=two_total)
        figure = plot_tree(tree, path, two_total=two_total)
        save(figure, IMAGES / f"tree-{name}-12")


def draw_networks() -> None:
    networks = {
        "theta": theta_network(1, 2, 3),
        "tetrahedron": tetrahedron_network(1, 1, 2, 1, 1, 2),
        "nine-j": nine_j_network(((1, 1, 2), (1, 1, 2), (2, 2, 2))),
        "valence-bond-ring-12": aklt_ring(12),
    }
    titles = {
        "theta": "Theta",
        "tetrahedron": "Tetrahedron: a 6j symbol",
        "nine-j": "Prism: a 9j symbol",
        "valence-bond-ring-12": "The valence-bond ring of spins one",
    }
    for name, network in networks.items():
        save(plot_network(network, title=titles[name]), IMAGES / f"network-{name}")


if __name__ == "__main__":
    draw_trees()
    draw_networks()

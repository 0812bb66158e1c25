"""Pictures of circuits, as gates and as spin networks, in docs/images. Nothing here is random."""

from __future__ import annotations

from pathlib import Path

from hamiltonians import chain, named_lattice
from spinnet.circuits import bond_ansatz, paper, triangle_ansatz
from spinnet.plots import plot_circuit, plot_circuit_network, save

IMAGES = Path(__file__).parents[1] / "docs" / "images"


def draw() -> None:
    kagome = triangle_ansatz(named_lattice("kagome-12"), layers=2)
    save(plot_circuit(kagome, title="Triangle gates on kagome-12"), IMAGES / "circuit-kagome-12")
    save(
        plot_circuit_network(kagome, title="Triangle gates on kagome-12, as a spin network"),
        IMAGES / "circuit-network-kagome-12",
    )
    wall = bond_ansatz(chain(12), layers=3)
    save(plot_circuit_network(wall), IMAGES / "circuit-network-chain-12")
    block = paper.chain_circuit(named_lattice("triangular-chain-12"), blocks=1)
    save(plot_circuit(block, title="A block of the paper's circuit"), IMAGES / "circuit-paper")


if __name__ == "__main__":
    draw()

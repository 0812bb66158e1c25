"""Pictures of clusters with their start coverings, in docs/images. Nothing here is random."""

from __future__ import annotations

from pathlib import Path

from hamiltonians import named_lattice
from spinnet.circuits import singlet_covering
from spinnet.plots import plot_lattice, save

IMAGES = Path(__file__).parents[1] / "docs" / "images"
NAMES = (
    "kagome-12",
    "kagome-18-sheared",
    "kagome-36",
    "kagome-open-20",
    "kagome-star-12",
    "triangular-36",
    "triangular-chain-20",
)


def draw() -> None:
    for name in NAMES:
        lattice = named_lattice(name)
        figure = plot_lattice(lattice, covering=singlet_covering(lattice))
        save(figure, IMAGES / f"lattice-{name}")


if __name__ == "__main__":
    draw()

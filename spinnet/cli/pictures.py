"""Which pictures a command writes, and under which names."""

from __future__ import annotations

from pathlib import Path

from hamiltonians import Lattice
from spinnet import plots
from spinnet.circuits import singlet_covering

_ENDINGS = ("", ".png", ".svg")


def save_lattice(lattice: Lattice, path: Path) -> tuple[Path, Path]:
    """Write the picture of a lattice with its start covering, as PNG and as SVG.

    Args:
        lattice: What to draw.
        path: Where, with or without the ending .png or .svg.

    Returns:
        The two files.

    Raises:
        ValueError: If the path has another ending.
        OSError: If the folder cannot be written.
    """
    if path.suffix not in _ENDINGS:
        raise ValueError(f"a picture ends in .png or .svg; got {path.name!r}.")
    figure = plots.plot_lattice(lattice, covering=singlet_covering(lattice))
    return plots.save(figure, path.with_suffix(""))

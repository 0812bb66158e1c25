"""Which pictures a run on a device leaves, and under which names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spinnet import plots


def save_hardware_pictures(result: Any, folder: Path) -> tuple[Path, ...]:
    """Write the pictures of a run: energies by method, bonds, the lattice, and the search if any.

    Args:
        result: The result of the run.
        folder: Where to write.

    Returns:
        The files.

    Raises:
        OSError: If the folder cannot be written.
    """
    figures = {"mitigation": result.plot(), "lattice": result.plot_lattice()}
    if "raw" in result.estimates:
        figures["bonds"] = result.plot_bonds()
    if result.refinement_energies:
        figures["history"] = result.plot_history()
    return tuple(
        path for name, figure in figures.items() for path in plots.save(figure, folder / name)
    )

"""The lattice as a picture: sites, bonds, start covering and correlations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from hamiltonians import Lattice
from spinnet.circuits import SingletCovering
from spinnet.plots import style
from spinnet.plots.lattice_layout import lattice_layout
from spinnet.plots.lattice_pencil import Pencil


@style.styled
def plot_lattice(
    lattice: Lattice,
    *,
    covering: SingletCovering | None = None,
    correlations: Sequence[float] | np.ndarray | None = None,
    labels: bool = True,
) -> Figure:
    """Draw a lattice, and on it a singlet covering or the correlations of a state.

    A torus is drawn as the cell of points nearest to its middle (dashed), with faded copies of the
    sites that its bonds reach on the other side; equal numbers are the same site.

    Args:
        lattice: The lattice.
        covering: A start state; its singlets are drawn as amber capsules, its single spins amber.
        correlations: <S_i.S_j> for each bond, in the order of ``lattice.bonds``; between -3/4
            (singlet) and 1/4 (triplet). Bonds are coloured and weighted by it. None colours the
            bonds by kind.
        labels: Whether the sites are numbered.

    Returns:
        The figure.

    Raises:
        ValueError: If the covering is for another number of sites, or the correlations are not
            one number per bond in their range.
    """
    if covering is not None and covering.n_sites != lattice.n_sites:
        raise ValueError(
            f"covering must be for the {lattice.n_sites} sites of {lattice.name!r}; got one for "
            f"{covering.n_sites} sites."
        )
    values = None if correlations is None else _checked(lattice, correlations)
    layout = lattice_layout(lattice)
    pencil = Pencil(lattice, layout, beside=0.0 if values is None else 0.95, covering=covering)
    pencil.draw_cell()
    pencil.draw_triangles()
    if covering is not None:
        pencil.draw_covering(covering)
    if values is None:
        pencil.draw_kinds()
    else:
        pencil.draw_correlations(values)
    pencil.draw_sites(labels, covering.singles if covering else ())
    pencil.draw_legend(covering)
    return pencil.figure


def _checked(lattice: Lattice, correlations: Sequence[float] | np.ndarray) -> np.ndarray:
    values = np.asarray(correlations, dtype=float)
    if values.shape != (len(lattice.bonds),):
        raise ValueError(
            f"correlations must hold one number for each of the {len(lattice.bonds)} bonds of "
            f"{lattice.name!r}; got shape {values.shape}."
        )
    bad = np.flatnonzero(~((values >= -0.75 - 1e-6) & (values <= 0.25 + 1e-6)))
    if len(bad):
        raise ValueError(
            f"correlations <S_i.S_j> must lie between -3/4 and 1/4; bond {int(bad[0])} has "
            f"{values[bad[0]]}. Divide <XX + YY + ZZ> by 4, and leave the coupling out."
        )
    return values

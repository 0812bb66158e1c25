"""Energies measured on a device: one method beside the other, and bond by bond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hamiltonians import Lattice
from spinnet.plots import style

_ROW = 0.27  # inches


@style.styled
def plot_mitigation(
    estimates: Mapping[str, tuple[float, float]],
    *,
    exact_energy: float | None = None,
    trained_energy: float | None = None,
    recommended: str | None = None,
    title: str | None = None,
) -> Figure:
    """Draw the energy that each method gives, with its error bar, beside what is known.

    Args:
        estimates: Energy and standard error of each method, in the order from top to bottom.
        exact_energy: The ground-state energy, if it is known.
        trained_energy: The energy of the measured state without noise, if it is known: what a
            perfect mitigation would give.
        recommended: The method to draw heavy, if any.
        title: Title of the picture; None is "Energy by method".

    Returns:
        The figure.

    Raises:
        ValueError: If there is no estimate, or an energy is not finite.
    """
    if not estimates or not np.all(np.isfinite(list(estimates.values()))):
        raise ValueError(
            f"estimates must hold at least one method with finite energy and error; got "
            f"{dict(estimates)}."
        )
    height = style.MARGIN * 2 + 1.35 + _ROW * len(estimates)
    subtitle = "bars are one standard error"
    names = 0.4 + 0.072 * max(map(len, estimates))  # inches
    width = names + 4.6
    figure = style.page(width, height, title or "Energy by method", subtitle)
    axes = figure.add_axes((names / width, 0.62 / height, 4.35 / width, 1 - 1.6 / height))
    for row, (name, (energy, error)) in enumerate(estimates.items()):
        colour = style.VERMILION if name == recommended else style.BLUE
        axes.errorbar(
            energy, row, xerr=error, fmt="o", color=colour, markersize=4.5, capsize=2.5,
            linewidth=1.4, zorder=3, gid=f"method-{row}",
        )  # fmt: skip
    axes.set_yticks(range(len(estimates)), list(estimates))
    axes.set_ylim(len(estimates) - 0.5, -0.5)
    axes.grid(axis="y", color=style.FAINT, linewidth=0.8)
    axes.set_xlabel("energy")
    _draw_known(axes, exact_energy, trained_energy)
    return figure


@style.styled
def plot_bond_energies(
    lattice: Lattice,
    energies: Sequence[float] | np.ndarray,
    errors: Sequence[float] | np.ndarray,
    *,
    raw: tuple[np.ndarray, np.ndarray] | None = None,
    title: str | None = None,
) -> Figure:
    """Draw the energy of each bond with its error bar.

    Args:
        lattice: The lattice.
        energies: Energy of each bond, in the order of ``lattice.bonds``.
        errors: Their standard errors.
        raw: Energies and errors of the same bonds without mitigation, drawn lighter beside them.
        title: Title of the picture; None is the lattice's name.

    Returns:
        The figure.

    Raises:
        ValueError: If there is not one energy and one error per bond.
    """
    rows = [(np.asarray(energies, float), np.asarray(errors, float))]
    rows += [] if raw is None else [(np.asarray(raw[0], float), np.asarray(raw[1], float))]
    n_bonds = len(lattice.bonds)
    if any(values.shape != (n_bonds,) for pair in rows for values in pair):
        shapes = ", ".join(str(values.shape) for pair in rows for values in pair)
        raise ValueError(
            f"energies and errors must hold one number for each of the {n_bonds} bonds of "
            f"{lattice.name!r}; got shapes {shapes}."
        )
    width = max(4.6, 1.2 + 0.26 * n_bonds)
    total = float(rows[0][0].sum())
    total_text = f"{total:.4f}".replace("-", "\N{MINUS SIGN}")
    subtitle = f"{lattice.name}, sum of bonds {total_text}"
    figure = style.page(width, 3.6, title or "Energy of each bond", subtitle)
    axes = figure.add_axes((0.9 / width, 0.18, 1 - 1.1 / width, 0.6))
    places = np.arange(n_bonds)
    looks = (("mitigated", style.BLUE, -0.12), ("raw", style.faded(style.SLATE, 0.45), 0.14))
    for (values, bars), (label, colour, shift) in zip(rows, looks, strict=False):
        axes.errorbar(
            places + shift, values, yerr=bars, fmt="o", color=colour, markersize=3.8, capsize=2,
            linewidth=1.2, label=label, gid=f"bonds-{label}",
        )  # fmt: skip
    labels = [f"{i} {j}" for i, j in lattice.edges]
    axes.set_xticks(places, labels, rotation=90 if n_bonds > 12 else 0, fontsize=7.5)
    axes.set_xlabel("bond")
    axes.set_ylabel("energy")
    axes.grid(axis="y", color=style.FAINT, linewidth=0.8)
    if raw is not None:
        figure.legend(*axes.get_legend_handles_labels(), loc="upper right", ncols=2)
    return figure


def _draw_known(axes: Axes, exact_energy: float | None, trained_energy: float | None) -> None:
    """Draw the known energies as lines with a legend above the axes."""
    known = (
        ("exact", exact_energy, style.GREEN, "solid"),
        ("without noise", trained_energy, style.ORANGE, (0, (5, 3))),
    )
    for label, energy, colour, dashes in known:
        if energy is not None:
            text = f"{label}, {energy:.5g}".replace("-", "\N{MINUS SIGN}")
            axes.axvline(energy, color=colour, linewidth=1.2, linestyle=dashes, label=text)
    if exact_energy is not None or trained_energy is not None:
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2)

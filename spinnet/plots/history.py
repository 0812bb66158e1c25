"""The course of a search: energy and relative error against evaluations, for every start."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from spinnet.plots import style

_OTHER = "#a9bccd"
_FLOOR = 1e-16


@style.styled
def plot_history(
    energies: Sequence[Sequence[float] | np.ndarray],
    *,
    evaluations: Sequence[Sequence[float] | np.ndarray] | None = None,
    exact_energy: float | None = None,
    title: str | None = None,
) -> Figure:
    """Draw how the energy of each start goes down, and its relative error if that is known.

    The start that reaches the lowest energy is drawn heavy, the others light.

    Args:
        energies: One sequence of energies per start, in the order of evaluation, in the units of
            the couplings. Energies that are not finite are left out.
        evaluations: The number of evaluations at which each energy was reached, in the same form;
            None counts 1, 2, 3, ... for each start.
        exact_energy: The ground-state energy E0. With it, unless it is 0, a second panel shows
            (E - E0) / abs(E0) on a logarithmic scale, from 1e-16 up.
        title: Title of the picture; None is "Energy against evaluations".

    Returns:
        The figure, with one panel or two.

    Raises:
        ValueError: If no start has a finite energy, ``exact_energy`` is not finite, or the numbers
            of evaluations and energies differ.
    """
    runs = _checked_runs(energies, evaluations)
    if exact_energy is not None and not np.isfinite(exact_energy):
        raise ValueError(f"exact_energy must be finite, or None; got {exact_energy}.")
    best = min(runs, key=lambda start: float(runs[start][1].min()))
    n_panels = 2 if exact_energy else 1
    summary = _summary(runs, float(runs[best][1].min()), exact_energy)
    figure = style.page(5.0 * n_panels, 3.7, title or "Energy against evaluations", summary)
    panels = [
        figure.add_axes((0.145 / n_panels + 0.51 * panel, 0.135, 0.815 / n_panels, 0.66))
        for panel in range(n_panels)
    ]
    _draw_energies(panels[0], runs, best, exact_energy)
    if exact_energy:
        _draw_errors(panels[1], runs, best, exact_energy)
    return figure


Run = tuple[np.ndarray, np.ndarray]
"""Evaluations and energies of one start, each ``(n,)``."""


def _checked_runs(
    energies: Sequence[Sequence[float] | np.ndarray],
    evaluations: Sequence[Sequence[float] | np.ndarray] | None,
) -> dict[int, Run]:
    """Return the runs by number of the start, without energies that are not finite."""
    if evaluations is not None and len(evaluations) != len(energies):
        raise ValueError(
            f"evaluations must hold one sequence for each of the {len(energies)} starts; got "
            f"{len(evaluations)}."
        )
    runs = {}
    for start, values in enumerate(energies):
        y = np.asarray(values, dtype=float)
        if y.ndim != 1:
            raise ValueError(
                f"the energies of start {start} must be a sequence of numbers; got shape {y.shape}."
                " Give one sequence per start, also when there is one start."
            )
        x = np.arange(1.0, len(y) + 1) if evaluations is None else np.asarray(evaluations[start])
        if x.shape != y.shape:
            raise ValueError(
                f"evaluations and energies of start {start} must be equally many; got {x.size} "
                f"and {y.size}."
            )
        finite = np.isfinite(y)
        if np.any(finite):
            runs[start] = (x[finite], y[finite])
    if not runs:
        raise ValueError(
            f"energies must hold at least one finite energy; got none in {len(energies)} starts."
        )
    return runs


def _summary(runs: dict[int, Run], energy: float, exact_energy: float | None) -> str:
    starts = "1 start" if len(runs) == 1 else f"{len(runs)} starts"
    error = ""
    if exact_energy:
        error = f", relative error {(energy - exact_energy) / abs(exact_energy):.1e}"
    return f"{starts}, lowest energy {energy:.8g}{error}".replace("-", "\N{MINUS SIGN}")


def _relative_error(energy: np.ndarray | float, exact_energy: float) -> np.ndarray:
    """Return (E - E0) / |E0|, not below 1e-16, so that it shows on a logarithmic scale."""
    return np.maximum((np.asarray(energy) - exact_energy) / abs(exact_energy), _FLOOR)


def _draw_runs(axes: Axes, runs: dict[int, Run], best: int) -> None:
    others = [start for start in runs if start != best]
    for start, (x, y) in runs.items():
        is_best = start == best
        (line,) = axes.plot(
            x, y, color=style.BLUE if is_best else _OTHER, linewidth=1.9 if is_best else 0.9,
            zorder=3 if is_best else 2, marker="o" if len(x) == 1 else "", markersize=3,
            gid=f"start-{start}",
        )  # fmt: skip
        if is_best:
            axes.plot(x[-1], y[-1], "o", color=style.BLUE, markersize=4.5, zorder=4)
            line.set_label(f"best start (number {start})" if len(runs) > 1 else "search")
        elif start == others[0]:
            line.set_label("other starts" if len(runs) > 2 else "other start")


def _draw_energies(axes: Axes, runs: dict[int, Run], best: int, exact_energy: float | None) -> None:
    _draw_runs(axes, runs, best)
    lowest = min(float(y.min()) for _, y in runs.values())
    highest = max(float(y.max()) for _, y in runs.values())
    if exact_energy is not None:
        axes.axhline(
            exact_energy, color=style.VERMILION, linewidth=1.1, linestyle=(0, (5, 3)), zorder=3.5,
            label=f"exact, {exact_energy:.8g}".replace("-", "\N{MINUS SIGN}"),
        )  # fmt: skip
        lowest = min(lowest, exact_energy)
    room = 0.06 * (highest - lowest) or 0.5
    axes.set_ylim(lowest - room, highest + room)
    _finish(axes, "energy  (units of the couplings)")
    axes.legend(loc="upper right")


def _draw_errors(axes: Axes, runs: dict[int, Run], best: int, exact_energy: float) -> None:
    axes.set_yscale("log")
    errors = {start: (x, _relative_error(y, exact_energy)) for start, (x, y) in runs.items()}
    _draw_runs(axes, errors, best)
    _finish(axes, r"relative error  $(E - E_0)\,/\,|E_0|$")


def _finish(axes: Axes, label: str) -> None:
    axes.set_xlabel("evaluations of energy and gradient")
    axes.set_ylabel(label)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.grid(True, color=style.FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, labelsize=8.5)
